"""Effects: what differs between the twins, and which groups bear more of it than the rest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from discredit.measures import estimate
from discredit.measures.catalogue import PERSON_MEASURES
from discredit.measures.series import Methods, series_effects
from discredit.measures.tables import (
    EVER_LISTED,
    FEW_AFFECTED,
    LIST_STATUS,
    SMALL_GROUP,
    TRAITS,
    Frame,
    Piece,
    ResultTables,
    by_seed,
)
from discredit.words.labels import label_in, labelled

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

DIMENSIONS = ("all", *TRAITS, EVER_LISTED, LIST_STATUS)
"""What `effects` groups people by: who they are, and how a black list touched them."""


class _DimensionSums(NamedTuple):
    """Sums over some people of a society, in one dimension. Those of two parts add up."""

    gap: estimate.Moments
    without: np.ndarray  # [group, measure] summed
    affected: np.ndarray  # [group, measure] people whose two lives differ


class _Summary(NamedTuple):
    """Sums over some people of a society, in every dimension."""

    labels: dict[str, tuple[str, ...]]
    by_dimension: dict[str, _DimensionSums]
    lowest: np.ndarray  # [measure] the least that any one person's two lives differ
    highest: np.ndarray


class _Burdens(NamedTuple):
    """Sums of what some people of a society bear, in one dimension. Those of two parts add up."""

    crossed: estimate.Crossed
    affected: np.ndarray  # [group, measure]


def effects(result: ResultTables) -> pd.DataFrame:
    """Every measure by group: with the system, without it, and the difference person by person.

    Columns: measure, says, unit, dimension, group, with, without, difference, low, high, method,
    seeds, people, affected, caution, label (what the system must wear). Dimensions are 'all',
    the traits, and how a black list touched a person: 'ever_listed' and 'list_status'.

    Two seeds or more: Student's t over seed means. One seed: households as the units. An interval
    stays within what any one person's two lives differ by: where nobody loses, no end is below 0.
    Totals that only the monthly series holds follow (affected is -1 there: the series does not say
    whose months they were). With one seed everybody's have an interval over provinces, and those of
    groups none.

    Raises ResultError when an arm is missing or the two do not hold the same persons.
    """
    import pandas as pd

    societies = by_seed(result, _summary, _joined)
    parts = [_of_dimension(societies, name) for name in DIMENSIONS]
    by_person = pd.concat(parts, ignore_index=True)
    methods = Methods(OVER_SEEDS, OVER_PROVINCES, NO_INTERVAL)
    by_month = series_effects(result, methods)
    order = [*by_person["measure"].unique(), *by_month["measure"].unique()]
    both: Frame = pd.concat([by_person, by_month], ignore_index=True)
    rank = both["measure"].map({name: at for at, name in enumerate(order)})
    in_order = both.iloc[np.argsort(rank, kind="stable")].reset_index(drop=True)
    return labelled(in_order, label_in(result.series()))


def disparity(result: ResultTables, measures: tuple[str, ...] = DISPARITIES) -> pd.DataFrame:
    """Each group's burden beside that of everybody else, as a difference and as a ratio.

    Columns: measure, says, unit, dimension, group, people, rate, rest, difference,
    difference_low, difference_high, ratio, ratio_low, ratio_high, method, seeds, affected, caution,
    label.
    The burden is the difference between the twins. A ratio is NaN unless both burdens are above 0.
    """
    import pandas as pd

    societies = by_seed(result, partial(_burdens, measures), _all_burdens)
    scale = np.array([PERSON_MEASURES[name].scale for name in measures])
    frames = []
    for dimension in TRAITS:
        labels = societies[0][dimension][0]
        each = [society[dimension][1] for society in societies]
        people = np.sum([one.crossed.people for one in each], 0)
        affected = np.sum([one.affected for one in each], 0)
        if len(societies) == 1:
            by_dimension = estimate.contrast_households(each[0].crossed)
        else:
            rates = np.stack([one.crossed.rate for one in each])
            rests = np.stack([one.crossed.rest for one in each])
            by_dimension = estimate.contrast_seeds(rates, rests)
        frame = _long(measures, dimension, labels, len(societies), people, affected)
        columns = {
            "rate": by_dimension.rate * scale,
            "rest": by_dimension.rest * scale,
            "difference": by_dimension.difference.value * scale,
            "difference_low": by_dimension.difference.low * scale,
            "difference_high": by_dimension.difference.high * scale,
            "ratio": by_dimension.ratio.value,
            "ratio_low": by_dimension.ratio.low,
            "ratio_high": by_dimension.ratio.high,
        }
        frames.append(frame.assign(**{k: v.T.reshape(-1) for k, v in columns.items()}))
    table: Frame = pd.concat(frames, ignore_index=True)
    return labelled(table[table["people"] > 0].reset_index(drop=True), label_in(result.series()))


def _of_dimension(societies: list[_Summary], dimension: str) -> pd.DataFrame:
    labels = societies[0].labels[dimension]
    by_dimension = [society.by_dimension[dimension] for society in societies]
    if len(by_dimension) == 1:
        change = estimate.over_households(by_dimension[0].gap)
    else:
        change = estimate.over_seeds(np.stack([s.gap.mean for s in by_dimension]))
    # Where nobody is the worse off, neither is the mean; a symmetric interval forgets that.
    change = change.within(
        np.min([f.lowest for f in societies], 0), np.max([f.highest for f in societies], 0)
    )
    people = np.sum([s.gap.people for s in by_dimension], 0)
    affected = np.sum([s.affected for s in by_dimension], 0)
    change = _as_counted(change, societies, affected, people)
    without = [s.gap._replace(value=s.without).mean for s in by_dimension]
    with_ = [level + s.gap.mean for level, s in zip(without, by_dimension, strict=True)]
    scale = np.array([measure.scale for measure in PERSON_MEASURES.values()])
    frame: Frame = _long(
        tuple(PERSON_MEASURES), dimension, labels, len(societies), people, affected
    )
    columns = {
        "with": _mean_over_seeds(with_) * scale,
        "without": _mean_over_seeds(without) * scale,
        "difference": change.value * scale,
        "low": change.low * scale,
        "high": change.high * scale,
    }
    frame = frame.assign(**{k: v.T.reshape(-1) for k, v in columns.items()})
    return frame[frame["people"] > 0]


def _as_counted(
    change: estimate.Interval, societies: list[_Summary], affected: np.ndarray, people: np.ndarray
) -> estimate.Interval:
    """Shares of people who are hit in one world only are no surer than their counts."""
    lowest = np.min([f.lowest for f in societies], 0)
    highest = np.max([f.highest for f in societies], 0)
    is_share = np.array([m.unit == "people per 100,000" for m in PERSON_MEASURES.values()])
    value, low, high = estimate.of_counts(affected, people)
    is_hit, is_spared = (lowest >= 0) & (highest > 0), (highest <= 0) & (lowest < 0)
    change = change.or_wider(estimate.Interval(value, low, high), is_share & is_hit)
    return change.or_wider(estimate.Interval(-value, -high, -low), is_share & is_spared)


def _summary(piece: Piece) -> _Summary:
    without = piece.theirs(PERSON_MEASURES)
    gap = piece.ours(PERSON_MEASURES) - without
    rows = np.flatnonzero(gap.any(axis=1))
    values, by_dimension = gap[rows], {}
    for name in DIMENSIONS:
        cells = _cells(piece, name)
        levels = estimate.sums(without, cells.group[cells.of_person], cells.groups)
        affected = _affected(values, cells, rows)
        by_dimension[name] = _DimensionSums(estimate.moments(values, cells, rows), levels, affected)
    labels = {name: piece.groups[name][0] for name in DIMENSIONS}
    return _Summary(labels, by_dimension, gap.min(axis=0), gap.max(axis=0))


def _joined(one: _Summary, other: _Summary) -> _Summary:
    by_dimension = {
        name: estimate.joined(a, b)
        for (name, a), b in zip(one.by_dimension.items(), other.by_dimension.values(), strict=True)
    }
    lowest, highest = np.minimum(one.lowest, other.lowest), np.maximum(one.highest, other.highest)
    return _Summary(one.labels, by_dimension, lowest, highest)


_BurdensBy = dict[str, tuple[tuple[str, ...], _Burdens]]


def _burdens(measures: tuple[str, ...], piece: Piece) -> _BurdensBy:
    gap, societies = piece.gap(measures), {}
    everybody = np.arange(len(gap))
    for name in TRAITS:
        cells = _cells(piece, name)
        affected = _affected(gap, cells, everybody)
        societies[name] = piece.groups[name][0], _Burdens(estimate.crossed(gap, cells), affected)
    return societies


def _all_burdens(one: _BurdensBy, other: _BurdensBy) -> _BurdensBy:
    return {
        name: (labels, estimate.joined(burdens, other[name][1]))
        for name, (labels, burdens) in one.items()
    }


def _cells(piece: Piece, dimension: str) -> estimate.HouseholdCells:
    labels, codes = piece.groups[dimension]
    return estimate.cut(piece.household, codes, len(labels))


def _affected(values: np.ndarray, cells: estimate.HouseholdCells, rows: np.ndarray) -> np.ndarray:
    groups = cells.group[cells.of_person[rows]]
    return estimate.sums((values != 0).astype(float), groups, cells.groups)


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
