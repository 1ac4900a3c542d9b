"""A system as a function of its numbers, for whatever searches, samples or explains functions.

    model = model_of("court-list", ("months_wrongly",), people=5000, months=24)
    model(**{"observation.misrouted": 0.01})      # {"months_wrongly": 812.4}

It is made of plain values, so it travels to other processes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import nan
from typing import Any

import numpy as np

from discredit.errors import Fault, InputError, quoted
from discredit.levers import pulled
from discredit.measures.tables import EVERYBODY
from discredit.plan import Plan
from discredit.policy.faults import did_you_mean
from discredit.run.in_memory import in_memory
from discredit.studies.arms import against_first, read_arm
from discredit.studies.inquiry import RECORDED
from discredit.studies.ranges import ranges_of
from discredit.studies.setting import PlainPlan, plain, read
from discredit.studies.taking import Taken, TakeOutcomes


@dataclass(frozen=True)
class Model:
    """Outcomes of a system as a function of its numbers; everything else stays as it is."""

    outcomes: tuple[str, ...]
    plan: PlainPlan

    @property
    def levers(self) -> dict[str, tuple[float, float]]:
        """Every number that may move, by its path, and the ends of its evidence range."""
        return {one.path: (one.low, one.high) for one in ranges_of(read(self.plan))}

    def __call__(self, **levers: float) -> dict[str, float]:
        """Run it.

        Args:
            **levers: Numbers by their paths; what is left out is as the system has it.

        Returns:
            Each outcome, with the system less without it, the mean over seeds; NaN of one that the
            system lacks.

        Draws:
            Each seed draws its society and the luck of everybody in it, alike in every call.

        Raises:
            PolicyError: There is no such number, or the system cannot have the value.
            RunError: This process was forked from one in which an engine had run.
        """
        plan = _set(read(self.plan), levers)
        asked = (Taken(name, "difference", *EVERYBODY) for name in self.outcomes)
        take = TakeOutcomes(tuple(asked))
        each = [take(in_memory(replace(plan, seeds=(seed,), traced=()))) for seed in plan.seeds]
        return {
            name: float(np.mean([figures.get(str(at), (nan,))[0] for figures in each]))
            for at, name in enumerate(self.outcomes)
        }


def model_of(policy: str, outcomes: Iterable[str], **size: Any) -> Model:
    """A system as a function of its numbers.

    Args:
        policy: As on the command line: `court-list+notice`, or a file.
        outcomes: Measures of the effects.
        **size: What `draw_up` takes: people, months, start, seeds.

    Raises:
        PolicyError: A file or an overlay is wrong.
        UnknownNameError: A name is none of the library's.
        InputError: Nobody records an outcome.
    """
    asked = tuple(outcomes)
    faults = [
        Fault(
            "model",
            0,
            "outcomes",
            quoted(name),
            "an outcome is a measure of the effects, and nobody records this one",
            did_you_mean(name, RECORDED, "`Pair.effects()` has all of a system."),
        )
        for name in asked
        if name not in RECORDED
    ]
    if faults:
        raise InputError(faults)
    (plan,) = against_first([read_arm(policy)], **size).values()
    return Model(asked, plain(plan))


def _set(plan: Plan, levers: dict[str, float]) -> Plan:
    said = [f"{path}={_spelt(value)}" for path, value in levers.items()]
    policy, society = pulled(plan.policy, plan.society, said)
    return replace(plan, policy=policy, society=society)


def _spelt(value: float) -> str:
    """A value as a lever is written, whatever kind of number a library hands over."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    return repr(float(value))
