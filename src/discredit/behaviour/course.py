"""What becomes of debts in the course of time: others join them, and they end."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt8

from discredit import draws as chance
from discredit.draws import Decision, Draws
from discredit.policy.court_rules import CourseRules
from discredit.truth import Debt, DebtEvents, Truth
from discredit.vocabulary import DebtEnd

MOST_JUDGMENTS = 250
"""More are not counted; the debts still grow."""


def meet_further(
    truth: Truth, amount: Float32[Array, " n"], rules: CourseRules, draws: Draws
) -> tuple[Truth, Bool[Array, " n"]]:
    """Who already has a judgment against him meets a further one.

    Each debtor has a rate of his own, fixed with his first debt and spread exponentially, that
    fades as the debt grows old: the number of judgments at a given age of the first is then
    geometric, so that few have many.

    Args:
        truth: what is so about people, as last month left it.
        amount: [CNY] of another debt of each.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        The truth with what is owed and counted grown, and who met one.

    Draws:
        FURTHER_LEAN (keyed by the month the debt arose), FURTHER_JUDGMENT.

    Source:
        A-1401.
    """
    assert truth.judgments is not None
    born = draws._replace(month=truth.debt_month.astype(jnp.uint32))
    lean = -jnp.log(1.0 - chance.uniform(born, Decision.FURTHER_LEAN))
    age = jnp.maximum(draws.month.astype(jnp.int32) - truth.debt_month, 0).astype(jnp.float32)
    rate = rules.further_rate * rules.caseload * lean * jnp.power(1.0 - rules.further_fades, age)
    meets = (truth.debt == Debt.JUDGED) & chance.happens(draws, Decision.FURTHER_JUDGMENT, rate)
    count = jnp.minimum(truth.judgments, MOST_JUDGMENTS - 1) + jnp.uint8(1)
    truth = truth._replace(
        owed=jnp.where(meets, truth.owed + amount, truth.owed),
        judgments=jnp.where(meets, count, truth.judgments),
    )
    return truth, meets


def end(
    before: Truth,
    truth: Truth,
    paid: tuple[Bool[Array, " n"], Bool[Array, " n"]],
    is_further: Bool[Array, " n"],
    rules: CourseRules,
    draws: Draws,
) -> tuple[Truth, DebtEvents]:
    """Debts that are given up or out of time end, and those that stand are counted.

    Args:
        before: as last month left it.
        truth: after this month's payments and judgments.
        paid: whose debt ended by payment this month, and whose by a settlement.
        is_further: who met a further judgment.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        The truth, and what became of debts.

    Draws:
        WRITTEN_OFF.

    Source:
        debt-limitation, A-1403.
    """
    pays_off, settles = paid
    age = draws.month.astype(jnp.int32) - truth.debt_month.astype(jnp.int32)
    is_late = (rules.limitation_months > 0) & (age >= rules.limitation_months)
    lapses = (truth.debt == Debt.DUE) & is_late
    written_off = (truth.debt == Debt.JUDGED) & chance.happens(
        draws, Decision.WRITTEN_OFF, rules.written_off_rate
    )
    ways = (
        (settles, DebtEnd.SETTLED),
        (pays_off, DebtEnd.PAID),
        (written_off, DebtEnd.WRITTEN_OFF),
        (lapses, DebtEnd.OUT_OF_TIME),
        ((before.debt != Debt.NONE) & (truth.debt == Debt.NONE), DebtEnd.DISCHARGED),
    )
    ended = jnp.zeros(truth.debt.shape, jnp.uint8)
    for is_open, name in reversed(ways):
        ended = jnp.where(is_open, jnp.uint8(name), ended)
    debt = jnp.where(written_off | lapses, jnp.uint8(Debt.NONE), truth.debt)
    judgments = _standing(debt, truth.judgments)
    truth = truth._replace(
        debt=debt,
        owed=jnp.where(written_off | lapses, 0.0, truth.owed),
        judgments=judgments,
    )
    arises = (truth.debt_month == draws.month.astype(jnp.int16)) & (before.debt == Debt.NONE)
    return truth, DebtEvents(judgments, arises, is_further, ended)


def _standing(debt: UInt8[Array, " n"], count: UInt8[Array, " n"] | None) -> UInt8[Array, " n"]:
    """One from the first judgment on; none once nothing is owed."""
    assert count is not None
    is_judged = debt == Debt.JUDGED
    return jnp.where(is_judged, jnp.maximum(count, jnp.uint8(1)), jnp.uint8(0))
