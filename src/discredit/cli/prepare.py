"""`discredit prepare`: compile what runs will need before anybody waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from discredit.cli.options import Devices, whole
from discredit.cli.screen import Json, emit, quiet, say
from discredit.words.numbers import count, number, seconds

if TYPE_CHECKING:
    from discredit.plan import Plan
    from discredit.run.ready import Ready

EXAMPLE = "Example: discredit prepare court-list rongcheng --people 100_000,1e6"


def command(
    systems: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SYSTEMS]...",
            help="Systems of the library, or policy files; the whole library when left out.",
        ),
    ] = None,
    people: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N,...",
            help="Numbers of people, as of `run`; those of each system's ordinary run when left "
            "out.",
        ),
    ] = None,
    months: Annotated[
        int | None, typer.Option(help="Months of the runs to come, as of `run`.", min=1)
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="Their first month, as of `run`.")
    ] = None,
    settled: Annotated[
        bool,
        typer.Option(
            "--settled",
            help="Also work the months that prepare both worlds before the first, where there are "
            "any.",
        ),
    ] = False,
    seed: Annotated[int, typer.Option(help="With --settled: of which seed.", min=0)] = 1,
    devices: Devices = 1,
    json: Json = False,
) -> None:
    """Make the engines of runs to come ready: afterwards the first of them compiles nothing.

    Runs share an engine where system and society ask for the same columns and their people are cut
    up alike: 100,000 and 100,001, years of any number. What is there already is not made again.
    Ctrl-C keeps what is done; the same command goes on from there.
    """
    from discredit import library
    from discredit.cli.progress import stoppable, warnings_told
    from discredit.engine import waits
    from discredit.engine.processes import initialize
    from discredit.plan import draw_up
    from discredit.run.ready import make_ready

    sizes = [whole(text) for text in _listed(people)] or [None]
    plans = [
        draw_up(system, people=size, months=months, start=start, seeds=(seed,))
        for system in systems or library.names("systems")
        for size in sizes
    ]
    made: list[dict[str, Any]] = []
    with (
        initialize(devices) as processes,
        stoppable(_note) as cancel,
        warnings_told(_note),
        waits.told(_Waits(is_silent=json)),
    ):
        for done, plan in enumerate(plans, start=1):
            whose = f"{plan.policy.name}, {count(plan.people, 'person', 'people')}"
            if not json:
                say(quiet(f"{done} of {len(plans)}: {whose}"), stderr=True)
            ready = make_ready(plan, processes, is_stopped=cancel.is_set, settled=settled)
            for one in ready:
                made.append({"system": plan.policy.name, "people": plan.people, **one._asdict()})
                if not json:
                    say(f"{whose}: {_told(one)}.")
    if json:
        emit(made)
    else:
        say(_sum(made, plans))


def _listed(texts: list[str] | None) -> Iterator[str]:
    """Numbers as they are written, of which 100,000 is one and 2000,100_000 are two."""
    for text in texts or ():
        parts = text.split(",")
        is_grouped = all(len(part) == 3 and part.isdecimal() for part in parts[1:])
        yield from [text] if is_grouped else parts


def _told(one: Ready) -> str:
    if one.what != "beginning":
        what = f"the {one.what} of {count(one.months, 'month', 'months')} at a time"
        how = "compiled"
    else:
        what = f"a world after {count(one.months, 'month', 'months')} before the first"
        how = "worked" if one.is_kept else "worked, and too large to be kept,"
    return f"{what} {'was there' if one.seconds is None else f'{how} in {seconds(one.seconds)}'}"


def _sum(made: list[dict[str, Any]], plans: list[Plan]) -> str:
    new = [one["seconds"] for one in made if one["seconds"] is not None]
    there = number(len(made) - len(new))
    took = f" in {seconds(sum(new))}" if new else ""
    return f"Ready for {count(len(plans), 'run', 'runs')}: {len(new)} made{took}, {there} there."


def _note(text: str) -> None:
    say(quiet(text), stderr=True)


class _Waits:
    """Says what is waited for."""

    def __init__(self, *, is_silent: bool) -> None:
        self._is_silent = is_silent

    def __call__(self, what: str | None) -> None:
        if what is not None and not self._is_silent:
            _note(f"{what} ...")
