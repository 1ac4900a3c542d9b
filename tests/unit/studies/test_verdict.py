"""Verdicts: the interval over paired seeds, and what it says about a claim."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit.studies.verdict import Paired, paired, verdict_of
from small_study import bar


def test_the_interval_is_students_over_the_paired_differences() -> None:
    found = paired(np.array([1.0, 2.0, 4.0, nan]), np.array([2.0, 4.0, 5.0, 9.0]))
    # Differences 1, 2, 1: mean 4/3, standard error 1/3, and t(2) is 4.302653 at 97.5 %.
    assert found.difference == pytest.approx(4 / 3)
    assert (found.low, found.high) == pytest.approx((4 / 3 - 4.302653 / 3, 4 / 3 + 4.302653 / 3))
    assert found.seeds == 3 and found.off == pytest.approx(7 / 3)


@pytest.mark.parametrize(
    ("direction", "low", "high", "verdict"),
    [
        ("rises", 0.6, 2.0, "holds"),
        ("rises", 0.1, 0.4, "does not hold"),
        ("rises", 0.1, 2.0, "cannot be told apart from chance"),
        ("rises", -2.0, -0.6, "does not hold"),
        ("falls", -2.0, -0.6, "holds"),
        ("falls", 0.6, 2.0, "does not hold"),
        ("falls", -0.6, 0.6, "cannot be told apart from chance"),
        ("stays", -0.4, 0.4, "holds"),
        ("stays", 0.6, 2.0, "does not hold"),
        ("stays", -2.0, -0.5, "does not hold"),
        ("stays", 0.4, 2.0, "cannot be told apart from chance"),
        ("rises", nan, nan, "cannot be told apart from chance"),
    ],
)
def test_a_verdict_follows_from_where_the_whole_interval_lies(
    direction: str, low: float, high: float, verdict: str
) -> None:
    assert verdict_of(Paired(0.0, 0.0, (low + high) / 2, low, high, 4), bar(direction)) == verdict


@pytest.mark.parametrize("direction", ["rises", "falls", "stays"])
def test_an_outcome_that_never_differs_or_has_nobody_in_it_is_not_judged(direction: str) -> None:
    for off in ([0.0, 0.0], [1.0, 2.0], [nan, nan]):
        found = paired(np.array(off), np.array(off))
        assert verdict_of(found, bar(direction)) == "nothing to judge"


ends = st.floats(-10, 10, allow_nan=False)


@given(ends, ends, st.floats(0.01, 5))
def test_a_claim_and_its_mirror_image_get_the_same_verdict(a: float, b: float, size: float) -> None:
    low, high = min(a, b), max(a, b)
    up = Paired(0.0, 0.0, (low + high) / 2, low, high, 4)
    down = Paired(0.0, 0.0, -(low + high) / 2, -high, -low, 4)
    assert verdict_of(up, bar("rises", size)) == verdict_of(down, bar("falls", size))
    assert verdict_of(up, bar("stays", size)) == verdict_of(down, bar("stays", size))
