"""A claim put to the test: both sides of its switch as runs of a design, then the finding.

    finding = answer(question, size_of(question), Path("results/wrong-person"))

A finished run is a row, keyed by all that it rests on; a study that was stopped goes on with what
is there, and ends with the same bytes. A run that fails is a row that says why; the others go on,
and the same call tries it again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from discredit.digest import digest
from discredit.engine import devices
from discredit.engine.loop import MONTHS_PER_STRETCH
from discredit.engine.processes import Processes
from discredit.engine.world import WorldState
from discredit.errors import RunError
from discredit.plan import Plan
from discredit.run.arms import SeedSetup
from discredit.store.in_memory import InMemory
from discredit.store.tables import form_of, with_everybody
from discredit.studies import batch
from discredit.studies.batch import Come, DesignRun, key_of, lacking, run_all
from discredit.studies.crew import Crew, for_runs
from discredit.studies.design import MAIN, Size, Task, tasks
from discredit.studies.finding import Failed, Finding, Outcomes, finding_of
from discredit.studies.folder import RUNS, claim, question_digest
from discredit.studies.forecast import StudyForecast, foreseen
from discredit.studies.outcome import (
    LOST,
    NeededSums,
    RunFigures,
    Told,
    needed_by,
    outcomes_of,
    refuse_unmeasured,
)
from discredit.studies.question import Question
from discredit.studies.rows import RowStore, open_rows, read_rows
from discredit.studies.schema import Study
from discredit.studies.setting import Figures, Setting, plain
from discredit.studies.standing import Seen, figures_of
from discredit.vocabulary import UNSCORED

PARTS: Final = ("as assumed", "assumptions moved", "drawn again")
"""What a claim's runs are for."""
_FIGURES_PER_OUTCOME: Final = 6
NORMAL_90: Final = 1.645
"""Standard errors to either side that hold 90 % of what chance does to a share."""


class ClaimRun(NamedTuple):
    """One run of a claim: what it is for, and how it is made."""

    task: Task
    run: DesignRun


def runs_of(question: Question, size: Size) -> tuple[ClaimRun, ...]:
    """Every run of a claim, in order; settings may ask for the same.

    Args:
        question: The study as read.
        size: How many people, months and seeds.

    Raises:
        PolicyError: the series of a side lacks a measure that the study asks for.
    """
    refuse_unmeasured(question)
    needed = needed_by(question.study)
    outcomes = (question.study.outcome, *question.study.beside)
    told = [needed._asdict(), *(one.model_dump(mode="json") for one in outcomes)]
    take, look = TakeTold(question.study, needed), seen if needed.standing else None

    def made(task: Task) -> ClaimRun:
        setting = Setting(plain(task.plan), (), (), task.seed, take, look=look)
        name = f"{task.scenario}, {task.side}, seed {task.seed}"
        return ClaimRun(
            task, DesignRun(name, key_of("claim", task.plan.inputs_digest, told), setting)
        )

    return tuple(map(made, tasks(question, size)))


def plan_of(
    question: Question,
    size: Size,
    runs: Sequence[ClaimRun],
    folder: Path,
    workers: int | None = None,
) -> StudyForecast:
    """What a claim takes, and what is done of it.

    Args:
        question: The study as read.
        size: How many people, months and seeds.
        runs: All of it.
        folder: Where its rows are, or will be.
        workers: As many as are asked for; None: as many as are best.

    Raises:
        ResultError: rows of another version lie there.
    """
    keys = dict.fromkeys(one.run.key for one in runs)
    part_of = {one.run.key: _part(one.task) for one in reversed(runs)}
    counts = [(name, sum(part == name for part in part_of.values())) for name in PARTS]
    rows = read_rows(folder / RUNS)
    there = [row for key, row in rows.items() if key in keys]
    parts = tuple((name, many) for name, many in counts if many)
    figures = _FIGURES_PER_OUTCOME * (1 + len(question.study.beside))
    return foreseen(parts, _largest(runs), there, figures, _resolves(size.draws), workers)


def answer(
    question: Question,
    size: Size,
    folder: Path,
    *,
    runs: Sequence[ClaimRun] | None = None,
    crew: Crew | None = None,
    on_progress: Callable[[Come], None] | None = None,
    cancel: threading.Event | None = None,
) -> Finding:
    """Run whatever is lacking of a study, and put its finding together.

    Args:
        question: The study as read.
        size: How many people, months and seeds.
        folder: Where its runs and its finding are kept; runs that lie there are not run again.
        runs: Those of `runs_of`, where they are known already.
        crew: Who makes the runs; None: this machine, with a process for each core where there are
            many.
        on_progress: Called after each run.
        cancel: When set, or on Ctrl-C, it stops within a stretch of months and keeps the runs that
            are done.

    Returns:
        What the study finds; the folder holds the runs, and not yet the finding.

    Raises:
        ResultError: something else is in the folder, or rows of another version.
        PolicyError: the series of a side lacks a measure that the study asks for.
        MemoryForeseenError: so many people would not fit.
        RunError: the disk refuses, another process is in the folder, or no seed came to its end on
            both sides.
        Interrupted: it was stopped; the same call goes on from there.
    """
    runs = runs_of(question, size) if runs is None else runs
    asked = [one.run for one in runs]
    claim(folder, question_digest(question, size))
    with open_rows(folder / RUNS) as rows:
        makers = crew or for_runs(_largest(runs), len(lacking(asked, rows)))
        run_all(asked, rows, crew=makers, on_progress=on_progress, cancel=cancel)
        return _finding(question, size, runs, rows)


