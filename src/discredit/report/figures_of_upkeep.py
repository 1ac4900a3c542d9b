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
from discredit.words.retold import kept
from discredit.words.tongue import named, say

if TYPE_CHECKING:
    from discredit.store.result import Result

MOST: Final = 12
"""Offices with a bar of their own; the rest share one."""
SPOKEN: Final = {"first": "first desk", "review": "review"}
REST: Final = "all others"
OF_CONDUCT: Final = "records of "
OF_LIST: Final = "list: "
"""How offices are called that `measures.offices` has for each conduct and for each list."""


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
            "row": [headed(_office(name)) for name in shown["office"]],
            "value": shown["hours"],
            "low": shown["hours_low"],
            "high": shown["hours_high"],
            "is_unsure": False,
        }
    )
    rows = [
        (
            headed(_office(row.office)), headed(say(row.says)), figure(row.events),
            *interval(row.hours, row.hours_low, row.hours_high),
            *interval(row.cost, row.cost_low, row.cost_high),
        )
        for row in works.itertuples()
    ]  # fmt: skip
    ends = say("From and to")
    columns = (
        say("Office"), say("Work"), say("Events"), say("Hours"), ends,
        say("Pay, {currency}", currency=result.currency), ends,
    )  # fmt: skip
    head = Head(
        "offices",
        say("Who does the work"),
        say(
            "Hours of staff per 100,000 people and year that each office takes, with the ends of "
            "the ranges of its minutes."
        ),
    )
    unit = say("hours of staff per 100,000 people and year")
    chart = charts.bars(bars, unit, palette.BLUE)
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
        given = {
            "desk": say(SPOKEN[desk]),
            "can_hear": figure(queue.can_hear),
            "heard": figure(queue.heard),
            "reason": kept(queue.reason),
        }
        if queue.asked is None:
            told.append(
                say(
                    "In a month and for a million people the {desk} can hear {can_hear} and hears "
                    "{heard}; {reason}.",
                    **given,
                )
            )
            continue
        told.append(
            say(
                "In a month and for a million people the {desk} is asked for {asked} hearings, can "
                "hear {can_hear} and hears {heard}; {reason}.",
                asked=figure(queue.asked),
                **given,
            )
        )
    return told


def _office(name: str) -> str:
    """What an office is called, as `measures.offices` names it."""
    for before, kind in ((OF_CONDUCT, "conduct"), (OF_LIST, "list")):
        if name.startswith(before):
            return say(f"{before}{{name}}", name=named(kind, name.removeprefix(before)))
    return say(name)
