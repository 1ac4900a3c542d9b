"""Who lives together: rows next to each other, found from a place and a size."""

from __future__ import annotations

from typing import Final

import jax.numpy as jnp
from jaxtyping import Array, Int32, UInt8

from discredit.society.people import LARGEST_HOUSEHOLD

HALO: Final = LARGEST_HOUSEHOLD - 1
"""Rows on either side of a block that may belong to a household of the block."""


def housemate(
    k: int, rows: Int32[Array, " b"], place: UInt8[Array, " b"], size: UInt8[Array, " b"]
) -> Int32[Array, " b"]:
    """The member whose place and one's own sum to `k` modulo the household's size; k up to 9.

    Over k = 0 to size - 1 everybody meets everybody once, and oneself once or twice.

    Args:
        k: Which candidate, from 0 to 9.
        rows: Row numbers of a block.
        place: Of each in the household, from 0 for its head.
        size: Of the household.

    Returns:
        A row number; one's own where there is no such member.
    """
    p, s = place.astype(jnp.int32), jnp.maximum(size.astype(jnp.int32), 1)
    return jnp.where(k < s, rows - p + (k - p) % s, rows)


def household_or(
    bits_with_halo: UInt8[Array, " b_and_halo"],
    place: UInt8[Array, " b"],
    size: UInt8[Array, " b"],
) -> UInt8[Array, " b"]:
    """For each row the OR over the bits of the other members of the household.

    Args:
        bits_with_halo: Of rows start - HALO to stop + HALO of a block of rows start to stop - 1;
            beyond the ends of the society anything will do.
        place: Of each in the household, from 0 for its head.
        size: Of the household.

    Returns:
        0 for whoever lives alone.
    """
    b = place.shape[0]
    bits = jnp.zeros(b, bits_with_halo.dtype)
    for d in range(1, HALO + 1):
        before = bits_with_halo[HALO - d : HALO - d + b]
        after = bits_with_halo[HALO + d : HALO + d + b]
        bits = bits | jnp.where(place >= d, before, 0) | jnp.where(place + d < size, after, 0)
    return bits
