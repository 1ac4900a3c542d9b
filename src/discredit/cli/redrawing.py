"""A run drawn again on the command line: refused early, shown on its way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discredit.cli.screen import quiet, say
from discredit.errors import printable
from discredit.words.numbers import count

if TYPE_CHECKING:
    from discredit.plan import Plan
    from discredit.studies.drawn import FittedDraws


Uncertain = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Draw the run again so often, with other luck and all its graded numbers moved over "
        "their ranges: a second interval for every figure, and whether its sign holds.",
    ),
]
DrawsFile = Annotated[
    str | None,
    typer.Option(
        "--draws",
        metavar="FILE",
        help="What --uncertain draws from in place of ranges: the draws.json of `discredit "
        "calibrate`. Other numbers keep their ranges.",
    ),
]


def given_draws(file: str | None, draws: int | None) -> FittedDraws | None:
    """The file of draws that --draws names.

    Raises:
        InputError: it is none.
        ResultError: another version wrote it.
    """
    from discredit.studies.drawn import read_draws

    if file is None:
        return None
    if draws is None:
        raise typer.BadParameter("--draws says what --uncertain draws from; add --uncertain 100.")
    return read_draws(file)


def refuse(plan: Plan, draws: int, processes: int, given: FittedDraws | None = None) -> None:
    """Say what is wrong with such draws before anything runs.

    Raises:
        InputError: so few give no interval, nothing that the run rests on has a range, or a file of
            draws is of another system.
        ResultError: the run has one world alone.
    """
    from discredit.studies.uncertain import of_draws

    if processes > 1:
        raise typer.BadParameter("--uncertain draws in one process; leave out --processes.")
    of_draws(plan, draws, given)


def draw_again(
    folder: Path, draws: int, *, is_silent: bool, given: FittedDraws | None = None
) -> None:
    """Draw the run in a folder again, and show how far it has come."""
    from discredit.cli import leaving
    from discredit.cli.counter import Counter
    from discredit.cli.progress import stoppable, warnings_told
    from discredit.engine import waits
    from discredit.store import open_result
    from discredit.studies import uncertain

    leaving.will_say(f"Stopped. What was drawn is kept in {printable(str(folder))}.")
    result = open_result(folder)
    plan = uncertain.of_draws(result.manifest.plan(), draws)
    if not is_silent:
        size = count(plan.people, "person", "people")
        said = f"Drawn again {count(draws, 'time', 'times')}, {size} each, numbers moved"
        say(quiet(f"{said} over their ranges."), stderr=True)
    with (
        Counter(is_silent=is_silent) as counter,
        stoppable(counter.note) as cancel,
        warnings_told(counter.note),
        waits.told(counter.wait),
    ):
        uncertain.draw_again(result, draws, given=given, on_progress=counter.take, cancel=cancel)
