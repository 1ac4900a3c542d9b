"""A number of a society is set where it stands; nothing else of the society moves."""

from __future__ import annotations

import pytest

from discredit.document import read
from discredit.errors import PolicyError, SocietyError
from discredit.society.edit import with_assumption, with_value
from discredit.society.spec import read_society, society_of

SOCIETY = read_society("china-2020")
PATHS = [one.path for one in SOCIETY.spec.numbers_of() if one.number.unit != "switch"]


@pytest.mark.parametrize("path", PATHS)
def test_every_number_goes_to_either_end_of_its_range_and_nothing_else_moves(path: str) -> None:
    before = {one.path: one.number for one in SOCIETY.spec.numbers_of()}
    span = before[path].range
    assert span is not None
    for end in map(float, span):
        spec = with_value(SOCIETY, path, end).spec
        after = {one.path: one.number for one in spec.numbers_of()}
        assert after[path].value == end
        assert {**after, path: None} == {**before, path: None}
        assert (spec.marginals, spec.targets) == (SOCIETY.spec.marginals, SOCIETY.spec.targets)


def test_time_is_let_pass_by_a_switch() -> None:
    assert not with_value(SOCIETY, "society.renewal.passes", False).spec.is_renewed
    assert with_value(SOCIETY, "society.renewal.passes", True).spec.is_renewed


def test_a_number_set_to_what_it_is_leaves_the_society_what_it_is() -> None:
    same = with_value(SOCIETY, "society.savings_months", 8.0)
    assert read(same.text, "x", SocietyError).data == SOCIETY.document.data


def test_a_value_out_of_its_range_is_refused_until_it_is_assumed() -> None:
    with pytest.raises(SocietyError, match=r"with_value .*savings_months.* lie in its range"):
        with_value(SOCIETY, "society.savings_months", 20)
    assumed = with_assumption(SOCIETY, "society.savings_months", 20, "in a test")
    assert assumed.spec.numbers["savings_months"].range == (2, 20)


@pytest.mark.parametrize("path", ["society.savings", "society", "society.", "life.saving_share"])
def test_a_path_at_which_no_number_of_the_society_stands_is_refused(path: str) -> None:
    with pytest.raises(PolicyError, match="no such number"):
        with_value(SOCIETY, path, 1)


def test_societies_are_equal_by_what_they_hold_and_not_by_where_they_were_read() -> None:
    elsewhere = society_of(SOCIETY.name, SOCIETY.text, SOCIETY.tables, "elsewhere.yaml")
    assert elsewhere == SOCIETY
