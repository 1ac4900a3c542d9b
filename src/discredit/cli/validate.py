"""`discredit validate`: published results, expected beside obtained."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from discredit.cli.screen import Json, columns, emit, figure, heading, is_terminal, quiet, say

if TYPE_CHECKING:
    from discredit.validation.court_list import Row, Validation

EXAMPLE = "Example: discredit validate court-list --stored"

NAMES: Final = ("court-list",)


def command(
    name: Annotated[str, typer.Argument(help=f"What to validate: {', '.join(NAMES)}.")],
    stored: Annotated[
        bool,
        typer.Option("--stored", help="Compare with the values kept in the library; fit nothing."),
    ] = False,
    people: Annotated[int | None, typer.Option(help="People of the comparison.", min=1000)] = None,
    json: Json = False,
) -> None:
    """Set published figures beside simulated ones, and say which were fitted and which predicted.

    Numbers that nobody has published are fitted to the figures up to September 2018; later figures
    are predictions and set nothing. With --stored the fit is not repeated, which takes minutes.
    """
    if name not in NAMES:
        raise _unknown(name)
    from discredit.engine_cache import enable
    from discredit.validation import court_list

    enable()
    if people is None:
        found = court_list.validate(stored=stored, on_progress=_note)
    else:
        found = court_list.validate(stored=stored, people=people, on_progress=_note)
    if json:
        emit(asdict(found))
        return
    print_page(found)


def print_page(found: Validation) -> None:
    """Predicted figures first: they are the test."""
    scale = f"each person stands for {figure(found.scale)}"
    seeds = ", ".join(map(str, found.seeds))
    say(heading("The court list against the record"))
    say(f"{found.people:,} synthetic people, seeds {seeds}; {scale}.")
    for kind, title in (
        ("predicted", "Predicted: published later, nothing was fitted to these"),
        ("fitted", "Fitted: these set the unknown numbers, and prove nothing"),
    ):
        rows = [row for row in found.rows if row.kind == kind]
        if rows:
            say(heading(title), _table(rows))
    notes = dict.fromkeys(
        f"{row.figure.replace('_', ' ')}: {row.note}" for row in found.rows if row.note
    )
    say(*(quiet(note) for note in notes))
    say(heading("What was fitted"), _parameters(found))
    if found.evaluations:
        say(f"{found.evaluations} of at most {found.budget} simulations, {found.seconds:.0f} s.")
    else:
        say(f"Stored values; nothing was fitted now. {found.seconds:.0f} s.")
    say(quiet(found.procedure))


def _table(rows: list[Row]) -> Any:
    from rich.text import Text

    heads = ("figure and source", "date", "published", "simulated", "error")
    body = [
        (
            Text(row.figure.replace("_", " ")).append(f"\n{row.source}", style="dim"),
            row.date,
            figure(row.published),
            f"{figure(float(f'{row.simulated:.4g}'))} ±{row.sampling_error:.0%}",
            f"{row.relative_error:+z.0%}",
        )
        for row in rows
    ]
    return columns(heads, body, fixed=(1, 2, 3, 4), right=(2, 3, 4))


def _parameters(found: Validation) -> Any:
    heads = ("number", "before", "fitted", "unit")
    rows = [(p.path, figure(p.start), figure(p.value), p.unit) for p in found.parameters]
    return columns(heads, rows, fixed=(1, 2), right=(1, 2))


def _note(text: str) -> None:
    if is_terminal():
        say(quiet(text), stderr=True)


def _unknown(name: str) -> Exception:
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.finding import did_you_mean

    rule = f"what can be validated is {', '.join(NAMES)}"
    remedy = did_you_mean(name, NAMES, "Write discredit validate court-list.")
    return UnknownNameError([Fault("discredit validate", 0, "NAME", quoted(name), rule, remedy)])
