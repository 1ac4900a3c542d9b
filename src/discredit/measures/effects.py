"""Effects: what differs between the twins, and which groups bear more of it than the rest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from discredit.measures import estimate, intervals, wording
from discredit.measures.catalogue import PERSON_MEASURES
from discredit.measures.caution import AFFECTED, AFFECTED_ELSEWHERE, cautions
from discredit.measures.counts import Interval
from discredit.measures.readout import readout_effects
from discredit.measures.series import Methods, series_effects
from discredit.measures.tables import (
    BY_DEFINITION,
    EVER_LISTED,
    LIST_STATUS,
    TRAITS,
    Census,
    Frame,
    Piece,
    ResultTables,
    by_seed,
)
from discredit.policy.occurs import can_occur
from discredit.readout import KINDS
from discredit.store.result import Result
from discredit.words.labels import label_in, labelled

if TYPE_CHECKING:
    import pandas as pd

DISPARITIES = (
    "ever_listed",
    "ever_wrongly",
    "ever_turned",
    "ever_unfairly",
    "never_notified",
    "family_hit",
    "months_shut_out",
    "times_refused",
)
"""What groups are compared in: burdens that no one bears without the system."""

DIMENSIONS = ("all", *TRAITS, EVER_LISTED, LIST_STATUS)
"""What `effects` groups people by: who they are, and how a black list touched them."""
EVERY = (*DIMENSIONS, *KINDS)


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
    lowest: np.ndarray  # [measure] as in a summary
    highest: np.ndarray


def effects(result: ResultTables, dimensions: Sequence[str] = EVERY) -> pd.DataFrame:
    """Every measure by group: with the system, without it, and the difference person by person.

    Columns: measure, says, unit, dimension, group, with, without, difference, low, high, method,
    seeds, people, affected, caution, last_year, last_year_without, drift, grade, label (what the
    system must wear). Dimensions are 'all', the traits, and how a black list touched a person:
    'ever_listed' and 'list_status'; of a result also 'list', 'scorer' and 'conduct', by name
    (`measures.readout`), which have a grade.

    Every interval knows how many people are hit, how households are hit together, and how seeds
    differ (docs/decisions/0019). An interval stays within what any one person's two lives differ
    by: where nobody loses, no end is below 0. Where nobody is hit, a share still has an upper end;
    an amount has none.
    Totals that only the monthly series holds follow. The series does not say whose months they
    were, so that `affected` counts cases there: the people or events of the world that has more of
    them, or what a ratio is taken of. With one seed everybody's have an interval over regions,
    and those of groups none.

    These stand beside the same of the last twelve months (`last_year`, and `last_year_without` in
    the other world), and `drift` says whether the figure still moves (`measures.drift`). What is
    taken person by person over the whole run has neither.

    What a system cannot have (a cause of wrong, a way off a list, a refusal where no door closes)
    has no row. Where `caution` says "too few to say", fewer people or cases stand behind a row than
    anything can be said of (`measures.caution`). What a group is by definition is no effect and
    left out.

    Args:
        result: What `open_result` returned, or frames of that layout.
        dimensions: Some of EVERY; the rows of others are left out.

    Returns:
        One row per measure, dimension and group that has people.

    Raises:
        ResultError: an arm is missing, or the two do not hold the same persons.
    """
    import pandas as pd

    by = tuple(name for name in DIMENSIONS if name in dimensions)
    societies = by_seed(result, LIVES_DIFFER if by == DIMENSIONS else lives_by(by))
    sums = [_Totals.of([one.by_dimension[name] for one in societies]) for name in by]
    changes = _changes(sums, _bounds(tuple(PERSON_MEASURES), societies))
    parts = [
        _of_dimension(name, societies[0].labels[name], len(societies), total, change)
        for name, total, change in zip(by, sums, changes, strict=True)
    ]
    by_person: Frame = pd.concat(parts, ignore_index=True)
    by_person["says"] = wording.worded(by_person["says"], wording.wording_in(result))
    by_person["unit"] = wording.in_currency(by_person["unit"], result)
    methods = Methods(wording.OVER_SEEDS, wording.OVER_REGIONS, wording.NO_INTERVAL)
    by_month = series_effects(result, methods)
    by_person = by_person[~_is_by_definition(by_person)]
    order = [*by_person["measure"].unique(), *by_month["measure"].unique()]
    is_read_out = not set(KINDS).isdisjoint(dimensions)
    apart = [readout_effects(result)] if is_read_out and isinstance(result, Result) else []
    order += [name for one in apart for name in one["measure"].unique() if name not in order]
    both: Frame = pd.concat([by_person, by_month, *apart], ignore_index=True)
    both["grade"] = both["grade"].fillna("") if apart else ""
    both["drift"] = both["drift"].fillna("")
    if isinstance(result, Result):
        policies = [one for one in (result.policy(), result.against()) if one is not None]
        can = {name: any(can_occur(one, name) for one in policies) for name in order}
        both = both[both["dimension"].isin(KINDS) | both["measure"].map(can)]
    rank = both["measure"].map({name: at for at, name in enumerate(order)})
    in_order = both.iloc[np.argsort(rank, kind="stable")].reset_index(drop=True)
    return labelled(in_order, label_in(result.series()))


def disparity(result: ResultTables, measures: tuple[str, ...] = DISPARITIES) -> pd.DataFrame:
    """Each group's burden beside that of everybody else, as a difference and as a ratio.

    Columns: measure, says, unit, dimension, group, people, rate, rest, difference,
    difference_low, difference_high, ratio, ratio_low, ratio_high, method, seeds, affected, caution,
    label.
    The burden is the difference between the twins. A ratio is NaN where the rest bear nothing, and
    its upper end infinite; its interval leaves out 1 exactly where the difference's leaves out 0.

    Args:
        result: What `open_result` returned, or frames of that layout.
        measures: Keys of `catalogue.PERSON_MEASURES`: burdens that nobody bears without the system.

    Returns:
        One row per measure, trait and group that has people.

    Raises:
        ResultError: an arm is missing, or the two do not hold the same persons.
    """
    import pandas as pd

    asked = DISPARITIES if set(measures) <= set(DISPARITIES) else measures
    societies = by_seed(result, BURDENS if asked is DISPARITIES else _burdens_of(measures))
    compared = [
        _beside_the_rest(asked, dimension, societies, contrast)
        for dimension, contrast in _contrasts(asked, societies).items()
    ]
    table: Frame = pd.concat([_in_order(of, measures) for of in compared], ignore_index=True)
    table["says"] = wording.worded(table["says"], wording.wording_in(result))
    table["unit"] = wording.in_currency(table["unit"], result)
    return labelled(table[table["people"] > 0].reset_index(drop=True), label_in(result.series()))


def _in_order(table: Frame, measures: tuple[str, ...]) -> Frame:
    """The rows of some measures, one measure after another."""
    of = table["measure"].to_numpy()
    return table.iloc[np.concatenate([np.flatnonzero(of == name) for name in measures])]


def _contrasts(
    measures: tuple[str, ...], societies: list[_BurdensBy]
) -> dict[str, intervals.Contrast]:
    """Each group beside the rest, by dimension."""
    sums, all_burdens = [], []
    for dimension in TRAITS:
        each = [society[dimension][1] for society in societies]
        sums.append(([one.crossed for one in each], np.sum([one.affected for one in each], 0)))
        all_burdens += each
    found = intervals.contrasts_by(sums, _bounds(measures, all_burdens))
    return dict(zip(TRAITS, found, strict=True))


def _beside_the_rest(
    measures: tuple[str, ...],
    dimension: str,
    societies: list[_BurdensBy],
    contrast: intervals.Contrast,
) -> pd.DataFrame:
    scale = np.array([PERSON_MEASURES[name].scale for name in measures])
    each = [society[dimension][1] for society in societies]
    people = np.sum([one.crossed.people for one in each], 0)
    affected = np.sum([one.affected for one in each], 0)
    labels = societies[0][dimension][0]
    frame = _long(measures, dimension, labels, len(societies), people, affected)
    columns = {
        "rate": contrast.rate * scale,
        "rest": contrast.rest * scale,
        "difference": contrast.difference.value * scale,
        "difference_low": contrast.difference.low * scale,
        "difference_high": contrast.difference.high * scale,
        "ratio": contrast.ratio.value,
        "ratio_low": contrast.ratio.low,
        "ratio_high": contrast.ratio.high,
    }
    # A group of many beside a rest of few is as little known as one of few.
    others = (affected.sum(axis=0) - affected).T.reshape(-1).astype(np.int64)
    frame["caution"] = frame["caution"].where(
        frame["caution"] != "", cautions(others, AFFECTED_ELSEWHERE)
    )
    return frame.assign(**{k: v.T.reshape(-1) for k, v in columns.items()})


class _Totals(NamedTuple):
    """Sums over all seeds, in one dimension."""

    gaps: list[estimate.Moments]  # of each seed
    people: np.ndarray  # [group]
    affected: np.ndarray  # [group, measure]
    with_: np.ndarray  # [group, measure] mean per person
    without: np.ndarray

    @classmethod
    def of(cls, each: list[_DimensionSums]) -> _Totals:
        gaps = [one.gap for one in each]
        people = np.sum([gap.people for gap in gaps], 0)
        affected = np.sum([one.affected for one in each], 0)
        total = np.sum([one.without for one in each], 0)
        without = estimate.divided(total, people[:, None])
        with_ = estimate.divided(total + np.sum([gap.value for gap in gaps], 0), people[:, None])
        return cls(gaps, people, affected, with_, without)


def _of_dimension(
    dimension: str, labels: tuple[str, ...], seeds: int, totals: _Totals, change: Interval
) -> pd.DataFrame:
    scale = np.array([measure.scale for measure in PERSON_MEASURES.values()])
    names = tuple(PERSON_MEASURES)
    frame: Frame = _long(names, dimension, labels, seeds, totals.people, totals.affected)
    columns = {
        "with": totals.with_ * scale,
        "without": totals.without * scale,
        "difference": change.value * scale,
        "low": change.low * scale,
        "high": change.high * scale,
    }
    frame = frame.assign(**{k: v.T.reshape(-1) for k, v in columns.items()})
    return frame[frame["people"] > 0]


def _changes(each: list[_Totals], bounds: intervals.Bounds) -> list[Interval]:
    """What changes per person, no further than any one person's two lives differ."""
    found = intervals.means_by([(totals.gaps, totals.affected) for totals in each], bounds)
    return [_kept_within(*pair, bounds) for pair in zip(found, each, strict=True)]


