"""How long entries stood before they were corrected: series and persons tell the same story."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import finished_result
from discredit import measures
from discredit.measures import time_to_correction
from discredit.measures.counts import amount
from discredit.run import twins
from discredit.society.edit import with_value
from discredit.society.spec import read_society
from discredit.store import open_result
from handmade_result import Tables, by_key, series_only


def corrected(result: Any = None) -> Any:
    persons: Any = (result or finished_result.result()).persons()
    return persons[(persons["arm"] == "with") & (persons["corrections"] > 0)]


def test_every_correction_is_counted_once_in_each_dimension(tmp_path: Path) -> None:
    """Where nobody dies or leaves: who is gone stands in the series and is no person any more."""
    still = with_value(read_society("china-2020"), "society.renewal.passes", False)
    plan = replace(finished_result.PLAN, seeds=(1,), society=still)
    result = open_result(twins.simulate(plan, tmp_path / "still"))
    found: Any = time_to_correction(result)
    by_dimension = found.groupby("dimension", observed=True)["corrected"].sum()
    assert corrected(result)["corrections"].sum() > 1
    assert (by_dimension == corrected(result)["corrections"].sum()).all()


def test_who_was_corrected_and_is_gone_is_counted_among_the_corrections() -> None:
    found: Any = time_to_correction(finished_result.result())
    by_dimension = found.groupby("dimension", observed=True)["corrected"].sum()
    assert (by_dimension == by_dimension["all"]).all()
    assert 5 < corrected()["corrections"].sum() <= by_dimension["all"]


def test_the_mean_wait_is_that_of_the_people_themselves() -> None:
    # Who was listed once and corrected was listed for just as long as the correction took.
    people = corrected()
    once = people[(people["times_listed"] == 1) & (people["corrections"] == 1)]
    found: Any = time_to_correction(finished_result.result())
    everybody = found[found["dimension"] == "all"].iloc[0]
    waited = everybody["mean"] * everybody["corrected"]
    others = len(people) - len(once)
    assert len(once) > 3
    if others == 0:
        assert waited == pytest.approx(once["months_listed"].sum())
    else:
        assert waited >= once["months_listed"].sum()
        assert waited <= people["months_listed"].sum()


def regions(listed: Any, people: Any) -> Tables:
    """One seed, one month, a row per region; the last row of each arm is their sum."""
    names = [f"p{k}" for k in range(len(people))]
    rows = []
    for arm, counts in (("with", listed), ("without", np.zeros(len(people), int))):
        places = [("region", n, p, c) for n, p, c in zip(names, people, counts, strict=True)]
        for kind, group, heads, count in [("all", "all", people.sum(), counts.sum()), *places]:
            rows.append({"month": "2015-01", "dimension": kind, "group": group, "seed": 1,
                         "arm": arm, "people": heads, "listed": count})  # fmt: skip
    return Tables(None, None, pd.DataFrame(rows))


def test_the_interval_over_regions_is_that_of_a_ratio_of_sums() -> None:
    people, listed = np.array([100, 300, 50, 250]), np.array([3, 12, 0, 9])
    given = regions(listed, people)
    found = by_key(series_only(given)).loc[("listed", "all", "all")]
    rate = listed.sum() / people.sum()
    spread = (((listed - rate * people) / people.sum()) ** 2).sum() * 4 / 3
    spread *= (stats.t.ppf(0.975, 3) / stats.norm.ppf(0.975)) ** 2
    spread = max(spread, rate / people.sum())  # no surer than 24 counted one by one
    expected = amount(np.array(rate), np.array(spread), np.array(0.0))
    assert found["high"] == pytest.approx(1e5 * expected.high)
    assert found["low"] == pytest.approx(1e5 * expected.low)
    assert "regions" in found["method"]


def test_the_interval_over_regions_covers_the_truth_as_often_as_it_says() -> None:
    # 300 societies of 31 regions; with a true cover of 0.95 fewer than 262 hits come once in
    # 10**6 times. Regions are alike here; where they differ the interval is wider.
    chance = np.random.default_rng(4)
    people = chance.integers(200, 4000, 31)
    hits = 0
    for _ in range(300):
        given = regions(chance.binomial(people, 0.03), people)
        found = measures.answer(series_only(given), "listed")
        row = found[found["dimension"] == "all"].iloc[0]
        hits += row["low"] <= 3000 <= row["high"]
    assert hits >= 262
