"""What somebody outside chooses for one person, in place of what would be drawn.

Whoever lives in a society decides nothing else: prices, records, entries, doors, hearings and
everybody else stay as they are drawn.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Int8, UInt32

from discredit.arrays import Column


class Choices(NamedTuple):
    """By month, or for each of some rows in one month; nothing chosen is as it would be drawn."""

    does: UInt32[Column, "*n"]  # bit c: does conduct c, if it is open to him and he has the price
    omits: UInt32[Column, "*n"]  # bit c: does not
    tries: UInt32[Column, "*n"]  # bit s: tries to buy service s, if it is any business of his
    avoids: UInt32[Column, "*n"]  # bit s: does not
    pays: Int8[Column, "*n"]  # on what he owes: 1 pays what he can, -1 nothing, 0 as drawn
    files: Int8[Column, "*n"]  # an appeal: 1 files and waits for it, -1 does not, 0 as drawn


def none_for(months: int) -> Choices:
    """Nothing chosen, month after month.

    Args:
        months: How many.

    Returns:
        Columns of the host [months], to be written over.
    """
    columns: list[Any] = [*np.zeros((4, months), np.uint32), *np.zeros((2, months), np.int8)]
    return Choices(*columns)


def of_rows(chosen: Choices, is_it: Bool[Array, " n"]) -> Choices:
    """The choices of a month as columns: those of one row, and none of all others.

    Args:
        chosen: Of one month.
        is_it: Whose they are.
    """
    return Choices(*(jnp.where(is_it, one, jnp.zeros_like(one)) for one in chosen))


def heeded(
    drawn: UInt32[Array, " n"], adds: UInt32[Array, " n"], takes: UInt32[Array, " n"]
) -> UInt32[Array, " n"]:
    """Bits as they are drawn, but for those that are chosen.

    Args:
        drawn: What would be.
        adds: Chosen to be.
        takes: Chosen not to be.
    """
    return (drawn | adds) & ~takes


def settled(drawn: Bool[Array, " n"], choice: Int8[Array, " n"]) -> Bool[Array, " n"]:
    """A yes or no as it is drawn, unless it is chosen.

    Args:
        drawn: What would be.
        choice: 1 yes, -1 no, 0 as drawn.
    """
    return jnp.where(choice == 0, drawn, choice > 0)
