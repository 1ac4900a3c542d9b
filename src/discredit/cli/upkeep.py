"""`discredit upkeep`: what a system costs to run, in hours of staff and their pay."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from discredit.cli.screen import Json, columns, emit, heading, loud, quiet, say
from discredit.words.numbers import figure

EXAMPLE = "Example: discredit upkeep results/court-list"
CAVEAT = (
    "Events are what the run counted; minutes and pay are those of the life it names (`staff`), "
    "each with a range, and the ends are of all ranges at once. Rooms, machines and what people "
    "lose themselves are not in it."
)


def command(
    result: Annotated[Path, typer.Argument(help="The folder that a run wrote.")],
    json: Json = False,
) -> None:
    """Tell what the system takes to run: files, records, checks, entries, letters, objections,
    hearings, reviews and corrections, in hours of staff and their pay, and list by list.

    The capacity of the appeal desks is told as members of staff.
    """
    from discredit import measures
    from discredit.measures.upkeep import desks
    from discredit.store import open_result
    from discredit.units import month_index

    opened = open_result(result)
    items: list[dict[str, Any]] = measures.upkeep(opened).to_dict("records")
    lists: list[dict[str, Any]] = measures.upkeep_by_list(opened).to_dict("records")
    last = month_index(str(opened.series()["month"].astype(str).max())[:7])
    staff, label = desks(opened.policy(), last), opened.manifest.label
    if json:
        told = {d: {"hearings": h, "staff": s} for d, (h, s) in staff.items()}
        emit({"label": label or None, "items": items, "lists": lists, "desks": told})
        return
    if label:
        say(loud(label))
    say(heading(f"What it takes to run, per 100,000 people and year: {opened.manifest.title}"))
    heads = ("item", "events", "hours of staff", f"pay, {opened.currency}", "from", "to")
    say(columns(heads, [_line("says", row) for row in items], right=(1, 2, 3, 4, 5)))
    if lists:
        say(heading("List by list: entries, hearings, reviews"))
        rows = [_line("list", row)[:1] + _line("list", row)[2:] for row in lists]
        say(columns(("list", *heads[2:]), rows, right=(1, 2, 3, 4)))
    if staff:
        say(heading("Desks in the last month, for a million people"))
        rows = [(d, figure(h), figure(s)) for d, (h, s) in staff.items()]
        say(columns(("desk", "can hear a month", "members of staff"), rows, right=(1, 2)))
    say(quiet(CAVEAT))


def _line(name: str, row: dict[str, Any]) -> tuple[str, ...]:
    figures = ("events", "hours", "cost", "cost_low", "cost_high")
    return (row[name], *(_figure(row.get(one)) for one in figures))


def _figure(value: float | None) -> str:
    return "" if value is None or value != value else figure(value)
