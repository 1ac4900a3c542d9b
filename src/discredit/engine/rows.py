"""Some rows of many columns at once: chosen, taken, gathered from anywhere, put back.

A column is [blocks, rows] or [blocks, k, rows].
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32, Shaped, UInt32

Columns = TypeVar("Columns")
"""A struct of columns, such as a world or people."""
_COLUMN = 64


class RowIndex(NamedTuple):
    """Where rows are in columns [blocks, rows] and in columns [blocks, k, rows]."""

    flat: UInt32[Array, " m"]
    block: UInt32[Array, " m"]


def choose(stirs: Bool[Array, " n"], room: int) -> tuple[Int32[Array, " room"], Int32[Array, ""]]:
    """The rows of those that stir, in order, the rest filled with n; and how many they are.

    Args:
        stirs: Who is chosen; n is a multiple of 64.
        room: How many at most are given.

    Returns:
        Row numbers; the count may be more than there is room for.
    """
    n = stirs.shape[0]
    # Sums along a row are slow; running down columns they are taken for all of them at once.
    columns = stirs.reshape(-1, _COLUMN).T

    def add(
        above: Int32[Array, " columns"], line: Bool[Array, " columns"]
    ) -> tuple[Int32[Array, " columns"], Int32[Array, " columns"]]:
        return above + line, above

    sums, above = jax.lax.scan(add, jnp.zeros(columns.shape[1], jnp.int32), columns)
    to = jnp.where(columns, above + (jnp.cumsum(sums) - sums), room)
    rows = jnp.arange(n, dtype=jnp.int32).reshape(-1, _COLUMN).T
    return jnp.full(room, n, jnp.int32).at[to].set(rows, mode="drop"), sums.sum(dtype=jnp.int32)


def take(columns: Columns, b: Int32[Array, ""]) -> Columns:
    """One block of each column.

    Args:
        columns: A struct of columns.
        b: Which block.

    Returns:
        Each [rows] or [k, rows].
    """
    return jax.tree.map(lambda c: jax.lax.dynamic_index_in_dim(c, b, keepdims=False), columns)


def _flat(column: Shaped[Array, "..."], index: RowIndex) -> UInt32[Array, "*k m"]:
    """The indices of rows in a column whose axes are one: [m] or [k, m]."""
    if column.ndim == 2:
        return index.flat
    _, k, rows = column.shape
    level = jnp.arange(k, dtype=jnp.uint32)[:, None]
    return index.flat + (index.block * (k - 1) + level) * rows


def gather(columns: Columns, index: RowIndex) -> Columns:
    """Some rows of each column, from wherever they are.

    Args:
        columns: A struct of columns.
        index: Where the rows are.

    Returns:
        Each [m] or [k, m].
    """

    def get(column: Shaped[Array, "..."]) -> Shaped[Array, "*k m"]:
        return column.reshape(-1).at[_flat(column, index)].get(mode="promise_in_bounds")

    return jax.tree.map(get, columns)


def scatter(
    columns: Columns, some: Columns, index: RowIndex, is_there: Bool[Array, " m"]
) -> Columns:
    """Put these rows back, in place, those that are there.

    Args:
        columns: A struct of columns.
        some: The rows as they are to be, as `gather` gave them.
        index: Where they came from.
        is_there: Which of them are put back.
    """

    def put(column: Shaped[Array, "*all"], new: Shaped[Array, "*k m"]) -> Shaped[Array, "*all"]:
        nowhere = jnp.uint32(column.size)
        to = jnp.where(is_there, _flat(column, index), nowhere)
        return column.reshape(-1).at[to].set(new, mode="drop").reshape(column.shape)

    return jax.tree.map(put, columns, some)
