"""`discredit study`: a claim put to the test, with a verdict in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from discredit.cli.redrawing import Uncertain
from discredit.cli.run import People
from discredit.cli.screen import (
    GRADE_STYLES,
    Json,
    columns,
    console,
    emit,
    heading,
    quiet,
    say,
)
from discredit.cli.sweeping import Executors
from discredit.errors import ExitCode

if TYPE_CHECKING:
    from discredit.report.study_page import FindingPage
    from discredit.studies.finding import Finding

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
        typer.Option(
            "--dry-run", help="Of a file with arms: its runs, time and disk, and run nothing."
        ),
    ] = False,
    uncertain: Uncertain = None,
    workers: Workers = None,
    executor: Annotated[
        Executors, typer.Option(help="Who makes the runs of a file with arms.")
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
    and what becomes of it at the ends of their ranges, and what would overturn it. Ctrl-C keeps the
    runs that are done; the same command goes on from there. Each run is shared among devices and
    processes, if there are several; process 0 answers.

    A file with arms asks more (docs/studies.md): which design, what varies over which range, what
    decides each outcome. Its plan is shown first, and alone with --dry-run.
    """
    if name is None:
        _list(json)
        return
    makers = sweeping.Makers(workers, executor, scheduler)
    if _is_of_many(
        name, dry_run or makers.are_asked, quick or any((people, months, seeds, uncertain))
    ):
        if dry_run:
            sweeping.plan(name, out, as_json=json)
        elif not sweeping.answer(name, out, makers, as_json=json):
            raise typer.Exit(ExitCode.RESULT)
        return
    from discredit.studies.design import size_of
    from discredit.studies.question import load_study

    question = load_study(name)
    size = size_of(
        question, people=people, months=months, seeds=seeds, is_quick=quick, uncertain=uncertain
    )
    from discredit.cli.counter import Counter
    from discredit.cli.progress import stoppable, warnings_told
    from discredit.engine import waits
    from discredit.report import study_page
    from discredit.studies import folder as result
    from discredit.studies.answer import answer, take_part
    from discredit.studies.idle import idle_in

    folder = out or Path("results") / result.folder_name(question, size)
    of = result.question_digest(question, size)
    with (
        sharing(devices, processes, process, coordinator, secret_file, of) as joined,
        Counter(is_silent=json) as counter,
        stoppable(counter.note) as cancel,
        warnings_told(counter.note),
        waits.told(counter.wait),
    ):
        if not joined.is_first:
            take_part(question, size, joined, cancel)
            return
        for one in idle_in(question, months=size.months, seeds=size.seeds):
            counter.note(f"Note: {one.path}: {one.why}.")
        finding = answer(
            question, size, folder, on_progress=counter.take, cancel=cancel, processes=joined
        )
    result.write(finding, folder)
    page = study_page.write(finding, folder)
    if json:
        emit({**result.document(finding), "result": str(folder), "report": str(page)})
    else:
        _print(finding, study_page.in_words(finding), folder, page)
    if finding.failed:
        raise typer.Exit(ExitCode.RESULT)


def _is_of_many(name: str, is_of_arms: bool, is_resized: bool) -> bool:
    """Whether a file has arms; refuses what only the other kind of file takes."""
    from discredit.studies.inquiry import is_inquiry

    has_arms = is_inquiry(name)
    if is_of_arms and not has_arms:
        raise typer.BadParameter(
            "--dry-run, --workers and --executor are of a study file with arms; this one has a "
            "switch."
        )
    if is_resized and has_arms:
        raise typer.BadParameter(
            "a study file with arms says its own size; change people, months and seeds there."
        )
    return has_arms


def _list(as_json: bool) -> None:
    from discredit import library
    from discredit.studies.question import load_study

    studies = [(name, load_study(name).study) for name in library.names("studies")]
    if as_json:
        fields = ("title", "claim", "system")
        emit([{"name": name, **{f: getattr(s, f) for f in fields}} for name, s in studies])
        return
    say(columns(("study", "claim"), [(name, study.claim) for name, study in studies], fixed=(0,)))


def _print(finding: Finding, page: FindingPage, folder: Path, report: Path) -> None:
    from rich.text import Text

    say(heading(page.title))
    for label, line in zip(finding.labels(), page.labels, strict=True):
        say(Text(line, style=GRADE_STYLES[str(label["evidence"])]))
    say(f"\nThe claim: {page.claim}", Text(f"\n{page.sentence}", style="bold"), page.happens)
    say(*page.beside, quiet(page.bar), *([page.together] if page.together else []), page.reading)
    say(heading("How firm it is"), page.firm)
    if page.failed:
        say(Text(page.failed, style="red"))
    say(_leaned(page))
    say(page.badge, heading("What is known outside the model"), *page.evidence)
    say(heading("What would overturn it"), page.overturned_by)
    say(quiet(f"\n{page.size}. Nobody here is real."))
    console().print(f"\nResult: {folder}\nReport: {report}", soft_wrap=True)


def _leaned(page: FindingPage) -> Any:
    from rich.text import Text

    rows = [
        (
            Text(a.path).append(f"\n{a.moved}" if a.moved else "", style="dim"),
            a.value,
            a.range,
            Text(a.grade, style=GRADE_STYLES[a.grade]),
        )
        for a in page.leaned
    ]
    return columns(("assumption", "value", "range", "grade"), rows)
