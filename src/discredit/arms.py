"""The arms of one seed, worked out side by side: from checkpoint to checkpoint, or in step.

Each arm runs in a thread of its own over the same society; the engine frees Python while it works.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Literal, NamedTuple
from zlib import crc32

import jax
import numpy as np

from discredit import run
from discredit.plan import Arm, Plan
from discredit.policy.compile import compile_rules
from discredit.policy.rules import Rules, without
from discredit.record import GROUP_LABELS
from discredit.record.measures import how_many
from discredit.society.build import build
from discredit.society.people import People
from discredit.society.ties import bonds_of
from discredit.store import checkpoint, disk
from discredit.store.checkpoint import Halt
from discredit.store.tables import Rows, persons_rows
from discredit.store.workplace import Workplace
from discredit.team import ALONE, Team

Phase = Literal["run", "trace"]
"""The run proper, then the same again to write the diaries of a few."""

SHARE_FOR_CHECKPOINTS = 0.05
"""Time that writing checkpoints may take; the first is always written."""


class Progress(NamedTuple):
    """How far an arm has come; `phase` is 'run', or 'trace' when its diary is written."""

    seed_index: int
    arm: Arm
    months_done: int
    rate: float  # person-months per second of this arm since it began or went on
    phase: Phase


class Ground(NamedTuple):
    """What the arms of one seed have in common, and the rules that tell them apart."""

    seed: int
    cut: run.Layout
    people: People  # NumPy columns
    population: run.Population
    rules: dict[Arm, Rules]


def prepare(plan: Plan, seed: int, team: Team = ALONE) -> Ground:
    """The society of one seed on the devices, and the rules of each arm."""
    spec = plan.society.spec()
    cut = run.layout(plan.people, team.devices)
    people = build(spec, plan.people, seed, block=cut.padded)
    team.must_agree("the people of the society", _sum_of(people))
    population = run.settle(people, bonds_of(spec), cut, seed)
    rules = compile_rules(plan.policy, plan.first_month, plan.months)
    by_arm: dict[Arm, Rules] = {"with": rules, "without": without(rules)}
    return Ground(seed, cut, people, population, {arm: by_arm[arm] for arm in plan.arms})


def _sum_of(people: People) -> int:
    return reduce(lambda code, column: crc32(np.ascontiguousarray(column).data, code), people, 0)


def part_name(phase: Phase, arm: Arm) -> str:
    """What a part of a seed is called in the workplace."""
    return arm if phase == "run" else f"trace-{arm}"


@dataclass(frozen=True)
class Job:
    """One arm of one seed to be brought to its end."""

    place: Workplace
    ground: Ground
    index: int
    arm: Arm
    phase: Phase
    traced: tuple[int, ...]

    @property
    def part(self) -> Path:
        return self.place.part(self.index, part_name(self.phase, self.arm))

    @property
    def halt(self) -> Path:
        return self.place.halt(self.index, part_name(self.phase, self.arm))

    @property
    def team(self) -> Team:
        return self.place.team


def work(
    jobs: list[Job],
    on_progress: Callable[[Progress], None] | None,
    stop: threading.Event,
    *,
    in_turn: bool = False,
) -> None:
    """Bring jobs to their end in a thread each; the caller's thread tells of the progress.

    Ctrl-C in the caller's thread sets `stop`. `in_turn`: one after the other, in the caller's
    thread.
    """
    if in_turn:
        for job in jobs:
            if not _advance(job, stop.is_set, on_progress or _tell_nobody):
                return
        return
    told: queue.Queue[Progress | None] = queue.Queue()
    failed = threading.Event()

    def go(job: Job) -> None:
        try:
            _advance(job, lambda: stop.is_set() or failed.is_set(), told.put)
        except BaseException:
            failed.set()
            raise
        finally:
            told.put(None)

    with ThreadPoolExecutor(len(jobs), thread_name_prefix="arm") as threads:
        futures: list[Future[None]] = [threads.submit(go, job) for job in jobs]
        try:
            _tell(told, len(jobs), on_progress)
        except KeyboardInterrupt:
            stop.set()
        except BaseException:
            failed.set()
            raise
    for future in futures:
        future.result()


def _tell_nobody(_: Progress) -> None:
    pass


def _tell(
    told: queue.Queue[Progress | None],
    running: int,
    on_progress: Callable[[Progress], None] | None,
) -> None:
    while running:
        progress = told.get()
        if progress is None:
            running -= 1
        elif on_progress is not None:
            on_progress(progress)


def _advance(job: Job, is_stopped: Callable[[], bool], tell: Callable[[Progress], None]) -> bool:
    """Bring one arm to its end, or to the first stretch after it was stopped; whether it ended."""
    place, plan, ground = job.place, job.place.plan, job.ground
    halt = _where_it_stands(job)
    sums, traces = [halt.sums], [halt.trace]
    began, last_write, cost = time.monotonic(), 0.0, 0.0
    stretches = run.months(
        halt.world,
        ground.population,
        ground.rules[job.arm],
        ground.cut,
        ground.seed,
        first=halt.months,
        traced=job.traced,
    )
    done = first = halt.months
    del halt  # the engine takes the world over
    for world, stretch in stretches:
        sums.append(stretch.sums)
        traces.append(stretch.traced if job.traced else {})
        done += len(stretch.sums)
        now = time.monotonic()
        worked = plan.people * (done - first)
        tell(Progress(job.index, job.arm, done, worked / max(now - began, 1e-9), job.phase))
        if done == plan.months:
            _finish(job, Halt(world, np.concatenate(sums), joined(traces)))
            break
        is_due = job.team.is_first and now - last_write > cost / SHARE_FOR_CHECKPOINTS
        stopping, is_due = job.team.any_of(is_stopped(), is_due)
        if stopping or is_due:
            here = Halt(world, np.concatenate(sums), joined(traces))
            checkpoint.save(job.halt, here, plan.inputs_digest, ground.cut, job.team)
            last_write = time.monotonic()
            cost = last_write - now
        if stopping:
            break
    place.add_work(plan.people * (done - first))
    return done == plan.months


def _where_it_stands(job: Job) -> Halt:
    ground = job.ground
    if job.place.has(job.halt)[0]:
        like = jax.eval_shape(lambda: run.begin(ground.population, ground.rules[job.arm]))
        return checkpoint.load(job.halt, like, job.place.plan.inputs_digest, ground.cut, job.team)
    world = run.begin(ground.population, ground.rules[job.arm])
    measures = how_many(ground.rules[job.arm])
    return Halt(world, np.zeros((0, len(GROUP_LABELS), measures), np.int64), {})


def _finish(job: Job, halt: Halt) -> None:
    rows: Rows = {}
    if job.phase == "run":
        rows = persons_rows(job.ground.seed, job.arm, halt.world, job.place.plan.people)
    trace = {f"trace.{name}": column for name, column in halt.trace.items()}
    if job.team.is_first:
        disk.save(job.part, {"sums": halt.sums, **trace, **rows})
        disk.remove(job.halt)


def joined(traces: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The traces of successive stretches as one, each column [months, people followed]."""
    full = [trace for trace in traces if trace]
    names = full[0] if full else {}
    return {name: np.concatenate([trace[name] for trace in full]) for name in names}


def side_by_side(
    ground: Ground, plan: Plan, traced: tuple[int, ...]
) -> Iterator[dict[Arm, run.Stretch]]:
    """The stretches of all arms of a seed, each pair worked out at the same time."""
    arms: dict[Arm, Iterator[tuple[run.World, run.Stretch]]] = {
        arm: run.months(
            run.begin(ground.population, ground.rules[arm]),
            ground.population,
            ground.rules[arm],
            ground.cut,
            ground.seed,
            traced=traced,
        )
        for arm in plan.arms
    }
    with ThreadPoolExecutor(len(arms), thread_name_prefix="arm") as threads:
        for _ in range(0, plan.months, run.MONTHS_PER_BLOCK):
            each = {arm: threads.submit(_next_stretch, months) for arm, months in arms.items()}
            yield {arm: each[arm].result() for arm in plan.arms}


def _next_stretch(months: Iterator[tuple[run.World, run.Stretch]]) -> run.Stretch:
    return next(months)[1]
