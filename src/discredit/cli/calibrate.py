"""`discredit calibrate`: ranged numbers fitted to published figures, as draws that studies take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from discredit.cli.options import Workers
from discredit.cli.run import People
from discredit.cli.screen import Json, columns, emit, heading, loud, quiet, say

if TYPE_CHECKING:
    from discredit.studies.calibrating import Calibrated
    from discredit.studies.calibration import Calibration

EXAMPLE = "Example: discredit calibrate court-list --runs 600 --dry-run"


def command(
    system: Annotated[str, typer.Argument(help="A system of the library, or a policy file.")],
    people: People = 50_000,
    runs: Annotated[
        int, typer.Option(help="Runs of all parts together; one in five gives a draw.", min=1)
    ] = 600,
    seed: Annotated[int, typer.Option(help="Of the first run; each has its own.", min=0)] = 1,
    number: Annotated[
        list[str] | None,
        typer.Option(
            "--number",
            metavar="PATH",
            help="A number to fit, as in --set of run; may be given again. Left out: those that "
            "`discredit validate` fits.",
        ),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(help="A table of published figures; left out, the one that ships."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell its runs, time and disk, and run nothing.")
    ] = False,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder; results/calibrate-... when left out.")
    ] = None,
    json: Json = False,
) -> None:
    """Fit numbers to published figures: what they may be, what that predicts, and how far to trust.

    By approximate Bayesian computation (docs/calibration.md). Predicted figures are told as
    intervals; the method is held against runs whose numbers are known. The draws are written to a
    file that `run --uncertain --draws` and studies (`draws:`) take in place of the ranges. Ctrl-C
    keeps the runs that are done; the same command goes on from there.
    """
    from discredit.report import calibration_page
    from discredit.studies.calibrating import plan_of
    from discredit.studies.calibration import ask

    assert people is not None, "it has a default"
    asked = ask(system, people=people, runs=runs, seed=seed, paths=number or (), file=figures)
    folder = out or Path("results") / f"calibrate-{asked.plan.policy.name}-{asked.digest[:8]}"
    forecast = plan_of(asked, folder)
    said = calibration_page.planned(asked, forecast)
    if dry_run:
        if json:
            emit({**forecast._asdict(), "runs": asked.runs, "said": said})
        else:
            say(*said)
        return
    if not json:
        say(*map(quiet, said), stderr=True)
    found = _run(asked, folder, workers, is_silent=json)
    draws = calibration_page.write(found, folder)
    if json:
        emit({**calibration_page.document(found), "result": str(folder), "draws": str(draws)})
    else:
        _print(found, draws)


def _run(asked: Calibration, folder: Path, workers: int | None, *, is_silent: bool) -> Calibrated:
    from discredit.cli.counter import Counter
    from discredit.cli.progress import stoppable, warnings_told
    from discredit.engine import waits
    from discredit.studies.calibrating import calibrated
    from discredit.studies.crew import for_runs

    crew = None if workers is None else for_runs(asked.plan, asked.runs, workers)
    with (
        Counter(is_silent=is_silent) as counter,
        stoppable(counter.note) as cancel,
        warnings_told(counter.note),
        waits.told(counter.wait),
    ):
        return calibrated(asked, folder, crew=crew, on_progress=counter.take, cancel=cancel)


def _print(found: Calibrated, draws: Path) -> None:
    from discredit.report import calibration_page as page

    say(heading(f"Fitted to published figures: {found.asked.plan.policy.system.title}"))
    if page.label(found.asked):
        say(loud(page.label(found.asked)))
    say(columns(page.NUMBER_HEADS, page.number_rows(found), fixed=(1, 2, 3), right=(4, 5)))
    for kind, title in (
        ("predicted", "Predicted: published later, nothing was fitted to these"),
        ("fitted", "Fitted: these set the numbers, and prove nothing"),
    ):
        rows = page.figure_rows(page.figures(found), kind)
        if rows:
            say(heading(title), _figures(rows))
    say(heading("What it comes to"), *page.told(found), f"\nDraws: {draws}")


def _figures(rows: list[tuple[str, ...]]) -> Any:
    from rich.text import Text

    from discredit.report.calibration_page import FIGURE_HEADS

    body = [
        (Text(called).append(f"\n{source}", style="dim"), *rest) for called, source, *rest in rows
    ]
    return columns(FIGURE_HEADS, body, fixed=(1, 2, 3, 4), right=(2, 3))
