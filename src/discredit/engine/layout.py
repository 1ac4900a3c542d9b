"""How a population is cut up: rows into blocks, blocks into parts, parts among devices."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int32

from discredit.society.slots import WIDEST, Extent
from discredit.vocabulary import REGION_SLOTS, region_slots

ROWS_PER_BLOCK = 8192
"""Rows whose month stays in a processor's cache; found with `bench/`. Other devices have no use for
small blocks and take a whole part as one."""
FEWEST_ROWS = 2048
"""Of a population; fewer would save a millisecond a month, and compile an engine of their own."""
LANES = 256
"""Blocks are a multiple of this long: whole vectors, and few shapes to compile."""
ROWS_PER_PART = 1 << 18
"""Rows whose sums surely fit 32 bits; parts are added on the host in 64."""
ROWS_APART = 1 << 12
"""Nobody in an aligned stretch of so many rows has a near tie outside it; see `slots.REACH`."""

Columns = TypeVar("Columns")

AXIS = "people"
"""The one axis of devices: each holds the next stretch of rows."""


class Layout(NamedTuple):
    """How a population is cut up; every device holds as many parts."""

    people: int
    parts: int
    blocks: int
    rows: int
    devices: int = 1
    region_slots: int = REGION_SLOTS  # rooms for regions, of which a society may use fewer

    @property
    def padded(self) -> int:
        return self.parts * self.blocks * self.rows

    @property
    def parts_each(self) -> int:
        return self.parts // self.devices

    @property
    def of_any(self) -> Layout:
        """The same for all populations that are cut up alike, which then share one program: how
        many people there are is handed over beside it."""
        return self._replace(people=ROWS_APART if self.people >= ROWS_APART else 0)

    def extent(self, people: Int32[Array, ""]) -> Extent:
        """The extent of a population of which it is told only how it is cut up.

        Args:
            people: How many there are.
        """
        few = 31 - jax.lax.clz(people)
        return Extent(people, WIDEST if self.people >= 1 << WIDEST else jnp.minimum(few, WIDEST))


def lay_out(people: int, devices: int = 1, regions: int = 1) -> Layout:
    """Cut up a population: parts of at most ROWS_PER_PART rows, blocks of equal length.

    Where there are several devices, each holds whole stretches of ROWS_APART rows.

    Args:
        people: How many.
        devices: Of all processes together.
        regions: Of the society.

    Returns:
        How many parts, blocks and rows there are; the last rows are padding.
    """
    per_block = ROWS_PER_BLOCK if jax.default_backend() == "cpu" else ROWS_PER_PART
    parts = -(-people // (ROWS_PER_PART * devices)) * devices
    blocks = -(-people // (parts * per_block))
    aligned = LANES if devices == 1 else ROWS_APART
    rows = -(-people // (parts * blocks * aligned)) * aligned
    if parts * blocks == 1:  # few shapes of small populations, so that they share engines
        rows = max(FEWEST_ROWS, 1 << (rows - 1).bit_length())
    return Layout(people, parts, blocks, rows, devices, region_slots(regions))


def first_part(layout: Layout) -> Int32[Array, ""]:
    """The number of the first part of this device; where there are several, asked inside
    `shard_map` over AXIS.

    Args:
        layout: Of the whole population.
    """
    return jnp.int32(0) if layout.devices == 1 else jax.lax.axis_index(AXIS) * layout.parts_each


def all_gather(columns: Columns, layout: Layout) -> Columns:
    """Columns of this device's rows, put together with those of the others, in order; devices meet
    once for all of them.

    Args:
        columns: A struct of columns [rows] of this device, all of one kind.
        layout: Of the whole population.

    Returns:
        Each [all rows], the same on every device.
    """
    if layout.devices == 1:
        return columns
    leaves, struct = jax.tree.flatten(columns)
    gathered = jax.lax.all_gather(jnp.stack(leaves), AXIS, axis=1, tiled=True)
    return jax.tree.unflatten(struct, list(gathered))


def all_sum(count: Array, layout: Layout) -> Array:
    """A whole number counted on this device, added up over all.

    Args:
        count: Of this device.
        layout: Of the whole population.

    Returns:
        The same on every device.
    """
    return count if layout.devices == 1 else jax.lax.psum(count, AXIS)


def all_at_once(columns: Columns, layout: Layout) -> Columns:
    """What this device has counted and what it alone has, put together with that of the others;
    devices meet once for all of it.

    Args:
        columns: A struct of columns of 32 bits: whole numbers, which are added up; other numbers
            of which one device at most has any that is not 0.
        layout: Of the whole population.

    Returns:
        The same on every device.
    """
    if layout.devices == 1:
        return columns
    leaves, struct = jax.tree.flatten(columns)
    bits = [jax.lax.bitcast_convert_type(leaf, jnp.uint32).reshape(-1) for leaf in leaves]
    ends = np.cumsum([leaf.size for leaf in leaves])[:-1].tolist()
    summed = jnp.split(jax.lax.psum(jnp.concatenate(bits), AXIS), ends)
    back = [
        jax.lax.bitcast_convert_type(some, leaf.dtype).reshape(leaf.shape)
        for some, leaf in zip(summed, leaves, strict=True)
    ]
    return jax.tree.unflatten(struct, back)


def part_of(column: Array, p: Int32[Array, ""], layout: Layout) -> Array:
    """The blocks of a device's `p`-th part of its column [blocks, ...].

    Args:
        column: [blocks, ...] of this device.
        p: Which part, from 0.
        layout: Of the whole population.

    Returns:
        [blocks of a part, ...].
    """
    return jax.lax.dynamic_slice_in_dim(column, p * layout.blocks, layout.blocks)


def rows_of(p: Int32[Array, ""], layout: Layout) -> Int32[Array, " rows"]:
    """The row numbers of a device's `p`-th part.

    Args:
        p: Which part of this device, from 0.
        layout: Of the whole population.

    Returns:
        Row numbers of the whole population.
    """
    size = layout.blocks * layout.rows
    return (first_part(layout) + p) * size + jnp.arange(size, dtype=jnp.int32)
