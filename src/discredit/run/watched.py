"""Two worlds worked month by month, side by side, for whoever looks on.

What does not hang on a lever is kept between runs: the society, and every world that was worked to
its end under the same rules. Nothing is kept of who asked.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import Any, Final, Generic, NamedTuple, TypeVar

import jax
import numpy as np

from discredit.digest import digest
from discredit.engine import cache as engine_cache
from discredit.engine import loop, switches, waits
from discredit.engine.loop import Followed
from discredit.engine.world import WorldState
from discredit.plan import Plan
from discredit.run import arms, memory, prepared
from discredit.run.arms import SeedSetup
from discredit.run.sample import Eye, Sample, shown_of
from discredit.store.checkpoint import Halt
from discredit.store.tables import Form, form_of, side_by_side, with_everybody
from discredit.units import MONTHS_PER_YEAR
from discredit.vocabulary import Arm

T = TypeVar("T")
FIGURES: Final = (
    "people", "listed", "listed_wrongly", "shut_out", "favoured", "listed_at_home",
    "in_default", "cannot_pay", "wrongly_cannot_pay", "wrongly_namesake", "wrongly_representative",
    "wrongly_already_paid", "appeals_waiting",
)  # fmt: skip
"""Measures of everybody that are told of each month, as far as the system has them."""
BEFORE: Final = "working the months before the first"
MOST_HOMES: Final = 3
MOST_WORLDS: Final = 12
"""Worlds that were worked to their end, a megabyte or a few each."""


class Home(NamedTuple):
    """A society that is settled, and who of it is shown; no rules yet."""

    setup: SeedSetup
    shown: Sample


class MonthSeen(NamedTuple):
    """One month of one world."""

    states: bytes  # a byte a person who is shown, see `sample.STATES`
    figures: dict[str, float]  # of everybody


class Waiting(NamedTuple):
    """Why no month comes yet, and about how long."""

    what: str


Months = Generator[Waiting | dict[Arm, MonthSeen], None, None]
_Worlds = dict[Arm, Iterator[MonthSeen | None]]


class _Kept(Generic[T]):
    """The last few of something, by what they rest on; of use to several threads."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, OrderedDict[Hashable, T]()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: Hashable, value: T) -> None:
        with self._lock:
            self._held[key] = value
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)


_homes = _Kept[Home](MOST_HOMES)
_worlds = _Kept[list[MonthSeen]](MOST_WORLDS)


def worlds_kept() -> int:
    """How many worlds are kept that were worked to their end."""
    return len(_worlds)


def home_of(plan: Plan) -> Home:
    """The society of a plan, settled once for all runs in it.

    Args:
        plan: Of one seed.
    """
    years = plan.burn_in + plan.months  # who lives at the end hangs on it
    society = plan.society.kept, tuple(sorted(plan.society.tables.items()))
    key = digest([list(map(str, society)), plan.people, str(plan.seeds[0]), plan.burn_in, years])
    found = _homes.get(key)
    if found is None:
        setup = arms.prepare(plan, plan.seeds[0])
        found = Home(setup._replace(rules={}), _shown(setup, plan))
        _homes.put(key, found)
    return found


@switches.pinned()
def _shown(setup: SeedSetup, plan: Plan) -> Sample:
    return shown_of(setup, plan)


def watched(plan: Plan, home: Home) -> Months:
    """Both worlds, month by month, as they are worked; close the iterator to stop within a month.

    Args:
        plan: What is run, of one seed.
        home: Its society.

    Returns:
        By world, month after month of the record; before the first, why it does not come yet.

    Raises:
        MemoryForeseenError: The run would not fit.
    """
    memory.foresee(plan, in_turn=False)
    form = form_of(plan)
    rules = arms.rules_by_arm(plan)
    setup = home.setup._replace(rules=rules)
    worlds: _Worlds = {arm: _world(plan, setup, home.shown, arm, form) for arm in plan.arms}
    yield from _in_step(worlds, plan)


def month_of(plan: Plan, month: int) -> Generator[Waiting, None, dict[Arm, MonthSeen]]:
    """One month of both worlds.

    Args:
        plan: What is run, of one seed.
        month: Of the record, from 0.

    Yields:
        What is waited for, and how far it has come, a year at a time.

    Returns:
        By world.

    Raises:
        MemoryForeseenError: The run would not fit.
    """
    at = -1
    with closing(watched(plan, home_of(plan))) as months:
        for seen in months:
            if isinstance(seen, Waiting):
                yield seen
                continue
            at += 1
            if at == month:
                return seen
            if at % MONTHS_PER_YEAR == 0:
                yield Waiting(f"working month {at + 1} of {month + 1}")
    raise AssertionError("the record has that month")


def _in_step(worlds: _Worlds, plan: Plan) -> Months:
    with ThreadPoolExecutor(len(worlds), "world") as pool:
        for month in range(-plan.burn_in, plan.months):
            told: queue.SimpleQueue[Any] = queue.SimpleQueue()
            calls = [pool.submit(_next, world, told.put) for world in worlds.values()]
            yield from _waits(calls, told)
            done = [seen for call in calls if (seen := call.result()) is not None]
            if done:
                yield dict(zip(worlds, done, strict=True))
            elif month % MONTHS_PER_YEAR == 0:
                yield Waiting(BEFORE)


def _waits(calls: Sequence[Future[Any]], told: queue.SimpleQueue[Any]) -> Iterator[Waiting]:
    """What the worlds wait for, until each has come a month further."""
    for call in calls:
        call.add_done_callback(told.put)
    last, left = None, len(calls)
    while left:
        what = told.get()
        if isinstance(what, Future):
            left -= 1
        elif what is not None and what != last:
            last = what
            yield Waiting(what)


