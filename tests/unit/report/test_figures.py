"""Figures: what they draw is what the tables hold."""

from __future__ import annotations

import numpy as np

from discredit import measures
from discredit.report import figures, groups
from finished_result import PLAN, result


def test_months_are_the_means_and_the_range_of_the_seeds() -> None:
    series = result().series()
    frame = figures.months_of(series, PLAN.people).frame({"listed": "listed"}, 1.0)
    here = series[(series["dimension"] == "all") & (series["arm"] == "with")]
    wide = here.pivot(index="month", columns="seed", values="listed")
    np.testing.assert_allclose(frame["value"], wide.mean(axis=1))
    np.testing.assert_allclose(frame["low"], wide.min(axis=1))
    np.testing.assert_allclose(frame["high"], wide.max(axis=1))


def test_every_group_stands_in_a_chart_and_small_ones_are_hollow() -> None:
    found = measures.effects(result())
    shown_ones = figures.drawn(groups.bearers(found), "")
    for chart in shown_ones:
        cells = {row[1] for row in chart.table.rows}
        assert all(f">{cell}<" in chart.svg for cell in cells)
    unsure = found[(found["measure"] == "ever_listed") & (found["caution"] != "")]
    assert len(unsure) > 0
    assert sum('fill-opacity="0"' in chart.svg for chart in shown_ones) >= 1
