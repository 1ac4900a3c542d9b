"""Which runs a study takes: both sides on the same seeds, then again with assumptions moved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from math import exp, log
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit import arguments
from discredit.arguments import MOST_SEEDS, Seeds, Whole, is_whole, seeds_faults
from discredit.errors import Fault, InputError, quoted
from discredit.plan import (
    MOST_MONTHS,
    MOST_PEOPLE,
    Plan,
    draw_up,
)
from discredit.policy.schema import Policy
from discredit.society.spec import Society
from discredit.studies.both_sides import drawn, refuse_draws
from discredit.studies.question import (
    SIDES,
    AssumedNumber,
    Question,
    SideName,
    moved,
    moved_society,
)

MAIN = "as assumed"
"""The scenario in which every assumption stands at its value."""
WIDE = 10.0
"""A range whose ends differ by this factor or more is spread over by its logarithm."""


FEWEST_SEEDS = 2
"""An interval over seeds needs two."""


class Size(NamedTuple):
    """How large and how long: the study's own, or what the user asks for."""

    people: int
    months: int
    seeds: int
    tried_people: int  # of the sensitivity
    tried_seeds: int
    which: tuple[int, ...] = ()  # seeds; where it is empty, 1 to their number
    draws: int = 0  # over luck and assumptions together; 0: it is not drawn again

    def first(self, seeds: int) -> tuple[int, ...]:
        """So many of the seeds, in order."""
        return self.which[:seeds] if self.which else tuple(range(1, seeds + 1))


class Scenario(NamedTuple):
    """Some assumptions at other values; none in the scenario called MAIN."""

    name: str
    values: tuple[tuple[AssumedNumber, float], ...]


class Task(NamedTuple):
    """One run: one side of one scenario on one seed."""

    scenario: str
    seed: int
    side: SideName
    plan: Plan
    point: tuple[float, ...] = ()  # of a draw: where its numbers stand in their ranges


