"""`discredit forecast`: whether those whom a list foretells do what it foretells."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from discredit.cli.screen import Json, columns, emit, heading, loud, quiet, say
from discredit.words.numbers import interval, number

EXAMPLE = "Example: discredit forecast results/risk-forecast"
CAVEAT = (
    "Whether somebody would have done it is read off the world without the system, which meets the "
    "same luck. A forecast that is acted on cannot be checked in the world that acts on it."
)


def command(
    result: Annotated[Path, typer.Argument(help="The folder that a run with both worlds wrote.")],
    json: Json = False,
) -> None:
    """Hold those who were listed against what they do where nobody acts on a forecast.

    Base rate, hits among those listed, false alarms among those who never would have, and how many
    of those who would have were foreseen; of everybody of age, by income and by age.
    """
    from discredit import measures
    from discredit.store import open_result

    opened = open_result(result)
    rows: list[dict[str, Any]] = measures.foretold(opened).to_dict("records")
    label = opened.manifest.label
    if json:
        emit({"label": label or None, "forecast": rows})
        return
    if label:
        say(loud(label))
    say(heading(f"Foretold and done: {opened.manifest.title}"))
    heads = (
        "who", "people", "listed", "do it anyhow, of all", "of those listed", "interval",
        "listed, of those who do", "of those who never do",
    )  # fmt: skip
    say(columns(heads, [_line(row) for row in rows], right=(1, 2, 3, 4, 6, 7)))
    say(quiet(CAVEAT))


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    who = "everybody" if row["dimension"] == "all" else f"{row['dimension']} {row['group']}"
    hits, spread = interval(row["hits"], row["hits_low"], row["hits_high"])
    rest = (number(row["caught"], 3), number(row["false_alarms"], 3))
    counts = (number(row["people"]), number(row["listed"]), number(row["base_rate"], 3))
    return (who, *counts, hits, spread, *rest)
