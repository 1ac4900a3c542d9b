"""A study carried out from the command line, whichever kind: its plan, its runs, its answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import typer

from discredit.cli.screen import emit, heading, loud, quiet, say

if TYPE_CHECKING:
    from discredit.plan import Plan
    from discredit.studies.answer import ClaimRun
    from discredit.studies.batch import Come
    from discredit.studies.crew import Crew
    from discredit.studies.design import Size
    from discredit.studies.finding import Finding
    from discredit.studies.forecast import StudyForecast
    from discredit.studies.inquiry import ArmStudy
    from discredit.studies.question import Question
    from discredit.studies.sweep import Swept


class AskedStudy(Protocol):
    """A study of either kind, ready to run."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def largest(self) -> Plan:
        """The largest of its runs."""
        ...

    def forecast(self, workers: int | None) -> StudyForecast:
        """What it takes, by so many processes or as many as are best."""
        ...

    def planned(self, forecast: StudyForecast) -> list[str]:
        """The same in words."""
        ...

    def carried_out(
        self, crew: Crew | None, take: Callable[[Come], None], cancel: threading.Event
    ) -> Any:
        """What it finds, once it lies on the disk."""
        ...

    def tell(self, found: Any, *, as_json: bool) -> bool:
        """Show what was found; whether every run came to its end."""
        ...


class Executors(StrEnum):
    """Who makes runs."""

    local = "local"
    dask = "dask"


class Makers(NamedTuple):
    """Who makes the runs of a study, as asked for."""

    workers: int | None = None
    executor: Executors = Executors.local
    scheduler: str | None = None

    def refuse_odd(self, *, is_shared: bool) -> None:
        """Refuse what does not go together, before anything is read."""
        if (self.executor == Executors.dask) != (self.scheduler is not None):
            raise typer.BadParameter("--executor dask and --scheduler ADDRESS go together.")
        if self.scheduler is not None and self.workers is not None:
            raise typer.BadParameter("--workers is of this machine; a Dask scheduler has its own.")
        if is_shared and self != Makers():
            raise typer.BadParameter(
                "--devices and --processes share each run, --workers and --executor all; take one."
            )

    @contextmanager
    def begun(self, plan: Plan, runs: int) -> Iterator[Crew | None]:
        """Them at hand; None: as the study finds best. Raises MeetingError, MissingPartError."""
        from discredit.studies.crew import for_runs, of_dask

        if self.scheduler is None:
            yield None if self.workers is None else for_runs(plan, runs, self.workers)
        else:
            with of_dask(self.scheduler) as crew:
                yield crew


class AskedArms(NamedTuple):
    """A study of many runs."""

    study: ArmStudy
    folder: Path

    @property
    def name(self) -> str:
        return self.study.name

    @property
    def largest(self) -> Plan:
        return next(iter(self.study.plans.values()))

    def forecast(self, workers: int | None) -> StudyForecast:
        from discredit.studies.sweep import plan_of

        return plan_of(self.study, self.folder, workers)

    def planned(self, forecast: StudyForecast) -> list[str]:
        from discredit.report import study_plan

        return study_plan.of_arms(self.study, forecast)

    def carried_out(
        self, crew: Crew | None, take: Callable[[Come], None], cancel: threading.Event
    ) -> Swept:
        from discredit.report import sweep_page
        from discredit.studies.sweep import swept

        found = swept(self.study, self.folder, crew=crew, on_progress=take, cancel=cancel)
        sweep_page.write(found, self.folder)
        return found

    def tell(self, found: Swept, *, as_json: bool) -> bool:
        from discredit.report import sweep_page

        if as_json:
            emit({**sweep_page.document(found), "result": str(self.folder)})
        else:
            title, *lines = sweep_page.lines(found)
            say(heading(title), *map(loud, sweep_page.labels(self.study)), *lines)
            say(f"\nResult: {self.folder}\nReport: {self.folder / sweep_page.PAGE}")
        return not found.failed


class AskedClaim(NamedTuple):
    """A claim put to the test."""

    question: Question
    size: Size
    runs: tuple[ClaimRun, ...]
    folder: Path

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def largest(self) -> Plan:
        return max((one.task.plan for one in self.runs), key=lambda plan: plan.people)

    def forecast(self, workers: int | None) -> StudyForecast:
        from discredit.studies.answer import plan_of

        return plan_of(self.question, self.size, self.runs, self.folder, workers)

    def planned(self, forecast: StudyForecast) -> list[str]:
        from discredit.report import study_plan
        from discredit.studies.idle import idle_in

        idle = idle_in(self.question, months=self.size.months, seeds=self.size.seeds)
        notes = [f"Note: {one.path}: {one.why}." for one in idle]
        return [*study_plan.of_claim(self.question, self.size, forecast), *notes]

    def carried_out(
        self, crew: Crew | None, take: Callable[[Come], None], cancel: threading.Event
    ) -> Finding:
        from discredit.report import study_page
        from discredit.studies import folder as result
        from discredit.studies.answer import answer

        found = answer(
            self.question,
            self.size,
            self.folder,
            runs=self.runs,
            crew=crew,
            on_progress=take,
            cancel=cancel,
        )
        result.write(found, self.folder)
        study_page.write(found, self.folder)
        return found

    def tell(self, found: Finding, *, as_json: bool) -> bool:
        from discredit.cli import claim_page
        from discredit.report import study_page
        from discredit.studies import folder as result

        report = self.folder / study_page.PAGE
        if as_json:
            told = result.document(found)
            emit({**told, "result": str(self.folder), "report": str(report)})
        else:
            claim_page.show(found, self.folder, report)
        return not found.failed


def show_plan(study: AskedStudy, makers: Makers, *, as_json: bool) -> None:
    """Show what a study takes, and run nothing."""
    forecast = study.forecast(makers.workers)
    said = study.planned(forecast)
    if not as_json:
        say(*said)
        return
    shown = forecast._asdict() | {"parts": dict(forecast.parts), "runs": forecast.runs}
    emit({"study": study.name, **shown, "said": said})


def carry_out(study: AskedStudy, makers: Makers, crew: Crew | None, *, as_json: bool) -> bool:
    """Show the plan, run whatever is lacking, tell what was found; whether every run came to its
    end. `crew`: where it is not one of `makers`."""
    from discredit.cli.counter import Counter
    from discredit.cli.progress import stoppable, warnings_told
    from discredit.engine import waits

    forecast = study.forecast(makers.workers)
    if not as_json:
        say(*map(quiet, study.planned(forecast)), stderr=True)
    with (
        Counter(is_silent=as_json) as counter,
        stoppable(counter.note) as cancel,
        warnings_told(counter.note),
        waits.told(counter.wait),
        makers.begun(study.largest, forecast.runs) as asked,
    ):
        found = study.carried_out(crew or asked, counter.take, cancel)
    return study.tell(found, as_json=as_json)
