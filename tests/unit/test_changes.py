"""What of a change lies in the months of a run, and what changes nothing there."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit.changes import Span, is_same_run, touched
from discredit.errors import InputError
from discredit.plan import draw_up, load
from discredit.policy.address import Address, numbers
from discredit.policy.edit import with_value
from discredit.policy.moves import moved
from discredit.policy.number import Number
from discredit.society.edit import with_value as with_societys
from discredit.units import month_index, month_text

FIRST = month_index("2010-01")


def number(months: list[int], between: str) -> Number:
    raw: dict[str, Any] = {
        "dated": {month_text(FIRST + month): float(i + 1) for i, month in enumerate(months)},
        "between": between,
        "before": 0.0,
        "unit": "months",
        "evidence": "documented",
        "source": "x",
    }
    return Number.model_validate(raw)


@given(
    months=st.lists(st.integers(0, 40), min_size=1, max_size=4, unique=True).map(sorted),
    between=st.sampled_from(["step", "linear"]),
    chosen=st.integers(0, 3),
    is_dated=st.booleans(),
    first=st.integers(-5, 45),
    length=st.integers(1, 20),
)
def test_what_is_in_force_is_what_moving_it_changes_month_by_month(
    months: list[int], between: str, chosen: int, is_dated: bool, first: int, length: int
) -> None:
    before = number(months, between)
    assert before.dated is not None
    date = list(before.dated)[chosen % len(months)] if is_dated else None
    raw = before.model_dump(exclude_none=True)
    after = Number.model_validate(moved(raw, "set", 99.0, date=date))
    run = Span(FIRST + first, FIRST + first + length)
    changes = any(before.at(month) != after.at(month) for month in range(*run))
    found = touched(before, Address("x", None, date), run)
    assert (found.in_force > 0) == changes
    assert found.entries == (1 if is_dated else len(months) + 1)
    assert found.is_before == (not is_dated)


@pytest.mark.parametrize("dates", [["2013-10"], ["2013-10", "2015-07"]])
def test_months_before_a_dated_change_are_as_they_were(dates: list[str]) -> None:
    policy, society = load("court-list")
    path = "gates.lists.defaulters.closes"
    changed = policy
    for date in dates:
        changed = with_value(changed, f"{path}.flight@{date}", False)
    for month, later in pairwise([*dates, "2016-01"]):
        inside = Span(month_index(month), month_index(later))
        assert not is_same_run((policy, society), (changed, society), inside)
    ahead = Span(month_index("2010-01"), month_index(dates[0]))
    assert is_same_run((policy, society), (changed, society), ahead)
    behind = Span(month_index("2016-01"), month_index("2020-01"))
    assert is_same_run((policy, society), (changed, society), behind)


def test_a_society_with_another_number_makes_another_run() -> None:
    policy, society = load("court-list")
    run = Span(FIRST, FIRST + 12)
    other = with_societys(society, "society.savings_months", 4)
    assert is_same_run((policy, society), (policy, society), run)
    assert not is_same_run((policy, society), (policy, other), run)


def test_a_change_without_a_date_reaches_what_was_before_the_first() -> None:
    before = numbers(load("shanghai")[0])["lists.fare_evaders.term_months"]
    after = numbers(load("shanghai", "term-limits")[0])["lists.fare_evaders.term_months"]
    assert (before.before, after.before) == (84, 12)
    assert [after.at(month_index(month)) for month in ("2012-01", "2017-09", "2020-01")] == [12] * 3


LATE = """\
title: Late
about: It changes what begins in 2020 alone.
changes:
  lists.defaulters.grace_months:
    set:
      dated: {2020-01: 6}
      between: step
      before: 0
      unit: months
      evidence: assumed
      source: A-01
      range: [0, 12]
"""


def test_an_overlay_is_refused_where_none_of_its_months_is_run(tmp_path: Path) -> None:
    file = tmp_path / "late.yaml"
    file.write_text(LATE, encoding="utf-8")
    for start in ("2019-12", "2021-01"):
        draw_up("court-list", people=10, start=start, months=12, overlays=str(file))
    with pytest.raises(InputError, match=r"overlay late is without effect from 2012-01 to 2012-12"):
        draw_up("court-list", people=10, start="2012-01", months=12, overlays=["notice", str(file)])
