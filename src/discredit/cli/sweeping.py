"""`discredit study` of a file with arms: its plan, its runs, what they come to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from discredit.cli.screen import emit, heading, loud, quiet, say

if TYPE_CHECKING:
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


def answer(name: str, out: Path | None, workers: int | None, *, as_json: bool) -> bool:
    """Show the plan, run whatever is lacking, tell what was found; whether every run came to its
    end."""
    from discredit.cli.counter import Counter
    from discredit.cli.progress import stoppable, warnings_told
    from discredit.engine import waits
    from discredit.report import sweep_page
    from discredit.studies.crew import for_runs
    from discredit.studies.inquiry import load_inquiry
    from discredit.studies.sweep import plan_of, swept

    study = load_inquiry(name)
    folder, first = folder_of(study, out), next(iter(study.plans.values()))
    if not as_json:
        said = sweep_page.planned(study, plan_of(study, folder))
        say(*map(quiet, said), stderr=True)
    with (
        Counter(is_silent=as_json) as counter,
        stoppable(counter.note) as cancel,
        warnings_told(counter.note),
        waits.told(counter.wait),
    ):
        crew = None if workers is None else for_runs(first, study.runs, workers)
        found = swept(study, folder, crew=crew, on_progress=counter.take, cancel=cancel)
    sweep_page.write(found, folder)
    if as_json:
        emit({**sweep_page.document(found), "result": str(folder)})
    else:
        title, *lines = sweep_page.told(found)
        say(heading(title), *map(loud, sweep_page.labels(study)), *lines)
        say(f"\nResult: {folder}\nReport: {folder / sweep_page.PAGE}")
    return not found.failed
