"""`discredit worth`: what each safeguard of a system is worth, alone, missing, and in sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from discredit.cli.options import Workers
from discredit.cli.run import People, Seeds, Start
from discredit.cli.screen import Json, columns, emit, heading, loud, quiet, say
from discredit.errors import ExitCode

if TYPE_CHECKING:
    from discredit.studies.worth import WorthFound

EXAMPLE = "Example: discredit worth court-list --people 20_000 --seeds 6"


def command(
    system: Annotated[str, typer.Argument(help="A system of the library, or a policy file.")],
    people: People = 20_000,
    months: Annotated[int | None, typer.Option(help="Months to simulate.")] = None,
    start: Start = None,
    seeds: Seeds = 6,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder; results/worth-... when left out.")
    ] = None,
    json: Json = False,
) -> None:
    """Tell what safeguards are worth: each alone, all but one, the best sets of two and three.

    On wrongful months, time to correction, how far groups are apart, lawful acts lost, breaches
    missed, months shut out, and hours and pay of staff, each with its interval; and which are inert
    here, and why. The search minimises harm, and nothing else. Ctrl-C keeps the runs that are done;
    the same command goes on from there.
    """
    from discredit.cli.counter import Counter
    from discredit.cli.progress import stoppable, warnings_told
    from discredit.engine import waits
    from discredit.plan import draw_up
    from discredit.report import worth_page
    from discredit.studies.crew import for_runs
    from discredit.studies.worth import worth_of

    plan = draw_up(system, people=people, months=months, start=start)
    size = {"people": plan.people, "months": plan.months, "start": plan.start}
    folder = out or Path("results") / f"worth-{plan.policy.name}-{plan.inputs_digest[:8]}"
    crew = None if workers is None else for_runs(plan, seeds * workers, workers)
    with (
        Counter(is_silent=json) as counter,
        stoppable(counter.note) as cancel,
        warnings_told(counter.note),
        waits.told(counter.wait),
    ):
        found = worth_of(
            system,
            folder,
            seeds=seeds,
            crew=crew,
            on_progress=counter.take,
            cancel=cancel,
            **size,
        )
    worth_page.write(found, folder)
    if json:
        emit({**worth_page.document(found), "result": str(folder)})
    else:
        _print(found, folder)
    if found.failed:
        raise typer.Exit(ExitCode.RESULT)


def _print(found: WorthFound, folder: Path) -> None:
    from discredit.report import worth_page

    say(heading(f"What safeguards are worth: {found.title}"))
    if found.label:
        say(loud(found.label))
    say(_page(found))
    say(*map(quiet, worth_page.told(found)))
    say(f"\nResult: {folder}\nReport: {folder / worth_page.PAGE}")


def _page(found: WorthFound) -> Any:
    """A row for each set: harm, what it misses, what it costs."""
    from discredit.report.worth_page import called, change, told_sets
    from discredit.studies.harms import COST, SHUT_OUT, WRONGFUL

    names = (WRONGFUL, SHUT_OUT, COST)
    rows = [
        (called(one, found), *(change(one.changes[name]) for name in names))
        for one in told_sets(found)
        if one.kind != "none"
    ]
    heads = (
        "safeguards",
        "wrongful months\nper 100,000",
        "months shut out\nper 100,000",
        f"pay of staff\n{found.currency} per person",
    )
    return columns(heads, rows, right=(1, 2, 3))
