"""Which households there are, where, and in what order: everything settled before persons are."""

from __future__ import annotations

from itertools import pairwise
from math import log
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float64, Int64, UInt8, UInt16
from numpy.typing import NDArray

from discredit.draws import Decision
from discredit.society.chance import Luck, ordered, rounded_shares
from discredit.society.marginals import HouseholdKind, Marginals
from discredit.society.people import LARGEST_HOUSEHOLD
from discredit.society.spec import SocietySpec

NEIGHBOURHOOD = 4096  # rows; households of like status share one, and most ties stay inside it
_WINDOW = 1 << 18  # rows worked out at a time while a society is built
_YOUNGEST_HEAD, _YOUNGEST_PARENT, _OLDEST_HEAD = 19.0, 23.0, 92.0
_GOLDEN = 2654435769  # 2**32 over the golden ratio: the most even of the additive sequences
_YOUNG_AGE, _YOUNG_SPAN = 45.0, 15.0


class Households(NamedTuple):
    """One row per household [h], in the order in which their members stand in `People`."""

    size: UInt8[np.ndarray, " h"]
    kind: UInt8[np.ndarray, " h"]  # index into `kind_list`
    region: UInt8[np.ndarray, " h"]
    is_urban: Bool[np.ndarray, " h"]
    is_migrant: Bool[np.ndarray, " h"]
    head_age: Float64[np.ndarray, " h"]  # [years], before the pyramid is imposed
    status: Float64[np.ndarray, " h"]  # standard normal; drives schooling and income alike

    def starts(self) -> Int64[np.ndarray, " h"]:
        """The row of each household's head."""
        ends = np.cumsum(self.size, dtype=np.int64)
        return ends - self.size


class Window(NamedTuple):
    """Some households, and the rows of their members."""

    homes: Households
    first_home: int
    first: int  # row
    stop: int

    @property
    def rows(self) -> slice:
        return slice(self.first, self.stop)

    @property
    def households(self) -> slice:
        return slice(self.first_home, self.first_home + len(self.homes.size))


def windows(homes: Households) -> list[Window]:
    """All households in order, some at a time, so that what is worked out on the way is small.

    Args:
        homes: All households.

    Returns:
        Each with the numbers of its first household and its first row.
    """
    starts = homes.starts()
    people = int(starts[-1]) + int(homes.size[-1])
    firsts = np.unique(np.searchsorted(starts, np.arange(0, people, _WINDOW))).tolist()
    windows = []
    for first, stop in pairwise((*(at for at in firsts if at < len(starts)), len(starts))):
        end = int(starts[stop]) if stop < len(starts) else people
        some = Households(*(column[first:stop] for column in homes))
        windows.append(Window(some, first, int(starts[first]), end))
    return windows


def kind_list(marginals: Marginals) -> tuple[HouseholdKind, ...]:
    """All kinds of household, sizes rising.

    Args:
        marginals: The tables of a society.

    Returns:
        `Households.kind` counts in it.
    """
    return tuple(kind for kinds in marginals.kinds for kind in kinds)


def lay_out(spec: SocietySpec, people: int, luck: Luck) -> Households:
    """Divide the rows among households, region by region, rural before urban.

    Sizes and regions follow the published shares by even spacing, not by lot, so that they are
    right to a household; kinds, status and migration are drawn.

    Args:
        spec: What the society file and its tables say.
        people: How many rows there are.
        luck: That of the first household.

    Returns:
        In the order of the rows; sizes add up to `people`.

    Draws:
        HOUSEHOLD_SIZE, HOUSEHOLD_KIND, HOUSEHOLD_AGE, STANDING, MIGRANT, NEIGHBOURHOOD, by
        household.

    Source:
        S-04 to S-09, soc.cn.hh, soc.cn.floating.
    """
    size = _sizes(spec.marginals.size_share, people, luck)
    cell = _cells(spec, size, people)
    kind = _kinds(spec.marginals, size, luck.uniform(Decision.HOUSEHOLD_KIND, len(size)))
    region, is_urban = (cell >> 1).astype(np.uint8), (cell & 1).astype(bool)
    head_age = _head_ages(spec, kind, cell, luck)
    status = luck.normal(Decision.STANDING, len(size))
    is_migrant = _migrants(spec, size, kind, cell, head_age, people, luck)
    order = _order(spec, size, cell, status, head_age, luck)
    columns = (size, kind, region, is_urban, is_migrant, head_age, status)
    return Households(*(column[order] for column in columns))


def _sizes(shares: tuple[float, ...], people: int, luck: Luck) -> UInt8[np.ndarray, " h"]:
    """Household sizes that sum to `people`; the last household takes what is left."""
    bounds = np.cumsum(shares)[:-1] / sum(shares) * 2.0**32
    count = people  # the most there can be
    mean = sum((i + 1) * share for i, share in enumerate(shares)) / sum(shares)
    if people > 1000:
        count = int(people / mean * 1.02) + 100
    start = int(luck.uniform(Decision.HOUSEHOLD_SIZE, 1)[0] * 2**32)
    even = (np.arange(count, dtype=np.uint64) * _GOLDEN + start).astype(np.uint32)
    size = (np.searchsorted(bounds, even, side="right") + 1).astype(np.uint8)
    ends = np.cumsum(size, dtype=np.int64)
    last = int(np.searchsorted(ends, people))
    size = size[: last + 1]
    size[last] -= ends[last] - people
    return size


