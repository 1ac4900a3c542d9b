"""How sure a figure is where its assumptions are in doubt too: the one place that words it.

A figure has an interval over luck. Where a run was drawn again and again, with all its graded
numbers moved over their ranges, it has a second one over luck and assumptions together, and it is
known in how many of the draws its sign held. The terminal, the report, JSON and the data frame say
so with these functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite, nan
from typing import Any, Final, Literal, NamedTuple

from discredit.words.numbers import counted, interval, number, per_cent
from discredit.words.tongue import joined, say

LEVEL: Final = 0.9
"""What share of what the assumptions allow lies in the interval over luck and assumptions."""
HELD: Final = 0.9
"""A sign that holds in a smaller share of the draws is open."""
FEWEST: Final = 19
"""Draws that an interval of LEVEL needs: with fewer, even the outermost two hold less."""
OPEN: Final = "open"
HOLDS: Final = "holds"
Standing = Literal["open", "holds", ""]

COLUMNS: Final = (
    "together_low", "together_high", "sign_held", "draws", "standing", "measure_first",
)  # fmt: skip
"""What a table of effects says of each figure besides, where it was drawn again."""
CHANGES: Final = ("difference", "disparity")
"""What of a measure is a change, so that it and its ends are written with their signs."""
HEAD: Final = f"luck and assumptions, {per_cent(LEVEL)}; sign held"
"""What stands above a column of `between` and `held`, in English."""


class Doubt(NamedTuple):
    """What the draws say of one figure."""

    low: float  # both ends of the interval over luck and assumptions; NaN of too few draws
    high: float
    held: float  # share of the draws in which its sign held; NaN where it has none
    draws: int
    first: str = ""  # what to measure first, as `narrowing` says it

    @property
    def standing(self) -> Standing:
        """Whether its sign may be told; '' where it has none."""
        if not isfinite(self.held):
            return ""
        return HOLDS if self.held >= HELD else OPEN

    @property
    def columns(self) -> dict[str, Any]:
        """The same as COLUMNS of a row."""
        return dict(zip(COLUMNS, (*self[:4], self.standing, self.first), strict=True))


class HowDrawn(NamedTuple):
    """How the draws were made."""

    draws: int  # that came to their end
    asked: int
    failed: int
    people: int
    of_people: int  # of the run itself
    numbers: int  # that were moved
    guesses: int  # of these: assumed, so that the range is a guess too
    set_aside: int = 0  # points whose numbers contradict each other, and others were drawn for
    fitted: int = 0  # further numbers that were taken from draws fitted to published figures
    origin: str = ""  # of these: which file, and its digest


def doubt_in(effect: Mapping[str, Any]) -> Doubt | None:
    """What the draws say of a row of the effects; None where it was not drawn again.

    Args:
        effect: Of `measures.effects`, with COLUMNS beside it or without.
    """
    draws = effect.get("draws", 0)
    if not draws or not draws > 0:  # None and NaN of a table with other rows
        return None
    low, high, held = (nan if effect[k] is None else float(effect[k]) for k in COLUMNS[:3])
    return Doubt(low, high, held, int(draws), str(effect.get("measure_first") or ""))


def is_open(effect: Mapping[str, Any]) -> bool:
    """Whether the direction of a row of the effects may not be told as found.

    Args:
        effect: Of `measures.effects`, with COLUMNS beside it or without.
    """
    found = doubt_in(effect)
    return found is not None and found.standing == OPEN


def between(effect: Mapping[str, Any]) -> str:
    """The interval over luck and assumptions of a row, '' where it has none.

    >>> between({"difference": 12.0, "together_low": -3.0, "together_high": 40.0,
    ...          "sign_held": 0.8, "draws": 100})
    '−3 to +40'

    Args:
        effect: Of `measures.effects`, with COLUMNS beside it or without. Where it has `of`, it is
            another row of the same form: a level, say, whose ends have no sign.
    """
    found = doubt_in(effect)
    if found is None or not (isfinite(found.low) and isfinite(found.high)):
        return ""
    sign = effect.get("of", CHANGES[0]) in CHANGES
    return interval(float(effect["difference"]), found.low, found.high, sign=sign)[1]


def held(effect: Mapping[str, Any]) -> str:
    """In how many draws the sign of a row held, as a cell says it.

    >>> row = {"difference": 12.0, "together_low": -3.0, "together_high": 40.0, "draws": 100}
    >>> held(row | {"sign_held": 0.8}), held(row | {"sign_held": 0.97})
    ('open: 80 of 100', '97 of 100')

    Args:
        effect: Of `measures.effects`, with COLUMNS beside it or without.
    """
    found = doubt_in(effect)
    if found is None or not found.standing:
        return ""
    held, of = number(round(found.held * found.draws)), number(found.draws)
    if found.standing == OPEN:
        return say("open: {held} of {draws}", held=held, draws=of)
    return say("{held} of {draws}", held=held, draws=of)


def narrowing(numbers: Iterable[tuple[str, float]]) -> str:
    """What to measure first: the numbers whose knowledge would narrow an answer most.

    >>> narrowing([("observation.misrouted", 0.31), ("redress.first.capacity", 0.08)])
    'observation.misrouted (narrows it by 31 %), redress.first.capacity (narrows it by 8 %)'

    Args:
        numbers: Of each its path, and by what share of the interval over assumptions.
    """
    return joined(
        say("{path} (narrows it by {share})", path=path, share=per_cent(share))
        for path, share in numbers
    )


def head() -> str:
    """HEAD in the language that is spoken now."""
    return say("luck and assumptions, {level}; sign held", level=per_cent(LEVEL))


def first(said: str) -> str:
    """What to measure first, as a sentence; '' where no number stands out.

    Args:
        said: As `narrowing` says it.
    """
    return say("Measure this first: {numbers}.", numbers=said) if said else ""


def clause(effect: Mapping[str, Any]) -> str:
    """The same in words, to go on with after a figure; '' where it was not drawn again.

    >>> clause({"difference": 12.0, "together_low": -3.0, "together_high": 40.0,
    ...         "sign_held": 0.8, "draws": 100})
    'open: its sign held in 80 of 100 draws over luck and assumptions together (90 %: −3 to +40)'

    Args:
        effect: Of `measures.effects`, with COLUMNS beside it or without.
    """
    found = doubt_in(effect)
    if found is None:
        return ""
    ends = between(effect)
    over = say("over luck and assumptions together")
    if found.low == found.high == 0 == effect["difference"]:
        draws = counted(found.draws, "draw", "draws")
        return say("nought in all {draws} {over}", draws=draws, over=over)
    if ends:
        over = say(
            "over luck and assumptions together ({level}: {ends})",
            level=per_cent(LEVEL),
            ends=ends,
        )
    if not found.standing:
        return over
    said = say(
        "its sign held in {held} of {draws} {over}",
        held=number(round(found.held * found.draws)),
        draws=counted(found.draws, "draw", "draws"),
        over=over,
    )
    if found.first:
        said = say("{said}; measure first {numbers}", said=said, numbers=found.first)
    return say("open: {said}", said=said) if found.standing == OPEN else said


def how_drawn(drawn: HowDrawn) -> str:
    """How the second interval came about, and what of it is a guess.

    Args:
        drawn: How the draws were made.
    """
    said = [
        say(
            "Luck and assumptions: {draws}, each with other luck and all {numbers} moved over "
            "their ranges at once; a sign that holds in fewer than {share} of them is open.",
            draws=counted(drawn.draws, "draw", "draws"),
            numbers=counted(drawn.numbers, "number", "numbers"),
            share=per_cent(HELD),
        )
    ]
    if drawn.guesses:
        said.append(
            say(
                "{guesses} of the {numbers} ranges are guesses, so this says what follows from "
                "them and not what is so.",
                guesses=number(drawn.guesses),
                numbers=number(drawn.numbers),
            )
        )
    if drawn.fitted:
        fitted = counted(drawn.fitted, "further number was", "further numbers were")
        said.append(
            say(
                "{fitted} taken from draws fitted to published figures ({origin}).",
                fitted=fitted,
                origin=drawn.origin,
            )
        )
    if drawn.people < drawn.of_people:
        said.append(
            say(
                "The draws are of {people}, not {of_people}, and hold the luck of so few.",
                people=counted(drawn.people, "person", "people"),
                of_people=number(drawn.of_people),
            )
        )
    if drawn.set_aside:
        points = counted(drawn.set_aside, "point", "points")
        said.append(
            say(
                "{points} had numbers that contradict each other, and others were drawn.",
                points=points,
            )
        )
    missing = drawn.asked - drawn.draws - drawn.failed
    if missing > 0:
        asked = number(drawn.asked)
        said.append(
            say(
                "{missing} of {asked} draws are still to be made.",
                missing=number(missing),
                asked=asked,
            )
        )
    if drawn.failed:
        failed = counted(drawn.failed, "draw", "draws")
        said.append(say("{failed} could not be run and are left out.", failed=failed))
    return say(" ").join(said)
