"""A few people's months once more, alone: from what everybody's months have shown of others.

All that one person's month takes from another's is what `surroundings` hands over. Where that was
kept, a life can be told whole without working out everybody's again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Int32, Shaped, UInt16, UInt32

from discredit import record
from discredit.draws import key_of
from discredit.engine import cache as engine_cache
from discredit.engine import devices
from discredit.engine.cache import KeptEngine
from discredit.engine.layout import LANES, Layout
from discredit.engine.lineage import Lineage
from discredit.engine.loop import MONTHS_PER_STRETCH, TRACED
from discredit.engine.month import Diary, through_the_rooms
from discredit.engine.morning import anew, newcomer
from discredit.engine.surroundings import Alike, Near, friends_from, surroundings_from
from discredit.engine.views import (
    Glimpse,
    Views,
    Whereabouts,
    glimpse,
    no_conditions,
    no_glimpse,
    whereabouts,
)
from discredit.engine.world import Population, WorldState
from discredit.engine.years import Ageing, Year, cut, renewed
from discredit.policy.rules import Rules
from discredit.record.diary import blank, write
from discredit.society.build import KINDS
from discredit.society.people import People
from discredit.society.renewal import NEW, Turn, passes, years_before
from discredit.truth import Conditions

_FEW = Layout(people=LANES, parts=1, blocks=1, rows=LANES)
"""How a few are laid out: a batch of the rooms, most of it empty."""
_NOBODY = -2
"""Followed by no page of a diary, which are of nobody where they say -1."""

Begins = Callable[[Int32[np.ndarray, " k"]], WorldState]
"""The world of some rows when the record begins, each column [..., k] on the host."""


def can_be_alone(rules: Rules) -> bool:
    """Whether a life under these rules takes nothing from others but what months show of them.

    Args:
        rules: Of all months that are worked.

    Returns:
        False where a score is handed down at home when a year passes.
    """
    return rules.score is None or rules.score.inherits is None


class Few(NamedTuple):
    """People to be followed alone, and the society that they live in."""

    rows: tuple[int, ...]  # at the end of the run; at most TRACED
    inhabitants: Population | Ageing
    layout: Layout  # of the society
    seed: int


def diaries(
    few: Few, rules: Rules, prepared: int, begins: Begins | None, views: Callable[[int], Views]
) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """Every month of a few people, a stretch of months at a time, as `loop.months` tells it.

    Args:
        few: Who, and where they live.
        rules: Of all months that are worked; see `can_be_alone`.
        prepared: How many of these come before the record.
        begins: The world as the months before the record left it; None where there are none.
        views: What the months of a stretch have shown, asked by its first month.

    Returns:
        The first month of each stretch, counted from the start of the record, and what is told of
        it: by column, [months, TRACED].

    Draws:
        All decisions of a month, see `step.advance`.
    """
    total = len(rules.lists.term_months)
    lives = _Lives(few, total, prepared)
    world = lives.begin(rules, begins)
    for start in range(prepared, total, MONTHS_PER_STRETCH):
        when = slice(start, min(start + MONTHS_PER_STRETCH, total))
        seen, told = views(start - prepared), []
        for some in (when,) if lives.is_ageless else cut(when):
            if not lives.is_ageless and passes(some.start):
                world = lives.pass_year(world, rules, some.start)
            if 0 < prepared == some.start:
                world = anew(world, rules, prepared)
            here = slice(some.start - start, some.stop - start)
            args = world, lives.company, _asked(rules, some, seen, here, lives.sees)
            world, diary = engine_cache.engine(_live, *args)(*args)
            told.append({name: np.asarray(column) for name, column in diary.items()})
        joined = told[0] if len(told) == 1 else jax.tree.map(lambda *c: np.concatenate(c), *told)
        yield start - prepared, joined


def stand_by(few: Few, rules: Rules, prepared: int) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """What the other processes of a run do while the first follows a few: year by year they hand
    over who is tied to whom among the rows that they have.

    Args:
        few: Who, and where they live.
        rules: Of all months that are worked.
        prepared: How many of these come before the record.

    Returns:
        The first month of each stretch, and nothing that is told of it.
    """
    total = len(rules.lists.term_months)
    lives = _Lives(few, total, prepared)
    for start in range(prepared, total, MONTHS_PER_STRETCH):
        when = slice(start, min(start + MONTHS_PER_STRETCH, total))
        for some in () if lives.is_ageless else cut(when):
            if passes(some.start):
                lives.pass_by()
        yield start - prepared, {}


def ready(rules: Rules, layout: Layout, months: set[int]) -> Iterator[tuple[int, KeptEngine]]:
    """Have the engines kept that follow a few, one after another, and follow nobody.

    Args:
        rules: Of all months that would be worked.
        layout: How the rows of the society are cut up.
        months: How many are worked at a time.

    Returns:
        How many months each works at a time, once it is there.

    Raises:
        RunError: Engines are not kept here.
    """
    nobody = People(*(np.zeros(LANES, KINDS[name]) for name in People._fields))
    rows, key = np.zeros(LANES, np.int32), key_of(0)
    active = rows.astype(np.uint16)
    args = rows, nobody, active, key, np.int32(layout.people)
    pages = jnp.zeros(TRACED, jnp.int32)
    row = jnp.asarray(rows)
    company = _Company(nobody, row, jnp.asarray(active), key, row, pages)
    world = newcomer(jax.tree.map(lambda column: column[None], nobody), rules, 0)
    world = jax.tree.map(lambda column: devices.shard(column, 1), world)
    for many in sorted(months):
        asked = devices.on_host(
            _Month(
                jnp.arange(many, dtype=jnp.int32),
                jax.tree.map(lambda column, many=many: column[:many], rules),
                no_conditions(rules, many),
                no_glimpse(rules, many, LANES),
            )
        )
        yield many, engine_cache.ready(_live, world, company, asked)
    engine_cache.ready(whereabouts, *args, layout=layout.of_any)


class _Company(NamedTuple):
    """A few people for some months."""

    people: People
    row: Int32[Array, " k"]
    active: UInt16[Array, " k"]  # see `ties.active_slots`
    key: UInt32[Array, "2"]
    followed: Int32[Array, " k"]  # rows; _NOBODY where none is
    pages: Int32[Array, " traced"]  # rows; -1 where nobody is followed


class _Lives:
    """Where a few people live from year to year, and who lived the life that one came into."""

    def __init__(self, few: Few, total: int, prepared: int) -> None:
        self._few, self._year = few, 0
        inhabitants = few.inhabitants
        self.is_ageless = isinstance(inhabitants, Population)
        if isinstance(inhabitants, Population):
            here = np.array(few.rows, np.int32)[None]
            self._lineage, self._population = Lineage(here, here), inhabitants
            self._before = jax.tree.map(devices.fetch, inhabitants.people)
        else:
            self._years = inhabitants.years
            self._lineage = inhabitants.years.lineage(few.rows, total)
            self._population, self._before = inhabitants.population, inhabitants.years.of.built
            for number in range(1, years_before(prepared) + 1):
                self._pass(number)
        self._look()

    def begin(self, rules: Rules, begins: Begins | None) -> WorldState:
        """The world of the few, each column [1, ..., k] on its device."""
        if begins is None:
            world = newcomer(jax.tree.map(lambda c: c[None], self._people), rules, 0)
        else:
            world = jax.tree.map(lambda column: column[None], begins(self._rows))
        return jax.tree.map(lambda column: devices.shard(column, 1), world)

    def pass_year(self, world: WorldState, rules: Rules, month: int) -> WorldState:
        """The world of the few when a year has passed among the people."""
        before, anybody = self._people, _some(self._before, np.zeros(1, np.int32))
        turn = self.pass_by()
        rows, slots = self._rows, np.arange(LANES, dtype=np.int32)
        is_there = self._is_lived
        stays = is_there & (turn.came_from[rows] != NEW)
        brings = is_there & (turn.brings[rows] != NEW)
        mine = Turn(
            self._people, np.where(stays, slots, NEW), np.where(brings, slots, NEW),
            np.zeros(LANES, np.uint8),
        )  # fmt: skip
        fresh = newcomer(jax.tree.map(lambda c: c[None], anybody), rules, month)
        return renewed(world, before, mine, fresh, _FEW)

    def pass_by(self) -> Turn:
        """Who they are and whom they see when a year has passed; of their world nothing is told."""
        turn = self._pass(self._year + 1).turn
        self._look()
        return turn

    def _pass(self, number: int) -> Year:
        year = self._years.year(number, self._before)
        self._year, self._before, self._population = number, year.turn.people, year.population
        return year

    @property
    def _is_lived(self) -> Bool[np.ndarray, " k"]:
        lived = self._lineage.lived[self._year]
        return np.concatenate([lived != NEW, np.zeros(LANES - len(lived), bool)])

    @property
    def _rows(self) -> Int32[np.ndarray, " k"]:
        """Of whoever lives such a life this year; row 0 stands for nobody."""
        lived = self._lineage.lived[self._year]
        return np.concatenate([np.maximum(lived, 0), np.zeros(LANES - len(lived), np.int32)])

    def _look(self) -> None:
        """Who they are this year, and whom they see."""
        few, rows, is_there = self._few, self._rows, self._is_lived
        people = _some(self._before, rows)
        self._people = people._replace(present=people.present & is_there)
        active = devices.fetch(self._population.active).reshape(-1)[rows]
        key, many = key_of(few.seed), np.int32(few.layout.people)
        args = rows, self._people, active, key, many
        of_any = few.layout.of_any
        self.sees = devices.on_host(engine_cache.engine(whereabouts, *args, layout=of_any)(*args))
        told = self._lineage.person[self._year]
        nobody = np.full(LANES - len(told), _NOBODY, np.int32)
        self.company = _Company(
            self._people,
            jnp.asarray(rows),
            jnp.asarray(active),
            key,
            jnp.asarray(np.concatenate([np.where(told == NEW, _NOBODY, told), nobody])),
            jnp.asarray(np.concatenate([told, np.full(TRACED - len(told), -1, np.int32)])),
        )


def _some(people: People, rows: np.ndarray) -> People:
    return jax.tree.map(lambda column: np.asarray(column).reshape(-1)[rows], people)


class _Month(NamedTuple):
    """What comes from outside: of one month, or of several along the first axis of each column."""

    t: Int32[Array, "*months"]
    rules: Rules
    conditions: Conditions
    seen: Glimpse


def _asked(rules: Rules, some: slice, views: Views, here: slice, who: Whereabouts) -> _Month:
    """What comes from outside in some months, which are `here` among those of `views`."""
    of_these = lambda column: column[here]  # noqa: E731
    return devices.on_host(
        _Month(
            jnp.arange(some.start, some.stop, dtype=jnp.int32),
            jax.tree.map(lambda column: column[some], rules),
            jax.tree.map(of_these, views.conditions),
            jax.tree.map(of_these, glimpse(views, who)),
        )
    )


@partial(jax.jit, donate_argnums=0)
def _live(
    world: WorldState, company: _Company, schedule: _Month
) -> tuple[WorldState, dict[str, Shaped[Array, "months traced"]]]:
    people, row = company.people, company.row

    def of_month(world: WorldState, now: _Month) -> tuple[WorldState, Diary]:
        seen = now.seen
        friends = None if seen.friends is None else friends_from(*seen.friends)
        near = Near(seen.at_home, seen.listed_ties, friends)
        surroundings = surroundings_from(near, seen.stray, people, company.active, now.rules)
        alike = Alike(now.t, company.key, now.rules, now.conditions)
        after, month, judged = through_the_rooms(world, people, row, surroundings, alike)
        story = record.trace(month, judged.flaw, judged.about_other)
        page = write(blank(TRACED), company.followed, company.pages, story)
        return after, page

    alone = jax.tree.map(lambda column: column[0], world)
    alone, diary = jax.lax.scan(of_month, alone, schedule)
    return jax.tree.map(lambda column: column[None], alone), diary
