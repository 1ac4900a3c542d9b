"""A study run: every run once, kept as it finishes, then the finding put together.

    finding = answer(question, size_of(question), Path("results/wrong-person"))

A finished run is one small file in `runs/`, named by the digest of all that it rests on; a study
that was stopped goes on with what is there, and ends with the same bytes. A run that fails is a row
of the finding that says why; the others go on, and the same call tries it again.
"""

from __future__ import annotations

import queue
import threading
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from discredit.digest import digest
from discredit.engine import devices
from discredit.engine.loop import MONTHS_PER_STRETCH
from discredit.engine.processes import ALONE, Processes
from discredit.engine.world import WorldState
from discredit.errors import Interrupted, MemoryForeseenError
from discredit.plan import Plan
from discredit.run import memory, twins
from discredit.run.arms import SeedSetup
from discredit.store import arrays, disk, manifest
from discredit.store.arrays import Whose
from discredit.store.tables import form_of
from discredit.studies.batch import GIVE_UP
from discredit.studies.design import MAIN, Size, Task, tasks
from discredit.studies.finding import Failed, Finding, Outcomes, finding_of
from discredit.studies.folder import RUNS, claim, question_digest
from discredit.studies.outcome import (
    LOST,
    NeededSums,
    RunFigures,
    needed_by,
    outcomes_of,
    refuse_unmeasured,
)
from discredit.studies.question import Question
from discredit.studies.setting import why
from discredit.studies.standing import Seen, StandingFigure, figures_of
from discredit.vocabulary import UNSCORED
from discredit.words.numbers import count

WORKERS = 2
"""Runs at a time, where so many fit: both sides of a seed."""
Arrays = dict[str, np.ndarray]
"""What is kept of a run: sums by month, and of each measure of STANDING its value and people."""


class Step(NamedTuple):
    """How far a study has come."""

    done: int  # runs finished or found
    runs: int
    scenario: str
    seed: int
    side: str
    months_done: int

    @property
    def name(self) -> str:
        """What the run at hand is called."""
        return self.scenario


def answer(
    question: Question,
    size: Size,
    folder: Path,
    *,
    on_progress: Callable[[Step], None] | None = None,
    cancel: threading.Event | None = None,
    processes: Processes = ALONE,
) -> Finding:
    """Run whatever is lacking of a study, and put its finding together.

    Args:
        question: The study as read.
        size: How many people, months and seeds.
        folder: Where its runs and its finding are kept; runs that lie there are not run again.
        on_progress: Called in the caller's thread after each step.
        cancel: When set, or on Ctrl-C, it stops within a stretch of months and keeps the runs that
            are done.
        processes: Those that share each run; this is process 0, the others call `take_part`.

    Returns:
        What the study finds; the folder holds the runs, and not yet the finding.

    Raises:
        ResultError: something else is in the folder.
        PolicyError: the series of a side lacks a measure that the study asks for.
        MemoryForeseenError: so many people would not fit.
        RunError: the disk refuses, or another process is in the folder.
        Exception: no seed came to its end on both sides; it is what the first run that failed said.
        Interrupted: it was stopped; the same call goes on from there.
    """
    refuse_unmeasured(question)
    claim(folder, question_digest(question, size))
    todo = list(tasks(question, size))
    needed = needed_by(question.study)
    with disk.alone_in(folder / RUNS):
        disk.put_right(folder / RUNS, arrays.names_in)
        kept = _Kept(folder / RUNS, needed)
        kept.tell_unused(todo)
        failures = _work(kept, todo, on_progress, cancel or threading.Event(), processes)
        lost = (LOST,) * (1 + len(question.study.beside))
        outcomes: Outcomes = {
            (task.scenario, task.seed, task.side): lost
            if kept.path(task.plan) in failures
            else outcomes_of(question.study, kept.read(task.plan), needed)
            for task in todo
        }
    failed = tuple(
        Failed(task.scenario, task.seed, task.side, why(failures[kept.path(task.plan)]))
        for task in todo
        if kept.path(task.plan) in failures
    )
    of_main = {one.seed for one in failed if one.scenario == MAIN}
    if failures and len(of_main) == size.seeds:
        raise next(iter(failures.values()))
    points = {task.scenario: task.point for task in todo if task.point}
    inputs = inputs_digest(question, todo, needed)
    return finding_of(question, size, outcomes, inputs, failed, points)


