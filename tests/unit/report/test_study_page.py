"""A study's finding in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from discredit.report import study_page
from discredit.studies.design import tasks
from discredit.studies.finding import Outcomes, finding_of
from discredit.studies.question import load_study
from small_study import SMALL, told, written


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((40e-5, -10e-5), "no direction can be told"),
        ((40e-5, 41e-5), "up by 40.5"),
        ((-40e-5, -41e-5), "down by 40.5"),
        ((0.0, 0.0), "no change whatever"),
    ],
)
def test_a_change_has_a_direction_where_its_interval_has(
    tmp_path: Path, changes: tuple[float, float], said: str
) -> None:
    question = load_study(written(tmp_path))
    outcomes: Outcomes = {
        (task.scenario, task.seed, task.side): (
            told(1e-3 + (changes[task.seed - 1] if task.side == "on" else 0.0)),
        )
        for task in tasks(question, SMALL)
    }
    finding = finding_of(question, SMALL, outcomes, "")
    happens = study_page.in_words(finding).happens
    assert said in happens
    directions = ("up by", "down by", "no direction can be told", "no change whatever")
    assert [word for word in directions if word in happens] == [said.removesuffix(" 40.5")]
