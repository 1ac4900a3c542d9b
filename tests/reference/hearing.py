"""Who is called to a desk, and how one person is heard about one list."""

# One person's values stand where the engine has columns.
# pyright: reportArgumentType=false, reportReturnType=false
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from discredit.dossier import Cases
from discredit.draws import Decision
from discredit.redress.outcome import HearingOutcome, Objections
from discredit.vocabulary import HOLDERS
from reference import verdict
from reference.person import (
    CLEAR,
    CORRECTED,
    FIRST,
    LISTED,
    NO_CASE,
    REFUSED,
    REVIEW,
    WARNED,
    whose,
)

COPIES = 32  # draws that one list has for its holders


def docket(cases, fifth, head_start, lots, capacity):
    """Who is called at the two desks, on every list [list, n]: the longest waiting first, with the
    months that a fifth is put forward, then the higher lot; a desk that cannot hear all of the
    equals who come next hears none of them."""
    called = np.zeros(cases.stage.shape, bool)
    forward = np.asarray(head_start)[fifth].astype(int)
    months = np.minimum(cases.waited.astype(int) + forward, 127)
    for desk, stage in enumerate((FIRST, REVIEW)):
        queue = list(zip(*np.nonzero(cases.stage == stage), strict=True))
        rank = {at: (int(months[at]), int(lots[at])) for at in queue}
        left = int(capacity[desk])
        for place in sorted(set(rank.values()), reverse=True):
            equals = [at for at in queue if rank[at] == place]
            if len(equals) > left:
                break
            for at in equals:
                called[at] = True
            left -= len(equals)
    return called


class Appellant(NamedTuple):
    """What the desks' room reads of one person."""

    is_aware: Any
    trust: Any
    grievance: Any
    education: Any
    fifth: Any
    identity: Any


def is_wrong(acts, rests_on, k, listed, rules):
    """In law: what does not rest on something that is so; a company's, where a desk says so; one
    who was able and is not any more, where the rules let a desk release him."""
    if not rests_on >> k & 1:
        return True
    if rules.redress.representatives_wronged and verdict.is_for_company(k, listed, rules.lists):
        return True
    has_turned = verdict.has_turned(acts, rests_on, k, listed, rules.lists)
    return bool(rules.redress.releases_turned) and has_turned


def hear(wrong, who, mine, copies, cases, is_called, *, is_red, holders, k, rules, luck):
    """One list: the hearing, the next court, a new appeal, and the copies of what has ended."""
    is_warned = mine.status == WARNED and not is_red and rules.objects is not None
    is_listed = (mine.status == LISTED and not is_red) or is_warned
    is_served = is_listed and cases.stage in (FIRST, REVIEW) and bool(is_called)
    is_won, is_filed, is_given_up = False, False, False
    stage, waited = cases.stage, min(cases.waited, 126) + 1
    if is_served:
        desk, waited = cases.stage - 1, 0
        p = rules.sensitivity[desk] if wrong else 1 - float(rules.specificity[desk])
        is_won = luck.happens(Decision.HEARING, p, k=k)
        goes_on = cases.stage == FIRST and luck.happens(Decision.REVIEW, rules.continues, k=k)
        stage = REVIEW if goes_on else REFUSED
    elif is_listed and cases.stage in (FIRST, REVIEW) and rules.gives_up is not None:
        is_given_up = luck.happens(Decision.GIVES_UP, rules.gives_up, k=k)
        if is_given_up:
            stage, waited = REFUSED, 0
    elif is_listed and who.is_aware and cases.stage == NO_CASE:
        rate = filing_rate(who, wrong, rules)
        rate = min(rate * float(rules.objects), 1.0) if is_warned else rate
        is_filed = luck.happens(Decision.FILING, rate, k=k)
        if is_filed:
            stage, waited = FIRST, 0
    if is_won and is_warned:
        mine = mine._replace(status=CLEAR, grace_left=0)
    elif is_won:
        entries = None if mine.entries is None else 0
        mine = mine._replace(status=CLEAR, exit=CORRECTED, entries=entries)
    elif is_filed and is_warned:
        mine = mine._replace(grace_left=max(mine.grace_left, 2))
    if mine.status == CLEAR or not is_listed:
        stage, waited = NO_CASE, 0
    if mine.status != LISTED:
        for h in range(len(HOLDERS)):
            # A holder whose doors the policy never touches has no use for its copy.
            is_kept = h in holders
            if not is_kept or luck.happens(
                Decision.COPY_CLEARED, rules.copy_cleared, k=k * COPIES + h
            ):
                copies &= ~(1 << h)
    done = HearingOutcome(is_filed, is_served, is_won, is_given_up)
    if rules.objects is not None:
        done = done._replace(objections=Objections(False, False, False))
        if is_warned:
            objections = Objections(is_filed, is_served, is_won)
            done = HearingOutcome(False, False, False, is_given_up, objections)
    return mine, copies, Cases(stage, waited), done


def filing_rate(who, wrong, rules):
    lean = 1 + float(rules.filing_by_trust) * who.trust
    lean += float(rules.filing_if_grieved) * who.grievance
    rate = float(rules.filing_rate) * float(rules.filing_by_education[who.education])
    rate *= float(rules.filing_by_fifth[who.fifth]) * max(lean, 0.0)
    rate *= whose(rules, "filing_by_", who.identity)
    return min(max(rate * (1.0 if wrong else float(rules.filing_if_rightly)), 0.0), 1.0)
