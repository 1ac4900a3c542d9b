"""Several settings in one case."""

from __future__ import annotations

from typing import Any

import pytest

from discredit.errors import CaseError
from discredit.validation import run
from discredit.validation.about import LIST, ONE, TABLE
from discredit.validation.settings import count, together

TAKES = {"rate": ONE, "rule": ONE, "thresholds": LIST, "W": TABLE, "start_*": LIST}


@pytest.mark.parametrize(
    ("inputs", "settings"),
    [
        ({"rate": 0.1}, None),
        ({"rate": [0.1, 0.2, 0.3]}, 3),
        ({"rule": ["-1/+2", "-1/top"], "rate": [0.1, 0.2]}, 2),
        ({"thresholds": [0, 1, 2]}, None),
        ({"thresholds": [[0, 1, 2], [0, 2, 2]]}, 2),
        ({"thresholds": ["0,1,...,9", "0,2,...,10"]}, 2),
        ({"thresholds": ["1/3", "infinity"]}, None),
        ({"W": [[1, 0], [0, 1]]}, None),
        ({"W": [[[1, 0], [0, 1]], [[0, 1], [1, 0]]]}, 2),
        ({"start_2": [[0.5, 0.5]], "rate": 0.3}, 1),
    ],
)
def test_how_many_settings(inputs: dict[str, Any], settings: int | None) -> None:
    assert count(inputs, TAKES) == settings


def test_lists_of_settings_go_together() -> None:
    with pytest.raises(CaseError, match="rate has 1"):
        count({"rate": [0.1], "rule": ["a", "b", "c"]}, TAKES)


def test_an_input_that_is_not_taken_is_refused_with_the_nearest() -> None:
    with pytest.raises(CaseError, match="Did you mean thresholds"):
        count({"tresholds": [1]}, TAKES)


def test_results_become_lists_key_by_key() -> None:
    obtained = [{"x": 1, "by": {"a": 2}, "a_2": True}, {"x": 3, "by": {"a": 4}, "a_3": [7]}]
    assert together(obtained) == {"x": [1, 3], "by": {"a": [2, 4]}, "a_2": True, "a_3": [7]}


def test_two_crowds_in_one_run_end_as_they_do_alone() -> None:
    texts = ["0,1,2,...,9", "0,2,2,3,...,9"]
    alone = [run("threshold_cascade", {"thresholds": text}, people=1000, seed=1) for text in texts]
    both = run("threshold_cascade", {"thresholds": texts}, people=1000, seed=1)
    assert both == {key: [one[key] for one in alone] for key in alone[0]}
    assert both["active"] == [10, 1]
