"""The arms of one seed in step, without a folder: stretch after stretch of all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from discredit.engine import cache as engine_cache
from discredit.engine import loop, switches
from discredit.engine.apart import run as run_apart
from discredit.engine.processes import ALONE, Processes
from discredit.engine.world import WorldState
from discredit.plan import Plan
from discredit.run.arms import SeedSetup, prepared_before
from discredit.store.checkpoint import Halt
from discredit.vocabulary import Arm

Look = Callable[[WorldState, SeedSetup], None]
"""What looks at everybody between two stretches of months."""


def side_by_side(
    setup: SeedSetup,
    plan: Plan,
    traced: tuple[int, ...],
    is_stopped: Callable[[], bool] = lambda: False,
    look: Look | None = None,
    processes: Processes = ALONE,
) -> Iterator[dict[Arm, loop.Stretch]]:
    """The stretches of all arms of a seed, each pair worked out at the same time where there is one
    device.

    Args:
        setup: The society of one seed.
        plan: What is run.
        traced: Rows whose every month is told.
        is_stopped: Once it says so, the stretches at hand are left.
        look: Shown the world with the system after each stretch, which it may not keep.
        processes: Those that share the run; several stop together, between two stretches.

    Returns:
        By arm; months follow each other.

    Raises:
        Interrupted: it was stopped.
    """
    arms = {arm: _months(plan, setup, arm, traced, processes) for arm in plan.arms}
    for _ in range(0, plan.months, loop.MONTHS_PER_STRETCH):
        calls = [partial(_next_stretch, months) for months in arms.values()]
        at_once = [[call] for call in calls] if processes.in_turn else [calls]
        asks = is_stopped if processes.count == 1 else lambda: False
        given = [one for some in at_once for one in run_apart(some, "arm", asks)]
        done = dict(zip(plan.arms, given, strict=True))
        if look is not None and "with" in done:
            look(done["with"][0], setup)
        yield {arm: stretch for arm, (_, stretch) in done.items()}


@switches.pinned()
@engine_cache.keeping()
def _months(
    plan: Plan, setup: SeedSetup, arm: Arm, traced: tuple[int, ...], processes: Processes
) -> Iterator[tuple[WorldState, loop.Stretch]]:
    """From the first month that is worked on, or from the record on where an earlier run has
    prepared this world."""
    rules = setup.rules[arm]
    begun = prepared_before(plan, setup, arm, processes)
    begun = begun or Halt(loop.begin(setup.population, rules), 0)
    return loop.months(
        begun.world,
        setup.inhabitants,
        rules,
        setup.layout,
        setup.seed,
        first=begun.months,
        traced=traced,
        prepared=plan.burn_in,
    )


@switches.pinned()
@engine_cache.keeping()
def _next_stretch(
    months: Iterator[tuple[WorldState, loop.Stretch]],
) -> tuple[WorldState, loop.Stretch]:
    """The next one of the record, and the world that it leads to."""
    return next(one for one in months if one[1].first_month >= 0)
