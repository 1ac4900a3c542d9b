"""Estimates and their intervals: slow references, and how often they cover the truth."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from discredit import measures
from discredit.measures import estimate
from handmade_result import by_key, tables


def test_several_seeds_give_students_t_on_the_seed_means() -> None:
    given = tables(2, seeds=4)
    row = by_key(measures.effects(given)).loc[("grievance", "province", "north")]
    lives, who = given.persons(), given.people()
    means = []
    for seed in (1, 2, 3, 4):
        here = who[(who["seed"] == seed) & (who["province"] == "north")]["person"]
        mine = lives[(lives["seed"] == seed) & lives["person"].isin(here)]
        arms = mine.groupby("arm")["grievance"].mean()
        means.append(arms["with"] - arms["without"])
    low, high = stats.t.interval(0.95, 3, np.mean(means), stats.sem(means))
    assert row["difference"] == pytest.approx(np.mean(means))
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    assert "Student" in row["method"]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_intervals_over_households_equal_a_slow_reference(seed: int) -> None:
    chance = np.random.default_rng(seed)
    people, groups = 40, 3
    homes = chance.integers(0, 15, people)
    group = chance.integers(0, groups, people)
    values = chance.poisson(2, (people, 1)).astype(float)
    cells = estimate.cut(homes, group, groups)
    mean = estimate.over_households(estimate.moments(values, cells))
    contrast = estimate.contrast_households(estimate.crossed(values, cells))
    for g in range(groups):
        inside = group == g
        slow = _slow_error(values[:, 0], homes, inside / inside.sum(), inside)
        reach = stats.t.ppf(0.975, len(set(homes[inside])) - 1) * slow
        assert mean.high[g, 0] - mean.value[g, 0] == pytest.approx(reach)
        weight = inside / inside.sum() - ~inside / (~inside).sum()
        apart = _slow_error(values[:, 0], homes, weight, inside)
        reach = stats.t.ppf(0.975, len(set(homes)) - 1) * apart
        assert contrast.difference.high[g, 0] - contrast.difference.value[g, 0] == (
            pytest.approx(reach)
        )
        a, b = values[inside, 0].mean(), values[~inside, 0].mean()
        weight = inside / inside.sum() / a - ~inside / (~inside).sum() / b
        reach = stats.t.ppf(0.975, len(set(homes)) - 1) * (
            _slow_error(values[:, 0], homes, weight, inside)
        )
        assert contrast.ratio.value[g, 0] == pytest.approx(a / b)
        assert np.log(contrast.ratio.high[g, 0] / (a / b)) == pytest.approx(reach)


def _slow_error(values: Any, homes: Any, weight: Any, inside: Any) -> float:
    """Household by household, person by person."""
    means = {True: values[inside].mean(), False: values[~inside].mean()}
    moved: dict[int, float] = {}
    for i, home in enumerate(homes):
        if weight[i] != 0:
            own = weight[i] * (values[i] - means[bool(inside[i])])
            moved[home] = moved.get(home, 0.0) + own
    return sqrt(sum(m * m for m in moved.values()) * len(moved) / (len(moved) - 1))


def test_a_share_is_no_surer_than_its_counts() -> None:
    found = estimate.of_counts(np.array([[0.0], [12.0], [6.0], [0.0]]), np.array([6, 1260, 6, 0.0]))
    # Nobody of six: (1 - high)^6 / 2 = 0.025, the rule of three; everybody is its mirror image.
    assert found.high[0, 0] == pytest.approx(1 - 0.05 ** (1 / 6))
    assert found.low[2, 0] == pytest.approx(0.05 ** (1 / 6))
    assert (found.low[0, 0], found.high[2, 0]) == (pytest.approx(0), 1.0)
    assert np.isnan(found.high[3, 0])
    low, high = found.low[1, 0], found.high[1, 0]
    assert stats.binom.cdf(11, 1260, high) + stats.binom.pmf(12, 1260, high) / 2 == (
        pytest.approx(0.025)
    )
    assert stats.binom.sf(12, 1260, low) + stats.binom.pmf(12, 1260, low) / 2 == (
        pytest.approx(0.025)
    )


def test_the_interval_of_counts_covers_the_truth_as_often_as_it_says() -> None:
    # Exactly, not by chance: the cover at a share, averaged over shares from half to twice it.
    for share in (1e-3, 1e-2, 0.1, 0.25):
        for people in (100, 1_000):
            if share * people < 10:
                continue
            hit = np.arange(people + 1.0)[:, None]
            found = estimate.of_counts(hit, np.full(people + 1, float(people)))
            covers = []
            for p in share * np.geomspace(0.5, 2, 41):
                inside = (found.low[:, 0] <= p) & (p <= found.high[:, 0])
                covers.append(stats.binom.pmf(hit[:, 0], people, p)[inside].sum())
            assert 0.94 < np.mean(covers) < 0.965, (share, people)


def test_the_household_interval_covers_the_truth_as_often_as_it_says() -> None:
    # 600 societies; with a true cover of 0.95 fewer than 540 hits come once in 10**6 times.
    chance = np.random.default_rng(11)
    homes = np.repeat(np.arange(200), 3)
    hits = 0
    for _ in range(600):
        shared = np.repeat(chance.normal(0, 1, 200), 3)
        values = (shared + chance.normal(0, 1, 600))[:, None]
        cells = estimate.cut(homes, np.zeros(600, np.int64), 1)
        bound = estimate.over_households(estimate.moments(values, cells))
        hits += bound.low[0, 0] <= 0.0 <= bound.high[0, 0]
    assert 540 <= hits <= 592
