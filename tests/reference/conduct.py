"""What people do, one at a time."""

# One person's values stand where the engine has columns.
# pyright: reportArgumentType=false, reportReturnType=false
from __future__ import annotations

from math import exp, floor, log

import numpy as np

from discredit.draws import Decision
from discredit.truth import Acts, DebtEvents
from discredit.vocabulary import GROUNDS, OCCUPATIONS
from reference import checking, scoring
from reference.person import COURT, DUE, JUDGED, NO_DEBT, WORD, income_now, of_row, whose, works

JOBS = len(OCCUPATIONS)


def act(person, truth, outlook, *, rules, services, luck):
    """Belief, debts, the catalogue, attempts: in that order."""
    closed, shown, _, _, _, surroundings = outlook
    is_adult = person.present and person.age >= 18
    weight = rules.belief_own_weight if truth.is_aware else rules.belief_ties_weight
    sees = 1.0 if truth.is_aware or surroundings.listed_ties > 0 else 0.0
    truth = truth._replace(belief=truth.belief + float(weight) * (sees - truth.belief))
    debtor = (False, False, 0, False, False, 0.0, False, None)
    if rules.debts is not None:
        feels_doors = truth.is_aware and closed != 0
        in_grace = truth.is_aware and outlook.warned
        presses = (feels_doors, in_grace, shown)
        truth, debtor = owe(person, truth, is_adult, presses, rules.debts, luck)
    did = bought = hidden = 0
    if rules.conducts is not None:
        truth, did, bought, hidden = do(person, truth, is_adult, outlook, rules, luck)
    tried = attempts(person, is_adult, truth.is_aware, closed, rules, services, luck)
    owes, has_means, ground, pays_off, pays_part, paid, company_owes, events = debtor
    return truth, Acts(
        owes=owes,
        has_means=has_means,
        ground=ground,
        did=did,
        bought=bought,
        hidden=hidden,
        pays_off=pays_off,
        pays_part=pays_part,
        paid=paid,
        company_owes=company_owes,
        attempts=tried,
        events=events,
    )


def owe(person, truth, is_adult, presses, rules, luck):
    """Debt, willingness, payment, judgment or discharge, company, conduct."""
    before, is_further = truth, False
    truth = fall_into_debt(person, truth, is_adult, rules, luck)
    if rules.course is not None:
        truth, is_further = meet_further(person, truth, rules, luck)
    income = income_now(person, truth.is_employed, truth.scar)
    surplus = max(income - float(rules.subsistence), 0.0)
    has_means = truth.savings + float(rules.reach_months) * surplus >= truth.owed
    is_willing = would_pay(truth, presses, rules, luck)
    truth, pays_off, paid = pay(truth, has_means, is_willing, surplus, rules, luck)
    pays_part, is_settled = paid > 0 and not pays_off, False
    if rules.course is not None and pays_part:
        is_settled = luck.happens(Decision.REST_WAIVED, rules.course.waives_rest)
    if is_settled:
        truth, pays_off, pays_part = truth._replace(debt=NO_DEBT, owed=0.0), True, False
    if truth.debt == DUE:
        if luck.happens(Decision.JUDGMENT, rules.judgment_rate):
            truth = truth._replace(debt=JUDGED)
    elif truth.debt == JUDGED and not has_means:
        is_freed = luck.happens(Decision.DISCHARGE, rules.discharge_rate)
        truth = truth._replace(debt=NO_DEBT, owed=0.0) if is_freed else truth
    events = None
    if rules.course is not None:
        way = (2 if is_settled else 1) if pays_off else 0
        truth, events = end(before, truth, way, is_further, rules.course, luck)
    owes = truth.debt == JUDGED
    truth = truth._replace(company_owes=company(person, truth.company_owes, rules, luck))
    open_to = {
        "refuses_though_able": owes and has_means and not is_willing,
        "obstructs": owes and not is_willing,
        "hides_assets": owes and has_means and not is_willing,
        "reports_no_assets": owes,
        "breaks_spending_order": owes and truth.is_aware,
        "breaks_settlement": owes and pays_part,
    }
    ground = conduct(open_to, rules, luck)
    done = (owes, has_means, ground, pays_off, pays_part, paid, truth.company_owes, events)
    return truth, done


def meet_further(person, truth, rules, luck):
    """One judgment more, at a rate of the debtor's own that fades with the age of the first."""
    course, lean = rules.course, 0.0
    lean = -log(1 - luck._replace(month=truth.debt_month & WORD).uniform(Decision.FURTHER_LEAN))
    rate = float(course.further_rate) * float(course.caseload) * lean
    rate *= (1 - float(course.further_fades)) ** max(luck.month - truth.debt_month, 0)
    if truth.debt != JUDGED or not luck.happens(Decision.FURTHER_JUDGMENT, rate):
        return truth, False
    more = amount(person, rules, luck, 1)
    count = min(truth.judgments + 1, 250)
    return truth._replace(owed=truth.owed + more, judgments=count), True


