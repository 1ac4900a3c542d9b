"""Cases: what a file of them may hold, what is refused, and which ones are shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from crowd_case import CROWD, case_file
from discredit.errors import CaseError
from discredit.validation import MECHANISMS
from discredit.validation.case import from_file, shipped
from discredit.validation.table import run_case


class TestCases:
    def test_every_fault_with_its_line(self, tmp_path: Path) -> None:
        text = CROWD.replace("threshold_cascade", "treshold_cascade").replace("expected", "expect")
        with pytest.raises(CaseError) as caught:
            from_file(case_file(tmp_path, text), MECHANISMS)
        lines = {fault.line for fault in caught.value.faults}
        assert lines == {3, 5}
        assert "threshold_cascade" in str(caught.value)

    def test_a_file_without_cases(self, tmp_path: Path) -> None:
        with pytest.raises(CaseError, match="a list under cases"):
            from_file(case_file(tmp_path, "schema: 1\n"), MECHANISMS)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(CaseError, match="unreadable"):
            from_file(tmp_path / "nowhere.yaml", MECHANISMS)

    def test_an_input_that_cannot_be_used_is_told_with_its_line(self, tmp_path: Path) -> None:
        text = CROWD.replace("n: 10, ", "").replace("'0,1,2,...,9'", "some")
        (case,) = from_file(case_file(tmp_path, text), MECHANISMS)
        with pytest.raises(CaseError, match=r"cases\.yaml:6 crowd-01 inputs\.\w+ is"):
            run_case(case, people=1000)

    def test_a_single_case_needs_no_list(self, tmp_path: Path) -> None:
        one = "\n".join(line[2:] for line in CROWD.splitlines()[2:])
        (case,) = from_file(case_file(tmp_path, one), MECHANISMS)
        assert case.id == "crowd-01"

    def test_ids_are_unique_and_say_where_they_were_read(self) -> None:
        cases = [case for name in MECHANISMS for case in shipped(name)]
        assert len({case.id for case in cases}) == len(cases) == 69
        assert all(case.source and case.evidence and case.protocol for case in cases)
        assert all(case.mechanism == name for name in MECHANISMS for case in shipped(name))
