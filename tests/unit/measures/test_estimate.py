"""What households and seeds say of a spread, beside a slow reference."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discredit.measures import estimate


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_spread_over_households_equals_a_slow_reference(seed: int) -> None:
    chance = np.random.default_rng(seed)
    people, groups = 40, 3
    homes = chance.integers(0, 15, people)
    group = chance.integers(0, groups, people)
    values = chance.poisson(2, (people, 1)).astype(float)
    cells = estimate.cut(homes, group, groups)
    means = estimate.over_households(estimate.moments(values, cells))
    crossed = estimate.crossed(values, cells)
    apart = estimate.contrast_over_households(crossed, 1, 1)
    alone = estimate.contrast_over_households(crossed, 1, 0)
    for g in range(groups):
        inside = group == g
        slow = _slow_error(values[:, 0], homes, inside / inside.sum(), inside)
        assert sqrt(means[g, 0]) == pytest.approx(slow)
        # All homes count, those without anybody of the group as well.
        own, all_ = len(set(homes[inside])), len(set(homes))
        assert alone[g, 0] / (all_ / (all_ - 1)) == pytest.approx(means[g, 0] / (own / (own - 1)))
        weight = inside / inside.sum() - ~inside / (~inside).sum()
        assert sqrt(apart[g, 0]) == pytest.approx(_slow_error(values[:, 0], homes, weight, inside))


def _slow_error(values: Any, homes: Any, weight: Any, inside: Any) -> float:
    """Household by household, person by person."""
    means = {True: values[inside].mean(), False: values[~inside].mean()}
    moved: dict[int, float] = {}
    for i, home in enumerate(homes):
        if weight[i] != 0:
            own = weight[i] * (values[i] - means[bool(inside[i])])
            moved[home] = moved.get(home, 0.0) + own
    return sqrt(sum(m * m for m in moved.values()) * len(moved) / (len(moved) - 1))
