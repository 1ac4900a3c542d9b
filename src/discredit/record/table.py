"""Sums of a month by group: what the monthly series is made of."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Int32

from discredit.society.people import People, group_codes
from discredit.vocabulary import GROUPS, REGION_SLOTS

_PLACE = ("region", "settlement", "migrant", "sex", "background", "disability")
_SIZES = {dimension.name: len(dimension.labels) for dimension in GROUPS}


class CellSums(NamedTuple):
    """Sums by cell: people are filed once by place and once by person, and the groups of either are
    read off the margins. Two additions per person do for ten dimensions."""

    place: Int32[Array, "place measure"]
    person: Int32[Array, "person measure"]


def empty_table(measures: int, region_slots: int = REGION_SLOTS) -> CellSums:
    """Sums over nobody.

    Args:
        measures: How many there are.
        region_slots: Rooms for regions.

    Returns:
        Zeros, one row per cell.
    """
    cells = [region_slots, 1]
    for name, size in _SIZES.items():
        if name != "region":
            cells[name not in _PLACE] *= size
    return CellSums(*(jnp.zeros((n, measures), jnp.int32) for n in cells))


class Cells(NamedTuple):
    """Where each person is filed; padding lies outside of every table."""

    place: Int32[Array, " n"]
    person: Int32[Array, " n"]


def cells_of(people: People) -> Cells:
    """Where each of these is filed: one cell by place and one by person.

    Args:
        people: Who they are.

    Returns:
        The row of each in the two tables; padding gets one that no table has.
    """
    codes = dict(zip(_SIZES, group_codes(people), strict=True))
    cell = {True: jnp.zeros((), jnp.int32), False: jnp.zeros((), jnp.int32)}
    for name, size in _SIZES.items():
        cell[name in _PLACE] = cell[name in _PLACE] * size + codes[name]
    outside = jnp.where(people.present, 0, 1 << 20)
    return Cells(cell[True] + outside, cell[False] + outside)


def tabulate(table: CellSums, matrix: Int32[Array, "n measure"], cells: Cells) -> CellSums:
    """Add one block of people to the table; padding is dropped.

    Args:
        table: The sums so far.
        matrix: What each person adds to each measure, in whole numbers, as `measure` gives it.
        cells: Where each person is filed.

    Returns:
        The sums with these people added.
    """
    return CellSums(
        place=table.place.at[cells.place].add(matrix, mode="drop"),
        person=table.person.at[cells.person].add(matrix, mode="drop"),
    )


def margins(table: CellSums) -> Int32[Array, "group measure"]:
    """The sums of every group, from the cells.

    Args:
        table: The sums of all cells.

    Returns:
        Rows as `columns.GROUP_LABELS` has them, by place first; more where there are more regions.
    """
    rows = []
    for cells, is_place in ((table.place, True), (table.person, False)):
        names = [name for name in _SIZES if (name in _PLACE) == is_place]
        # The regions come first, and there may be more of them than a small society has.
        sizes = [_SIZES[name] for name in names if name != "region"]
        cube = cells.reshape(*([-1] if is_place else []), *sizes, cells.shape[1])
        for axis in range(len(names)):
            others = tuple(a for a in range(len(names)) if a != axis)
            rows.append(cube.sum(axis=others, dtype=jnp.int32))
    return jnp.concatenate(rows)
