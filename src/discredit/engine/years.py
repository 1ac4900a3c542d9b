"""What a year among the people does to a world: who moved takes all along, and who came has what
he brings or nothing.

It is worked out on the host, once a year, from the people alone, and so the same in both worlds.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import jax
import numpy as np
from jaxtyping import Bool, Float32, Int32, Int64, Shaped

from discredit.arrays import Column
from discredit.engine import devices, switches
from discredit.engine.apart import LOOK_SECONDS, Apart
from discredit.engine.gone import turned
from discredit.engine.layout import Layout
from discredit.engine.lineage import Lineage, Moves, had_by, moves_of, traced_back
from discredit.engine.morning import newcomer, populate, settle, settled
from discredit.engine.shelf import ACTIVE, YearStore, columns_of, turn_of
from discredit.engine.world import Population, WorldState
from discredit.policy.rules import Rules, ScoreRules
from discredit.society import ties
from discredit.society.lived import Lived, from_the_start, lived_on
from discredit.society.people import People
from discredit.society.renewal import NEW, Renewal, Turn, passes, renewal_of, years_before
from discredit.society.spec import SocietySpec, load_society
from discredit.truth import works
from discredit.units import MONTHS_PER_YEAR
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


_Placed = tuple[Int64[np.ndarray, " _"], Int64[np.ndarray, " _"]]
"""The block of each of some rows, and where in it: how many, each time anew."""


def renewed(
    world: WorldState, before: People, turn: Turn, fresh: WorldState, layout: Layout
) -> WorldState:
    """A world on the morning after a year has passed among its people.

    A mover's state goes with him. Newcomers owe nothing and are on no file, unless they bring the
    debts and files that somebody left with; nothing has been counted of them. They work if their
    occupation says so, as do those who have just begun to work; who no longer works has no job to
    lose.

    Args:
        world: As the last month left it.
        before: Who lived where until now, whole.
        turn: Who lives where now, and where they came from.
        fresh: The first morning of somebody, each column [1, ..., 1].
        layout: How rows are cut up.
    """
    has = had_by(turn)

    def carried(of: Any, begins: Any, source: Int32[np.ndarray, " n"]) -> Any:
        moved = np.flatnonzero((source != NEW) & (source != np.arange(len(source))))
        rows_of = moved, source[moved], np.flatnonzero(source == NEW)
        placed = [_placed(some, layout) for some in rows_of]

        def put(column: Shaped[Column, "blocks ..."], first: Shaped[Column, "1 ..."]) -> np.ndarray:
            now = np.array(devices.fetch(column), order="C")
            flat, firsts = now.reshape(-1), np.asarray(first).reshape(-1)
            for k in range(len(firsts)):  # a column of its own for each list, scorer or conduct
                is_flat = len(firsts) == 1
                to, left, came = rows_of if is_flat else _flat(placed, k, len(firsts), layout)
                flat[to] = flat[left]
                flat[came] = firsts[k]
            return now

        return jax.tree.map(put, of, begins)

    after = WorldState(
        truth=carried(world.truth, fresh.truth, has),
        held=carried(world.held, fresh.held, has),
        tally=carried(world.tally, fresh.tally, turn.came_from),
    )
    new = _placed(np.flatnonzero(turn.came_from == NEW), layout)
    after.truth.savings[new] = turn.people.savings[turn.came_from == NEW]
    is_worker = np.asarray(works(turn.people))
    was_worker = np.asarray(works(before))[has] & (has != NEW)
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


def _flat(
    placed: list[_Placed], k: int, columns: int, layout: Layout
) -> list[Int64[np.ndarray, " _"]]:
    """Where rows stand in the k-th of several columns [blocks, columns, rows] laid out flat."""
    return [(block * columns + k) * layout.rows + row for block, row in placed]


def _placed(rows: np.ndarray, layout: Layout) -> _Placed:
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


class Year(NamedTuple):
    """A year that has passed among the people, whatever their world."""

    turn: Turn
    population: Population  # who lives now; ties are formed anew by those who are a year older


class Years:
    """The years of a society, each worked out once for all worlds that live through it, and the
    next one while the months of this one are worked."""

    def __init__(
        self,
        of: Renewal,
        layout: Layout,
        seed: int,
        prepared: int = 0,
        shelf: YearStore | None = None,
    ) -> None:
        """`seed` draws who is tied to whom; `prepared` months come before the record; the years
        that are on the `shelf` are not worked out again."""
        self.of, self.layout, self._seed, self._prepared = of, layout, seed, prepared
        self._shelf = shelf
        self._bonds = ties.bonds_of(of.spec)
        self._lock = threading.Lock()
        self._kept: dict[int, Apart[Year]] = {}  # whichever was asked for longest ago comes first
        self._most = max(FEWEST_YEARS, _KEPT_BYTES // (_BYTES_EACH * layout.padded))
        self._lived = from_the_start(of.built)
        self._moves: list[Moves] = []  # of each year that has passed

    def year(self, number: int, before: People) -> Year:
        """A year.

        Args:
            number: Which, from 1.
            before: Who lived the year before, whole.
        """
        with self._lock:
            work = self._begun(number, before)
        while work.is_running():
            work.wait(LOOK_SECONDS)
        year = work.result()
        with self._lock:
            if number == len(self._moves) + 1:
                month = number * MONTHS_PER_YEAR - self._prepared
                self._lived = lived_on(self._lived, year.turn, month)
                self._moves.append(moves_of(year.turn))
        return year

    def look_ahead(self, number: int, before: People) -> None:
        """Begin to work a year out, which will be asked for.

        Args:
            number: Which, from 1.
            before: Who lives the year before, whole.
        """
        if self.layout.devices == 1:  # several take up one thing after another
            with self._lock:
                self._begun(
                    number, before
                ).leave()  # where the run ends sooner, nobody waits for it

    def lived(self, months: int) -> Lived:
        """Who lives at the end of a run, and since when.

        Args:
            months: All that are worked.
        """
        for number in range(len(self._moves) + 1, years_before(months) + 1):
            self.year(number, self._lived.people)
        return self._lived

    def paths(self, rows: tuple[int, ...], months: int) -> Int32[np.ndarray, "years m"]:
        """Where people lived from year to year.

        Args:
            rows: Where they live at the end of a run.
            months: All that are worked.

        Returns:
            Rows, those of the first year first; NEW before somebody came.
        """
        return self.lineage(rows, months).person

    def lineage(self, rows: tuple[int, ...], months: int) -> Lineage:
        """Where people lived from year to year, and whose lives they went on with.

        Args:
            rows: Where they live at the end of a run.
            months: All that are worked.
        """
        self.lived(months)
        return traced_back(rows, self._moves[: years_before(months)])

    def _begun(self, number: int, before: People) -> Apart[Year]:
        work = self._kept.pop(number, None)
        work = work or Apart(lambda: self._worked(number, before), "year")
        self._kept[number] = work
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        return work

    @switches.pinned()
    def _worked(self, number: int, before: People) -> Year:
        kept = None if self._shelf is None else self._shelf.find(number)
        if kept is not None:
            turn = turn_of(kept, before)
            return Year(turn, settled(turn.people, kept[ACTIVE], self.layout))
        turn = next(self.of.turns(before, number))
        year = Year(turn, settle(turn.people, self._bonds, self.layout, self._seed))
        if self._shelf is not None:
            self._shelf.keep(number, columns_of(turn, year.population))
        return year


_KEPT_BYTES: Final = 64 << 20
_BYTES_EACH: Final = 48
"""Of a person in a year that is kept."""
FEWEST_YEARS: Final = 3
"""Years that are kept however many people there are: that of either world, and one to come."""


class Ageing(NamedTuple):
    """People who do not stay as they are."""

    population: Population  # as they were built
    years: Years


def inhabit(
    society: str | SocietySpec, people: int, seed: int
) -> tuple[Population | Ageing, Layout]:
    """Build a society and settle it, with what it is renewed from if time passes in it.

    Args:
        society: A name, a path, or what `load_society` gave.
        people: How many.
        seed: Draws who they are.

    Draws:
        Every Decision numbered below 100.

    Raises:
        SocietyError: the society file breaks a rule.
        UnknownNameError: the library has no society of that name.
    """
    spec = society if isinstance(society, SocietySpec) else load_society(society)
    population, layout = populate(spec, people, seed)
    renewal = renewal_of(spec, devices.on_host(population.people), people, seed)
    if renewal is None:
        return population, layout
    return Ageing(population, Years(renewal, layout, seed)), layout


def begun(
    population: Population | Ageing, first: int, total: int
) -> tuple[Lives | None, Population]:
    """What passes the years of a population, if time does, and who lives in some month.

    Args:
        population: As it was built.
        first: The month, counted from the first that is worked.
        total: How many months are worked.
    """
    if isinstance(population, Population):
        return None, population
    lives = Lives(population.years, first, total)
    return lives, lives.population or population.population


class Lives:
    """The people of a world, year after year."""

    population: Population | None = None
    """Who lives now, settled; none: as they were built."""

    def __init__(self, years: Years, first: int, total: int) -> None:
        """`first` is the month to go on from, of `total` that are worked."""
        self._years, self._total = years, total
        self._passed, self._people = 0, years.of.built
        for number in range(1, years_before(first) + 1):
            self._pass(number)
        self._look_ahead()

    def followed(self, traced: np.ndarray) -> np.ndarray:
        """The rows of this year of people who are followed.

        Args:
            traced: Their rows at the end; -1 where there is nobody.
        """
        return self._years.paths(tuple(traced.tolist()), self._total)[self._passed]

    def _pass(self, number: int) -> Turn:
        turn, self.population = self._years.year(number, self._people)
        self._passed, self._people = number, turn.people
        return turn

    def _look_ahead(self) -> None:
        if (self._passed + 1) * MONTHS_PER_YEAR < self._total:
            self._years.look_ahead(self._passed + 1, self._people)

    def pass_year(
        self, world: WorldState, rules: Rules, month: int
    ) -> tuple[WorldState, Int64[np.ndarray, "group measure"]]:
        """The world when a year has passed among its people, and what the year has made of them.

        Args:
            world: As the last month left it.
            rules: Of all months that are worked.
            month: The one that begins, counted from the first of them.
        """
        layout, before = self._years.layout, self._people
        turn = self._pass(self._passed + 1)
        self._look_ahead()
        counted = turned(world, before, turn, rules, month, layout)
        anybody = jax.tree.map(lambda column: column[None, :1], before)
        fresh = newcomer(anybody, rules, month)
        after = renewed(world, before, turn, fresh, layout)
        if rules.score is None or rules.score.inherits is None or after.held.scores is None:
            return after, counted
        account = inherited(after.held.scores.account, turn, rules.score, month, layout)
        scores = after.held.scores._replace(account=devices.shard(account, layout.devices))
        return after._replace(held=after.held._replace(scores=scores)), counted
