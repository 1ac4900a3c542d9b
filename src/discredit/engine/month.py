"""One month of everybody: most people's passes quietly, the others go through the rooms.

The population is laid out as [blocks, rows]; some blocks make a part. A quiet month is worked out
block by block, so one block's temporaries are all the working memory there is. Those to whom
something happens are then gathered from all over the part and sent through the rooms together.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32, UInt8, UInt16, UInt32

from discredit import judgement, record
from discredit.dossier import (
    Dossier,
    Friends,
)
from discredit.draws import MONTHS_LIMIT, Draws
from discredit.engine.layout import LANES, Layout, all_sum, first_part, part_of, rows_of
from discredit.engine.surroundings import (
    Public,
    conditions_of,
    friends_of,
    publish,
    surroundings_of,
)
from discredit.policy.rules import Rules
from discredit.record import CellSums, Tally
from discredit.record.diary import blank, write
from discredit.record.measures import counts_against, everyday, how_many, places
from discredit.society import home, ties
from discredit.society.people import People
from discredit.step import Branch, advance, quiet
from discredit.truth import Conditions, Truth
from discredit.vocabulary import Status

BATCHES_PER_BLOCK = 4
"""The share of a block's rows that go through the rooms at once: one in so many."""


class Population(NamedTuple):
    """Who exists and who is tied to whom, each column [blocks, rows]."""

    people: People
    active: UInt16[Array, "blocks rows"]  # bit per slot of `ties.NEAR_SLOTS`


class WorldState(NamedTuple):
    """All that changes in a world, each column [blocks, rows]."""

    truth: Truth
    held: Dossier
    tally: Tally


class MonthContext(NamedTuple):
    """What a month is the same for everybody: rules, common facts, what can be seen of others."""

    t: Int32[Array, ""]
    key: Array
    traced: Int32[Array, " traced"]
    rules: Rules
    common: Conditions
    public: Public
    halo: UInt8[Array, " padded"]  # who is listed, with a margin for households
    layout: Layout

    def draws(self, row: Int32[Array, " b"]) -> Draws:
        return Draws(self.key, row.astype(jnp.uint32), self.t.astype(jnp.uint32))


class QuietPass(NamedTuple):
    """What the quiet pass over some rows leaves for the rooms."""

    stirs: Bool[Array, " rows"]
    listed_at_home: UInt8[Array, " rows"]
    listed_ties: UInt8[Array, " rows"]
    friends: Friends | None


def month(
    world: WorldState,
    listed_ties: UInt8[Array, " rows"],
    population: Population,
    rules: Rules,
    t: Int32[Array, ""],
    capacity: Int32[Array, " desk"],
    key: Array,
    traced: Int32[Array, " traced"],
    layout: Layout,
) -> tuple[WorldState, UInt8[Array, " rows"], Array, dict[str, Array]]:
    """One month of everybody on this device. What people can see of each other is fixed at its
    start; there, and nowhere else, devices meet.

    `listed_ties`: how many ties of each row are listed. Returns the world, these counts a month
    later, the sums [part, group, measure] but for the count of people, and the months of those
    watched.
    """
    public, halo = publish(world.held, population.people, rules, layout)
    common = conditions_of(
        world.truth, world.held, population.people, rules, capacity, t, key, layout
    )
    context = MonthContext(t, key, traced, rules, common, public, halo, layout)

    def part(carry: tuple[WorldState, Array], p: Int32[Array, ""]) -> tuple[Any, Any]:
        world, told = carry
        world, everyday_sums, passed = _pass_by(world, population, listed_ties, p, context)
        world, told, sums, seen = _send_through(world, population, told, passed, p, context)
        names = places(everyday(rules), rules)
        return (world, told), (sums.at[:, jnp.array(names)].add(everyday_sums), seen)

    parts = jnp.arange(layout.parts_each, dtype=jnp.int32)
    nobody = jnp.zeros_like(listed_ties)
    (world, told), (sums, seen) = jax.lax.scan(part, (world, nobody), parts)
    # Each person watched stands in one part of one device; the others hold zeros there.
    seen = jax.tree.map(lambda c: all_sum(c.sum(axis=0, dtype=c.dtype), layout), seen)
    return world, told, sums, seen


