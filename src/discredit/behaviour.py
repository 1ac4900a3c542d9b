"""What people do: fall into debt, pay or not, hide or not, and try to buy what others buy.

Reads temperament, need, ties, what people believe about being watched, and last month's doors.
"""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt8, UInt16

from discredit import draws as chance
from discredit.draws import Decision, Draws
from discredit.policy.rules import BehaviourRules
from discredit.society.people import People
from discredit.truth import Acts, Around, Debt, Truth, income_now, works
from discredit.vocabulary import GROUNDS, SERVICES

ADULT_AGE = 18


def act(
    people: People,
    truth: Truth,
    closed: UInt16[Array, " n"],
    around: Around,
    rules: BehaviourRules,
    draws: Draws,
) -> tuple[Truth, Acts]:
    """One month of conduct. People act on last month's doors.

    Simplified: a person carries one debt at a time; whether a debtor would pay of his own accord is
    fixed per debt (`resolve`), and pressure moves those whose resolve it exceeds.

    Draws: DEBT_ARISES, DEBT_AMOUNT, RESOLVE (keyed by the month the debt arose), PAYMENT, JUDGMENT,
    CONDUCT, COMPANY_DEFAULT, COMPANY_SETTLES, SERVICE_WANTED.
    """
    is_adult = people.present & (people.age >= ADULT_AGE)
    truth = truth._replace(belief=_learn(truth, around, rules))
    truth = _fall_into_debt(people, truth, is_adult, rules, draws)
    surplus = jnp.maximum(
        income_now(people.income, people.earnings, works(people), truth.is_employed, truth.scar)
        - rules.subsistence,
        0.0,
    )
    has_means = truth.savings + rules.reach_months * surplus >= truth.owed
    is_willing = _is_willing(truth, closed, rules, draws)
    truth, pays_off, pays_part, paid = _pay(truth, has_means, is_willing, surplus, rules, draws)
    truth = _come_to_judgment(truth, rules, draws)
    owes = truth.debt == Debt.JUDGED
    company_owes = _company(people, truth, rules, draws)
    acts = Acts(
        owes=owes,
        has_means=has_means,
        ground=_conduct(owes, has_means, is_willing, pays_part, truth.is_aware, rules, draws),
        pays_off=pays_off,
        pays_part=pays_part,
        paid=paid,
        company_owes=company_owes,
        attempts=_attempt(people, is_adult, truth.is_aware, closed, rules, draws),
    )
    return truth._replace(company_owes=company_owes), acts


def _learn(truth: Truth, around: Around, rules: BehaviourRules) -> Float32[Array, " n"]:
    """Perceived risk moves towards what one's own listing, else one's ties, show."""
    weight = jnp.where(truth.is_aware, rules.belief_own_weight, rules.belief_ties_weight)
    shown = (truth.is_aware | (around.listed_ties > 0)).astype(jnp.float32)
    return truth.belief + weight * (shown - truth.belief)


def _fall_into_debt(
    people: People,
    truth: Truth,
    is_adult: Bool[Array, " n"],
    rules: BehaviourRules,
    draws: Draws,
) -> Truth:
    """A dispute that a court will decide unless it is paid: a loan, a guarantee, damages."""
    jobless = works(people) & ~truth.is_employed
    rate = (
        rules.dispute_rate
        * rules.dispute_by_occupation[people.occupation]
        * rules.dispute_by_fifth[people.income_fifth]
        * jnp.where(jobless, rules.dispute_if_jobless, 1.0)
    )
    arises = (
        is_adult & (truth.debt == Debt.NONE) & chance.happens(draws, Decision.DEBT_ARISES, rate)
    )
    household_income = people.income * people.household_size
    spread = jnp.exp(rules.debt_spread * chance.normal(draws, Decision.DEBT_AMOUNT))
    amount = household_income * rules.debt_median_months * spread
    return truth._replace(
        owed=jnp.where(arises, amount, truth.owed),
        debt=jnp.where(arises, jnp.uint8(Debt.DUE), truth.debt),
        debt_month=jnp.where(arises, draws.month.astype(jnp.int16), truth.debt_month),
    )


def _is_willing(
    truth: Truth, closed: UInt16[Array, " n"], rules: BehaviourRules, draws: Draws
) -> Bool[Array, " n"]:
    born = draws._replace(month=truth.debt_month.astype(jnp.uint32))
    resolve = chance.uniform(born, Decision.RESOLVE)
    feels_doors = truth.is_aware & (closed != 0)
    pressure = (
        rules.voluntary_share
        + rules.pressure_believed * truth.belief
        + jnp.where(feels_doors, rules.pressure_listed, 0.0)
    )
    return resolve < pressure


def _pay(
    truth: Truth,
    has_means: Bool[Array, " n"],
    is_willing: Bool[Array, " n"],
    surplus: Float32[Array, " n"],
    rules: BehaviourRules,
    draws: Draws,
) -> tuple[Truth, Bool[Array, " n"], Bool[Array, " n"], Float32[Array, " n"]]:
    """The willing pay: all of it with the means, an instalment from what is left without."""
    turns_to_it = (
        (truth.debt != Debt.NONE)
        & is_willing
        & chance.happens(draws, Decision.PAYMENT, rules.pay_rate)
    )
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


def _come_to_judgment(truth: Truth, rules: BehaviourRules, draws: Draws) -> Truth:
    judged = (truth.debt == Debt.DUE) & chance.happens(
        draws, Decision.JUDGMENT, rules.judgment_rate
    )
    return truth._replace(debt=jnp.where(judged, jnp.uint8(Debt.JUDGED), truth.debt))


def _conduct(
    owes: Bool[Array, " n"],
    has_means: Bool[Array, " n"],
    is_willing: Bool[Array, " n"],
    pays_part: Bool[Array, " n"],
    is_aware: Bool[Array, " n"],
    rules: BehaviourRules,
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


def _company(
    people: People, truth: Truth, rules: BehaviourRules, draws: Draws
) -> Bool[Array, " n"]:
    settles = chance.happens(draws, Decision.COMPANY_SETTLES, rules.company_settle_rate)
    defaults = chance.happens(draws, Decision.COMPANY_DEFAULT, rules.company_default_rate)
    return people.is_representative & jnp.where(truth.company_owes, ~settles, defaults)


def _attempt(
    people: People,
    is_adult: Bool[Array, " n"],
    is_aware: Bool[Array, " n"],
    closed: UInt16[Array, " n"],
    rules: BehaviourRules,
    draws: Draws,
) -> UInt16[Array, " n"]:
    """Who tries to buy what. Those who know a door is closed try less often, not never."""
    lean = rules.wants_by_fifth[people.income_fifth] * jnp.where(
        people.is_urban, 1.0, rules.wants_if_rural
    )
    attempts = jnp.zeros(is_adult.shape, jnp.uint16)
    for s in range(len(SERVICES)):
        known_shut = is_aware & (((closed >> s) & 1) != 0)
        tries = jnp.where(known_shut, rules.tries_when_aware[s], 1.0)
        rate = rules.wants[s] * lean * tries
        wanted = is_adult & chance.happens(draws, Decision.SERVICE_WANTED, rate, k=s)
        attempts = attempts | (wanted.astype(jnp.uint16) << s)
    return attempts


assert len(GROUNDS) == 6, "the table in `_conduct` is written for the six grounds"
