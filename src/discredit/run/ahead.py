"""Engines read from the disk, or compiled, beside all that comes before they are needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from enum import Enum, auto
from functools import partial

from discredit.engine import alone, loop, switches
from discredit.engine import cache as engine_cache
from discredit.engine.apart import Apart, Left
from discredit.engine.layout import Layout
from discredit.plan import Plan
from discredit.policy.rules import Rules
from discredit.run import kept_views
from discredit.vocabulary import Arm


class Loads(Enum):
    """Which engines are made ready ahead."""

    NOTHING = auto()
    OF_MONTHS = auto()
    ALL = auto()  # that follows a few alone, too, where the run will


def load(plan: Plan, seed: int, rules: Mapping[Arm, Rules], layout: Layout, loads: Loads) -> None:
    """Begin to read or compile engines; whoever needs one before it is there waits for it.

    Args:
        plan: What is run, on one device.
        seed: Of the run.
        rules: Of each arm, of all months that are worked.
        layout: How rows are cut up.
        loads: Which.
    """
    if loads is Loads.NOTHING or engine_cache.folder() is None:
        return
    arms, at_once = list(rules.values()), _at_once(plan)
    calls = [partial(_of_months, plan, arms[0], layout)]
    if loads is Loads.ALL:
        told = [one for one in arms if kept_views.is_wanted(plan, seed, one)]
        calls += [partial(_for_lives, one, layout, at_once) for one in told]
    Apart(partial(_one_after_another, calls), "engine").leave()


@switches.pinned()
@engine_cache.keeping()
def _one_after_another(calls: Sequence[Callable[[], None]]) -> None:
    for call in calls:
        with suppress(Left):  # nobody waits for any; each has been made ready by then
            call()


def _at_once(plan: Plan) -> int:
    """How many months the first engine of a run works at a time."""
    months = plan.burn_in + plan.months
    return next(iter(loop.at_a_time(months, plan.burn_in, ages=plan.society.spec.is_renewed)))


def _of_months(plan: Plan, rules: Rules, layout: Layout) -> None:
    population = loop.nobody(layout)
    world = loop.shapes(population.people, rules)
    ages = plan.society.spec.is_renewed
    next(loop.ready(world, population, rules, layout, prepared=plan.burn_in, ages=ages))


def _for_lives(rules: Rules, layout: Layout, months: int) -> None:
    next(alone.ready(rules, layout, {months}))
