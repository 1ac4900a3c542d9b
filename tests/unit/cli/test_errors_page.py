"""Errors have numbers that stay, a page that tells all of them, and say their number where met."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import call
from discredit import errors
from discredit.cli.errors_page import known, markdown, written
from discredit.errors import DiscreditError

PAGE = Path(__file__).parents[3] / "docs" / "errors.md"
NUMBERS = {
    101: "DefectError",
    130: "Interrupted",
    200: "InputError",
    201: "PolicyError",
    202: "SocietyError",
    203: "LedgerError",
    204: "CaseError",
    205: "UnknownNameError",
    206: "UsageError",
    300: "ResultError",
    301: "NoResultError",
    302: "DamagedError",
    303: "OtherVersionError",
    304: "TakenError",
    305: "LackingError",
    310: "RunError",
    311: "UnwritableError",
    312: "BusyError",
    313: "MissingPartError",
    314: "MeetingError",
    400: "MemoryForeseenError",
    500: "VerificationError",
}
"""Given for good: a new error gets a new number, and one that goes leaves its number unused."""


def below(kind: type[DiscreditError]) -> set[type[DiscreditError]]:
    return {kind}.union(*map(below, kind.__subclasses__()))


def test_numbers_are_those_that_were_given() -> None:
    assert {one.number: one.__name__ for one in known()} == NUMBERS
    assert len(known()) == len(NUMBERS)


def test_no_error_of_the_package_is_without_a_number_of_its_own() -> None:
    ours = {one for one in below(DiscreditError) if one.__module__.startswith("discredit.")}
    assert {one.__module__ for one in ours} == {errors.__name__}
    assert ours - {DiscreditError} == set(known())
    for one in known():
        assert {"number", "remedy"} <= set(vars(one)), one.__name__
        assert str(one.number)[0] == str(int(one.exit_code))[0], one.__name__


def test_the_page_is_written_from_the_errors() -> None:
    assert PAGE.read_text("utf-8") == markdown()
    for one in known():
        assert f"## {written(one)}\n" in markdown()


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (("show", "rongchen"), "E205"),
        (("show", "--no-such"), "E206"),
        (("check", "no-such.yaml"), "E201"),
        (("run", "court-list", "--set", "observation.misrouted=2"), "E201"),
        (("effects", "no-such-folder"), "E301"),
    ],
)
def test_the_number_is_told_in_a_terminal_and_to_a_machine(
    here: Path, words: tuple[str, ...], number: str
) -> None:
    assert json.loads(call(*words, "--json").stdout)["number"] == number
    assert call(*words).output.rstrip().endswith(f"({number})")
