"""Many months: the corridor, block by block of people and year by year, for one world.

The population is laid out as [blocks, rows]; some blocks make a part. Inside a month each block
needs only itself and what last month's world shows it, so one block's temporaries are all the
working memory there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float32, Int32, UInt8, UInt16, UInt32

from discredit import dossier, record, redress, truth
from discredit.dossier import Cases, Dossier, Status
from discredit.draws import MONTHS_LIMIT, Draws, key_of
from discredit.policy.rules import Rules
from discredit.record import Table, Tally
from discredit.society import ties
from discredit.society.build import build
from discredit.society.people import People
from discredit.society.spec import SocietySpec, load_society
from discredit.step import advance, enter
from discredit.truth import Around, Truth
from discredit.vocabulary import DESKS

ROWS_PER_BLOCK = 8192
"""Rows whose month stays in cache; found with `bench/`."""
LANES = 256
"""Blocks are a multiple of this long: whole vectors, and few shapes to compile."""
ROWS_PER_PART = 1 << 18
"""Rows whose sums surely fit 32 bits; parts are added on the host in 64."""
MONTHS_PER_BLOCK = 12
"""Months between two looks at progress, cancel and checkpoint."""
TRACED = 16
"""People whose every month can be followed in one run."""


class Layout(NamedTuple):
    """How a population is cut up."""

    people: int
    parts: int
    blocks: int
    rows: int

    @property
    def padded(self) -> int:
        return self.parts * self.blocks * self.rows


class Population(NamedTuple):
    """Who exists and who is tied to whom, each column [blocks, rows]."""

    people: People
    active: UInt16[Array, "blocks rows"]  # bit per slot of `ties.NEAR_SLOTS`


class World(NamedTuple):
    """All that changes in a world, each column [blocks, rows]."""

    truth: Truth
    held: Dossier
    tally: Tally


class Stretch(NamedTuple):
    """What some months leave behind."""

    first_month: int  # counted from the start of the run
    sums: np.ndarray  # [months, groups, measures], 64-bit
    traced: dict[str, np.ndarray]  # by column: [months, TRACED]


def layout(people: int) -> Layout:
    """Cut up a population: parts of at most ROWS_PER_PART rows, blocks of equal length."""
    parts = -(-people // ROWS_PER_PART)
    blocks = -(-people // (parts * ROWS_PER_BLOCK))
    rows = -(-people // (parts * blocks * LANES)) * LANES
    return Layout(people, parts, blocks, rows)


def populate(society: str | SocietySpec, people: int, seed: int) -> tuple[Population, Layout]:
    """Build a society and settle it: everybody a run needs, and how they are cut up."""
    spec = society if isinstance(society, SocietySpec) else load_society(society)
    cut = layout(people)
    built = build(spec, people, seed, block=cut.padded)
    return settle(built, ties.bonds_of(spec), cut, seed), cut


def settle(people: People, bonds: ties.Bonds, cut: Layout, seed: int) -> Population:
    """Lay the people out, put them on the device and find out who knows whom."""
    packed = ties.traits(people)[: cut.people]
    rows = jnp.arange(cut.padded, dtype=jnp.int32).reshape(-1, cut.rows)
    shape = (cut.parts * cut.blocks, cut.rows)
    return jax.tree.map(
        lambda column: jnp.asarray(column).reshape(shape),
        Population(people, _acquaint(packed, rows, key_of(seed), bonds)),
    )


@jax.jit
def _acquaint(
    packed: UInt16[Array, " n"],
    rows: Int32[Array, "blocks rows"],
    key: UInt32[Array, "2"],
    bonds: ties.Bonds,
) -> UInt16[Array, "blocks rows"]:
    return jax.lax.map(lambda block: ties.active_slots(packed, block, key, bonds), rows)


@partial(jax.jit, static_argnames="cut")
def begin(population: Population, cut: Layout) -> World:
    """The first morning."""
    n = cut.padded
    flat = People(*(column.reshape(-1) for column in population.people))
    world = World(truth.begin(flat), dossier.begin(n), record.begin(n))
    shape = (cut.parts * cut.blocks, cut.rows)
    return jax.tree.map(lambda column: column.reshape(shape), world)


def months(
    world: World,
    population: Population,
    rules: Rules,
    cut: Layout,
    seed: int,
    *,
    first: int = 0,
    traced: tuple[int, ...] = (),
) -> Iterator[tuple[World, Stretch]]:
    """Advance a world to the end of its rules, a stretch of months at a time.

    `rules` cover the run from its first month; `first` is where to go on. The world handed in is
    used up; the one yielded may be kept until the next is asked for.
    """
    total = len(rules.observation.listing_activity)
    watch = np.full(TRACED, -1, np.int32)
    watch[: len(traced)] = traced
    capacity = redress.capacity_by_month(np.asarray(rules.redress.capacity), cut.people)
    for start in range(first, total, MONTHS_PER_BLOCK):
        stop = min(start + MONTHS_PER_BLOCK, total)
        span = jax.tree.map(lambda column, a=start, b=stop: jnp.asarray(column[a:b]), rules)
        world, (sums, trace) = _stretch(
            world,
            population,
            span,
            jnp.arange(start, stop, dtype=jnp.int32),
            jnp.asarray(capacity[start:stop]),
            key_of(seed),
            watch,
            cut,
        )
        yield (
            world,
            Stretch(
                start,
                np.asarray(sums).astype(np.int64).sum(axis=1),
                {name: np.asarray(column) for name, column in trace.items()},
            ),
        )


@partial(jax.jit, static_argnames="cut", donate_argnums=0)
def _stretch(world, population, rules, when, capacity, key, watch, cut):
    def month(world, at):
        t, rules, capacity = at
        return _month(world, population, rules, t, capacity, key, watch, cut)

    return jax.lax.scan(month, world, (when, rules, capacity))


def _month(
    world: World,
    population: Population,
    rules: Rules,
    t: Int32[Array, ""],
    capacity: Int32[Array, " desk"],
    key: Array,
    watch: Int32[Array, " traced"],
    cut: Layout,
) -> tuple[World, tuple[Array, dict[str, Array]]]:
    """One month of everybody. What people can see of each other is fixed at its start."""
    parts = jnp.arange(cut.parts, dtype=jnp.int32)
    listed = (world.held.listed.status == Status.LISTED).astype(jnp.uint8).reshape(-1)
    public = _Public(
        # Without the padding, so that who meets whom does not depend on how rows are cut up.
        listed=listed[: cut.people],
        stray=world.held.files.stray.reshape(-1)[: cut.people],
    )
    halo = jnp.pad(listed, ties.HALO)
    called = redress.call(_queues(world.held.cases, parts, t, key, cut), capacity)

    def block(carry: tuple[World, Table], of_block: Any) -> tuple[tuple[World, Table], Any]:
        everything, table = carry
        b, known = of_block
        world, people = _take((everything, population.people), b)
        first = b * cut.rows
        row = first + jnp.arange(cut.rows, dtype=jnp.int32)
        draws = Draws(key, row.astype(jnp.uint32), t.astype(jnp.uint32))
        around = _look_around(row, first, people, known, public, halo, cut, key)
        now, held, month = advance(draws, people, rules, world.truth, world.held, around, called)
        about_other = record.follow(month, world.tally.about_other)
        wrong = record.wrongs(month, about_other)
        tally = record.count(world.tally, month, wrong, about_other, t)
        columns = enter(t < MONTHS_LIMIT, record.measure, month, people, wrong)
        table = record.tabulate(table, columns.T, people)
        seen = _watch(row, watch, record.trace(month, wrong, about_other))
        return (_put(everything, World(now, held, tally), b), table), seen

    def part(world: World, p: Int32[Array, ""]) -> tuple[World, Any]:
        blocks = p * cut.blocks + jnp.arange(cut.blocks, dtype=jnp.int32)
        # Asked for a whole part at once: block by block the same gathers took four times as long.
        active = _part_of(population.active, p, cut)
        known = ties.around(public.listed, active.reshape(-1), _rows_of(p, cut), key)
        of_blocks = (blocks, known.reshape(active.shape))
        (world, table), seen = jax.lax.scan(block, (world, record.empty_table()), of_blocks)
        return world, (record.margins(table), seen)

    world, (sums, seen) = jax.lax.scan(part, world, parts)
    # Each traced person stands in one block; the others hold zeros there.
    return world, (sums, jax.tree.map(lambda column: column.sum(axis=(0, 1)), seen))


def _queues(
    cases: Cases, parts: Int32[Array, " parts"], t: Int32[Array, ""], key: Array, cut: Layout
) -> Int32[Array, "desk priority"]:
    """Who waits at the appeal desks, counted part by part so that little memory is needed."""

    def add(total: Array, p: Int32[Array, ""]) -> tuple[Array, None]:
        mine = jax.tree.map(lambda column: _part_of(column, p, cut).reshape(-1), cases)
        draws = Draws(key, _rows_of(p, cut).astype(jnp.uint32), t.astype(jnp.uint32))
        return total + redress.waiting(mine, draws), None

    none = jnp.zeros((len(DESKS), redress.PRIORITIES), jnp.int32)
    return jax.lax.scan(add, none, parts)[0]


def _part_of(column: Array, p: Int32[Array, ""], cut: Layout) -> Array:
    return jax.lax.dynamic_slice_in_dim(column, p * cut.blocks, cut.blocks)


def _rows_of(p: Int32[Array, ""], cut: Layout) -> Int32[Array, " rows"]:
    size = cut.blocks * cut.rows
    return p * size + jnp.arange(size, dtype=jnp.int32)


def _take(columns: Any, b: Int32[Array, ""]) -> Any:
    return jax.tree.map(lambda c: jax.lax.dynamic_index_in_dim(c, b, keepdims=False), columns)


def _put(columns: Any, block: Any, b: Int32[Array, ""]) -> Any:
    # In place: a month needs no second copy of the world.
    return jax.tree.map(
        lambda c, new: jax.lax.dynamic_update_index_in_dim(c, new, b, 0), columns, block
    )


class _Public(NamedTuple):
    """Whole columns that anybody can see of anybody, as last month left them."""

    listed: UInt8[Array, " n"]
    stray: UInt8[Array, " n"]


def _look_around(
    row: Int32[Array, " b"],
    first: Int32[Array, ""],
    people: People,
    known: UInt8[Array, " b"],
    public: _Public,
    halo: UInt8[Array, " padded"],
    cut: Layout,
    key: Array,
) -> Around:
    window = jax.lax.dynamic_slice(halo, (first,), (cut.rows + 2 * ties.HALO,))
    namesake = ties.partner(ties.Layer.NAMESAKE, 0, row, cut.people, key)
    return Around(
        listed_at_home=ties.household_or(window, people.place_in_household, people.household_size)
        != 0,
        listed_ties=known,
        strays=jnp.where((namesake != row) & people.present, public.stray[namesake], jnp.uint8(0)),
    )


def _watch(
    row: Int32[Array, " b"],
    watch: Int32[Array, " traced"],
    columns: dict[str, Array],
) -> dict[str, Float32[Array, " traced"]]:
    place = watch - row[0]
    is_here = (place >= 0) & (place < row.shape[0])
    place = jnp.clip(place, 0, row.shape[0] - 1)
    return {
        name: jnp.where(is_here, column[place].astype(jnp.float32), 0.0)
        for name, column in columns.items()
    }
