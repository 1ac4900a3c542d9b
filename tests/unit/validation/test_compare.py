"""How quantities are judged: under the tolerance that they state, and no other."""

from __future__ import annotations

from typing import Any

import pytest

from discredit.validation.about import Kind
from discredit.validation.compare import Quantity, Tolerance, by_kind, compare


def judged(expected: Any, obtained: Any, tolerance: Tolerance | None) -> bool | None:
    quantity = Quantity("published", expected, "x", tolerance, Kind.ENGINE)
    (line,) = compare([quantity], {"x": obtained})
    return line.passes


CLOSE = Tolerance("abs", 0.01)


@pytest.mark.parametrize(
    ("tolerance", "expected", "will_do", "will_not"),
    [
        (CLOSE, 0.5, 0.509, 0.52),
        (Tolerance("rel", 0.04), 200.0, 207.0, 209.0),
        (Tolerance("rel", 0.1), -10.0, -10.9, -11.1),
        (Tolerance("exact"), 100, 100, 99),
        (Tolerance("exact"), True, True, False),
        (Tolerance("min", 90, float("inf")), 99, 90, 89),
        (Tolerance("max", -float("inf"), 49), 7, 49, 50),
        (Tolerance("interval", 17, 30), 60, 24, 31),
        (CLOSE, float("inf"), float("inf"), 1e9),
    ],
)
def test_each_way(tolerance: Tolerance, expected: Any, will_do: Any, will_not: Any) -> None:
    assert judged(expected, will_do, tolerance) is True
    assert judged(expected, will_not, tolerance) is False


def test_without_tolerance_nothing_is_judged() -> None:
    assert judged(1.0, 5.0, None) is None
    assert judged(1.0, 1.0, None) is None


def test_what_was_not_obtained_fails_whatever_the_tolerance() -> None:
    for tolerance in (CLOSE, None):
        (line,) = compare([Quantity("a", 1.0, "x", tolerance, Kind.ENGINE)], {"y": 1.0})
        assert line.passes is False and line.obtained is None


def test_not_a_number_never_passes() -> None:
    assert judged(0.5, float("nan"), Tolerance("abs", 10.0)) is False


def test_every_entry_of_a_list_counts() -> None:
    assert judged([0.1, 0.2], [0.1, 0.2], CLOSE)
    assert not judged([0.1, 0.2], [0.1, 0.25], CLOSE)
    assert not judged([0.1, 0.2], [0.1], CLOSE)
    assert not judged([0.1, 0.2], 0.1, CLOSE)
    assert judged([0.1, 0.2], [0.1, 0.2, 9.0], CLOSE), "a list may go on beyond what was published"


def test_only_the_key_that_a_quantity_names_counts() -> None:
    obtained = {"share": 0.1, "share_of_all": 0.5, "by": {"kind": {"7": 0.5}}}
    named = Quantity("share", 0.5, "share_of_all", CLOSE, Kind.ENGINE)
    deep = Quantity("seven", 0.5, "by.kind.7", CLOSE, Kind.ENGINE)
    wrong = Quantity("share_of_all", 0.5, "share", CLOSE, Kind.ENGINE)
    assert [line.passes for line in compare([named, deep, wrong], obtained)] == [True, True, False]


class TestSettings:
    """Two settings: obtained is a list over them under every key."""

    def passes(self, expected: Any, obtained: Any) -> bool | None:
        quantity = Quantity("published", expected, "x", CLOSE, Kind.ENGINE)
        return compare([quantity], {"x": obtained}, settings=2)[0].passes

    def test_each_is_compared(self) -> None:
        assert self.passes([0.1, 0.9], [0.1, 0.9])
        assert not self.passes([0.1, 0.9], [0.1, 0.1])

    def test_as_many_are_expected_as_there_are_settings(self) -> None:
        assert not self.passes([0.1], [0.1, 0.9])

    def test_one_value_holds_for_all(self) -> None:
        assert self.passes(0.1, [0.1, 0.105])
        assert not self.passes(0.1, [0.1, 0.9])
        assert self.passes([0.2, 0.8], [[0.2, 0.8], [0.2, 0.8]])
        assert not self.passes([0.2, 0.8], [[0.2, 0.8], [0.8, 0.2]])


def test_what_is_not_judged_is_counted_apart_and_never_as_passed() -> None:
    counts = by_kind([(Kind.ENGINE, True), (Kind.ENGINE, None), (Kind.WIRING, False)])
    assert counts[Kind.ENGINE] == (1, 1, 1)
    assert counts[Kind.WIRING] == (0, 1, 0)
    assert counts[Kind.FORMULA] == (0, 0, 0)