def _kept_within(change: Interval, totals: _Totals, bounds: intervals.Bounds) -> Interval:
    # Where nobody differs, others still may: their shares keep the ends that counts give.
    change = change.where(bounds.is_share, change.within(bounds.lowest, bounds.highest))
    # Where there is none in one world, the other cannot have less.
    levels = totals.with_, totals.without
    is_gone, is_new = (bounds.is_share & (level == 0) for level in levels)
    return change.within(np.where(is_new, 0.0, -np.inf), np.where(is_gone & ~is_new, 0.0, np.inf))


def _is_by_definition(effects: Frame) -> np.ndarray:
    """Rows that say what their group is: ever listed, of those ever listed."""
    rows = zip(effects["dimension"], effects["group"], effects["measure"], strict=True)
    return np.array([name in BY_DEFINITION.get((of, group), ()) for of, group, name in rows], bool)


def _bounds(
    measures: tuple[str, ...], societies: Sequence[_Summary | _Burdens]
) -> intervals.Bounds:
    return intervals.Bounds(
        np.array([PERSON_MEASURES[name].is_share for name in measures]),
        np.min([society.lowest for society in societies], 0),
        np.max([society.highest for society in societies], 0),
    )


def _summary(dimensions: tuple[str, ...], piece: Piece) -> _Summary:
    changes, without = piece.changes(PERSON_MEASURES), piece.without_it(PERSON_MEASURES)
    is_changed, by_dimension = changes.is_any, {}
    for name in dimensions:
        cells = piece.cells(name)
        group = cells.group[cells.of_person]
        by_dimension[name] = _DimensionSums(
            gap=estimate.moments(changes.gap, cells, changes.rows),
            without=without.summed(group, cells.groups),
            affected=estimate.sums(is_changed, group[changes.rows], cells.groups),
        )
    labels = {name: piece.groups[name][0] for name in dimensions}
    return _Summary(labels, by_dimension, changes.lowest, changes.highest)


