"""What last month's world shows: to everybody alike, and to each of his own.

Everything that one person's month takes from another's passes through here.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32, UInt8, UInt16, UInt32

from discredit import score
from discredit.dossier import Dossier, Friends
from discredit.draws import Draws
from discredit.engine.conditions import conditions_of
from discredit.engine.layout import Layout, all_gather, part_of, rows_of
from discredit.engine.world import Constants, Schedule, WorldState
from discredit.policy.rules import Rules
from discredit.society import slots, ties
from discredit.society.people import People
from discredit.step import quiet
from discredit.step.choosing import Living
from discredit.truth import Conditions, Surroundings
from discredit.vocabulary import ADULT_AGE, Status

HOME_BITS = 2
"""Of `Near.at_home`. A record is of one of 32 kinds at most, and fits above them."""
_STEPS = 254.0
"""Steps of a score as others see it."""


class Overview(NamedTuple):
    """What there is to know of each row of this device as one month left it, so that the next need
    not ask all its columns."""

    listed_ties: UInt8[Array, " rows"]  # how many of its ties are listed
    is_listed: Bool[Array, "blocks row"]  # on a black list
    is_open: Bool[Array, "blocks row"]  # has anything open: see `quiet.has_business`


class Public(NamedTuple):
    """Whole columns that anybody can see of anybody, as last month left them."""

    listed: UInt8[Array, " n"]
    stray: UInt8[Array, " n"]
    relative_score: UInt8[Array, " n"] | None  # of adults by the first scorer, 1 to 255; 0: none


class Alike(NamedTuple):
    """What a month is the same for everybody, but for what can be seen of others."""

    t: Int32[Array, ""]
    key: UInt32[Array, "2"]
    rules: Rules
    conditions: Conditions
    living: Living | None = None  # whoever is lived from outside

    def draws(self, row: Int32[Array, " b"]) -> Draws:
        """The luck of these rows this month.

        Args:
            row: Row numbers.
        """
        return Draws(self.key, row.astype(jnp.uint32), self.t.astype(jnp.uint32))


class MonthContext(NamedTuple):
    """What a month is the same for everybody: rules, conditions, what can be seen of others."""

    alike: Alike
    traced: Int32[Array, " traced"]
    public: Public
    halo: UInt8[Array, " padded"]  # bits as in `Near.at_home`, with a margin for households
    layout: Layout
    ends_year: Bool[Array, ""]
    extent: slots.Extent  # of the whole population

    @property
    def t(self) -> Int32[Array, ""]:
        return self.alike.t

    @property
    def key(self) -> UInt32[Array, "2"]:
        return self.alike.key

    @property
    def rules(self) -> Rules:
        return self.alike.rules


class MonthShown(NamedTuple):
    """All that a month shows anybody of others: with it a life can be worked out again alone."""

    person: UInt8[Array, " n"]  # HOME_BITS as in `Near.at_home`; above them a record gone astray
    relative_score: UInt8[Array, " n"] | None
    conditions: Conditions


class Near(NamedTuple):
    """What some rows see of those near to them, as last month left these."""

    at_home: UInt8[Array, " b"]  # of others in the household: bit 0 listed, bit 1 may lose it
    listed_ties: UInt8[Array, " b"]
    friends: Friends | None


def context_of(
    world: WorldState, overview: Overview, constants: Constants, now: Schedule, layout: Layout
) -> MonthContext:
    """What this month is the same for everybody, from the world as last month left it.

    Here, and nowhere else in a month, devices meet.

    Args:
        world: As last month left it; only this device's blocks.
        overview: Of its rows.
        constants: Who exists and is tied to whom, the luck, who is followed.
        now: Rules and appeal capacity of this month.
        layout: Of the whole population.

    Draws:
        Those of `conditions_of`.
    """
    mine = Public(
        overview.is_listed.reshape(-1).astype(jnp.uint8),
        world.held.files.stray.reshape(-1),
        _relative_scores(world.held, constants.population.people, now.rules),
    )
    may_lose = None
    if now.rules.life.budget is not None and world.truth.purse is not None:
        may_lose = world.truth.purse.may_lose_home.astype(jnp.uint8).reshape(-1) << 1
    public, may_lose = all_gather((mine, may_lose), layout)
    halo = jnp.pad(public.listed, ties.HALO)
    if may_lose is not None:
        halo = halo | jnp.pad(may_lose, ties.HALO)
    conditions = conditions_of(world, constants, now, layout)
    living = None
    if now.chosen is not None:
        living = Living(constants.traced[0].astype(jnp.uint32), now.chosen)
    return MonthContext(
        Alike(now.t, constants.key, now.rules, conditions, living),
        constants.traced,
        public,
        halo,
        layout,
        now.ends_year,
        layout.extent(constants.people),
    )


def shown_in(context: MonthContext) -> MonthShown:
    """What a month shows anybody of others.

    Args:
        context: What the month is the same for everybody.
    """
    public = context.public
    person = context.halo[ties.HALO : -ties.HALO] | (public.stray << HOME_BITS)
    return MonthShown(person, public.relative_score, context.alike.conditions)


def _relative_scores(held: Dossier, people: People, rules: Rules) -> UInt8[Array, " b"] | None:
    """Scores as others see them, where a score looks at others."""
    of, scores = rules.score, held.scores
    if of is None or scores is None or not score.looks_at_ties(of):
        return None
    first = scores.shown[:, 0].reshape(1, -1)
    code = 1 + jnp.round(score.relative(first, of) * _STEPS).astype(jnp.uint8)
    is_adult = (people.age >= ADULT_AGE).reshape(-1)
    return jnp.where(is_adult, code, jnp.uint8(0))


def friends_of(
    active: UInt16[Array, " b"], rows: Int32[Array, " b"], context: MonthContext
) -> Friends | None:
    """How the ties of `rows` score, where a score looks at them.

    Args:
        active: Which of their near slots are ties, see `ties.active_slots`.
        rows: Row numbers.
        context: What can be seen of others.

    Returns:
        None where no score looks at ties; 0.5 for whoever has no tie with a score.
    """
    codes = context.public.relative_score
    if codes is None:
        return None
    scored, total, squares = ties.sums(codes, active, rows, context.extent, context.key)
    return friends_from(scored, total, squares)


def friends_from(
    scored: Int32[Array, " b"], total: Int32[Array, " b"], squares: Int32[Array, " b"]
) -> Friends:
    """How the ties of some rows score, from sums over them.

    Args:
        scored: How many ties have a score.
        total: The sum of these scores [steps].
        squares: The sum of their squares.
    """
    alone = jnp.float32(0.5)  # somebody without scored ties is thought average
    mean = total / (jnp.maximum(scored, 1) * _STEPS)
    return Friends(
        mean=jnp.where(scored > 0, mean, alone),
        weighted=jnp.where(total > 0, squares / jnp.maximum(total, 1) / _STEPS, alone),
    )


def ask_all(world: WorldState, constants: Constants, rules: Rules, layout: Layout) -> Overview:
    """An overview of the rows of this device, asked of everybody; month by month it is those who
    went through the rooms that tell (`month.month`).

    Args:
        world: As last month left it; only this device's blocks.
        constants: Who exists and is tied to whom, and the luck.
        rules: Of this month.
        layout: Of the whole population.
    """
    population, extent = constants.population, layout.extent(constants.people)
    is_listed = jax.vmap(on_black_list, (0, None))(world.held, rules)
    listed = all_gather(is_listed.reshape(-1).astype(jnp.uint8), layout)

    def of_part(p: Int32[Array, ""]) -> UInt8[Array, " rows"]:
        mine = part_of(population.active, p, layout).reshape(-1)
        return ties.around(listed, mine, rows_of(p, layout), extent, constants.key)

    parts = jnp.arange(layout.parts_each, dtype=jnp.int32)
    listed_ties = jax.lax.map(of_part, parts).reshape(-1)
    is_open = jax.vmap(quiet.has_business)(world.truth, world.held)
    return Overview(listed_ties, is_listed, is_open)


def on_black_list(held: Dossier, rules: Rules) -> Bool[Array, " b"]:
    """Who is on a black list.

    Args:
        held: What the agencies hold on some rows.
        rules: Of this month.
    """
    is_black = (rules.lists.is_red == 0)[:, None]
    return ((held.listed.status == Status.LISTED) & is_black).any(axis=0)


def surroundings_of(
    row: Int32[Array, " b"],
    people: People,
    active: UInt16[Array, " b"],
    near: Near,
    context: MonthContext,
) -> Surroundings:
    """What last month's world shows the people of some rows.

    Args:
        row: Row numbers.
        people: Who they are.
        active: Which of their near slots are ties, see `ties.active_slots`.
        near: What they see of those near to them.
        context: What can be seen of others.

    Returns:
        A namesake is one row at most; nobody's record goes astray to padding.
    """
    namesake = slots.partner(slots.Layer.NAMESAKE, 0, row, context.extent, context.key)
    stray = jnp.where(namesake != row, context.public.stray[namesake], jnp.uint8(0))
    return surroundings_from(near, stray, people, active, context.rules)


def surroundings_from(
    near: Near,
    stray: UInt8[Array, " b"],
    people: People,
    active: UInt16[Array, " b"],
    rules: Rules,
) -> Surroundings:
    """The same, of rows that have looked at others.

    Args:
        near: What they see of those near to them.
        stray: The code of a namesake's record gone astray; 0 for none.
        people: Who they are.
        active: Which of their near slots are ties.
        rules: Of this month.
    """
    listed_at_home, may_lose_home = near.at_home != 0, None
    if rules.life.budget is not None:
        listed_at_home, may_lose_home = ((near.at_home >> bit) & 1 != 0 for bit in range(2))
    return Surroundings(
        listed_at_home=listed_at_home,
        listed_ties=near.listed_ties,
        ties=ties.active_count(active),
        friends=near.friends,
        strays=jnp.where(people.present, stray, jnp.uint8(0)),
        may_lose_home=may_lose_home,
    )
