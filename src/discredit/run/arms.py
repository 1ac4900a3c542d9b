"""The arms of one seed, each from checkpoint to checkpoint."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import Literal, NamedTuple
from zlib import crc32

import jax
import numpy as np

from discredit.engine import allocator, alone, loop, switches, waits
from discredit.engine import cache as engine_cache
from discredit.engine.apart import run as run_apart
from discredit.engine.apart import staying
from discredit.engine.layout import Layout, lay_out
from discredit.engine.processes import ALONE, Processes
from discredit.engine.world import Population, WorldState
from discredit.plan import Plan
from discredit.policy.rules import Rules
from discredit.policy.worlds import rules_of_worlds
from discredit.run import ahead, kept_society, kept_views, prepared
from discredit.run.ahead import Loads
from discredit.run.keeping import Clock, Keeper, Kept
from discredit.society.money import worth_in
from discredit.society.people import People
from discredit.society.renewal import renewal_of
from discredit.store import arrays, checkpoint, disk
from discredit.store.arrays import Whose
from discredit.store.checkpoint import Cost, Halt
from discredit.store.parts import morning_of
from discredit.store.workplace import Workplace
from discredit.vocabulary import ARMS, Arm

Phase = Literal["run", "trace"]
"""The run proper, then the same again to write the diaries of a few."""


class Progress(NamedTuple):
    """How far an arm has come; `phase` is 'run', or 'trace' when its diary is written."""

    seed_index: int
    arm: Arm
    months_done: int
    rate: float  # person-months per second of this arm since it began or went on
    phase: Phase
    kept: Cost  # checkpoints written so far, of all arms
    prepared: int = 0  # months worked before the record, of `Plan.burn_in`


class SeedSetup(NamedTuple):
    """What the arms of one seed have in common, and the rules that tell them apart."""

    seed: int
    layout: Layout
    population: Population
    rules: dict[Arm, Rules]
    years: loop.Years | None = None  # None: people stay as they are

    @property
    def inhabitants(self) -> Population | loop.Ageing:
        """Who lives there, and what they are renewed from if time passes."""
        years = self.years
        return self.population if years is None else loop.Ageing(self.population, years)


@switches.pinned()
@engine_cache.keeping()
def prepare(
    plan: Plan,
    seed: int,
    processes: Processes = ALONE,
    *,
    loads: Loads = Loads.NOTHING,
    keeps: bool = True,
) -> SeedSetup:
    """The society of one seed on the devices, and the rules of each arm.

    Args:
        plan: What is run.
        seed: Draws the society.
        processes: Those that share the run.
        loads: The engines that are read or compiled beside.
        keeps: Whether the society is kept between runs, and taken from there.

    Draws:
        Every Decision numbered below 100.

    Raises:
        RunError: the processes came to different people.
    """
    spec = plan.society.spec
    layout = lay_out(plan.people, processes.devices, len(spec.marginals.regions.names))
    rules = rules_by_arm(plan)
    if processes.devices == 1:
        ahead.load(plan, seed, rules, layout, loads)
    shelf = kept_society.shelf_of(plan, seed, layout, processes) if keeps else None
    people, population = kept_society.settled(plan, seed, layout, shelf)
    if processes.count > 1:
        processes.must_agree("the people of the society", _sum_of(people))
    allocator.trim()  # what was worked out on the way
    renewal = renewal_of(spec, people, plan.people, seed)
    years = None if renewal is None else loop.Years(renewal, layout, seed, plan.burn_in, shelf)
    return SeedSetup(seed, layout, population, rules, years)


@switches.pinned()
def rules_by_arm(plan: Plan) -> dict[Arm, Rules]:
    """The rules of each arm, of all months that are worked.

    Args:
        plan: What is run.
    """
    spec, span = plan.society.spec, (plan.span.first, plan.burn_in + plan.months)
    worth, regions = worth_in(spec, plan.policy, plan.against), spec.marginals.regions.names
    each = rules_of_worlds(plan.policy, plan.against, *span, worth, regions)
    by_arm = dict(zip(ARMS, each, strict=True))
    return {arm: by_arm[arm] for arm in plan.arms}


def prepare_apart(
    plan: Plan,
    seed: int,
    processes: Processes = ALONE,
    *,
    is_stopped: Callable[[], bool],
    loads: Loads = Loads.OF_MONTHS,
) -> SeedSetup:
    """`prepare` in a thread of its own, so that an interrupt is answered at once.

    Args:
        plan: What is run.
        seed: Draws the society.
        processes: Those that share the run; several stop together only where their months do.
        is_stopped: Once it says so, the society is left half built.
        loads: The engines that are read or compiled beside.

    Draws:
        Every Decision numbered below 100.

    Raises:
        RunError: the processes came to different people.
        Interrupted: it was stopped.
    """
    waits.on_wait.get()(waits.SOCIETY)
    asks = is_stopped if processes.count == 1 else lambda: False
    call = partial(prepare, plan, seed, processes, loads=loads)
    return run_apart([call], "society", asks)[0]


def _sum_of(people: People) -> int:
    return reduce(lambda code, column: crc32(np.ascontiguousarray(column).data, code), people, 0)


def part_name(phase: Phase, arm: Arm) -> str:
    """What a part of a seed is called in the workplace.

    Args:
        phase: Whether everybody is run, or some are followed.
        arm: The world.
    """
    return arm if phase == "run" else f"trace-{arm}"


@dataclass(frozen=True)
class Job:
    """One arm of one seed to be brought to its end."""

    workplace: Workplace
    setup: SeedSetup
    index: int
    arm: Arm
    phase: Phase
    traced: tuple[int, ...]
    keeper: Keeper

    @property
    def plan(self) -> Plan:
        return self.workplace.plan

    @property
    def kept(self) -> Kept:
        """Where its world is kept on its way."""
        return Kept(self.halt, self.of, self.plan.people, self.processes)

    @property
    def name(self) -> str:
        return part_name(self.phase, self.arm)

    @property
    def part(self) -> Path:
        return self.workplace.part(self.index, self.name)

    @property
    def halt(self) -> Path:
        return self.workplace.halt(self.index, self.name)

    @property
    def morning(self) -> Path:
        """Where the world lies that months before the record have led to; both phases begin so."""
        return self.workplace.part(self.index, morning_of(self.arm))

    @property
    def of(self) -> str:
        return self.workplace.of(self.index, self.name)

    @property
    def rules(self) -> Rules:
        return self.setup.rules[self.arm]

    @property
    def is_done(self) -> bool:
        return arrays.is_there(self.part)

    @property
    def processes(self) -> Processes:
        return self.workplace.processes


def advance(job: Job, is_stopped: Callable[[], bool], report: Callable[[Progress], None]) -> None:
    """Bring one arm to its end, or to the first stretch after it was stopped.

    Whatever a stretch leaves behind goes to the disk before the world it led to does, so that a
    checkpoint has all its months beside it, and a job holds one stretch however many there are.
    A world is kept once enough has been worked since it last was, and where it is stopped.
    Processes of a run keep and stop together, by the clock of process 0, which writes for all.
    """
    if job.processes.any_of(is_stopped())[0]:
        return
    if job.phase == "trace" and kept_views.is_kept(job.workplace, job.index, job.arm):
        _follow_alone(job, is_stopped, report)
        return
    clock = Clock()
    with clock.running():
        _advance(job, clock, is_stopped, report)


def _advance(
    job: Job, clock: Clock, is_stopped: Callable[[], bool], report: Callable[[Progress], None]
) -> None:
    workplace, plan, setup, processes = job.workplace, job.plan, job.setup, job.processes
    halt, began = _resume(job), time.monotonic()
    stretches = loop.months(
        halt.world,
        setup.inhabitants,
        setup.rules[job.arm],
        setup.layout,
        setup.seed,
        first=halt.months,
        traced=job.traced,
        prepared=plan.burn_in,
    )
    done = first = halt.months
    del halt  # the engine takes the world over
    for world, stretch in stretches:
        done += len(stretch.sums)
        here = Halt(world, done)
        with staying():
            _keep_stretch(job, stretch)
            is_kept = _keep_world(job, here, clock)
        worked = plan.people * (done - first)
        rate = worked / max(time.monotonic() - began, 1e-9)
        recorded, ready = max(0, done - plan.burn_in), min(done, plan.burn_in)
        report(Progress(job.index, job.arm, recorded, rate, job.phase, job.keeper.cost, ready))
        if processes.any_of(is_stopped())[0]:
            if not is_kept:
                with staying():
                    job.keeper.keep_now(job.kept, here)
            break
        del stretch  # what its months have shown is beside the next
    workplace.add_work(plan.people * (done - first))


def _follow_alone(
    job: Job, is_stopped: Callable[[], bool], report: Callable[[Progress], None]
) -> None:
    """Bring the diaries of a few to their end from what everybody's months have shown; of several
    processes the first does, which has that."""
    plan, setup, workplace, processes = job.plan, job.setup, job.workplace, job.processes
    few = alone.Few(job.traced, setup.inhabitants, setup.layout, setup.seed)
    stretches = alone.stand_by(few, job.rules, plan.burn_in)
    if processes.is_first:
        begins = kept_views.begins(workplace, job.index, job.arm, _like(setup, job.arm))
        views = partial(kept_views.at, workplace, job.index, job.arm)
        stretches = alone.diaries(few, job.rules, plan.burn_in, begins, views)
    for first, diary in stretches:
        if processes.is_first:
            workplace.keep(job.index, job.name, first, diary)
        done = min(first + loop.MONTHS_PER_STRETCH, plan.months)
        report(Progress(job.index, job.arm, done, 0.0, job.phase, job.keeper.cost, plan.burn_in))
        if processes.any_of(is_stopped())[0]:
            return
    _finish(job, plan.burn_in + plan.months)


def _keep_world(job: Job, here: Halt, clock: Clock) -> bool:
    """Keep a world where it has to be or is due; whether it was."""
    plan = job.plan
    if here.months == plan.burn_in + plan.months:
        if job.phase == "run":
            checkpoint.save(job.part, here, plan.people, job.of, job.processes)
        _finish(job, here.months)
        return True
    if here.months == plan.burn_in:
        _keep_morning(job, here)
        _keep_for_later_runs(job, here)
        return True
    is_due = job.processes.is_first and job.keeper.is_due(clock)
    if job.processes.any_of(is_due)[0]:
        clock.restart(job.keeper.keep(job.kept, here))
        return True
    return False


def _keep_stretch(job: Job, stretch: loop.Stretch) -> None:
    """Write what a stretch left behind; of months that prepare a world nothing is kept."""
    if job.processes.is_first and stretch.first_month >= 0:
        is_run = job.phase == "run"
        columns = {"sums": stretch.sums, **stretch.readout.columns()} if is_run else stretch.traced
        if is_run and kept_views.is_wanted(job.plan, job.setup.seed, job.rules):
            kept_views.keep(job.workplace, job.index, job.arm, stretch)
        job.workplace.keep(job.index, job.name, stretch.first_month, columns)


def _resume(job: Job) -> Halt:
    is_halted, is_prepared = job.workplace.has(job.halt, job.morning)
    if not is_halted and not is_prepared:
        return _prepared_before(job) or Halt(loop.begin(job.setup.population, job.rules), 0)
    path, of = (job.halt, job.of) if is_halted else (job.morning, _of_morning(job))
    return checkpoint.load(path, _like(job.setup, job.arm), job.setup.layout, of, job.processes)


def _of_morning(job: Job) -> str:
    return job.workplace.of(job.index, morning_of(job.arm))


def prepared_before(plan: Plan, setup: SeedSetup, arm: Arm, processes: Processes) -> Halt | None:
    """A world as an earlier run prepared it; None where none did.

    Args:
        plan: What is run.
        setup: The society of one seed.
        arm: The world.
        processes: Those that share the run.
    """
    if not plan.burn_in:
        return None
    name = prepared.name_of(plan, setup.seed, setup.rules[arm])
    return prepared.find(name, _like(setup, arm), setup.layout, processes)


def _like(setup: SeedSetup, arm: Arm) -> WorldState:
    """A world of the shapes of an arm's."""
    return jax.eval_shape(lambda: loop.begin(setup.population, setup.rules[arm]))


