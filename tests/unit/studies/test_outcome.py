"""Outcomes: one number from the sums of a run, as one reckons it by hand."""

from __future__ import annotations

import numpy as np
import pytest

from discredit.columns import MEASURES
from discredit.studies.outcome import NeededSums, outcome_of
from discredit.studies.schema import Outcome

TAKEN = NeededSums((("all", "all"), ("settlement", "rural"), ("settlement", "urban")),
              ("listed", "people", "entries"))  # fmt: skip

SUMS = np.array(
    [
        [[5, 100, 50], [1, 40, 8], [4, 60, 42]],
        [[9, 110, 70], [3, 50, 10], [6, 60, 60]],
        [[9, 120, 90], [3, 60, 30], [6, 60, 60]],
    ],
    np.int64,
)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"measure": "listed"}, 23 / 330),
        ({"measure": "listed", "last_months": 2}, 18 / 230),
        ({"measure": "entries"}, 210 / 110),
        ({"measure": "entries", "per": "listed"}, 210 / (23 / 3)),
        ({"measure": "listed", "per": None}, 23 / 3),
        ({"measure": "entries", "per": None}, 210.0),
        ({"measure": "listed", "group": ("settlement", "rural")}, 7 / 150),
        (
            {"measure": "entries", "group": ("settlement", "urban"),
             "against": ("settlement", "rural")},
            162 / 60 - 48 / 50,
        ),
    ],
)  # fmt: skip
def test_an_outcome_is_what_one_reckons_by_hand(asked: dict, expected: float) -> None:
    assert MEASURES["entries"].is_flow and not MEASURES["listed"].is_flow
    fields = {
        key: {"dimension": value[0], "label": value[1]} if key in ("group", "against") else value
        for key, value in asked.items()
    }
    outcome = Outcome.model_validate({"says": "x", "unit": "y", **fields})
    assert outcome_of(outcome, SUMS, TAKEN) == pytest.approx(expected, rel=1e-15)


def test_an_outcome_of_nobody_is_no_number() -> None:
    outcome = Outcome.model_validate({"says": "x", "unit": "y", "measure": "listed"})
    assert np.isnan(outcome_of(outcome, np.zeros_like(SUMS), TAKEN))
