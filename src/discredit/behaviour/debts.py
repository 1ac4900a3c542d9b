"""How people fall into debts that a court must decide, and what they do about them."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int8, UInt8

from discredit import draws as chance
from discredit.behaviour import course
from discredit.choices import settled
from discredit.draws import Decision, Draws
from discredit.policy.court_rules import CourseRules, DebtRules
from discredit.policy.whose import by_identity
from discredit.society.people import People, identity_of
from discredit.truth import Debt, DebtEvents, Truth, income_now, works
from discredit.vocabulary import GROUNDS


class Debtors(NamedTuple):
    """What debtors did this month."""

    owes: Bool[Array, " n"]
    has_means: Bool[Array, " n"]
    ground: UInt8[Array, " n"]
    pays_off: Bool[Array, " n"]
    pays_part: Bool[Array, " n"]
    paid: Float32[Array, " n"]
    company_owes: Bool[Array, " n"]
    events: DebtEvents | None = None


class Presses(NamedTuple):
    """What presses a debtor to pay, beside what he believes."""

    feels_doors: Bool[Array, " n"]  # knows of being listed and meets closed doors
    in_grace: Bool[Array, " n"]  # knows of a decision that is not yet an entry
    shown: Float32[Array, " n"]  # share of the person's ties who see the entry


def nobody(n: int) -> Debtors:
    """A month of a world in which nobody goes to court over a debt.

    Args:
        n: how many people.

    Returns:
        Zeros: no debt, no conduct, no payment.
    """
    no = jnp.zeros(n, bool)
    none = jnp.zeros(n, jnp.float32)
    return Debtors(no, no, jnp.zeros(n, jnp.uint8), no, no, none, no)


def owe(
    people: People,
    truth: Truth,
    is_adult: Bool[Array, " n"],
    presses: Presses,
    rules: DebtRules,
    draws: Draws,
    pays: Int8[Array, " n"] | None = None,
) -> tuple[Truth, Debtors]:
    """One month of falling into debt, paying or not, hiding or not.

    Simplified: a person's debts are one sum, which ends as a whole; where they have a `course`,
    further judgments join it and are counted. Whether a debtor would pay of his own accord is fixed
    with the first (`resolve`), and pressure moves those whose resolve it exceeds.

    Args:
        people: who they are.
        truth: what is so about them, as last month left it.
        is_adult: who can owe.
        presses: doors, decisions and publicity.
        rules: of this month.
        draws: the luck of this month.
        pays: 1 or -1 for whom it is chosen that he pays or does not; None where for nobody.

    Returns:
        The truth after debts and payments, and what debtors did.

    Draws:
        DEBT_ARISES, DEBT_AMOUNT, RESOLVE (keyed by the month the debt arose), PAYMENT, JUDGMENT,
        DISCHARGE, CONDUCT, COMPANY_DEFAULT, COMPANY_SETTLES; where debts have a course,
        REST_WAIVED, and those of `course`.

    Source:
        spc-baseline-evade, spc-unable-43, spc-criteria, spc-compliance-share, A-01 to A-13, A-15,
        A-16.
    """
    before, is_further = truth, None
    truth = _fall_into_debt(people, truth, is_adult, rules, draws)
    if rules.course is not None:
        amount = _amount(people, rules, draws, k=1)
        truth, is_further = course.meet_further(truth, amount, rules.course, draws)
    surplus = jnp.maximum(
        income_now(people.income, people.earnings, works(people), truth.is_employed, truth.scar)
        - rules.subsistence,
        0.0,
    )
    has_means = truth.savings + rules.reach_months * surplus >= truth.owed
    is_willing = _is_willing(truth, presses, rules, draws)
    if pays is not None:
        is_willing = settled(is_willing, pays)
    turns_to_it = _turns_to_it(truth, is_willing, rules, draws, pays)
    truth, pays_off, pays_part, paid = _pay(truth, has_means, turns_to_it, surplus, rules)
    settles = pays_part
    if rules.course is not None:
        truth, settles = _settle(truth, pays_part, rules.course, draws)
        pays_off, pays_part = pays_off | settles, pays_part & ~settles
    truth = _come_to_judgment(truth, has_means, rules, draws)
    events = None
    if rules.course is not None and is_further is not None:
        paid_up = (pays_off, settles)
        truth, events = course.end(before, truth, paid_up, is_further, rules.course, draws)
    owes = truth.debt == Debt.JUDGED
    company_owes = _company(people, truth, rules, draws)
    ground = _conduct(owes, has_means, is_willing, pays_part, truth.is_aware, rules, draws)
    truth = truth._replace(company_owes=company_owes)
    done = Debtors(owes, has_means, ground, pays_off, pays_part, paid, company_owes, events)
    return truth, done


def _fall_into_debt(
    people: People,
    truth: Truth,
    is_adult: Bool[Array, " n"],
    rules: DebtRules,
    draws: Draws,
) -> Truth:
    """A dispute that a court will decide unless it is paid: a loan, a guarantee, damages."""
    arises = is_adult & (truth.debt == Debt.NONE) & _dispute(people, truth, rules, draws)
    amount = _amount(people, rules, draws)
    return truth._replace(
        owed=jnp.where(arises, amount, truth.owed),
        debt=jnp.where(arises, jnp.uint8(Debt.DUE), truth.debt),
        debt_month=jnp.where(arises, draws.month.astype(jnp.int16), truth.debt_month),
    )


def _amount(people: People, rules: DebtRules, draws: Draws, k: int = 0) -> Float32[Array, " n"]:
    household_income = people.income * people.household_size
    spread = jnp.exp(rules.debt_spread * chance.normal(draws, Decision.DEBT_AMOUNT, k=k))
    return household_income * rules.debt_median_months * spread


def _dispute(people: People, truth: Truth, rules: DebtRules, draws: Draws) -> Bool[Array, " n"]:
    jobless = works(people) & ~truth.is_employed
    rate = (
        rules.dispute_rate
        * rules.dispute_by_occupation[people.occupation]
        * rules.dispute_by_fifth[people.income_fifth]
        * jnp.where(jobless, rules.dispute_if_jobless, 1.0)
    )
    whose = by_identity(
        rules.dispute_by_sex, rules.dispute_by_background, rules.dispute_by_disability
    )
    if whose is not None:
        rate = rate * whose[identity_of(people)]
    if rules.course is not None:
        rate = rate * rules.course.caseload
    return chance.happens(draws, Decision.DEBT_ARISES, rate)


def begins(
    people: People, truth: Truth, is_adult: Bool[Array, " n"], rules: DebtRules, draws: Draws
) -> Bool[Array, " n"]:
    """For whom this month would not pass without a debt of his own or of his company, though none
    stands yet.

    Args:
        people: who they are.
        truth: what is so about them, as last month left it.
        is_adult: who can owe.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        Whether a debt of either kind arises.

    Draws:
        DEBT_ARISES, COMPANY_DEFAULT.
    """
    defaults = chance.happens(draws, Decision.COMPANY_DEFAULT, rules.company_default_rate)
    own = is_adult & _dispute(people, truth, rules, draws)
    return own | (people.is_representative & defaults)


def _is_willing(
    truth: Truth,
    presses: Presses,
    rules: DebtRules,
    draws: Draws,
) -> Bool[Array, " n"]:
    born = draws._replace(month=truth.debt_month.astype(jnp.uint32))
    resolve = chance.uniform(born, Decision.RESOLVE)
    pressure = (
        rules.voluntary_share
        + rules.pressure_believed * truth.belief
        + jnp.where(presses.feels_doors, rules.pressure_listed, 0.0)
        + rules.pressure_shown * presses.shown
    )
    if rules.pressure_in_grace is not None:
        pressure = pressure + jnp.where(presses.in_grace, rules.pressure_in_grace, 0.0)
    if rules.pressure_trusting is not None:
        pressure = pressure + rules.pressure_trusting * truth.trust
    return resolve < pressure


def _turns_to_it(
    truth: Truth,
    is_willing: Bool[Array, " n"],
    rules: DebtRules,
    draws: Draws,
    pays: Int8[Array, " n"] | None,
) -> Bool[Array, " n"]:
    wants_to = (truth.debt != Debt.NONE) & is_willing
    now = chance.happens(draws, Decision.PAYMENT, rules.pay_rate)
    return wants_to & (now if pays is None else settled(now, pays))


def _pay(
    truth: Truth,
    has_means: Bool[Array, " n"],
    turns_to_it: Bool[Array, " n"],
    surplus: Float32[Array, " n"],
    rules: DebtRules,
) -> tuple[Truth, Bool[Array, " n"], Bool[Array, " n"], Float32[Array, " n"]]:
    """The willing pay: all of it with the means, an instalment from what is left without."""
    instalment = jnp.minimum(truth.owed, rules.part_payment_share * surplus)
    paid = jnp.where(turns_to_it, jnp.where(has_means, truth.owed, instalment), 0.0)
    owed = truth.owed - paid
    pays_off = turns_to_it & (owed <= 0.0)
    truth = truth._replace(
        savings=jnp.maximum(truth.savings - paid, 0.0),
        owed=owed,
        debt=jnp.where(pays_off, jnp.uint8(Debt.NONE), truth.debt),
    )
    return truth, pays_off, turns_to_it & (paid > 0.0) & ~pays_off, paid


def _settle(
    truth: Truth, pays_part: Bool[Array, " n"], rules: CourseRules, draws: Draws
) -> tuple[Truth, Bool[Array, " n"]]:
    """After an instalment the creditor may waive the rest."""
    settles = pays_part & chance.happens(draws, Decision.REST_WAIVED, rules.waives_rest)
    debt = jnp.where(settles, jnp.uint8(Debt.NONE), truth.debt)
    return truth._replace(debt=debt, owed=jnp.where(settles, 0.0, truth.owed)), settles


def _come_to_judgment(
    truth: Truth, has_means: Bool[Array, " n"], rules: DebtRules, draws: Draws
) -> Truth:
    """Disputed debts are judged; where there is bankruptcy, those without means are discharged."""
    judged = (truth.debt == Debt.DUE) & chance.happens(
        draws, Decision.JUDGMENT, rules.judgment_rate
    )
    discharged = (
        (truth.debt == Debt.JUDGED)
        & ~has_means
        & chance.happens(draws, Decision.DISCHARGE, rules.discharge_rate)
    )
    debt = jnp.where(judged, jnp.uint8(Debt.JUDGED), truth.debt)
    return truth._replace(
        debt=jnp.where(discharged, jnp.uint8(Debt.NONE), debt),
        owed=jnp.where(discharged, 0.0, truth.owed),
    )


def _conduct(
    owes: Bool[Array, " n"],
    has_means: Bool[Array, " n"],
    is_willing: Bool[Array, " n"],
    pays_part: Bool[Array, " n"],
    is_aware: Bool[Array, " n"],
    rules: DebtRules,
    draws: Draws,
) -> UInt8[Array, " n"]:
    """One latent draw, then which conduct: at most one of the six grounds a month.

    | ground                | open to                                  |
    |-----------------------|------------------------------------------|
    | refuses_though_able   | who has the means and does not want to   |
    | obstructs             | who does not want to                     |
    | hides_assets          | who has the means and does not want to   |
    | reports_no_assets     | everybody: forms go unanswered           |
    | breaks_spending_order | who knows of the order                   |
    | breaks_settlement     | who had begun to pay                     |
    """
    unwilling = owes & ~is_willing
    refuses = unwilling & has_means
    open_to = (refuses, unwilling, refuses, owes, owes & is_aware, owes & pays_part)
    latent = chance.uniform(draws, Decision.CONDUCT)
    ground = jnp.zeros(owes.shape, jnp.uint8)
    level = jnp.zeros(owes.shape, jnp.float32)
    # The gravest first; plain refusal last, as it takes what room is left.
    for code in (2, 3, 4, 5, 6, 1):
        share = jnp.where(open_to[code - 1], rules.conduct_rate[code - 1], 0.0)
        ground = jnp.where((latent >= level) & (latent < level + share), jnp.uint8(code), ground)
        level = level + share
    return ground


def _company(people: People, truth: Truth, rules: DebtRules, draws: Draws) -> Bool[Array, " n"]:
    settles = chance.happens(draws, Decision.COMPANY_SETTLES, rules.company_settle_rate)
    defaults = chance.happens(draws, Decision.COMPANY_DEFAULT, rules.company_default_rate)
    return people.is_representative & jnp.where(truth.company_owes, ~settles, defaults)


assert len(GROUNDS) == 6, "the table in `_conduct` is written for the six grounds"
