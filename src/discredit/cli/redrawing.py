"""A run drawn again on the command line: refused early, shown on its way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from discredit.cli.screen import quiet, say
from discredit.errors import printable
from discredit.words.numbers import count

if TYPE_CHECKING:
    from discredit.plan import Plan


def refuse(plan: Plan, draws: int, processes: int) -> None:
    """Say what is wrong with such draws before anything runs.

    Raises:
        InputError: so few give no interval, or nothing that the run rests on has a range.
        ResultError: the run has one world alone.
    """
    from discredit.studies.uncertain import of_draws

    if processes > 1:
        raise typer.BadParameter("--uncertain draws in one process; leave out --processes.")
    of_draws(plan, draws)


def draw_again(folder: Path, draws: int, *, is_silent: bool) -> None:
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
        uncertain.draw_again(result, draws, on_progress=counter.take, cancel=cancel)
