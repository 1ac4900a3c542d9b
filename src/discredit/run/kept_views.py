"""What months have shown of anybody, kept beside a run, so that a few lives can be told alone.

Whose life is worth telling is known at the end only. Of a long run of many people the months are
not worked out twice for it.
"""

from __future__ import annotations

from typing import Final

import jax
import numpy as np

from discredit.engine import alone, loop
from discredit.engine.alone import Begins
from discredit.engine.views import Views, packed, views_of
from discredit.engine.world import WorldState
from discredit.plan import Plan
from discredit.policy.rules import Rules
from discredit.store import arrays
from discredit.store.checkpoint import WORLD, named
from discredit.store.parts import morning_of, views_of_arm
from discredit.store.workplace import Workplace
from discredit.vocabulary import Arm

KEPT_FROM: Final = 10_000_000
"""Person-months of a world, from which on it is worth compiling what follows a few alone."""


def is_wanted(plan: Plan, seed: int, rules: Rules) -> bool:
    """Whether what months show is kept of an arm, for lives that will be told.

    Args:
        plan: What is run.
        seed: One of its seeds; lives are told of the first.
        rules: Of the arm.
    """
    months = plan.burn_in + plan.months
    return (
        seed == plan.seeds[0]
        and plan.follows_anybody
        and plan.people * months >= KEPT_FROM
        and alone.can_be_alone(rules)
    )


def keep(workplace: Workplace, index: int, arm: Arm, stretch: loop.Stretch) -> None:
    """Write what the months of a stretch have shown.

    Args:
        workplace: Of the run.
        index: Which of its seeds, from 0.
        arm: The world.
        stretch: As its months left it.

    Raises:
        RunError: It cannot be written.
    """
    views = packed(stretch.shown)
    workplace.keep(index, views_of_arm(arm), stretch.first_month, views.columns())


def is_kept(workplace: Workplace, index: int, arm: Arm) -> bool:
    """Whether what all months of an arm have shown is there. All processes must ask.

    Args:
        workplace: Of the run.
        index: Which of its seeds, from 0.
        arm: The world.
    """
    starts = range(0, workplace.plan.months, loop.MONTHS_PER_STRETCH)
    name = views_of_arm(arm)
    return all(workplace.has(*(workplace.stretch(index, name, first) for first in starts)))


def at(workplace: Workplace, index: int, arm: Arm, first: int) -> Views:
    """What the months of a stretch have shown.

    Args:
        workplace: Of the run.
        index: Which of its seeds, from 0.
        arm: The world.
        first: Its first month, counted from the start of the record.

    Raises:
        ResultError: It is damaged.
    """
    return views_of(arrays.load(workplace.stretch(index, views_of_arm(arm), first)))


def begins(workplace: Workplace, index: int, arm: Arm, like: WorldState) -> Begins | None:
    """How the world of some rows is found when the record begins; None where nothing came before.

    Args:
        workplace: Of the run.
        index: Which of its seeds, from 0.
        arm: The world.
        like: A world of the form that is wanted.
    """
    if not workplace.plan.burn_in:
        return None

    def of(rows: np.ndarray) -> WorldState:
        with arrays.opened(workplace.part(index, morning_of(arm))) as stored:
            found = [stored.some(f"{WORLD}{name}", rows) for name, _ in named(like)]
        return jax.tree.unflatten(jax.tree.structure(like), found)

    return of