def _pass_by(
    world: WorldState,
    population: Population,
    listed_ties: UInt8[Array, " rows"],
    p: Int32[Array, ""],
    context: MonthContext,
) -> tuple[WorldState, Int32[Array, "group everyday"], QuietPass]:
    """A quiet month for one part; rows of those to whom more happens stay as they are."""
    layout, rules = context.layout, context.rules
    start = first_part(layout) * layout.blocks * layout.rows
    active = part_of(population.active, p, layout)
    # Asked for a whole part at once: block by block the same gathers took four times as long.
    friends = friends_of(context.public, active.reshape(-1), rows_of(p, layout), context.key)
    by_block = jax.tree.map(lambda column: column.reshape(active.shape), friends)

    def block(
        carry: tuple[WorldState, CellSums], at: Any
    ) -> tuple[tuple[WorldState, CellSums], QuietPass]:
        everything, table = carry
        b, active, friends = at
        before, people = _take((everything, population.people), b)
        first = start + b * layout.rows
        row = first + jnp.arange(layout.rows, dtype=jnp.int32)
        window = jax.lax.dynamic_slice(context.halo, (first,), (layout.rows + 2 * home.HALO,))
        at_home = home.household_or(window, people.place_in_household, people.household_size)
        known = jax.lax.dynamic_slice(listed_ties, (b * layout.rows,), (layout.rows,))
        surroundings = surroundings_of(
            row, people, active, at_home, known, friends, context.public, layout, context.key
        )
        found = quiet.month(
            context.draws(row),
            people,
            rules,
            before.truth,
            before.held,
            surroundings,
            context.common,
        )
        stirs = found.stirs | (row[:, None] == context.traced).any(axis=1)
        tally = record.count_quietly(before.tally, found.month)
        quiet_people = people._replace(present=people.present & ~stirs)
        nothing_wrong = jnp.zeros(layout.rows, jnp.uint8)
        table = record.tabulate(
            table,
            *_measured(
                context, found.month, quiet_people, nothing_wrong, before.tally.has_done,
                everyday(rules),
            ),
        )  # fmt: skip
        after = WorldState(found.truth, found.held, tally)
        return (_put(everything, before, after, stirs, b), table), QuietPass(
            stirs, at_home, known, friends
        )

    blocks = p * layout.blocks + jnp.arange(layout.blocks, dtype=jnp.int32)
    none = record.empty_table(len(everyday(rules)))
    (world, table), passed = jax.lax.scan(block, (world, none), (blocks, active, by_block))
    return world, record.margins(table), jax.tree.map(lambda c: c.reshape(-1), passed)


def _measured(
    context: MonthContext,
    month: record.Month,
    people: People,
    cause: UInt8[Array, " n"],
    has_done: Bool[Array, " n"],
    names: tuple[str, ...] | None,
) -> tuple[Int32[Array, "n measure"], record.Cells]:
    """What these add to which cells of the record."""

    def of(month: Any, people: People, cause: Array, has_done: Array, rules: Rules) -> Any:
        columns = record.measure(month, people, cause, has_done, rules, names)
        return columns, record.cells_of(people)

    go = Branch(context.t < MONTHS_LIMIT)
    columns, cells = go(of, month, people, cause, has_done, context.rules)
    return go(jnp.transpose, columns), cells


def _put(
    everything: WorldState,
    before: WorldState,
    after: WorldState,
    stirs: Bool[Array, " rows"],
    b: Array,
) -> WorldState:
    """Write one block, in place and only the columns that a quiet month changes."""

    def put(column: Array, was: Array, now: Array) -> Array:
        if now is was:
            return column
        kept = jnp.where(stirs, was, now)
        return jax.lax.dynamic_update_index_in_dim(column, kept, b, 0)

    return jax.tree.map(put, everything, before, after)


