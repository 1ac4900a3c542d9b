"""A system as a function: the same run as any other, told by its numbers."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import discredit as dc
from discredit.errors import InputError, PolicyError
from discredit.measures.levels import levels
from discredit.run.in_memory import in_memory
from discredit.studies.arms import against_first, read_arm
from discredit.studies.model import Model

SIZE: dict[str, Any] = {"people": 2000, "months": 24, "start": "2016-01"}
PATH = "observation.misrouted"
OUTCOMES = ("months_listed", "months_wrongly")


@pytest.fixture(scope="module")
def model() -> Model:
    return dc.model("court-list", outcomes=OUTCOMES, seeds=2, **SIZE)


@pytest.mark.parametrize("value", [None, 0.05])
def test_it_is_the_run_with_that_number(model: Model, value: float | None) -> None:
    setting = "" if value is None else f"+{PATH}={value}"
    (plan,) = against_first([read_arm(f"court-list{setting}")], seeds=2, **SIZE).values()
    runs = [in_memory(replace(plan, seeds=(seed,), traced=())) for seed in plan.seeds]
    tables: list[Any] = [levels(one).set_index("measure")["difference"] for one in runs]
    expected = {name: np.mean([one[name] for one in tables]) for name in OUTCOMES}
    found = model() if value is None else model(**{PATH: np.float64(value)})
    assert found == expected
    assert expected["months_listed"] > 0


def test_it_travels_to_another_process_and_stays_itself(model: Model) -> None:
    there: Model = pickle.loads(pickle.dumps(model))
    assert there == model and there.levers == model.levers
    assert there(**{PATH: 0.05}) == model(**{PATH: 0.05}) != model()


def test_its_levers_are_the_numbers_that_have_a_range(model: Model) -> None:
    low, high = model.levers[PATH]
    assert 0 < low < high < 1
    assert all(low < high for low, high in model.levers.values())


def test_what_it_has_not_is_refused_with_the_nearest(model: Model) -> None:
    with pytest.raises(PolicyError, match=r"Did you mean observation\.misrouted"):
        model(**{"observation.misroute": 0.1})
    with pytest.raises(InputError, match="Did you mean months_wrongly"):
        dc.model("court-list", outcomes="months_wrong")
