"""What a year among the people does to a world: who moved takes all along, who came has nothing.

It is worked out on the host, once a year, from the people alone, and so the same in both worlds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Bool, Float32, Int64, Shaped

from discredit.arrays import Column
from discredit.engine import devices
from discredit.engine.layout import Layout
from discredit.engine.morning import newcomer, settle
from discredit.engine.world import Population, WorldState
from discredit.policy.rules import Rules, ScoreRules
from discredit.society import ties
from discredit.society.people import People
from discredit.society.renewal import NEW, Renewal, Turn, passes, years_before
from discredit.truth import works
from discredit.vocabulary import ADULT_AGE


def cut(when: slice) -> Iterator[slice]:
    """Some months, cut where a year has passed among the people.

    Args:
        when: Months counted from the first that is worked.
    """
    start = when.start
    for month in range(when.start + 1, when.stop):
        if passes(month):
            yield slice(start, month)
            start = month
    yield slice(start, when.stop)


class _Rows(NamedTuple):
    """Which rows of [blocks, rows] change."""

    to: tuple[Int64[np.ndarray, " m"], Int64[np.ndarray, " m"]]  # where whoever moved lives now
    source: tuple[Int64[np.ndarray, " m"], Int64[np.ndarray, " m"]]  # and where he lived
    new: tuple[Int64[np.ndarray, " k"], Int64[np.ndarray, " k"]]


def renewed(
    world: WorldState, before: People, turn: Turn, fresh: WorldState, layout: Layout
) -> WorldState:
    """A world on the morning after a year has passed among its people.

    A mover's state goes with him. Newcomers owe nothing, are on no file, and work if their
    occupation says so, as do those who have just begun to work; who no longer works has no job to
    lose.

    Args:
        world: As the last month left it.
        before: Who lived where until now, whole.
        turn: Who lives where now, and where they came from.
        fresh: The first morning of somebody, each column [1, ..., 1].
        layout: How rows are cut up.
    """
    rows = np.arange(len(turn.came_from))
    moved = np.flatnonzero((turn.came_from != NEW) & (turn.came_from != rows))
    new = np.flatnonzero(turn.came_from == NEW)
    at = _Rows(*(_placed(some, layout) for some in (moved, turn.came_from[moved], new)))

    def put(column: Shaped[Column, "blocks ..."], begins: Shaped[Column, "1 ..."]) -> np.ndarray:
        now = np.array(devices.fetch(column))
        now[at.to[0], ..., at.to[1]] = now[at.source[0], ..., at.source[1]]
        now[at.new[0], ..., at.new[1]] = np.asarray(begins)[0, ..., 0]
        return now

    after = jax.tree.map(put, world, fresh)
    truth = after.truth
    truth.savings[at.new] = turn.people.savings[new]
    is_worker = np.asarray(works(turn.people))
    was_worker = np.asarray(works(before))[turn.came_from] & (turn.came_from != NEW)
    _change_jobs(after, is_worker, was_worker, layout)
    return jax.tree.map(lambda column: devices.shard(column, layout.devices), after)


def _change_jobs(
    after: WorldState,
    is_worker: Bool[np.ndarray, " n"],
    was_worker: Bool[np.ndarray, " n"],
    layout: Layout,
) -> None:
    begins = _placed(np.flatnonzero(is_worker & ~was_worker), layout)
    ends = _placed(np.flatnonzero(was_worker & ~is_worker), layout)
    has_job, scar = np.asarray(after.truth.is_employed), np.asarray(after.truth.scar)
    has_job[begins], has_job[ends] = True, False
    scar[begins], scar[ends] = 0.0, 0.0


def _placed(
    rows: np.ndarray, layout: Layout
) -> tuple[Int64[np.ndarray, " m"], Int64[np.ndarray, " m"]]:
    block, row = np.divmod(rows.astype(np.int64), layout.rows)
    return block, row


def inherited(
    account: Float32[Column, "blocks scorer rows"],
    turn: Turn,
    rules: ScoreRules,
    month: int,
    layout: Layout,
) -> Float32[np.ndarray, "blocks scorer rows"]:
    """The accounts, those of whoever has come of age begun with what the adults at home have.

    Args:
        account: [points] of everybody, once the year has passed.
        turn: Who lives where now.
        rules: Of all months that are worked; some score is inherited.
        month: The one that begins.
        layout: How rows are cut up.
    """
    assert rules.inherits is not None
    now, people = np.array(devices.fetch(account)), turn.people
    head = np.arange(len(people.age)) - people.place_in_household
    is_adult = people.present & (people.age > ADULT_AGE)
    adults = np.bincount(head, is_adult, len(head))[head]
    comes = people.present & (people.age == ADULT_AGE) & (turn.came_from != NEW) & (adults > 0)
    block, row = _placed(np.flatnonzero(comes), layout)
    for scorer, share in enumerate(np.asarray(rules.inherits[month])):
        base = float(np.asarray(rules.base[month])[scorer])
        held = now[:, scorer].reshape(-1).astype(np.float64)
        above = np.bincount(head, np.where(is_adult, held - base, 0.0), len(head))[head]
        now[block, scorer, row] = base + float(share) * above[comes] / adults[comes]
    return now


class Ageing(NamedTuple):
    """People who do not stay as they are."""

    population: Population  # as they were built
    renewal: Renewal


def begun(
    population: Population | Ageing, layout: Layout, seed: int, first: int
) -> tuple[Lives | None, Population]:
    """What passes the years of a population, if time does, and who lives in some month.

    Args:
        population: As it was built.
        layout: How rows are cut up.
        seed: Draws who is tied to whom.
        first: The month, counted from the first that is worked.
    """
    if isinstance(population, Population):
        return None, population
    lives = Lives(population.renewal, layout, seed, first)
    return lives, lives.population() if years_before(first) else population.population


class Lives:
    """The people of a world, year after year."""

    def __init__(self, renewal: Renewal, layout: Layout, seed: int, first: int) -> None:
        self._of, self._layout, self._seed = renewal, layout, seed
        self._years, self._people = years_before(first), renewal.built
        for _, turn in zip(range(self._years), renewal.turns(self._people), strict=False):
            self._people = turn.people

    def population(self) -> Population:
        """Who lives now, settled: ties are formed anew by those who are a year older."""
        return settle(self._people, ties.bonds_of(self._of.spec), self._layout, self._seed)

    def pass_year(self, world: WorldState, rules: Rules, month: int) -> WorldState:
        """The world when a year has passed among its people.

        Args:
            world: As the last month left it.
            rules: Of all months that are worked.
            month: The one that begins, counted from the first of them.
        """
        self._years += 1
        turn = next(self._of.turns(self._people, self._years))
        anybody = jax.tree.map(lambda column: column[None, :1], self._people)
        fresh = newcomer(anybody, rules, month)
        after = renewed(world, self._people, turn, fresh, self._layout)
        self._people = turn.people
        if rules.score is None or rules.score.inherits is None or after.held.scores is None:
            return after
        account = inherited(after.held.scores.account, turn, rules.score, month, self._layout)
        scores = after.held.scores._replace(account=devices.shard(account, self._layout.devices))
        return after._replace(held=after.held._replace(scores=scores))