def end(before, truth, way, is_further, course, luck):
    """What ends without payment, and how many judgments stand: one from the first on."""
    limit = float(course.limitation_months)
    if truth.debt == DUE and limit > 0 and luck.month - truth.debt_month >= limit:
        truth, way = truth._replace(debt=NO_DEBT, owed=0.0), 4
    elif truth.debt == JUDGED and luck.happens(Decision.WRITTEN_OFF, course.written_off_rate):
        truth, way = truth._replace(debt=NO_DEBT, owed=0.0), 3
    elif truth.debt == NO_DEBT and before.debt != NO_DEBT and way == 0:
        way = 5
    count = max(truth.judgments, 1) if truth.debt == JUDGED else 0
    arises = before.debt == NO_DEBT and truth.debt_month == luck.month
    return truth._replace(judgments=count), DebtEvents(count, arises, is_further, way)


def identity_of(person):
    return int(person.is_woman), int(person.background), int(person.is_disabled)


def knows_of(truth, watching, luck):
    """Whether somebody knows of the system: by hearsay, for good or never, or as one listed."""
    if watching is None or truth.is_aware:
        return truth.is_aware
    return luck._replace(month=0).happens(Decision.AWARE, watching.awareness)


def expects(person, truth, knows, bands, c, rules):
    """How sure somebody is of being seen at conduct `c`, and how much seems to follow."""
    watching, stakes = rules.watching, rules.stakes
    j, place = int(stakes.model[c]), 0
    for label, count in ((1 if person.is_urban else 0, 2), (person.income_fifth, 5)):
        place = place * count + label
    cell = place * JOBS + person.occupation
    if stakes.on_file.shape[-1] > 150:
        sex, background, disability = identity_of(person)
        cell += 150 * (8 * sex + 2 * background + disability)
    chance = float(stakes.on_file[j, cell])
    if stakes.seen_in is not None:
        chance *= float(stakes.seen_in[j, person.region])
    job = person.occupation
    if stakes.by_lists.shape[-1] > JOBS:
        job += JOBS * person.region
    severity = float(stakes.by_lists[j, job])
    for m, band in enumerate(bands or ()):
        if band < stakes.by_scores.shape[1]:
            severity += float(stakes.by_scores[m, band, j])
    if chance <= 0 or severity <= 0:
        return 0.0, 0.0
    told, heaviest = 0.0, 0.0
    if watching is not None:
        heaviest = float(watching.stakes)
        said, heeded = float(watching.announced), float(watching.heeded)
        told = said + heeded * (chance - said)
    start = max(told if knows else 0.0, truth.belief * at_home(stakes.may_list[j], person))
    lesson = truth.lessons[j] / 127
    certainty = start + lesson * (1 - start) if lesson > 0 else start * (1 + lesson)
    return certainty * float(stakes.spread[c]), heaviest * min(severity, 1.0)


def at_home(row, person):
    """One number for all, or one for each region."""
    return float(row if np.ndim(row) == 0 else row[person.region])


def learn(truth, did, records, person, rules):
    """Seen, one moves towards always; not seen, towards never; as far as people are told."""
    if rules.conducts is None:
        return truth
    lessons = list(truth.lessons)
    for c, before in enumerate(truth.lessons):
        seen, done = records >> (COURT + c) & 1, did >> (COURT + c) & 1
        if seen or done:
            weight = float(rules.belief_own_weight) * at_home(rules.stakes.is_told[c], person)
            lessons[c] = floor(before + weight * ((127 if seen else -127) - before) + 0.501)
    return truth._replace(lessons=tuple(lessons))


def apart(person, rule, rules, luck):
    """Residence, schooling, habits, and whether there is an application to do it in."""
    times = 1.0
    if rule.by_residence is not None:
        times *= float(rule.by_residence[int(person.is_migrant)])
    if rule.by_education is not None:
        times *= float(rule.by_education[person.education])
    if rule.by_habit is not None:
        habits = scoring.habits_of(person, rules.habits, luck) or {}
        leans = zip(rule.by_habit, habits.values(), strict=True)
        times *= max(1 + sum(float(lean) * (2 * z - 1) for lean, z in leans), 0.0)
    if rule.in_application is not None and rule.in_application > 0:
        times *= checking.applies(person, rules.applications, luck)
    return times


