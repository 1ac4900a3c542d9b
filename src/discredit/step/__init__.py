"""One month, room by room: the argument of this laboratory on one page.

People act, are seen, written down, scored, listed, shut out, and sometimes heard.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from discredit import behaviour, gates, life, lists, observation
from discredit.dossier import Dossier
from discredit.draws import MONTHS_LIMIT, Draws
from discredit.observation.catalogue import place_of
from discredit.policy.rules import Rules
from discredit.record import Month
from discredit.society.people import People, name_weight
from discredit.step import entries, scores
from discredit.step.branch import enter
from discredit.truth import Conditions, Surroundings, Truth, works

__all__ = ["ORDINARY", "Rooms", "advance", "enter"]


class Rooms(NamedTuple):
    """What goes on in each room. A published mechanism may ask for people or agencies of its own;
    it swaps that one room for another of the same signature, and the month stays as it is."""

    act: Callable[..., Any] = behaviour.act
    observe: Callable[..., Any] = observation.observe
    score: Callable[..., Any] = scores.both
    decide: Callable[..., Any] = entries.decide
    live: Callable[..., Any] = life.live
    hear: Callable[..., Any] = entries.hear


ORDINARY = Rooms()


def advance(
    draws: Draws,
    people: People,
    rules: Rules,
    truth: Truth,
    held: Dossier,
    surroundings: Surroundings,
    conditions: Conditions,
    rooms: Rooms = ORDINARY,
) -> tuple[Truth, Dossier, Month]:
    """One month of any rows of a society: what one person meets depends on nobody else's month.

    People act on last month's doors; agencies act on sightings alone. What others did reaches a
    person through `surroundings` (last month's lists and scores, and letters meant for a
    namesake) and `conditions` (whose turn it is at the appeal desks, who goes first at counters,
    how the agencies are rated).
    """
    go = partial(enter, draws.month < MONTHS_LIMIT)
    shown = lists.dues(held.listed.status, held.listed, rules.lists).shown
    short = scores.to_next_band(held.scores, people, rules.score, draws)
    truth, acts = go(
        rooms.act,
        people, truth, held.doors.closed, shown, short, surroundings, rules.behaviour,
        rules.gates.services, draws,
    )  # fmt: skip
    files, sightings, hindsight = go(
        rooms.observe,
        acts,
        held.files,
        surroundings.strays,
        place_of(people),
        people.is_migrant,
        name_weight(people.name_frequency),
        conditions.discontent,
        rules.observation,
        draws,
    )
    on_lists, newly_on = lists.on_which(held.listed)
    scored = scores.Scored(None, None, None, None, files, truth.earned, None)
    if rules.score is not None:
        scored = go(
            rooms.score, people, truth, files, held, sightings, hindsight, on_lists, surroundings,
            rules, draws,
        )  # fmt: skip
    truth, files = truth._replace(earned=scored.account), scored.files
    listed, rests_on = go(
        rooms.decide, held.listed, truth.rests_on, sightings, hindsight, scored, on_lists,
        newly_on, people, rules.lists,
    )  # fmt: skip
    truth = truth._replace(rests_on=rests_on)
    copies, doors = gates.close(listed.status, held.copies, scored.bands, rules.gates)
    due = lists.dues(held.listed.status, listed, rules.lists)
    truth, toll = go(
        rooms.live,
        people,
        truth,
        acts,
        doors,
        entries.burden(due, listed, doors, rests_on, scored, rules.lists),
        surroundings,
        conditions,
        rules.redress.access,
        rules.redress.reasons,
        rules.gates,
        rules.life,
        draws,
    )
    listed, copies, cases, outcome = go(
        rooms.hear, people, truth, acts, listed, copies, held, conditions, rules, draws
    )
    files, shown_scores = scores.put_right(files, scored, outcome.won.any(axis=0))
    after = Dossier(files, shown_scores, listed, copies, doors, cases)
    month = Month(
        acts, sightings, hindsight, held, after, truth, toll, outcome, surroundings, works(people),
        scored.bands, scored.earned_bands, scored.earned, scored.has_error, rules.lists.is_red == 0,
    )  # fmt: skip
    return truth, after, month
