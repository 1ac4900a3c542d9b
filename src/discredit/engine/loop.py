"""Many months: a population is settled, a world begins, and year follows year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import PartitionSpec
from jaxtyping import Array, Int32, Shaped, UInt32

from discredit import record
from discredit.choices import Choices, none_for
from discredit.draws import key_of
from discredit.engine import cache as engine_cache
from discredit.engine import devices
from discredit.engine.devices import REPLICATED, SHARDED
from discredit.engine.layout import AXIS, Layout, all_at_once, part_of
from discredit.engine.month import Diary, month
from discredit.engine.morning import anew, begin, nobody, populate, settle, settled, shapes
from discredit.engine.surroundings import MonthShown, Overview, ask_all
from discredit.engine.world import Constants, Population, Schedule, WorldState
from discredit.engine.years import FEWEST_YEARS, Ageing, Lives, Years, begun, cut, inhabit
from discredit.observation.room import rooms_for_checks
from discredit.policy.rules import Rules
from discredit.record.readout import MonthsRead, Readout, months_read
from discredit.redress.queue import capacity_by_month
from discredit.society.people import People
from discredit.society.renewal import passes
from discredit.units import MONTHS_PER_YEAR

__all__ = [
    "FEWEST_YEARS",
    "Ageing",
    "Lives",
    "Years",
    "begin",
    "inhabit",
    "months",
    "nobody",
    "populate",
    "settle",
    "settled",
    "shapes",
]

MONTHS_PER_STRETCH = 12
"""Months between two looks at progress, cancel and checkpoint."""
TRACED = 16
"""People whose every month can be followed in one run."""


class Followed(NamedTuple):
    """People whose every month is told, and what is chosen for the first of them."""

    rows: tuple[int, ...] = ()  # at the end; at most TRACED
    chosen: Choices | None = None  # [months] that are worked, those before the record too


class Stretch(NamedTuple):
    """What some months leave behind."""

    first_month: int  # counted from the start of the record; below 0 while a world is prepared
    sums: np.ndarray  # [months, groups, measures], 64-bit
    readout: MonthsRead
    traced: dict[str, np.ndarray]  # by column: [months, TRACED]
    shown: list[
        MonthShown
    ]  # of some of the months each, in order, along the first axis; on the devices


def months(
    world: WorldState,
    population: Population | Ageing,
    rules: Rules,
    layout: Layout,
    seed: int,
    *,
    first: int = 0,
    traced: tuple[int, ...] = (),
    prepared: int = 0,
) -> Iterator[tuple[WorldState, Stretch]]:
    """Advance a world to the end of its rules, a stretch of months at a time.

    The world handed in is used up; the one yielded may be kept until the next is asked for. The
    record begins after the months that prepare a world: a stretch ends there, and what has happened
    to each person is counted anew.

    Args:
        world: As the month before `first` left it.
        population: Everybody, on the devices, and what they are renewed from if time passes.
        rules: Of all months that are worked, from the first that prepares.
        layout: How rows are cut up.
        seed: Of the run's luck.
        first: The month to go on from, counted from the first that is worked.
        traced: Rows at the end of those whose every month is told; at most TRACED.
        prepared: How many months come before the record.

    Returns:
        The world after each stretch, and what the stretch left behind.

    Draws:
        All decisions of a month, see `step.advance`.
    """
    pace = _Pace(first, prepared, MONTHS_PER_STRETCH)
    return _worked(world, population, rules, layout, seed, Followed(traced), pace)


def month_by_month(
    world: WorldState,
    population: Population | Ageing,
    rules: Rules,
    layout: Layout,
    seed: int,
    followed: Followed = Followed(),  # noqa: B008 - it is frozen
    *,
    first: int = 0,
    prepared: int = 0,
) -> Iterator[tuple[WorldState, Stretch]]:
    """The same as `months`, with a stretch for each month, for whoever looks at the world then; and
    one person may live as somebody outside chooses.

    It takes an engine of its own, the same whether anything is chosen or not.

    Args:
        world: As the month before `first` left it.
        population: Everybody, and what they are renewed from if time passes.
        rules: Of all months that are worked, from the first that prepares.
        layout: How rows are cut up.
        seed: Of the run's luck.
        followed: Whose every month is told, and what is chosen for the first.
        first: The month to go on from, counted from the first that is worked.
        prepared: How many months come before the record.

    Returns:
        The world after each month, and what the month left behind.

    Draws:
        All decisions of a month, see `step.advance`.
    """
    if followed.chosen is None:
        followed = followed._replace(chosen=none_for(len(rules.lists.term_months)))
    return _worked(world, population, rules, layout, seed, followed, _Pace(first, prepared, 1))


class _Pace(NamedTuple):
    """Which months are worked, and how many at once."""

    first: int
    prepared: int
    at_once: int


def _worked(
    world: WorldState,
    population: Population | Ageing,
    rules: Rules,
    layout: Layout,
    seed: int,
    whom: Followed,
    pace: _Pace,
) -> Iterator[tuple[WorldState, Stretch]]:
    first, prepared, at_once = pace
    traced = whom.rows
    asked = _Asked.of(rules, layout, prepared)._replace(chosen=whom.chosen)
    followed = np.array([*traced, *[-1] * (TRACED - len(traced))], np.int32)
    lives, population = begun(population, first, asked.total)
    here = followed if lives is None or not traced else lives.followed(followed)
    constants = _constants(population, layout, seed, here)
    world = jax.tree.map(lambda column: devices.shard(column, layout.devices), world)
    for when in _stretches(first, prepared, asked.total, at_once):
        left: list[_Left] = []
        shown: list[MonthShown] = []
        for some in (when,) if lives is None else cut(when):
            counted = None
            if lives is not None and passes(some.start):
                world, counted = lives.pass_year(world, rules, some.start)
                constants = constants._replace(population=lives.population)
                if traced:
                    here = devices.on_host(jnp.asarray(lives.followed(followed)))
                    constants = constants._replace(traced=here)
            if 0 < prepared == some.start:
                world = anew(world, rules, prepared)
            schedule = asked.schedule(some)
            args = world, constants, schedule
            engine = _engine(args, layout.of_any)
            del world  # the engine takes it over
            world, sums, readout, diary, seen = engine(*args)
            del args
            shown.append(seen)
            by_part = devices.local_rows(sums).astype(np.int64).sum(axis=1)
            in_all = devices.sum_over_processes(by_part, layout.devices)
            left.append(
                _Left(
                    in_all if lives is None else _with_years(in_all, rules, counted),
                    months_read(readout, schedule.rules.score),
                    {name: np.asarray(column) for name, column in diary.items()},
                )
            )
        yield world, Stretch(when.start - prepared, *_together(left), shown)


def ready(
    world: WorldState,
    population: Population,
    rules: Rules,
    layout: Layout,
    *,
    prepared: int = 0,
    ages: bool = False,
) -> Iterator[tuple[int, engine_cache.KeptEngine]]:
    """Have the engines of a world's months kept, one after another, and advance nothing.

    Args:
        world: Its first morning.
        population: Everybody, on the devices; only the shapes of the columns count.
        rules: Of all months that would be worked.
        layout: How rows are cut up.
        prepared: How many months come before the record.
        ages: Whether time passes among the people.

    Returns:
        How many months each works at a time, once it is there.

    Raises:
        RunError: Engines are not kept here.
    """
    asked = _Asked.of(rules, layout, prepared)
    constants = _constants(population, layout, 0, np.full(TRACED, -1, np.int32))
    for months, some in at_a_time(asked.total, prepared, ages=ages).items():
        args = world, constants, asked.schedule(some)
        yield months, engine_cache.ready(_advance, *args, layout=layout.of_any)


def at_a_time(total: int, prepared: int, *, ages: bool) -> dict[int, slice]:
    """How many months engines work at a time, and the first for which each does.

    Args:
        total: Months that are worked.
        prepared: How many of them come before the record.
        ages: Whether time passes among the people.
    """
    seen = dict[int, slice]()
    for when in _stretches(0, prepared, total):
        for some in cut(when) if ages else (when,):
            seen.setdefault(some.stop - some.start, some)
    return seen


def _constants(population: Population, layout: Layout, seed: int, traced: np.ndarray) -> Constants:
    """What is the same in all months, as arrays of the host, so that all processes hand the same to
    all their devices."""
    told = key_of(seed), jnp.asarray(traced, jnp.int32), jnp.int32(layout.people)
    return Constants(population, *devices.on_host(told))


class _Asked(NamedTuple):
    """What is asked of all months that are worked."""

    rules: Rules
    total: int  # months
    prepared: int  # of them
    capacity: np.ndarray
    of_checks: np.ndarray | None
    chosen: Choices | None = None

    @classmethod
    def of(cls, rules: Rules, layout: Layout, prepared: int) -> _Asked:
        return cls(
            rules,
            len(rules.lists.term_months),
            prepared,
            capacity_by_month(np.asarray(rules.redress.capacity), layout.people),
            rooms_for_checks(rules.observation.checks, layout.people),
        )

    def schedule(self, some: slice) -> Schedule:
        """What is asked of some months."""
        t = np.arange(some.start, some.stop)
        is_last_of_year = (t + 1 - self.prepared) % MONTHS_PER_YEAR == 0
        return devices.on_host(
            Schedule(
                jnp.asarray(t, jnp.int32),
                jax.tree.map(lambda column: column[some], self.rules),
                jnp.asarray(self.capacity[some]),
                jnp.asarray(is_last_of_year | (t + 1 == self.total)),
                None if self.of_checks is None else jnp.asarray(self.of_checks[some]),
                jax.tree.map(lambda column: jnp.asarray(column[some]), self.chosen),
            )
        )


class _Left(NamedTuple):
    """What some months leave behind, before and after a year has passed among the people."""

    sums: np.ndarray
    readout: MonthsRead
    traced: dict[str, np.ndarray]


def _with_years(sums: np.ndarray, rules: Rules, counted: np.ndarray | None) -> np.ndarray:
    """The sums of some months, and beside them what a year before the first has made of people."""
    of_years = np.zeros((*sums.shape[:2], len(record.of_years(rules))), np.int64)
    if counted is not None:
        of_years[0] = counted
    return np.concatenate([sums, of_years], axis=2)


def _together(left: list[_Left]) -> _Left:
    if len(left) == 1:
        return left[0]
    return jax.tree.map(lambda *columns: np.concatenate(columns), *left)


def _stretches(
    first: int, prepared: int, total: int, at_once: int = MONTHS_PER_STRETCH
) -> Iterator[slice]:
    """From month to month, so that no stretch is long, nor both before the record and in it."""
    for since, end in ((min(first, prepared), prepared), (max(first, prepared), total)):
        for start in range(since, end, at_once):
            yield slice(start, min(start + at_once, end))


Months = tuple[
    WorldState,
    Int32[Array, "months part group measure"],
    Readout,
    dict[str, Shaped[Array, "months traced"]],
    MonthShown,
]
"""The world after some months, their sums, those by list, scorer and conduct, their diaries, and
what each of them showed of anybody."""
Engine = Callable[[WorldState, Constants, Schedule], Months]


def _engine(args: tuple[WorldState, Constants, Schedule], layout: Layout) -> Engine:
    """What advances a world like this by some months."""
    return engine_cache.engine(_advance, *args, layout=layout)


@partial(jax.jit, static_argnames="layout", donate_argnums=0)
def _advance(world: WorldState, constants: Constants, schedule: Schedule, layout: Layout) -> Months:
    def of_device(
        world: WorldState,
        population: Population,
        key: UInt32[Array, "2"],
        traced: Int32[Array, " traced"],
        many: Int32[Array, ""],
        schedule: Schedule,
    ) -> Months:
        constants = Constants(population, key, traced, many)
        first = jax.tree.map(lambda column: column[0], schedule.rules)
        overview = ask_all(world, constants, first, layout)
        headcount = _headcount(population.people, layout)

        def of_month(
            carry: tuple[WorldState, Overview], now: Schedule
        ) -> tuple[
            tuple[WorldState, Overview],
            tuple[Int32[Array, "part group measure"], Readout, Diary, MonthShown],
        ]:
            done = month(*carry, constants, now, layout)
            sums = done.sums.at[:, :, 0].set(headcount)
            return (done.world, done.overview), (sums, done.readout, done.diary, done.shown)

        (world, _), left = jax.lax.scan(of_month, (world, overview), schedule)
        sums, readout, diary, shown = left
        return world, sums, *all_at_once((readout, diary), layout), shown

    takes = (SHARDED, SHARDED, *[REPLICATED] * 4)
    gives = (SHARDED, PartitionSpec(None, AXIS), *[REPLICATED] * 3)
    on_each = devices.on_each_device(of_device, layout.devices, takes, gives)
    return on_each(world, *constants, schedule)


def _headcount(people: People, layout: Layout) -> Int32[Array, "part group"]:
    """How many people each part has in each group: the first measure, the same in every month."""

    def of_part(p: Int32[Array, ""]) -> Int32[Array, " group"]:
        blocks = jax.tree.map(lambda column: part_of(column, p, layout), people)

        def add(table: record.CellSums, block: People) -> tuple[record.CellSums, None]:
            one = block.present.astype(jnp.int32)[:, None]
            return record.tabulate(table, one, record.cells_of(block)), None

        return record.margins(
            jax.lax.scan(add, record.empty_table(1, layout.region_slots), blocks)[0]
        )[:, 0]

    return jax.lax.map(of_part, jnp.arange(layout.parts_each, dtype=jnp.int32))
