"""Means by group and how sure they are: over seeds, or over the households of one society.

Both intervals come from the same linearisation. A mean, a difference of two groups and the log of
their ratio each move a little with every unit (a seed, or a household); the spread of those
movements is the standard error.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float64, Int64

Means = Float64[np.ndarray, "group measure"]

TWO_SIDED_95 = 0.975


class Cells(NamedTuple):
    """The people of one society cut into pieces of one household and one group."""

    of_person: Int64[np.ndarray, " person"]
    household: Int64[np.ndarray, " cell"]
    group: Int64[np.ndarray, " cell"]
    people: Float64[np.ndarray, " cell"]
    groups: int


class Bound(NamedTuple):
    """An estimate with the ends of its 95 % interval; NaN where there is none."""

    value: Means
    low: Means
    high: Means

    def within(self, lowest: Means, highest: Means) -> Bound:
        """The interval cut to where the estimate can lie at all."""
        return Bound(self.value, np.maximum(self.low, lowest), np.minimum(self.high, highest))


class Contrast(NamedTuple):
    """Each group beside the rest of the society."""

    rate: Means
    rest: Means
    difference: Bound
    ratio: Bound


def cut(
    household: Int64[np.ndarray, " person"], group: Int64[np.ndarray, " person"], groups: int
) -> Cells:
    """Find the cells of one society in one dimension."""
    # Members of a household are consecutive rows, but a caller's own table need not be sorted.
    _, home = np.unique(household, return_inverse=True)
    keys, of_person, people = np.unique(
        home * groups + group, return_inverse=True, return_counts=True
    )
    return Cells(of_person, keys // groups, keys % groups, people.astype(np.float64), groups)


def sums(
    values: Float64[np.ndarray, "row measure"], of_row: Int64[np.ndarray, " row"], cells: int
) -> Float64[np.ndarray, "cell measure"]:
    """Add rows up by cell."""
    total = np.zeros((cells, values.shape[1]))
    for k in np.flatnonzero(values.any(axis=0)):
        total[:, k] = np.bincount(of_row, values[:, k], cells)
    return total


def means(values: Float64[np.ndarray, "person measure"], cells: Cells) -> Means:
    """The mean of each group; NaN for a group without people."""
    of_person = cells.group[cells.of_person]
    return _divided(sums(values, of_person, cells.groups), group_sizes(cells)[:, None])


def group_sizes(cells: Cells) -> Float64[np.ndarray, " group"]:
    """People in each group."""
    return np.bincount(cells.group, cells.people, cells.groups)


def over_households(
    values: Float64[np.ndarray, "told measure"], cells: Cells, told: Int64[np.ndarray, " told"]
) -> Bound:
    """Group means of one society; the interval treats its households as the units drawn.

    `told` are the people whose values these are; everybody else's are 0. Most people's lives do not
    differ, so the squares are taken of the cells that hold a value and the rest follows from sizes.
    """
    cell, of_told = np.unique(cells.of_person[told], return_inverse=True)
    by_cell = sums(values, of_told, len(cell))
    group, people = cells.group[cell], cells.people[cell][:, None]
    size = group_sizes(cells)[:, None]
    mean = _divided(sums(by_cell, group, cells.groups), size)
    inner = (by_cell - mean[group] * people) ** 2 - (mean[group] * people) ** 2
    squares = np.bincount(cells.group, cells.people**2, cells.groups)[:, None]
    spread = np.maximum(sums(inner, group, cells.groups) + mean**2 * squares, 0.0)
    homes = np.bincount(cells.group, minlength=cells.groups)[:, None]
    error = np.sqrt(_divided(spread, size**2) * _divided(homes, homes - 1))
    return _around(mean, error, homes - 1)


def over_seeds(per_seed: Float64[np.ndarray, "seed group measure"]) -> Bound:
    """The mean over seeds with Student's t; seeds where a group has nobody are left out."""
    seeds = np.isfinite(per_seed).sum(0).astype(np.float64)
    mean = _divided(np.nansum(per_seed, 0), seeds)
    squares = np.nansum((per_seed - mean) ** 2, 0)
    return _around(mean, np.sqrt(_divided(squares, seeds * (seeds - 1))), seeds - 1)


def contrast_households(values: Float64[np.ndarray, "person measure"], cells: Cells) -> Contrast:
    """Each group against the rest of one society, households as the units."""
    by_cell = sums(values, cells.of_person, len(cells.group))
    size = group_sizes(cells)[:, None]
    total = sums(by_cell, cells.group, cells.groups)
    rate = _divided(total, size)
    rest = _divided(total.sum(0) - total, size.sum() - size)
    rest_size = size.sum() - size

    def error(per_rate: Means, per_rest: Means) -> Means:
        return _contrast_error(by_cell, cells, rate, rest, per_rate / size, per_rest / rest_size)

    homes = np.full_like(rate, cells.household.max() if len(cells.household) else 0)
    one = np.ones_like(rate)
    return _contrast(rate, rest, error(one, one), error(_inverse(rate), _inverse(rest)), homes)


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
    difference = _around(rate - rest, error, freedom)
    is_positive = (rate > 0) & (rest > 0)
    # With two seeds the interval of a ratio may be so wide that its upper end is infinite.
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        log = _around(np.where(is_positive, np.log(rate / rest), np.nan), log_error, freedom)
        ratio = Bound(*(np.exp(end) for end in log))
    return Contrast(rate, rest, difference, ratio)


def _contrast_error(
    by_cell: Float64[np.ndarray, "cell measure"],
    cells: Cells,
    rate: Means,
    rest: Means,
    per_rate: Means,
    per_rest: Means,
) -> Means:
    """Every household moves a group's rate by its members inside and the rest by those outside."""
    homes = int(cells.household.max()) + 1
    at_home = sums(by_cell, cells.household, homes)
    heads = np.bincount(cells.household, cells.people, homes)[:, None]
    g, people = cells.group, cells.people[:, None]
    inside = (by_cell - rate[g] * people) * per_rate[g]
    whole = at_home[cells.household] - rest[g] * heads[cells.household]
    outside = whole - (by_cell - rest[g] * people)
    mixed = sums((inside - outside * per_rest[g]) ** 2, g, cells.groups)
    # Households with nobody of the group move the rest alone: all households less those above.
    everywhere = (at_home**2).sum(0) - 2 * rest * (at_home * heads).sum(0)
    everywhere = everywhere + rest**2 * (heads**2).sum(0)
    elsewhere = np.maximum(everywhere - sums(whole**2, g, cells.groups), 0.0)
    with np.errstate(invalid="ignore"):
        return np.sqrt((mixed + elsewhere * per_rest**2) * homes / max(homes - 1, 1))


def _around(value: Means, error: Means, freedom: np.ndarray) -> Bound:
    from scipy.special import stdtrit

    is_known = np.broadcast_to(freedom, value.shape) > 0
    reach = stdtrit(np.where(is_known, freedom, 1.0), TWO_SIDED_95) * error
    reach = np.where(is_known, reach, np.nan)
    return Bound(value, value - reach, value + reach)


def _divided(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(b != 0, a / np.where(b != 0, b, 1), np.nan)


def _inverse(a: Means) -> Means:
    return _divided(np.ones_like(a), a)
