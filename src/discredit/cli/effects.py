"""`discredit effects`: what a finished run did, all together or list by list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from discredit.cli.screen import Json, columns, emit, heading, loud, quiet, say
from discredit.readout import KINDS

if TYPE_CHECKING:
    from discredit.report.readout import ReadoutCell, ReadoutTable

EXAMPLE: Final = "Example: discredit effects results/shanghai --by conduct"


def command(
    result: Annotated[Path, typer.Argument(help="The folder that a run wrote.")],
    by: Annotated[
        str | None,
        typer.Option(help=f"The figures of each alone: {', '.join(KINDS)}; all when left out."),
    ] = None,
    json: Json = False,
) -> None:
    """Tell what a finished run did to people, or what each of its lists, scorers or conducts did.

    Lists and conducts are per 100,000 people. Scorers are in hundredths of those whom that scorer
    scores. What a system cannot have is left out; a name whose numbers are disputed says so.
    """
    from discredit import measures
    from discredit.cli import effects_page
    from discredit.measures.readout import kind_named
    from discredit.report import readout
    from discredit.store import open_result
    from discredit.studies.uncertain import how_sure, with_doubt

    found = open_result(result)
    label = found.manifest.label
    if by is None:
        effects = with_doubt(found, measures.effects(found))
        if json:
            shown = {"effects": effects.to_dict("records"), "how_sure": how_sure(found) or None}
            emit({"label": label or None, **shown})
        else:
            effects_page.show(found, effects)
        return
    kind, rows = kind_named(by), measures.effects_by(found, by)
    if json:
        emit({"label": label or None, "by": kind, "effects": rows.to_dict("records")})
        return
    say(heading(found.manifest.title))
    if label:
        say(loud(label))
    tables = readout.compact(rows.assign(dimension=kind, group=rows[kind]), kind)
    if not tables:
        say(f"This system has no {kind}.")
        return
    for table in tables:
        say(heading(table.title), page(table), quiet(f"{table.unit}."))
    for method in dict.fromkeys(rows["method"]):
        say(quiet(f"Intervals: {method}."))


def page(table: ReadoutTable) -> Any:
    """A line for each list, scorer or conduct."""
    rows = [
        (_name(row.name, row.mark), *(_written(cell) for cell in row.cells)) for row in table.rows
    ]
    figures = tuple(range(1, len(table.heads) + 1))
    return columns((table.kind, *table.heads), rows, fixed=figures, right=figures)


def _name(name: str, mark: str) -> Any:
    from rich.text import Text

    return Text(name).append(f"\n{mark}", style="bold") if mark else Text(name)


def _written(cell: ReadoutCell) -> Any:
    from rich.text import Text

    shown = Text(cell.value)
    return shown.append(f"\n{cell.between}", style="dim") if cell.between else shown
