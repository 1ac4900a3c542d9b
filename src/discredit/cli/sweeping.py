"""`discredit study` of a file with arms: its plan, its runs, what they come to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from discredit.cli.screen import emit, heading, loud, quiet, say

if TYPE_CHECKING:
    from discredit.studies.crew import Crew
    from discredit.studies.inquiry import ArmStudy


def folder_of(study: ArmStudy, out: Path | None) -> Path:
    """The folder of a study's result."""
    return out or Path("results") / f"study-{study.name}-{study.inquiry.people}"


def plan(name: str, out: Path | None, *, as_json: bool) -> None:
    """Show what a study takes, and run nothing."""
    from discredit.report.sweep_page import planned
    from discredit.studies.inquiry import load_inquiry
    from discredit.studies.sweep import plan_of

    study = load_inquiry(name)
    forecast = plan_of(study, folder_of(study, out))
    if as_json:
        shown = forecast._asdict() | {"parts": dict(forecast.parts), "runs": study.runs}
        emit({"study": study.name, **shown, "said": planned(study, forecast)})
        return
    say(*planned(study, forecast))


class Executors(StrEnum):
    """Who makes runs."""

    local = "local"
    dask = "dask"


class Makers(NamedTuple):
    """Who makes the runs of a study, as asked for."""

    workers: int | None = None
    executor: Executors = Executors.local
    scheduler: str | None = None

    @property
    def are_asked(self) -> bool:
        """Whether anything was asked."""
        return self != Makers()

    @contextmanager
    def begun(self, study: ArmStudy) -> Iterator[Crew | None]:
        """Them at hand; None: as the study finds best. Raises MeetingError, MissingPartError."""
        from discredit.studies.crew import for_runs, of_dask

        if (self.executor == Executors.dask) != (self.scheduler is not None):
            raise typer.BadParameter("--executor dask and --scheduler ADDRESS go together.")
        if self.scheduler is None:
            first = next(iter(study.plans.values()))
            yield None if self.workers is None else for_runs(first, study.runs, self.workers)
        elif self.workers is not None:
            raise typer.BadParameter("--workers is of this machine; a Dask scheduler has its own.")
        else:
            with of_dask(self.scheduler) as crew:
                yield crew


def answer(name: str, out: Path | None, makers: Makers, *, as_json: bool) -> bool:
    """Show the plan, run whatever is lacking, tell what was found; whether every run came to its
    end."""
    from discredit.cli.counter import Counter
    from discredit.cli.progress import stoppable, warnings_told
    from discredit.engine import waits
    from discredit.report import sweep_page
    from discredit.studies.inquiry import load_inquiry
    from discredit.studies.sweep import plan_of, swept

    study = load_inquiry(name)
    folder = folder_of(study, out)
    if not as_json:
        said = sweep_page.planned(study, plan_of(study, folder))
        say(*map(quiet, said), stderr=True)
    with (
        Counter(is_silent=as_json) as counter,
        stoppable(counter.note) as cancel,
        warnings_told(counter.note),
        waits.told(counter.wait),
        makers.begun(study) as crew,
    ):
        found = swept(study, folder, crew=crew, on_progress=counter.take, cancel=cancel)
    sweep_page.write(found, folder)
    if as_json:
        emit({**sweep_page.document(found), "result": str(folder)})
    else:
        title, *lines = sweep_page.told(found)
        say(heading(title), *map(loud, sweep_page.labels(study)), *lines)
        say(f"\nResult: {folder}\nReport: {folder / sweep_page.PAGE}")
    return not found.failed
