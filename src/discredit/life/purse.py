"""The purse: what a household owes for its living when money is short, and what comes of it."""

from __future__ import annotations

from typing import Final, NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32

from discredit import draws as chance
from discredit.draws import Decision, Draws
from discredit.policy.rules import BudgetRules
from discredit.society.people import PUPIL_AGES, People
from discredit.truth import Purse
from discredit.vocabulary import ADULT_AGE

A_BILL: Final = 1.0
"""[CNY] What is not worth so much is no bill left unpaid: the last bits of a sum are not money."""
_MOST_HOMES = 255


class Arrears(NamedTuple):
    """What became of arrears this month."""

    arisen: Float32[Array, " n"]  # [CNY] bills and fines left unpaid
    paid_back: Float32[Array, " n"]  # [CNY]
    moves_out: Bool[Array, " n"]  # the household gives up its home
    changes_school: Bool[Array, " n"]
    puts_off_care: Bool[Array, " n"]


def cheaper_home(
    spending: Float32[Array, " n"], purse: Purse, rules: BudgetRules
) -> Float32[Array, " n"]:
    """Ordinary spending, less what a cheaper home spares those who had to give one up.

    Args:
        spending: [CNY] of the month, in the first home.
        purse: as last month left it.
        rules: of this month.
    """
    return jnp.where(
        purse.moved_out > 0, spending * (1.0 - rules.bills * rules.home_cheaper_by), spending
    )


def settle(
    people: People,
    purse: Purse,
    may_lose_home: Bool[Array, " n"],
    left: Float32[Array, " n"],
    spending: Float32[Array, " n"],
    fined: Float32[Array, " n"],
    rules: BudgetRules,
    draws: Draws,
) -> tuple[Purse, Float32[Array, " n"], Arrears]:
    """Who has money left pays back before he saves; who lacks money leaves bills unpaid.

    Of what is missing a part stays owed, at most the month's bills and fines: the household does
    without the rest. One luck, that of its head, decides whether a household gives up its home.

    Args:
        people: who they are.
        purse: as last month left it.
        may_lose_home: whether another member of the household may lose it.
        left: [CNY] savings and income less spending, fees and fines; below 0 where these are not
            covered.
        spending: [CNY] ordinary spending of the month.
        fined: [CNY] fines and deductions of the month.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        The purse and the savings at the end of the month, and what became of arrears.

    Draws:
        HOME_GIVEN_UP, CHANGES_SCHOOL, CARE_PUT_OFF.

    Source:
        hh-uc-arrears, hh-repossessions, hh-school-moves, hh-care-debt.
    """
    spare, missing = jnp.maximum(left, 0.0), jnp.where(-left > A_BILL, -left, 0.0)
    bills = rules.bills * spending
    arisen = jnp.minimum(rules.left_unpaid * missing, bills + fined)
    paid_back = jnp.minimum(spare, purse.arrears)
    arrears = jnp.where(arisen > 0.0, purse.arrears + arisen, purse.arrears - paid_back)
    head = draws._replace(person=draws.person - people.place_in_household.astype(jnp.uint32))
    moves_out = (purse.may_lose_home | may_lose_home) & chance.happens(
        head, Decision.HOME_GIVEN_UP, rules.gives_up_home
    )
    youngest, oldest = PUPIL_AGES
    is_pupil = (people.age >= youngest) & (people.age <= oldest)
    behind = Arrears(
        arisen=arisen,
        paid_back=paid_back,
        moves_out=moves_out,
        changes_school=moves_out
        & is_pupil
        & chance.happens(draws, Decision.CHANGES_SCHOOL, rules.changes_school),
        puts_off_care=(arrears > 0.0)
        & (people.age >= ADULT_AGE)
        & chance.happens(draws, Decision.CARE_PUT_OFF, rules.puts_off_care),
    )
    # But for a yuan: whoever pays nothing owes whole months, to the last bits of a sum.
    is_far_behind = (arisen > 0.0) & (arrears + A_BILL >= rules.behind_months * bills)
    homes = purse.moved_out + (moves_out & (purse.moved_out < _MOST_HOMES)).astype(jnp.uint8)
    return Purse(arrears, homes, is_far_behind & ~moves_out), spare - paid_back, behind