def take_part(
    question: Question, size: Size, processes: Processes, cancel: threading.Event | None = None
) -> None:
    """Work along with process 0, which alone keeps what comes out; see `answer`.

    Args:
        question: The study as read, the same in all.
        size: How many people, months and seeds.
        processes: Those that share each run.
        cancel: When set, all stop within a stretch of months.

    Raises:
        MemoryForeseenError: so many people would not fit.
        Interrupted: it was stopped, here or in another process.
    """
    needed, stop = needed_by(question.study), cancel or threading.Event()
    runs = _distinct(tasks(question, size))
    lacks = processes.any_of(*[False] * len(runs))
    for task in (task for task, is_lacking in zip(runs, lacks, strict=True) if is_lacking):
        if processes.any_of(stop.is_set())[0]:
            raise processes.stops()
        _run(task, needed, stop, queue.Queue(), processes)


def _distinct(todo: Iterable[Task]) -> list[Task]:
    """Each run once, in order: settings may ask for the same."""
    first: dict[str, Task] = {}
    for task in todo:
        first.setdefault(task.plan.inputs_digest, task)
    return list(first.values())


def inputs_digest(question: Question, todo: list[Task], needed: NeededSums) -> str:
    """SHA-256 over the study's text and the inputs of all its runs.

    Args:
        question: The study as read.
        todo: Every run of it, in order.
        needed: The sums of each run that are kept.
    """
    runs = [[task.scenario, task.seed, task.side, task.plan.inputs_digest] for task in todo]
    return digest({"study": question.text, "runs": runs, "taken": needed._asdict()})


class _Kept:
    """The finished runs of a study on disk."""

    def __init__(self, folder: Path, needed: NeededSums) -> None:
        self._folder, self.needed = folder, needed
        here = manifest.versions()
        self._engine = {name: here[name] for name in manifest.ENGINE}

    def path(self, plan: Plan) -> Path:
        """Where the run of a plan lies, or will."""
        key = {"run": plan.inputs_digest, "taken": self.needed._asdict(), "engine": self._engine}
        return self._folder / f"{digest(key)[:32]}"

    def tell_unused(self, todo: Iterable[Task]) -> None:
        """Warn of finished runs that lie here and that none of these asks for."""
        mine = {self.path(task.plan).name for task in todo}
        there = {path.name for path in self._folder.iterdir() if arrays.is_there(path)}
        if there - mine:
            runs = count(len(there - mine), "finished run", "finished runs")
            warnings.warn(
                f"{runs} in {self._folder} rest on other numbers, sizes or code and are not used; "
                "they may be removed.",
                stacklevel=1,
            )

    def read(self, plan: Plan) -> RunFigures:
        kept = arrays.load(self.path(plan))
        rows = kept.get("standing", np.zeros((0, 2)))
        figures = {
            name: StandingFigure(float(value), int(people))
            for name, (value, people) in zip(self.needed.standing, rows, strict=True)
        }
        return RunFigures(kept["sums"], figures)


def _work(
    kept: _Kept,
    todo: list[Task],
    on_progress: Callable[[Step], None] | None,
    stop: threading.Event,
    processes: Processes,
) -> dict[Path, Exception]:
    """Run what is lacking; what the runs that failed said, in that order."""
    each = {kept.path(task.plan): task for task in _distinct(todo)}
    lacking = {path: task for path, task in each.items() if not _is_kept(path, task)}
    processes.any_of(*(path in lacking for path in each))  # the others hear it
    runs = len(each)
    done = runs - len(lacking)
    progress: queue.Queue[tuple[Task, int] | None] = queue.Queue()
    broken = threading.Event()
    failures = _Failures(has_ended=done > 0, is_alone=processes.count == 1)

    def go(path: Path, task: Task) -> None:
        try:
            # Once all have agreed to stop, or this one failed, nobody else answers.
            is_over = (processes.count > 1 and processes.has_stopped) or broken.is_set()
            if is_over or processes.any_of(stop.is_set())[0]:
                stop.set()
                processes.stops()
            else:
                work = partial(_run, task, kept.needed, stop, progress, processes)
                run = failures.take(path, task, work)
                if run is not None:
                    arrays.save(path, run, _whose(path, task))
                elif failures.are_all:
                    stop.set()
        except BaseException:
            stop.set()
            broken.set()
            raise
        finally:
            progress.put(None)

    workers = 1 if processes.in_turn else _workers(lacking.values(), is_begun=done > 0)
    with ThreadPoolExecutor(workers, thread_name_prefix="study") as threads:
        futures = [
            threads.submit(copy_context().run, go, path, task) for path, task in lacking.items()
        ]
        try:
            ended = 0
            while ended < len(futures):
                news = progress.get()
                if news is None:
                    ended += 1
                elif on_progress is not None:
                    task, months = news
                    is_last = months == task.plan.months
                    step = Step(
                        done + ended + is_last, runs, task.scenario, task.seed, task.side, months
                    )
                    on_progress(step)
        except BaseException as error:
            stop.set()
            if not isinstance(error, KeyboardInterrupt):
                raise
    _raise_from(futures)
    if failures.are_all:
        raise failures.first
    if stop.is_set() and not all(path.is_dir() or path in failures.by_run for path in lacking):
        raise Interrupted("Stopped. What was done is kept; the same call goes on from there.")
    return failures.by_run


