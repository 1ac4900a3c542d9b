"""`discredit verify`: run a result again and compare every column."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from discredit.cli.options import (
    Coordinator,
    Devices,
    ProcessCount,
    ProcessIndex,
    SecretFile,
    sharing,
)
from discredit.cli.screen import Json, console, emit, is_terminal, loud, say
from discredit.words.numbers import number

EXAMPLE = "Example: discredit verify results/court-list"
MOST_SHOWN: Final = 10
"""Differences that a sentence can name; the rest are counted."""


def command(
    result: Annotated[Path, typer.Argument(help="The folder that a run wrote.")],
    devices: Devices = 1,
    processes: ProcessCount = 1,
    process: ProcessIndex = None,
    coordinator: Coordinator = None,
    secret_file: SecretFile = None,
    json: Json = False,
) -> None:
    """Run a result again from its own manifest and compare everything, byte by byte.

    Every column of every table, every field of the manifest that follows from policy and plan, and
    the report. Nothing outside the folder is read. Exit code 5 when anything differs: a file was
    changed, or this version or machine computes otherwise. Of several processes all must see the
    folder.
    """
    from discredit import api
    from discredit.cli.progress import Lines, stoppable
    from discredit.engine import waits
    from discredit.errors import VerificationError
    from discredit.progress import Bars
    from discredit.store import open_result

    opened = open_result(result)
    plan = opened.manifest.plan()
    is_shown = is_terminal() and not process
    bars = Bars(plan, console(stderr=True)) if is_shown else Lines(plan, is_silent=True)
    shared = sharing(devices, processes, process, coordinator, secret_file, plan.inputs_digest)
    with shared as joined, bars, stoppable(bars.note) as cancel, waits.told(bars.wait):
        verified = api.verify(opened, on_progress=bars.take, cancel=cancel, processes=joined)
    if process:
        return
    if not verified.ok:
        versions = ", ".join(f"{name} {v}" for name, v in opened.manifest.versions.items())
        raise VerificationError(
            f"{result} was not obtained again: {_first(verified.differences)}. "
            f"It was written with {versions}."
        )
    label = opened.manifest.label
    if json:
        emit(
            {
                "label": label or None,
                "result": str(result),
                "ok": True,
                "outcome_digest": verified.obtained,
            }
        )
        return
    if label:
        say(loud(label))
    say(f"{result} was obtained again: its manifest, and every column of every table.")
    if (result / "report.html").is_file():
        say("The report is the one that this version writes of it.")
    say(f"Outcome digest {verified.obtained}")


def _first(differences: Sequence[str]) -> str:
    """The first differences, and how many more there are."""
    shown = "; ".join(differences[:MOST_SHOWN])
    hidden = len(differences) - MOST_SHOWN
    return f"{shown}; and {number(hidden)} more" if hidden > 0 else shown
