"""All cases, one after the other: what was expected, what was obtained, whether that will do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from discredit.engine import switches
from discredit.errors import CaseError
from discredit.validation import MECHANISMS, load
from discredit.validation.about import Tier
from discredit.validation.case import Case, shipped
from discredit.validation.compare import Line, compare
from discredit.validation.settings import count, run_each
from discredit.validation.size import refuse_large

PEOPLE: Final = 100_000
"""Rows simulated at once; a mechanism adds months and batches until its sample is large enough."""
SEEDS: Final = (20190701, 20260131)
"""The first seed, and the one on which a failure is tried once more. Fixed, so that a table is the
same tomorrow; a tolerance is never widened instead."""


class CaseOutcome(NamedTuple):
    """One case, run."""

    case: Case
    lines: tuple[Line, ...]
    passes: bool  # nothing that is judged fails, and something is judged
    is_judged: bool  # False where the evidence is only a shape, or no tolerance is stated
    seed: int
    seconds: float

    @property
    def verdict(self) -> str:
        """pass, fail, or not judged."""
        if not self.is_judged:
            return "not judged"
        return "pass" if self.passes else "fail"


def cases_of(tiers: Iterable[Tier], names: Iterable[str] = MECHANISMS) -> tuple[Case, ...]:
    """The cases that ship, of the mechanisms in these tiers.

    Args:
        tiers: How strong a case is.
        names: Mechanisms, in the order in which they are wanted.
    """
    wanted = set(tiers)
    return tuple(
        case for name in names if load(name).ABOUT.tier in wanted for case in shipped(name)
    )


def run_cases(
    cases: Iterable[Case],
    *,
    people: int = PEOPLE,
    seeds: tuple[int, ...] = SEEDS,
    on_start: Callable[[Case], Any] = lambda _: None,
) -> Iterator[CaseOutcome]:
    """Each case in turn.

    Args:
        cases: In the order in which they are run.
        people: Rows that a simulation has at once.
        seeds: The first; those that follow are for a case that fails.
        on_start: Called before each case.

    Raises:
        CaseError: Inputs cannot be used, with file and line.
        InputError: So many rows, or such a seed, cannot be.
        MemoryForeseenError: So many rows would not fit.
    """
    refuse_large(people, seeds)
    for case in cases:
        on_start(case)
        yield run_case(case, people=people, seeds=seeds)


@switches.pinned()
def run_case(case: Case, *, people: int = PEOPLE, seeds: tuple[int, ...] = SEEDS) -> CaseOutcome:
    """A case on the first seed, and once more on the next where that fails.

    Args:
        case: The case.
        people: Rows that a simulation has at once.
        seeds: The first; those that follow are for a case that fails.

    Returns:
        The lines of the last seed that was tried; of a weak case nothing is judged.

    Raises:
        CaseError: Inputs cannot be used, with file and line.
    """
    begun = time.monotonic()
    is_weak = load(case.mechanism).ABOUT.tier == "report"
    lines: tuple[Line, ...] = ()
    passes, seed = False, seeds[0]
    for seed in seeds:
        lines = _attempt(case, people, seed)
        passes = all(line.passes is not False for line in lines)
        if passes or is_weak:
            break
    if is_weak:
        lines = tuple(line._replace(passes=None) for line in lines)
    is_judged = any(line.passes is not None for line in lines)
    return CaseOutcome(case, lines, passes and is_judged, is_judged, seed, time.monotonic() - begun)


def _attempt(case: Case, people: int, seed: int) -> tuple[Line, ...]:
    mechanism = load(case.mechanism)
    try:
        obtained = run_each(mechanism, case.inputs, people=people, seed=seed)
    except CaseError as error:
        raise case.blame(error) from None
    return compare(case.quantities, obtained, count(case.inputs, mechanism.INPUTS))
