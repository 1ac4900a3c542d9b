"""Notes on a study: each thing that cannot tell anything is told, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from discredit import library
from discredit.studies.idle import idle_in
from discredit.studies.question import load_study
from small_study import TEXT, written

QUIET = TEXT.replace("seeds: 2\n", "seeds: 6\n")
"""The small study with seeds enough to have no note."""


def notes(folder: Path, text: str, **size: int) -> dict[str, str]:
    return {one.path: one.why for one in idle_in(load_study(written(folder, text)), **size)}


def test_a_study_in_order_has_no_notes(tmp_path: Path) -> None:
    assert notes(tmp_path, QUIET) == {}
    for name in library.names("studies"):
        assert idle_in(load_study(name)) == [], name


def test_few_seeds_are_said_to_widen_the_interval(tmp_path: Path) -> None:
    # Student's t of two seeds reaches 12.706 standard errors, the normal 1.960.
    assert "6.5 times as wide" in notes(tmp_path, TEXT)["seeds"]
    assert set(notes(tmp_path, QUIET, seeds=4)) == {"seeds"}
    assert notes(tmp_path, QUIET, seeds=5) == {}


SAME = "{value: 0.003, unit: share, evidence: assumed, source: A-01, range: [0.0002, 0.05]}"
LATE = "{dated: {2030-01: 0.04}, between: step, before: 0.003, unit: share, evidence: assumed, \
source: A-01, range: [0, 0.05]}"
SET = "{value: 0.04, unit: share, evidence: assumed, source: asm.fp.link, range: [0, 0.05]}"
OTHER = "assumptions: [behaviour.debts.dispute_by_occupation.business_owner]"


@pytest.mark.parametrize("number", [SAME, LATE])
def test_a_side_that_is_the_other_in_every_month_is_told(tmp_path: Path, number: str) -> None:
    start = QUIET.index("assumptions: [")
    rest = QUIET[QUIET.index("\n", start) :]
    text = QUIET[:start].replace(SET, number) + OTHER + rest
    assert list(notes(tmp_path, text)) == ["switch"]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("  measure: listed_wrongly", "  measure: people\n  per: null", "outcome.measure"),
        ("  measure: listed_wrongly", "  measure: entries\n  per: entries", "outcome.per"),
        (
            "  times: 100000",
            "  group: {dimension: settlement, label: rural}\n"
            "  against: {dimension: settlement, label: rural}",
            "outcome.against",
        ),
        (
            "0.0001, unit: share, evidence: assumed, source: asm.fp.link, range: [0, 0.01]}",
            "1, unit: share, evidence: assumed, source: asm.fp.link, range: [0, 1]}",
            "holds_if.smallest",
        ),
        ("range: [0, 0.01]", "range: [0.0001, 0.0001]", "holds_if.smallest.range"),
        ("people: 400", "people: 4000", "sensitivity.people"),
        ("people: 400, seeds: 1", "people: 400, seeds: 7", "sensitivity.seeds"),
    ],
)
def test_what_cannot_tell_anything_is_told(tmp_path: Path, old: str, new: str, path: str) -> None:
    assert QUIET.count(old) == 1
    assert list(notes(tmp_path, QUIET.replace(old, new))) == [path]
