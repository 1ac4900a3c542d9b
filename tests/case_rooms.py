"""The rooms that decide, month by month, for the persons of worked cases: no chance, no copies.

What a case states as a fact (the records that reached the file, the features that a scorer knows,
whether somebody opted in) is put where the world would otherwise have drawn it.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from discredit import dossier, gates, lists, score
from discredit.dossier import Appraisal, Friends, Listed, Scored, Sightings
from discredit.draws import MONTHS_LIMIT, Draws, key_of
from discredit.observation import appraisal, register_of
from discredit.policy.rules import Rules
from discredit.society.people import People
from discredit.step import Branch
from discredit.vocabulary import FEATURES


class State(NamedTuple):
    """What the agencies hold on the persons of all cases of a system."""

    account: Any
    history: Any
    listed: Listed
    copies: Any


class Facts(NamedTuple):
    """What does not change about them."""

    people: People
    opted_in: Any
    features: Any
    error: Any
    manner: Any
    friends: Friends
    clears: Any


class After(NamedTuple):
    """What a month decides."""

    shown: Any
    bands: Any
    listed: Listed
    doors: dossier.Doors
    dues: lists.Dues


QUICK = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
"""Every system is compiled once and run once: here the compiler's pains do not pay."""


@partial(jax.jit, compiler_options=QUICK)
def follow(
    state: State, facts: Facts, told: Sightings, has_begun: Any, rules: Rules, when: Any
) -> After:
    """Month after month: columns of told, has_begun and rules begin with the month."""

    def month(state: State, at: Any) -> tuple[State, After]:
        t, told, has_begun, rules = at
        draws = Draws(key_of(1), jnp.arange(has_begun.shape[0], dtype=jnp.uint32), t)
        return month_of(state, facts, told, has_begun, rules, draws)

    return jax.lax.scan(month, state, (when, told, has_begun, rules))[1]


def month_of(
    state: State, facts: Facts, told: Sightings, has_begun: Any, rules: Rules, draws: Draws
) -> tuple[State, After]:
    """The rooms that decide, in the corridor's order; nothing happens before a case begins."""
    go = Branch(draws.month < MONTHS_LIMIT)
    register = register_of(facts.people, by_region=True)
    scored = shown = bands = None
    account, history = state.account, state.history
    if rules.score is not None:
        history, scored = go(score_of, state, facts, told, has_begun, rules, draws)
        (account, shown), bands = scored
    listed = go(lists.decide, state.listed, told, scored, register, rules.lists)
    held = jnp.where(facts.clears, jnp.uint32(0), state.copies)
    copies, doors = gates.close(listed.status, held, scored, rules.gates)
    dues = lists.dues(state.listed.status, listed, rules.lists)
    new = State(account, history, listed, copies)
    new = jax.tree.map(lambda now, old: jnp.where(has_begun, now, old), new, state)
    return new, After(shown, bands, listed, doors, dues)


def score_of(
    state: State, facts: Facts, told: Sightings, has_begun: Any, policy: Rules, draws: Draws
) -> tuple[Any, Scored]:
    """History, and score with band. Of those who may be scored, who opted in is a fact of the case;
    nobody opts in before there is anything to opt in to."""
    rules = policy.score
    assert rules is not None
    on_lists, _ = lists.on_which(state.listed)
    spoils = appraisal.spoiling(rules, policy.behaviour.conducts)
    history = appraisal.remember(state.history, told.records & spoils)
    offered = rules._replace(consent=(rules.consent > 0).astype(jnp.float32))
    may_be = appraisal.who_is_scored(register_of(facts.people, by_region=True), offered, draws)
    is_history = jnp.arange(len(FEATURES))[:, None] == FEATURES.index("history")
    rows = rules.base.shape[0]
    known = Appraisal(
        is_scored=may_be & facts.opted_in & has_begun,
        features=jnp.tile(jnp.where(is_history, history, facts.features), (rows, 1, 1)),
        error=jnp.tile(facts.error, (rows, 1)),
        has_error=jnp.tile(facts.error != 0, (rows, 1)),
        manner=jnp.tile(facts.manner, (rows, 1)),
    )
    return history, score.update(state.account, told.records, on_lists, known, facts.friends, rules)
