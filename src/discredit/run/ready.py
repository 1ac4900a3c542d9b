"""Engines and prepared worlds made ready, so that the first run of a shape waits for neither."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal, NamedTuple, TypeVar

import jax

from discredit.engine import alone, loop, switches
from discredit.engine import cache as engine_cache
from discredit.engine.apart import run as run_apart
from discredit.engine.layout import Layout, lay_out
from discredit.engine.processes import ALONE, Processes
from discredit.plan import Plan
from discredit.policy.rules import Rules
from discredit.policy.worlds import rules_of_worlds
from discredit.run import kept_views, memory, prepared
from discredit.run.arms import SeedSetup, prepare_apart
from discredit.society.money import worth_in
from discredit.store.checkpoint import Halt
from discredit.vocabulary import ARMS, Arm

T = TypeVar("T")


class Ready(NamedTuple):
    """What a run of a plan will find."""

    what: Literal["engine", "engine for lives", "beginning"]
    months: int  # that an engine works at a time, or that come before the record
    seconds: float | None  # what it took; None: it was there
    is_kept: bool = True  # a world that is too large is not


def make_ready(
    plan: Plan,
    processes: Processes = ALONE,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
    settled: bool = False,
) -> Iterator[Ready]:
    """Have all engines of a plan kept and, if wanted, the worlds that its record begins with.

    Args:
        plan: What is to be run later.
        processes: How many devices are to share it, of one process.
        is_stopped: Once it says so, what is at hand is left; what was made stays.
        settled: Whether the months before the record are worked, for the first seed.

    Returns:
        One for each engine, and for each world with months before its record, once it is there.

    Raises:
        RunError: engines are not kept here.
        MemoryForeseenError: such a run would not fit.
        Interrupted: it was stopped.
    """
    memory.foresee(plan, in_turn=True)
    layout = lay_out(plan.people, processes.devices, len(plan.society.spec.marginals.regions.names))
    seen: set[str] = set()
    for rules in _rules_of(plan):
        engines = _engines(plan, rules, layout)
        while (found := _apart(partial(_next, engines), "engine", is_stopped)) is not None:
            what, months, engine = found
            if engine.name not in seen:
                seen.add(engine.name)
                yield Ready(what, months, engine.seconds)
    if settled and plan.burn_in:
        setup = prepare_apart(plan, plan.seeds[0], processes, is_stopped=is_stopped)
        for arm in plan.arms:
            began = time.monotonic()
            name = prepared.name_of(plan, setup.seed, setup.rules[arm])
            if _apart(partial(_is_there, name, setup, arm), "arm", is_stopped):
                yield Ready("beginning", plan.burn_in, None)
                continue
            worlds, kept = _worlds(name, setup, plan, arm), False
            while (is_kept := _apart(partial(_next, worlds), "arm", is_stopped)) is not None:
                kept = is_kept
            yield Ready("beginning", plan.burn_in, time.monotonic() - began, kept)


def _apart(call: Callable[[], T], name: str, is_stopped: Callable[[], bool]) -> T:
    return run_apart([call], name, is_stopped)[0]


@switches.pinned()
@engine_cache.keeping()
def _rules_of(plan: Plan) -> list[Rules]:
    span = plan.span.first, plan.burn_in + plan.months
    worth = worth_in(plan.society.spec, plan.policy, plan.against)
    each = dict(zip(ARMS, rules_of_worlds(plan.policy, plan.against, *span, worth), strict=True))
    return [each[arm] for arm in plan.arms]


def _engines(
    plan: Plan, rules: Rules, layout: Layout
) -> Iterator[tuple[Literal["engine", "engine for lives"], int, engine_cache.KeptEngine]]:
    """The engines of a world, among people of whom only the shapes count: all are nobody."""
    population = loop.nobody(layout)
    world = loop.shapes(population.people, rules)
    ages = plan.society.spec.is_renewed
    at_a_time: set[int] = set()
    engines = loop.ready(world, population, rules, layout, prepared=plan.burn_in, ages=ages)
    for months, engine in engines:
        at_a_time.add(months)
        yield "engine", months, engine
    if kept_views.is_wanted(plan, plan.seeds[0], rules):
        for months, engine in alone.ready(rules, layout, at_a_time):
            yield "engine for lives", months, engine


@switches.pinned()
@engine_cache.keeping()
def _next(some: Iterator[T]) -> T | None:
    return next(some, None)


@switches.pinned()
@engine_cache.keeping()
def _is_there(name: str, setup: SeedSetup, arm: Arm) -> bool:
    like = jax.eval_shape(lambda: loop.begin(setup.population, setup.rules[arm]))
    return prepared.find(name, like, setup.layout) is not None


def _worlds(name: str, setup: SeedSetup, plan: Plan, arm: Arm) -> Iterator[bool]:
    """Work the months before the record, stretch by stretch; at their end, whether the world that
    they lead to is kept."""
    months = loop.months(
        loop.begin(setup.population, setup.rules[arm]),
        setup.inhabitants,
        setup.rules[arm],
        setup.layout,
        setup.seed,
        prepared=plan.burn_in,
    )
    for world, stretch in months:
        if stretch.first_month + len(stretch.sums) == 0:
            yield prepared.keep(name, Halt(world, plan.burn_in), plan.people)
            return
        yield False
