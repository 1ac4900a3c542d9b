"""What last month's world shows everybody alike: how far desks come, and what is in the air."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt32

from discredit.dossier import Cases, Dossier
from discredit.draws import Draws
from discredit.engine.layout import Layout, all_sum, first_part
from discredit.engine.world import Constants, Schedule, WorldState
from discredit.observation.checks import (
    PLACES,
    Applicants,
    counted,
    lowest_called,
    sample_places,
    score_places,
)
from discredit.redress import queue
from discredit.society.people import People
from discredit.step.checking import applicants_of
from discredit.truth import CheckCalls, Conditions
from discredit.vocabulary import ADULT_AGE, DESKS, SERVICES, Status

_COUNTER = SERVICES.index("counter")


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
    """Who waits at the appeal desks, counted by block and list where anybody does."""
    has_any = queue.waits(cases.stage).any(axis=2)
    lists = has_any.shape[1]
    those_first = jnp.argsort(~has_any.reshape(-1))
    start = first_part(layout) * layout.blocks

    def add(
        i: Int32[Array, ""], total: Int32[Array, "desk priority"]
    ) -> Int32[Array, "desk priority"]:
        b, k = those_first[i] // lists, those_first[i] % lists
        row = (start + b) * layout.rows + jnp.arange(layout.rows, dtype=jnp.int32)
        draws = Draws(key, row.astype(jnp.uint32), now.t.astype(jnp.uint32))
        mine = jax.tree.map(lambda column: column[b, k][None], cases)
        return queue.waiting(total, mine, fifth[b], now.rules.redress.head_start, draws, k)

    none = jnp.zeros((len(DESKS), queue.PRIORITIES), jnp.int32)
    return all_sum(jax.lax.fori_loop(0, has_any.sum(), add, none), layout)
