"""The last year beside the year before: settled, still rising, still falling, or not told."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from discredit.measures.counts import Interval
from discredit.measures.drift import FALLING, RISING, SETTLED, SHORT, UNTOLD, drift_of
from discredit.measures.series import Methods, series_effects

METHODS = Methods("seeds", "regions", "none")


def said(before: float, value: float, low: float, high: float) -> str:
    change = Interval(*(np.array([[end]]) for end in (value, low, high)))
    return str(drift_of(change, np.array([[before]]))[0, 0])


@pytest.mark.parametrize(
    ("before", "change", "word"),
    [
        (100.0, (1.0, -5.0, 7.0), SETTLED),
        (100.0, (3.0, 1.0, 5.0), SETTLED),  # it moves, and by little
        (100.0, (30.0, 20.0, 40.0), RISING),
        (100.0, (-30.0, -40.0, -20.0), FALLING),
        (-100.0, (-30.0, -40.0, -20.0), FALLING),
        (100.0, (30.0, -10.0, 70.0), UNTOLD),
        (100.0, (1.0, -50.0, 52.0), UNTOLD),
        (100.0, (1.0, np.nan, np.nan), UNTOLD),
        (0.0, (0.0, 0.0, 0.0), SETTLED),
        (0.0, (5.0, 2.0, 8.0), RISING),
    ],
)
def test_a_word_follows_from_the_interval_of_the_change(
    before: float, change: tuple[float, float, float], word: str
) -> None:
    assert said(before, *change) == word


class Tables(NamedTuple):
    """A monthly series alone."""

    table: pd.DataFrame

    def series(self) -> pd.DataFrame:
        return self.table


def run_of(months: int, listed: Any) -> Any:
    """Ten regions of 10,000, of whom so many are listed in a month."""
    rows = []
    for t in range(months):
        for arm in ("with", "without"):
            count = listed(t) if arm == "with" else 0
            month = f"{2016 + t // 12}-{t % 12 + 1:02d}"
            places = [("region", f"p{k}", 10_000, count + k % 2) for k in range(10)]
            whole = ("all", "all", 100_000, sum(n for *_, n in places))
            for dimension, group, people, n in (whole, *places):
                rows.append((1, arm, month, dimension, group, people, n * (arm == "with")))
    names = ["seed", "arm", "month", "dimension", "group", "people", "listed"]
    return Tables(pd.DataFrame(rows, columns=pd.Index(names)))


def listed_of(months: int, listed: Any) -> Any:
    found: Any = series_effects(run_of(months, listed), METHODS)
    return found[(found["measure"] == "listed") & (found["dimension"] == "all")].iloc[0]


def test_a_stock_that_grows_is_told_beside_its_last_year() -> None:
    row = listed_of(36, lambda t: 10 * t)
    assert row["drift"] == RISING
    assert row["with"] == pytest.approx((10 * 17.5 + 0.5) * 10)
    assert row["last_year"] == pytest.approx((10 * 29.5 + 0.5) * 10)
    assert row["last_year_without"] == 0


def test_a_stock_that_came_to_rest_has_settled() -> None:
    assert listed_of(36, lambda t: 100 * min(t, 10))["drift"] == SETTLED
    assert listed_of(36, lambda t: 4000 - 100 * t)["drift"] == FALLING


def test_two_years_are_needed_to_tell() -> None:
    row = listed_of(23, lambda t: 10 * t)
    assert row["drift"] == SHORT
    assert row["last_year"] == pytest.approx((10 * 16.5 + 0.5) * 10)
