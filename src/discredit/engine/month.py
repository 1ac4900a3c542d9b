"""One month of everybody: most people's passes quietly, the others go through the rooms.

The population is laid out as [blocks, rows]; some blocks make a part. A quiet month is worked out
block by block, so one block's temporaries are all the working memory there is. Those to whom
something happens are then gathered from all over the part and sent through the rooms together.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32, Shaped, UInt8, UInt16, UInt32

from discredit import flaws, record
from discredit.dossier import Friends
from discredit.draws import MONTHS_LIMIT
from discredit.engine.layout import LANES, Layout, first_part, part_of, rows_of
from discredit.engine.rows import RowIndex, choose, gather, scatter, take
from discredit.engine.surroundings import (
    Alike,
    MonthContext,
    MonthShown,
    Near,
    Overview,
    context_of,
    friends_of,
    on_black_list,
    shown_in,
    surroundings_of,
)
from discredit.engine.world import Constants, Population, Schedule, WorldState
from discredit.policy.rules import Rules
from discredit.record import CellSums
from discredit.record.diary import blank, write
from discredit.record.measures import counts_against, everyday, how_many, places
from discredit.record.readout import (
    Readout,
    added,
    nothing_read,
    read_out,
    read_out_quietly,
)
from discredit.rooms import ORDINARY
from discredit.society import home, ties
from discredit.society.people import People
from discredit.step import Branch, advance, quiet
from discredit.step.choosing import rooms_of
from discredit.truth import Surroundings

BATCHES_PER_BLOCK = 4
"""The rooms take so many rows at once: a block's, divided by this."""

Diary = dict[str, Shaped[Array, " traced"]]
"""One month of the people who are followed, by column."""


class JudgedEntries(NamedTuple):
    """What is amiss with the entries of each person."""

    flaw: UInt8[Array, " b"]  # the worst: a code of FLAWS, from 1; 0 for nothing
    about_other: UInt16[Array, " b"]  # bit k: that on list k rests on a namesake's record
    by_list: UInt8[Array, "list b"]  # the same of each


class QuietPass(NamedTuple):
    """What the quiet pass over some rows leaves for the rooms."""

    stirs: Bool[Array, " rows"]
    near: Near


class MonthDone(NamedTuple):
    """What a month of everybody leaves behind."""

    world: WorldState
    overview: Overview
    sums: Int32[Array, "part group measure"]  # but for the count of people
    readout: Readout  # of this device's people
    diary: Diary  # of whoever is on this device; of others zeros
    shown: MonthShown


def month(
    world: WorldState,
    overview: Overview,
    constants: Constants,
    now: Schedule,
    layout: Layout,
) -> MonthDone:
    """One month of everybody on this device. What people can see of each other is fixed at its
    start.

    Args:
        world: as last month left it; only this device's blocks, as all columns here.
        overview: of its rows.
        constants: who exists and is tied to whom, the luck, who is followed.
        now: rules and appeal capacity of this month.
        layout: how the whole population is laid out.

    Returns:
        The world and an overview of its rows a month later, sums and diary.

    Draws:
        All decisions of a month, see `step.advance`.
    """
    context = context_of(world, overview, constants, now, layout)
    population, rules = constants.population, now.rules

    def of_part(
        carry: tuple[WorldState, Overview, Readout], p: Int32[Array, ""]
    ) -> tuple[
        tuple[WorldState, Overview, Readout],
        tuple[Int32[Array, "group measure"], Diary],
    ]:
        world, told, readout = carry
        world, everyday_sums, readout, passed = _pass_by(
            world, readout, population, overview, p, context
        )
        table = record.empty_table(how_many(rules), layout.region_slots)
        diary = blank(len(context.traced))
        so_far = _SoFar(world, told, table, readout, diary)
        done = _send_through(so_far, population, passed, p, context)
        names = places(everyday(rules), rules)
        sums = record.margins(done.table).at[:, jnp.array(names)].add(everyday_sums)
        return (done.world, done.overview, done.readout), (sums, done.diary)

    parts = jnp.arange(layout.parts_each, dtype=jnp.int32)
    # The listed tell their ties anew; the rest changes for those alone who go through the rooms.
    told = overview._replace(listed_ties=jnp.zeros_like(overview.listed_ties))
    begin = (world, told, nothing_read(rules))
    (world, told, readout), (sums, diary) = jax.lax.scan(of_part, begin, parts)
    # Each person followed is in one part; the others hold zeros there.
    diary = jax.tree.map(lambda c: c.sum(axis=0, dtype=c.dtype), diary)
    return MonthDone(world, told, sums, readout, diary, shown_in(context))


