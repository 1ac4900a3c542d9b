"""Ties given as arrays, and people who take them as their guide.

A published model has a graph of its own: a ring, a random graph, everybody with everybody. Here it
is an array, and what a person sees of others is a sum over it. Open dissent is the other half: a
conduct that everybody sees, a list of those who showed it last month, and an act room in which
people join in once enough of those around them stand on that list.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import Decision, Draws
from discredit.policy.schema import Policy
from discredit.truth import Acts, Surroundings, Truth
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import Scene, World
from discredit.validation.mechanisms.parts.policies import policy
from discredit.vocabulary import Status

DISSENT, SILENCE = 0, 1
"""Places of the two conducts in the catalogue of `open_dissent`."""
NEVER = np.iinfo(np.int32).max
"""A number of others that nobody ever sees."""


class Pairs(NamedTuple):
    """Ties as pairs of rows; a tie to a row beyond the last is none."""

    one: Array  # Int32 [tie]
    other: Array  # Int32 [tie]


def ring(n: int, each_side: int) -> np.ndarray:
    """Rows [n, tie] of each person's neighbours on a ring, so many to the left and to the right."""
    steps = np.arange(1, each_side + 1)
    return (np.arange(n)[:, None] + np.concatenate([steps, -steps])) % n


def complete(n: int) -> np.ndarray:
    """Rows [n, tie] of everybody else."""
    return (np.arange(n)[:, None] + np.arange(1, n)) % n


def random_pairs(draws: Draws, n: Array | int, ties: Array | int, rows: int) -> Pairs:
    """Random graphs side by side: `ties` ties in each society of `n` rows, both ends by lot (Erdős
    and Rényi's graph of a given number of ties).

    One row of `draws` is one tie; those that no society needs, and ties to oneself, are none. A
    smaller number of ties is the same graph with some left out. Draws: TIE.
    """
    tie = draws.person
    society = tie // jnp.maximum(jnp.asarray(ties, jnp.uint32), 1)
    size = jnp.asarray(n, jnp.uint32)
    first, second = (chance.word(draws, Decision.TIE, k=k) % size for k in (0, 1))
    is_tie = ((society + 1) * size <= rows) & (first != second) & (jnp.asarray(ties) > 0)

    def row(end: Array) -> Array:
        return jnp.where(is_tie, society * size + end, rows).astype(jnp.int32)

    return Pairs(row(first), row(second))


def among(value: Array, ties: Array) -> Array:
    """The sum of a column [n] over each person's ties [n, tie]."""
    return value[ties].sum(axis=1)


def among_pairs(value: Array, ties: Pairs) -> tuple[Array, Array]:
    """The sum of a column [n] of small whole numbers over each person's ties, given as pairs; and
    how many ties that is."""
    # Both sums in one pass: the number of ties is carried in the upper half of the word.
    both = value.astype(jnp.uint32) + jnp.uint32(1 << 16)
    ends = (ties.one, ties.other)
    first, second = (both.at[end].get(mode="fill", fill_value=0) for end in ends)
    total = jnp.zeros_like(both).at[ties.one].add(second, mode="drop")
    total = total.at[ties.other].add(first, mode="drop")
    return (total & 0xFFFF).astype(jnp.int32), (total >> 16).astype(jnp.int32)


def seen_of(world: World, month: Array, listed: Array, ties: Array) -> Surroundings:
    """What ties show each person: so many ties [n], of whom so many [n] are listed."""
    return corridor.alone(world, month)._replace(listed_ties=listed, ties=ties)


def open_dissent() -> Policy:
    """Everybody sees who dissents, and a list says who did last month: one is entered on the first
    day of dissent and taken off on the first day of silence."""
    return policy(
        behaviour={
            "conducts": {
                "dissent": {"kind": "disfavoured", "about": "dissents openly", "rate": 0.0},
                "silence": {"kind": "deed", "about": "keeps silent", "rate": 0.0},
            }
        },
        observation={"conducts": {"dissent": {"seen": 1.0}, "silence": {"seen": 1.0}}},
        lists={
            "dissenters": {
                "about": "those who dissented openly last month", "colour": "black",
                "grounds": {"dissent": True}, "term_months": 0.0,
                "repairs_with": {"silence": True}, "repair_after_months": 0.0,
            }
        },
    )  # fmt: skip


def listed(world: World) -> Array:
    """Who [n] is on the list of dissenters: 1 or 0."""
    return (world.held.listed.status[0] == Status.LISTED).astype(jnp.int32)


def conduct(dissents: Array) -> Acts:
    """The acts of a month in which everybody dissents openly or keeps silent."""
    one = jnp.uint32(1)
    bits = jnp.where(dissents, one << corridor.bit(DISSENT), one << corridor.bit(SILENCE))
    return corridor.acts(bits)


def join_in(number: Array, share: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of people who dissent once enough of those they see did last month: at least
    `number` [n] of them, and at least a share [n] of them. Draws: none."""
    now, surroundings = scene.now, scene.surroundings
    enough = jnp.ceil(share * surroundings.ties - 1e-4)
    return now, conduct((surroundings.listed_ties >= number) & (surroundings.listed_ties >= enough))
