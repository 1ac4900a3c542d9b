"""`discredit study`: a claim put to the test, with a verdict in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from discredit.cli.options import (
    Coordinator,
    Devices,
    ProcessCount,
    ProcessIndex,
    SecretFile,
    sharing,
)
from discredit.cli.run import People
from discredit.cli.screen import (
    GRADE_STYLES,
    Json,
    columns,
    console,
    emit,
    heading,
    is_terminal,
    quiet,
    say,
)
from discredit.errors import ExitCode

if TYPE_CHECKING:
    from discredit.report.study_page import FindingPage
    from discredit.studies.answer import Step
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
    """
    if name is None:
        _list(json)
        return
    from discredit.studies.design import size_of
    from discredit.studies.question import load_study

    question = load_study(name)
    size = size_of(question, people=people, months=months, seeds=seeds, is_quick=quick)
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
        _Counter(is_silent=json) as counter,
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
    say(*page.beside, quiet(page.bar), page.reading)
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


class _Counter:
    """How many runs are done: a bar on a terminal, a line per finished run elsewhere."""

    def __init__(self, *, is_silent: bool) -> None:
        self._is_silent, self._said = is_silent, 0
        self._waits: set[str] = set()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> _Counter:
        if is_terminal() and not self._is_silent:
            from rich.progress import Progress

            self._bar = Progress(console=console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("preparing", total=None)
        return self

    def __exit__(self, *failure: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def note(self, text: str) -> None:
        """A remark, which is told however silent the rest is."""
        say(quiet(text), stderr=True)

    def wait(self, what: str | None) -> None:
        """What is waited for; each is told once."""
        if what is None or what in self._waits:
            return
        self._waits.add(what)
        if self._bar is not None:
            self._bar.update(self._task, description=what)
        elif not self._is_silent:
            say(quiet(f"{what} ..."), stderr=True)

    def take(self, step: Step) -> None:
        if self._bar is not None:
            self._bar.update(
                self._task, total=step.runs, completed=step.done, description=step.scenario
            )
        elif not self._is_silent and step.done > self._said:
            self._said = step.done
            say(quiet(f"{step.done} of {step.runs} runs done"), stderr=True)
