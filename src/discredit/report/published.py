"""The court list beside the figures that China's courts and papers have published."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import NamedTuple

import pandas as pd

from discredit.measures.tables import Frame
from discredit.report import charts
from discredit.report.figures import ChartTable, Figure, Months
from discredit.words.numbers import large, number

POLICY = "court-list"
UNIT = "millions, whole country"
BEGAN = "2013-10"
"""A running total means the published one only if the run saw the list begin."""


class Panel(NamedTuple):
    """One published series and the column of ours that it is compared with."""

    figure: str
    measure: str
    is_total: bool
    title: str
    caption: str


PANELS = (
    Panel("listings", "entries", True, "Listings so far", "Entries since the list began."),
    Panel("stock", "listed", False, "On the list at one time", "People on the list."),
    Panel(
        "complied",
        "exits_paid",
        True,
        "Complied so far",
        "Entries that ended because the debt was paid.",
    ),
    Panel(
        "flights_refused",
        "refused_flight",
        True,
        "Flights refused so far",
        "Purchases refused, not people.",
    ),
    Panel(
        "trains_refused",
        "refused_fast_train",
        True,
        "Fast trains refused so far",
        "Purchases refused, not people.",
    ),
)


def panels(months: Months, scale: float, from_the_start: bool) -> list[Figure]:
    """One chart per published series that the run covers.

    `scale` is people of the country per person simulated; `from_the_start` whether the run saw the
    list begin, without which its running totals mean something else.
    """
    known = pd.DataFrame(rows())
    made = []
    for panel in PANELS:
        points = known[(known["figure"] == panel.figure) & known["date"].isin(months.month)]
        if len(points) and (from_the_start or not panel.is_total):
            made.append(_panel(panel, months, scale, points))
    return made


def rows() -> list[dict[str, str]]:
    """The published figures: figure, date, value, kind, source, note."""
    folder = files("discredit.library") / "published"
    return list(csv.DictReader((folder / "court-list.csv").read_text("utf-8").splitlines()))


def _panel(panel: Panel, months: Months, scale: float, points: Frame) -> Figure:
    if panel.is_total:
        frame = months.running(panel.measure, scale)
    else:
        frame = months.frame({panel.measure: panel.title}, scale)
    points = points.assign(month=points["date"], value=points["value"].astype(float))
    ours = dict(zip(frame["month"], frame["value"], strict=True))
    table = ChartTable(
        ("Month", "Published", "Simulated, scaled up", "Simulated / published", "Used to fit"),
        [
            (
                row.month,
                large(row.value),
                large(ours[row.month]),
                number(ours[row.month] / row.value, 2),
                "yes" if row.kind == "fitted" else "no",
            )
            for row in points.itertuples()
        ],
    )
    return Figure(
        f"published-{panel.figure.replace('_', '-')}",
        panel.title,
        panel.caption,
        charts.against_published(
            _in_millions(frame), _in_millions(points[["month", "value", "kind"]]), UNIT
        ),
        table,
    )


def _in_millions(frame: Frame) -> Frame:
    sizes = [name for name in ("value", "low", "high") if name in frame.columns]
    return frame.assign(**{name: frame[name] / 1e6 for name in sizes})


def sees_the_beginning(start: str) -> bool:
    """Whether a run from this month sees the list begin."""
    return start <= BEGAN
