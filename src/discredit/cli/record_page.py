"""The court list beside the record, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discredit.cli.screen import columns, heading, quiet, say
from discredit.report.calibration_page import between, inside
from discredit.words.names import spoken
from discredit.words.numbers import figure, number, per_cent, seconds, stated

if TYPE_CHECKING:
    from discredit.studies.drawn import FittedDraws
    from discredit.validation.court_list import Row, Validation


def print_page(validation: Validation, draws: FittedDraws | None) -> None:
    """Predicted figures first: they are the test."""
    scale = f"each person stands for {number(validation.scale)}"
    drawn = [] if draws is None else draws.page.get("figures", [])
    seeds = ", ".join(map(str, validation.seeds))
    say(heading("The court list against the record"))
    say(f"{number(validation.people)} synthetic people, seeds {seeds}; {scale}.")
    for kind, title in (
        ("predicted", "Predicted: published later, nothing was fitted to these"),
        ("fitted", "Fitted: these set the unknown numbers, and prove nothing"),
    ):
        rows = [row for row in validation.rows if row.kind == kind]
        if rows:
            say(heading(title), _table(rows, drawn), inside(drawn, kind))
    say(*(f"{each.held} of {each.figures} {each.kind} figures are within {per_cent(each.share)}."
          for each in validation.within))  # fmt: skip
    notes = dict.fromkeys(
        f"{spoken(row.figure)}: {row.note}" for row in validation.rows if row.note
    )
    say(*(quiet(note) for note in notes))
    say(heading("What was fitted"), _parameters(validation))
    taken = seconds(validation.seconds)
    if validation.evaluations:
        say(f"{validation.evaluations} of at most {validation.budget} simulations, {taken}.")
    else:
        say(f"Stored values; nothing was fitted now. {taken}.")
    say(quiet(validation.procedure))
    if draws is not None:
        say(quiet(f"The draws are those of {draws.called}, digest {draws.digest[:12]}."))


def _table(rows: list[Row], drawn: list[dict[str, Any]]) -> Any:
    from rich.text import Text

    heads = ("figure and source", "date", "published", "simulated", "error")
    heads += ("draws, 90 %",) if drawn else ()
    by_name = {(one["figure"], one["date"]): between(one) for one in drawn}
    body = [
        (
            Text(spoken(row.figure)).append(f"\n{row.source}", style="dim"),
            row.date,
            stated(row.published),
            f"{figure(row.simulated, 4)} ±{per_cent(row.sampling_error)}",
            per_cent(row.relative_error, sign=True),
            *([by_name.get((row.figure, row.date), "")] if drawn else []),
        )
        for row in rows
    ]
    return columns(heads, body, fixed=range(1, len(heads)), right=range(2, len(heads)))


def _parameters(validation: Validation) -> Any:
    heads = ("number", "before", "fitted", "unit")
    rows = [(p.path, figure(p.start, 4), figure(p.value, 4), p.unit) for p in validation.parameters]
    return columns(heads, rows, fixed=(1, 2), right=(1, 2))
