"""How numbers are written: what is read back is what was meant, as far as the digits go."""

from __future__ import annotations

import re
from math import floor, log10
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit.words import numbers
from discredit.words.numbers import read

SOURCES = Path(__file__).parents[3] / "src/discredit"
WRITERS = ("cli", "report", "words")
"""Packages that write for readers, and so write numbers as `words.numbers` has it."""

sizes = st.floats(1e-5, 1e12) | st.floats(-1e12, -1e-5)


@given(sizes, st.integers(1, 6))
def test_a_figure_is_read_back_to_its_digits(value: float, digits: int) -> None:
    coarsest = 10 ** min(floor(log10(abs(value))) + 1 - digits, 0)
    assert abs(read(numbers.figure(value, digits)) - value) <= 0.5001 * coarsest


@given(sizes)
def test_no_figure_ends_in_zeros_behind_the_point(value: float) -> None:
    assert not re.search(r"\.\d*0$|\.$", numbers.figure(value))


@given(st.floats(0.001, 1e9), st.floats(0.001, 1e8), st.booleans())
def test_an_interval_and_its_figure_have_the_same_decimals(
    value: float, half: float, is_signed: bool
) -> None:
    written, ends = numbers.interval(value, value - half, value + half, sign=is_signed)
    parts = [written, *ends.split(" to ")]
    assert len({len(part.partition(".")[2]) for part in parts}) == 1
    assert read(parts[1]) <= read(parts[0]) <= read(parts[2])


@given(st.floats(0.001, 1e9), st.floats(0.001, 1e8))
def test_an_interval_keeps_two_digits_of_its_half(value: float, half: float) -> None:
    _, ends = numbers.interval(value, value - half, value + half)
    low, high = map(read, ends.split(" to "))
    assert (high - low) / 2 == pytest.approx(half, rel=0.12, abs=2e-5)


def test_levels_have_the_decimals_that_their_difference_can_bear() -> None:
    written = numbers.compared(2815.44, 1200.44, (1615.0, 1503.0, 1727.0))
    assert written == ("2,820", "1,200", "+1,620", "+1,500 to +1,730")


def test_levels_that_do_not_differ_keep_their_own_digits() -> None:
    assert numbers.compared(0.1234, 0.1234, (0.0, 0.0, 0.0)) == ("0.123", "0.123", "0", "")
    assert numbers.compared(59_260.0, 59_260.0, (0.0, 0.0, 0.0))[:2] == ("59,260", "59,260")


def test_a_difference_without_an_interval_is_written_alone() -> None:
    written = numbers.compared(30.0, 10.0, (20.0, numbers.NAN, numbers.NAN))
    assert written == ("30.0", "10.0", "+20.0", "")


@pytest.mark.parametrize(
    ("months", "said"), [(0, "0 months"), (1, "1 month"), (25, "2 years and 1 month")]
)
def test_a_duration_is_told_in_years_and_months(months: int, said: str) -> None:
    assert numbers.duration(months) == said


def test_nobody_who_writes_for_readers_formats_a_number_of_his_own() -> None:
    own = re.compile(r"\{[^{}\n]*:[+z,]*(\.\d)?[,fge%]+\}")
    found = {
        f"{file.relative_to(SOURCES)}: {match[0]}"
        for package in WRITERS
        for file in (SOURCES / package).rglob("*.py")
        if file != SOURCES / "words/numbers.py"
        for match in own.finditer(file.read_text("utf-8"))
    }
    assert not found
