"""A run beside the published record."""

from __future__ import annotations

from typing import Any

from discredit.report import figures, published
from discredit.words.numbers import large
from finished_result import PLAN, result


def test_running_totals_are_compared_only_when_the_run_saw_the_list_begin() -> None:
    months = figures.months_of(result().series(), PLAN.people)
    whole = {f.name for f in published.panels(months, 1.0, from_the_start=True)}
    late = {f.name for f in published.panels(months, 1.0, from_the_start=False)}
    assert "published-listings" in whole
    assert late == {"published-stock"}


def test_a_scaled_stock_is_people_times_the_factor() -> None:
    series = result().series()
    months = figures.months_of(series, PLAN.people)
    panel = next(
        f for f in published.panels(months, 1000.0, from_the_start=True)
        if f.name == "published-stock"
    )  # fmt: skip
    here = series[(series["dimension"] == "all") & (series["arm"] == "with")]
    january: Any = here[here["month"] == "2020-01"]
    stock = float(january["listed"].mean()) * 1000
    assert panel.table.rows[0][2] == large(stock)
