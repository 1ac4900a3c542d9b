"""Totals that only the monthly series holds: appeals heard, refusals by service, stale copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discredit.measures import estimate
from discredit.measures.tables import PER_HEADS, SMALL_GROUP, WITH, WITHOUT, Outcome

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("seed", "arm", "month", "dimension", "group")

TAKEN_OF_PERSONS = frozenset(
    {"appeals_filed", "appeals_won", "debts_paid", "paid", "income", "savings", "trust",
     "grievance", "wellbeing", "people"}
)  # fmt: skip
"""Columns that `effects` takes person by person instead."""


def series_effects(result: Outcome, method: str, no_method: str) -> pd.DataFrame:
    """The remaining columns of the series: flows per head over the run, stocks in a mean month."""
    import pandas as pd

    from discredit.record import MEASURES

    series = result.series()
    names = [n for n in MEASURES if n in series.columns and n not in TAKEN_OF_PERSONS]
    frames = series[["seed", "arm", "dimension", "group", "people", *names]]
    keys = ["seed", "arm", "dimension", "group"]
    totals = frames.groupby(keys, sort=False, observed=True).sum()
    months = series["month"].nunique()
    heads = totals["people"] / months
    parts = []
    for name in names:
        measure = MEASURES[name]
        per = heads if measure.is_flow else totals["people"]
        is_count = measure.unit not in ("standard deviations", "probability")
        scale = PER_HEADS if is_count else 1.0
        rate = (totals[name] * scale / per.where(per > 0)).unstack("arm")
        wide = {arm: rate[arm].unstack("seed") for arm in (WITH, WITHOUT)}
        gap = (wide[WITH] - wide[WITHOUT]).to_numpy().T[:, :, None]
        bound = estimate.over_seeds(gap)
        index = wide[WITH].index
        parts.append(
            pd.DataFrame(
                {
                    "measure": name,
                    "label": measure.label,
                    "unit": _unit(measure.unit, measure.is_flow, is_count),
                    "dimension": index.get_level_values("dimension").astype(str),
                    "group": index.get_level_values("group").astype(str),
                    "with": wide[WITH].mean(axis=1).to_numpy(),
                    "without": wide[WITHOUT].mean(axis=1).to_numpy(),
                    "difference": bound.value[:, 0],
                    "low": bound.low[:, 0],
                    "high": bound.high[:, 0],
                    "method": method if gap.shape[0] > 1 else no_method,
                    "seeds": gap.shape[0],
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    counted = heads.xs(WITH, level="arm").groupby(["dimension", "group"], observed=True).sum()
    counted.index = [(str(a), str(b)) for a, b in counted.index]
    people = [counted[at] for at in zip(table["dimension"], table["group"], strict=True)]
    table["people"] = np.round(people).astype(np.int64)
    table["affected"] = -1  # the series does not say whose months they were
    small = f"fewer than {SMALL_GROUP} people"
    table["caution"] = np.where(table["people"] < SMALL_GROUP, small, "")
    return table[table["people"] > 0].reset_index(drop=True)


def _unit(unit: str, is_flow: bool, is_count: bool) -> str:
    if not is_count:
        return f"{unit}, mean of all months"
    if is_flow:
        return f"{unit} per 100,000 people"
    return f"{unit} per 100,000 in a mean month"
