"""Outcomes: one number from the sums of a run, as one reckons it by hand."""

from __future__ import annotations

import numpy as np
import pytest

from discredit.columns import MEASURES, SERIES_GROUPS
from discredit.plan import draw_up
from discredit.store.tables import form_of
from discredit.studies.outcome import NeededSums, told_of
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
    assert told_of(outcome, SUMS, TAKEN).value == pytest.approx(expected, rel=1e-15)


def test_sums_are_taken_by_the_groups_of_the_society() -> None:
    form = form_of(draw_up("sensitive-occupations", people=120, months=1))
    groups, names = form.series_groups, form.own[0]
    assert groups[-1][0] == "occupation" and len(groups) < len(SERIES_GROUPS)
    sums = np.arange(len(groups) * len(names)).reshape(len(groups), len(names))
    absent = next(group for group in SERIES_GROUPS if group not in groups)
    asked = (("all", "all"), ("settlement", "rural"), absent, groups[-1])
    found = NeededSums(asked, ("people", "offences")).of(sums, groups, names)
    rows = [groups.index(group) for group in asked if group != absent]
    taken = sums[rows][:, [names.index("people"), names.index("offences")]]
    assert np.array_equal(found[[0, 1, 3]], taken)
    assert not found[2].any()


def test_an_outcome_of_nobody_is_no_number() -> None:
    outcome = Outcome.model_validate({"says": "x", "unit": "y", "measure": "listed"})
    assert np.isnan(told_of(outcome, np.zeros_like(SUMS), TAKEN).value)


@pytest.mark.parametrize(
    ("asked", "taken_of", "counted", "each"),
    [
        ({"measure": "listed"}, 110, 23 / 3, 1 / 110),  # people in a mean month
        ({"measure": "entries"}, 110, 210, 1 / 110),  # events of all months
        ({"measure": "entries", "per": "listed"}, 23 / 3, 210, 3 / 23),
        ({"measure": "entries", "per": None}, 110, 210, 1.0),
        ({"measure": "listed", "per": "entries"}, 210, 23 / 3, 3 / 210),
    ],
)
def test_an_outcome_tells_what_it_rests_on(
    asked: dict, taken_of: float, counted: float, each: float
) -> None:
    outcome = Outcome.model_validate({"says": "x", "unit": "y", **asked})
    told = told_of(outcome, SUMS, TAKEN)
    (part,) = told.parts
    assert part == pytest.approx((told.value, 110, taken_of, counted, each))
    assert part.counted * part.each == pytest.approx(told.value)


def test_of_a_mean_the_cases_are_those_it_is_taken_of() -> None:
    study = {"measure": "trust"}, {"measure": "counter_hours"}
    mood, hours = (Outcome.model_validate({"says": "x", "unit": "y", **o}) for o in study)
    needed = NeededSums((("all", "all"),), ("trust", "counter_hours", "counter_visits", "people"))
    sums = np.array([[[-500, 900, 3, 100]], [[-300, 300, 1, 100]]], np.int64)
    (part,) = told_of(mood, sums, needed).parts
    assert (part.taken_of, part.people) == (100, 100) and np.isnan(part.counted)
    (part,) = told_of(hours, sums, needed).parts
    assert part.value == pytest.approx(12 / 100)
    assert part.taken_of == 4 and np.isnan(part.counted)
