"""How many people have each bit of a word: many yes-or-no columns counted at once."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32, UInt32

_DEEP = 64
"""Rows that are added up before the bytes of a sum are taken apart: at most 255."""
_BYTES = 4
_ONES = 0x01010101  # the lowest bit of each byte


def word_of(columns: list[Bool[Array, "row n"]]) -> UInt32[Array, "row n"]:
    """Columns as bits of one word, the first the lowest.

    Args:
        columns: At most 32.
    """
    assert len(columns) <= 32
    word = jnp.zeros(columns[0].shape, jnp.uint32)
    for bit, column in enumerate(columns):
        word = word | (column.astype(jnp.uint32) << bit)
    return word


def how_many_have(words: UInt32[Array, "row n"]) -> Int32[Array, "row 32"]:
    """How many people have each bit of each word, the lowest first.

    Eight sums, each of every eighth bit, in the four bytes of one word: sums down many columns at
    once, where a sum for each bit would go over all people again.

    Args:
        words: Of some people; 0 for whoever is not counted.
    """
    words = jnp.pad(words, ((0, 0), (0, -words.shape[1] % _DEEP)))
    lines = jnp.moveaxis(words.reshape(len(words), _DEEP, -1), 1, 0)
    eighth = jnp.arange(8, dtype=jnp.uint32)[:, None, None]

    def add(
        so_far: UInt32[Array, "8 row column"], line: UInt32[Array, "row column"]
    ) -> tuple[UInt32[Array, "8 row column"], None]:
        return so_far + ((line >> eighth) & _ONES), None

    none = jnp.zeros((8, len(words), lines.shape[-1]), jnp.uint32)
    sums, _ = jax.lax.scan(add, none, lines, unroll=8)
    byte = 8 * jnp.arange(_BYTES, dtype=jnp.uint32)[:, None, None, None]
    counts = ((sums >> byte) & 255).astype(jnp.int32).sum(axis=-1, dtype=jnp.int32)
    # The bit is counted by byte, then within it.
    return counts.reshape(8 * _BYTES, len(words)).T
