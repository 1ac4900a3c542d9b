"""The claims of the coverage: each entry of the ledger is answered; faults are told."""

from __future__ import annotations

import pytest

from discredit.claims import TOPICS, chapters, claims_in
from discredit.errors import LedgerError
from discredit.sources import Ledger

CLAIM = """\
- claim: press-sun-games
  stands: works
  by: The weight of games.
  command: run sesame --months 12
  figures: [{measure: low_band}]
  simplified: Games are one habit.
"""


def test_every_claim_of_the_ledger_is_answered_in_its_order() -> None:
    told = chapters()
    assert tuple(chapter.topic for chapter in told) == TOPICS
    for topic, claims in told:
        said = [source.key for source in Ledger().values() if source.topic == topic]
        assert [claim.claim for claim in claims] == said


def test_what_is_left_out_has_no_command_and_says_why() -> None:
    for claim in (claim for chapter in chapters() for claim in chapter.claims):
        assert (claim.command is None) == (claim.stands == "left out")
        assert claim.by.endswith(".")


def test_a_claim_has_the_words_and_the_grade_of_the_ledger() -> None:
    (claim,) = claims_in(CLAIM, "mine.yaml")
    assert claim.says == "buying video games counts against you as an idle person"
    assert claim.source.grade == "disputed"
    assert claim.words == ["run", "sesame", "--months", "12"]


@pytest.mark.parametrize(
    ("change", "line", "found"),
    [
        (("press-sun-games", "press-sun-gmes"), 1, "Did you mean press-sun-games?"),
        (("works", "well"), 2, "stands"),
        (("by:", "how:"), 1, "by"),
        (("  simplified: Games are one habit.\n", ""), 1, "says what is simplified"),
        (("{measure: low_band}", ""), 1, "names figures of it"),
        (("low_band}", "low_band, dimension: age_band, group: old}"), 5, "groups of age_band"),
        (("stands: works", "stands: left out"), 1, "unless it is left out"),
    ],
)
def test_a_fault_is_told_with_its_line(change: tuple[str, str], line: int, found: str) -> None:
    with pytest.raises(LedgerError) as refused:
        claims_in(CLAIM.replace(*change), "mine.yaml")
    assert found in str(refused.value)
    assert refused.value.faults[0].line == line


def test_a_claim_is_answered_once() -> None:
    with pytest.raises(LedgerError, match="answered once"):
        claims_in(CLAIM + CLAIM, "mine.yaml")
