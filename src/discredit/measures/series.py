"""Totals that only the monthly series holds: appeals heard, refusals by service, stale copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float64

from discredit.measures import estimate
from discredit.measures.tables import PER_HEADS, SMALL_GROUP, WITHOUT, Frame, Outcome

if TYPE_CHECKING:
    import pandas as pd

TAKEN_OF_PERSONS = frozenset(
    {"appeals_filed", "appeals_won", "debts_paid", "paid", "income", "savings", "trust",
     "grievance", "wellbeing", "people", "correction_months"}
)  # fmt: skip
"""Columns that `effects` takes person by person instead."""


def series_effects(result: Outcome, method: str, no_method: str) -> pd.DataFrame:
    """The remaining columns of the series: flows per head over the run, stocks in a mean month."""
    import pandas as pd

    from discredit.record import MEASURES

    series: Frame = result.series()
    names = [n for n in MEASURES if n in series.columns and n not in TAKEN_OF_PERSONS]
    groups, months, totals = _totals(series, ["people", *names])
    heads = totals[..., 0] / months
    small = f"fewer than {SMALL_GROUP} people"
    people = np.round(heads[:, 0].sum(axis=0)).astype(np.int64)
    parts = []
    for at, name in enumerate(names, start=1):
        measure = MEASURES[name]
        per = heads if measure.is_flow else totals[..., 0]
        is_count = measure.unit not in ("standard deviations", "probability")
        with np.errstate(invalid="ignore", divide="ignore"):
            rate = totals[..., at] / per * (PER_HEADS if is_count else 1.0)
        bound = estimate.over_seeds((rate[:, 0] - rate[:, 1])[..., None])
        there = np.isfinite(rate[:, 0]).sum(axis=0).clip(1)
        parts.append(
            pd.DataFrame(
                {
                    "measure": name,
                    "label": measure.label,
                    "unit": _unit(measure.unit, measure.is_flow, is_count),
                    "dimension": [dimension for dimension, _ in groups],
                    "group": [group for _, group in groups],
                    "with": np.nansum(rate[:, 0], axis=0) / there,
                    "without": np.nansum(rate[:, 1], axis=0) / there,
                    "difference": bound.value[:, 0],
                    "low": bound.low[:, 0],
                    "high": bound.high[:, 0],
                    "method": method if rate.shape[0] > 1 else no_method,
                    "seeds": rate.shape[0],
                    "people": people,
                    "affected": -1,  # the series does not say whose months they were
                    "caution": np.where(people < SMALL_GROUP, small, ""),
                }
            )[people > 0]
        )
    return pd.concat(parts, ignore_index=True)


def time_to_correction(result: Outcome) -> pd.DataFrame:
    """How long an entry stood before it was corrected on appeal, in the arm with the system.

    Columns: dimension, group, corrected (corrections, all seeds together), months (mean), low, high
    (Student's t over seeds; none with one seed), listed_still (people on the list in the last
    month, whose wait is not over and not in the mean).
    """
    import pandas as pd

    series: Frame = result.series()
    names = ["correction_months", "appeals_won"]
    groups, _, totals = _totals(series, names)
    waited, corrected = totals[:, 0, :, 0], totals[:, 0, :, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        bound = estimate.over_seeds((waited / corrected)[..., None])
        mean = waited.sum(axis=0) / corrected.sum(axis=0)
    last = series["month"].astype(str) == str(series["month"].astype(str).max())
    _, _, standing = _totals(series[last], ["listed"])
    return pd.DataFrame(
        {
            "dimension": [dimension for dimension, _ in groups],
            "group": [group for _, group in groups],
            "corrected": corrected.sum(axis=0).astype(np.int64),
            "months": mean,
            "low": np.maximum(bound.low[:, 0], 0.0),
            "high": bound.high[:, 0],
            "listed_still": standing[:, 0, :, 0].sum(axis=0).astype(np.int64),
        }
    )


def _totals(
    series: Frame, names: list[str]
) -> tuple[list[tuple[str, str]], int, Float64[np.ndarray, "seed arm group measure"]]:
    """The groups, the number of months, and every column summed over them."""
    dimension, group = (series[k].astype("category") for k in ("dimension", "group"))
    width = len(group.cat.categories)
    keys = dimension.cat.codes.to_numpy(np.int64) * width + group.cat.codes.to_numpy(np.int64)
    known, first, place = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    seeds, seed = np.unique(series["seed"].to_numpy(), return_inverse=True)
    arm = (series["arm"].astype(str) == WITHOUT).to_numpy().astype(np.int64)
    cell = (seed * 2 + arm) * len(known) + rank[place]
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