def _pass_by(
    world: WorldState,
    readout: Readout,
    population: Population,
    overview: Overview,
    p: Int32[Array, ""],
    context: MonthContext,
) -> tuple[WorldState, Int32[Array, "group everyday"], Readout, QuietPass]:
    """A quiet month for one part; rows of those to whom more happens stay as they are."""
    layout, rules = context.layout, context.rules
    start = first_part(layout) * layout.blocks * layout.rows
    active = part_of(population.active, p, layout)
    # Asked for a whole part at once: block by block the same gathers took four times as long.
    friends = friends_of(active.reshape(-1), rows_of(p, layout), context)
    by_block = jax.tree.map(lambda column: column.reshape(active.shape), friends)

    def of_block(
        carry: tuple[WorldState, CellSums, Readout],
        at: tuple[Int32[Array, ""], UInt16[Array, " rows"], Friends | None],
    ) -> tuple[tuple[WorldState, CellSums, Readout], QuietPass]:
        everything, table, readout = carry
        b, active, friends = at
        before, people = take((everything, population.people), b)
        go = Branch(context.t < MONTHS_LIMIT)
        before = _with_scores_apart(go, before)
        first = start + b * layout.rows
        row = first + jnp.arange(layout.rows, dtype=jnp.int32)
        window = jax.lax.dynamic_slice(context.halo, (first,), (layout.rows + 2 * home.HALO,))
        at_home = home.household_or(window, people.place_in_household, people.household_size)
        listed_ties = jax.lax.dynamic_slice(
            overview.listed_ties, (b * layout.rows,), (layout.rows,)
        )
        near = Near(at_home, listed_ties, friends)
        passed = quiet.month(
            context.alike.draws(row),
            people,
            rules,
            before.truth,
            before.held,
            surroundings_of(row, people, active, near, context),
            context.alike.conditions,
            take(overview.is_open, b),
        )
        nobody = jnp.zeros(layout.rows, bool)
        is_followed = nobody.at[context.traced - first].set(
            True, mode="drop", wrap_negative_indices=False
        )
        # Worked out once: the compiler would ask again for each column that is put back.
        stirs = go(jnp.logical_or, passed.stirs, is_followed)
        against = counts_against(rules)
        tally = record.count_quietly(before.tally, passed.month, against, context.t)
        quiet_people = people._replace(present=people.present & ~stirs)
        nothing_amiss = jnp.zeros(layout.rows, jnp.uint8)
        measured = _measured(
            context, passed.month, quiet_people, nothing_amiss, tally.has_done, None
        )
        table = record.tabulate(table, measured.columns, measured.cells)
        readout = added(readout, measured.readout)
        after = WorldState(passed.truth, passed.held, tally)
        return (_put(everything, before, after, stirs, b), table, readout), QuietPass(stirs, near)

    blocks = p * layout.blocks + jnp.arange(layout.blocks, dtype=jnp.int32)
    none = record.empty_table(len(everyday(rules)), layout.region_slots)
    begin = (world, none, readout)
    (world, table, readout), passed = jax.lax.scan(of_block, begin, (blocks, active, by_block))
    flat = jax.tree.map(lambda c: c.reshape(-1), passed)
    return world, record.margins(table), readout, flat


def _with_scores_apart(go: Branch, before: WorldState) -> WorldState:
    """The same, with last month's scores in a place of their own: people and records look at them
    again when those of this month are there, and the compiler would keep all of both."""
    scores = before.held.scores
    if scores is None:
        return before
    shown = go(jnp.copy, scores.shown)
    return before._replace(held=before.held._replace(scores=scores._replace(shown=shown)))


class _Measured(NamedTuple):
    """What some people add to the record."""

    columns: Int32[Array, "n measure"]
    cells: record.Cells
    readout: Readout


def _measured(
    context: MonthContext,
    month: record.Month,
    people: People,
    flaw: UInt8[Array, " n"],
    has_done: Bool[Array, " n"],
    by_list: UInt8[Array, "list n"] | None,
) -> _Measured:
    """What these add to which cells of the record; without causes by list, in a quiet month."""

    def measure(
        month: record.Month,
        people: People,
        flaw: UInt8[Array, " n"],
        has_done: Bool[Array, " n"],
        by_list: UInt8[Array, "list n"] | None,
        rules: Rules,
        ends_year: Bool[Array, ""],
    ) -> _Measured:
        names = everyday(rules) if by_list is None else None
        columns = record.measure(month, people, flaw, has_done, rules, names)
        if by_list is None:
            readout = read_out_quietly(month, people.present, rules, ends_year)
        else:
            readout = read_out(month, people.present, by_list, rules, ends_year)
        return _Measured(columns, record.cells_of(people), readout)

    go = Branch(context.t < MONTHS_LIMIT)
    return go(measure, month, people, flaw, has_done, by_list, context.rules, context.ends_year)


def _put(
    everything: WorldState,
    before: WorldState,
    after: WorldState,
    stirs: Bool[Array, " rows"],
    b: Int32[Array, ""],
) -> WorldState:
    """Write one block, in place and only the columns that a quiet month changes."""

    def put(
        column: Shaped[Array, "blocks ..."], was: Shaped[Array, "..."], now: Shaped[Array, "..."]
    ) -> Shaped[Array, "blocks ..."]:
        if now is was:
            return column
        kept = jnp.where(stirs, was, now)
        return jax.lax.dynamic_update_index_in_dim(column, kept, b, 0)

    return jax.tree.map(put, everything, before, after)


