"""In a time of grace those who know of a decision object, and some entries never come."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from discredit.policy.rules import Rules
from discredit.policy.schema import Policy
from discredit.step import ORDINARY
from discredit.validation.mechanisms.parts import corridor, policies
from discredit.validation.mechanisms.parts.corridor import World
from discredit.vocabulary import DESKS, Status
from random_months import few, seeds
from small_society import change

ROWS, MONTHS = 1024, 10


@cache
def policy() -> Policy:
    """Half of those decided upon have done nothing; everybody is told, and a desk never errs."""
    return policies.policy(
        behaviour={"conducts": {"fault": {"kind": "offence", "about": "made up", "rate": 0.03}}},
        observation={"conducts": {"fault": {"seen": 1.0, "false_records": 0.03}}},
        lists={
            "black": {
                "about": "made up", "colour": "black", "grounds": {"fault": True},
                "grace_months": 2.0, "term_months": 6.0,
            }
        },
        redress={
            "filing_rate": 0.2, "filing_if_rightly": 0.5, "objects": 1.0,
            "capacity": policies.each(DESKS, 1000.0), "sensitivity": policies.each(DESKS, 1.0),
        },
    )  # fmt: skip


@cache
def rules() -> Rules:
    return policies.rules(policy(), 1)


class Lived(NamedTuple):
    filed: Any
    upheld: Any
    warned: Any
    entered: Any


def lived(of: Rules, seed: int = 3) -> Lived:
    world = corridor.begin(policy(), corridor.crowd(ROWS))
    _, seen = corridor.walk(world, of, look, seed, months=MONTHS, rooms=ORDINARY)
    return Lived(*map(np.asarray, seen))


def look(world: World, month: Any) -> Any:
    objections = month.outcome.objections
    entered = month.after.listed.times[0] != month.before.listed.times[0]
    warned = month.before.listed.status[0] == Status.WARNED
    return objections.filed[0], objections.upheld[0], warned, entered


@few(max_examples=6)
@given(seeds, st.floats(0, 4, width=32))
def test_where_there_is_no_grace_nobody_objects(seed: int, objects: float) -> None:
    of = change(change(rules(), "lists", grace_months=0), "redress", objects=objects)
    past = lived(of, seed)
    assert past.entered.any()
    assert not past.filed.any() and not past.warned.any()


def test_whoever_is_upheld_was_decided_upon_and_is_not_entered() -> None:
    past = lived(change(rules(), "redress", objects=4.0))
    assert past.upheld.any()
    assert (past.warned | ~past.upheld).all()
    assert not (past.upheld & past.entered).any()


def test_those_who_object_are_entered_less_often() -> None:
    """The same decisions come to both worlds in the first months, and objections end some."""
    never, often = (lived(change(rules(), "redress", objects=o)) for o in (0.0, 4.0))
    assert not never.filed.any() and often.filed.any()
    first = [past.entered[:4].any(axis=0) for past in (never, often)]
    assert not (first[1] & ~first[0]).any()
    assert first[1].sum() < 0.9 * first[0].sum()
