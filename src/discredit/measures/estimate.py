"""Means by group and how much they vary: over the households of a society, and over seeds.

Both variances come from the same linearisation. A mean, or a difference of two groups, moves a
little with every unit (a seed, or a household); the spread of those movements is its variance. It
follows from sums over the cells and of their squares, so that a society may be read some households
at a time.
"""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Any, NamedTuple, TypeVar

import numpy as np
from jaxtyping import Float64, Int64

from discredit.measures.counts import Numbers, divided

Means = Float64[np.ndarray, "group measure"]


class HouseholdCells(NamedTuple):
    """People of one society, whole households, cut into pieces of one household and one group."""

    of_person: Int64[np.ndarray, " person"]
    household: Int64[np.ndarray, " cell"]
    group: Int64[np.ndarray, " cell"]
    people: Float64[np.ndarray, " cell"]
    groups: int


class Moments(NamedTuple):
    """What the cells of each group add up to. Those of two parts of a society add up too."""

    value: Means
    square: Means
    by_people: Means  # value times people
    people: Float64[np.ndarray, " group"]
    people_squared: Float64[np.ndarray, " group"]
    homes: Float64[np.ndarray, " group"]  # cells: each is another household

    @property
    def mean(self) -> Means:
        """The mean of each group; NaN for a group without people."""
        return divided(self.value, self.people[:, None])


class Crossed(NamedTuple):
    """What cells and the households they are part of add up to. Parts of a society add up too.

    The second moments are of four: the cell's value, its people, the household's value, its people.
    """

    value: Means
    people: Float64[np.ndarray, " group"]
    cells: Float64[np.ndarray, "four four group measure"]
    everywhere: Float64[np.ndarray, "two two measure"]  # of households, whatever their groups
    homes: Float64[np.ndarray, ""]

    @property
    def rate(self) -> Means:
        """The mean of each group."""
        return divided(self.value, self.people[:, None])

    @property
    def rest(self) -> Means:
        """The mean of everybody else."""
        others = (self.people.sum() - self.people)[:, None]
        return divided(self.value.sum(axis=0) - self.value, others)


