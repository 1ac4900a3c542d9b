"""Means by group and how sure they are: over seeds, or over the households of one society.

Both intervals come from the same linearisation. A mean, a difference of two groups and the log of
their ratio each move a little with every unit (a seed, or a household); the spread of those
movements is the standard error. It follows from sums over the cells and of their squares, so that a
society may be read some households at a time.
"""

from __future__ import annotations

from itertools import combinations_with_replacement, product
from typing import Any, NamedTuple, TypeVar

import numpy as np
from jaxtyping import Float64, Int64

Means = Float64[np.ndarray, "group measure"]

TWO_SIDED_95 = 0.975


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
        return _divided(self.value, self.people[:, None])


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
        return _divided(self.value, self.people[:, None])

    @property
    def rest(self) -> Means:
        """The mean of everybody else."""
        others = (self.people.sum() - self.people)[:, None]
        return _divided(self.value.sum(axis=0) - self.value, others)


class Interval(NamedTuple):
    """An estimate with the ends of its 95 % interval; NaN where there is none."""

    value: Means
    low: Means
    high: Means

    def within(self, lowest: Means, highest: Means) -> Interval:
        """The interval cut to where the estimate can lie at all."""
        return Interval(self.value, np.maximum(self.low, lowest), np.minimum(self.high, highest))

    def or_wider(self, other: Interval, where: np.ndarray) -> Interval:
        """The same estimate with the wider ends of the two, in some places."""
        low, high = np.fmin(self.low, other.low), np.fmax(self.high, other.high)
        return Interval(
            self.value, np.where(where, low, self.low), np.where(where, high, self.high)
        )


class Contrast(NamedTuple):
    """Each group beside the rest of the society."""

    rate: Means
    rest: Means
    difference: Interval
    ratio: Interval


def cut(
    household: Int64[np.ndarray, " person"], group: Int64[np.ndarray, " person"], groups: int
) -> HouseholdCells:
    """Find the cells of one society in one dimension."""
    change = np.diff(household)
    if (change >= 0).all():
        home = np.concatenate([[0], np.cumsum(change > 0)])[: len(household)]
    else:  # a caller's own table need not be sorted
        _, home = np.unique(household, return_inverse=True)
    keys, of_person, people = np.unique(
        home * groups + group, return_inverse=True, return_counts=True
    )
    return HouseholdCells(
        of_person, keys // groups, keys % groups, people.astype(np.float64), groups
    )


def sums(
    values: Float64[np.ndarray, "row measure"], of_row: Int64[np.ndarray, " row"], cells: int
) -> Float64[np.ndarray, "cell measure"]:
    """Add rows up by cell."""
    total = np.zeros((cells, values.shape[1]))
    for k in np.flatnonzero(values.any(axis=0)):
        total[:, k] = np.bincount(of_row, values[:, k], cells)
    return total


def group_sizes(cells: HouseholdCells) -> Float64[np.ndarray, " group"]:
    """People in each group."""
    return np.bincount(cells.group, cells.people, cells.groups)


Part = TypeVar("Part", bound=tuple[Any, ...])


def joined(one: Part, other: Part) -> Part:
    """Sums of two parts of a society, added up field by field, however they are nested."""
    fields = zip(one, other, strict=True)
    return type(one)(*(joined(a, b) if isinstance(a, tuple) else a + b for a, b in fields))


def moments(
    values: Float64[np.ndarray, "row measure"],
    cells: HouseholdCells,
    rows: Int64[np.ndarray, " row"] | None = None,
) -> Moments:
    """Sums for `over_households`.

    `rows` are the people whose values these are, if not everybody's; all others' are 0. Most
    people's lives do not differ, and their cells need no look.
    """
    of_person = cells.of_person if rows is None else cells.of_person[rows]
    cell, of_row = np.unique(of_person, return_inverse=True)
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


def over_households(totals: Moments) -> Interval:
    """Group means of one society; the interval treats its households as the units drawn."""
    mean, size, homes = totals.mean, totals.people[:, None], totals.homes[:, None]
    spread = totals.square - 2 * mean * totals.by_people + mean**2 * totals.people_squared[:, None]
    spread = np.maximum(spread, 0.0)
    error = np.sqrt(_divided(spread, size**2) * _divided(homes, homes - 1))
    return _interval(mean, error, homes - 1)


def over_seeds(per_seed: Float64[np.ndarray, "seed group measure"]) -> Interval:
    """The mean over seeds with Student's t; seeds where a group has nobody are left out."""
    seeds = np.isfinite(per_seed).sum(0).astype(np.float64)
    mean = _divided(np.nansum(per_seed, 0), seeds)
    squares = np.nansum((per_seed - mean) ** 2, 0)
    return _interval(mean, np.sqrt(_divided(squares, seeds * (seeds - 1))), seeds - 1)


def of_counts(hit: Means, people: Float64[np.ndarray, " group"]) -> Interval:
    """The share of people who are hit, with the mid-P interval of the pooled counts.

    People are taken to be hit independently. Where nobody is hit of n, the upper end is the rule of
    three, about 3 / n; a group without people has no interval.

    Args:
        hit: [people] hit in each group.
        people: [people] in each group.

    Source: Lancaster 1949; Berry and Armitage 1995; Hanley and Lippman-Hand 1983.
    """
    n = np.broadcast_to(people[:, None], hit.shape)
    low, high = 1.0 - _highest_share(n - hit, n), _highest_share(hit, n)
    empty = n <= 0
    ends = (np.where(empty, np.nan, end) for end in (_divided(hit, n), low, high))
    return Interval(*ends)


