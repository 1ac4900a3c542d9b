"""`discredit study`: a claim put to the test, with a verdict in plain words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discredit.cli import sweeping
from discredit.cli.options import (
    Coordinator,
    Devices,
    ProcessCount,
    ProcessIndex,
    SecretFile,
    Workers,
    sharing,
)
from discredit.cli.redrawing import DrawsFile, Uncertain, given_draws
from discredit.cli.run import People
from discredit.cli.screen import Json, columns, emit, quiet, say
from discredit.cli.sweeping import Executors
from discredit.errors import ExitCode

if TYPE_CHECKING:
    from discredit.studies.crew import Crew

EXAMPLE = "Example: discredit study wrong-person --quick"


def command(
    name: Annotated[
        str | None,
        typer.Argument(help="A study of the library, or a study file; left out, they are listed."),
    ] = None,
    people: People = None,
    months: Annotated[int | None, typer.Option(help="Months to simulate.", min=1)] = None,
    seeds: Annotated[int | None, typer.Option(help="How many seeds; 2 or more.", min=2)] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A tenth of the people and 3 seeds: a first look.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show its runs, time and disk, and run nothing."),
    ] = False,
    uncertain: Uncertain = None,
    draws: DrawsFile = None,
    workers: Workers = None,
    executor: Annotated[
        Executors, typer.Option(help="Who makes the runs: this machine, or a Dask scheduler.")
    ] = Executors.local,
    scheduler: Annotated[
        str | None, typer.Option(help="Of --executor dask: the address of its scheduler.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The result folder; results/study-... when left out.")
    ] = None,
    devices: Devices = 1,
    processes: ProcessCount = 1,
    process: ProcessIndex = None,
    coordinator: Coordinator = None,
    secret_file: SecretFile = None,
    json: Json = False,
) -> None:
    """Put a claim to the test: one switch, two policies, the same people and luck; a verdict.

    It says what happens in the model, how large it is and how sure, which assumptions it leans on
    and what becomes of it at the ends of their ranges, and what would overturn it. A file with arms
    asks more (docs/studies.md): which design, what varies over which range, what decides each
    outcome.

    The plan is shown first, and alone with --dry-run. Ctrl-C keeps the runs that are done; the same
    command goes on from there. Runs are made by --workers processes or by an executor's; or each
    run of a claim is shared among devices and processes, of which process 0 answers.
    """
    if name is None:
        _list(json)
        return
    from discredit.studies.inquiry import is_inquiry, load_inquiry

    makers = sweeping.Makers(workers, executor, scheduler)
    is_shared = devices > 1 or processes > 1
    makers.refuse_odd(is_shared=is_shared)
    if is_inquiry(name):
        _refuse_own_size(is_resized=quick or any((people, months, seeds, uncertain, draws)))
        if is_shared:
            raise typer.BadParameter("a file with arms shares its runs out: take --workers.")
        study = load_inquiry(name)
        folder = out or Path("results") / f"study-{study.name}-{study.inquiry.people}"
        _go(sweeping.AskedArms(study, folder), makers, None, is_dry=dry_run, as_json=json)
        return
    from discredit.studies.design import size_of
    from discredit.studies.question import load_study

    question = replace(load_study(name), draws=given_draws(draws, uncertain))
    size = size_of(
        question, people=people, months=months, seeds=seeds, is_quick=quick, uncertain=uncertain
    )
    from discredit.cli.progress import stoppable
    from discredit.studies import answer, crew
    from discredit.studies import folder as result

    folder = out or Path("results") / result.folder_name(question, size)
    of = result.question_digest(question, size)
    if dry_run:
        devices = processes = 1  # a plan has nothing to share
    with sharing(devices, processes, process, coordinator, secret_file, of) as joined:
        runs = answer.runs_of(question, size)
        if not joined.is_first:
            with stoppable(lambda note: say(quiet(note), stderr=True)) as cancel:
                answer.take_part(runs, joined, cancel)
            return
        asked = sweeping.AskedClaim(question, size, runs, folder)
        makes = crew.shared(joined) if is_shared else None
        _go(asked, makers, makes, is_dry=dry_run, as_json=json)


def _go(
    study: sweeping.AskedStudy,
    makers: sweeping.Makers,
    crew: Crew | None,
    *,
    is_dry: bool,
    as_json: bool,
) -> None:
    """Show what a study takes; carry it out, unless that is all that is asked."""
    if is_dry:
        sweeping.show_plan(study, makers, as_json=as_json)
    elif not sweeping.carry_out(study, makers, crew, as_json=as_json):
        raise typer.Exit(ExitCode.RESULT)


def _refuse_own_size(*, is_resized: bool) -> None:
    """Refuse what only a file with a switch takes."""
    if is_resized:
        raise typer.BadParameter(
            "a study file with arms says its own size; change people, months and seeds there."
        )


def _list(as_json: bool) -> None:
    from discredit import library
    from discredit.studies.question import load_study

    studies = [(name, load_study(name).study) for name in library.names("studies")]
    if as_json:
        fields = ("title", "claim", "system")
        emit([{"name": name, **{f: getattr(s, f) for f in fields}} for name, s in studies])
        return
    say(columns(("study", "claim"), [(name, study.claim) for name, study in studies], fixed=(0,)))
