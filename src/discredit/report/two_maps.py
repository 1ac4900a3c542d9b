"""The two maps of a month as one picture: the same people in the same places, in both worlds.

Each person has a cell, equally large, as on the page that `discredit serve` shows. The picture is
SVG without scripts; what each colour is stands below it with its count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Int64, UInt8

from discredit import arguments
from discredit.arguments import Whole
from discredit.errors import Fault, InputError, LackingError, RunError, quoted
from discredit.plan import Plan
from discredit.report import palette
from discredit.run.sample import STATES
from discredit.run.watched import MonthSeen, month_of
from discredit.store.result import MISSING_ARM, Result
from discredit.units import month_index, month_text
from discredit.vocabulary import ARMS, Arm
from discredit.words.labels import titled
from discredit.words.names import headed
from discredit.words.numbers import number
from discredit.words.worlds import Worlds

COLOURS: Final = {
    "clear": "#c9c6bf",
    "favoured": "#56b4e9",
    "shut_out": "#e69f00",
    "listed": "#0072b2",
    "wrongly": "#d1006c",
}
"""As the page paints them on light paper; a test holds these and the words below to that."""
SAID: Final = {
    "clear": "None of these",
    "favoured": "Favoured: a door opens wider",
    "shut_out": "Shut out: a door is closed, on no list",
}
STRIP: Final = 6
"""Rows of a strip: households lie together in it, column after column."""
SIDE: Final = 420
GAP: Final = 24
HEAD: Final = 64
LINE: Final = 20
FONT: Final = f'font-family="{palette.FONT}"'


class MapMonth(NamedTuple):
    """One month of a run, as two maps show it."""

    title: str  # of the system
    label: str  # what it must wear; '' for none
    month: str  # YYYY-MM
    people: int  # of the whole society
    states: Mapping[Arm, UInt8[np.ndarray, " person"]]  # of those who are shown, see STATES
    words: Mapping[str, str]  # what the system calls being listed, and wrongly so
    worlds: Worlds


class TwoMaps(NamedTuple):
    """The two maps of a month. A notebook shows them; `.save(path)` writes them as SVG."""

    shown: MapMonth
    svg: str

    def __repr__(self) -> str:
        """The counts, for whoever sees no picture."""
        head = f"{self.shown.title}, {self.shown.month}: {' and '.join(_heads(self.shown))}"
        return "\n".join(
            [head, *(f"{said}: {ours}, {theirs}" for said, ours, theirs in self.counts)]
        )

    def _repr_svg_(self) -> str:
        return self.svg

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """How many of those who are shown are what, in both worlds; who is several things is
        counted as the last of them."""
        found = [np.bincount(self.shown.states[arm], minlength=len(STATES)) for arm in ARMS]
        said = {**SAID, **self.shown.words}
        each = [(said[name], *(int(one[STATES.index(name)]) for one in found)) for name in COLOURS]
        return [(words, ours, theirs) for words, ours, theirs in reversed(each)]

    def save(self, path: str | Path) -> None:
        """Write the picture.

        Args:
            path: Of the file, which is replaced.

        Raises:
            RunError: It cannot be written.
        """
        try:
            Path(path).write_text(self.svg, encoding="utf-8")
        except OSError as error:
            raise RunError(f"{path} cannot be written: {error.strerror or error}.") from error


def two_maps(
    result: Result,
    month: str | date | None,
    seed: Whole | None,
    wait: Callable[[str | None], None],
) -> TwoMaps:
    """The two maps of a month of a result.

    Args:
        result: Of both worlds.
        month: Which, YYYY-MM; None: the last.
        seed: One of the run's; None: the first.
        wait: Told what is waited for.

    Raises:
        InputError: That month or seed is not in the run.
        ResultError: The run has one world only.
    """
    plan = result.manifest.plan()
    if tuple(plan.arms) != ARMS:
        raise LackingError(MISSING_ARM.format(arms=", ".join(plan.arms)))
    at, of_seed = _month_in(plan, month), _seed_in(plan, seed)
    alone = replace(plan, seeds=(of_seed,))
    months = month_of(alone, at)
    while True:
        try:
            wait(next(months).what)
        except StopIteration as end:
            seen: dict[Arm, MonthSeen] = end.value
            break
    black = result.wording().black
    return drawn(
        MapMonth(
            title=result.manifest.title,
            label=result.manifest.label,
            month=month_text(plan.first_month + at),
            people=plan.people,
            states={arm: np.frombuffer(seen[arm].states, np.uint8) for arm in ARMS},
            words={"listed": headed(black.state), "wrongly": headed(black.wrongly)},
            worlds=result.worlds,
        )
    )


def _month_in(plan: Plan, month: str | date | None) -> int:
    """Which month of the record that is."""
    if month is None:
        return plan.months - 1
    asked = arguments.month(month)
    first, last = (month_text(plan.first_month + at) for at in (0, plan.months - 1))
    try:
        at = month_index(asked) - plan.first_month
    except (ValueError, TypeError):
        at = -1
    if not 0 <= at < plan.months:
        rule = f"it must be a month of the run, {first} to {last}"
        raise InputError([Fault("map", 0, "month", quoted(month), rule, f"Write {last}.")])
    return at


def _seed_in(plan: Plan, seed: Whole | None) -> int:
    if seed is None:
        return plan.seeds[0]
    found = arguments.whole(seed)
    if found not in plan.seeds:
        rule = f"it must be one of the run's: {', '.join(map(str, plan.seeds))}"
        raise InputError([Fault("map", 0, "seed", quoted(seed), rule, "")])
    return found


def drawn(shown: MapMonth) -> TwoMaps:
    """The picture of a month.

    Args:
        shown: What it shows.
    """
    maps = TwoMaps(shown, "")
    count = len(shown.states["with"])
    side = max(STRIP, int(np.ceil(np.sqrt(count))))
    foot = HEAD + SIDE * -(-count // side) / side + 14
    wide, high = 2 * SIDE + GAP, foot + LINE * (len(COLOURS) + 2)
    told = titled(f"{shown.title}, {shown.month}", shown.label)
    note = (
        f"{number(count)} of {number(shown.people)} synthetic people, whole households, each in "
        "the same place in both. Nobody here is real."
    )
    parts = [
        f'<rect x="-12" y="-6" width="{wide + 24}" height="{_at(high + 12)}" '
        f'fill="{palette.PAPER}"/>',
        _text(told, 0, 22, "600 17px"),
        *(_map(shown, side, at) for at in range(len(ARMS))),
        *_legend(maps.counts, foot),
        _text(note, 0, foot + LINE * (len(COLOURS) + 1), "12px", palette.MUTED),
    ]
    about = "; ".join(f"{said}: {ours}, {theirs}" for said, ours, theirs in maps.counts)
    return maps._replace(
        svg='<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="-12 -6 {wide + 24} {_at(high + 12)}" width="{wide + 24}" '
        'role="img" style="max-width:100%;height:auto">'
        f"<title>{escape(told)}</title><desc>{escape(about)}</desc>{''.join(parts)}</svg>"
    )


def _map(shown: MapMonth, side: int, at: int) -> str:
    """One world, below what it is called."""
    left = at * (SIDE + GAP)
    place = f'transform="translate({left} {HEAD}) scale({_at(SIDE / side)})"'
    head = _text(_heads(shown)[at], left, HEAD - 10, "600 14px")
    return f"{head}<g {place}>{_cells(shown.states[ARMS[at]], side)}</g>"


def cells_of(count: int, side: int) -> Int64[np.ndarray, "2 person"]:
    """Where each of so many people lies: strips are filled to and fro, so that neighbours stay so;
    the last one has as many rows as it needs.

    >>> cells_of(8, 2).tolist()
    [[0, 0, 0, 0, 1, 1, 1, 1], [0, 1, 2, 3, 3, 2, 1, 0]]

    Args:
        count: Of people.
        side: Cells side by side.

    Returns:
        Column and row of each.
    """
    strip, within = np.divmod(np.arange(count), side * STRIP)
    left = np.minimum(count - strip * side * STRIP, side * STRIP)
    high = -(-left // side)  # rows of its first columns; the others have one less
    full = left - side * (high - 1)
    beyond = within - full * high
    is_full = beyond < 0
    tall = np.where(is_full, high, np.maximum(high - 1, 1))
    x = np.where(is_full, within // high, full + beyond // tall)
    y = np.where(is_full, within, beyond) % tall
    y = np.where(x % 2 == 1, tall - 1 - y, y)
    return np.stack([np.where(strip % 2 == 1, side - 1 - x, x), strip * STRIP + y])


def _cells(states: UInt8[np.ndarray, " person"], side: int) -> str:
    """All dots of a map: a path for each state, of runs along its rows cut into dots by dashes."""
    x, y = cells_of(len(states), side)
    parts = []
    for name, colour in COLOURS.items():
        those = np.flatnonzero(states == STATES.index(name))
        at = np.sort(y[those] * side + x[those])
        first = np.flatnonzero(np.diff(at, prepend=-2) != 1 if len(at) else [])
        first = np.union1d(first, np.flatnonzero(at % side == 0))  # a row ends a run
        runs = np.diff(first, append=len(at))
        path = "".join(
            f"M{column} {row + 0.5}h{run}"
            for row, column, run in zip(*np.divmod(at[first], side), runs, strict=True)
        )
        parts.append(
            f'<path d="{path}" stroke="{colour}" stroke-width=".84" stroke-dasharray=".84 .16"/>'
        )
    return f'<g fill="none">{"".join(parts)}</g>'


def _legend(counts: list[tuple[str, int, int]], top: float) -> list[str]:
    parts = []
    for at, ((said, ours, theirs), colour) in enumerate(
        zip(counts, reversed(COLOURS.values()), strict=True)
    ):
        y = top + LINE * (at + 1)
        parts.append(f'<rect y="{_at(y - 10)}" width="11" height="11" rx="2" fill="{colour}"/>')
        parts.append(_text(said, 20, y, "13px"))
        parts.append(_text(number(ours), SIDE, y, "13px", end=True))
        parts.append(_text(number(theirs), 2 * SIDE + GAP, y, "13px", end=True))
    return parts


def _heads(shown: MapMonth) -> tuple[str, str]:
    ours, theirs = (shown.worlds.alone(arm) for arm in ARMS)
    return ours[:1].upper() + ours[1:], theirs[:1].upper() + theirs[1:]


def _text(
    said: str, x: float, y: float, font: str, colour: str = palette.INK, *, end: bool = False
) -> str:
    anchor = ' text-anchor="end"' if end else ""
    weight, _, size = font.rpartition(" ")
    heavy = f' font-weight="{weight}"' if weight else ""
    return (
        f'<text x="{_at(x)}" y="{_at(y)}" {FONT} font-size="{size}"{heavy} fill="{colour}"{anchor}>'
        f"{escape(said)}</text>"
    )


def _at(place: float) -> str:
    """A place in the drawing, as short as it can be written."""
    return str(round(place, 6)).removesuffix(".0")
