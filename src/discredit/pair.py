"""Twins: the two arms of each seed, side by side, from a plan to a result and back.

    plan = draw_up("court-list", people=100_000, months=60)
    folder = simulate(plan, Path("results/court-list"))
    verify(open_result(folder)).ok
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import jax
import numpy as np

from discredit import engine_cache, memory, run
from discredit.errors import Fault, InputError, Interrupted, ResultError
from discredit.plan import MOST_TRACED, Arm, Plan
from discredit.policy.rules import Rules, compile_rules, without
from discredit.record import GROUP_LABELS, MEASURES, WRONGS
from discredit.society.build import build
from discredit.society.people import People
from discredit.society.ties import bonds_of
from discredit.store import checkpoint, disk, parquet, workplace
from discredit.store.checkpoint import Halt
from discredit.store.result import Result, open_result
from discredit.store.tables import (
    Digests,
    Rows,
    events_rows,
    months_of,
    no_rows,
    people_rows,
    persons_rows,
    with_everybody,
)
from discredit.store.workplace import Workplace

if TYPE_CHECKING:
    import pandas as pd

SHARE_FOR_CHECKPOINTS = 0.05
"""Time that writing checkpoints may take; the first is always written."""


class Progress(NamedTuple):
    """How far an arm has come; `phase` is 'run', or 'trace' when its diary is written."""

    seed_index: int
    arm: Arm
    months_done: int
    rate: float  # person-months per second of this arm since it began or went on
    phase: str


class Ground(NamedTuple):
    """What the arms of one seed have in common, and the rules that tell them apart."""

    seed: int
    cut: run.Layout
    people: People  # NumPy columns
    population: run.Population
    rules: dict[Arm, Rules]


class Moment(NamedTuple):
    """One month of all arms; sums by arm [groups, measures] in the order of SERIES_GROUPS and
    MEASURES, in the record's whole numbers."""

    seed: int
    month: str
    sums: dict[Arm, np.ndarray]


class Verification(NamedTuple):
    """What running a result again gave; `differences` name tables and columns, in order."""

    ok: bool
    expected: str
    obtained: str
    differences: tuple[str, ...]


def simulate(
    plan: Plan,
    folder: Path | str,
    *,
    command: str = "",
    on_progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    force: bool = False,
) -> Path:
    """Run a plan into a result folder, or go on where an earlier run of it was cut off.

    `on_progress` is called in the caller's thread. A set `cancel`, or Ctrl-C, stops all arms within
    a stretch of months and leaves a partial result. `force` replaces whatever result is there.

    Raises: ResultError (what is in the folder; nothing is changed), MemoryForeseenError, RunError
    (the disk), Interrupted.
    """
    folder = Path(folder)
    found = workplace.standing(folder, plan, force=force)
    if found is not None and found.status == "complete":
        return folder
    memory.foresee(plan)
    engine_cache.enable()
    stop = threading.Event() if cancel is None else cancel
    with workplace.begin(folder, plan, found, command) as place:
        try:
            for index in range(len(plan.seeds)):
                _simulate_seed(place, index, on_progress, stop)
        except Interrupted:
            place.leave()
            raise
        place.complete()
    return folder


