"""`discredit effects` tells what a finished run did, all together or list by list."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import answer, call, flowing
from discredit import measures
from stored_result import opened_at


def test_the_figures_of_each_ground_are_printed(result: Path) -> None:
    said = answer("effects", str(result), "--by", "conduct")
    assert "Conduct by conduct" in said
    assert "hides_assets" in said


def test_json_has_the_rows_of_the_frame(result: Path) -> None:
    page = json.loads(answer("effects", str(result), "--by", "list", "--json"))
    rows = measures.effects_by(opened_at(result), "list")
    assert page["by"] == "list"
    assert [row["measure"] for row in page["effects"]] == rows["measure"].tolist()
    assert {row["list"] for row in page["effects"]} == set(opened_at(result).policy().system.lists)


def test_figures_are_of_lists_scorers_and_conducts_alone(result: Path) -> None:
    done = call("effects", str(result), "--by", "lists")
    assert done.exit_code == 2
    assert "figures are read out by list, scorer, conduct" in flowing(done.output)


def test_a_system_without_a_scorer_says_so(result: Path) -> None:
    assert "This system has no scorer." in answer("effects", str(result), "--by", "scorer")
