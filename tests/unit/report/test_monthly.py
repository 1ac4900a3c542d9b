"""Months are kept apart by seed, and put together for a chart."""

from __future__ import annotations

import numpy as np

from discredit.report.monthly import months_of
from finished_result import PLAN, result


def test_months_are_the_means_and_the_range_of_the_seeds() -> None:
    series = result().series()
    frame = months_of(series, PLAN.people).frame({"listed": "listed"}, 1.0)
    here = series[(series["dimension"] == "all") & (series["arm"] == "with")]
    wide = here.pivot(index="month", columns="seed", values="listed")
    np.testing.assert_allclose(frame["value"], wide.mean(axis=1))
    np.testing.assert_allclose(frame["low"], wide.min(axis=1))
    np.testing.assert_allclose(frame["high"], wide.max(axis=1))
