"""A month in which no list, no case and no door moves for a person: for most people, almost every
month.

Nobody of these owes, is on a list or at a court, or stands before a door that is not as it is for
all. They act, are seen and written down, and scored; jobs come and go, money is earned and spent,
moods fade. Only the others need the rooms; `tests/laws/test_quiet.py` holds that the rooms would
have made the same month of these, bit for bit.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool

from discredit import behaviour, life, lists, observation, score
from discredit.dossier import Dossier, Friends, Scored, Sightings, nothing_seen
from discredit.draws import MONTHS_LIMIT, Draws
from discredit.observation import Hindsight
from discredit.policy.rules import GateRules, Rules, has_course
from discredit.record import Month
from discredit.redress.outcome import nothing_heard
from discredit.society.applications import applies
from discredit.society.people import People
from discredit.step.branch import Branch
from discredit.step.outlook import outlook_of
from discredit.step.scoring import Marks, ScoringEvidence, score_both
from discredit.truth import Acts, Conditions, Debt, Surroundings, Truth, idle, works
from discredit.vocabulary import Status


class Quiet(NamedTuple):
    """A quiet month, and for whom it is none: their rows here say nothing."""

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
    is_open: Bool[Array, " n"],
) -> Quiet:
    """What `step.advance` makes of all for whom no list, case or door moves; and who others are.

    Columns that such a month leaves alone are handed on as they came, so that nobody writes them.

    Args:
        draws: the luck of this month.
        people: who they are.
        rules: of this month.
        truth: what is so about them, as last month left it.
        held: what the agencies hold on them, as last month left it.
        surroundings: what each sees of others.
        conditions: what all meet alike.
        is_open: who had anything open as last month left it; see `has_business`.

    Returns:
        The month; whoever stirs needs the rooms, and his rows here say nothing.

    Draws:
        Those of the rooms that such a month goes through.
    """
    go = Branch(draws.month < MONTHS_LIMIT)
    register = observation.register_for(people, rules)
    outlook = outlook_of(held, register, surroundings, rules, draws)
    before, done = truth, _act(go, people, truth, outlook, conditions, rules, draws)
    truth, after = done.truth, held
    stirs = is_open | (surroundings.strays != 0) | done.stirs
    applying = rules.behaviour.applications
    if rules.observation.checks is not None and applying is not None:
        # An application is an event, checked or not.
        stirs = stirs | go(applies, people, applying, draws)
    accounts = truth.earned
    scored = earned = has_error = short = None
    if rules.score is not None:
        noted, friends = (done.sightings, done.hindsight), surroundings.friends
        marks = go(_score, people, truth, held, noted, friends, rules, draws)
        scored, earned, has_error = marks.scored, marks.earned, marks.has_error
        short = marks.shortfall
        stirs = stirs | _is_called(scored, rules) | _meets_doors(scored, rules.gates)
        accounts = marks.accounts
        files = held.files._replace(
            history=marks.history,
            is_mended=marks.is_mended,
            has_new_error=marks.has_new_error,
        )
        after = after._replace(files=files, scores=scored.scores)
    truth, toll = go(life.live_quietly, people, truth, surroundings, conditions, rules.life, draws)
    # What such a month leaves alone is handed on as it came.
    same = {name: getattr(before, name) for name in _UNTOUCHED}
    truth = truth._replace(**same, earned=accounts)
    return Quiet(
        stirs & people.present,
        truth,
        after,
        Month(
            done.acts, done.sightings, done.hindsight,
            scored, earned, has_error, held, after, truth, toll,
            nothing_heard(held.listed.status, rules.redress), surroundings, works(people),
            rules.lists.is_red == 0, short,
        ),
    )  # fmt: skip


_UNTOUCHED = (
    "owed", "debt", "debt_month", "company_owes", "is_aware", "rests_on", "judgments",
)  # fmt: skip


class _Done(NamedTuple):
    """What people did in a quiet month, and what agencies made of it."""

    truth: Truth
    acts: Acts
    sightings: Sightings
    hindsight: Hindsight
    stirs: Bool[Array, " n"]  # who comes to owe, whose record counts with a list or goes astray


def _act(
    go: Branch,
    people: People,
    truth: Truth,
    outlook: behaviour.Outlook,
    conditions: Conditions,
    rules: Rules,
    draws: Draws,
) -> _Done:
    """Conduct, its records, and what they teach."""
    n, several = people.age.shape[0], has_course(rules)
    truth, done, stirs = go(behaviour.act_quietly, people, truth, outlook, rules.behaviour, draws)
    acts, sightings = idle(n, several=several), nothing_seen(n)
    hindsight = observation.nothing_so(n, several=several)
    if done is None:
        return _Done(truth, acts, sightings, hindsight, stirs)
    acts = acts._replace(**done._asdict())
    register, watch = observation.register_for(people, rules), rules.observation
    noted = go(observation.observe_quietly, acts, register, conditions.discontent, watch, draws)
    truth = go(behaviour.learn, truth, acts, noted.records, register.region, rules.behaviour)
    return _Done(
        truth,
        acts,
        sightings._replace(records=noted.records),
        hindsight._replace(so=noted.so, unbought=noted.so & ~acts.bought, stray=noted.by_name),
        stirs | go(lists.has_ground, noted.records, rules.lists) | (noted.astray != 0),
    )


def _score(
    people: People,
    truth: Truth,
    held: Dossier,
    noted: tuple[Sightings, Hindsight],
    friends: Friends | None,
    rules: Rules,
    draws: Draws,
) -> Marks:
    """The month's scores of people who are on no list and have left none."""
    assert held.scores is not None
    register = observation.register_for(people, rules)
    nowhere = jnp.zeros(people.age.shape, jnp.uint32)
    evidence = ScoringEvidence(register, held.files, *noted, nowhere, nowhere, friends)
    return score_both(score.update, people, truth, evidence, held.scores.account, rules, draws)


