"""What doors do to one life, and how it is heard."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from discredit.draws import Decision
from discredit.vocabulary import HOLDERS, SERVICES
from reference.person import (
    CLEAR,
    CORRECTED,
    FIRST,
    LISTED,
    NO_CASE,
    REFUSED,
    REVIEW,
    income_now,
    works,
)


def live(person, truth, acts, closed, was_told, on_file, around, *, gates, rules, luck):
    """The counter, the job, the purse, then how it feels."""
    refused, hours, fees = at_the_counter(acts.attempts & closed, gates, rules, luck)
    if truth.is_employed:
        fees += hours * person.earnings / float(rules.hours_per_month)
    is_aware = on_file and (truth.is_aware or was_told or refused != 0)
    truth = keep_a_job(person, truth._replace(is_aware=is_aware), closed != 0, rules, luck)
    income = income_now(person, truth.is_employed, truth.scar)
    habit = person.income * (1 - float(rules.saving_share[person.income_fifth]))
    truth = truth._replace(savings=max(truth.savings + income - habit - fees, 0.0))
    is_unfair = is_aware and not (acts.owes and acts.has_means)
    home = float(rules.family_share) if around.listed_at_home else 0.0

    def moved(mood: float, is_mine: bool, size: float) -> float:
        aim = float(size) if is_mine else home * float(size)
        return mood + float(rules.mood_speed) * (aim - mood)

    trust_size = rules.trust_if_unfair if is_unfair else rules.trust_if_fair
    truth = truth._replace(
        wellbeing=moved(truth.wellbeing, is_aware and closed != 0, rules.wellbeing_if_shut_out),
        trust=moved(truth.trust, is_aware, trust_size),
        grievance=moved(truth.grievance, refused != 0 or is_unfair, rules.grievance_if_refused),
    )
    return truth, (refused, hours, income)


def at_the_counter(met, gates, rules, luck):
    refused, hours, fees = 0, 0.0, 0.0
    for s in range(len(SERVICES)):
        if met >> s & 1 and luck.happens(Decision.GATE_CHECKED, gates.checked[s], k=s):
            refused |= 1 << s
            if rules.detour_hours[s] > 0:
                if luck.happens(Decision.SCALPER, rules.scalper_share, k=s):
                    fees += float(rules.scalper_price)
                else:
                    hours += float(rules.detour_hours[s])
    return refused, hours, fees


def keep_a_job(person, truth, is_shut_out, rules, luck):
    loss = float(rules.job_loss_rate) * (rules.job_loss_if_shut_out if is_shut_out else 1.0)
    find = float(rules.job_find_rate) * (rules.job_find_if_shut_out if is_shut_out else 1.0)
    if truth.is_employed and luck.happens(Decision.JOB_LOST, loss):
        return truth._replace(is_employed=False, scar=float(rules.scar_on_loss))
    finds = works(person) and not truth.is_employed and luck.happens(Decision.JOB_FOUND, find)
    faded = truth.scar * (1 - float(rules.scar_fading))
    return truth._replace(is_employed=truth.is_employed or finds, scar=faded)


def docket(cases, lots, capacity):
    """Who is called at the two desks: the longest waiting first, then the higher lot; a desk that
    cannot hear all of the equals who come next hears none of them."""
    called = np.zeros(len(lots), bool)
    for desk, stage in enumerate((FIRST, REVIEW)):
        queue = [i for i in range(len(lots)) if cases.stage[i] == stage]
        rank = {i: (min(int(cases.waited[i]), 127), int(lots[i])) for i in queue}
        left = int(capacity[desk])
        for place in sorted(set(rank.values()), reverse=True):
            equals = [i for i in queue if rank[i] == place]
            if len(equals) > left:
                break
            called[equals] = True
            left -= len(equals)
    return called


class Appellant(NamedTuple):
    """What the desks' room reads of one person."""

    acts: Any
    is_aware: Any
    trust: Any
    grievance: Any
    education: Any
    files: Any
    listed: Any
    copies: Any
    cases: Any


def hear(person, is_called, *, rules, luck):
    """The hearing, the next court, a new appeal, and the copies of an entry that has ended."""
    acts, files, listed, cases = person.acts, person.files, person.listed, person.cases
    if listed.for_company:
        is_wrong = not acts.company_owes or bool(rules.representatives_wronged)
    else:
        is_wrong = not (acts.owes and acts.has_means)
    is_listed = listed.status == LISTED
    is_served = is_listed and cases.stage in (FIRST, REVIEW) and is_called
    is_won, is_filed = False, False
    stage, waited = cases.stage, min(cases.waited, 126) + 1
    if is_served:
        desk, waited = cases.stage - 1, 0
        p = rules.sensitivity[desk] if is_wrong else 1 - float(rules.specificity[desk])
        is_won = luck.happens(Decision.HEARING, p)
        goes_on = cases.stage == FIRST and luck.happens(Decision.REVIEW, rules.continues)
        stage = REVIEW if goes_on else REFUSED
    elif is_listed and person.is_aware and cases.stage == NO_CASE:
        is_filed = luck.happens(Decision.FILING, filing_rate(person, is_wrong, rules))
        if is_filed:
            stage, waited = FIRST, 0
    if is_won:
        listed = listed._replace(status=CLEAR, exit=CORRECTED)
        files = files._replace(is_open=False)
    copies = person.copies
    if listed.status != LISTED:
        stage, waited = NO_CASE, 0
        for h in range(len(HOLDERS)):
            if luck.happens(Decision.COPY_CLEARED, rules.copy_cleared, k=h):
                copies &= ~(1 << h)
    return files, listed, copies, (stage, waited), (is_filed, is_served, is_won)


def filing_rate(person, is_wrong, rules):
    lean = 1 + float(rules.filing_by_trust) * person.trust
    lean += float(rules.filing_if_grieved) * person.grievance
    rate = float(rules.filing_rate) * rules.filing_by_education[person.education] * max(lean, 0.0)
    return min(max(rate * (1.0 if is_wrong else float(rules.filing_if_rightly)), 0.0), 1.0)