class _SoFar(NamedTuple):
    """What the batches of a part that went through the rooms have made so far."""

    world: WorldState
    overview: Overview  # next month
    table: CellSums
    readout: Readout
    diary: Diary


class _Batch(NamedTuple):
    """Some rows of a part, where they are, and whether they are there: the last batch is filled."""

    in_part: UInt32[Array, " m"]
    row: Int32[Array, " m"]
    at: RowIndex
    is_there: Bool[Array, " m"]


def _send_through(
    so_far: _SoFar,
    population: Population,
    passed: QuietPass,
    p: Int32[Array, ""],
    context: MonthContext,
) -> _SoFar:
    """The rooms, for those of one part to whom something happens, a batch at a time."""
    layout, rules = context.layout, context.rules
    size = layout.blocks * layout.rows
    start = first_part(layout) * size
    batch = max(layout.rows // BATCHES_PER_BLOCK, min(size, LANES))
    chosen, count = choose(passed.stirs, -(-size // batch) * batch)
    go = Branch(context.t < MONTHS_LIMIT)

    def locate(mine: Int32[Array, " m"]) -> _Batch:
        in_part = jnp.minimum(mine, size - 1).astype(jnp.uint32)
        here = jnp.uint32(size) * p.astype(jnp.uint32) + in_part
        at = RowIndex(here, here // layout.rows)
        return _Batch(in_part, start + here.astype(jnp.int32), at, mine < size)

    def of_batch(i: Int32[Array, ""], so_far: _SoFar) -> _SoFar:
        world, overview, table, readout, diary = so_far
        mine = jax.lax.dynamic_slice(chosen, (i * batch,), (batch,))
        # Worked out once: the compiler would divide again for each of a hundred columns.
        in_part, row, at, is_there = go(locate, mine)
        # At once: what is gathered after the first is put back has the compiler copy whole columns.
        before, people, active = go(gather, (world, population.people, population.active), at)
        people = people._replace(present=people.present & is_there)
        near = jax.tree.map(lambda column: column[in_part], passed.near)
        surroundings = surroundings_of(row, people, active, near, context)
        after, month, judged = through_the_rooms(before, people, row, surroundings, context.alike)
        measured = _measured(
            context, month, people, judged.flaw, after.tally.has_done, judged.by_list
        )
        table = record.tabulate(table, measured.columns, measured.cells)
        readout = added(readout, measured.readout)
        listed = on_black_list(after.held, rules)
        told = ties.tell(
            overview.listed_ties, start, listed & is_there, active, row, context.extent, context.key
        )
        is_open = go(quiet.has_business, after.truth, after.held)
        of_rows = scatter((overview.is_listed, overview.is_open), (listed, is_open), at, is_there)
        overview = Overview(told, *of_rows)
        followed = jnp.where(is_there, row, -2)
        diary = jax.lax.cond(
            (followed[:, None] == context.traced).any(),
            lambda: write(
                diary,
                followed,
                context.traced,
                record.trace(month, judged.flaw, judged.about_other),
            ),
            lambda: diary,
        )
        world = scatter(world, after, at, is_there)
        return _SoFar(world, overview, table, readout, diary)

    return jax.lax.fori_loop(0, -(-count // batch), of_batch, so_far)


def through_the_rooms(
    before: WorldState,
    people: People,
    row: Int32[Array, " b"],
    surroundings: Surroundings,
    alike: Alike,
) -> tuple[WorldState, record.Month, JudgedEntries]:
    """The whole month of some rows: rooms, judgement of entries, tally.

    Args:
        before: The world of these rows, as last month left it.
        people: Who they are.
        row: Their row numbers.
        surroundings: What each sees of others.
        alike: What the month is the same for everybody.

    Returns:
        Their world now, all that happened, and what is amiss with their entries.

    Draws:
        All decisions of a month, see `step.advance`.
    """
    rules, tally = alike.rules, before.tally
    rooms = ORDINARY if alike.living is None else rooms_of(alike.living)
    truth, held, month = advance(
        alike.draws(row),
        people,
        rules,
        before.truth,
        before.held,
        surroundings,
        alike.conditions,
        rooms,
    )
    before_listed, listed = month.before.listed, month.after.listed
    about_other = flaws.about_namesakes(
        before_listed, listed, month.hindsight.stray, tally.about_other
    )
    found = flaws.of_entries(month.acts, truth, listed, about_other, rules, alike.t)
    flaw = flaws.of_person(found)
    against = counts_against(rules)
    tally = record.count(tally, month, flaw, about_other, against, alike.t)
    return WorldState(truth, held, tally), month, JudgedEntries(flaw, about_other, found)