def take_part(
    runs: Sequence[ClaimRun], processes: Processes, cancel: threading.Event | None = None
) -> None:
    """Work along with process 0, which alone keeps what comes out; see `answer`.

    Args:
        runs: All of it, the same in all.
        processes: Those that share each run.
        cancel: When set, all stop within a stretch of months.

    Raises:
        Interrupted: it was stopped, here or in another process.
    """
    batch.take_part([one.run for one in runs], processes, cancel)


def _finding(question: Question, size: Size, runs: Sequence[ClaimRun], rows: RowStore) -> Finding:
    """What the rows of all runs come to. Raises RunError where none can be held against another."""
    lost = (LOST,) * (1 + len(question.study.beside))
    outcomes: Outcomes = {}
    failed: list[Failed] = []
    for task, run in runs:
        row = rows.get(run.key)
        assert row is not None, "run_all leaves a row of each"
        outcomes[task.scenario, task.seed, task.side] = told_again(row.figures) or lost
        if row.failed:
            failed.append(Failed(task.scenario, task.seed, task.side, row.failed, row.tries))
    if len({one.seed for one in failed if one.scenario == MAIN}) == size.seeds:
        raise RunError(
            f"No seed came to its end on both sides, so there is no finding; the first run that "
            f"failed said: {failed[0].why}"
        )
    points = {task.scenario: task.point for task, _ in runs if task.point}
    inputs = inputs_digest(question, [task for task, _ in runs], needed_by(question.study))
    return finding_of(question, size, outcomes, inputs, tuple(failed), points)


def inputs_digest(question: Question, todo: Iterable[Task], needed: NeededSums) -> str:
    """SHA-256 over the study's text and the inputs of all its runs.

    Args:
        question: The study as read.
        todo: Every run of it, in order.
        needed: The sums of each run that are asked for.
    """
    runs = [[task.scenario, task.seed, task.side, task.plan.inputs_digest] for task in todo]
    return digest({"study": question.text, "runs": runs, "taken": needed._asdict()})


class TakeTold(NamedTuple):
    """Takes the outcomes of a claim of one side's run, each with what it rests on."""

    study: Study
    needed: NeededSums

    def __call__(self, result: InMemory) -> Figures:
        """Of a run of the world with the system: an outcome by its place, see `told_again`."""
        form, lived = form_of(result.plan), result.lives["with"]
        months = [
            self.needed.of(month, form.series_groups, form.own[0])
            for stretch in lived.stretches
            for month in with_everybody(stretch.sums, form)
        ]
        standing = {}
        if self.needed.standing:
            *before, now = lived.looked
            is_a_year = result.plan.months % MONTHS_PER_STRETCH == 0 and before
            standing = figures_of(now, before[0] if is_a_year else None)
        run = RunFigures(np.stack(months), standing)
        found = outcomes_of(self.study, run, self.needed)
        return {str(at): one.flat for at, one in enumerate(found)}


def told_again(figures: Figures) -> tuple[Told, ...]:
    """The outcomes of a run as `TakeTold` took them.

    Args:
        figures: Of its row.
    """
    return tuple(Told.of(figures[str(at)]) for at in range(len(figures)))


def seen(world: WorldState, setup: SeedSetup) -> Seen:
    """Where everybody stands after a stretch of months, for the measures of STANDING.

    Args:
        world: With the system.
        setup: Who lives there.
    """
    scores, earned = world.held.scores, world.truth.earned
    assert scores is not None and earned is not None

    def rows(column: Any) -> np.ndarray:
        return devices.fetch(column).reshape(-1)[: setup.layout.people].astype(np.float64)

    return Seen(
        score=rows(scores.shown[:, 0]),
        is_scored=rows(world.tally.band) != UNSCORED,
        earned=rows(earned.account[:, 0]),
        income=rows(setup.population.people.income),
    )


def _part(task: Task) -> str:
    return PARTS[2] if task.point else PARTS[task.scenario != MAIN]


def _largest(runs: Sequence[ClaimRun]) -> Plan:
    return max((one.task.plan for one in runs), key=lambda plan: plan.people)


def _resolves(draws: int) -> str:
    """What the draws will be able to tell."""
    if not draws:
        return "how large the change is over luck; over assumptions together it is not drawn"
    nine_of_ten = sqrt(0.9 * 0.1 / draws) * NORMAL_90
    return f"in what share of {draws} draws its sign holds, to within about {nine_of_ten:.0%}"
