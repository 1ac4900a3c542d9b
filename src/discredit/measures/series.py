"""Totals that only the monthly series holds: appeals heard, refusals by service, stale copies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float64, Int64

from discredit.columns import MEASURES
from discredit.measures import estimate
from discredit.measures.catalogue import RATIOS
from discredit.measures.tables import (
    EVERYBODY,
    PER_HEADS,
    SMALL_GROUP,
    WITHOUT,
    Frame,
    ResultTables,
)
from discredit.words.labels import label_in, labelled

if TYPE_CHECKING:
    import pandas as pd

Totals = Float64[np.ndarray, "seed arm group measure"]

TAKEN_OF_PERSONS = frozenset(
    {"appeals_filed", "appeals_won", "debts_paid", "paid", "income", "savings", "trust",
     "grievance", "wellbeing", "people", "correction_months"}
)  # fmt: skip
"""Columns that `effects` takes person by person instead."""


class Methods(NamedTuple):
    """How the interval of a total came about, in words."""

    seeds: str
    provinces: str
    none: str


class _Rate(NamedTuple):
    """One measure of the series: what is divided by what."""

    measure: str
    says: str
    unit: str
    of: int  # columns of the totals
    per: int | None  # None: the people, or their months
    times: float
    is_flow: bool
    is_count: bool


def series_effects(result: ResultTables, methods: Methods) -> pd.DataFrame:
    """The remaining columns of the series: flows per head over the run, stocks in a mean month, and
    the ratios of the catalogue."""
    import pandas as pd

    series: Frame = result.series()
    names = [n for n in MEASURES if n in series.columns]
    rates = [*_of_columns(names), *_of_ratios(names)]
    groups, months, totals = _totals(series, ["people", *names])
    people = np.round(totals[:, 0, :, 0].sum(axis=0) / months).astype(np.int64)
    provinces = [at for at, (dimension, _) in enumerate(groups) if dimension == "province"]
    parts = [_rows_of(rate, groups, months, totals, people, provinces, methods) for rate in rates]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    table = pd.DataFrame(columns).assign(seeds=len(totals))
    # The series does not say whose months they were.
    return table[table["people"] > 0].assign(affected=-1).reset_index(drop=True)


def _of_columns(names: list[str]) -> Iterator[_Rate]:
    for at, name in enumerate(names, start=1):
        if name in TAKEN_OF_PERSONS:
            continue
        measure = MEASURES[name]
        is_count = measure.unit not in ("standard deviations", "probability")
        unit = _unit(measure.unit, measure.is_flow, is_count)
        if measure.unit == "CNY":
            is_count, unit = False, "CNY per person"
        times = PER_HEADS if is_count else 1.0
        yield _Rate(name, measure.label, unit, at, None, times, measure.is_flow, is_count)


def _of_ratios(names: list[str]) -> Iterator[_Rate]:
    for name, ratio in RATIOS.items():
        if ratio.of in names and ratio.per in names:
            of, per = names.index(ratio.of) + 1, names.index(ratio.per) + 1
            yield _Rate(name, ratio.says, ratio.unit, of, per, 1.0, True, False)


def _rows_of(
    rate: _Rate,
    groups: list[tuple[str, str]],
    months: int,
    totals: Totals,
    people: Int64[np.ndarray, " group"],
    provinces: list[int],
    methods: Methods,
) -> dict[str, np.ndarray]:
    """The rows of one measure, a group each, by column."""
    above = totals[..., rate.of] * rate.times
    below = totals[..., 0] if rate.per is None else totals[..., rate.per]
    below = below / months if rate.per is None and rate.is_flow else below
    with np.errstate(invalid="ignore", divide="ignore"):
        level = np.where(below != 0, above / below, np.nan)
    estimated = estimate.over_seeds((level[:, 0] - level[:, 1])[..., None])
    value, low, high = (end[:, 0] for end in estimated)
    there = np.isfinite(level).sum(axis=0)
    mean = np.where(there > 0, np.nansum(level, axis=0) / there.clip(1), np.nan)
    seeds, everybody = len(level), groups.index(EVERYBODY)
    method = np.full(len(groups), methods.seeds if seeds > 1 else methods.none, object)
    if seeds == 1 and len(provinces) > 1:
        reach = _over_provinces(above[0][:, provinces], below[0][:, provinces])
        low[everybody], high[everybody] = value[everybody] - reach, value[everybody] + reach
        method[everybody] = methods.provinces
    if rate.is_count and (totals[..., rate.of] >= 0).all():
        # Where there is none in one world, the other cannot have less.
        low = np.where(mean[1] == 0, np.maximum(low, 0.0), low)
        high = np.where(mean[0] == 0, np.minimum(high, 0.0), high)
    small = f"fewer than {SMALL_GROUP} people"
    each = len(groups)
    return {
        "measure": np.full(each, rate.measure, object),
        "says": np.full(each, rate.says, object),
        "unit": np.full(each, rate.unit, object),
        "dimension": np.array([dimension for dimension, _ in groups], object),
        "group": np.array([group for _, group in groups], object),
        "with": mean[0],
        "without": mean[1],
        "difference": value,
        "low": low,
        "high": high,
        "method": method,
        "people": people,
        "caution": np.where(people < SMALL_GROUP, small, "").astype(object),
    }


def _over_provinces(
    above: Float64[np.ndarray, "arm province"], below: Float64[np.ndarray, "arm province"]
) -> float:
    """Half the width of the interval of a difference of two ratios of sums over provinces.

    Each province moves the ratios a little; the spread of these movements is the standard error.
    What truly differs between provinces is in it, so it is rather too wide than too narrow.
    """
    from scipy.special import stdtrit

    is_there = (below > 0).any(axis=0)
    count = int(is_there.sum())
    whole = below.sum(axis=1, keepdims=True)
    if count < 2 or (whole <= 0).any():
        return float("nan")
    moved = (above - above.sum(axis=1, keepdims=True) / whole * below) / whole
    apart = (moved[0] - moved[1])[is_there]
    error = np.sqrt((apart**2).sum() * count / (count - 1))
    return float(stdtrit(count - 1, estimate.TWO_SIDED_95) * error)


def time_to_correction(result: ResultTables) -> pd.DataFrame:
    """How long an entry stood before it was corrected on appeal, in the arm with the system.

    Columns: dimension, group, corrected (corrections, all seeds together), months (mean), low, high
    (Student's t over seeds; none with one seed), listed_still (people on a list in the last month,
    whose wait is not over and not in the mean), label.
    """
    import pandas as pd

    series: Frame = result.series()
    names = ["correction_months", "appeals_won"]
    groups, _, totals = _totals(series, names)
    waited, corrected = totals[:, 0, :, 0], totals[:, 0, :, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        estimated = estimate.over_seeds((waited / corrected)[..., None])
        mean = waited.sum(axis=0) / corrected.sum(axis=0)
    last = series["month"].astype(str) == str(series["month"].astype(str).max())
    _, _, remaining = _totals(series[last], ["listed"])
    table = pd.DataFrame(
        {
            "dimension": [dimension for dimension, _ in groups],
            "group": [group for _, group in groups],
            "corrected": corrected.sum(axis=0).astype(np.int64),
            "months": mean,
            "low": np.maximum(estimated.low[:, 0], 0.0),
            "high": estimated.high[:, 0],
            "listed_still": remaining[:, 0, :, 0].sum(axis=0).astype(np.int64),
        }
    )
    return labelled(table, label_in(result.series()))


def _totals(series: Frame, names: list[str]) -> tuple[list[tuple[str, str]], int, Totals]:
    """The groups, the number of months, and every column summed over them."""
    dimension, group = (series[k].astype("category") for k in ("dimension", "group"))
    width = len(group.cat.categories)
    keys = dimension.cat.codes.to_numpy(np.int64) * width + group.cat.codes.to_numpy(np.int64)
    known, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    seeds, seed = np.unique(series["seed"].to_numpy(), return_inverse=True)
    arm = (series["arm"].astype(str) == WITHOUT).to_numpy().astype(np.int64)
    cell = (seed * 2 + arm) * len(known) + rank[inverse]
    values = series[names].to_numpy(np.float64)
    totals = estimate.sums(values, cell, len(seeds) * 2 * len(known))
    groups = [
        (str(dimension.cat.categories[k // width]), str(group.cat.categories[k % width]))
        for k in known[order]
    ]
    months = int(series["month"].nunique())
    return groups, months, totals.reshape(len(seeds), 2, len(known), len(names))


def _unit(unit: str, is_flow: bool, is_count: bool) -> str:
    if not is_count:
        return f"{unit}, mean of all months"
    if is_flow:
        return f"{unit} per 100,000 people"
    return f"{unit} per 100,000 in a mean month"
