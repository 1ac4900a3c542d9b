"""Published figures of a system, and their counterparts in one simulated history.

    published("court-list")                          the figures that ship for it
    History(...).simulated("listings", "2017-03")    what a run has in place of one

Cumulative listings, compliance and yearly flows count entries: of a person's several judgments
each, and of companies beside people. The stock counts people.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit import library
from discredit.columns import MEASURES
from discredit.document import text_of
from discredit.errors import Fault, InputError, quoted
from discredit.policy.faults import did_you_mean
from discredit.units import month_index

FOLDER: Final = "published"
POPULATION: Final = 1_411_778_724
"""People of the 2020 census, to which a synthetic society is scaled up. Source: soc.cn.pop."""
MODEL_ERROR: Final = 0.04
"""Relative error allowed to any figure besides its sampling error, so that none dominates."""
KINDS: Final = ("fitted", "predicted")
COLUMNS: Final = ("figure", "date", "value", "kind", "source", "note")

_RECORDS: Final = ("records_expected", "entries_expected", "firms_entered")
_PAID: Final = ("entries_paid", "firms_left")
_OPENED: Final = ("files_opened", "files_opened_cannot_pay")
_OF_PEOPLE: Final = ("entries", "entries_further")
NEEDS: Final = {
    "listings": _RECORDS,
    "complied": _PAID,
    "compliance_share": (*_RECORDS, *_PAID),
    "cannot_pay_share": _OPENED,
    "stock": ("listed",),
    "inflow_of_year": (*_OF_PEOPLE, "firms_entered"),
    "inflow_of_people_of_year": _OF_PEOPLE,
    "outflow_of_year": ("entries_restored", "firms_left"),
    **{
        f"{name}_refused{of}": (service,)
        for name, service in (("flights", "refused_flight"), ("trains", "refused_fast_train"))
        for of in ("", "_january_to_may", "_growth")
    },
}
"""Every figure that can be looked up, and the measures that it is the sum of."""


class PublishedFigure(NamedTuple):
    """One published figure."""

    figure: str  # what is counted, a key of NEEDS
    date: str  # the last month that it counts
    value: float
    kind: str  # fitted: it may set numbers; predicted: it sets none
    source: str
    note: str

    @property
    def name(self) -> str:
        """What tells it from all others: `listings 2017-03`."""
        return f"{self.figure} {self.date}"


class Simulated(NamedTuple):
    """The counterpart of a published figure."""

    value: float
    events: float  # how many simulated events one unit of it stands for


class History(NamedTuple):
    """What one simulated country adds up to."""

    totals: Float64[np.ndarray, "month measure"]
    names: Sequence[str]  # of the measures
    first: int  # month index of the first month
    scale: float  # people of the country for each simulated one

    def simulated(self, figure: str, date: str) -> Simulated:
        """The counterpart of a published figure.

        Args:
            figure: A key of NEEDS.
            date: The last month that it counts.
        """
        t = month_index(date) - self.first
        one = 1 / self.scale
        records = self._all(_RECORDS, 0, t) if figure in ("listings", "compliance_share") else 0.0
        match figure:
            case "listings":
                return Simulated(records * self.scale, one)
            case "compliance_share":
                paid = self._all(_PAID, 0, t)
                return Simulated(paid / max(records, 1e-9), max(records, 1.0))
            case "cannot_pay_share":
                opened, cannot = (self._sum(measure, t - 35, t) for measure in _OPENED)
                return Simulated(cannot / max(opened, 1e-9), max(opened, 1.0))
            case "flights_refused_growth" | "trains_refused_growth":
                return self._growth(NEEDS[figure][0], t)
        begins = {"stock": t, "complied": 0, "flights_refused": 0, "trains_refused": 0}
        first = begins.get(figure, t - 4 if figure.endswith("_january_to_may") else t - 11)
        return Simulated(self._all(NEEDS[figure], first, t) * self.scale, one)

    def _growth(self, measure: str, t: int) -> Simulated:
        """From January to May, on the same months of the year before."""
        now, before = self._sum(measure, t - 4, t), self._sum(measure, t - 16, t - 12)
        growth = now / max(before, 1.0) - 1
        # A ratio of two counts: its variance is (1 + growth)**2 (1 / now + 1 / before).
        spread = (1 + growth) ** 2 * (1 / max(now, 1.0) + 1 / max(before, 1.0))
        return Simulated(growth, abs(growth) / spread if spread else 0.0)

    def _sum(self, measure: str, first: int, last: int) -> float:
        column = self.names.index(measure)
        return float(self.totals[max(first, 0) : last + 1, column].sum()) * MEASURES[measure].scale

    def _all(self, measures: tuple[str, ...], first: int, last: int) -> float:
        return sum(self._sum(measure, first, last) for measure in measures)


def published(system: str) -> tuple[PublishedFigure, ...]:
    """The published figures that ship for a system; none for most.

    Args:
        system: Its name.
    """
    place = files(library) / FOLDER / f"{system}.csv"
    if not place.is_file():
        return ()
    return read(place.read_text(encoding="utf-8"), f"{FOLDER}/{system}.csv")


def read_file(path: Path) -> tuple[PublishedFigure, ...]:
    """The published figures of a file.

    Args:
        path: A table with the columns of COLUMNS.

    Raises:
        InputError: Something in it is no figure, with every fault and its line.
    """
    return read(text_of(path, str(path), InputError), str(path))


def read(text: str, name: str) -> tuple[PublishedFigure, ...]:
    """The published figures of a table.

    Args:
        text: With the columns of COLUMNS.
        name: What messages call it.

    Raises:
        InputError: Something in it is no figure, with every fault and its line.
    """
    lines = csv.DictReader(text.splitlines())
    lacking = [column for column in COLUMNS[:4] if column not in (lines.fieldnames or ())]
    if lacking:
        rule = f"a table of published figures has the columns {', '.join(COLUMNS)}"
        remedy = "Write them in its first line."
        raise InputError([Fault(name, 1, "", f"no column {lacking[0]}", rule, remedy)])
    found, faults = list[PublishedFigure](), list[Fault]()
    for line in lines:
        wrong = list(_faults(line, name, lines.line_num, {one.name for one in found}))
        faults += wrong
        if not wrong:
            rest = (line.get(column) or "" for column in COLUMNS[3:])
            figure = line["figure"], line["date"], float(line["value"])
            found.append(PublishedFigure(*figure, *rest))
    if faults:
        raise InputError(faults)
    return tuple(found)


def _faults(line: dict[str, str], name: str, at: int, known: set[str]) -> Iterator[Fault]:
    """What is wrong with a line of a table."""
    figure, date, kind = (line[column] or "" for column in ("figure", "date", "kind"))

    def fault(column: str, found: str, rule: str, remedy: str) -> Fault:
        return Fault(name, at, column, quoted(found), rule, remedy)

    if figure not in NEEDS:
        remedy = did_you_mean(figure, NEEDS, f"Write one of {', '.join(NEEDS)}.")
        yield fault("figure", figure, "no such figure can be looked up in a run", remedy)
    if _number(line["value"]) in (None, 0.0):
        rule = "a published figure is a number other than 0"
        yield fault("value", line["value"] or "", rule, "Write 31000.")
    if kind not in KINDS:
        yield fault("kind", kind, f"it is {' or '.join(KINDS)}", "Write fitted.")
    try:
        month_index(date)
    except ValueError:
        yield fault("date", date, "it is a month", "Write 2018-09.")
    if f"{figure} {date}" in known:
        yield fault("figure", f"{figure} {date}", "a figure stands once", "Remove one line.")


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) else None