def cut(
    household: Int64[np.ndarray, " person"], group: Int64[np.ndarray, " person"], groups: int
) -> HouseholdCells:
    """Find the cells of one society in one dimension.

    Args:
        household: Of each person; rows of one household need not be neighbours.
        group: Of each person, from 0.
        groups: How many there are, those without people included.

    Returns:
        Cells by household, then by group.
    """
    change = np.diff(household)
    if (change >= 0).all():
        home = np.concatenate([[0], np.cumsum(change > 0)])[: len(household)]
    else:  # a caller's own table need not be sorted
        _, home = np.unique(household, return_inverse=True)
    key = home * groups + group
    keys, of_person = _ranked(key, int(home.max(initial=-1) + 1) * groups)
    people = np.bincount(of_person, minlength=len(keys)).astype(np.float64)
    return HouseholdCells(of_person, keys // groups, keys % groups, people, groups)


def _ranked(
    key: Int64[np.ndarray, " row"], end: int
) -> tuple[Int64[np.ndarray, " key"], Int64[np.ndarray, " row"]]:
    """The keys that occur, in order, and of each row which of them it has; without sorting.

    Args:
        key: Of each row, from 0.
        end: Above every key.
    """
    is_there = np.zeros(end, bool)
    is_there[key] = True
    place = np.cumsum(is_there) - 1
    return np.flatnonzero(is_there), place[key]


def sums(
    values: Float64[np.ndarray, "row measure"], of_row: Int64[np.ndarray, " row"], cells: int
) -> Float64[np.ndarray, "cell measure"]:
    """Add rows up by cell.

    Args:
        values: One row for each of something.
        of_row: The cell of each row.
        cells: How many there are.
    """
    total = np.zeros((cells, values.shape[1]))
    for k in np.flatnonzero(values.any(axis=0)):
        total[:, k] = np.bincount(of_row, values[:, k], cells)
    return total


def group_sizes(cells: HouseholdCells) -> Float64[np.ndarray, " group"]:
    """People in each group.

    Args:
        cells: Of one society in one dimension.
    """
    return np.bincount(cells.group, cells.people, cells.groups)


Part = TypeVar("Part", bound=tuple[Any, ...])


def joined(one: Part, other: Part) -> Part:
    """Sums of two parts of a society, added up field by field, however they are nested.

    Args:
        one: Sums of some people.
        other: The same sums of others of the same society, or of another.
    """
    fields = zip(one, other, strict=True)
    return type(one)(*(joined(a, b) if isinstance(a, tuple) else a + b for a, b in fields))


def moments(
    values: Float64[np.ndarray, "row measure"],
    cells: HouseholdCells,
    rows: Int64[np.ndarray, " row"] | None = None,
) -> Moments:
    """Sums for `over_households`.

    Most people's lives do not differ, and their cells need no look.

    Args:
        values: What each person bears.
        cells: Of everybody.
        rows: Whose values these are; None: everybody's. All others' are 0.

    Returns:
        Sums by group.
    """
    of_person = cells.of_person if rows is None else cells.of_person[rows]
    cell, of_row = _ranked(of_person, len(cells.group))
    by_cell = sums(values, of_row, len(cell))
    group, people = cells.group[cell], cells.people[cell][:, None]
    return Moments(
        value=sums(by_cell, group, cells.groups),
        square=sums(by_cell**2, group, cells.groups),
        by_people=sums(by_cell * people, group, cells.groups),
        people=group_sizes(cells),
        people_squared=np.bincount(cells.group, cells.people**2, cells.groups),
        homes=np.bincount(cells.group, minlength=cells.groups).astype(np.float64),
    )


def over_households(totals: Moments) -> Means:
    """The variance of group means, the households of all seeds being what is drawn.

    Args:
        totals: Sums of all seeds together.

    Returns:
        NaN for a group in which one household alone is.
    """
    mean, size, homes = totals.mean, totals.people[:, None], totals.homes[:, None]
    spread = totals.square - 2 * mean * totals.by_people + mean**2 * totals.people_squared[:, None]
    spread = np.maximum(spread, 0.0)
    return divided(spread, size**2) * divided(homes, homes - 1)


def over_seeds(moved: Float64[np.ndarray, "seed ..."], seeds: Numbers) -> Numbers:
    """The variance of what every seed moves an estimate by; 0 where there is one seed.

    Args:
        moved: [seed, ...] what each seed moves the estimate by.
        seeds: How many there are, in the shape of the rest.
    """
    return np.where(seeds > 1, divided(seeds, seeds - 1) * (moved**2).sum(0), 0.0)


def crossed(
    values: Float64[np.ndarray, "row measure"],
    cells: HouseholdCells,
    rows: Int64[np.ndarray, " row"] | None = None,
) -> Crossed:
    """Sums for `contrast_over_households`.

    Few households bear anything: of the others only the people are counted.

    Args:
        values: What each person bears.
        cells: Of everybody.
        rows: Whose values these are; None: everybody's. All others' are 0.

    Returns:
        Sums by group, of cells and of their households.
    """
    of_person = cells.of_person if rows is None else cells.of_person[rows]
    homes = int(cells.household.max()) + 1 if len(cells.household) else 0
    heads = np.bincount(cells.household, cells.people, homes)
    is_hit = np.zeros(homes, bool)
    is_hit[cells.household[of_person]] = True
    hit = np.flatnonzero(is_hit[cells.household])  # all cells of households that bear something
    home, own = _ranked(cells.household[hit], homes)
    at = np.zeros(len(cells.group), np.int64)
    at[hit] = np.arange(len(hit))
    by_cell = sums(values, at[of_person], len(hit))
    at_home = sums(by_cell, own, len(home))
    group, people = cells.group[hit], cells.people[hit][:, None]
    of_cell = (by_cell, people, at_home[own], heads[home][own][:, None])
    four = np.empty((4, 4, cells.groups, values.shape[1]))
    for i, j in combinations_with_replacement(range(4), 2):
        four[i, j] = four[j, i] = sums(of_cell[i] * of_cell[j], group, cells.groups)
    of_people = {1: cells.people, 3: heads[cells.household]}  # everybody's, whatever they bear
    for i, j in combinations_with_replacement(of_people, 2):
        added = np.bincount(cells.group, of_people[i] * of_people[j], cells.groups)
        four[i, j] = four[j, i] = added[:, None]
    two = np.empty((2, 2, values.shape[1]))
    two[0, 0] = (at_home * at_home).sum(axis=0)
    two[0, 1] = two[1, 0] = (at_home * heads[home][:, None]).sum(axis=0)
    two[1, 1] = (heads * heads).sum()
    return Crossed(
        value=sums(by_cell, group, cells.groups),
        people=group_sizes(cells),
        cells=four,
        everywhere=two,
        homes=np.array(float(homes)),
    )


def contrast_over_households(totals: Crossed, per_rate: float, per_rest: float) -> Means:
    """The variance of so many times a group's mean less so many times everybody else's.

    Args:
        totals: Sums of all seeds together.
        per_rate: How many times the group's mean counts.
        per_rest: How many times everybody else's does, taken off.
    """
    size = np.broadcast_to(totals.people[:, None], totals.value.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _contrast_spread(totals, per_rate / size, per_rest / (totals.people.sum() - size))


def _contrast_spread(totals: Crossed, per_rate: Means, per_rest: Means) -> Means:
    """Every household moves a group's rate by its members inside and the rest by those outside.

    What a cell moves: (y - rate n) per_rate - ((Y - rest H) - (y - rest n)) per_rest, with y of n
    people in the cell and Y of H in the household.
    """
    rate, rest, homes = totals.rate, totals.rest, totals.homes
    moved = np.array(
        [per_rate + per_rest, -rate * per_rate - rest * per_rest, -per_rest, rest * per_rest]
    )
    mixed = np.einsum("igm,jgm,ijgm->gm", moved, moved, totals.cells)
    # Households with nobody of the group move the rest alone: all households less those above.
    whole = np.array([np.ones_like(rest), -rest])
    within = totals.cells[2:, 2:]
    elsewhere = np.einsum("igm,jgm,ijgm->gm", whole, whole, totals.everywhere[:, :, None] - within)
    spread = np.maximum(mixed, 0.0) + np.maximum(elsewhere, 0.0) * per_rest**2
    return spread * homes / max(homes - 1, 1)
