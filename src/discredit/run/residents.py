"""Who lives at the end of a run, and how that is kept."""

from __future__ import annotations

from collections.abc import Iterator

import jax
import numpy as np

from discredit.engine import devices
from discredit.plan import Plan
from discredit.run.arms import SeedSetup
from discredit.store import arrays, checkpoint
from discredit.store.arrays import Whose
from discredit.store.parts import ORIGIN, PEOPLE
from discredit.store.workplace import Workplace


def keep_people(workplace: Workplace, index: int, setup: SeedSetup) -> None:
    """Write who exists to the workplace, a column at a time, unless it is there.

    Args:
        workplace: The folder of the run.
        index: Which of the plan's seeds, from 0.
        setup: The society of that seed.
    """
    path = workplace.part(index, PEOPLE)
    if not workplace.has(path)[0]:
        strips = (
            (name, arrays.strip_of(devices.fetch(column), workplace.plan.people))
            for name, column in people_at_end(workplace.plan, setup)
        )
        checkpoint.write(path, strips, Whose(workplace.of(index, PEOPLE)), workplace.processes)


def people_at_end(plan: Plan, setup: SeedSetup) -> Iterator[tuple[str, jax.Array | np.ndarray]]:
    """Who lives at the end, since when, and where each lived when the record began.

    Args:
        plan: What was run.
        setup: Its society.

    Returns:
        Columns [blocks, rows] by name.
    """
    people = setup.population.people
    if setup.years is None:
        yield from people._asdict().items()
        for name in ("arrived", "moved_in"):
            yield name, np.full(people.age.shape, -1, np.int16)
        yield ORIGIN, np.arange(people.age.size, dtype=np.int32).reshape(people.age.shape)
        return
    living = setup.years.lived(plan.burn_in + plan.months)
    shape = people.age.shape
    for name, column in living.people._asdict().items():
        yield name, column.reshape(shape)
    for name in ("arrived", "moved_in", ORIGIN):
        yield name, getattr(living, name).reshape(shape)
