"""Medians lie between cases: the order of the cases says how surely."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from discredit.measures.waits import median


def test_three_cases_have_a_median_and_no_interval() -> None:
    found = median(Counter({12: 3}))
    assert found.value == 12.0
    assert np.isnan([found.low, found.high]).all()
    assert np.isnan(median(Counter())).all()


@pytest.mark.parametrize("cases", [5, 6, 7, 25, 100, 1001])
def test_the_interval_of_a_median_is_that_of_the_order_of_its_cases(cases: int) -> None:
    waits = np.random.default_rng(cases).integers(0, 60, cases)
    found = median(Counter(waits.tolist()))
    expected = stats.quantile_test(waits, p=0.5).confidence_interval(0.95)
    assert found.value == np.median(waits)
    np.testing.assert_array_equal([found.low, found.high], [expected.low, expected.high])
