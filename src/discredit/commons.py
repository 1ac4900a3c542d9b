"""What last month's world shows: to everybody alike, and to each of his own.

Everything that one person's month takes from another's passes through here.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float32, Int32, UInt8, UInt16

from discredit import redress, score
from discredit.dossier import Cases, Dossier, Friends, Status
from discredit.draws import Draws
from discredit.layout import Layout, in_all, of_all, part_of, rows_of
from discredit.policy.rules import Rules
from discredit.society import ties
from discredit.society.people import People
from discredit.truth import ADULT_AGE, Around, Commons, Truth
from discredit.vocabulary import DESKS, SERVICES

_STEPS = 254.0
"""Steps of a score as others see it."""
_COUNTER = SERVICES.index("counter")


def made_public(
    held: Dossier, people: People, rules: Rules, cut: Layout
) -> tuple[Public, UInt8[Array, " padded"]]:
    """What anybody can see of anybody, on every device; and who is listed, with a margin for
    households."""
    is_black = (rules.lists.is_red == 0)[:, None]
    status = held.listed.status
    listed = ((status == Status.LISTED) & is_black).any(axis=1).astype(jnp.uint8).reshape(-1)
    listed = of_all(listed, cut)
    public = Public(
        # Without the padding, so that who meets whom does not depend on how rows are cut up.
        listed=listed[: cut.people],
        stray=of_all(held.files.stray.reshape(-1), cut)[: cut.people],
        standing=_standing(held, people, rules, cut),
    )
    return public, jnp.pad(listed, ties.HALO)


def commons(
    truth: Truth,
    held: Dossier,
    people: People,
    rules: Rules,
    capacity: Int32[Array, " desk"],
    parts: Int32[Array, " parts"],
    t: Int32[Array, ""],
    key: Array,
    cut: Layout,
) -> Commons:
    """What everybody meets alike this month, from the world as last month left it."""
    waiting = _queues(held.cases, people.income_fifth, rules, parts, t, key, cut)
    adults = people.present & (people.age >= ADULT_AGE)
    lane_share = discontent = jnp.float32(0)
    if rules.life.counters is not None:
        has_lane = ((held.doors.favoured >> _COUNTER) & 1) != 0
        lane_share = _share(has_lane & adults, adults, cut)
    if rules.observation.graded is not None:
        on_file = (held.listed.status != Status.CLEAR).any(axis=1) & adults
        # In whole thousandths, so that the sum is the same in any order.
        rating = jnp.round(jnp.clip(1.0 + truth.trust, 0.0, 1.0) * 1000).astype(jnp.int32)
        rated = in_all(jnp.where(on_file, 1000 - rating, 0).sum(dtype=jnp.int32), cut)
        many = in_all(on_file.sum(dtype=jnp.int32), cut)
        discontent = rated / jnp.maximum(many, 1) / 1000.0
    return Commons(redress.call(waiting, capacity), lane_share, discontent)


def _share(some: Array, of: Array, cut: Layout) -> Float32[Array, ""]:
    few, many = (in_all(column.sum(dtype=jnp.int32), cut) for column in (some, of))
    return few / jnp.maximum(many, 1)


def _queues(
    cases: Cases,
    fifth: UInt8[Array, "blocks rows"],
    rules: Rules,
    parts: Int32[Array, " parts"],
    t: Int32[Array, ""],
    key: Array,
    cut: Layout,
) -> Int32[Array, "desk priority"]:
    """Who waits at the appeal desks, counted part by part so that little memory is needed."""

    def add(total: Array, p: Int32[Array, ""]) -> tuple[Array, None]:
        mine = jax.tree.map(lambda column: _by_list(part_of(column, p, cut)), cases)
        draws = Draws(key, rows_of(p, cut).astype(jnp.uint32), t.astype(jnp.uint32))
        of_part = part_of(fifth, p, cut).reshape(-1)
        return total + redress.waiting(mine, of_part, rules.redress.head_start, draws), None

    none = jnp.zeros((len(DESKS), redress.PRIORITIES), jnp.int32)
    return in_all(jax.lax.scan(add, none, parts)[0], cut)


def _by_list(column: UInt8[Array, "blocks list rows"]) -> UInt8[Array, "list n"]:
    return jnp.moveaxis(column, 1, 0).reshape(column.shape[1], -1)


class Public(NamedTuple):
    """Whole columns that anybody can see of anybody, as last month left them."""

    listed: UInt8[Array, " n"]
    stray: UInt8[Array, " n"]
    standing: UInt8[Array, " n"] | None  # where the first scorer puts adults, 1 to 255; 0: none


class Known(NamedTuple):
    """What people see of their ties."""

    ties: UInt8[Array, " n"]
    listed: UInt8[Array, " n"]
    friends: Friends | None


def _standing(
    held: Dossier, people: People, rules: Rules, cut: Layout
) -> UInt8[Array, " n"] | None:
    """Scores as others see them, where a score looks at others."""
    of, scores = rules.score, held.scores
    if of is None or scores is None or (of.friends is None and of.peers is None and not of.factors):
        return None
    first = scores.shown[:, 0].reshape(1, -1)
    code = 1 + jnp.round(score.standing(first, of) * _STEPS).astype(jnp.uint8)
    is_adult = (people.age >= ADULT_AGE).reshape(-1)
    return of_all(jnp.where(is_adult, code, jnp.uint8(0)), cut)[: cut.people]


def know(public: Public, active: UInt16[Array, " b"], rows: Array, key: Array) -> Known:
    """How many ties each of `rows` has, how many of them are listed, and how they score."""
    known = ties.active_count(active)
    friends = None
    if public.standing is not None:
        scored, total, squares = ties.sums(public.standing, active, rows, key)
        alone = jnp.float32(0.5)  # somebody without scored ties is thought average
        mean = total / (jnp.maximum(scored, 1) * _STEPS)
        friends = Friends(
            mean=jnp.where(scored > 0, mean, alone),
            by_standing=jnp.where(total > 0, squares / jnp.maximum(total, 1) / _STEPS, alone),
        )
    return Known(known, ties.around(public.listed, active, rows, key), friends)


def look_around(
    row: Int32[Array, " b"],
    first: Int32[Array, ""],
    people: People,
    known: Known,
    public: Public,
    halo: UInt8[Array, " padded"],
    cut: Layout,
    key: Array,
) -> Around:
    """What last month's world shows the people of one block, whose first row is `first`."""
    window = jax.lax.dynamic_slice(halo, (first,), (cut.rows + 2 * ties.HALO,))
    namesake = ties.partner(ties.Layer.NAMESAKE, 0, row, cut.people, key)
    return Around(
        listed_at_home=ties.household_or(window, people.place_in_household, people.household_size)
        != 0,
        listed_ties=known.listed,
        ties=known.ties,
        friends=known.friends,
        strays=jnp.where((namesake != row) & people.present, public.stray[namesake], jnp.uint8(0)),
    )
