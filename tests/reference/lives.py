"""What doors do to one life."""

# One person's values stand where the engine has columns.
# pyright: reportArgumentType=false, reportReturnType=false
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from discredit.draws import Decision
from discredit.life import Toll
from discredit.life.purse import Arrears
from discredit.truth import Purse
from discredit.vocabulary import OCCUPATIONS, SERVICES
from reference.person import income_now, works

JOB, COUNTER = SERVICES.index("job"), SERVICES.index("counter")
OWNER = OCCUPATIONS.index("business_owner")


class Errands(NamedTuple):
    refused: int
    informal: int
    hours: float
    fees: float
    dearer: float
    saved: float
    trade: float
    pay: float


def live(person, truth, acts, treatment, surroundings, *, conditions, rules, luck):
    """The counter, the job, the purse, then how it feels."""
    (doors, burden, is_earned), redress = treatment, rules.redress
    gates, rules = rules.gates, rules.life
    was_employed = truth.is_employed
    trip = run_errands(acts.attempts, doors, surroundings.listed_ties, gates, rules, luck)
    waited = wait(person, doors, conditions.lane_share, rules.counters, luck)
    fees = trip.fees + trip.dearer - trip.saved
    if truth.is_employed:
        fees += (trip.hours + waited) * person.earnings / float(rules.hours_per_month)
    looks = luck.happens(Decision.ACCESS, redress.access)
    is_told_why = trip.refused != 0 and luck.happens(Decision.REASONS, redress.reasons)
    learns = burden.was_told or is_told_why or looks or notices(burden, trip, rules, luck)
    is_aware = burden.on_file and (truth.is_aware or learns)
    truth = keep_a_job(person, truth._replace(is_aware=is_aware), treatment, gates, rules, luck)
    if works(person) and was_employed and trip.pay > 0:
        truth = truth._replace(scar=1 - (1 - truth.scar) * (1 - trip.pay))
    income = income_now(person, truth.is_employed, truth.scar)
    custom, trade = 0.0, 0.0
    if person.occupation == OWNER:
        known_to = max(burden.shown, burden.looked_up or 0.0)
        custom = person.earnings * float(rules.custom_lost) * known_to
        trade = person.earnings * min(trip.trade, 1.0)
    income = max(income - custom - trade, 0.0)
    fined = burden.fine + burden.deduction * income
    habit = person.income * (1 - float(rules.saving_share[person.income_fifth]))
    if truth.purse is not None and truth.purse.moved_out > 0:
        habit *= 1 - float(rules.budget.bills) * float(rules.budget.home_cheaper_by)
    left = truth.savings + income - habit - fees - fined
    truth = truth._replace(savings=max(left, 0.0))
    others = surroundings.may_lose_home
    truth, behind = keep_house(person, truth, others, left, habit, fined, rules.budget, luck)
    avoided = burden.shown * float(rules.shunned)
    is_just = is_earned or (acts.owes and acts.has_means)
    truth = feel(
        truth, burden.on_file, doors, is_just, trip.refused != 0, avoided, surroundings, rules
    )
    return truth, Toll(
        refused=trip.refused,
        informal=trip.informal,
        hours=trip.hours,
        waited=waited,
        income=income,
        fined=fined,
        dearer=trip.dearer,
        saved=trip.saved,
        contacts_lost=avoided * surroundings.ties,
        unpaid=max(-left, 0.0),
        loans_opened=vouched_for(person, acts.attempts, doors, rules.no_history, luck),
        trade_lost=None if rules.costs is None else trade,
        custom_lost=None if rules.costs is None else custom,
        arrears=behind,
    )


def keep_house(person, truth, others_may_lose, left, habit, fined, budget, luck):
    """Arrears: paid back out of what is left over, or more of them; then home, school, health."""
    purse = truth.purse
    if budget is None:
        return truth, None
    bills, owed, arisen, back = float(budget.bills) * habit, purse.arrears, 0.0, 0.0
    if left >= 0:
        back = min(left, owed)
        truth, owed = truth._replace(savings=left - back), owed - back
    elif -left > 1:
        arisen = min(float(budget.left_unpaid) * -left, bills + fined)
        owed += arisen
    head = luck._replace(person=luck.person - person.place_in_household)
    goes = (purse.may_lose_home or others_may_lose) and head.happens(
        Decision.HOME_GIVEN_UP, budget.gives_up_home
    )
    is_far = arisen > 0 and owed + 1 >= float(budget.behind_months) * bills
    truth = truth._replace(purse=Purse(owed, min(purse.moved_out + goes, 255), is_far and not goes))
    new_school = goes and 6 <= person.age <= 17
    new_school = new_school and luck.happens(Decision.CHANGES_SCHOOL, budget.changes_school)
    waits = owed > 0 and person.age >= 18
    waits = waits and luck.happens(Decision.CARE_PUT_OFF, budget.puts_off_care)
    return truth, Arrears(arisen, back, goes, new_school, waits)


def vouched_for(person, attempts, doors, no_history, luck):
    """Whether somebody whom no bank knows gets a loan because he is favoured at that door."""
    if no_history is None:
        return None
    unknown = luck._replace(month=0).happens(Decision.BANKED, no_history[person.income_fifth])
    return unknown and bool(attempts & doors.favoured & 1 << SERVICES.index("loan"))


