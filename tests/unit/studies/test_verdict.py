"""Verdicts: the interval over paired seeds, and what it says about a claim."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit.studies.outcome import Part, Told
from discredit.studies.schema import Criterion
from discredit.studies.verdict import Behind, Paired, change_per_change, paired, verdict_of
from small_study import bar, told

ENOUGH = Behind(people=10_000, cases=1000)


def test_the_interval_is_students_over_the_paired_differences() -> None:
    found = paired(each([1.0, 2.0, 4.0, nan]), each([2.0, 4.0, 5.0, 9.0]))
    # Differences 1, 2, 1: mean 4/3, standard error 1/3, and t(2) is 4.302653 at 97.5 %.
    assert found.difference == pytest.approx(4 / 3)
    assert (found.low, found.high) == pytest.approx((4 / 3 - 4.302653 / 3, 4 / 3 + 4.302653 / 3))
    assert found.seeds == 3 and found.off == pytest.approx(7 / 3)


def each(values: list[float], cases: float = 1e6, people: float = 1e9) -> list[Told]:
    return [told(value, cases, people) for value in values]


def test_seeds_that_agree_by_accident_are_no_surer_than_their_cases() -> None:
    """Three seeds of 1,000 people, 10 more cases in each: a count of 30 spreads by its root."""
    off, on = each([0.0] * 3, 0, 1000), each([0.01] * 3, 10, 1000)
    found = paired(off, on)
    reach = 1.959964 * np.sqrt(30) / 3000
    assert (found.low, found.high) == pytest.approx((0.01 - reach, 0.01 + reach))
    assert found.behind == (3000, 30)


@pytest.mark.parametrize(("cases", "people"), [(1, 1000), (2, 2), (9, 9)])
@pytest.mark.parametrize("direction", ["rises", "falls", "stays"])
def test_a_handful_is_too_few_to_say(direction: str, cases: int, people: int) -> None:
    off, on = each([0.0] * 3, 0, people), each([9.0, 9.1, 9.2], cases, people)
    found = paired(off, on)
    assert found.behind == (3 * people, 3 * cases) and found.behind.caution
    assert verdict_of(found, bar(direction)) == "too few to say"


def test_a_group_less_another_is_no_surer_than_the_smaller() -> None:
    small, large = Part(0.01, 100, 100, 1, 0.01), Part(0.02, 10_000, 10_000, 200, 1e-4)
    found = paired([Told(-0.01, (small, large))] * 2, [Told(-0.005, (small, large))] * 2)
    assert found.behind == (200, 2)


@pytest.mark.parametrize(
    ("direction", "low", "high", "verdict"),
    [
        ("rises", 0.6, 2.0, "holds"),
        ("rises", 0.1, 0.4, "does not hold"),
        ("rises", 0.1, 2.0, "may be too small"),
        ("rises", -0.1, 2.0, "cannot be told apart from chance"),
        ("rises", 0.0, 2.0, "cannot be told apart from chance"),
        ("falls", -2.0, -0.1, "may be too small"),
        ("rises", -2.0, -0.6, "does not hold"),
        ("falls", -2.0, -0.6, "holds"),
        ("falls", 0.6, 2.0, "does not hold"),
        ("falls", -0.6, 0.6, "cannot be told apart from chance"),
        ("stays", -0.4, 0.4, "holds"),
        ("stays", 0.6, 2.0, "does not hold"),
        ("stays", -2.0, -0.5, "does not hold"),
        ("stays", 0.4, 2.0, "may be too small"),
        ("stays", -2.0, -0.4, "may be too small"),
        ("stays", -0.4, 2.0, "cannot be told apart from chance"),
        ("rises", nan, nan, "cannot be told apart from chance"),
    ],
)
def test_a_verdict_follows_from_where_the_whole_interval_lies(
    direction: str, low: float, high: float, verdict: str
) -> None:
    found = Paired(0.0, 0.0, (low + high) / 2, low, high, 4, ENOUGH)
    assert verdict_of(found, bar(direction)) == verdict


@pytest.mark.parametrize("direction", ["rises", "falls", "stays"])
def test_an_outcome_that_never_differs_or_has_nobody_in_it_is_not_judged(direction: str) -> None:
    for off in ([0.0, 0.0], [1.0, 2.0], [nan, nan]):
        found = paired(each(off), each(off))
        assert verdict_of(found, bar(direction)) == "nothing to judge"


ends = st.floats(-10, 10, allow_nan=False)


@given(ends, ends, st.floats(0.01, 5))
def test_a_claim_and_its_mirror_image_get_the_same_verdict(a: float, b: float, size: float) -> None:
    low, high = min(a, b), max(a, b)
    up = Paired(0.0, 0.0, (low + high) / 2, low, high, 4, ENOUGH)
    down = Paired(0.0, 0.0, -(low + high) / 2, -high, -low, 4, ENOUGH)
    assert verdict_of(up, bar("rises", size)) == verdict_of(down, bar("falls", size))
    assert verdict_of(up, bar("stays", size)) == verdict_of(down, bar("stays", size))


def share_of(size: float, direction: str = "rises") -> Criterion:
    at_least = {"value": size, "unit": "share", "evidence": "assumed", "source": "A-01",
                "range": [0, 1]}  # fmt: skip
    return Criterion.model_validate({"direction": direction, "at_least": at_least})


@pytest.mark.parametrize(
    ("off", "low", "high", "verdict"),
    [
        (10.0, 1.1, 3.0, "holds"),
        (40.0, 1.1, 3.0, "does not hold"),
        (20.0, 1.1, 3.0, "may be too small"),
        (-10.0, 1.1, 3.0, "holds"),
        (0.0, 1.1, 3.0, "no base"),
    ],
)
def test_a_bar_may_be_a_share_of_the_off_side(
    off: float, low: float, high: float, verdict: str
) -> None:
    found = Paired(off, off + (low + high) / 2, (low + high) / 2, low, high, 4, ENOUGH)
    assert verdict_of(found, share_of(0.1)) == verdict


@given(st.floats(0.01, 100), st.floats(0.1, 10), st.sampled_from(["rises", "falls", "stays"]))
def test_a_relative_bar_does_not_ask_for_the_unit(scale: float, change: float, way: str) -> None:
    one = Paired(10.0, 10 + change, change, change * 0.9, change * 1.1, 4, ENOUGH)
    values = ("off", "on", "difference", "low", "high")
    other = one._replace(**{name: getattr(one, name) * scale for name in values})
    assert verdict_of(one, share_of(0.2, way)) == verdict_of(other, share_of(0.2, way))


def both(first: float, second: float) -> Told:
    parts = (Part(first, 1e9, 1e9, 1e6, 1e-9), Part(second, 1e9, 1e9, 2e6, 1e-9))
    return Told(first, parts)


def test_a_change_is_told_for_each_of_another() -> None:
    """Speech lost for each offence less: -6 of -3 and -4 of -4; a seed without one is left out."""
    off = [both(10, 5), both(10, 6), both(3, 1)]
    on = [both(4, 2), both(6, 2), both(2, 1)]
    found = change_per_change(off, on)
    assert (found.difference, found.seeds) == (1.5, 2)
    # Ratios 2 and 1: standard error 1/2, and t(1) is 12.706 at 97.5 %.
    assert (found.low, found.high) == pytest.approx(
        (1.5 - 12.7062 / 2, 1.5 + 12.7062 / 2), rel=1e-4
    )


def test_where_the_other_never_changes_there_is_nothing_to_judge() -> None:
    found = change_per_change([both(1, 2)] * 3, [both(5, 2)] * 3)
    assert found.seeds == 0 and verdict_of(found, bar("rises")) == "nothing to judge"
