"""Charts of what a system takes to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from discredit import measures
from discredit.measures.tables import Frame
from discredit.report import charts, palette
from discredit.report.figures import ChartTable, Figure, Head
from discredit.words.names import headed
from discredit.words.numbers import figure, interval

if TYPE_CHECKING:
    from discredit.store.result import Result

MOST: Final = 12
"""Offices with a bar of their own; the rest share one."""
PER: Final = "per 100,000 people and year"
SPOKEN: Final = {"first": "first desk", "review": "review"}
REST: Final = "all others"


def upkeep(result: Result) -> list[Figure]:
    """Who does the work, in hours of staff; nothing where no staff is told, or nobody works.

    Args:
        result: Of one run.
    """
    if result.policy().life.staff is None:
        return []
    works: Frame = measures.offices(result)
    if works.empty:
        return []
    kinds = ["hours", "hours_low", "hours_high", "cost", "cost_low", "cost_high"]
    each: Frame = works.groupby("office", sort=False)[kinds].sum().reset_index()
    each = each.sort_values("hours", ascending=False, kind="stable")
    shown = _shown(each, kinds)
    bars = pd.DataFrame(
        {
            "row": [headed(name) for name in shown["office"]],
            "value": shown["hours"],
            "low": shown["hours_low"],
            "high": shown["hours_high"],
            "is_unsure": False,
        }
    )
    rows = [
        (
            headed(row.office), headed(row.says), figure(row.events),
            *interval(row.hours, row.hours_low, row.hours_high),
            *interval(row.cost, row.cost_low, row.cost_high),
        )
        for row in works.itertuples()
    ]  # fmt: skip
    ends = "From and to"
    columns = ("Office", "Work", "Events", "Hours", ends, f"Pay, {result.currency}", ends)
    head = Head(
        "offices",
        "Who does the work",
        f"Hours of staff {PER} that each office takes, with the ends of the ranges of its minutes.",
    )
    chart = charts.bars(bars, f"hours of staff {PER}", palette.BLUE)
    return [Figure(head, chart, ChartTable(columns, rows, works.drop(columns="label")))]


def _shown(each: Frame, kinds: list[str]) -> Frame:
    """The offices that have a bar: the largest, and the rest together."""
    if len(each) <= MOST:
        return each
    rest: Frame = each.iloc[MOST - 1 :][kinds].sum().to_frame().T.assign(office=REST)
    return pd.concat([each.head(MOST - 1), rest], ignore_index=True)


def queues(result: Result) -> list[str]:
    """Why people wait at each desk of appeal, a sentence for each.

    Args:
        result: Of one run.
    """
    told = []
    for desk, queue in measures.queues(result).items():
        asked = "" if queue.asked is None else f"is asked for {figure(queue.asked)} hearings, "
        counts = f"{asked}can hear {figure(queue.can_hear)} and hears {figure(queue.heard)}"
        told.append(
            f"In a month and for a million people the {SPOKEN[desk]} {counts}; {queue.reason}."
        )
    return told
