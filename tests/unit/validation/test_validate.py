"""`discredit validate`: how cases are read, how figures are judged, what the command returns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from discredit.cli.main import app
from discredit.errors import CaseError
from discredit.validation import MECHANISMS, mechanism
from discredit.validation.case import from_file, shipped
from discredit.validation.compare import compare
from discredit.validation.table import run_case

CROWD = """\
schema: 1
cases:
- id: crowd-01
  title: Ten people, one after the other
  mechanism: threshold_cascade
  inputs: {n: 10, thresholds: '0,1,2,...,9'}
  expected: {active: ACTIVE}
  tolerance: {exact: true}
  source: counting on fingers
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


class TestCompare:
    def one(self, expected: Any, obtained: Any, tolerance: dict[str, Any]) -> Any:
        (line,) = compare({"x": expected}, {"x": obtained}, tolerance)
        return line.passes

    def test_the_simulated_tolerance_comes_before_the_solver_s(self) -> None:
        both = {"analytic_abs": 1e-6, "simulated_abs": 0.01}
        assert self.one(0.5, 0.505, both)
        assert not self.one(0.5, 0.52, both)
        assert not self.one(0.5, 0.505, {"analytic_abs": 1e-6})

    def test_a_tolerance_that_names_a_quantity_comes_first(self) -> None:
        found = compare(
            {"share_of_all": 0.5, "other": 0.5},
            {"share_of_all": 0.52, "other": 0.52},
            {"share_abs": 0.05, "abs": 0.01},
        )
        assert [line.passes for line in found] == [True, False]

    def test_relative_and_exact(self) -> None:
        assert self.one(200.0, 207.0, {"rel": 0.04})
        assert not self.one(200.0, 209.0, {"rel": 0.04})
        assert self.one(True, True, {"exact": True})
        assert not self.one(100, 99, {"exact": True})

    def test_what_was_not_obtained_fails(self) -> None:
        (line,) = compare({"x": 1.0}, {}, {"abs": 1.0})
        assert line.passes is False and line.obtained is None

    def test_every_entry_of_a_list_counts_and_a_short_list_fails(self) -> None:
        assert self.one([0.1, 0.2], [0.1, 0.2], {"abs": 0.01})
        assert not self.one([0.1, 0.2], [0.1, 0.25], {"abs": 0.01})
        assert not self.one([0.1, 0.2], [0.1], {"abs": 0.01})

    def test_words_are_not_compared_and_no_tolerance_judges_nothing(self) -> None:
        assert compare({"law": "x = y"}, {}, {"abs": 1.0}) == ()
        assert self.one(1.0, 5.0, {}) is None

    def test_an_interval_that_only_the_tolerance_names(self) -> None:
        (line,) = compare({}, {"wait": 24.0}, {"wait": [17, 30]})
        assert line.passes
        (line,) = compare({}, {"wait": 31.0}, {"wait": [17, 30]})
        assert not line.passes

    def test_not_a_number_never_passes(self) -> None:
        assert not self.one(0.5, float("nan"), {"abs": 10.0})


class TestCases:
    def test_every_fault_with_its_line(self, tmp_path: Path) -> None:
        text = CROWD.replace("threshold_cascade", "treshold_cascade").replace("expected", "expect")
        with pytest.raises(CaseError) as caught:
            from_file(_file(tmp_path, text), MECHANISMS)
        lines = {fault.line for fault in caught.value.faults}
        assert lines == {3, 5}
        assert "threshold_cascade" in str(caught.value)

    def test_a_file_without_cases(self, tmp_path: Path) -> None:
        with pytest.raises(CaseError, match="a list under cases"):
            from_file(_file(tmp_path, "schema: 1\n"), MECHANISMS)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(CaseError, match="not there"):
            from_file(tmp_path / "nowhere.yaml", MECHANISMS)

    def test_an_input_that_cannot_be_used_is_told_with_its_line(self, tmp_path: Path) -> None:
        text = CROWD.replace("n: 10, ", "").replace("'0,1,2,...,9'", "some")
        (case,) = from_file(_file(tmp_path, text), MECHANISMS)
        with pytest.raises(CaseError, match=r"cases\.yaml:6 crowd-01 inputs\.\w+ is"):
            run_case(case, people=1000)

    def test_a_single_case_needs_no_list(self, tmp_path: Path) -> None:
        one = "\n".join(line[2:] for line in CROWD.splitlines()[2:])
        (case,) = from_file(_file(tmp_path, one), MECHANISMS)
        assert case.id == "crowd-01"

    def test_ids_are_unique_and_say_where_they_were_read(self) -> None:
        cases = [case for name in MECHANISMS for case in shipped(name)]
        assert len({case.id for case in cases}) == len(cases) == 69
        assert all(case.source and case.evidence and case.protocol for case in cases)
        assert all(case.mechanism == name for name in MECHANISMS for case in shipped(name))


class TestCommand:
    def test_a_case_of_one_s_own(self, tmp_path: Path) -> None:
        right = _file(tmp_path, CROWD.replace("ACTIVE", "10"))
        found = CliRunner().invoke(app, ["validate", "--case", str(right), "--json"])
        assert found.exit_code == 0, found.output
        (case,) = json.loads(found.output)
        assert case["verdict"] == "pass"
        assert case["quantities"][0]["obtained"] == 10

    def test_a_case_that_fails_says_which_and_returns_five(self, tmp_path: Path) -> None:
        wrong = _file(tmp_path, CROWD.replace("ACTIVE", "9"))
        found = CliRunner().invoke(app, ["validate", "--case", str(wrong)])
        assert found.exit_code == 5
        assert "failed: crowd-01" in found.output

    def test_an_unknown_name(self) -> None:
        found = CliRunner().invoke(app, ["validate", "points_teirs"])
        assert found.exit_code == 2


def test_the_page_of_the_docs_has_every_case_and_every_paragraph() -> None:
    page = (Path(__file__).parents[3] / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    for name in MECHANISMS:
        assert mechanism(name).ABOUT.says in page, f"{name}: run `make mechanisms`"
        assert all(case.id in page for case in shipped(name))
