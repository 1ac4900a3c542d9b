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
    SMALL_GROUP,
    STANDING,
    TRAITS,
    Frame,
    Outcome,
    Piece,
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

DIMENSIONS = ("all", *TRAITS, EVER_LISTED, STANDING)
"""What `effects` groups people by: who they are, and how a black list touched them."""


class _Seen(NamedTuple):
    """What some people of a society say in one dimension. Parts of a society add up."""

    gap: estimate.Moments
    without: np.ndarray  # [group, measure] summed
    affected: np.ndarray  # [group, measure] people whose two lives differ


class _Effects(NamedTuple):
    """What some people of a society say in every dimension."""

    labels: dict[str, tuple[str, ...]]
    seen: dict[str, _Seen]
    lowest: np.ndarray  # [measure] the least that any one person's two lives differ
    highest: np.ndarray


class _Burdens(NamedTuple):
    """What some people of a society bear in one dimension. Parts of a society add up."""

    crossed: estimate.Crossed
    affected: np.ndarray  # [group, measure]


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

    found = by_seed(result, _look, _together)
    parts = [_of_dimension(found, name) for name in DIMENSIONS]
    by_person = pd.concat(parts, ignore_index=True)
    methods = Methods(OVER_SEEDS, OVER_PROVINCES, NO_INTERVAL)
    by_month = series_effects(result, methods)
    order = [*by_person["measure"].unique(), *by_month["measure"].unique()]
    both: Frame = pd.concat([by_person, by_month], ignore_index=True)
    rank = both["measure"].map({name: at for at, name in enumerate(order)})
    in_order = both.iloc[np.argsort(rank, kind="stable")].reset_index(drop=True)
    return labelled(in_order, label_in(result.series()))


def disparity(result: Outcome, measures: tuple[str, ...] = DISPARITIES) -> pd.DataFrame:
    """Each group's burden beside that of everybody else, as a difference and as a ratio.

    Columns: measure, says, unit, dimension, group, people, rate, rest, difference,
    difference_low, difference_high, ratio, ratio_low, ratio_high, method, seeds, affected, caution,
    label.
    The burden is the difference between the twins. A ratio is NaN unless both burdens are above 0.
    """
    import pandas as pd

    found = by_seed(result, partial(_borne, measures), _all_borne)
    scale = np.array([PERSON_MEASURES[name].scale for name in measures])
    frames = []
    for dimension in TRAITS:
        labels = found[0][dimension][0]
        each = [society[dimension][1] for society in found]
        people = np.sum([one.crossed.people for one in each], 0)
        affected = np.sum([one.affected for one in each], 0)
        if len(found) == 1:
            seen = estimate.contrast_households(each[0].crossed)
        else:
            rates = np.stack([one.crossed.rate for one in each])
            rests = np.stack([one.crossed.rest for one in each])
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
    return labelled(table[table["people"] > 0].reset_index(drop=True), label_in(result.series()))


def _of_dimension(found: list[_Effects], dimension: str) -> pd.DataFrame:
    labels = found[0].labels[dimension]
    seen = [society.seen[dimension] for society in found]
    if len(seen) == 1:
        bound = estimate.over_households(seen[0].gap)
    else:
        bound = estimate.over_seeds(np.stack([s.gap.mean for s in seen]))
    # Where nobody is the worse off, neither is the mean; a symmetric interval forgets that.
    bound = bound.within(
        np.min([f.lowest for f in found], 0), np.max([f.highest for f in found], 0)
    )
    people = np.sum([s.gap.people for s in seen], 0)
    affected = np.sum([s.affected for s in seen], 0)
    without = [s.gap._replace(value=s.without).mean for s in seen]
    with_ = [level + s.gap.mean for level, s in zip(without, seen, strict=True)]
    scale = np.array([measure.scale for measure in PERSON_MEASURES.values()])
    frame: Frame = _long(tuple(PERSON_MEASURES), dimension, labels, len(found), people, affected)
    columns = {
        "with": _mean_over_seeds(with_) * scale,
        "without": _mean_over_seeds(without) * scale,
        "difference": bound.value * scale,
        "low": bound.low * scale,
        "high": bound.high * scale,
    }
    frame = frame.assign(**{k: v.T.reshape(-1) for k, v in columns.items()})
    return frame[frame["people"] > 0]


def _look(piece: Piece) -> _Effects:
    without = piece.theirs(PERSON_MEASURES)
    gap = piece.ours(PERSON_MEASURES) - without
    told = np.flatnonzero(gap.any(axis=1))
    values, seen = gap[told], {}
    for name in DIMENSIONS:
        cells = _cells(piece, name)
        levels = estimate.sums(without, cells.group[cells.of_person], cells.groups)
        affected = _affected(values, cells, told)
        seen[name] = _Seen(estimate.moments(values, cells, told), levels, affected)
    labels = {name: piece.groups[name][0] for name in DIMENSIONS}
    return _Effects(labels, seen, gap.min(axis=0), gap.max(axis=0))


def _together(one: _Effects, other: _Effects) -> _Effects:
    seen = {
        name: estimate.joined(a, b)
        for (name, a), b in zip(one.seen.items(), other.seen.values(), strict=True)
    }
    lowest, highest = np.minimum(one.lowest, other.lowest), np.maximum(one.highest, other.highest)
    return _Effects(one.labels, seen, lowest, highest)


_Borne = dict[str, tuple[tuple[str, ...], _Burdens]]


def _borne(measures: tuple[str, ...], piece: Piece) -> _Borne:
    gap, found = piece.gap(measures), {}
    everybody = np.arange(len(gap))
    for name in TRAITS:
        cells = _cells(piece, name)
        affected = _affected(gap, cells, everybody)
        found[name] = piece.groups[name][0], _Burdens(estimate.crossed(gap, cells), affected)
    return found


def _all_borne(one: _Borne, other: _Borne) -> _Borne:
    return {
        name: (labels, estimate.joined(burdens, other[name][1]))
        for name, (labels, burdens) in one.items()
    }


def _cells(piece: Piece, dimension: str) -> estimate.Cells:
    labels, codes = piece.groups[dimension]
    return estimate.cut(piece.household, codes, len(labels))


def _affected(values: np.ndarray, cells: estimate.Cells, told: np.ndarray) -> np.ndarray:
    groups = cells.group[cells.of_person[told]]
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
