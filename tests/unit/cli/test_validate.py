"""`discredit validate`: what the command prints and returns, and the page that it fills."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import call
from crowd_case import CROWD, case_file
from discredit.validation import MECHANISMS, load
from discredit.validation.case import shipped
from discredit.validation.compare import by_kind


class TestCommand:
    def test_a_case_of_one_s_own(self, tmp_path: Path) -> None:
        right = case_file(tmp_path, CROWD.replace("ACTIVE", "10"))
        found = call("validate", "--case", str(right), "--json")
        assert found.exit_code == 0, found.output
        (case,) = json.loads(found.output)
        assert case["verdict"] == "pass"
        assert case["quantities"][0]["obtained"] == 10

    def test_a_case_that_fails_says_which_and_returns_five(self, tmp_path: Path) -> None:
        wrong = case_file(tmp_path, CROWD.replace("ACTIVE", "9"))
        found = call("validate", "--case", str(wrong))
        assert found.exit_code == 5
        assert "failed: crowd-01" in found.output

    def test_an_unknown_name(self) -> None:
        found = call("validate", "points_teirs")
        assert found.exit_code == 2


def test_the_page_of_the_docs_has_every_case_and_every_paragraph() -> None:
    page = (Path(__file__).parents[3] / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    for name in MECHANISMS:
        assert load(name).ABOUT.says in page, f"{name}: run `make mechanisms`"
        assert all(case.id in page for case in shipped(name))


def test_the_readme_counts_the_quantities_of_every_kind() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    judged = [
        (each.kind, None if each.tolerance is None or load(name).ABOUT.tier == "report" else True)
        for name in MECHANISMS
        for case in shipped(name)
        for each in case.quantities
    ]
    for kind, count in by_kind(judged).items():
        assert f"| {kind} | {count.judged} | {count.not_judged} |" in readme
