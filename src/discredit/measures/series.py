"""Totals that only the monthly series holds: appeals heard, refusals by service, stale copies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit.columns import DERIVED, MEASURES
from discredit.measures import estimate
from discredit.measures.catalogue import PERSON_MEASURES, RATIOS, TEMPLATES
from discredit.measures.caution import CASES, IN_ONE_ALONE, cautions
from discredit.measures.counts import Interval, amount, difference, divided, ends_are_wanted
from discredit.measures.drift import SHORT, YEAR, drift_of
from discredit.measures.spread import RULE_OF_THREE, Z, variance, widened
from discredit.measures.tables import (
    EVERYBODY,
    PER_HEADS,
    WITHOUT,
    Frame,
    ResultTables,
)
from discredit.measures.upkeep import wage_worth, with_upkeep
from discredit.measures.wording import in_currency, worded, wording_in
from discredit.store.result import Result

if TYPE_CHECKING:
    import pandas as pd

Totals = Float64[np.ndarray, "seed arm group measure"]
Sums = Float64[np.ndarray, "seed arm group measure"]
Variances = Float64[np.ndarray, "group measure"]

TAKEN_OF_PERSONS = frozenset(
    {"appeals_filed", "appeals_won", "debts_paid", "paid", "income", "savings", "trust",
     "trust_if_known", "grievance", "wellbeing", "people", "correction_months"}
)  # fmt: skip
"""Columns that `effects` takes person by person instead."""


class Methods(NamedTuple):
    """How the interval of a total came about, in words."""

    seeds: str
    regions: str
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
    is_per_flow: bool = True


def told_series(result: ResultTables) -> Frame:
    """The monthly series as it is told: with what it took to run the system, and the points that
    are short of what is earned, beside what was counted.

    Args:
        result: What `open_result` returned, or frames of that layout.
    """
    series: Frame = result.series().copy()  # one block again: it has many columns
    parts = [name for name in series.columns if name.startswith("short_") and name in MEASURES]
    parts = [name for name in parts if MEASURES[name].unit == "points"]
    if parts:
        series = series.assign(short=series[parts].sum(axis=1, min_count=1))
    if isinstance(result, Result):
        series = with_upkeep(series, result.policy(), result.against(), wage_worth(result))
    return series[sorted(series.columns, key="label".__eq__)]  # what is added stands before it


def series_effects(result: ResultTables, methods: Methods) -> pd.DataFrame:
    """The remaining columns of the series: flows per head over the run, stocks in a mean month, and
    the ratios of the catalogue.

    Args:
        result: What `open_result` returned, or frames of that layout.
        methods: What the intervals are called.

    Returns:
        The columns of `effects` but the label; `affected` counts cases, not people.
    """
    import pandas as pd

    series = told_series(result)
    names = [n for n in (*MEASURES, *DERIVED) if n in series.columns]
    rates = [*_of_columns(names), *_of_ratios(names)]
    groups, months, totals = totals_of(series, ["people", *names])
    people = np.round(totals[:, 0, :, 0].sum(axis=0) / months).astype(np.int64)
    above = np.stack([_above(rate, totals, months) for rate in rates], -1)
    below = np.stack([_below(rate, totals, months) for rate in rates], -1)
    within, method = _within(above, below, groups, methods)
    change = _change(rates, above, below, within)
    last, drift = _lately(series, names, rates, methods)
    level = divided(above.sum(axis=0), below.sum(axis=0))
    held = np.nan_to_num(_cases(rates, above, below, months))
    cases = np.floor(held + 1e-9).astype(np.int64).T.reshape(-1)
    is_alone = np.isnan(above).any(axis=(0, 1)).T.reshape(-1)
    times = np.array([rate.times for rate in rates])
    of_rate, each = np.repeat(np.arange(len(rates)), len(groups)), len(rates)
    table: Frame = pd.DataFrame(
        {
            "measure": np.array([rate.measure for rate in rates], object)[of_rate],
            "says": np.array([rate.says for rate in rates], object)[of_rate],
            "unit": np.array([rate.unit for rate in rates], object)[of_rate],
            "dimension": [dimension for dimension, _ in groups] * each,
            "group": [group for _, group in groups] * each,
            "with": (level[0] * times).T.reshape(-1),
            "without": (level[1] * times).T.reshape(-1),
            "difference": (change.value * times).T.reshape(-1),
            "low": (change.low * times).T.reshape(-1),
            "high": (change.high * times).T.reshape(-1),
            "method": np.tile(method, each),
            "people": np.tile(people, each),
            "affected": cases,
            "caution": np.where(
                is_alone, IN_ONE_ALONE, cautions(cases, CASES, np.tile(people, each))
            ),
            "last_year": (last[0] * times).T.reshape(-1),
            "last_year_without": (last[1] * times).T.reshape(-1),
            "drift": drift.T.reshape(-1),
            "seeds": len(totals),
        }
    )
    table["says"] = worded(table["says"], wording_in(result))
    table["unit"] = in_currency(table["unit"], result)
    return table[table["people"] > 0].reset_index(drop=True)


def _change(rates: list[_Rate], above: Sums, below: Sums, within: Variances) -> Interval:
    """The first of two figures less the second [group, rate], each by its own arithmetic."""
    is_counted = np.array([rate.is_count for rate in rates]) & (above >= 0).all(axis=(0, 1, 2))
    change = Interval(*np.empty((3, above.shape[2], len(rates))))
    for chosen, of in ((is_counted, of_events), (~is_counted, _of_means)):
        found = of(above[..., chosen], below[..., chosen], within[..., chosen])
        for end, here in zip(change, found, strict=True):
            end[:, chosen] = here
    return change


def _lately(
    series: Frame, names: list[str], rates: list[_Rate], methods: Methods
) -> tuple[Float64[np.ndarray, "arm group rate"], np.ndarray]:
    """Each figure in the last year of the run, and whether it still drifts [group, rate]; missing
    where no ends are wanted."""
    if not ends_are_wanted():
        shape = len(series.groupby(["dimension", "group"], observed=True)), len(rates)
        return np.full((2, *shape), np.nan), np.full(shape, "", object)
    months = series["month"].astype(str)
    each = sorted(months.unique())
    years = [each[-YEAR:], each[-2 * YEAR : -YEAR]]
    above, below, groups = [], [], list[tuple[str, str]]()
    for year in years if len(each) >= 2 * YEAR else years[:1]:
        of_year: Frame = series[months.isin(year)]
        groups, count, totals = totals_of(of_year, ["people", *names])
        above.append(np.stack([_above(rate, totals, count) for rate in rates], -1))
        below.append(np.stack([_below(rate, totals, count) for rate in rates], -1))
    last = divided(above[0].sum(axis=0), below[0].sum(axis=0))
    if len(above) == 1:
        return last, np.full(last.shape[1:], SHORT, object)
    # The last year stands for one world, the one before for the other.
    over, under = (np.stack([one[:, 0] for one in by_year], 1) for by_year in (above, below))
    within, _ = _within(over, under, groups, methods)
    before = divided(over[:, 1].sum(axis=0), under[:, 1].sum(axis=0))
    return last, drift_of(_change(rates, over, under, within), before)


def _cases(rates: list[_Rate], above: Sums, below: Sums, months: int) -> Variances:
    """How many events or people each figure rests on, whichever world has more of them; of a mean,
    the people or the cases that it is taken of, in the world that has fewer."""
    counted = above.sum(axis=0).max(axis=0)
    taken_of = np.where((below > 0).any(axis=0), below, np.inf).sum(axis=0).min(axis=0)
    taken_of = np.where(np.isfinite(taken_of), taken_of, 0.0)
    is_stock = np.array([r.per is not None and not r.is_per_flow for r in rates])
    return np.where([r.is_count for r in rates], counted, taken_of / np.where(is_stock, months, 1))


def _of_columns(names: list[str]) -> Iterator[_Rate]:
    for at, name in enumerate(names, start=1):
        measure = MEASURES[name] if name in MEASURES else DERIVED[name]
        if name in TAKEN_OF_PERSONS or measure.unit == "points":  # a mean says what a sum does not
            continue
        is_count = measure.unit not in ("standard deviations", "probability")
        unit = unit_of(measure.unit, measure.is_flow, is_count)
        if measure.unit == "CNY":
            is_count, unit = False, "CNY per person"
        times = PER_HEADS if is_count else 1.0
        yield _Rate(name, measure.template, unit, at, None, times, measure.is_flow, is_count)


def _of_ratios(names: list[str]) -> Iterator[_Rate]:
    for name, ratio in RATIOS.items():
        if ratio.of in names and ratio.per in names:
            of, per = names.index(ratio.of) + 1, names.index(ratio.per) + 1
            is_flow = MEASURES[ratio.per].is_flow
            yield _Rate(name, ratio.template, ratio.unit, of, per, 1.0, True, False, is_flow)


def _above(rate: _Rate, totals: Totals, months: int) -> Float64[np.ndarray, "seed arm group"]:
    return totals[..., rate.of] / (1 if rate.is_flow else months)


def _below(rate: _Rate, totals: Totals, months: int) -> Float64[np.ndarray, "seed arm group"]:
    return totals[..., 0] / months if rate.per is None else totals[..., rate.per]


def _within(
    above: Sums, below: Sums, groups: list[tuple[str, str]], methods: Methods
) -> tuple[Variances, np.ndarray]:
    """What one society says of its own spread, and in words: its regions, of everybody alone."""
    within, method = np.zeros(above.shape[2:]), np.full(len(groups), methods.seeds, object)
    if len(above) > 1:
        return within, method
    within[:], method[:] = np.nan, methods.none
    regions = [at for at, (dimension, _) in enumerate(groups) if dimension == "region"]
    if len(regions) > 1:
        everybody = groups.index(EVERYBODY)
        method[everybody] = methods.regions
        for k in range(above.shape[-1]):
            within[everybody, k] = over_regions(above[0][:, regions, k], below[0][:, regions, k])
    return within, method


def of_events(above: Sums, below: Sums, within: Variances) -> Interval:
    """What changes per head, of events or people counted: surer with more of them.

    The series does not say whose they were, so a seed's net change is the least that can have
    differed.

    Args:
        above: Of each seed and world, the one with the system first.
        below: What it is divided by.
        within: The variance that one society says of itself; NaN where it says nothing.
    """
    people = below.sum(axis=0).max(axis=0)
    net = above[:, 0] - above[:, 1]
    more, less = net.clip(0).sum(axis=0), (-net).clip(0).sum(axis=0)
    level = divided(above.sum(axis=0), below.sum(axis=0))
    within = np.maximum(within, divided(more + less, people**2))
    known = np.where((level == 0).any(axis=0), more + less, np.nan)
    spread = _spread(above, below, within, known)
    either = np.stack([more, less])
    found = amount(
        divided(either, people), divided(spread * either, more + less), divided(1.0, people)
    )
    gain, loss = (Interval(*(end[k] for end in found)) for k in (0, 1))
    change = difference(gain, loss)
    # Where there is none in one world, the other cannot have less.
    change = gain.where(level[1] == 0, (-loss).where(level[0] == 0, change))
    unknown = np.isnan(spread)
    return Interval(
        change.value, *(np.where(unknown, np.nan, e) for e in (change.low, change.high))
    )


def per_head(
    events: Float64[np.ndarray, " seed"], people: Float64[np.ndarray, " seed"]
) -> Interval:
    """Events of one world per head, seeds together; one society alone has no interval.

    Args:
        events: Of each seed, all months together.
        people: Of each seed.

    Returns:
        Events per head.
    """
    level = divided(events.sum(), people.sum())
    seeds = np.array(float(len(events)))
    moved = divided(events - level * people, people.sum())
    alone = divided(level, people.sum()) if len(events) > 1 else np.array(np.nan)
    spread = variance(alone, estimate.over_seeds(moved, seeds), seeds, events.sum())
    found = amount(level, spread, divided(np.ones(()), people.sum()))
    unknown = np.isnan(alone)
    return Interval(level, *(np.where(unknown, np.nan, end) for end in (found.low, found.high)))


def _of_means(above: Sums, below: Sums, within: Variances) -> Interval:
    """What changes in a mean or in a ratio: no surer than the cases that it is taken of."""
    level = divided(above.sum(axis=0), below.sum(axis=0))
    value = level[0] - level[1]
    cases = below.sum(axis=0).min(axis=0)
    least = (divided(value, cases) * RULE_OF_THREE / Z) ** 2
    within = np.maximum(within, np.nan_to_num(least))
    spread = _spread(above, below, within, np.full(value.shape, np.nan))
    # Where there is none in either world, nothing says how much others would have.
    reach = np.where(above.any(axis=(0, 1)), Z * np.sqrt(spread), np.nan)
    return Interval(value, value - reach, value + reach)


def _spread(above: Sums, below: Sums, within: Variances, known: Variances) -> Variances:
    """The variance of a difference of two ratios of sums; seeds move it, each a little.

    Where so many cases that differ are `known` to be all, seeds that agree need no Student's t;
    where that is NaN, `within` is only the least that it can be.
    """
    per = below.sum(axis=0)
    moved = divided(above - divided(above.sum(axis=0), per) * below, per)
    seeds = (below > 0).all(axis=1).sum(axis=0).astype(np.float64)
    between = estimate.over_seeds(np.nan_to_num(moved[:, 0] - moved[:, 1]), seeds)
    alone = np.where((seeds > 1) | (len(above) == 1), within, np.nan)
    sure = variance(alone, between, seeds, known)
    return np.where(np.isnan(known), np.maximum(alone, widened(between, seeds)), sure)


def over_regions(
    above: Float64[np.ndarray, "arm region"], below: Float64[np.ndarray, "arm region"]
) -> float:
    """The variance of a difference of two ratios of sums over regions, as `spread` has it.

    Each region moves the ratios a little; the spread of these movements is the standard error.
    What truly differs between regions is in it, so it is rather too wide than too narrow.

    Args:
        above: Of each world and region, the world with the system first.
        below: What it is divided by.

    Returns:
        NaN where fewer than two regions have people.
    """
    is_there = (below > 0).any(axis=0)
    if is_there.sum() < 2 or (below.sum(axis=1) <= 0).any():
        return float("nan")
    above, below = above[:, is_there], below[:, is_there]
    whole = below.sum(axis=1, keepdims=True)
    moved = (above - above.sum(axis=1, keepdims=True) / whole * below) / whole
    count = np.array(float(is_there.sum()))
    apart = (moved[0] - moved[1])[:, None, None]
    return float(widened(estimate.over_seeds(apart, count)[0, 0], count))


def totals_of(series: Frame, names: list[str]) -> tuple[list[tuple[str, str]], int, Totals]:
    """The groups, the number of months, and some columns summed over them.

    Args:
        series: The table of a result, or some of its months.
        names: The columns that are summed.

    Returns:
        Totals [seed, arm, group, column], the arm with the system first; groups as (dimension,
        group).
    """
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


def unit_of(unit: str, is_flow: bool, is_count: bool) -> str:
    """The unit of a measure of the series, as a rate of everybody.

    Args:
        unit: Of its column.
        is_flow: Whether it adds up over months.
        is_count: Whether it counts people or events.
    """
    if not is_count:
        return f"{unit}, mean of all months"
    if is_flow:
        return f"{unit} per 100,000 people"
    return f"{unit} per 100,000 in a mean month"


def said_of(measure: str) -> tuple[str, str]:
    """What a measure of the effects is called, see `vocabulary.told`, and its unit, as declared.

    Args:
        measure: Its name; both are empty for one that a system reads out of its files.
    """
    of_persons = {**PERSON_MEASURES, **RATIOS}.get(measure)
    rates = _of_columns([measure]) if measure in {**MEASURES, **DERIVED} else ()
    unit = of_persons.unit if of_persons else next((rate.unit for rate in rates), "")
    return TEMPLATES.get(measure, ""), unit
