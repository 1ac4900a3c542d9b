"""Months count as integers and every unit has the interval its name promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit.units import UNITS, month_index, month_text

MONTHS = st.integers(min_value=1900 * 12, max_value=2199 * 12 + 11)


@given(MONTHS)
def test_a_month_written_and_read_is_the_same_month(index: int) -> None:
    assert month_index(month_text(index)) == index


@given(MONTHS, st.integers(min_value=0, max_value=600))
def test_later_months_have_larger_indices_and_later_names(index: int, span: int) -> None:
    if index + span + 1 > 2199 * 12 + 11:
        return
    assert month_text(index + span + 1) > month_text(index)


def test_months_span_years_as_a_calendar_does() -> None:
    assert month_index("2014-02") - month_index("2013-10") == 4
    assert month_text(month_index("2013-12") + 1) == "2014-01"


@pytest.mark.parametrize(
    "wrong",
    ["2016-13", "2016-00", "2016-5", "16-05", "2016/05", "2016-05-01", "", " 2016-05", "2016-05\n",
     "-016-05", "2o16-05", "\u0662\u0660\u0661\u0666-\u0660\u0665", "1899-12", "2200-01",
     "0000-01"],
)  # fmt: skip
def test_what_is_no_month_is_refused_in_one_sentence(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"^it must") as caught:
        month_index(wrong)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("wrong", [None, 2016, 2016.05, ("2016", "05")])
def test_what_is_no_text_is_no_month(wrong: object) -> None:
    with pytest.raises(ValueError, match="YYYY-MM"):
        month_index(wrong)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("index", [1900 * 12 - 1, 2200 * 12, -1])
def test_an_index_outside_the_calendar_has_no_name(index: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        month_text(index)


@pytest.mark.parametrize("name", ["share", "probability", "per month", "per case-month", "weight"])
def test_shares_probabilities_and_rates_lie_between_nought_and_one(name: str) -> None:
    unit = UNITS[name]
    assert all(map(unit.admits, (0, 0.5, 1)))
    assert not any(map(unit.admits, (-1e-9, 1.0001, 40, float("nan"), float("inf"))))


@pytest.mark.parametrize("name", ["months", "CNY", "hours", "people", "ratio", "multiplier"])
def test_amounts_are_never_negative_or_infinite(name: str) -> None:
    unit = UNITS[name]
    assert unit.admits(0) and unit.admits(12.5)
    assert not any(map(unit.admits, (-1, float("inf"), float("nan"), 10**400)))


def test_a_count_is_whole_and_a_switch_is_true_or_false() -> None:
    assert UNITS["count"].admits(3) and UNITS["count"].admits(3.0)
    assert not UNITS["count"].admits(3.5)
    assert UNITS["switch"].admits(True)
    assert not UNITS["switch"].admits(1)
    assert not UNITS["share"].admits(True)


def test_every_unit_says_its_own_rule_and_its_interval_is_not_empty() -> None:
    assert all(unit.low < unit.high and unit.rule for unit in UNITS.values())
    assert all(name == unit.name for name, unit in UNITS.items())
