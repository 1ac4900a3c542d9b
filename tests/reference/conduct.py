"""What people do, one at a time."""

from __future__ import annotations

from math import exp

from discredit.draws import Decision
from discredit.vocabulary import GROUNDS, SERVICES
from reference.person import DUE, JUDGED, NO_DEBT, WORD, income_now, works


def act(person, truth, closed, around, *, rules, luck):
    """Belief, debt, willingness, payment, judgment, company, conduct, attempts: in that order."""
    is_adult = person.present and person.age >= 18
    weight = rules.belief_own_weight if truth.is_aware else rules.belief_ties_weight
    shown = 1.0 if truth.is_aware or around.listed_ties > 0 else 0.0
    truth = truth._replace(belief=truth.belief + float(weight) * (shown - truth.belief))
    truth = fall_into_debt(person, truth, is_adult, rules, luck)
    income = income_now(person, truth.is_employed, truth.scar)
    surplus = max(income - float(rules.subsistence), 0.0)
    has_means = truth.savings + float(rules.reach_months) * surplus >= truth.owed
    is_willing = would_pay(truth, closed, rules, luck)
    truth, pays_off, paid = pay(truth, has_means, is_willing, surplus, rules, luck)
    pays_part = paid > 0 and not pays_off
    if truth.debt == DUE and luck.happens(Decision.JUDGMENT, rules.judgment_rate):
        truth = truth._replace(debt=JUDGED)
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
    return truth, (
        owes,
        has_means,
        conduct(open_to, rules, luck),
        pays_off,
        pays_part,
        paid,
        truth.company_owes,
        attempts(person, is_adult, truth.is_aware, closed, rules, luck),
    )


def fall_into_debt(person, truth, is_adult, rules, luck):
    rate = float(rules.dispute_rate)
    rate *= rules.dispute_by_occupation[person.occupation]
    rate *= rules.dispute_by_fifth[person.income_fifth]
    if works(person) and not truth.is_employed:
        rate *= rules.dispute_if_jobless
    if not is_adult or truth.debt != NO_DEBT or not luck.happens(Decision.DEBT_ARISES, rate):
        return truth
    household_income = person.income * person.household_size
    median = household_income * float(rules.debt_median_months)
    owed = median * exp(float(rules.debt_spread) * luck.normal(Decision.DEBT_AMOUNT))
    return truth._replace(owed=owed, debt=DUE, debt_month=luck.month)


def would_pay(truth, closed, rules, luck):
    pressure = float(rules.voluntary_share) + float(rules.pressure_believed) * truth.belief
    if truth.is_aware and closed:
        pressure += float(rules.pressure_listed)
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


def attempts(person, is_adult, is_aware, closed, rules, luck):
    bits = 0
    for s in range(len(SERVICES)):
        rate = float(rules.wants[s]) * rules.wants_by_fifth[person.income_fifth]
        if not person.is_urban:
            rate *= rules.wants_if_rural
        if is_aware and closed >> s & 1:
            rate *= rules.tries_when_aware[s]
        if is_adult and luck.happens(Decision.SERVICE_WANTED, rate, k=s):
            bits |= 1 << s
    return bits
