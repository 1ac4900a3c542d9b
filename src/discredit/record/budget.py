"""What is counted of purses: trade that owners lose, arrears, and what follows from them."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array

from discredit.life import Toll
from discredit.record.month import Month
from discredit.society.people import People


def of_trade(toll: Toll) -> dict[str, Array]:
    """The measures of trade and custom.

    Args:
        toll: What the month took; no trade in a month without events.

    Returns:
        A column for each measure of the part `trade`.
    """
    none = jnp.zeros_like(toll.income)
    lost = (toll.trade_lost, toll.custom_lost)
    trade, custom = (none if column is None else column for column in lost)
    return {"trade_lost": trade, "custom_lost": custom}


def of_budget(month: Month, people: People) -> dict[str, Array]:
    """The measures of arrears.

    Args:
        month: What the month leaves behind, of a policy whose life carries arrears over.
        people: Who they are; a home is counted at its head.

    Returns:
        A column for each measure of the part `budget`.
    """
    behind, purse = month.toll.arrears, month.truth.purse
    assert behind is not None and purse is not None
    return {
        "in_arrears": purse.arrears > 0.0,
        "arrears": purse.arrears,
        "arrears_arisen": behind.arisen,
        "arrears_paid": behind.paid_back,
        "moved_out": behind.moves_out,
        "homes_given_up": behind.moves_out & (people.place_in_household == 0),
        "schools_changed": behind.changes_school,
        "care_put_off": behind.puts_off_care,
    }


def told_of_purse(month: Month) -> dict[str, Array]:
    """What the diary tells of a purse; nought where a policy keeps none.

    Args:
        month: What the month leaves behind.

    Returns:
        The columns of `DIARY` about trade and arrears.
    """
    toll, purse = month.toll, month.truth.purse
    no, none = jnp.zeros(toll.income.shape, bool), jnp.zeros_like(toll.income)
    lost = of_trade(toll)
    found = {"trade_lost": lost["trade_lost"] + lost["custom_lost"], "arrears": none}
    found |= dict.fromkeys(("moves_out", "changes_school", "puts_off_care"), no)
    if purse is None or toll.arrears is None:
        return found
    return found | {
        "arrears": purse.arrears,
        "moves_out": toll.arrears.moves_out,
        "changes_school": toll.arrears.changes_school,
        "puts_off_care": toll.arrears.puts_off_care,
    }
