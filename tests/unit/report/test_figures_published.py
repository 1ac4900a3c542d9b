"""A run beside the published record."""

from __future__ import annotations

from typing import Any

from discredit.report import figures_published as published
from discredit.report.monthly import months_of
from discredit.words.numbers import large
from finished_result import PLAN, result


def test_running_totals_are_compared_only_when_the_run_saw_the_list_begin() -> None:
    months = months_of(result().series(), PLAN.people)
    whole = {f.head.name for f in published.series(months, 1.0, from_the_start=True)}
    late = {f.head.name for f in published.series(months, 1.0, from_the_start=False)}
    assert "published-listings" in whole
    assert late == {"published-stock"}


def test_a_scaled_stock_is_people_times_the_factor() -> None:
    series = result().series()
    months = months_of(series, PLAN.people)
    panel = next(
        f for f in published.series(months, 1000.0, from_the_start=True)
        if f.head.name == "published-stock"
    )  # fmt: skip
    here = series[(series["dimension"] == "all") & (series["arm"] == "with")]
    january: Any = here[here["month"] == "2020-01"]
    stock = float(january["listed"].mean()) * 1000
    assert panel.table.rows[0][2] == large(stock)
