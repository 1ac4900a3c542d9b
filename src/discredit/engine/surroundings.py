"""What last month's world shows: to everybody alike, and to each of his own.

Everything that one person's month takes from another's passes through here.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float32, Int32, UInt8, UInt16

from discredit import redress, score
from discredit.dossier import (
    Cases,
    Dossier,
    Friends,
)
from discredit.draws import Draws
from discredit.engine.layout import Layout, all_gather, all_sum, first_part, part_of, rows_of
from discredit.policy.rules import Rules
from discredit.society import ties
from discredit.society.people import People
from discredit.truth import ADULT_AGE, Conditions, Surroundings, Truth
from discredit.vocabulary import DESKS, SERVICES, Status

_STEPS = 254.0
"""Steps of a score as others see it."""
_COUNTER = SERVICES.index("counter")


def publish(
    held: Dossier, people: People, rules: Rules, layout: Layout
) -> tuple[Public, UInt8[Array, " padded"]]:
    """What anybody can see of anybody, on every device; and who is listed, with a margin for
    households."""
    is_black = (rules.lists.is_red == 0)[:, None]
    status = held.listed.status
    listed = ((status == Status.LISTED) & is_black).any(axis=1).astype(jnp.uint8).reshape(-1)
    listed = all_gather(listed, layout)
    public = Public(
        # Without the padding, so that who meets whom does not depend on how rows are cut up.
        listed=listed[: layout.people],
        stray=all_gather(held.files.stray.reshape(-1), layout)[: layout.people],
        relative_score=_relative_scores(held, people, rules, layout),
    )
    return public, jnp.pad(listed, ties.HALO)


def conditions_of(
    truth: Truth,
    held: Dossier,
    people: People,
    rules: Rules,
    capacity: Int32[Array, " desk"],
    t: Int32[Array, ""],
    key: Array,
    layout: Layout,
) -> Conditions:
    """What everybody meets alike this month, from the world as last month left it."""
    waiting = _queues(held.cases, people.income_fifth, rules, t, key, layout)
    adults = people.present & (people.age >= ADULT_AGE)
    lane_share = discontent = jnp.float32(0)
    if rules.life.counters is not None:
        has_lane = ((held.doors.favoured >> _COUNTER) & 1) != 0
        lane_share = _share(has_lane & adults, adults, layout)
    if rules.observation.graded is not None:
        on_file = (held.listed.status != Status.CLEAR).any(axis=1) & adults
        # In whole thousandths, so that the sum is the same in any order.
        rating = jnp.round(jnp.clip(1.0 + truth.trust, 0.0, 1.0) * 1000).astype(jnp.int32)
        by_block = jnp.where(on_file, 1000 - rating, 0).sum(axis=1, dtype=jnp.int32)
        # In two halves: the whole sum of a nation is beyond 32 bits.
        high, low = (
            all_sum(half.sum(dtype=jnp.int32), layout) for half in (by_block >> 12, by_block & 4095)
        )
        rated = high.astype(jnp.float32) * 4096 + low
        many = all_sum(on_file.sum(dtype=jnp.int32), layout)
        discontent = rated / jnp.maximum(many, 1) / 1000.0
    return Conditions(redress.call(waiting, capacity), lane_share, discontent)


def _share(some: Array, of: Array, layout: Layout) -> Float32[Array, ""]:
    few, many = (all_sum(column.sum(dtype=jnp.int32), layout) for column in (some, of))
    return few / jnp.maximum(many, 1)


def _queues(
    cases: Cases,
    fifth: UInt8[Array, "blocks rows"],
    rules: Rules,
    t: Int32[Array, ""],
    key: Array,
    layout: Layout,
) -> Int32[Array, "desk priority"]:
    """Who waits at the appeal desks, counted block by block where anybody does."""
    has_any = redress.waits(cases.stage).any(axis=(1, 2))
    those_first = jnp.argsort(~has_any)
    start = first_part(layout) * layout.blocks

    def add(i: Int32[Array, ""], total: Array) -> Array:
        b = those_first[i]
        row = (start + b) * layout.rows + jnp.arange(layout.rows, dtype=jnp.int32)
        draws = Draws(key, row.astype(jnp.uint32), t.astype(jnp.uint32))
        mine = jax.tree.map(lambda column: column[b], cases)
        return redress.waiting(total, mine, fifth[b], rules.redress.head_start, draws)

    none = jnp.zeros((len(DESKS), redress.PRIORITIES), jnp.int32)
    return all_sum(jax.lax.fori_loop(0, has_any.sum(), add, none), layout)


class Public(NamedTuple):
    """Whole columns that anybody can see of anybody, as last month left them."""

    listed: UInt8[Array, " n"]
    stray: UInt8[Array, " n"]
    relative_score: UInt8[Array, " n"] | None  # of adults by the first scorer, 1 to 255; 0: none


def _relative_scores(
    held: Dossier, people: People, rules: Rules, layout: Layout
) -> UInt8[Array, " n"] | None:
    """Scores as others see them, where a score looks at others."""
    of, scores = rules.score, held.scores
    if of is None or scores is None or (of.friends is None and of.peers is None and not of.factors):
        return None
    first = scores.shown[:, 0].reshape(1, -1)
    code = 1 + jnp.round(score.relative(first, of) * _STEPS).astype(jnp.uint8)
    is_adult = (people.age >= ADULT_AGE).reshape(-1)
    return all_gather(jnp.where(is_adult, code, jnp.uint8(0)), layout)[: layout.people]


def friends_of(
    public: Public, active: UInt16[Array, " b"], rows: Array, key: Array
) -> Friends | None:
    """How the ties of `rows` score, where a score looks at them."""
    if public.relative_score is None:
        return None
    scored, total, squares = ties.sums(public.relative_score, active, rows, key)
    alone = jnp.float32(0.5)  # somebody without scored ties is thought average
    mean = total / (jnp.maximum(scored, 1) * _STEPS)
    return Friends(
        mean=jnp.where(scored > 0, mean, alone),
        weighted=jnp.where(total > 0, squares / jnp.maximum(total, 1) / _STEPS, alone),
    )


def count_listed_ties(
    held: Dossier,
    people: People,
    active: UInt16[Array, "blocks rows"],
    rules: Rules,
    layout: Layout,
    key: Array,
) -> UInt8[Array, " rows"]:
    """How many ties of each row of this device are listed, asked of everybody; month by month it is
    the listed who tell (`ties.tell`)."""
    listed = publish(held, people, rules, layout)[0].listed

    def of_part(p: Array) -> Array:
        mine = part_of(active, p, layout).reshape(-1)
        return ties.around(listed, mine, rows_of(p, layout), key)

    return jax.lax.map(of_part, jnp.arange(layout.parts_each, dtype=jnp.int32)).reshape(-1)


def surroundings_of(
    row: Int32[Array, " b"],
    people: People,
    active: UInt16[Array, " b"],
    listed_at_home: UInt8[Array, " b"],
    listed_ties: UInt8[Array, " b"],
    friends: Friends | None,
    public: Public,
    layout: Layout,
    key: Array,
) -> Surroundings:
    """What last month's world shows the people of some rows."""
    namesake = ties.partner(ties.Layer.NAMESAKE, 0, row, layout.people, key)
    return Surroundings(
        listed_at_home=listed_at_home != 0,
        listed_ties=listed_ties,
        ties=ties.active_count(active),
        friends=friends,
        strays=jnp.where((namesake != row) & people.present, public.stray[namesake], jnp.uint8(0)),
    )
