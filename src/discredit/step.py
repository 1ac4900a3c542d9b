"""One month, room by room: the argument of this laboratory on one page.

People act, are seen, written down, scored, listed, shut out, and sometimes heard.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32

from discredit import behaviour, gates, life, lists, observation, redress, score
from discredit.dossier import Dossier, Status
from discredit.draws import MONTHS_LIMIT, Draws
from discredit.policy.rules import Rules
from discredit.record import Month
from discredit.society.people import People, name_weight
from discredit.truth import Around, Truth, works
from discredit.vocabulary import OCCUPATIONS

_STUDENT = OCCUPATIONS.index("student")


def advance(
    draws: Draws,
    people: People,
    rules: Rules,
    truth: Truth,
    held: Dossier,
    around: Around,
    called: Int32[Array, " desk"],
) -> tuple[Truth, Dossier, Month]:
    """One month of any rows of a society: what one person meets depends on nobody else's month.

    People act on last month's doors; agencies act on sightings alone. What others did reaches a
    person through `around` (last month's lists, and letters meant for a namesake) and `called`
    (whose turn it is at the appeal desks).
    """
    go = partial(enter, draws.month < MONTHS_LIMIT)
    truth, acts = go(behaviour.act, people, truth, held.closed, around, rules.behaviour, draws)
    files, sightings, hindsight = go(
        observation.observe,
        acts,
        held.files,
        around.strays,
        people.is_urban,
        people.is_migrant,
        name_weight(people.name_frequency),
        rules.observation,
        draws,
    )
    points = score.update(held.score, sightings.ground, rules.score)
    is_student = people.occupation == _STUDENT
    listed = go(lists.decide, held.listed, points, sightings, people.age, is_student, rules.lists)
    copies, closed = gates.close(listed.status, held.copies, rules.gates)
    on_file = (listed.status != Status.CLEAR) | (closed != 0)
    was_told = (listed.status != Status.CLEAR) & listed.was_notified
    truth, toll = go(
        life.live,
        people,
        truth,
        acts,
        closed,
        was_told,
        on_file,
        around,
        rules.gates,
        rules.life,
        draws,
    )
    files, listed, copies, cases, outcome = go(
        redress.hear,
        acts,
        truth.is_aware,
        truth.trust,
        truth.grievance,
        people.education,
        files,
        listed,
        copies,
        held.cases,
        called,
        rules.redress,
        draws,
    )
    after = Dossier(files, points, listed, copies, closed, cases)
    month = Month(
        acts, sightings, hindsight, held, after, truth, toll, outcome, around, works(people)
    )
    return truth, after, month


def enter(is_open: Bool[Array, ""], room: Callable[..., Any], *columns: Any) -> Any:
    """Work out a room once and for all.

    Left alone, the compiler works a room out again inside each later one that reads it: six times
    the code, twice the time. A branch it cannot foresee stops that; it is always taken, since a run
    ends before the months that draws can count.
    """

    def shut(*columns: Any) -> Any:
        shapes = jax.eval_shape(room, *columns)
        return jax.tree.map(lambda column: jnp.zeros(column.shape, column.dtype), shapes)

    return jax.lax.cond(is_open, room, shut, *columns)
