"""How people learn that they are listed: by the ways that a system has, and by no other."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit.policy.rules import Rules
from discredit.policy.schema import Policy
from discredit.step import ORDINARY
from discredit.validation.mechanisms.parts import corridor, policies
from discredit.validation.mechanisms.parts.corridor import World
from discredit.vocabulary import WAYS, Status
from random_months import few, seeds
from small_society import change

ROWS, MONTHS = 1024, 12
NEVER = dict.fromkeys(WAYS, 0.0)


@cache
def policy() -> Policy:
    """One list that fines, withholds, shows and refuses, and tells nobody."""
    watch = {"seen": 1.0, "false_records": 0.05}
    return policies.policy(
        behaviour={
            "conducts": {"fault": {"kind": "offence", "about": "made up", "rate": 0.02}},
            "wants": {"loan": 0.3},
        },
        observation={"conducts": {"fault": watch}, "notice_reaches": 0.0},
        lists={
            "black": {
                "about": "made up", "colour": "black", "grounds": {"fault": True},
                "term_months": 5.0, "fine": 100.0, "deduction": 0.1, "shown_to": 0.5,
            }
        },
        gates={"lists": {"black": {"closes": {"loan": True}}}},
        redress={"access": 0.0, "reasons": 0.0},
        life={"learned_by": NEVER},
    )  # fmt: skip


@cache
def rules() -> Rules:
    return policies.rules(policy(), 1)


def learned_by(of: Rules, **shares: float) -> Rules:
    row = [{**NEVER, **shares}[way] for way in WAYS]
    return change(of, "life", learned_by=row)


def lived(of: Rules, seed: int = 3) -> tuple[Any, Any, Any]:
    """Who is listed, knows it and is refused, by month."""
    world = corridor.begin(policy(), corridor.crowd(ROWS))
    _, seen = corridor.walk(world, of, look, seed, months=MONTHS, rooms=ORDINARY)
    return tuple(map(np.asarray, seen))


def look(world: World, month: Any) -> Any:
    on = world.held.listed.status[0] == Status.LISTED
    return on, world.truth.is_aware, month.toll.refused != 0


def test_where_nothing_tells_nobody_learns_of_an_entry() -> None:
    on, knows, refused = lived(learned_by(rules()))
    assert (on & refused).any() and not knows.any()


@pytest.mark.parametrize("way", ["fine", "deduction", "showing"])
def test_money_taken_and_a_name_shown_tell_at_once(way: str) -> None:
    """And whoever has left the list knows of it until the last copy of the entry is gone."""
    on, knows, _ = lived(learned_by(rules(), **{way: 1.0}))
    left = np.concatenate([np.zeros((1, ROWS), bool), on[:-1]]) & ~on
    assert on.any() and knows[on].all()
    assert not (knows & ~on & ~left).any()


@pytest.mark.parametrize(("way", "absent"), [("fine", "fine"), ("deduction", "deduction"),
                                             ("showing", "shown_to")])  # fmt: skip
def test_a_way_that_a_system_does_not_have_tells_nobody(way: str, absent: str) -> None:
    """A fine of nought is none, nor is a screen that nobody sees."""
    of = change(learned_by(rules(), **{way: 1.0}), "lists", **{absent: 0.0})
    on, knows, _ = lived(of)
    assert on.any() and not knows.any()


def test_a_refusal_tells_where_no_reason_is_given() -> None:
    """Of those never refused nobody knows; of the others, at the first time, the stated share."""
    _, knows, refused = lived(learned_by(rules(), refusal=0.25))
    ever = np.logical_or.accumulate(refused)
    first = ever & (ever.cumsum(axis=0) == 1)
    assert not (knows & ~ever).any()
    share, cases = knows[first].mean(), first.sum()
    assert abs(share - 0.25) < 4 * np.sqrt(0.25 * 0.75 / cases)  # once in fifteen thousand


shares = st.floats(0, 1, width=32)


@few(max_examples=10)
@given(seeds, st.tuples(*[shares] * 4), st.tuples(*[shares] * 4))
def test_more_ways_never_mean_that_fewer_know(seed: int, one: Any, other: Any) -> None:
    low = dict(zip(WAYS, np.minimum(one, other), strict=True))
    high = dict(zip(WAYS, np.maximum(one, other), strict=True))
    few_know, more_know = (lived(learned_by(rules(), **ways), seed)[1] for ways in (low, high))
    assert not (few_know & ~more_know).any()