def _prepared_before(job: Job) -> Halt | None:
    """The world of this job as an earlier run prepared it, kept here as if this run had."""
    found = prepared_before(job.plan, job.setup, job.arm, job.processes)
    if found is not None:
        of, months = _of_morning(job), found.months
        name = prepared.name_of(job.plan, job.setup.seed, job.rules)
        if job.processes.count > 1 or not prepared.adopt(name, job.morning, of, months):
            _keep_morning(job, found)
        job.workplace.add_prepared_before()
    return found


def _keep_for_later_runs(job: Job, halt: Halt) -> None:
    """Keep a world that is prepared for other runs that would prepare the same."""
    plan, setup = job.workplace.plan, job.setup
    if job.phase == "run" and job.processes.count == 1:
        name = prepared.name_of(plan, setup.seed, setup.rules[job.arm])
        prepared.keep(name, halt, plan.people)


def _keep_morning(job: Job, halt: Halt) -> None:
    """Keep a world that is prepared, which the record and the diaries begin with."""
    plan = job.workplace.plan
    checkpoint.save(job.morning, halt, plan.people, _of_morning(job), job.processes)
    _discard_halt(job)


def _finish(job: Job, months: int) -> None:
    """The world at its end, which the persons are read from, is kept; of a diary, only that it is
    there."""
    if job.phase == "trace" and job.processes.is_first:
        arrays.save(job.part, {}, Whose(job.of, 0, months))
    _discard_halt(job)


def _discard_halt(job: Job) -> None:
    """What was kept on the way is behind; it may still be on its way to the disk."""
    if job.processes.is_first:
        job.keeper.wait()
        disk.discard(job.halt, arrays.names_in)