def verify(
    result: Result,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Verification:
    """Run a complete result again from its manifest alone, and compare every column.

    Columns of the stored tables are held against the manifest too, so that an edited table shows.
    Raises ResultError for a partial result, and whatever `simulate` raises.
    """
    page = result.manifest
    if page.outcome_digest is None:
        raise ResultError(f"{result.folder} is partial; only a complete result can be verified.")
    plan = page.plan()
    stored = _digests_of(result, plan)
    first = page.traced.get(plan.seeds[0], ())
    with TemporaryDirectory(prefix="discredit-verify-") as folder:
        simulate(replace(plan, traced=first), folder, on_progress=on_progress, cancel=cancel)
        again = open_result(folder).manifest
    differences = [
        f"{table}.{column} in the file is not what the manifest says it was"
        for table, columns in page.columns.items()
        for column, expected in columns.items()
        if stored[table].get(column) != expected
    ]
    differences += [
        f"{table}.{column} came out otherwise"
        for table, columns in page.columns.items()
        for column, expected in columns.items()
        if again.columns[table].get(column) != expected
    ]
    obtained = again.outcome_digest or ""
    return Verification(not differences, page.outcome_digest, obtained, tuple(differences))


def trace(
    source: Plan | Result, persons: tuple[int, ...], *, seed: int | None = None
) -> pd.DataFrame:
    """Every month of up to 16 people in all arms, in the form of `events`.

    Read from the result where it has them; otherwise the seed (the first unless given) is run
    again. Raises InputError for a person or seed that is not in the run.
    """
    plan = source if isinstance(source, Plan) else source.manifest.plan()
    seed = plan.seeds[0] if seed is None else seed
    if seed not in plan.seeds:
        rule = f"it must be one of the run's: {', '.join(map(str, plan.seeds))}"
        raise InputError([Fault("run", 0, "seed", str(seed), rule, "")])
    if not 1 <= len(persons) <= MOST_TRACED:
        rule = f"1 to {MOST_TRACED} people can be followed at once"
        raise InputError([Fault("run", 0, "persons", f"{len(persons)} long", rule, "")])
    replace(plan, traced=persons)  # refuses people who are not there
    if isinstance(source, Result) and set(persons) <= set(source.manifest.traced.get(seed, ())):
        events = source.events()
        chosen = (events["seed"] == seed) & events["person"].isin(persons)
        return events[chosen].reset_index(drop=True)
    engine_cache.enable()
    ground = prepare(plan, seed)
    kept: dict[Arm, list[dict[str, np.ndarray]]] = {arm: [] for arm in plan.arms}
    for stretches in _side_by_side(ground, plan, persons):
        for arm, stretch in stretches.items():
            kept[arm].append(stretch.traced)
    parts = [events_rows(seed, arm, persons, _joined(kept[arm])) for arm in plan.arms]
    return parquet.frame("events", months_of(plan), parts)


def stream(plan: Plan, *, cancel: threading.Event | None = None) -> Iterator[Moment]:
    """The sums of all arms, month by month, without a folder; close the iterator to stop.

    Raises Interrupted when `cancel` is set, and MemoryForeseenError.
    """
    memory.foresee(plan)
    engine_cache.enable()
    months = months_of(plan)
    for seed in plan.seeds:
        for stretches in _side_by_side(prepare(plan, seed), plan, ()):
            if cancel is not None and cancel.is_set():
                raise Interrupted("Stopped.")
            sums = {arm: with_everybody(stretch.sums) for arm, stretch in stretches.items()}
            first = next(iter(stretches.values())).first_month
            for t in range(len(next(iter(sums.values())))):
                yield Moment(seed, months[first + t], {arm: sums[arm][t] for arm in sums})


def prepare(plan: Plan, seed: int) -> Ground:
    """The society of one seed on the device, and the rules of each arm."""
    spec = plan.society.spec()
    cut = run.layout(plan.people)
    people = build(spec, plan.people, seed, block=cut.padded)
    population = run.settle(people, bonds_of(spec), cut, seed)
    rules = compile_rules(plan.policy, plan.first_month, plan.months)
    by_arm: dict[Arm, Rules] = {"with": rules, "without": without(rules)}
    return Ground(seed, cut, people, population, {arm: by_arm[arm] for arm in plan.arms})


def _simulate_seed(
    place: Workplace,
    index: int,
    on_progress: Callable[[Progress], None] | None,
    stop: threading.Event,
) -> None:
    """All that is still lacking of one seed. Raises Interrupted between two stretches."""
    plan = place.plan
    ground: Ground | None = None
    for phase in ("run", "trace") if index == 0 else ("run",):
        if phase == "trace":
            place.traced[plan.seeds[0]] = _to_trace(place)
        traced = place.traced.get(plan.seeds[0], ()) if phase == "trace" else ()
        if phase == "trace" and not traced:
            return
        lacking = [arm for arm in plan.arms if not place.part(index, _name(phase, arm)).is_file()]
        if not lacking:
            continue
        if stop.is_set():
            raise _interrupted(place)
        ground = ground or prepare(plan, plan.seeds[index])
        if not place.part(index, "people").is_file():
            rows = people_rows(ground.seed, ground.people, plan.people)
            disk.save(place.part(index, "people"), rows)
        jobs = [_Job(place, ground, index, arm, phase, traced) for arm in lacking]
        _work(jobs, on_progress, stop)
        if stop.is_set() and not all(job.is_done for job in jobs):
            raise _interrupted(place)


def _interrupted(place: Workplace) -> Interrupted:
    return Interrupted(
        f"Stopped. What was done is in {place.folder}; the same command goes on from there."
    )


def _name(phase: str, arm: Arm) -> str:
    return arm if phase == "run" else f"trace-{arm}"


class _Job(NamedTuple):
    """One arm of one seed to be brought to its end."""

    place: Workplace
    ground: Ground
    index: int
    arm: Arm
    phase: str
    traced: tuple[int, ...]

    @property
    def part(self) -> Path:
        return self.place.part(self.index, _name(self.phase, self.arm))

    @property
    def halt(self) -> Path:
        return self.place.halt(self.index, _name(self.phase, self.arm))

    @property
    def is_done(self) -> bool:
        return self.part.is_file()


def _work(
    jobs: list[_Job], on_progress: Callable[[Progress], None] | None, stop: threading.Event
) -> None:
    """Bring jobs to their end in a thread each; the caller's thread tells of the progress."""
    told: queue.Queue[Progress | None] = queue.Queue()
    failed = threading.Event()

    def go(job: _Job) -> None:
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


def _advance(job: _Job, is_stopped: Callable[[], bool], tell: Callable[[Progress], None]) -> None:
    """Bring one arm to its end, or to the first stretch after it was stopped."""
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
            _finish(job, Halt(world, np.concatenate(sums), _joined(traces)))
            break
        stopping = is_stopped()
        if stopping or now - last_write > cost / SHARE_FOR_CHECKPOINTS:
            here = Halt(world, np.concatenate(sums), _joined(traces))
            checkpoint.save(job.halt, here, plan.inputs_digest)
            last_write = time.monotonic()
            cost = last_write - now
        if stopping:
            break
    place.add_work(plan.people * (done - first))


def _where_it_stands(job: _Job) -> Halt:
    ground = job.ground
    if job.halt.is_file():
        like = jax.eval_shape(lambda: run.begin(ground.population, ground.cut))
        return checkpoint.load(job.halt, like, job.place.plan.inputs_digest)
    world = run.begin(ground.population, ground.cut)
    return Halt(world, np.zeros((0, len(GROUP_LABELS), len(MEASURES)), np.int64), {})


def _finish(job: _Job, halt: Halt) -> None:
    rows: Rows = {}
    if job.phase == "run":
        rows = persons_rows(job.ground.seed, job.arm, halt.world, job.place.plan.people)
    trace = {f"trace.{name}": column for name, column in halt.trace.items()}
    disk.save(job.part, {"sums": halt.sums, **trace, **rows})
    disk.remove(job.halt)


def _joined(traces: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    full = [trace for trace in traces if trace]
    names = full[0] if full else {}
    return {name: np.concatenate([trace[name] for trace in full]) for name in names}


def _side_by_side(
    ground: Ground, plan: Plan, traced: tuple[int, ...]
) -> Iterator[dict[Arm, run.Stretch]]:
    """The stretches of all arms of a seed, each pair worked out at the same time."""
    arms = {
        arm: run.months(
            run.begin(ground.population, ground.cut),
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
            each = {arm: threads.submit(lambda m=months: next(m)[1]) for arm, months in arms.items()}
            yield {arm: future.result() for arm, future in each.items()}


def _to_trace(place: Workplace) -> tuple[int, ...]:
    """The people whose every month is kept for the first seed: asked for, or chosen.

    One for each cause of wrong listing that occurred, one listed and never wrongly, one corrected
    on appeal, one relative of a listed person; each the longest affected, the lowest row of equals.
    """
    plan = place.plan
    if plan.traced is not None:
        return plan.traced
    if "with" not in plan.arms:
        return ()
    rows = disk.load(place.part(0, "with"))
    listed = rows["months_listed"]
    never = rows["wrong_causes"] == 0
    wanted = [
        *((rows[f"wrongly_{cause}"], rows["months_wrongly"]) for cause in WRONGS),
        ((listed > 0) & never, listed),
        (rows["corrections"] > 0, rows["months_wrongly"]),
        ((listed == 0) & (rows["months_listed_at_home"] > 0), rows["months_listed_at_home"]),
    ]
    chosen: list[int] = []
    for is_such, longest in wanted:
        score = np.where(is_such, longest.astype(np.int64), -1)
        score[chosen] = -1
        row = int(score.argmax())
        if score[row] >= 0:
            chosen.append(row)
    return tuple(sorted(chosen))


def _digests_of(result: Result, plan: Plan) -> dict[str, dict[str, str]]:
    """The digests of the tables as they lie in the folder."""
    months = months_of(plan)
    digests = Digests(months)
    for table in ("series", "people", "persons", "events"):
        digests.take(table, no_rows(table))
        for rows in parquet.read(result.path(table), table, months):
            digests.take(table, rows)
    return digests.by_column()
