"""`discredit validate`: what the command prints and returns, and the page that it fills."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import call, flowing
from crowd_case import CROWD, case_file
from discredit.cli.mechanism_page import print_outcome
from discredit.validation import MECHANISMS, load
from discredit.validation.case import shipped
from discredit.validation.compare import Kind, Line, by_kind
from discredit.validation.table import CaseOutcome


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

    def test_a_quantity_that_is_a_bound_alone_is_printed_as_that(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (case, *_) = shipped("heterogeneity")
        line = Line("pairs", None, 0.4, "at most 1", Kind.ENGINE, True)
        print_outcome(CaseOutcome(case, (line,), True, True, 1, 0.0), is_first=False)
        assert "a bound" in capsys.readouterr().out

    def test_an_unknown_name(self) -> None:
        found = call("validate", "points_teirs")
        assert found.exit_code == 2


def test_the_page_of_the_docs_has_every_case_and_every_paragraph() -> None:
    page = (Path(__file__).parents[3] / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    for name in MECHANISMS:
        assert load(name).ABOUT.says in page, f"{name}: run `make mechanisms`"
        assert all(case.id in page for case in shipped(name))


def test_the_findings_count_the_quantities_of_every_kind() -> None:
    page = (Path(__file__).parents[3] / "docs" / "findings.md").read_text(encoding="utf-8")
    judged = [
        (each.kind, None if each.tolerance is None or load(name).ABOUT.tier == "report" else True)
        for name in MECHANISMS
        for case in shipped(name)
        for each in case.quantities
    ]
    for kind, count in by_kind(judged).items():
        assert f"| {kind} | {count.judged} | {count.not_judged} |" in page


@pytest.mark.parametrize("name", ["points_tiers", "court-list"])
@pytest.mark.parametrize(
    ("option", "value", "code", "said"),
    [
        ("--people", "1e30", 2, "'1e30' is no whole number above 0"),
        ("--people", "3e9", 2, "it must be a whole number from 1 to 2147483647"),
        ("--people", "2_000_000_000", 4, "nothing was started"),
        ("--people", "999", 2, "fewer than 1000"),
        ("--people", "many", 2, "write 100_000 or 1e5"),
    ],
)
def test_more_or_fewer_rows_than_can_be_are_refused_before_anything_starts(
    name: str, option: str, value: str, code: int, said: str
) -> None:
    refused = call("validate", name, option, value)
    assert refused.exit_code == code, refused.output
    assert said in flowing(refused.stderr).replace(" │ │ ", " ")


def test_a_seed_that_cannot_be_is_refused() -> None:
    refused = call("validate", "points_tiers", "--seed", str(2**64))
    assert refused.exit_code == 2
    assert "a whole number from 0 to 2**63 - 1" in flowing(refused.stderr)
