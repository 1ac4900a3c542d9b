"""`discredit upkeep`: what a system costs to run, in hours of staff and their pay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from discredit.cli.screen import Json, columns, emit, heading, loud, quiet, say
from discredit.words.numbers import figure

if TYPE_CHECKING:
    from discredit.measures.offices import Queue

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
    hearings, reviews and corrections, in hours of staff and their pay, list by list and office by
    office.

    Of each desk of appeal it is told what it is asked, what it can hear, by how many members of
    staff, and why people wait.
    """
    from discredit import measures
    from discredit.measures.upkeep import desks
    from discredit.store import open_result
    from discredit.units import month_index

    opened = open_result(result)
    items: list[dict[str, Any]] = measures.upkeep(opened).to_dict("records")
    lists: list[dict[str, Any]] = measures.upkeep_by_list(opened).to_dict("records")
    offices: list[dict[str, Any]] = measures.offices(opened).to_dict("records")
    last = month_index(str(opened.series()["month"].astype(str).max())[:7])
    staff, label = desks(opened.policy(), last), opened.manifest.label
    waits = measures.queues(opened)
    if json:
        told = {d: {**one._asdict(), **waits[d]._asdict()} for d, one in staff.items()}
        parts = {"items": items, "lists": lists, "offices": offices, "desks": told}
        emit({"label": label or None, **parts})
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
    if offices:
        say(heading("Office by office"))
        rows = [(str(row["office"]), *_line("says", row)) for row in offices]
        say(columns(("office", *heads), rows, right=(2, 3, 4, 5, 6)))
    if staff:
        say(heading("Desks in a mean month, for a million people"))
        rows = [_desk(d, one.staff, waits[d]) for d, one in staff.items()]
        last_four = ("members of staff", "heard", "waiting at the end", "why")
        say(columns(("desk", "asked", "can hear", *last_four), rows, right=(1, 2, 3, 4, 5)))
    say(quiet(CAVEAT))


def _line(name: str, row: dict[str, Any]) -> tuple[str, ...]:
    figures = ("events", "hours", "cost", "cost_low", "cost_high")
    return (row[name], *(_figure(row.get(one)) for one in figures))


def _desk(name: str, staff: float, queue: Queue) -> tuple[str, ...]:
    counts = (queue.asked, queue.can_hear, staff, queue.heard, queue.waiting)
    return (name, *map(_figure, counts), queue.reason)


def _figure(value: float | None) -> str:
    return "" if value is None or value != value else figure(value)