def size_of(
    question: Question,
    *,
    people: Whole | None = None,
    months: Whole | None = None,
    seeds: Seeds | None = None,
    is_quick: bool = False,
    uncertain: Whole | None = None,
) -> Size:
    """The study's size with what the user asks for; quick is a tenth of the people, few seeds.

    The sensitivity is never larger than the study itself.

    Args:
        question: The study as read.
        people: How many; None: as the study, or quick, says.
        months: How many; None: as the study says.
        seeds: How many, or which; None: as the study, or quick, says.
        is_quick: Whether what is not asked for is made small.
        uncertain: How often both sides are drawn again over luck and assumptions; None: not.

    Returns:
        What is run.

    Raises:
        InputError: a number cannot be, or the study looks at more months than are run.
    """
    study = question.study
    tried = study.sensitivity
    many = max(study.people // 10, 1) if is_quick else study.people
    many = many if people is None else arguments.whole(people)
    long = study.months if months is None else arguments.whole(months)
    often = range(1, 1 + (min(study.seeds, 3) if is_quick else study.seeds))
    which = tuple(often) if seeds is None else arguments.seeds(seeds, MOST_SEEDS)
    faults = list(_faults(question.name, many, long, which))
    if faults:
        raise InputError(faults)
    draws = 0 if uncertain is None else arguments.whole(uncertain)
    if uncertain is not None:
        refuse_draws(question, draws)
    last = max((o.last_months or 1 for o in (study.outcome, *study.beside)), default=1)
    if long < last:
        rule = f"its outcome is taken over the last {last} months"
        raise InputError([Fault(question.name, 0, "months", str(long), rule, "Run longer.")])
    return Size(
        people=many,
        months=long,
        seeds=len(which),
        tried_people=min(tried.people, many),
        tried_seeds=min(1 if is_quick else tried.seeds, len(which)),
        which=() if which == tuple(range(1, len(which) + 1)) else which,
        draws=draws,
    )


def _faults(name: str, people: Any, months: Any, seeds: tuple[Any, ...]) -> Iterator[Fault]:
    """What of a size cannot be."""
    for what, n, most in (("people", people, MOST_PEOPLE), ("months", months, MOST_MONTHS)):
        if not is_whole(n) or not 1 <= n <= most:
            rule, remedy = f"it must be a whole number from 1 to {most}", "Ask for such a number."
            yield Fault(name, 0, what, quoted(n), rule, remedy)
    strange = list(seeds_faults(seeds)) if seeds else []
    yield from (Fault(name, 0, *fault) for fault in strange)
    if len(seeds) < FEWEST_SEEDS and not strange:
        found = f"{len(seeds)} long"
        rule = f"a study needs {FEWEST_SEEDS} seeds or more, for an interval over them"
        yield Fault(name, 0, "seeds", found, rule, "Write seeds=3 for 1, 2 and 3.")


def scenarios(question: Question) -> list[Scenario]:
    """The scenarios of the sensitivity, in order.

    Args:
        question: The study as read; each of its assumptions has a range.

    Returns:
        By ends, one for each end of a range that is not the value itself; by draws, one for each
        point of a Latin hypercube.
    """
    assumptions = question.assumptions
    if question.study.sensitivity.design == "ends":
        return [
            Scenario(f"{a.path} at {end:g}", ((a, end),))
            for a in assumptions
            for end in (a.low, a.high)
            if end != a.value
        ]
    points = _hypercube([a.path for a in assumptions], question.study.sensitivity.draws or 0)
    draws = len(points)
    return [
        Scenario(
            f"draw {k + 1} of {draws}",
            tuple(
                (a, _within(a, float(share))) for a, share in zip(assumptions, point, strict=True)
            ),
        )
        for k, point in enumerate(points)
    ]


def tasks(question: Question, size: Size) -> Iterator[Task]:
    """Every run of a study in order; runs that are the same have plans of the same digest.

    Args:
        question: The study as read.
        size: How many people, months and seeds.

    Returns:
        The main runs first, then each scenario's, then the draws; both sides of a seed follow each
        other.
    """
    for scenario in (Scenario(MAIN, ()), *scenarios(question)):
        is_main = not scenario.values
        people, seeds = (
            (size.people, size.seeds) if is_main else (size.tried_people, size.tried_seeds)
        )
        society = moved_society(question.society, scenario.values)
        policies = {side: moved(getattr(question, side), side, scenario.values) for side in SIDES}
        for seed in size.first(seeds):
            for side in SIDES:
                plan = _plan(question, policies[side], society, people, size.months, seed)
                yield Task(scenario.name, seed, side, plan)
    yield from _draws(question, size)


def _draws(question: Question, size: Size) -> Iterator[Task]:
    """Both sides of each draw, on a seed of its own."""
    if not size.draws:
        return
    (first,) = size.first(1)
    for at, one in enumerate(drawn(question, size.draws)):
        name, seed = f"drawn {at + 1} of {size.draws}", first + at
        for side in SIDES:
            policy = getattr(one, side)
            plan = _plan(question, policy, one.society, size.tried_people, size.months, seed)
            yield Task(name, seed, side, plan, one.point)


def _plan(
    question: Question, policy: Policy, society: Society, people: int, months: int, seed: int
) -> Plan:
    return draw_up(
        policy,
        people=people,
        months=months,
        start=question.start,
        seeds=(seed,),
        society=society,
        arms=("with",),
        traced=(),
    )


def _hypercube(paths: list[str], draws: int) -> Float64[np.ndarray, "draw assumption"]:
    """Shares of the ranges of a Latin hypercube: each range is cut into as many slices as there are
    draws, and each slice is met once, in its middle. What is moved seeds it, so that the same study
    always has the same scenarios."""
    from scipy.stats import qmc

    seed = int.from_bytes(hashlib.sha256("\n".join(paths).encode()).digest()[:8])
    return qmc.LatinHypercube(len(paths), scramble=False, rng=seed).random(draws)


def _within(assumption: AssumedNumber, share: float) -> float:
    """The value that lies so far along an assumption's range.

    >>> from types import SimpleNamespace as Range
    >>> _within(Range(low=0.0, high=4.0), 0.5), round(_within(Range(low=0.01, high=1.0), 0.5), 3)
    (2.0, 0.1)
    """
    low, high = assumption.low, assumption.high
    if low > 0 and high / low >= WIDE:
        return exp(log(low) + share * (log(high) - log(low)))
    return low + share * (high - low)