def _next(world: Iterator[T], tell: Callable[[str | None], None]) -> T:
    with waits.told(tell), switches.pinned(), engine_cache.keeping():
        return next(world)


def _world(
    plan: Plan, setup: SeedSetup, shown: Sample, arm: Arm, form: Form
) -> Iterator[MonthSeen | None]:
    """One world; None for each month before the record. As it is kept, where it was seen before."""
    behind = plan.burn_in + plan.months
    name = prepared.name_of(plan, setup.seed, setup.rules[arm], behind)
    key = (name, plan.burn_in, plan.start, form.measures)
    kept = _worlds.get(key)
    if kept is not None:
        yield from (None for _ in range(plan.burn_in))
        yield from kept
        return
    seen: list[MonthSeen] = []
    eye = Eye(shown, setup.rules[arm])
    names = form.measures
    with closing(_stretches(plan, setup, arm)) as stretches:
        for month, done in enumerate(stretches):
            if done is None or month < plan.burn_in:
                yield None
                continue
            world, stretch = done
            states = eye.states(world, month)
            sums = side_by_side(with_everybody(stretch.sums, form), arm, form)[0, 0]
            of_all = {name: float(sums[names.index(name)]) for name in FIGURES if name in names}
            seen.append(MonthSeen(states, of_all))
            if len(seen) == plan.months:
                _worlds.put(key, seen)
            yield seen[-1]


def _stretches(
    plan: Plan,
    setup: SeedSetup,
    arm: Arm,
    followed: Followed = Followed(),  # noqa: B008 - frozen
) -> Generator[tuple[WorldState, loop.Stretch] | None, None, None]:
    """Every month of a world; None for those that an earlier run has worked."""
    rules, first = setup.rules[arm], 0
    world = loop.begin(setup.population, rules)
    if plan.burn_in:
        like = jax.eval_shape(lambda: loop.begin(setup.population, rules))
        name = prepared.name_of(plan, setup.seed, rules)
        halt: Halt | None = prepared.find(name, like, setup.layout)
        if halt is not None:
            world, first = halt.world, plan.burn_in
            yield from (None for _ in range(first))
    months = loop.month_by_month(
        world,
        setup.inhabitants,
        rules,
        setup.layout,
        setup.seed,
        followed,
        first=first,
        prepared=plan.burn_in,
    )
    for month, done in enumerate(months, first + 1):
        if month == plan.burn_in:  # nobody chooses anything before the record
            prepared.keep(
                prepared.name_of(plan, setup.seed, rules), Halt(done[0], month), plan.people
            )
        yield done


def life_of(
    plan: Plan, home: Home, persons: tuple[int, ...]
) -> dict[Arm, list[dict[str, np.ndarray]]]:
    """What the months left behind of some people, in both worlds.

    Args:
        plan: What is run, of one seed.
        home: Its society.
        persons: Rows at the end, as many as can be followed.

    Returns:
        By world, month after month, each column of the diary [1, slot].
    """
    setup = home.setup._replace(rules=arms.rules_by_arm(plan))
    with ThreadPoolExecutor(len(plan.arms), "life") as pool:
        calls = [pool.submit(_followed, plan, setup, arm, persons) for arm in plan.arms]
        return dict(zip(plan.arms, (call.result() for call in calls), strict=True))


class LivedMonth(NamedTuple):
    """One month of one world in which somebody may live as it is chosen."""

    doors: dict[str, np.ndarray]  # of everybody, in its evening, by how they are: see `Doors`
    diary: dict[str, np.ndarray]  # of those who are followed, each column [1, slot]


def lived(
    plan: Plan, home: Home, worlds: Sequence[tuple[Arm, Followed]], months: int
) -> Generator[Waiting, None, list[list[LivedMonth]]]:
    """The first months of the record in some worlds, side by side.

    Args:
        plan: What is run, of one seed.
        home: Its society.
        worlds: Each with who is followed in it, and what is chosen for the first.
        months: How many of the record.

    Yields:
        Why they are not there yet.

    Returns:
        Of each world month after month.
    """
    setup = home.setup._replace(rules=arms.rules_by_arm(plan))
    told: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def work(arm: Arm, followed: Followed) -> list[LivedMonth]:
        with waits.told(told.put), switches.pinned(), engine_cache.keeping():
            return _lived(plan, setup, arm, followed, months)

    with ThreadPoolExecutor(len(worlds), "lived") as pool:
        calls = [pool.submit(work, *one) for one in worlds]
        yield from _waits(calls, told)
        return [call.result() for call in calls]


def _lived(
    plan: Plan, setup: SeedSetup, arm: Arm, followed: Followed, months: int
) -> list[LivedMonth]:
    found: list[LivedMonth] = []
    with closing(_stretches(plan, setup, arm, followed)) as stretches:
        while len(found) < months:
            done = next(stretches)
            if done is not None and done[1].first_month >= 0:
                doors = {how: np.array(one) for how, one in done[0].held.doors._asdict().items()}
                found.append(LivedMonth(doors, done[1].traced))
    return found


@switches.pinned()
@engine_cache.keeping()
def _followed(
    plan: Plan, setup: SeedSetup, arm: Arm, persons: tuple[int, ...]
) -> list[dict[str, np.ndarray]]:
    months = _stretches(plan, setup, arm, Followed(persons))
    done = [one[1] for one in months if one is not None]
    return [stretch.traced for stretch in done if stretch.first_month >= 0]
