"""Effects: what differs between the twins, and which groups bear more of it than the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from discredit.measures import estimate
from discredit.measures.catalogue import PERSON_MEASURES
from discredit.measures.labels import label_in, worn
from discredit.measures.series import Methods, series_effects
from discredit.measures.tables import (
    EVER_LISTED,
    FEW_AFFECTED,
    SMALL_GROUP,
    STANDING,
    TRAITS,
    Frame,
    Outcome,
    Society,
    societies,
)

if TYPE_CHECKING:
    import pandas as pd

OVER_SEEDS = "95 % interval over seeds (Student's t on the seed means)"
OVER_HOUSEHOLDS = (
    "95 % interval over the households of one society; how societies differ is not in it"
)
OVER_PROVINCES = (
    "95 % interval over the provinces of one society; how societies differ is not in it"
)
NO_INTERVAL = "one society and a total of its months: no interval"

DISPARITIES = (
    "ever_listed",
    "ever_wrongly",
    "never_notified",
    "family_hit",
    "months_shut_out",
    "times_refused",
)
"""What groups are compared in: burdens that no one bears without the system."""


class _Seen(NamedTuple):
    """What one society says in one dimension."""

    with_: np.ndarray  # [group, measure]
    without: np.ndarray
    bound: estimate.Bound
    people: np.ndarray  # [group]
    affected: np.ndarray  # [group, measure] people whose two lives differ


class _Gap(NamedTuple):
    """What the system changes for each person of one society."""

    values: np.ndarray  # [told, measure] of those whose lives differ at all
    told: np.ndarray  # [told] who they are
    lowest: np.ndarray  # [measure] the least that any one person's two lives differ
    highest: np.ndarray


def effects(result: Outcome) -> pd.DataFrame:
    """Every measure by group: with the system, without it, and the difference person by person.

    Columns: measure, says, unit, dimension, group, with, without, difference, low, high, method,
    seeds, people, affected, caution, label (what the system must wear). Dimensions are 'all',
    the traits, and how a black list touched a person: 'ever_listed' and 'standing'.

    Two seeds or more: Student's t over seed means. One seed: households as the units. An interval
    stays within what any one person's two lives differ by: where nobody loses, no end is below 0.
    Totals that only the monthly series holds follow (affected is -1 there: the series does not say
    whose months they were). With one seed everybody's have an interval over provinces, and those of
    groups none.

    Raises ResultError when an arm is missing or the two do not hold the same persons.
    """
    import pandas as pd

    found = societies(result)
    gaps = [_gap(society) for society in found]
    parts = [_of_dimension(found, gaps, name) for name in ("all", *TRAITS, EVER_LISTED, STANDING)]
    by_person = pd.concat(parts, ignore_index=True)
    methods = Methods(OVER_SEEDS, OVER_PROVINCES, NO_INTERVAL)
    by_month = series_effects(result, methods)
    order = [*by_person["measure"].unique(), *by_month["measure"].unique()]
    both: Frame = pd.concat([by_person, by_month], ignore_index=True)
    rank = both["measure"].map({name: at for at, name in enumerate(order)})
    in_order = both.iloc[np.argsort(rank, kind="stable")].reset_index(drop=True)
    return worn(in_order, label_in(result))


def disparity(result: Outcome, measures: tuple[str, ...] = DISPARITIES) -> pd.DataFrame:
    """Each group's burden beside that of everybody else, as a difference and as a ratio.

    Columns: measure, says, unit, dimension, group, people, rate, rest, difference,
    difference_low, difference_high, ratio, ratio_low, ratio_high, method, seeds, affected, caution,
    label.
    The burden is the difference between the twins. A ratio is NaN unless both burdens are above 0.
    """
    import pandas as pd

    found = societies(result)
    scale = np.array([PERSON_MEASURES[name].scale for name in measures])
    frames = []
    for dimension in TRAITS:
        labels = found[0].groups[dimension][0]
        cells = [_cells(society, dimension) for society in found]
        gaps = [society.gap(measures) for society in found]
        people = np.sum([estimate.group_sizes(c) for c in cells], 0)
        pairs = list(zip(gaps, cells, strict=True))
        affected = np.sum([_affected(g, c, np.arange(len(g))) for g, c in pairs], 0)
        if len(found) == 1:
            seen = estimate.contrast_households(gaps[0], cells[0])
        else:
            rates = np.stack([estimate.means(g, c) for g, c in pairs])
            rests = np.stack([_rest(g, c) for g, c in pairs])
            seen = estimate.contrast_seeds(rates, rests)
        frame = _long(measures, dimension, labels, len(found), people, affected)
        columns = {
            "rate": seen.rate * scale,
            "rest": seen.rest * scale,
            "difference": seen.difference.value * scale,
            "difference_low": seen.difference.low * scale,
            "difference_high": seen.difference.high * scale,
            "ratio": seen.ratio.value,
            "ratio_low": seen.ratio.low,
            "ratio_high": seen.ratio.high,
        }
        frames.append(frame.assign(**{k: v.T.reshape(-1) for k, v in columns.items()}))
    table: Frame = pd.concat(frames, ignore_index=True)
    return worn(table[table["people"] > 0].reset_index(drop=True), label_in(result))


def _of_dimension(found: list[Society], gaps: list[_Gap], dimension: str) -> pd.DataFrame:
    labels = found[0].groups[dimension][0]
    seen = [_look(s, gap, dimension) for s, gap in zip(found, gaps, strict=True)]
    if len(seen) == 1:
        bound = seen[0].bound
    else:
        bound = estimate.over_seeds(np.stack([s.bound.value for s in seen]))
    # Where nobody is the worse off, neither is the mean; a symmetric interval forgets that.
    bound = bound.within(np.min([g.lowest for g in gaps], 0), np.max([g.highest for g in gaps], 0))
    people = np.sum([s.people for s in seen], 0)
    affected = np.sum([s.affected for s in seen], 0)
    scale = np.array([measure.scale for measure in PERSON_MEASURES.values()])
    frame: Frame = _long(tuple(PERSON_MEASURES), dimension, labels, len(found), people, affected)
    columns = {
        "with": _mean_over_seeds([s.with_ for s in seen]) * scale,
        "without": _mean_over_seeds([s.without for s in seen]) * scale,
        "difference": bound.value * scale,
        "low": bound.low * scale,
        "high": bound.high * scale,
    }
    frame = frame.assign(**{k: v.T.reshape(-1) for k, v in columns.items()})
    return frame[frame["people"] > 0]


def _gap(society: Society) -> _Gap:
    gap = society.with_ - society.without
    told = np.flatnonzero(gap.any(axis=1))
    return _Gap(gap[told], told, gap.min(axis=0), gap.max(axis=0))


def _look(society: Society, gap: _Gap, dimension: str) -> _Seen:
    cells = _cells(society, dimension)
    bound = estimate.over_households(gap.values, cells, gap.told)
    without = estimate.means(society.without, cells)
    return _Seen(
        with_=without + bound.value,
        without=without,
        bound=bound,
        people=estimate.group_sizes(cells),
        affected=_affected(gap.values, cells, gap.told),
    )


def _cells(society: Society, dimension: str) -> estimate.Cells:
    labels, codes = society.groups[dimension]
    return estimate.cut(society.household, codes, len(labels))


def _affected(values: np.ndarray, cells: estimate.Cells, told: np.ndarray) -> np.ndarray:
    groups = cells.group[cells.of_person[told]]
    return estimate.sums((values != 0).astype(float), groups, cells.groups)


def _rest(gap: np.ndarray, cells: estimate.Cells) -> np.ndarray:
    total = estimate.sums(gap, cells.group[cells.of_person], cells.groups)
    size = estimate.group_sizes(cells)[:, None]
    others = size.sum() - size
    return np.where(others > 0, (total.sum(0) - total) / np.maximum(others, 1), np.nan)


def _mean_over_seeds(levels: list[np.ndarray]) -> np.ndarray:
    stacked = np.stack(levels)
    is_there = np.isfinite(stacked)
    return np.where(is_there, stacked, 0.0).sum(0) / np.maximum(is_there.sum(0), 1)


def _long(
    measures: tuple[str, ...],
    dimension: str,
    labels: tuple[str, ...],
    seeds: int,
    people: np.ndarray,
    affected: np.ndarray,
) -> pd.DataFrame:
    """One row per measure and group, measures outermost."""
    import pandas as pd

    each = len(labels)
    heads = np.tile(people.astype(np.int64), len(measures))
    hit = affected.T.reshape(-1).astype(np.int64)
    return pd.DataFrame(
        {
            "measure": np.repeat(measures, each),
            "says": np.repeat([PERSON_MEASURES[m].says for m in measures], each),
            "unit": np.repeat([PERSON_MEASURES[m].unit for m in measures], each),
            "dimension": dimension,
            "group": np.tile(labels, len(measures)),
            "method": OVER_HOUSEHOLDS if seeds == 1 else OVER_SEEDS,
            "seeds": seeds,
            "people": heads,
            "affected": hit,
            "caution": np.select(
                [heads < SMALL_GROUP, hit < FEW_AFFECTED],
                [f"fewer than {SMALL_GROUP} people", f"fewer than {FEW_AFFECTED} people affected"],
                default="",
            ),
        }
    )
