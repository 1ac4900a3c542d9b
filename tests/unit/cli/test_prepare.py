"""`discredit prepare`: afterwards the first run of a shape compiles nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from command_line import answer, call, flowing
from discredit.cli.prepare import _listed
from discredit.engine import cache as engine_cache
from discredit.errors import ExitCode

SHORT = ("--months", "24", "--start", "2016-01")


@pytest.fixture
def loaded() -> Iterator[Callable[[], set[str]]]:
    """What the engines are called that this process has asked for; none at first."""
    engine_cache.forget()
    yield lambda: set(engine_cache._loaded)
    engine_cache.forget()


def test_after_it_the_first_run_of_that_shape_makes_no_engine(
    here: Path, loaded: Callable[[], set[str]]
) -> None:
    del here
    made = json.loads(answer("prepare", "court-list", "--people", "300", *SHORT, "--json"))
    assert [(one["what"], one["months"]) for one in made] == [("engine", 12)]
    there = loaded()
    assert len(there) == 1
    for people in ("300", "301", "2_000"):  # cut up alike
        words = ("--people", people, *SHORT, "--start-empty", "--no-report", "--out", people)
        assert call("run", "court-list", *words).exit_code == 0
        assert loaded() == there
    engine_cache.forget()
    said = flowing(call("prepare", "court-list", "--people", "301", *SHORT).stdout)
    assert "court-list, 301 people: the engine of 12 months at a time was there." in said
    assert "Ready for 1 run: 0 made, 1 there." in said
    assert loaded() == there


def test_it_works_the_months_before_the_record_where_it_is_told_to(here: Path) -> None:
    del here
    words = ("prepare", "court-list", "--people", "300", "--months", "12", "--start", "2013-01")
    call(*words, "--settled")
    again = json.loads(answer(*words, "--settled", "--json"))
    assert [(one["what"], one["months"], one["seconds"]) for one in again] == [
        ("engine", 12, None),
        ("beginning", 12, None),
        ("beginning", 12, None),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["100,000"], ["100,000"]),
        (["2000,1e5"], ["2000", "1e5"]),
        (["1,000,000", "2_000"], ["1,000,000", "2_000"]),
        (["100_000,1e6"], ["100_000", "1e6"]),
    ],
)
def test_numbers_are_told_apart_from_the_thousands_in_them(
    written: list[str], read: list[str]
) -> None:
    assert list(_listed(written)) == read


def test_a_system_that_is_not_there_is_said_before_anything_is_made() -> None:
    done = call("prepare", "court-list", "court-lst")
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "court-lst" in flowing(done.stderr)