def has_business(truth: Truth, held: Dossier) -> Bool[Array, " n"]:
    """Who has anything open: a debt, a file, strikes, an entry or its traces, a case, a door, a
    letter. A quiet month changes none of it, so that only the rooms need ask again.

    Args:
        truth: what is so about them, as last month left it.
        held: what the agencies hold on them, as last month left it.

    Returns:
        Whose month is not quiet, whatever they do in it.

    Draws:
        None.
    """
    listed, doors = held.listed, held.doors
    on_lists = (
        (listed.status != Status.CLEAR)
        | (listed.exit != 0)
        | (listed.grace_left != 0)  # of a decision that fell while grace ran
        | (held.copies != 0)
        | (held.cases.stage != 0)
        | (listed.strikes != 0)
        | (listed.quiet != 0)
    )
    if listed.firm is not None:
        on_lists = on_lists | listed.firm
    at_doors = (doors.closed | doors.dearer | doors.slower | doors.favoured) != 0
    return (
        (truth.debt != Debt.NONE)
        | truth.company_owes
        | truth.is_aware
        | held.files.is_open
        | (held.files.stray != 0)
        | reduce(or_, on_lists)  # of so many columns at once `any` takes seven times as long
        | at_doors
    )


def _is_called(scored: Scored, rules: Rules) -> Bool[Array, " n"]:
    """For whom a score alone calls for an entry on some list."""
    nowhere = jnp.zeros(scored.bands.shape[1:], jnp.uint32)
    called = nowhere != 0
    for k in range(rules.lists.scorer.shape[0]):
        rule = rules.lists._replace(
            scorer=rules.lists.scorer[k],
            below=rules.lists.below[k],
            above=rules.lists.above[k],
            follows=rules.lists.follows[k],
        )
        called = called | lists.called_for(scored, nowhere, nowhere, rule).by_score
    return called


def _meets_doors(scored: Scored, rules: GateRules) -> Bool[Array, " n"]:
    """Whose band says something at some door."""
    meets = jnp.zeros(scored.bands.shape[1:], bool)
    if rules.bands is None:
        return meets
    says = (rules.bands != 0).any(axis=-1)
    for m in range(says.shape[0]):
        for b in range(says.shape[1]):
            meets = meets | ((scored.bands[m] == b) & says[m, b])
    return meets