def _joined(one: _Summary, other: _Summary) -> _Summary:
    by_dimension = {
        name: estimate.joined(a, b)
        for (name, a), b in zip(one.by_dimension.items(), other.by_dimension.values(), strict=True)
    }
    lowest, highest = np.minimum(one.lowest, other.lowest), np.maximum(one.highest, other.highest)
    return _Summary(one.labels, by_dimension, lowest, highest)


_BurdensBy = dict[str, tuple[tuple[str, ...], _Burdens]]


def _burdens(measures: tuple[str, ...], piece: Piece) -> _BurdensBy:
    borne, societies = piece.changes(measures), {}
    is_borne, ends = borne.is_any, (borne.lowest, borne.highest)
    for name in TRAITS:
        cells = piece.cells(name)
        group = cells.group[cells.of_person[borne.rows]]
        affected = estimate.sums(is_borne, group, cells.groups)
        burdens = _Burdens(estimate.crossed(borne.gap, cells, borne.rows), affected, *ends)
        societies[name] = piece.groups[name][0], burdens
    return societies


def _all_burdens(one: _BurdensBy, other: _BurdensBy) -> _BurdensBy:
    return {
        name: (labels, _both_burdens(burdens, other[name][1]))
        for name, (labels, burdens) in one.items()
    }


