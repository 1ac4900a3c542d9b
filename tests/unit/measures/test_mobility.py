"""Ranks, fifths and rank correlations of known columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from discredit.measures.mobility import fifths, rank_correlation


def test_equal_scores_stand_in_one_fifth() -> None:
    scores = np.asarray([*range(10)], float)
    np.testing.assert_array_equal(fifths(scores), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    tied = np.asarray([0.0] * 8 + [1.0, 2.0])
    np.testing.assert_array_equal(fifths(tied), [1] * 8 + [4, 4])
    np.testing.assert_array_equal(fifths(np.zeros(0)), [])


def test_the_rank_correlation_is_that_of_spearman() -> None:
    rng = np.random.default_rng(5)
    left = rng.integers(0, 40, 500).astype(float)
    right = left + rng.integers(0, 30, 500)
    found: Any = spearmanr(left, right)
    expected = found.statistic
    assert rank_correlation(left, right) == pytest.approx(expected, abs=1e-12)
    assert rank_correlation(left, -left) == pytest.approx(-1)
    assert np.isnan(rank_correlation(left, np.zeros(500)))
    assert np.isnan(rank_correlation(left[:29], right[:29]))
