"""How a population is cut up: rows into blocks, blocks into parts."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Int32

ROWS_PER_BLOCK = 8192
"""Rows whose month stays in cache; found with `bench/`."""
LANES = 256
"""Blocks are a multiple of this long: whole vectors, and few shapes to compile."""
ROWS_PER_PART = 1 << 18
"""Rows whose sums surely fit 32 bits; parts are added on the host in 64."""


class Layout(NamedTuple):
    """How a population is cut up."""

    people: int
    parts: int
    blocks: int
    rows: int

    @property
    def padded(self) -> int:
        return self.parts * self.blocks * self.rows


def layout(people: int) -> Layout:
    """Cut up a population: parts of at most ROWS_PER_PART rows, blocks of equal length."""
    parts = -(-people // ROWS_PER_PART)
    blocks = -(-people // (parts * ROWS_PER_BLOCK))
    rows = -(-people // (parts * blocks * LANES)) * LANES
    return Layout(people, parts, blocks, rows)


def part_of(column: Array, p: Int32[Array, ""], cut: Layout) -> Array:
    """The blocks of one part of a column [blocks, ...]."""
    return jax.lax.dynamic_slice_in_dim(column, p * cut.blocks, cut.blocks)


def rows_of(p: Int32[Array, ""], cut: Layout) -> Int32[Array, " rows"]:
    """The row numbers of one part."""
    size = cut.blocks * cut.rows
    return p * size + jnp.arange(size, dtype=jnp.int32)
