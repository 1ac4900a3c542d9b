"""Designs: the two sides differ in the switch alone, and each assumption is tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from discredit.errors import InputError, PolicyError
from discredit.policy.address import numbers
from discredit.studies.design import scenarios, size_of, tasks
from discredit.studies.question import load_study
from small_study import SMALL, changed, written


def test_an_assumption_that_the_switch_sets_is_moved_on_one_side_only(tmp_path: Path) -> None:
    question = load_study(written(tmp_path))
    assert [a.sides for a in question.assumptions] == [("on",), ("off", "on")]
    plans = {(t.scenario, t.side): t.plan for t in tasks(question, SMALL) if t.seed == 1}
    for (scenario, side), plan in plans.items():
        held = numbers(plan.policy)["observation.misrouted"].value
        expected = numbers(question.off)["observation.misrouted"].value
        if side == "on":
            expected = float(scenario.rsplit(" ", 1)[1]) if "misrouted" in scenario else 0.04
        assert held == expected, scenario


def test_the_ends_are_tried_one_at_a_time(tmp_path: Path) -> None:
    tried = scenarios(load_study(written(tmp_path)))
    assert [[(a.path, value) for a, value in one.values] for one in tried] == [
        [("observation.misrouted", 0.0)],
        [("observation.misrouted", 0.05)],
        [("behaviour.debts.dispute_by_occupation.business_owner", 0.0)],
        [("behaviour.debts.dispute_by_occupation.business_owner", 6.0)],
    ]


@pytest.mark.parametrize("draws", [2, 7, 20])
def test_a_hypercube_meets_each_slice_of_each_range_once(tmp_path: Path, draws: int) -> None:
    text = changed("design: ends,", f"design: hypercube, draws: {draws},")
    question = load_study(written(tmp_path, text))
    tried = scenarios(question)
    assert len(tried) == draws
    for at, assumption in enumerate(question.assumptions):
        values = sorted(one.values[at][1] for one in tried)
        width = (assumption.high - assumption.low) / draws
        slices = [int((value - assumption.low) / width) for value in values]
        assert slices == list(range(draws))


def test_a_hypercube_is_the_same_whenever_the_same_numbers_are_moved(tmp_path: Path) -> None:
    text = changed("design: ends,", "design: hypercube, draws: 20,")
    first, again = (scenarios(load_study(written(tmp_path, text))) for _ in range(2))
    assert [one.values for one in first] == [one.values for one in again]
    orders = [[one.values[at][1] for one in first] for at in range(len(first[0].values))]
    assert all(order != sorted(order) for order in orders)


def test_a_shorter_run_than_its_outcome_needs_is_refused(tmp_path: Path) -> None:
    question = load_study(written(tmp_path, changed("  times: 100000", "  last_months: 6")))
    with pytest.raises(InputError, match="the last 6 months"):
        size_of(question, months=5)


@pytest.mark.parametrize(
    ("people", "seeds", "said"),
    [
        (None, -2, "seeds is -2; a seed must be a whole number from 0"),
        (None, 0, "seeds is 0 long; a study needs 2 seeds or more"),
        (None, 1, "seeds is 1 long; a study needs 2 seeds or more"),
        (None, [7], "seeds is 1 long; a study needs 2 seeds or more"),
        (None, [7, 7], "seeds is 7 twice"),
        (None, 1e9, "seeds is more than 1000 long"),
        (0, None, "people is 0; it must be a whole number from 1"),
        (1000.5, None, "people is 1000.5; it must be a whole number from 1"),
    ],
)
def test_what_a_study_cannot_be_is_refused(
    tmp_path: Path, people: float | None, seeds: Any, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        size_of(load_study(written(tmp_path)), people=people, seeds=seeds)


def test_seeds_are_counted_or_named(tmp_path: Path) -> None:
    question = load_study(Path(written(tmp_path)))
    counted = [size_of(question, seeds=seeds) for seeds in (3, np.int64(3), 3.0, [1, 2, 3], "3")]
    assert set(counted) == {counted[0]}
    named = size_of(question, people=np.float64(1e3), seeds=np.array([7, 2**63 - 1], np.uint64))
    run = [(task.seed, task.plan.seeds, task.plan.people) for task in tasks(question, named)]
    assert {seed for seed, _, people in run if people == 1000} == {7, 2**63 - 1}
    assert {seed for seed, _, people in run if people == 400} == {7}
    assert all((seed,) == seeds for seed, seeds, _ in run)


def test_an_assumption_about_the_society_is_moved_on_both_sides(tmp_path: Path) -> None:
    text = changed("assumptions: [", "assumptions: [society.savings_months, ")
    question = load_study(written(tmp_path, text))
    assert [a.is_of_society for a in question.assumptions] == [True, False, False]
    for task in tasks(question, SMALL):
        months = task.plan.society.spec.value("savings_months")
        of_society = task.scenario.startswith("society.savings_months")
        assert months == (float(task.scenario.rsplit(" ", 1)[1]) if of_society else 8)
        if of_society:
            assert task.plan.policy == getattr(question, task.side)


def test_an_assumption_that_no_society_has_is_refused_with_its_line(tmp_path: Path) -> None:
    text = changed("assumptions: [", "assumptions: [society.savings_moths, ")
    with pytest.raises(
        PolicyError,
        match=r"small.yaml:\d+ assumptions.0. is no such number; .*"
        r"Did you mean society.savings_months",
    ):
        load_study(written(tmp_path, text))