def notices(burden, trip, rules, luck):
    """Whether what the system does to a person tells him that he is listed."""
    if rules.learned_by is None:
        return False
    comes = (burden.fine > 0, burden.deduction > 0, burden.shown > 0, trip.refused != 0)
    misses = np.float32(1)
    for share, is_so in zip(rules.learned_by, comes, strict=True):
        misses *= np.float32(1) - np.float32(share) if is_so else np.float32(1)
    return luck.happens(Decision.LEARNED, np.float32(1) - misses)


def run_errands(attempts, doors, listed_ties, gates, rules, luck):
    refused, informal, hours, fees, dearer, saved = 0, 0, 0.0, 0.0, 0.0, 0.0
    trade, pay = 0.0, 0.0
    prices = rules.prices
    for place, s in enumerate(map(int, gates.services)):
        if not attempts >> s & 1:
            continue
        if doors.closed >> s & 1:
            if not luck.happens(Decision.GATE_CHECKED, gates.checked[place], k=s):
                continue
            refused |= 1 << s
            if rules.informal is not None:
                p = float(rules.informal.informal_share[place])
                p *= 1 + float(rules.informal.informal_per_tie) * listed_ties
                if luck.happens(Decision.INFORMAL, min(p, 1.0), k=s):
                    informal |= 1 << s
                    if prices is not None:
                        extra = float(rules.informal.informal_price) - 1
                        dearer += float(prices.price[place]) * extra
                    continue
            if rules.detour_hours[place] > 0:
                if luck.happens(Decision.SCALPER, rules.scalper_share, k=s):
                    fees += float(rules.scalper_price)
                    continue
                hours += float(rules.detour_hours[place])
            if rules.costs is not None:
                fees += float(rules.costs.refusal_costs[place])
                trade += float(rules.costs.trade_lost[place])
                pay = 1 - (1 - pay) * (1 - float(rules.costs.pay_lost[place]))
        elif prices is not None:
            if doors.dearer >> s & 1:
                dearer += float(prices.price[place]) * float(prices.dearer_by)
            elif doors.slower >> s & 1:
                hours += float(prices.slower_hours[place])
            elif doors.favoured >> s & 1:
                saved += float(prices.price[place]) * float(prices.favoured_discount)
                if prices.favoured_hours is not None:
                    hours -= float(prices.favoured_hours[place])
    return Errands(refused, informal, hours, fees, dearer, saved, trade, pay)


def wait(person, doors, lane_share, counters, luck):
    """Cobham's mean waits: r / (1 - a) for the first class and r / ((1 - a)(1 - b)) for the others,
    where b is the load, a what of it the first class brings, r the work found on arrival."""
    if counters is None or person.age < 18:
        return 0.0
    if not luck.happens(Decision.COUNTER, counters.visits):
        return 0.0
    load = float(counters.load)
    found = float(counters.wait) * (1 - load)
    first = found / (1 - load * float(lane_share))
    return first if doors.favoured >> COUNTER & 1 else first / (1 - load)


def keep_a_job(person, truth, treatment, gates, rules, luck):
    doors, ends_work = treatment.doors, treatment.burden.ends_work
    is_shut_out = doors.closed != 0
    if rules.costs is not None:
        each = zip(gates.services, rules.costs.costs_work, strict=True)
        counts = [int(s) for s, on in each if on > 0]
        is_shut_out = any(doors.closed >> s & 1 for s in counts)
    loss = float(rules.job_loss_rate) * (rules.job_loss_if_shut_out if is_shut_out else 1.0)
    find = float(rules.job_find_rate)
    factor = float(rules.job_find_if_shut_out) if is_shut_out else 1.0
    if (doors.closed | doors.slower) >> JOB & 1:
        factor = min(factor, float(rules.job_find_if_barred))
    find *= factor
    loses = luck.happens(Decision.JOB_LOST, loss)
    if ends_work is not None and works(person):
        loses = loses or luck.happens(Decision.BARRED_FROM_WORK, ends_work)
    if truth.is_employed and loses:
        return truth._replace(is_employed=False, scar=float(rules.scar_on_loss))
    finds = works(person) and not truth.is_employed and luck.happens(Decision.JOB_FOUND, find)
    faded = truth.scar * (1 - float(rules.scar_fading))
    return truth._replace(is_employed=truth.is_employed or finds, scar=faded)


def feel(truth, on_file, doors, is_just, is_refused, avoided, surroundings, rules):
    """Moods move towards what the month deserves; the family feels a share of it."""
    is_unfair = truth.is_aware and not is_just
    home = float(rules.family_share) if surroundings.listed_at_home else 0.0
    speed = float(rules.mood_speed)

    def moved(mood: float, is_mine: bool, size: float) -> float:
        aim = float(size) if is_mine else home * float(size)
        return mood + speed * (aim - mood)

    is_shut_out = truth.is_aware and doors.closed != 0
    trust_size = rules.trust_if_unfair if is_unfair else rules.trust_if_fair
    is_wronged = on_file and not is_just
    if_known = rules.trust_if_unfair if is_wronged else rules.trust_if_fair
    wellbeing = moved(truth.wellbeing, is_shut_out, rules.wellbeing_if_shut_out)
    return truth._replace(
        wellbeing=wellbeing + speed * float(rules.wellbeing_if_shunned) * avoided,
        trust=moved(truth.trust, truth.is_aware, trust_size),
        trust_if_known=moved(truth.trust_if_known, on_file, if_known),
        grievance=moved(truth.grievance, is_refused or is_unfair, rules.grievance_if_refused),
    )