def _cells(
    spec: SocietySpec, size: UInt8[np.ndarray, " h"], people: int
) -> UInt16[np.ndarray, " h"]:
    """Region x 2 + urban of each household, by the row on which its middle falls."""
    regions = spec.marginals.regions
    total = np.array(regions.people, np.float64)
    urban = np.array(regions.urban_share)
    shares = np.stack([total * (1 - urban), total * urban], axis=1).ravel()
    bounds = np.cumsum(rounded_shares(shares, people))[:-1]
    middle = np.cumsum(size, dtype=np.int64) - size / 2
    return np.searchsorted(bounds, middle, side="right").astype(np.uint16)


def _kinds(
    marginals: Marginals, size: UInt8[np.ndarray, " h"], u: Float64[np.ndarray, " h"]
) -> UInt8[np.ndarray, " h"]:
    widest = max(map(len, marginals.kinds))
    bounds = np.full((LARGEST_HOUSEHOLD + 1, widest), 2.0)
    first = np.zeros(LARGEST_HOUSEHOLD + 1, np.uint8)
    for index, kinds in enumerate(marginals.kinds):
        ends = np.cumsum([kind.share for kind in kinds])
        bounds[index + 1, : len(kinds) - 1] = ends[:-1] / ends[-1]
        first[index + 1] = sum(map(len, marginals.kinds[:index]))
    kind = first[size]
    for j in range(widest - 1):
        kind += u >= bounds[size, j]
    return kind


def _head_ages(
    spec: SocietySpec, kind: UInt8[np.ndarray, " h"], cell: UInt16[np.ndarray, " h"], luck: Luck
) -> Float64[np.ndarray, " h"]:
    kinds = kind_list(spec.marginals)
    mean = np.array([k.head_age_mean for k in kinds])
    spread = np.array([k.head_age_sd for k in kinds])
    regions = spec.marginals.regions
    aged = np.array(regions.aged_60_share)
    excess = aged - np.average(aged, weights=regions.people)
    older = spec.value("rural_older") * np.array([0.6, -0.4])  # about nothing on the whole
    shift = (spec.value("aged_slope") * excess[:, None] + older).ravel()
    normal = luck.normal(Decision.HOUSEHOLD_AGE, len(kind))
    age = mean[kind] + spread[kind] * normal + shift[cell]
    has_child = np.array(["C" in k.roles for k in kinds])
    return np.clip(age, np.where(has_child, _YOUNGEST_PARENT, _YOUNGEST_HEAD)[kind], _OLDEST_HEAD)


def log_income_ratio(spec: SocietySpec) -> NDArray[np.float64]:
    """Log of each region's income per head over the nation's, to nine decimals.

    Args:
        spec: What the society file and its tables say.

    Returns:
        [log points], one for each region.
    """
    regions = spec.marginals.regions
    national = np.average(regions.income_per_head, weights=regions.people)
    return np.array([round(log(income / national), 9) for income in regions.income_per_head])


def _migrants(
    spec: SocietySpec,
    size: UInt8[np.ndarray, " h"],
    kind: UInt8[np.ndarray, " h"],
    cell: UInt16[np.ndarray, " h"],
    head_age: Float64[np.ndarray, " h"],
    people: int,
    luck: Luck,
) -> Bool[np.ndarray, " h"]:
    """The households likeliest to have moved, up to the published share of people."""
    has_elder = np.array(["G" in k.roles for k in kind_list(spec.marginals)])
    score = luck.normal(Decision.MIGRANT, len(size)) * 1.7  # near the spread of a logistic
    score += spec.value("migrant_urban") * (cell & 1)
    score += spec.value("migrant_young") * (_YOUNG_AGE - head_age) / _YOUNG_SPAN
    score += spec.value("migrant_rich_region") * log_income_ratio(spec)[cell >> 1]
    score += spec.value("migrant_elders_at_home") * has_elder[kind]
    order = ordered(-score)
    reached = np.cumsum(size[order], dtype=np.int64) - size[order] / 2
    is_migrant = np.zeros(len(size), bool)
    is_migrant[order[reached < spec.value("migrant_share") * people]] = True
    return is_migrant


def _order(
    spec: SocietySpec,
    size: UInt8[np.ndarray, " h"],
    cell: UInt16[np.ndarray, " h"],
    status: Float64[np.ndarray, " h"],
    head_age: Float64[np.ndarray, " h"],
    luck: Luck,
) -> Int64[np.ndarray, " h"]:
    """Region, settlement, neighbourhoods of like status, and in each the young first.

    Rows are the address that ties are computed from, so likeness of near rows is homophily.
    """
    sorting = spec.value("neighbourhood_sorting")
    normal = luck.normal(Decision.NEIGHBOURHOOD, len(size))
    place = sorting * status + np.sqrt(1 - sorting * sorting) * normal
    first = ordered(place, cell)
    start = np.cumsum(size[first], dtype=np.int64) - size[first]
    # Adding the cell parts the two cells that one stretch of rows may straddle.
    neighbourhood = start // NEIGHBOURHOOD + cell[first]
    return first[ordered(head_age[first], neighbourhood)]
