"""`discredit ranks`: whether a score follows income, whether ranks last, whether they run in
families."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from discredit.cli.screen import Json, columns, emit, heading, loud, quiet, say
from discredit.words.numbers import interval, number

EXAMPLE = "Example: discredit ranks results/sesame"
CAVEAT = (
    "Ranks are those of the first scorer, among adults whom it scores at the end. Nobody is born, "
    "ages or dies unless time passes in the society (society.renewal.passes), and children have no "
    "score: a family here is a parent and a grown child of one household."
)


def command(
    result: Annotated[Path, typer.Argument(help="The folder that a run of a scored system wrote.")],
    json: Json = False,
) -> None:
    """Tell whether the score follows income, lasts from year to year, and runs in families.

    With income: of all, and of those who never did anything that counts against one, so that what
    is left is what people are. Lasting: against the score with which the last year of the run
    began, with the moves between fifths.
    """
    from discredit import measures
    from discredit.measures.mobility import lag_of
    from discredit.store import open_result

    opened = open_result(result)
    rows: list[dict[str, Any]] = measures.ranks(opened).to_dict("records")
    lag, label = lag_of(opened), opened.manifest.label
    moves = measures.transitions(opened).to_numpy().tolist() if lag else None
    if json:
        emit({"label": label or None, "ranks": rows, "months_between": lag, "moves": moves})
        return
    if label:
        say(loud(label))
    say(heading(f"Ranks of the score: {opened.manifest.title}"))
    say(
        columns(
            ("figure", "value", "interval", "people"), [_line(row) for row in rows], right=(1, 3)
        )
    )
    if moves is not None:
        say(heading(f"Where those of each fifth of {lag} months before stand at the end"))
        heads = ("fifth then", *(f"now {fifth}" for fifth in ("lowest", "2", "3", "4", "highest")))
        say(columns(heads, [_move(i, row) for i, row in enumerate(moves)], right=(1, 2, 3, 4, 5)))
    say(quiet(CAVEAT))


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    value, spread = interval(row["value"], row["low"], row["high"])
    return (row["says"], value, spread, number(row["people"]))


def _move(fifth: int, shares: list[float]) -> tuple[str, ...]:
    names = ("lowest", "2", "3", "4", "highest")
    return (names[fifth], *(number(share, 2) for share in shares))
