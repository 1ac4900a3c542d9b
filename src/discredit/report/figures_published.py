"""The court list beside the figures that China's courts and papers have published."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import NamedTuple

import pandas as pd

from discredit.measures.tables import Frame
from discredit.report import charts
from discredit.report.figures import ChartTable, Figure, Head
from discredit.report.monthly import Months
from discredit.words.numbers import large, number
from discredit.words.tongue import say

POLICY = "court-list"
UNIT = "millions, whole country"
BEGAN = "2013-10"
"""A running total means the published one only if the run saw the list begin."""


class PublishedSeries(NamedTuple):
    """One published series and the column of ours that it is compared with."""

    figure: str
    measures: tuple[str, ...]  # added up
    is_total: bool
    title: str
    caption: str


SERIES = (
    PublishedSeries(
        "listings",
        ("entries", "entries_further", "firms_entered"),
        True,
        "Listings so far",
        "Entries since the list began: of a person's several debts each, and of companies.",
    ),
    PublishedSeries("stock", ("listed",), False, "On the list at one time", "People on the list."),
    PublishedSeries(
        "complied",
        ("entries_paid", "firms_left"),
        True,
        "Complied so far",
        "Entries that ended because the debt was paid.",
    ),
    PublishedSeries(
        "flights_refused",
        ("refused_flight",),
        True,
        "Flights refused so far",
        "Purchases refused, not people.",
    ),
    PublishedSeries(
        "trains_refused",
        ("refused_fast_train",),
        True,
        "Fast trains refused so far",
        "Purchases refused, not people.",
    ),
)


def series(months: Months, scale: float, from_the_start: bool) -> list[Figure]:
    """One chart for each published series that the run covers.

    Args:
        months: the world with the system.
        scale: people of the country for each person simulated.
        from_the_start: whether the run saw the list begin; else its running totals mean something
            else, and are left out.
    """
    known = pd.DataFrame(rows())
    made = []
    for one in SERIES:
        points = known[(known["figure"] == one.figure) & known["date"].isin(months.month)]
        if len(points) and (from_the_start or not one.is_total):
            made.append(_figure(one, months, scale, points))
    return made


def rows() -> list[dict[str, str]]:
    """The published figures: figure, date, value, kind, source, note."""
    folder = files("discredit.library") / "published"
    return list(csv.DictReader((folder / "court-list.csv").read_text("utf-8").splitlines()))


def _figure(one: PublishedSeries, months: Months, scale: float, points: Frame) -> Figure:
    if one.is_total:
        frame = months.running(one.measures, scale)
    else:
        frame = months.frame(dict.fromkeys(one.measures, one.title), scale)
    points = points.assign(month=points["date"], value=points["value"].astype(float))
    ours = dict(zip(frame["month"], frame["value"], strict=True))
    table = ChartTable(
        (
            say("Month"),
            say("Published"),
            say("Simulated, scaled up"),
            say("Simulated / published"),
            say("Used to fit"),
        ),
        [
            (
                row.month,
                large(row.value),
                large(ours[row.month]),
                number(ours[row.month] / row.value, 2),
                say("yes") if row.kind == "fitted" else say("no"),
            )
            for row in points.itertuples()
        ],
        pd.DataFrame(
            {
                "month": points["month"],
                "published": points["value"],
                "simulated": [ours[month] for month in points["month"]],
                "ratio": [ours[r.month] / r.value for r in points.itertuples()],
                "used_to_fit": points["kind"] == "fitted",
            }
        ),
    )
    name = f"published-{one.figure.replace('_', '-')}"
    return Figure(
        Head(name, say(one.title), say(one.caption)),
        charts.against_published(
            _in_millions(frame), _in_millions(points[["month", "value", "kind"]]), say(UNIT)
        ),
        table,
    )


def _in_millions(frame: Frame) -> Frame:
    sizes = [name for name in ("value", "low", "high") if name in frame.columns]
    return frame.assign(**{name: frame[name] / 1e6 for name in sizes})


def sees_the_beginning(start: str) -> bool:
    """Whether a run from this month sees the list begin."""
    return start <= BEGAN
