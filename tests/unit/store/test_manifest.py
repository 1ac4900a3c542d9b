"""The manifest: it says all that a rerun needs, and is not believed once it was changed."""

from pathlib import Path

import pytest

from discredit.errors import OtherVersionError, ResultError
from stored_result import PLAN, change_manifest, opened_at


def test_the_manifest_says_all_that_a_rerun_needs(result: Path) -> None:
    page = opened_at(result).manifest
    assert page.plan().inputs == PLAN.inputs
    assert page.scale == pytest.approx(1_411_778_724 / 3000, rel=0.002)
    assert page.command == "a test"
    assert sum(page.evidence.grades.values()) == len(page.evidence.numbers) > 80
    term = next(n for n in page.evidence.numbers if n.path == "lists.defaulters.term_months")
    assert term.value == "before: 0; 2017-05: 24 (step)"
    assert term.range == (0, 36)


def test_a_manifest_whose_inputs_were_changed_is_refused(copy: Path) -> None:
    change_manifest(copy, people=3001)
    with pytest.raises(ResultError, match="The inputs in this manifest are not those"):
        opened_at(copy).manifest.plan()


def test_a_result_of_another_form_says_how_to_have_it_anew(copy: Path) -> None:
    change_manifest(copy, format=3)
    with pytest.raises(OtherVersionError, match=r"run it again into another folder: a test$"):
        opened_at(copy)
    with pytest.raises(OtherVersionError, match=r"Version \S+ wrote it and reads it"):
        opened_at(copy)
