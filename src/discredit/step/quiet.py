"""A month in which nothing happens to a person: for most people, almost every month.

Nobody of these owes, is on a file, meets a closed door, does anything that could be written down or
is written down for something not done. Jobs still come and go, money is earned and spent, moods
fade, scores drift. Only the others need the rooms; `tests/laws/test_quiet.py` holds that the rooms
would have made the same month of these, bit for bit.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, UInt8

from discredit import behaviour, life, lists, observation
from discredit.dossier import (
    Dossier,
    nothing_seen,
)
from discredit.draws import MONTHS_LIMIT, Draws
from discredit.observation.catalogue import place_of
from discredit.policy.rules import GateRules, Rules
from discredit.record import Month
from discredit.redress import Outcome
from discredit.society.people import People, name_weight
from discredit.step import scores
from discredit.step.branch import enter
from discredit.truth import Conditions, Debt, Surroundings, Truth, idle, works
from discredit.vocabulary import UNSCORED, Status


class Quiet(NamedTuple):
    """A month without events, and for whom it is none: their rows here say nothing."""

    stirs: Bool[Array, " n"]
    truth: Truth
    held: Dossier
    month: Month


def month(
    draws: Draws,
    people: People,
    rules: Rules,
    truth: Truth,
    held: Dossier,
    surroundings: Surroundings,
    conditions: Conditions,
) -> Quiet:
    """What `step.advance` makes of all those to whom nothing happens; and who the others are.

    Columns that such a month leaves alone are handed on as they came, so that nobody writes them.
    """
    go = partial(enter, draws.month < MONTHS_LIMIT)
    n = people.age.shape[0]
    short = scores.to_next_band(held.scores, people, rules.score, draws)
    belief, does = go(
        behaviour.stirs,
        people, truth, held.doors.closed, short, surroundings, rules.behaviour, draws,
    )  # fmt: skip
    noted = go(
        observation.stirs, surroundings.strays, place_of(people),
        name_weight(people.name_frequency), conditions.discontent, rules.observation, draws,
    )  # fmt: skip
    stirs = _has_business(truth, held, surroundings) | does | noted
    before, truth = truth, truth._replace(belief=belief)
    scored = scores.Scored(None, None, None, None, held.files, truth.earned, None)
    if rules.score is not None:
        scored = go(_score, people, truth, held, surroundings, rules, draws)
        stirs = stirs | _is_called(scored, rules) | _meets_doors(scored.bands, rules.gates)
    truth, toll = go(life.live_quietly, people, truth, surroundings, conditions, rules.life, draws)
    # What such a month leaves alone is handed on as it came.
    truth = truth._replace(
        **{name: getattr(before, name) for name in _UNTOUCHED}, earned=scored.account
    )
    files = held.files._replace(history=scored.files.history, is_mended=scored.files.is_mended)
    after = held._replace(files=files, scores=scored.shown)
    no = jnp.zeros(held.listed.status.shape, bool)
    return Quiet(
        stirs & people.present,
        truth,
        after,
        Month(
            idle(n), nothing_seen(n), observation.nothing_so(n), held, after, truth, toll,
            Outcome(no, no, no, no), surroundings, works(people), scored.bands, scored.earned_bands,
            scored.earned, scored.has_error, rules.lists.is_red == 0,
        ),
    )  # fmt: skip


_UNTOUCHED = ("owed", "debt", "debt_month", "company_owes", "is_aware", "rests_on")


def _score(
    people: People,
    truth: Truth,
    held: Dossier,
    surroundings: Surroundings,
    rules: Rules,
    draws: Draws,
) -> scores.Scored:
    n = people.age.shape[0]
    nowhere = jnp.zeros(n, jnp.uint32)
    return scores.both(
        people, truth, held.files, held, nothing_seen(n), observation.nothing_so(n), nowhere,
        surroundings, rules, draws,
    )  # fmt: skip


def _has_business(truth: Truth, held: Dossier, surroundings: Surroundings) -> Bool[Array, " n"]:
    """Who has anything open: a debt, a file, an entry or its traces, a case, a door, a letter."""
    listed, doors = held.listed, held.doors
    on_lists = (
        (listed.status != Status.CLEAR)
        | (listed.exit != 0)
        | (listed.strikes != 0)
        | (listed.quiet != 0)
        | (held.copies != 0)
        | (held.cases.stage != 0)
    ).any(axis=0)
    at_doors = (doors.closed | doors.dearer | doors.slower | doors.favoured) != 0
    return (
        (truth.debt != Debt.NONE)
        | truth.company_owes
        | truth.is_aware
        | held.files.is_open
        | (held.files.stray != 0)
        | (surroundings.strays != 0)
        | on_lists
        | at_doors
    )


def _is_called(scored: scores.Scored, rules: Rules) -> Bool[Array, " n"]:
    """For whom a score alone calls for an entry on some list."""
    assert scored.shown is not None and scored.bands is not None
    nowhere = jnp.zeros(scored.bands.shape[1:], jnp.uint32)
    is_scored = scored.bands != UNSCORED
    called = nowhere != 0
    for k in range(rules.lists.scorer.shape[0]):
        rule = rules.lists._replace(
            scorer=rules.lists.scorer[k],
            below=rules.lists.below[k],
            above=rules.lists.above[k],
            follows=rules.lists.follows[k],
        )
        calls = lists.called_for(scored.shown.shown, is_scored, nowhere, nowhere, rule)
        called = called | calls.by_score
    return called


def _meets_doors(bands: UInt8[Array, "scorer n"] | None, rules: GateRules) -> Bool[Array, " n"]:
    """Whose band says something at some door."""
    assert bands is not None
    meets = jnp.zeros(bands.shape[1:], bool)
    if rules.bands is None:
        return meets
    says = (rules.bands != 0).any(axis=-1)
    for m in range(says.shape[0]):
        for b in range(says.shape[1]):
            meets = meets | ((bands[m] == b) & says[m, b])
    return meets
