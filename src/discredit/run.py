"""Many months: the corridor, block by block of people and year by year, for one world.

The population is laid out as [blocks, rows]; some blocks make a part, and every device holds as
many parts. Inside a month each block needs only itself and what last month's world shows it, so one
block's temporaries are all the working memory there is. Devices meet where that world is shown
(`commons`) and when the month is written down; otherwise each works for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import PartitionSpec
from jaxtyping import Array, Float32, Int32, UInt16, UInt32

from discredit import devices, dossier, record, redress, truth
from discredit.commons import commons, know, look_around, made_public
from discredit.devices import ALIKE, ROWS
from discredit.dossier import Dossier
from discredit.draws import MONTHS_LIMIT, Draws, key_of
from discredit.layout import AXIS, Layout, first_part, in_all, layout, part_of, rows_of
from discredit.policy.rules import Rules
from discredit.record import Table, Tally
from discredit.record.measures import counts_against, how_many
from discredit.society import ties
from discredit.society.build import build
from discredit.society.people import People
from discredit.society.spec import SocietySpec, load_society
from discredit.step import advance, enter
from discredit.truth import Truth

MONTHS_PER_BLOCK = 12
"""Months between two looks at progress, cancel and checkpoint."""
TRACED = 16
"""People whose every month can be followed in one run."""


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


def populate(
    society: str | SocietySpec, people: int, seed: int, devices: int = 1
) -> tuple[Population, Layout]:
    """Build a society and settle it: everybody a run needs, and how they are cut up."""
    spec = society if isinstance(society, SocietySpec) else load_society(society)
    cut = layout(people, devices)
    built = build(spec, people, seed, block=cut.padded)
    return settle(built, ties.bonds_of(spec), cut, seed), cut


def settle(people: People, bonds: ties.Bonds, cut: Layout, seed: int) -> Population:
    """Lay the people out, put them on the devices and find out who knows whom."""
    packed = np.asarray(ties.traits(people))[: cut.people]
    laid_out = jax.tree.map(
        lambda column: devices.spread(
            np.asarray(column).reshape(cut.parts * cut.blocks, cut.rows), cut.devices
        ),
        people,
    )
    return Population(laid_out, _acquaint(packed, np.asarray(key_of(seed)), bonds, cut))


@partial(jax.jit, static_argnames="cut")
def _acquaint(
    packed: UInt16[Array, " n"], key: UInt32[Array, "2"], bonds: ties.Bonds, cut: Layout
) -> UInt16[Array, "blocks rows"]:
    def of_device(packed: Array, key: Array, bonds: ties.Bonds) -> Array:
        parts = jnp.arange(cut.parts_each, dtype=jnp.int32)
        rows = jax.vmap(lambda p: rows_of(p, cut))(parts).reshape(-1, cut.rows)
        return jax.lax.map(lambda block: ties.active_slots(packed, block, key, bonds), rows)

    takes = (ALIKE, ALIKE, ALIKE)
    return devices.on_each(of_device, cut.devices, takes, ROWS)(packed, key, bonds)


def begin(population: Population, rules: Rules) -> World:
    """The first morning under rules whose first row is its month."""
    base = None if rules.score is None else np.asarray(rules.score.base[0])
    looks_back = rules.score is not None and rules.score.factors is not None
    many = population.active.sharding.num_devices
    return _begin(population.people, base, rules.lists.term_months.shape[1], looks_back, many)


@partial(jax.jit, static_argnames=("lists", "looks_back", "many"))
def _begin(
    people: People,
    base: Float32[Array, " scorer"] | None,
    lists: int,
    looks_back: bool,
    many: int,
) -> World:
    def of_block(block: People, base: Array | None) -> World:
        n = block.age.shape[0]
        return World(
            truth.begin(block, base, looks_back=looks_back),
            dossier.begin(n, lists, base, looks_back=looks_back),
            record.begin(n),
        )

    of_device = jax.vmap(of_block, in_axes=(0, None))
    return devices.on_each(of_device, many, (ROWS, ALIKE), ROWS)(people, base)


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
    total = len(rules.lists.term_months)
    watch = np.full(TRACED, -1, np.int32)
    watch[: len(traced)] = traced
    capacity = redress.capacity_by_month(np.asarray(rules.redress.capacity), cut.people)
    key = np.asarray(key_of(seed))
    world = jax.tree.map(lambda column: devices.spread(column, cut.devices), world)
    for start in range(first, total, MONTHS_PER_BLOCK):
        stop = min(start + MONTHS_PER_BLOCK, total)
        # Arrays of the host, so that all processes hand the same to all their devices.
        span = jax.tree.map(lambda column, a=start, b=stop: np.asarray(column[a:b]), rules)
        world, (sums, trace) = _stretch(
            world,
            population,
            span,
            np.arange(start, stop, dtype=np.int32),
            capacity[start:stop],
            key,
            watch,
            cut,
        )
        yield (
            world,
            Stretch(
                start,
                devices.added_up(devices.own_rows(sums).astype(np.int64).sum(axis=1), cut.devices),
                {name: np.asarray(column) for name, column in trace.items()},
            ),
        )


@partial(jax.jit, static_argnames="cut", donate_argnums=0)
def _stretch(world, population, rules, when, capacity, key, watch, cut):
    def of_device(world, population, rules, when, capacity, key, watch):
        def month(world, at):
            t, rules, capacity = at
            return _month(world, population, rules, t, capacity, key, watch, cut)

        world, (sums, seen) = jax.lax.scan(month, world, (when, rules, capacity))
        # Each traced person stands on one device; the others hold zeros there.
        return world, (sums, jax.tree.map(lambda column: in_all(column, cut), seen))

    takes = (ROWS, ROWS, *(ALIKE for _ in range(5)))
    gives = (ROWS, (PartitionSpec(None, AXIS), ALIKE))
    run = devices.on_each(of_device, cut.devices, takes, gives)
    return run(world, population, rules, when, capacity, key, watch)


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
    """One month of everybody on this device. What people can see of each other is fixed at its
    start."""
    parts = jnp.arange(cut.parts_each, dtype=jnp.int32)
    first_block = first_part(cut) * cut.blocks
    public, halo = made_public(world.held, population.people, rules, cut)
    people = population.people
    common = commons(world.truth, world.held, people, rules, capacity, parts, t, key, cut)

    def block(carry: tuple[World, Table], of_block: Any) -> tuple[tuple[World, Table], Any]:
        everything, table = carry
        b, known = of_block
        world, people = _take((everything, population.people), b)
        first = (first_block + b) * cut.rows
        row = first + jnp.arange(cut.rows, dtype=jnp.int32)
        draws = Draws(key, row.astype(jnp.uint32), t.astype(jnp.uint32))
        around = look_around(row, first, people, known, public, halo, cut, key)
        now, held, month = advance(draws, people, rules, world.truth, world.held, around, common)
        about_other = record.follow(month, world.tally.about_other)
        cause = record.wrong_cause(month, about_other)
        against = counts_against(rules)
        tally = record.count(world.tally, month, cause, about_other, against, t)
        columns = enter(
            t < MONTHS_LIMIT, record.measure, month, people, cause, tally.has_done, rules
        )
        table = record.tabulate(table, columns.T, people)
        seen = _watch(row, watch, record.trace(month, cause, about_other))
        return (_put(everything, World(now, held, tally), b), table), seen

    def part(world: World, p: Int32[Array, ""]) -> tuple[World, Any]:
        blocks = p * cut.blocks + jnp.arange(cut.blocks, dtype=jnp.int32)
        # Asked for a whole part at once: block by block the same gathers took four times as long.
        active = part_of(population.active, p, cut)
        known = know(public, active.reshape(-1), rows_of(p, cut), key)
        of_blocks = (blocks, jax.tree.map(lambda column: column.reshape(active.shape), known))
        none = record.empty_table(how_many(rules))
        (world, table), seen = jax.lax.scan(block, (world, none), of_blocks)
        return world, (record.margins(table), seen)

    world, (sums, seen) = jax.lax.scan(part, world, parts)
    # Each traced person stands in one block; the others hold zeros there.
    return world, (sums, jax.tree.map(lambda c: c.sum(axis=(0, 1), dtype=c.dtype), seen))


def _take(columns: Any, b: Int32[Array, ""]) -> Any:
    return jax.tree.map(lambda c: jax.lax.dynamic_index_in_dim(c, b, keepdims=False), columns)


def _put(columns: Any, block: Any, b: Int32[Array, ""]) -> Any:
    # In place: a month needs no second copy of the world.
    return jax.tree.map(
        lambda c, new: jax.lax.dynamic_update_index_in_dim(c, new, b, 0), columns, block
    )


def _watch(
    row: Int32[Array, " b"],
    watch: Int32[Array, " traced"],
    columns: dict[str, Array],
) -> dict[str, Array]:
    """The columns of those watched who stand in this block; 0 for the others. Bits stay bits."""
    place = watch - row[0]
    is_here = (place >= 0) & (place < row.shape[0])
    place = jnp.clip(place, 0, row.shape[0] - 1)

    def seen(column: Array) -> Array:
        is_bits = column.dtype in (jnp.uint32, jnp.uint16)
        mine = column[place].astype(jnp.uint32 if is_bits else jnp.float32)
        return jnp.where(is_here, mine, jnp.zeros_like(mine))

    return {name: seen(column) for name, column in columns.items()}