def do(person, truth, is_adult, outlook, rules, luck):
    """Each conduct of the catalogue: done by nature, or bought for a better band, or not."""
    closed, _, _, short, bands, _ = outlook
    is_short = short is not None and 0 < short <= float(rules.gaming_reach)
    knows = knows_of(truth, rules.watching, luck)
    can_play = knows and is_short
    is_poor = truth.savings < person.income
    band = sum(person.age >= start for start in (18, 30, 45, 60, 75))
    savings, did, bought, hidden = truth.savings, 0, 0, 0
    for c in range(len(rules.conducts.rate)):
        rule, bit = of_row(rules.conducts, c), COURT + c
        rate = float(rule.rate) * rule.by_occupation[person.occupation]
        rate *= float(rule.by_fifth[person.income_fifth]) * float(rule.by_age[band])
        rate *= float(rule.by_settlement[1 if person.is_urban else 0])
        rate *= whose(rule, "by_", identity_of(person))
        if is_poor:
            rate *= float(rule.if_poor)
        if closed != 0:
            rate *= float(rule.if_shut_out)
        rate *= max(1 + float(rule.if_aggrieved) * truth.grievance, 0.0)
        if rule.if_trusting is not None:
            rate *= max(1 + float(rule.if_trusting) * truth.trust, 0.0)
        certainty, severity = expects(person, truth, knows, bands, c, rules)
        change = float(rule.if_watched) + float(rule.if_at_stake) * severity
        rate *= apart(person, rule, rules, luck)
        unmoved = rate
        rate *= max(1 + certainty * change, 0.0)
        moved_away = float(rule.moves_out_of_sight) * max(unmoved - rate, 0.0)
        if not is_adult:
            continue
        latent = luck.uniform(Decision.ACT, k=bit)
        bought_rate = float(rule.bought) * at_home(rules.stakes.sells[c], person)
        if latent < rate:
            did |= 1 << bit
            savings = max(savings - float(rule.price), 0.0)
        elif latent < rate + moved_away:
            did |= 1 << bit
            hidden |= 1 << bit
        elif can_play and savings >= rule.price and latent < rate + bought_rate:
            did |= 1 << bit
            bought |= 1 << bit
            savings = max(savings - float(rule.price), 0.0)
    return truth._replace(savings=savings), did, bought, hidden


def fall_into_debt(person, truth, is_adult, rules, luck):
    rate = float(rules.dispute_rate)
    rate *= rules.dispute_by_occupation[person.occupation]
    rate *= rules.dispute_by_fifth[person.income_fifth]
    rate *= whose(rules, "dispute_by_", identity_of(person))
    if works(person) and not truth.is_employed:
        rate *= rules.dispute_if_jobless
    if rules.course is not None:
        rate *= float(rules.course.caseload)
    if not is_adult or truth.debt != NO_DEBT or not luck.happens(Decision.DEBT_ARISES, rate):
        return truth
    owed = amount(person, rules, luck, 0)
    return truth._replace(owed=owed, debt=DUE, debt_month=luck.month)


def amount(person, rules, luck, k):
    household_income = person.income * person.household_size
    median = household_income * float(rules.debt_median_months)
    return median * exp(float(rules.debt_spread) * luck.normal(Decision.DEBT_AMOUNT, k=k))


def would_pay(truth, presses, rules, luck):
    feels_doors, in_grace, shown = presses
    pressure = float(rules.voluntary_share) + float(rules.pressure_believed) * truth.belief
    pressure += float(rules.pressure_shown) * shown
    if rules.pressure_trusting is not None:
        pressure += float(rules.pressure_trusting) * truth.trust
    if feels_doors:
        pressure += float(rules.pressure_listed)
    if in_grace and rules.pressure_in_grace is not None:
        pressure += float(rules.pressure_in_grace)
    return luck._replace(month=truth.debt_month & WORD).uniform(Decision.RESOLVE) < pressure


def pay(truth, has_means, is_willing, surplus, rules, luck):
    if truth.debt == NO_DEBT or not is_willing:
        return truth, False, 0.0
    if not luck.happens(Decision.PAYMENT, rules.pay_rate):
        return truth, False, 0.0
    paid = truth.owed if has_means else min(truth.owed, float(rules.part_payment_share) * surplus)
    truth = truth._replace(savings=max(truth.savings - paid, 0.0), owed=truth.owed - paid)
    is_settled = truth.owed <= 0
    return truth._replace(debt=NO_DEBT if is_settled else truth.debt), is_settled, paid


def company(person, owes, rules, luck):
    if not person.is_representative:
        return False
    if owes:
        return not luck.happens(Decision.COMPANY_SETTLES, rules.company_settle_rate)
    return luck.happens(Decision.COMPANY_DEFAULT, rules.company_default_rate)


def conduct(open_to, rules, luck):
    """One latent draw runs through the conducts, the gravest first and plain refusal last."""
    latent, level = luck.uniform(Decision.CONDUCT), 0.0
    for ground in (*GROUNDS[1:], GROUNDS[0]):
        if open_to[ground]:
            level += float(rules.conduct_rate[GROUNDS.index(ground)])
            if latent < level:
                return GROUNDS.index(ground) + 1
    return 0


def attempts(person, is_adult, is_aware, closed, rules, services, luck):
    bits = 0
    for place, s in enumerate(services):
        rate = float(rules.wants[place]) * rules.wants_by_fifth[person.income_fifth]
        if not person.is_urban:
            rate *= rules.wants_if_rural
        if is_aware and closed >> int(s) & 1:
            rate *= rules.tries_when_aware[place]
        jobs, child = rules.wants_by_job, rules.wants_with_child
        if jobs is not None and not int(jobs[place]) >> int(person.occupation) & 1:
            continue
        if child is not None and child[place] > 0 and not person.parents & 4:
            continue
        if is_adult and luck.happens(Decision.SERVICE_WANTED, rate, k=int(s)):
            bits |= 1 << int(s)
    return bits
