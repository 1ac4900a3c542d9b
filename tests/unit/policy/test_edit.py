"""One address and one editor: what a text names, and that setting moves that and nothing else."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discredit.errors import PolicyError
from discredit.policy import edit
from discredit.policy.address import Address, entry_at, find, lost, numbers, owner, split
from discredit.policy.compose import load_policy
from discredit.policy.number import Number
from discredit.policy.schema import Policy


@cache
def policy() -> Policy:
    return load_policy("court-list")


def addresses(path: str, number: Number) -> list[Address]:
    """Every address of a number: whole, by label, by date, by both."""
    labels, dates = (None, *number.labels), (None, *(number.dated or ()))
    return [Address(path, label, date) for label in labels for date in dates]


EVERY = [one for path, number in numbers(policy()).items() for one in addresses(path, number)]


@pytest.mark.parametrize("system", ["court-list", "rongcheng", "nosedive"])
def test_an_address_is_found_again_by_its_text(system: str) -> None:
    known = numbers(load_policy(system))
    for path, number in known.items():
        assert split(path) is not None
        assert lost(path) is None
        for address in addresses(path, number):
            assert find(str(address), known) == address


@pytest.mark.parametrize(
    "text",
    [
        "observation.misroutd",
        "observation.misrouted.flight",
        "observation.misrouted@2016-07",
        "gates.checked.flights",
        "gates.checked.flight@2016-08",
        "gates.checked@",
        "lists",
        "",
    ],
)
def test_what_is_not_there_has_no_address_and_is_not_set(text: str) -> None:
    assert find(text, numbers(policy())) is None
    with pytest.raises(PolicyError, match="no such number"):
        edit.with_value(policy(), text, 0.5)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(EVERY), st.data())
def test_setting_an_entry_moves_that_entry_and_no_other(address: Address, data: st.DataObject):
    before = numbers(policy())
    number = before[address.path]
    if number.labels and address.label is None:
        return  # a whole vector is not set by one value
    entry = entry_at(number, address)
    value = (not entry) if number.unit == "switch" else entry
    if number.unit != "switch" and number.range is not None:
        value = float(data.draw(st.sampled_from(number.range)))
    assert isinstance(value, (bool, float))
    try:
        after = numbers(edit.with_value(policy(), str(address), value))
    except PolicyError:
        return  # the schema refuses it: whole numbers, sections that contradict themselves
    for one in EVERY:
        was, now = (entry_at(held[one.path], one) for held in (before, after))
        is_meant = one.path == address.path and one.label == address.label
        if is_meant and (address.date is None or one == address):
            assert now == value
        elif (
            one.path != address.path
            or (one.label and one.label != address.label)
            or (one.date and address.date and one.date != address.date)
        ):
            assert now == was


def test_a_number_set_on_the_command_line_says_so_and_may_be_what_it_is() -> None:
    path = "observation.misrouted"
    before = numbers(policy())[path]
    changed = edit.with_assumption(policy(), path, 0.9, "on the command line")
    after = numbers(changed)[path]
    assert (after.value, after.evidence) == (0.9, "assumed")
    assert after.range is not None and after.range[1] == 0.9
    assert after.source == before.source
    assert after.note is not None
    assert f"Set on the command line: {path} = 0.9; graded {before.evidence}" in after.note


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("lists.defaulters.score.below", ("list", "defaulters")),
        ("gates.lists.defaulters.closes", ("list", "defaulters")),
        ("gates.bands.points.low.dearer", ("band", "low")),
        ("scores.points.base", ("score", "points")),
        ("gates.checked", None),
        ("lists", None),
    ],
)
def test_a_number_belongs_to_a_list_a_score_or_a_band(
    path: str, whose: tuple[str, str] | None
) -> None:
    assert owner(path) == whose
