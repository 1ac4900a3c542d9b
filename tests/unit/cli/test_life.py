"""Whoever was listed wrongly is found by cause, and the remedies that are printed help."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command_line import answer, call, flowing
from discredit.cli.life import CAUSES
from discredit.vocabulary import FLAW_COLUMNS, WRONGS
from stored_result import PLAN, opened_at


@pytest.mark.parametrize("cause", CAUSES)
def test_the_first_wrongly_listed_is_found_by_cause(result: Path, cause: str) -> None:
    column = FLAW_COLUMNS[cause]
    lives = opened_at(result).persons(["person", "seed", "arm", column])
    hit = lives[(lives["seed"] == 1) & (lives["arm"] == "with") & lives[column]]
    words = ("life", str(result), "--wrongly-listed", "1", "--cause", cause)
    if len(hit):
        assert f"Person {hit['person'].min():,} of seed 1" in answer(*words)
        return
    done = call(*words)
    assert done.exit_code == 2
    how = "on a black list wrongly" if cause in WRONGS else "on a black list"
    assert f"nobody was ever {how} ({cause}) in seed 1" in flowing(done.output)


def test_the_k_that_is_named_exists(result: Path) -> None:
    said = flowing(call("life", str(result), "--wrongly-listed", "3000").output)
    most = re.search(r"Take K up to ([\d,]+), or a person by row number", said)
    assert most is not None, said
    answer("life", str(result), "--wrongly-listed", most[1].replace(",", ""))


def test_the_person_that_is_named_exists(result: Path) -> None:
    said = flowing(call("life", str(result), str(PLAN.people)).output)
    most = re.search(r"rows 0 to ([\d,]+)", said)
    assert most is not None, said
    answer("life", str(result), most[1].replace(",", ""))