def _both_burdens(one: _Burdens, other: _Burdens) -> _Burdens:
    return _Burdens(
        estimate.joined(one.crossed, other.crossed),
        one.affected + other.affected,
        np.minimum(one.lowest, other.lowest),
        np.maximum(one.highest, other.highest),
    )


def _burdens_of(measures: tuple[str, ...]) -> Census[_BurdensBy]:
    name = " ".join(("burdens", *measures))
    return Census(name, partial(_burdens, measures), _all_burdens, (_Burdens, estimate.Crossed))


def lives_by(dimensions: tuple[str, ...]) -> Census[Any]:
    """What `effects` asks of everybody where some of DIMENSIONS are told, in their order."""
    name = "effects" if dimensions == DIMENSIONS else " ".join(("effects", *dimensions))
    forms = _Summary, _DimensionSums, estimate.Moments
    return Census(name, partial(_summary, dimensions), _joined, forms)


LIVES_DIFFER = lives_by(DIMENSIONS)
BURDENS = _burdens_of(DISPARITIES)


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
            "says": np.repeat([PERSON_MEASURES[m].template for m in measures], each),
            "unit": np.repeat([PERSON_MEASURES[m].unit for m in measures], each),
            "dimension": dimension,
            "group": np.tile(labels, len(measures)),
            "method": wording.OVER_HOUSEHOLDS if seeds == 1 else wording.OVER_SEEDS,
            "seeds": seeds,
            "people": heads,
            "affected": hit,
            "caution": cautions(hit, AFFECTED, heads),
        }
    )