def _workers(lacking: Iterable[Task], *, is_begun: bool) -> int:
    """How many runs go on at a time. Raises MemoryForeseenError where none fits, unless the study
    has some already: then each that does not is a row."""
    largest = max((task.plan for task in lacking), key=lambda plan: plan.people, default=None)
    try:
        return 1 if largest is None else memory.at_once(largest, WORKERS)
    except MemoryForeseenError:
        if is_begun:
            return 1
        raise


class _Failures:
    """The runs of a study that failed, and whether any other came to its end."""

    def __init__(self, *, has_ended: bool, is_alone: bool) -> None:
        self.by_run: dict[Path, Exception] = {}
        self._has_ended, self._is_alone = has_ended, is_alone

    @property
    def are_all(self) -> bool:
        """Whether so many failed, and no other came to its end, that the rest would fail too."""
        return len(self.by_run) >= GIVE_UP and not self._has_ended

    @property
    def first(self) -> Exception:
        return next(iter(self.by_run.values()))

    def take(self, path: Path, task: Task, run: Callable[[], Arrays]) -> Arrays | None:
        """What a run gives; None where it fails, and that is said. Raises Interrupted."""
        try:
            figures = run()
        except Interrupted:
            raise
        except Exception as error:  # whatever it is, it is one run of many
            if not self._is_alone:  # the others may wait in the middle of it
                raise
            self.by_run[path] = error
            warnings.warn(
                f"The run of seed {task.seed}, {task.side}, {task.scenario}, failed "
                f"({why(error)}); it is left out, and the others go on.",
                stacklevel=1,
            )
            return None
        self._has_ended = True
        return figures


def _whose(path: Path, task: Task) -> Whose:
    return Whose(path.name, 0, task.plan.months)


def _is_kept(path: Path, task: Task) -> bool:
    """Whether a run lies there whole. A damaged one is run again, and that is said."""
    if not path.is_dir():
        return False
    if arrays.is_whole(path, _whose(path, task)):
        return True
    warnings.warn(f"{path} is damaged; this run of the study is made again.", stacklevel=1)
    return False


def _raise_from(futures: list) -> None:
    errors = [error for future in futures if (error := future.exception()) is not None]
    for error in errors:
        if not isinstance(error, (Interrupted, KeyboardInterrupt)):
            raise error


def _run(
    task: Task,
    needed: NeededSums,
    stop: threading.Event,
    progress: queue.Queue[tuple[Task, int] | None],
    processes: Processes,
) -> Arrays:
    """What a study needs of one run. Raises Interrupted."""
    months, form = [], form_of(task.plan)
    looked: list[Seen] = []
    look = partial(_look, looked) if needed.standing else None
    for moment in twins.stream(task.plan, cancel=stop, look=look, processes=processes):
        months.append(needed.of(moment.sums["with"], form.series_groups, form.own[0]))
        if len(months) % 12 == 0 or len(months) == task.plan.months:
            progress.put((task, len(months)))
    kept: Arrays = {"sums": np.stack(months)}
    if needed.standing:
        is_a_year = task.plan.months % MONTHS_PER_STRETCH == 0 and len(looked) > 1
        found = figures_of(looked[-1], looked[-2] if is_a_year else None)
        kept["standing"] = np.array([found[name] for name in needed.standing], np.float64)
    return kept


def _look(looked: list[Seen], world: WorldState, setup: SeedSetup) -> None:
    """Keep where everybody stands after a stretch of months; the last two are enough."""
    scores, earned = world.held.scores, world.truth.earned
    assert scores is not None and earned is not None

    def rows(column: Any) -> np.ndarray:
        return devices.fetch(column).reshape(-1)[: setup.layout.people].astype(np.float64)

    looked.append(
        Seen(
            score=rows(scores.shown[:, 0]),
            is_scored=rows(world.tally.band) != UNSCORED,
            earned=rows(earned.account[:, 0]),
            income=rows(setup.population.people.income),
        )
    )
    del looked[:-2]