def _highest_share(hit: np.ndarray, n: np.ndarray) -> np.ndarray:
    """The share at which fewer hits, and half the chance of just so many, come to 2.5 %."""
    from scipy.optimize.elementwise import find_root
    from scipy.special import betainc

    def at_most(hits: np.ndarray, n: np.ndarray, share: np.ndarray) -> np.ndarray:
        chance = betainc(np.maximum(n - hits, 1), np.maximum(hits + 1, 1), 1 - share)
        return np.where(hits < 0, 0.0, np.where(hits < n, chance, 1.0))

    def too_likely(share: np.ndarray, hit: np.ndarray, n: np.ndarray) -> np.ndarray:
        return (at_most(hit - 1, n, share) + at_most(hit, n, share)) / 2 - (1 - TWO_SIDED_95)

    ends = np.zeros(hit.shape), np.ones(hit.shape)
    return np.where(hit >= n, 1.0, find_root(too_likely, ends, args=(hit, n)).x)


def crossed(values: Float64[np.ndarray, "person measure"], cells: HouseholdCells) -> Crossed:
    """Sums for `contrast_households`."""
    by_cell = sums(values, cells.of_person, len(cells.group))
    homes = int(cells.household.max()) + 1 if len(cells.household) else 0
    at_home = sums(by_cell, cells.household, homes)
    heads = np.bincount(cells.household, cells.people, homes)[:, None]
    people = cells.people[:, None]
    of_cell = (by_cell, people, at_home[cells.household], heads[cells.household])
    four = np.empty((4, 4, cells.groups, values.shape[1]))
    for i, j in combinations_with_replacement(range(4), 2):
        four[i, j] = four[j, i] = sums(of_cell[i] * of_cell[j], cells.group, cells.groups)
    two = np.empty((2, 2, values.shape[1]))
    for (i, a), (j, b) in product(enumerate((at_home, heads)), repeat=2):
        two[i, j] = (a * b).sum(axis=0)
    return Crossed(
        value=sums(by_cell, cells.group, cells.groups),
        people=group_sizes(cells),
        cells=four,
        everywhere=two,
        homes=np.array(float(homes)),
    )


def contrast_households(totals: Crossed) -> Contrast:
    """Each group against the rest of one society, households as the units."""
    rate, rest = totals.rate, totals.rest
    size = totals.people[:, None]
    rest_size = size.sum() - size

    def error(per_rate: Means, per_rest: Means) -> Means:
        with np.errstate(invalid="ignore", divide="ignore"):
            return _contrast_error(totals, per_rate / size, per_rest / rest_size)

    freedom = np.full_like(rate, totals.homes - 1)
    one = np.ones_like(rate)
    return _contrast(rate, rest, error(one, one), error(_inverse(rate), _inverse(rest)), freedom)


def contrast_seeds(
    rate_per_seed: Float64[np.ndarray, "seed group measure"],
    rest_per_seed: Float64[np.ndarray, "seed group measure"],
) -> Contrast:
    """Each group against the rest, averaged over seeds, seeds as the units."""
    is_there = np.isfinite(rate_per_seed) & np.isfinite(rest_per_seed)
    a = np.where(is_there, rate_per_seed, np.nan)
    b = np.where(is_there, rest_per_seed, np.nan)
    seeds = is_there.sum(0).astype(np.float64)
    rate, rest = _divided(np.nansum(a, 0), seeds), _divided(np.nansum(b, 0), seeds)

    def error(per_rate: Means, per_rest: Means) -> Means:
        moved = (a - rate) * per_rate - (b - rest) * per_rest
        return np.sqrt(_divided(np.nansum(moved**2, 0), seeds * (seeds - 1)))

    one = np.ones_like(rate)
    return _contrast(rate, rest, error(one, one), error(_inverse(rate), _inverse(rest)), seeds - 1)


def _contrast(rate: Means, rest: Means, error: Means, log_error: Means, freedom: Means) -> Contrast:
    difference = _interval(rate - rest, error, freedom)
    is_positive = (rate > 0) & (rest > 0)
    # With two seeds the interval of a ratio may be so wide that its upper end is infinite.
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        log = _interval(np.where(is_positive, np.log(rate / rest), np.nan), log_error, freedom)
        ratio = Interval(*(np.exp(end) for end in log))
    return Contrast(rate, rest, difference, ratio)


def _contrast_error(totals: Crossed, per_rate: Means, per_rest: Means) -> Means:
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
    return np.sqrt(spread * homes / max(homes - 1, 1))


def _interval(value: Means, error: Means, freedom: np.ndarray) -> Interval:
    from scipy.special import stdtrit

    is_known = np.broadcast_to(freedom, value.shape) > 0
    reach = stdtrit(np.where(is_known, freedom, 1.0), TWO_SIDED_95) * error
    reach = np.where(is_known, reach, np.nan)
    return Interval(value, value - reach, value + reach)


def _divided(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(b != 0, a / np.where(b != 0, b, 1), np.nan)


def _inverse(a: Means) -> Means:
    return _divided(np.ones_like(a), a)
