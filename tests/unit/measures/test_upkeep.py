"""What a system costs to run follows from what a run has counted."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit.measures.upkeep import ITEMS, desks, of_sums, pay_worth, with_upkeep
from discredit.policy.compose import load_policy
from discredit.policy.edit import with_value
from discredit.policy.schema import Policy
from discredit.society.spec import load_society
from discredit.units import month_index

COUNTED = {
    "files_opened": 4, "entries": 3, "appeals_served": 5, "reviews_heard": 2, "copies_cleared": 6,
    "paid_in_grace": 1,
}  # fmt: skip
MONTH = month_index("2021-01")


def policy() -> Policy:
    return load_policy("court-list")


def series(counted: dict[str, Any], arm: str = "with") -> Any:
    row = {"arm": arm, "month": "2021-01", "dimension": "all", "group": "all", "people": 100}
    return pd.DataFrame([{**row, **counted}])


def test_hours_are_the_counts_times_their_minutes_and_money_is_hours_times_pay() -> None:
    told = with_upkeep(series(COUNTED), policy()).iloc[0]
    letters = 3 + 1  # entries, and a decision that ended in the time of grace
    minutes = 4 * 600 + 3 * 30 + letters * 10 + (5 - 2) * 240 + 2 * 480 + 6 * 10
    assert told["letters_sent"] == letters
    assert told["staff_hours"] == pytest.approx(minutes / 60)
    assert told["staff_cost"] == pytest.approx(minutes / 60 * 58)
    whole = of_sums(policy(), {name: float(n) for name, n in COUNTED.items()}, MONTH)
    assert whole == pytest.approx((told["staff_hours"], told["staff_cost"]))


def test_no_letter_is_paid_for_where_none_is_sent() -> None:
    silent = with_value(policy(), "observation.notice_reaches", 0.0)
    told = with_upkeep(series(COUNTED), silent).iloc[0]
    assert told["letters_sent"] == 0
    whole = with_upkeep(series(COUNTED), policy()).iloc[0]
    assert whole["staff_hours"] - told["staff_hours"] == pytest.approx(4 * 10 / 60)


def test_a_world_in_which_nothing_is_counted_takes_nobody() -> None:
    told = with_upkeep(series(dict.fromkeys(COUNTED, 0), "without"), policy()).iloc[0]
    assert (told[["letters_sent", "staff_hours", "staff_cost"]] == 0).all()


@given(st.dictionaries(st.sampled_from(sorted(COUNTED)), st.integers(0, 10**6)))
def test_more_of_anything_never_takes_fewer_hours(more: dict[str, int]) -> None:
    counted = {name: n + more.get(name, 0) for name, n in COUNTED.items()}
    counted["appeals_served"] += more.get("reviews_heard", 0)  # a review is an appeal heard
    few, many = (with_upkeep(series(of), policy()).iloc[0] for of in (COUNTED, counted))
    assert many["staff_hours"] >= few["staff_hours"]


def test_the_capacity_of_desks_is_told_as_staff() -> None:
    told = desks(policy(), MONTH)
    assert set(told) == {"first", "review"}
    for desk, minutes in (("first", 240), ("review", 480)):
        hearings, staff = told[desk]
        assert staff == pytest.approx(hearings * minutes / 60 / 140)


def test_a_life_without_staff_tells_nothing() -> None:
    system = policy()
    mute = system.model_copy(update={"life": system.life.model_copy(update={"staff": None})})
    assert list(with_upkeep(series(COUNTED), mute).columns) == list(series(COUNTED).columns)
    assert of_sums(mute, {}, MONTH) is None and desks(mute, MONTH) == {}


def test_every_item_has_its_minutes() -> None:
    staff = policy().life.staff
    assert staff is not None
    named = {item.name for item in ITEMS}
    assert named == set(type(staff).model_fields) - {"wage", "hours"}


def test_pay_counts_as_so_much_of_a_median_income_wherever_a_system_is_laid() -> None:
    """At home it is what is stated; elsewhere it buys as much of the money of that society."""
    home, abroad = load_society("china-2020"), load_society("netherlands-2020")
    assert pay_worth(policy(), home) == pytest.approx(1)
    assert pay_worth(policy(), abroad) == pytest.approx(abroad.money_rate / home.money_rate)
