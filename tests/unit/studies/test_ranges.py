"""Graded numbers and how far they move: the number at a half, the ends at 0 and 1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit import library
from discredit.errors import InputError
from discredit.plan import Plan, draw_up
from discredit.policy.address import numbers
from discredit.studies.ranges import Over, along, chosen, moved, ranges_of

PLAN = draw_up("court-list", people=100, months=2)
SHARES = st.floats(0, 1)


@given(st.floats(-5, 5), st.floats(0.01, 9), st.floats(0, 1), SHARES, SHARES)
def test_a_number_moves_one_way_from_end_to_end(
    low: float, width: float, at: float, one: float, other: float
) -> None:
    high = low + width
    value = low + at * width
    less, more = sorted((one, other))
    assert low <= along(value, low, high, less) <= along(value, low, high, more) <= high
    assert (along(value, low, high, 0.0), along(value, low, high, 1.0)) == (low, high)
    if low < value < high:
        assert along(value, low, high, 0.5) == value


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_number_stands_at_its_end_in_every_month_and_keeps_its_grade(share: float) -> None:
    for one in ranges_of(PLAN)[::8]:
        there = moved(PLAN, [one], [share])
        known = numbers(there.policy) | {o.path: o.number for o in there.society.spec.numbers_of()}
        assert set(known[one.path].scalars) == {one.high if share else one.low}, one.path
        assert known[one.path].evidence == one.grade


def test_what_has_no_range_stays_and_both_worlds_move_alike() -> None:
    plan = draw_up("court-list", people=100, months=2, against="court-list+notice")
    moving = [one for one in ranges_of(plan) if one.path == "observation.misrouted"]
    there = moved(plan, moving, [0.9])
    assert there.against is not None and plan.against is not None
    ours, theirs = numbers(there.policy), numbers(there.against)
    assert ours["observation.misrouted"].value == theirs["observation.misrouted"].value
    before, after = numbers(plan.against), numbers(there.against)
    assert [path for path in before if before[path] != after[path]] == ["observation.misrouted"]


@pytest.mark.parametrize("name", library.names("systems"))
def test_every_system_rests_on_numbers_that_may_move(name: str) -> None:
    moving = ranges_of(draw_up(name, people=100, months=2))
    assert len(moving) > 50
    assert all(one.low < one.high for one in moving)


def refused(plan: Plan, **asked: tuple[float, float] | None) -> str:
    over = {path.replace("__", "."): Over(ends) for path, ends in asked.items()}
    with pytest.raises(InputError) as failure:
        chosen(plan, over, "study.yaml")
    return str(failure.value)


def test_a_range_upside_down_and_a_lever_that_is_not_there_are_each_a_sentence() -> None:
    assert "lower end first" in refused(PLAN, observation__misrouted=(0.5, 0.1))
    said = refused(PLAN, observation__misroutd=None)
    assert "no such number" in said and "observation.misrouted" in said
