"""What last month's world shows: to everybody alike, and to each of his own.

Everything that one person's month takes from another's passes through here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt16, UInt32

from discredit import score
from discredit.choices import Choices
from discredit.dossier import Cases, Dossier, Friends
from discredit.draws import Draws
from discredit.engine.layout import Layout, all_gather, all_sum, first_part, part_of, rows_of
from discredit.engine.world import Constants, Schedule, WorldState
from discredit.observation.checks import (
    PLACES,
    Applicants,
    counted,
    lowest_called,
    sample_places,
    score_places,
)
from discredit.policy.rules import Rules
from discredit.redress import queue
from discredit.society import slots, ties
from discredit.society.people import People
from discredit.step.checking import applicants_of
from discredit.truth import CheckCalls, Conditions, Surroundings
from discredit.vocabulary import ADULT_AGE, DESKS, SERVICES, Status

_STEPS = 254.0
"""Steps of a score as others see it."""
_COUNTER = SERVICES.index("counter")


class Public(NamedTuple):
    """Whole columns that anybody can see of anybody, as last month left them."""

    listed: UInt8[Array, " n"]
    stray: UInt8[Array, " n"]
    relative_score: UInt8[Array, " n"] | None  # of adults by the first scorer, 1 to 255; 0: none


class MonthContext(NamedTuple):
    """What a month is the same for everybody: rules, conditions, what can be seen of others."""

    t: Int32[Array, ""]
    key: UInt32[Array, "2"]
    traced: Int32[Array, " traced"]
    rules: Rules
    conditions: Conditions
    public: Public
    halo: UInt8[Array, " padded"]  # bits as in `Near.at_home`, with a margin for households
    layout: Layout
    ends_year: Bool[Array, ""]
    extent: slots.Extent  # of the whole population
    chosen: Choices | None = None  # for the person who is followed first

    def draws(self, row: Int32[Array, " b"]) -> Draws:
        """The luck of these rows this month.

        Args:
            row: Row numbers.
        """
        return Draws(self.key, row.astype(jnp.uint32), self.t.astype(jnp.uint32))


class Near(NamedTuple):
    """What some rows see of those near to them, as last month left these."""

    at_home: UInt8[Array, " b"]  # of others in the household: bit 0 listed, bit 1 may lose it
    listed_ties: UInt8[Array, " b"]
    friends: Friends | None


def context_of(
    world: WorldState, constants: Constants, now: Schedule, layout: Layout
) -> MonthContext:
    """What this month is the same for everybody, from the world as last month left it.

    Here, and nowhere else in a month, devices meet.

    Args:
        world: As last month left it; only this device's blocks.
        constants: Who exists and is tied to whom, the luck, who is followed.
        now: Rules and appeal capacity of this month.
        layout: Of the whole population.

    Draws:
        Those of `conditions_of`.
    """
    public, halo = publish(world.held, constants.population.people, now.rules, layout)
    if now.rules.life.budget is not None and world.truth.purse is not None:
        may_lose = world.truth.purse.may_lose_home.astype(jnp.uint8).reshape(-1)
        halo = halo | jnp.pad(all_gather(may_lose << 1, layout), ties.HALO)
    conditions = conditions_of(world, constants, now, layout)
    return MonthContext(
        now.t, constants.key, constants.traced, now.rules, conditions, public, halo, layout,
        now.ends_year, layout.extent(constants.people), now.chosen,
    )  # fmt: skip


def publish(
    held: Dossier, people: People, rules: Rules, layout: Layout
) -> tuple[Public, UInt8[Array, " padded"]]:
    """What anybody can see of anybody, on every device.

    Args:
        held: What the agencies hold, as last month left it.
        people: Who they are.
        rules: Of this month.
        layout: Of the whole population.

    Returns:
        Whole columns; and who is on a black list, with HALO rows more at either
        end.
    """
    is_black = (rules.lists.is_red == 0)[:, None]
    status = held.listed.status
    listed = ((status == Status.LISTED) & is_black).any(axis=1).astype(jnp.uint8).reshape(-1)
    listed = all_gather(listed, layout)
    public = Public(
        listed=listed,
        stray=all_gather(held.files.stray.reshape(-1), layout),
        relative_score=_relative_scores(held, people, rules, layout),
    )
    return public, jnp.pad(listed, ties.HALO)


def conditions_of(
    world: WorldState, constants: Constants, now: Schedule, layout: Layout
) -> Conditions:
    """What everybody meets alike this month, from the world as last month left it.

    Args:
        world: As last month left it; only this device's blocks.
        constants: Who exists, and the luck.
        now: Rules and appeal capacity of this month.
        layout: Of the whole population.

    Draws:
        DOCKET, and those of `observation.choose`.
    """
    held, people, rules = world.held, constants.population.people, now.rules
    waiting = _queues(held.cases, people.income_fifth, now, constants.key, layout)
    adults = people.present & (people.age >= ADULT_AGE)
    lane_share = discontent = jnp.float32(0)
    if rules.life.counters is not None:
        has_lane = ((held.doors.favoured >> _COUNTER) & 1) != 0
        lane_share = _share(has_lane & adults, adults, layout)
    if rules.observation.graded is not None:
        on_file = (held.listed.status != Status.CLEAR).any(axis=1) & adults
        discontent = _discontent(world.truth.trust, on_file, layout)
    checks = _check_calls(held, people, now, constants.key, layout)
    return Conditions(queue.call(waiting, now.capacity), lane_share, discontent, checks)


def _check_calls(
    held: Dossier,
    people: People,
    now: Schedule,
    key: UInt32[Array, "2"],
    layout: Layout,
) -> CheckCalls | None:
    """Down to which place applications are checked: first those by lot, then by score among the
    others. Counted block by block, in whole numbers."""
    rules, room = now.rules, now.rooms_for_checks
    checks, applying = rules.observation.checks, rules.behaviour.applications
    if checks is None or applying is None or room is None:
        return None
    start = first_part(layout) * layout.blocks
    blocks = people.age.shape[0]

    def who(b: Array) -> tuple[Applicants, Draws]:
        row = (start + b) * layout.rows + jnp.arange(layout.rows, dtype=jnp.int32)
        draws = Draws(key, row.astype(jnp.uint32), now.t.astype(jnp.uint32))
        mine = jax.tree.map(lambda column: column[b], people)
        shown = None if held.scores is None else held.scores.shown[b]
        return applicants_of(mine, shown, rules, draws), draws

    def count(places: Callable[[Applicants, Draws], Array]) -> Int32[Array, "check place"]:
        none = jnp.zeros((checks.quota.shape[0], PLACES), jnp.int32)
        add = lambda b, so_far: counted(so_far, places(*who(b)))  # noqa: E731
        return all_sum(jax.lax.fori_loop(0, blocks, add, none), layout)

    def lots(someone: Applicants, draws: Draws) -> Int32[Array, "check n"]:
        return sample_places(someone, checks.quota.shape[0], draws)

    by_lot = lowest_called(count(lots), room[0])

    def heights(someone: Applicants, draws: Draws) -> Int32[Array, "check n"]:
        drawn = lots(someone, draws) >= by_lot[:, None]
        return score_places(someone, drawn, checks, rules.score, draws)

    return CheckCalls(by_lot, lowest_called(count(heights), room[1]))


def _discontent(
    trust: Float32[Array, "blocks rows"], on_file: Bool[Array, "blocks rows"], layout: Layout
) -> Float32[Array, ""]:
    """How badly those on file rate the agencies, from 0 to 1."""
    # In whole thousandths, so that the sum is the same in any order.
    rating = jnp.round(jnp.clip(1.0 + trust, 0.0, 1.0) * 1000).astype(jnp.int32)
    by_block = jnp.where(on_file, 1000 - rating, 0).sum(axis=1, dtype=jnp.int32)
    # In two halves: the whole sum of a nation is beyond 32 bits.
    high, low = (
        all_sum(half.sum(dtype=jnp.int32), layout) for half in (by_block >> 12, by_block & 4095)
    )
    rated = high.astype(jnp.float32) * 4096 + low
    many = all_sum(on_file.sum(dtype=jnp.int32), layout)
    return rated / jnp.maximum(many, 1) / 1000.0


def _share(
    some: Bool[Array, "blocks rows"], of: Bool[Array, "blocks rows"], layout: Layout
) -> Float32[Array, ""]:
    few, many = (all_sum(column.sum(dtype=jnp.int32), layout) for column in (some, of))
    return few / jnp.maximum(many, 1)


def _queues(
    cases: Cases,
    fifth: UInt8[Array, "blocks rows"],
    now: Schedule,
    key: UInt32[Array, "2"],
    layout: Layout,
) -> Int32[Array, "desk priority"]:
    """Who waits at the appeal desks, counted block by block where anybody does."""
    has_any = queue.waits(cases.stage).any(axis=(1, 2))
    those_first = jnp.argsort(~has_any)
    start = first_part(layout) * layout.blocks

    def add(
        i: Int32[Array, ""], total: Int32[Array, "desk priority"]
    ) -> Int32[Array, "desk priority"]:
        b = those_first[i]
        row = (start + b) * layout.rows + jnp.arange(layout.rows, dtype=jnp.int32)
        draws = Draws(key, row.astype(jnp.uint32), now.t.astype(jnp.uint32))
        mine = jax.tree.map(lambda column: column[b], cases)
        return queue.waiting(total, mine, fifth[b], now.rules.redress.head_start, draws)

    none = jnp.zeros((len(DESKS), queue.PRIORITIES), jnp.int32)
    return all_sum(jax.lax.fori_loop(0, has_any.sum(), add, none), layout)


def _relative_scores(
    held: Dossier, people: People, rules: Rules, layout: Layout
) -> UInt8[Array, " n"] | None:
    """Scores as others see them, where a score looks at others."""
    of, scores = rules.score, held.scores
    if of is None or scores is None or not score.looks_at_ties(of):
        return None
    first = scores.shown[:, 0].reshape(1, -1)
    code = 1 + jnp.round(score.relative(first, of) * _STEPS).astype(jnp.uint8)
    is_adult = (people.age >= ADULT_AGE).reshape(-1)
    return all_gather(jnp.where(is_adult, code, jnp.uint8(0)), layout)


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
    alone = jnp.float32(0.5)  # somebody without scored ties is thought average
    mean = total / (jnp.maximum(scored, 1) * _STEPS)
    return Friends(
        mean=jnp.where(scored > 0, mean, alone),
        weighted=jnp.where(total > 0, squares / jnp.maximum(total, 1) / _STEPS, alone),
    )


def count_listed_ties(
    held: Dossier, constants: Constants, rules: Rules, layout: Layout
) -> UInt8[Array, " rows"]:
    """How many ties of each row of this device are listed, asked of everybody; month by month it is
    the listed who tell (`ties.tell`).

    Args:
        held: What the agencies hold, as last month left it.
        constants: Who exists and is tied to whom, and the luck.
        rules: Of this month.
        layout: Of the whole population.
    """
    population, extent = constants.population, layout.extent(constants.people)
    listed = publish(held, population.people, rules, layout)[0].listed

    def of_part(p: Int32[Array, ""]) -> UInt8[Array, " rows"]:
        mine = part_of(population.active, p, layout).reshape(-1)
        return ties.around(listed, mine, rows_of(p, layout), extent, constants.key)

    return jax.lax.map(of_part, jnp.arange(layout.parts_each, dtype=jnp.int32)).reshape(-1)


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
    stray = context.public.stray[namesake]
    listed_at_home, may_lose_home = near.at_home != 0, None
    if context.rules.life.budget is not None:
        listed_at_home, may_lose_home = ((near.at_home >> bit) & 1 != 0 for bit in range(2))
    return Surroundings(
        listed_at_home=listed_at_home,
        listed_ties=near.listed_ties,
        ties=ties.active_count(active),
        friends=near.friends,
        strays=jnp.where((namesake != row) & people.present, stray, jnp.uint8(0)),
        may_lose_home=may_lose_home,
    )
