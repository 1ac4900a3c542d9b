"""Every list alike: who is entered, what that asks of people, who is heard."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, UInt16, UInt32

from discredit import life, lists, redress
from discredit.dossier import (
    Doors,
    Dossier,
    Listed,
)
from discredit.draws import Draws
from discredit.lists import Standing
from discredit.observation import Hindsight
from discredit.policy.rules import ListRules, Rules
from discredit.society.people import People
from discredit.step.scores import Scored
from discredit.truth import Conditions, Truth
from discredit.vocabulary import GROUNDS, OCCUPATIONS, UNSCORED, Status

_STUDENT = OCCUPATIONS.index("student")


def decide(
    before: Listed,
    rests_on: UInt16[Array, " n"],
    sightings: Any,
    hindsight: Hindsight,
    scored: Scored,
    on_lists: UInt32[Array, " n"],
    newly_on: UInt32[Array, " n"],
    people: People,
    rules: ListRules,
) -> tuple[Listed, UInt16[Array, " n"]]:
    """Every list alike; and whether each new entry rests on something that is so."""
    shown = None if scored.shown is None else scored.shown.shown
    is_scored = None if scored.bands is None else scored.bands != UNSCORED
    standing = Standing(people.age, people.occupation == _STUDENT, people.occupation)
    just = rests_on.astype(jnp.uint32)

    def one(mine: Listed, rule: ListRules) -> tuple[Listed, Bool[Array, " n"]]:
        calls = lists.called_for(shown, is_scored, on_lists, newly_on, rule)
        deserved = lists.called_for(
            scored.earned, is_scored, on_lists & just, newly_on & just, rule
        )
        after = lists.decide(mine, sightings, calls, standing, rule)
        place = (jnp.maximum(after.ground, 1) - 1).astype(jnp.uint32)
        did_it = ((hindsight.so >> place) & 1) != 0
        by_conduct = did_it & (after.ground > len(GROUNDS))
        is_so = jnp.where(after.ground == 0, deserved.by_score | deserved.by_list, by_conduct)
        return after, is_so

    listed, is_so = jax.vmap(one)(before, rules)
    for k in range(before.status.shape[0]):
        decided = (before.status[k] == Status.CLEAR) & (listed.status[k] != Status.CLEAR)
        bit = jnp.uint16(1 << k)
        now = (rests_on & ~bit) | jnp.where(is_so[k], bit, jnp.uint16(0))
        rests_on = jnp.where(decided, now, rests_on)
        rests_on = jnp.where(listed.status[k] == Status.CLEAR, rests_on & ~bit, rests_on)
    return listed, rests_on


def burden(
    due: lists.Dues,
    listed: Listed,
    doors: Doors,
    rests_on: UInt16[Array, " n"],
    scored: Scored,
    rules: ListRules,
) -> life.Burden:
    """Red lists are no burden, and knowing of one is not knowing of being listed."""
    stands = (listed.status != Status.CLEAR) & (rules.is_red == 0)[:, None]
    is_earned = rests_on != 0
    if scored.bands is not None and scored.earned_bands is not None:
        by_score = ~stands.any(axis=0) & (scored.bands >= scored.earned_bands).all(axis=0)
        is_earned = is_earned | by_score
    touched = (doors.closed | doors.dearer | doors.slower) != 0
    return life.Burden(
        fine=due.fine,
        deduction=due.deduction,
        shown=due.shown,
        was_told=(stands & listed.was_notified).any(axis=0),
        on_file=stands.any(axis=0) | touched,
        is_earned=is_earned,
    )


def hear(
    people: People,
    truth: Truth,
    acts: Any,
    listed: Listed,
    copies: UInt32[Array, "list n"],
    held: Dossier,
    conditions: Conditions,
    rules: Rules,
    draws: Draws,
) -> tuple[Listed, UInt32[Array, "list n"], Any, redress.Outcome]:
    """Every list has its appeals; the desks are the same."""
    who = redress.Appellants(
        truth.is_aware, truth.trust, truth.grievance, people.education, people.income_fifth
    )

    def one(k: Array, mine: Listed, copy: Any, cases: Any, is_red: Array) -> Any:
        rests_on = ((truth.rests_on >> k.astype(jnp.uint16)) & 1) != 0
        is_wrong = redress.wrong(acts, rests_on, mine, rules.redress)
        return redress.hear(
            is_wrong, who, mine, copy, cases, conditions.called, is_red, rules.gates.holders, k,
            rules.redress, draws,
        )  # fmt: skip

    places = jnp.arange(listed.status.shape[0], dtype=jnp.uint32)
    return jax.vmap(one)(places, listed, copies, held.cases, rules.lists.is_red)
