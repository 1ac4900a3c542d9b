"""How many people have each bit of a word: many yes-or-no columns counted at once."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32, UInt32

_LINES = 8
"""Lines that are added up before their sums are taken apart into bytes."""
_GROUPS = 8
"""Groups of so many lines, the sums of which a byte holds."""
_STEPS = ((1, 0x55555555, 2), (2, 0x33333333, 4), (4, 0x0F0F0F0F, 1))
"""How sums in one word are taken apart: width of a field, the mask of every second one, and how
many lines are then added up in fields of twice the width."""
_WORD, _BYTE = 32, 8


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

    The bits of a word are counted where they stand: two lines are added up in fields of two bits,
    four such sums in fields of four, and these in bytes. A sum for each bit would go over all
    people thirty-two times.

    Args:
        words: Of some people; 0 for whoever is not counted.
    """
    many = words.shape[0]
    words = jnp.pad(words, ((0, 0), (0, -words.shape[1] % (_GROUPS * _LINES))))
    groups = words.reshape(many, _GROUPS, _LINES, -1)

    def add(
        g: Int32[Array, ""], so_far: UInt32[Array, "8 row column"]
    ) -> UInt32[Array, "8 row column"]:
        fields = [jax.lax.dynamic_index_in_dim(groups, g, axis=1, keepdims=False)]
        for width, mask, together in _STEPS:
            halves = [half & mask for field in fields for half in (field, field >> width)]
            fields = [_added(half.reshape(many, -1, together, half.shape[-1])) for half in halves]
        return so_far + jnp.stack(fields)[:, :, 0]

    # A loop: without one the compiler works the words out again for each of the sums.
    none = jnp.zeros((_BYTE, many, groups.shape[-1]), jnp.uint32)
    sums = jax.lax.fori_loop(0, _GROUPS, add, none)
    shifts = jnp.arange(0, _WORD, _BYTE, dtype=jnp.uint32)[:, None, None, None]
    counts = ((sums >> shifts) & 255).astype(jnp.int32).sum(axis=-1, dtype=jnp.int32)
    # The halves of halves of halves stand in order of their bits read backwards.
    return counts[:, [0, 4, 2, 6, 1, 5, 3, 7]].reshape(_WORD, many).T


def _added(lines: UInt32[Array, "row line some column"]) -> UInt32[Array, "row line column"]:
    """Line upon line: a sum over an axis would go through memory."""
    return sum((lines[:, :, i] for i in range(1, lines.shape[2])), lines[:, :, 0])
