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
            from_file(case_file(tmp_path, text))
        lines = {fault.line for fault in caught.value.faults}
        assert lines == {5, 7}
        assert "threshold_cascade" in str(caught.value)

    def test_a_file_without_cases(self, tmp_path: Path) -> None:
        with pytest.raises(CaseError, match="a list under cases"):
            from_file(case_file(tmp_path, "schema: 1\n"))

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(CaseError, match="unreadable"):
            from_file(tmp_path / "nowhere.yaml")

    def test_an_input_that_cannot_be_used_is_told_with_its_line(self, tmp_path: Path) -> None:
        text = CROWD.replace("n: 10, ", "").replace("'0,1,2,...,9'", "some")
        text = text.replace("ACTIVE", "10")
        (case,) = from_file(case_file(tmp_path, text))
        with pytest.raises(CaseError, match=r"cases\.yaml:6 crowd-01 inputs\.\w+ is"):
            run_case(case, people=1000)

    def test_a_single_case_needs_no_list(self, tmp_path: Path) -> None:
        one = "\n".join(line[2:] for line in CROWD.replace("ACTIVE", "10").splitlines()[2:])
        (case,) = from_file(case_file(tmp_path, f"schema: 1\n{one}"))
        assert case.id == "crowd-01"

    def test_ids_are_unique_and_say_where_they_were_read(self) -> None:
        cases = [case for name in MECHANISMS for case in shipped(name)]
        assert len({case.id for case in cases}) == len(cases) == 74
        assert all(case.source and case.evidence and case.protocol for case in cases)
        assert all(case.mechanism == name for name in MECHANISMS for case in shipped(name))


STATED = CROWD.replace(
    """\
  expected: {active: ACTIVE}
  tolerance: {exact: true}
""",
    """\
  quantities:
    crowd:
      expected: 10
      key: active
      tolerance: {exact: true}
      kind: reproduced by the engine
""",
)


class TestQuantities:
    def test_a_case_names_what_it_compares(self, tmp_path: Path) -> None:
        (case,) = from_file(case_file(tmp_path, STATED))
        (line,) = run_case(case, people=1000).lines
        assert (line.name, line.obtained, line.passes) == ("crowd", 10, True)

    def test_the_published_form_is_read_as_the_same(self, tmp_path: Path) -> None:
        (stated,) = from_file(case_file(tmp_path, STATED))
        (published,) = from_file(case_file(tmp_path, CROWD.replace("ACTIVE", "10")))
        assert published.quantities == (stated.quantities[0]._replace(name="active"),)

    def test_without_tolerance_a_case_is_not_judged(self, tmp_path: Path) -> None:
        text = STATED.replace("      tolerance: {exact: true}\n", "")
        (case,) = from_file(case_file(tmp_path, text))
        outcome = run_case(case, people=1000)
        assert (outcome.verdict, outcome.passes) == ("not judged", False)

    def test_several_settings_are_each_run(self, tmp_path: Path) -> None:
        text = STATED.replace("'0,1,2,...,9'", "['0,1,2,...,9', '0,2,2,3,...,9']")
        (case,) = from_file(case_file(tmp_path, text.replace("expected: 10", "expected: [10, 1]")))
        assert run_case(case, people=1000).verdict == "pass"
        (case,) = from_file(case_file(tmp_path, text))
        assert run_case(case, people=1000).verdict == "fail", "one value has to hold for both"

    @pytest.mark.parametrize(
        ("right", "wrong", "where"),
        [
            ("title:", "titel:", r":4 titel is not a known key; .* Did you mean title\?"),
            ("inputs: {n:", "inputs: {N:", r":6 crowd-01 inputs\.N is 10; the inputs here are n,"),
            ("key: active", "key: activ", r":10 .*Did you mean active\?"),
            ("{exact: true}", "{}", r":11 .*not judged"),
            ("{exact: true}", "{exakt: true}", r":11 .*a tolerance is one of"),
            (
                "kind: reproduced by the engine",
                "kind: wiring check",
                r":12 .*Write kind: reproduced",
            ),
            ("n: 10", "n: [10, 10]", r":6 .*thresholds"),
            ("schema:", "schem:", r":1 schem is not a known key"),
        ],
    )
    def test_a_misspelt_key_is_refused_with_its_line(
        self, tmp_path: Path, right: str, wrong: str, where: str
    ) -> None:
        text = STATED.replace(right, wrong)
        if wrong.startswith("n: ["):
            text = text.replace("'0,1,2,...,9'", "['0,1', '0,2', '0,3']")
        with pytest.raises(CaseError, match=where):
            from_file(case_file(tmp_path, text))

    def test_two_cases_of_one_name(self, tmp_path: Path) -> None:
        twice = STATED + STATED.split("cases:\n")[1]
        with pytest.raises(CaseError, match="another case"):
            from_file(case_file(tmp_path, twice))
