"""A run of one seed in memory: its months are worked and its tables made, and no disk is touched.

    result = in_memory(replace(plan, seeds=(7,)))

For runs by the hundred. The tables are those that `twins.simulate` would write, to the byte; people
who are the same in run after run are built once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, partial
from typing import Any, Final

import numpy as np

from discredit.engine import apart, loop, switches
from discredit.engine import cache as engine_cache
from discredit.engine.processes import ALONE, Processes
from discredit.engine.world import WorldState
from discredit.errors import Interrupted
from discredit.plan import Plan
from discredit.run.arms import SeedSetup, prepare, rules_by_arm
from discredit.run.residents import people_at_end
from discredit.society.spec import Society
from discredit.store.in_memory import TIMES, InMemory, Worked, columns_of_world
from discredit.vocabulary import Arm

MOST_SETTLED: Final = 2
"""Societies kept between runs: a design has one, or a new one for each run."""
_SameSociety = tuple[int, int, int, int]
Look = Callable[[WorldState, SeedSetup], Any]
"""What looks at everybody after a stretch of months; it may not keep the world."""
_settled: OrderedDict[_SameSociety, tuple[Society, SeedSetup]] = OrderedDict()
_one_at_a_time = threading.Lock()


def in_memory(
    plan: Plan,
    *,
    in_turn: bool = False,
    is_stopped: Callable[[], bool] = lambda: False,
    look: Look | None = None,
    processes: Processes = ALONE,
) -> InMemory:
    """Run a plan of one seed, and keep nothing.

    Args:
        plan: What to run; nobody is followed.
        in_turn: One arm after another, for a process that has one core. The bytes are the same.
        is_stopped: Once it says so, what is at hand is left.
        look: What it gives of the last two stretches is kept with each world.
        processes: Those that share the run; all call this with the same plan. People of other
            processes are in no table but the series.

    Returns:
        The result, its tables made as they are asked for.

    Draws:
        The seed draws its society and the luck of everybody in it.

    Raises:
        Interrupted: It was stopped.
    """
    # Several stop together, between two stretches.
    asks = is_stopped if processes.count == 1 else lambda: False
    setup = apart.run([partial(_set_up, plan, processes)], "society", asks)[0]
    calls = [
        partial(_worked, plan, setup, arm, lambda: processes.any_of(is_stopped())[0], look)
        for arm in plan.arms
    ]
    at_once = [[call] for call in calls] if in_turn or processes.in_turn else [calls]
    worked = [one for some in at_once for one in apart.run(some, "arm", asks)]
    people = cache(lambda: dict(people_at_end(plan, setup)))
    return InMemory.of(plan, people, dict(zip(plan.arms, worked, strict=True)))


@switches.pinned()
@engine_cache.keeping()
def _set_up(plan: Plan, processes: Processes) -> SeedSetup:
    """The people of a run as they were built before, or built anew, and its rules."""
    (seed,) = plan.seeds
    same = id(plan.society), plan.people, seed, plan.burn_in
    with _one_at_a_time:
        known = _settled.pop(same, None)
    if known is None:
        # Each draw may be of another society.
        setup = prepare(plan, seed, processes=processes, keeps=False)
    else:
        setup = known[1]._replace(rules=rules_by_arm(plan))
    with _one_at_a_time:
        _settled[same] = plan.society, setup  # which is held, so that its number stays its own
        while len(_settled) > MOST_SETTLED:
            _settled.popitem(last=False)
    return setup


@switches.pinned()
@engine_cache.keeping()
def _worked(
    plan: Plan, setup: SeedSetup, arm: Arm, is_stopped: Callable[[], bool], look: Look | None
) -> Worked:
    """All months of one world. Raises Interrupted between two stretches."""
    rules = setup.rules[arm]
    first = loop.begin(setup.population, rules)
    who, layout = setup.inhabitants, setup.layout
    months = loop.months(first, who, rules, layout, setup.seed, prepared=plan.burn_in)
    del first  # the engine takes it over
    world, times = None, None
    stretches, looked = list[loop.Stretch](), list[Any]()
    done = 0
    for world, stretch in months:
        done += len(stretch.sums)
        if stretch.first_month >= 0:
            stretches.append(stretch)
            if look is not None:
                looked = [*looked[-1:], look(world, setup)]
        if done == plan.burn_in:
            times = np.array(columns_of_world(world)[TIMES])
        if is_stopped():
            raise Interrupted("Stopped.")
    assert world is not None, "a run has a month or more"
    return Worked(stretches, columns_of_world(world), times, tuple(looked))
