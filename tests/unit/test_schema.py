"""A policy that contradicts itself is refused, with the contradiction named."""

from __future__ import annotations

import pytest

from discredit import library
from discredit.errors import PolicyError
from discredit.policy.load import load
from discredit.policy.schema import System
from discredit.sources import Ledger

TEXT = library.text("systems", "court-list")


def fault_of(old: str, new: str) -> str:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        load(TEXT.replace(old, new), System, ledger=Ledger(), name="mine.yaml")
    return str(caught.value)


def test_a_system_without_a_score_gives_no_points() -> None:
    found = fault_of("value: {refuses_though_able: 0, obstructs: 0, hides", "value: {refuses_though_able: -5, obstructs: 0, hides")  # fmt: skip  # noqa: E501
    assert "mine.yaml" in found
    assert "a system without a score gives no points" in found


def test_a_floor_lies_under_its_ceiling() -> None:
    assert "floor" in fault_of("floor: {value: 0,", "floor: {value: 10,")


def test_grace_cannot_outlast_the_entry() -> None:
    found = fault_of("{2020-01: 2}, between: step", "{2020-01: 99}, between: step").replace(
        "\n", " "
    )
    assert "it must lie in its range" in found or "grace cannot outlast" in found
    wide = TEXT.replace("source: spc-notice-grace, range: [0, 3]", "source: spc-notice-grace, range: [0, 99]")  # fmt: skip  # noqa: E501
    with pytest.raises(PolicyError, match="grace cannot outlast the entry it delays"):
        load(wide.replace("{2020-01: 2}", "{2020-01: 99}"), System, ledger=Ledger(), name="m.yaml")


def test_an_end_of_term_needs_a_term() -> None:
    found = fault_of("{dated: {2017-05: 24}", "{dated: {2017-05: 0}")
    assert "need a term" in found


def test_a_start_is_a_month() -> None:
    assert "a month from 01 to 12" in fault_of('start: "2012-01"', 'start: "2012-13"')
