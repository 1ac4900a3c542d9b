"""`discredit movers`: what becomes of people who moved to another region."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from discredit.cli.screen import Json, columns, emit, heading, loud, quiet, say
from discredit.words.numbers import interval, number

EXAMPLE = "Example: discredit movers results/city-mosaic"
CAVEAT = (
    "Adults who lived in the society through the whole record, by the region where they lived when "
    "it began. Whoever moves does so by chance; the young move more often than the old."
)


def command(
    result: Annotated[
        Path, typer.Argument(help="The folder that a run on a society in which time passes wrote.")
    ],
    json: Json = False,
) -> None:
    """Tell for how many months a year some door was favoured, of those who moved and who stayed.

    A score that is good in one city alone is lost with a move: beside those who stayed stand those
    who moved to a region that scores, where they begin at its base, and to one that does not.
    """
    from discredit import measures
    from discredit.store import open_result

    opened = open_result(result)
    rows: list[dict[str, Any]] = measures.movers(opened).to_dict("records")
    label = opened.manifest.label
    if json:
        emit({"label": label or None, "movers": rows})
        return
    if label:
        say(loud(label))
    say(heading(f"Months a year with a favoured door: {opened.manifest.title}"))
    heads = ("region at first", "who", "months", "interval", "people")
    say(columns(heads, [_line(row) for row in rows], right=(2, 4)))
    say(quiet(CAVEAT))


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    from discredit.measures.caution import TOO_FEW

    value, spread = interval(row["months_favoured"], row["low"], row["high"])
    if row["caution"]:
        value, spread = TOO_FEW, ""
    return (row["region"], row["who"], value, spread, number(row["people"]))
