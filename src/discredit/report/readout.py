"""Compact tables of what each list, each scorer and each conduct does: one of each, a line for one
of them, the figures that say most of it, each with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from discredit.measures.caution import TOO_FEW
from discredit.measures.tables import Frame
from discredit.readout import KINDS, Kind
from discredit.report.tables import hushed
from discredit.words.numbers import NO_NUMBER, interval
from discredit.words.tongue import ENGLISH, language, named, say

if TYPE_CHECKING:
    from pandas import DataFrame

MARKED: Final = ("disputed", "fictional")
"""Grades that stand beside the name."""


class ReadoutCell(NamedTuple):
    """A figure as written, and its interval; '' for none."""

    value: str
    between: str


class ReadoutRow(NamedTuple):
    """What one list, scorer or conduct does."""

    name: str
    mark: str  # disputed or fictional; '' for none
    cells: tuple[ReadoutCell, ...]


class ReadoutTable(NamedTuple):
    """A line for each list, scorer or conduct."""

    kind: Kind
    title: str
    unit: str
    heads: tuple[str, ...]
    rows: tuple[ReadoutRow, ...]


TITLES: Final[dict[Kind, tuple[str, str]]] = {
    "list": (
        "List by list",
        "Per 100,000 people, children included: events of the whole run, or people in a mean month",
    ),
    "scorer": (
        "Scorer by scorer",
        "Of those whom this scorer scores, in a mean month: points, or hundredths of people; how "
        "many have a score is per 100,000 people",
    ),
    "conduct": (
        "Conduct by conduct",
        "Events per 100,000 people of the whole run, children included; of what is done, the "
        "hundredths that reach the file, records of what nobody did left out",
    ),
}
HEADS: Final[dict[Kind, dict[str, tuple[str, str]]]] = {
    "list": {
        "entries": ("entries", "with"),
        "entries_wrongly": ("of these wrong", "with"),
        "listed": ("on it", "with"),
        "listed_wrongly": ("on it wrongly", "with"),
        "exits": ("ended", "with"),
        "appeals_filed": ("appeals", "with"),
        "appeals_served": ("heard", "with"),
        "appeals_won": ("won", "with"),
        "shut_out": ("door closed", "with"),
    },
    "scorer": {
        "scored": ("have a score", "with"),
        "points": ("mean", "with"),
        "points_25": ("lower quartile", "with"),
        "points_50": ("median", "with"),
        "points_75": ("upper quartile", "with"),
        "band_0": ("lowest band, %", "with"),
        "top": ("highest band, %", "with"),
        "scored_too_low": ("too low, %", "with"),
        "too_low_file": ("the file is wrong, %", "with"),
        "too_low_sight": ("the scorer sees little, %", "with"),
        "too_low_others": ("others, %", "with"),
        "short": ("points short", "with"),
        "scored_too_high": ("too high, %", "with"),
    },
    "conduct": {
        "acts": ("done", "with"),
        "less": ("more or less than in the twin", "difference"),
        "on_file": ("on file, %", "with"),
        "records": ("records of it", "with"),
        "records_false": ("of these false", "with"),
        "entries": ("on a black list for it", "with"),
        "entries_red": ("on a red list for it", "with"),
    },
}
"""The measures of each table: what they are called there, and which column of the effects it is."""


def compact(effects: DataFrame, by: Kind | None = None) -> list[ReadoutTable]:
    """The tables of those that a system has; a column that nothing in it has is left out.

    Args:
        effects: What `measures.effects` gives.
        by: The table of these alone; None: all three.
    """
    kinds = KINDS if by is None else (by,)
    tables = [_table(effects, kind) for kind in kinds]
    return [table for table in tables if table.rows]


def in_files(effects: Frame, shown: list[ReadoutTable]) -> dict[str, DataFrame]:
    """Every figure of them for a file, not rounded.

    Args:
        effects: What `measures.effects` gives.
        shown: The tables on the page.

    Returns:
        A table for each, by the name of its file.
    """
    columns = ["says", "unit", "with", "without", "difference", "low", "high", "grade", "caution"]
    files = {}
    for table in shown:
        rows = effects[effects["dimension"] == table.kind].rename(columns={"group": table.kind})
        told = hushed(rows, ("with", "without", "difference"))
        files[f"by-{table.kind}"] = told[[table.kind, *columns]].rename(columns={"says": "measure"})
    return files


def _table(effects: Frame, kind: Kind) -> ReadoutTable:
    ours = effects[effects["dimension"] == kind]
    rows: dict[str, dict[str, Any]] = {}
    for row in ours.to_dict("records"):
        rows.setdefault(str(row["group"]), {})[row["measure"]] = row
    for own in rows.values():
        bands = [name for name in own if name.startswith("band_")]
        if bands:
            own["top"] = own[max(bands)]
        if "acts" in own:
            own["less"] = own["acts"]
    heads = {m: head for m, head in HEADS[kind].items() if any(m in own for own in rows.values())}
    made = tuple(
        ReadoutRow(
            name if language() == ENGLISH else named(kind, name),  # a name of a file
            next((one["grade"] for one in own.values() if one["grade"] in MARKED), ""),
            tuple(_cell(own.get(measure), of) for measure, (_, of) in heads.items()),
        )
        for name, own in rows.items()
    )
    title, unit = map(say, TITLES[kind])
    return ReadoutTable(kind, title, unit, tuple(say(head) for head, _ in heads.values()), made)


def _cell(row: Any, of: str) -> ReadoutCell:
    """One figure; the interval of a difference is that of a level where the twin has none."""
    if row is None:
        return ReadoutCell(NO_NUMBER, "")
    is_of_both = of == "with" and row["without"] > 0
    ends = (float("nan"), float("nan")) if is_of_both else (row["low"], row["high"])
    value, between = interval(row[of], *ends, sign=of == "difference")
    return ReadoutCell(say(TOO_FEW) if row["caution"] else value, between)
