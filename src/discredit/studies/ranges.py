"""Every graded number that a run rests on and that may move, and the run elsewhere in its range.

    moving = ranges_of(plan)              each with the ends of its evidence range
    moved(plan, moving, shares)           the same run with each number so far along its range

A share of 0 is the low end, of 1 the high end, and of a half the number itself: half of what may be
lies on either side of it, spread evenly there. One that stands at an end of its range has all of it
on the other side. A number with labels or dates moves as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, log
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit.errors import Fault, InputError
from discredit.plan import Plan
from discredit.policy.address import numbers
from discredit.policy.edit import with_numbers
from discredit.policy.faults import did_you_mean
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.society import edit
from discredit.society.spec import Society
from discredit.sources import Grade
from discredit.units import UNITS
from discredit.words.numbers import figure

WIDE: Final = 10.0
"""A range whose ends differ by this factor or more is spread over by its logarithm."""
GUESSED: Final[Grade] = "assumed"
"""The grade of a number whose range is a guess too."""


Spread = Literal["even", "uniform", "loguniform", "triangular"]
"""How what may be is spread over a range: half on either side of the number itself (the default),
the same everywhere, the same in its logarithm, or falling away from the number to both ends."""


class Moving(NamedTuple):
    """A number that may move, and how far."""

    path: str
    number: Number
    low: float
    high: float
    spread: Spread = "even"

    @property
    def grade(self) -> Grade:
        """How well it is known."""
        return self.number.evidence

    @property
    def says(self) -> str:
        """Its value and its range, as a reader sees them; of several values the ends of them."""
        own = self.number.scalars
        ends = figure(min(own)), figure(max(own))
        value = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
        return f"{value} ({figure(self.low)} to {figure(self.high)} {self.number.unit})"


class FreeNumber(NamedTuple):
    """One number that is fitted, over its range."""

    path: str
    low: float
    high: float
    stated: float  # where it stands now
    unit: str
    is_whole: bool = False

    def at(self, share: float) -> float:
        """What lies so far along the range.

        Args:
            share: From 0 to 1.
        """
        value = along(self.stated, self.low, self.high, float(share))
        return float(round(value)) if self.is_whole else value


def ranges_of(plan: Plan) -> tuple[Moving, ...]:
    """Every number of a run's policies and society whose range has a width, in corridor order.

    Args:
        plan: The run.

    Returns:
        One for each path; a number of both worlds is one.
    """
    known = _numbers(plan)
    each = (moving_of(path, number) for path, number in known.items())
    return tuple(one for one in each if one is not None)


class Over(NamedTuple):
    """What a number varies over."""

    ends: tuple[float, float] | None = None  # low first; None: the range of its evidence
    spread: Spread = "even"


def chosen(plan: Plan, asked: Mapping[str, Over], file: str) -> list[Moving]:
    """Some numbers of a run, each over the range that is asked for.

    Args:
        plan: The run.
        asked: By path, what it varies over.
        file: Where it is asked, for messages.

    Raises:
        InputError: With every path that is no number, and every range that is none.
    """
    known, found, faults = _numbers(plan), [], []
    for path, (ends, spread) in asked.items():
        number = known.get(path)
        if number is None:
            rule = f"{plan.policy.name} has no such number"
            remedy = did_you_mean(path, known, "See `discredit show`.")
            faults.append(Fault(file, 0, f"vary.{path}", "no such number", rule, remedy))
            continue
        low, high = ends if ends is not None else (number.range or (0.0, 0.0))
        if not float(low) < float(high):
            rule = "a range has its lower end first and a width"
            remedy = "Write [lowest, highest]." if ends else "Give a range."
            found_there = f"[{low:g}, {high:g}]" if ends or number.range else "no range"
            faults.append(Fault(file, 0, f"vary.{path}", found_there, rule, remedy))
            continue
        if spread == "loguniform" and low <= 0:
            rule = "a logarithm is taken of a range above 0"
            faults.append(Fault(file, 0, f"vary.{path}", f"from {low:g}", rule, "Write uniform."))
            continue
        found.append(Moving(path, number, float(low), float(high), spread))
    if faults:
        raise InputError(faults)
    return found


def moved(
    plan: Plan, moving: Sequence[Moving], shares: Float64[np.ndarray, " number"] | Sequence[float]
) -> Plan:
    """A run with each number so far along its range, alike in both worlds.

    Args:
        plan: The run, which stays as it is.
        moving: The numbers.
        shares: From 0 to 1, of each.

    Returns:
        Another run of the same size.

    Raises:
        PolicyError: the numbers cannot stand together.
        SocietyError: those of the society cannot.
    """
    sides = [plan.policy, *([] if plan.against is None else [plan.against])]
    (policy, *against), society = moved_together(sides, plan.society, moving, shares)
    return replace(plan, policy=policy, against=against[0] if against else None, society=society)


def moved_together(
    policies: Sequence[Policy],
    society: Society,
    moving: Sequence[Moving],
    shares: Float64[np.ndarray, " number"] | Sequence[float],
) -> tuple[list[Policy], Society]:
    """Policies and the society they meet with each number so far along its range, alike in all.

    Args:
        policies: They stay as they are.
        society: So does it.
        moving: The numbers.
        shares: From 0 to 1, of each.

    Raises:
        PolicyError: the numbers cannot stand together.
        SocietyError: those of the society cannot.
    """
    by_path = {one.path: (one, float(share)) for one, share in zip(moving, shares, strict=True)}

    def at(known: Mapping[str, Number]) -> dict[str, dict[str, Any]]:
        return {
            path: _at(number, *by_path[path]) for path, number in known.items() if path in by_path
        }

    of_society = {one.path: one.number for one in society.spec.numbers_of()}
    moved_ = [with_numbers(policy, at(numbers(policy))) for policy in policies]
    return moved_, edit.with_numbers(society, at(of_society))


def along(value: float, low: float, high: float, share: float) -> float:
    """What lies so far along a range: the number itself at a half, an end at 0 and at 1.

    >>> [along(2.0, 0.0, 10.0, share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    [0.0, 1.0, 2.0, 6.0, 10.0]

    Args:
        value: The number; at or outside an end, all of the range lies on its other side.
        low: One end.
        high: The other.
        share: From 0 to 1.
    """
    if not low < value < high:
        return between(low, high, share)
    if share < 0.5:
        return between(low, value, 2 * share)
    return between(value, high, 2 * share - 1)


def between(low: float, high: float, share: float) -> float:
    """What lies so far from one value to another; by the logarithm where they are WIDE apart.

    >>> between(0.0, 4.0, 0.5), round(between(0.01, 1.0, 0.5), 3)
    (2.0, 0.1)

    Args:
        low: At a share of 0.
        high: At a share of 1.
        share: From 0 to 1.
    """
    if share in (0.0, 1.0):  # exactly, whatever a logarithm rounds to
        return high if share else low
    if low > 0 and high / low >= WIDE:
        found = exp(log(low) + share * (log(high) - log(low)))
    else:
        found = low + share * (high - low)
    return min(max(found, low), high)  # an end is no further than itself, as rounding has it


def _spread(moving: Moving, value: float, share: float) -> float:
    """What lies so far along a range, as it is spread."""
    low, high = moving.low, moving.high
    if moving.spread == "uniform":
        return low + share * (high - low)
    if moving.spread == "loguniform":
        return exp(log(low) + share * (log(high) - log(low)))
    if moving.spread == "triangular":
        from scipy.stats import triang

        mode = (min(max(value, low), high) - low) / (high - low)
        return float(triang.ppf(share, mode, low, high - low))
    return along(value, low, high, share)


def _numbers(plan: Plan) -> dict[str, Number]:
    of_society = {one.path: one.number for one in plan.society.spec.numbers_of()}
    theirs = {} if plan.against is None else numbers(plan.against)
    return {**theirs, **numbers(plan.policy), **of_society}


def moving_of(path: str, number: Number) -> Moving | None:
    """A number over the range of its evidence; None where that has no width.

    Args:
        path: Of the number.
        number: It.
    """
    if number.range is None or number.unit == "switch":
        return None
    low, high = map(float, number.range)
    return Moving(path, number, low, high) if low < high else None


def _at(number: Number, moving: Moving, share: float) -> dict[str, Any]:
    """A number, as a file gives it, with every entry so far along the range."""
    is_whole = UNITS[number.unit].whole

    def entry(value: Any) -> Any:
        if isinstance(value, dict):
            return {label: entry(one) for label, one in value.items()}
        to = _spread(moving, float(value), share)
        return float(round(to)) if is_whole else to

    data = number.model_dump(exclude_none=True)
    if number.dated is None:
        return {**data, "value": entry(number.value)}
    return {**data, "dated": {month: entry(one) for month, one in number.dated.items()}}