def _send_through(
    world: WorldState,
    population: Population,
    told: UInt8[Array, " rows"],
    passed: QuietPass,
    p: Int32[Array, ""],
    context: MonthContext,
) -> tuple[WorldState, UInt8[Array, " rows"], Int32[Array, "group measure"], dict[str, Array]]:
    """The rooms, for those of one part to whom something happens, some at a time."""
    layout, rules = context.layout, context.rules
    size = layout.blocks * layout.rows
    start = first_part(layout) * size
    batch = max(layout.rows // BATCHES_PER_BLOCK, min(size, LANES))
    chosen, count = _choose(passed.stirs, -(-size // batch) * batch)
    is_black = (rules.lists.is_red == 0)[:, None]

    def some(i: Int32[Array, ""], carry: Any) -> Any:
        world, told, table, page = carry
        mine = jax.lax.dynamic_slice(chosen, (i * batch,), (batch,))
        # Worked out once: the compiler would divide again for each of a hundred columns.
        place, row, index, is_there = go(find, mine)
        before, people, active = _gather((world, population.people, population.active), index)
        people = people._replace(present=people.present & is_there)
        ours = jax.tree.map(lambda column: column[place], passed)
        surroundings = surroundings_of(
            row, people, active, ours.listed_at_home, ours.listed_ties, ours.friends,
            context.public, layout, context.key,
        )  # fmt: skip
        after, month, said = through_the_rooms(before, people, row, surroundings, context)
        table = record.tabulate(
            table, *_measured(context, month, people, said[0], after.tally.has_done, None)
        )
        listed = ((after.held.listed.status == Status.LISTED) & is_black).any(axis=0)
        told = ties.tell(told, start, listed & is_there, active, row, layout.people, context.key)
        watched = jnp.where(is_there, row, -2)
        page = jax.lax.cond(
            (watched[:, None] == context.traced).any(),
            lambda: write(page, watched, context.traced, record.trace(month, *said)),
            lambda: page,
        )
        return _scatter(world, after, index, is_there), told, table, page

    def find(mine: Int32[Array, " m"]) -> Any:
        place = jnp.minimum(mine, size - 1).astype(jnp.uint32)
        here = jnp.uint32(size) * p.astype(jnp.uint32) + place
        return (
            place,
            start + here.astype(jnp.int32),
            RowIndex(here, here // layout.rows),
            mine < size,
        )

    go = Branch(context.t < MONTHS_LIMIT)
    so_far = (world, told, record.empty_table(how_many(rules)), blank(len(context.traced)))
    world, told, table, page = jax.lax.fori_loop(0, -(-count // batch), some, so_far)
    return world, told, record.margins(table), page


def through_the_rooms(
    before: WorldState,
    people: People,
    row: Int32[Array, " b"],
    surroundings: Any,
    context: MonthContext,
) -> tuple[WorldState, record.Month, tuple[Array, Array]]:
    """The whole month of some rows: rooms, judgement of entries, tally."""
    rules, tally = context.rules, before.tally
    truth, held, month = advance(
        context.draws(row), people, rules, before.truth, before.held, surroundings, context.common
    )
    before_listed, listed = month.before.listed, month.after.listed
    about_other = judgement.about_namesakes(
        before_listed, listed, month.hindsight.stray, tally.about_other
    )
    cause = judgement.cause_of_wrong(
        month.acts, truth.rests_on, listed, about_other, month.is_black
    )
    against = counts_against(rules)
    tally = record.count(tally, month, cause, about_other, against, context.t)
    return WorldState(truth, held, tally), month, (cause, about_other)


def _choose(stirs: Bool[Array, " n"], room: int) -> tuple[Int32[Array, " room"], Int32[Array, ""]]:
    """The rows of those that stir, in order, the rest filled with n; and how many they are."""
    n = stirs.shape[0]
    # Sums along a row are slow; running down columns they are taken for all of them at once.
    columns = stirs.reshape(-1, _COLUMN).T

    def add(above: Array, line: Array) -> tuple[Array, Array]:
        return above + line, above

    sums, above = jax.lax.scan(add, jnp.zeros(columns.shape[1], jnp.int32), columns)
    to = jnp.where(columns, above + (jnp.cumsum(sums) - sums), room)
    rows = jnp.arange(n, dtype=jnp.int32).reshape(-1, _COLUMN).T
    return jnp.full(room, n, jnp.int32).at[to].set(rows, mode="drop"), sums.sum(dtype=jnp.int32)


_COLUMN = 64


def _take(columns: Any, b: Int32[Array, ""]) -> Any:
    """One block of each column."""
    return jax.tree.map(lambda c: jax.lax.dynamic_index_in_dim(c, b, keepdims=False), columns)


class RowIndex(NamedTuple):
    """Where rows stand in columns [blocks, rows] and in columns [blocks, k, rows]."""

    flat: UInt32[Array, " m"]
    block: UInt32[Array, " m"]


def _flat(column: Array, index: RowIndex) -> Array:
    """The places of rows in a column whose axes are one: [m] or [k, m]."""
    if column.ndim == 2:
        return index.flat
    _, k, rows = column.shape
    level = jnp.arange(k, dtype=jnp.uint32)[:, None]
    return index.flat + (index.block * (k - 1) + level) * rows


def _gather(columns: Any, index: RowIndex) -> Any:
    """Some rows of each column, from wherever they stand."""

    def get(column: Array) -> Array:
        return column.reshape(-1).at[_flat(column, index)].get(mode="promise_in_bounds")

    return jax.tree.map(get, columns)


def _scatter(columns: Any, some: Any, index: RowIndex, is_there: Bool[Array, " m"]) -> Any:
    """Put these rows back, in place, those that are there."""

    def put(column: Array, new: Array) -> Array:
        nowhere = jnp.uint32(column.size)
        to = jnp.where(is_there, _flat(column, index), nowhere)
        return column.reshape(-1).at[to].set(new, mode="drop").reshape(column.shape)

    return jax.tree.map(put, columns, some)
