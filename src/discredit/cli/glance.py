"""What fits a screen: the few numbers that matter, a line each, and counts of the rest."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from discredit.cli.number_page import span_of
from discredit.cli.screen import console, graded
from discredit.policy.address import NumberAt
from discredit.policy.number import Entry, Number
from discredit.sources import GRADES
from discredit.words.names import spoken
from discredit.words.numbers import stated

LINES: Final = 40
"""A screen; a terminal with fewer lines has a screen of its own."""
LEAST_LINES: Final = 24
_ENTRIES: Final = 6
"""Labels of a number that are told in a line, where it has room."""
_VALUE: Final = 24
"""Room that a value needs beside its path."""


def screen_lines() -> int:
    """How many lines a first look may take."""
    if sys.stdout is None or not sys.stdout.isatty():
        return LINES
    return min(LINES, max(LEAST_LINES, console().height - 1))


def fitting(parts: Callable[[int], Sequence[Any]], most: int) -> Sequence[Any]:
    """What fits a screen, of a page that can be shorter.

    Args:
        parts: What is printed where each section may have so many lines.
        most: How many lines a section has at most.

    Returns:
        The longest that fits; the shortest where none does.
    """
    for lines in range(most, 1, -1):
        chosen = parts(lines)
        if height_of(chosen) <= screen_lines():
            return chosen
    return parts(1)


def height_of(parts: Sequence[Any]) -> int:
    """How many lines it takes to print."""
    out = console()
    return sum(len(out.render_lines(part, pad=False)) for part in parts)


def counted(grades: Iterable[str]) -> str:
    """How many numbers there are of each grade.

    >>> counted(["assumed", "documented", "assumed"])
    '1 documented, 2 assumed'
    """
    found = Counter(grades)
    return ", ".join(f"{found[grade]} {grade}" for grade in GRADES if found[grade])


def lines_of(groups: Mapping[str, Sequence[NumberAt]]) -> dict[str, list[Any]]:
    """A line for each number: path, value, grade and range; two where the path is too long."""
    every = [one for held in groups.values() for one in held]
    bases = max((len(_basis(one.number)) for one in every), default=0)
    room = console().width - bases - 6
    longest = max((len(one.path) for one in every if len(one.path) + _VALUE <= room), default=0)
    values = {one.path: _fitted(one.number, room - longest) for one in every}
    width = max(map(len, values.values()), default=0)
    return {
        name: [_line(one, longest, values[one.path], width) for one in held]
        for name, held in groups.items()
    }


def _fitted(number: Number, width: int) -> str:
    """A value with as many labels as there is room for; one at least."""
    some = (in_a_line(number, most) for most in range(_ENTRIES, 1, -1))
    return next((text for text in some if len(text) <= width), in_a_line(number, 1))


def _line(one: NumberAt, path: int, value: str, width: int) -> Any:
    from rich.text import Text

    is_long = len(one.path) > path
    opening = f"  {one.path}\n  {'':<{path}}" if is_long and path else f"  {one.path:<{path}}"
    between = "\n    " if not path else "  "
    return Text(f"{opening}{between}{value:<{width if path else 0}}  ").append(_basis(one.number))


def in_a_line(number: Number, most: int = _ENTRIES) -> str:
    """A value in one line: its last entry and the date of that, the first few labels."""
    if number.dated is None:
        return _short(number.value, number.unit, most)
    month, last = list(number.dated.items())[-1]
    how = "from" if number.between == "step" else "by"
    return f"{_short(last, number.unit, most)} {how} {month}"


def _short(entry: Entry | None, unit: str, most: int) -> str:
    if not isinstance(entry, dict):
        said = stated(entry) if entry is not None else "none"
        return said if unit in ("switch", "multiplier") else f"{said} {unit}"
    if unit == "switch":
        on = [spoken(label) for label, is_on in entry.items() if is_on]
        return _few(on, most) if on else "none"
    return _few([f"{spoken(label)} {stated(value)}" for label, value in entry.items()], most)


def _few(words: list[str], most: int) -> str:
    more = len(words) - most
    return ", ".join(words) if more <= 0 else f"{', '.join(words[:most])}, {more} more"


def _basis(number: Number) -> Any:
    from rich.text import Text

    text = Text.assemble(graded(number.evidence))
    return text.append(f" {span_of(number)}", style="dim") if number.range is not None else text
