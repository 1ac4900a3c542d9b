"""What is so about the month's sightings and stands in no file."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float32, UInt32


class Hindsight(NamedTuple):
    """What is so about this month's sightings and stands in no file: for the record, and for the
    truth about entries, alone."""

    so: UInt32[Array, " n"]  # bit c: the record of conduct c is of something this person did
    unbought: UInt32[Array, " n"]  # bit c: and not for the score
    stray: UInt32[Array, " n"]  # bit c: the record is really about a namesake
    p_recorded: Float32[Array, " n"]  # how likely a court's record about this person was
    p_own: Float32[Array, " n"] | None = None  # and one on one of his own judgments


def nothing_so(n: int, *, several: bool = False) -> Hindsight:
    """What is so about nothing.

    Args:
        n: how many people.
        several: whether debts have a course.

    Returns:
        Zeros: no record of anything, and no chance of one.
    """
    none = jnp.zeros(n, jnp.uint32)
    p_own = jnp.zeros(n, jnp.float32) if several else None
    return Hindsight(none, none, none, jnp.zeros(n, jnp.float32), p_own)
