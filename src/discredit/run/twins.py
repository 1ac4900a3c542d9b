"""Twins: the two arms of each seed, side by side, from a plan to a result and back.

plan = draw_up("court-list", people=100_000, months=60)
folder = simulate(plan, Path("results/court-list"))
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from discredit import arguments
from discredit.arguments import Seeds, Whole, is_whole
from discredit.engine import cache as engine_cache
from discredit.engine import switches, waits
from discredit.engine.processes import ALONE, Processes
from discredit.errors import Fault, InputError, Interrupted, quoted
from discredit.plan import MOST_TRACED, Plan
from discredit.run import memory
from discredit.run.ahead import Loads
from discredit.run.arms import (
    Job,
    Phase,
    Progress,
    SeedSetup,
    part_name,
    prepare_apart,
)
from discredit.run.beside import Beside
from discredit.run.in_step import Look, side_by_side
from discredit.run.keeping import Keeper
from discredit.run.lanes import work
from discredit.run.residents import keep_people
from discredit.store import parquet
from discredit.store.claim import clear_up, state_of
from discredit.store.coin import coin_of
from discredit.store.frames import framed, slotted
from discredit.store.integrity import refuse_altered
from discredit.store.parts import PEOPLE
from discredit.store.result import Result
from discredit.store.rows_of_people import events_rows
from discredit.store.tables import Rows, form_of, scores_in, with_everybody
from discredit.store.tables import side_by_side as measures_of_both
from discredit.store.workplace import Workplace, begin, joined
from discredit.vocabulary import ARMS, WRONGS, Arm

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Moment", "Progress", "simulate", "stream", "trace"]


class Moment(NamedTuple):
    """One month of all arms; sums by arm [groups, measures] in the order of the groups of its
    society and of the measures of the run, in the record's whole numbers; NaN for what one system
    lacks."""

    seed: int
    month: str
    sums: dict[Arm, np.ndarray]


@switches.pinned()
@engine_cache.keeping()
def simulate(
    plan: Plan,
    folder: str | PathLike[str],
    *,
    command: str = "",
    on_progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    force: bool = False,
    in_turn: bool | None = None,
    processes: Processes = ALONE,
) -> Path:
    """Run a plan into a result folder, or go on where an earlier run of it was cut off.

    Args:
        plan: What to run.
        folder: Where the result goes; process 0 alone touches it.
        command: The command line, for the manifest.
        on_progress: Called in the caller's thread after each stretch of months.
        cancel: Once set, as by Ctrl-C, all arms stop within a stretch and leave a partial result.
        force: Replace whatever result is there.
        in_turn: One arm after another, in the memory of one. Left out, it is so where both do not
            fit together, and where there are several devices. The bytes are the same.
        processes: Who takes part; all call this with the same plan.

    Returns:
        The folder.

    Draws:
        Each seed draws its society and the luck of everybody in it.

    Raises:
        ResultError: something else is in the folder; nothing is changed.
        MemoryForeseenError: the run would not fit; nothing was started.
        RunError: the disk refuses, or another process ended.
        Interrupted: it was stopped; the same call goes on from there.
    """
    refuse_other(plan)
    folder = arguments.path(folder, "folder")
    begun = state_of(folder, plan, force=force) if processes.is_first else None
    (is_complete,) = processes.any_of(begun is not None and begun.status == "complete")
    if is_complete:
        if processes.is_first and begun is not None:
            refuse_altered(folder, begun)
            clear_up(folder)
        return folder
    forecast = memory.foresee(
        plan, in_turn=True if processes.in_turn else in_turn, processes=processes.count
    )
    stop = threading.Event() if cancel is None else cancel
    with begin(folder, plan, begun, command, processes) as workplace:
        beside = Beside(folder, plan, stop)
        try:
            with _keeping(workplace) as keeper:
                for index in range(len(plan.seeds)):
                    _simulate_seed(
                        workplace, index, keeper, beside, on_progress, stop, forecast.in_turn
                    )
            workplace.complete(beside.wait)
        except (Interrupted, KeyboardInterrupt):
            beside.leave()
            waits.on_wait.get()("stopping: what was done is put in its place")
            workplace.leave()
            raise _interrupted(workplace) from None
    return folder


@switches.pinned()
@engine_cache.keeping()
def trace(
    source: Plan | Result,
    persons: Seeds,
    *,
    seed: Whole | None = None,
    processes: Processes = ALONE,
) -> pd.DataFrame:
    """Every month of up to 16 people in all arms, in the form of `events`.

    Read from the result where it has them; otherwise the seed is run again.

    Args:
        source: A plan, or a result and its plan.
        persons: Row numbers of synthetic people, 1 to 16 of them.
        seed: One of the run's; the first if left out.
        processes: Who takes part; all call this with the same, and all have the answer.

    Returns:
        One row per arm, person and month.

    Raises:
        InputError: a person or seed is not in the run.
        MemoryForeseenError: the run would not fit.
    """
    plan = source if isinstance(source, Plan) else source.manifest.plan()
    persons = arguments.several(persons, MOST_TRACED)
    seed = plan.seeds[0] if seed is None else arguments.whole(seed)
    if not is_whole(seed) or seed not in plan.seeds:
        rule = f"it must be one of the run's: {', '.join(map(str, plan.seeds))}"
        raise InputError([Fault("run", 0, "seed", quoted(seed), rule, "")])
    if not 1 <= len(persons) <= MOST_TRACED:
        rule = f"1 to {MOST_TRACED} people can be followed at once"
        raise InputError([Fault("run", 0, "persons", f"{len(persons)} long", rule, "")])
    replace(plan, traced=persons)  # refuses people who are not there
    if isinstance(source, Result) and (found := source.followed(seed, persons)) is not None:
        return found
    memory.foresee(plan, in_turn=False, processes=processes.count)
    setup = prepare_apart(plan, seed, processes, is_stopped=lambda: False)
    kept: dict[Arm, list[dict[str, np.ndarray]]] = {arm: [] for arm in plan.arms}
    for stretches in side_by_side(setup, plan, persons, processes=processes):
        for arm, stretch in stretches.items():
            kept[arm].append(stretch.traced)
    return told(plan, seed, persons, kept)


def told(
    plan: Plan, seed: int, persons: tuple[int, ...], kept: Mapping[Arm, list[dict[str, np.ndarray]]]
) -> pd.DataFrame:
    """The months of people who were followed, in the form of `events`.

    Args:
        plan: What was run.
        seed: One of its seeds.
        persons: The rows that were followed, in their order.
        kept: Of each arm what the stretches left behind of them, in order of months.
    """
    is_scored, coin = any(scores_in(plan, arm) for arm in ARMS), coin_of(plan)
    parts = [
        events_rows(seed, arm, persons, joined(kept[arm]), is_scored=is_scored, coin=coin)
        for arm in plan.arms
    ]
    return slotted(framed(parquet.table_of("events", form_of(plan), parts)), plan.worlds)


def stream(
    plan: Plan,
    *,
    cancel: threading.Event | None = None,
    look: Look | None = None,
    processes: Processes = ALONE,
) -> Iterator[Moment]:
    """The sums of all arms, month by month, without a folder; close the iterator to stop.

    Args:
        plan: What to run.
        cancel: Once set, it stops.
        look: Shown the world with the system after each stretch of months, which it may not keep.
        processes: Who takes part; all call this with the same plan, and all are told all.

    Yields:
        One month of all arms of a seed; seed follows seed.

    Raises:
        Interrupted: `cancel` was set.
        MemoryForeseenError: the run would not fit; nothing was started.
    """
    refuse_other(plan)
    memory.foresee(plan, in_turn=False, processes=processes.count)
    form = form_of(plan)
    is_stopped = (threading.Event() if cancel is None else cancel).is_set
    for seed in plan.seeds:
        setup = prepare_apart(plan, seed, processes, is_stopped=is_stopped)
        for stretches in side_by_side(setup, plan, (), is_stopped, look, processes):
            if processes.any_of(is_stopped())[0]:
                raise processes.stops()
            sums = {arm: with_everybody(stretch.sums, form) for arm, stretch in stretches.items()}
            if plan.against is not None:
                for arm in plan.arms:
                    sums[arm] = measures_of_both(sums[arm], arm, form)
            first = next(iter(stretches.values())).first_month
            for t in range(len(next(iter(sums.values())))):
                yield Moment(seed, form.months[first + t], {arm: sums[arm][t] for arm in plan.arms})


def refuse_other(plan: object) -> None:
    """Refuse what is no plan, such as the name of a system.

    Args:
        plan: What was handed in.

    Raises:
        InputError: It is none.
    """
    if not isinstance(plan, Plan):
        rule, remedy = "a run needs a plan", "Write draw_up(...) around it."
        raise InputError([Fault("run", 0, "the plan", quoted(plan), rule, remedy)])


@contextmanager
def _keeping(workplace: Workplace) -> Iterator[Keeper]:
    """What keeps worlds on their way; all of it is on the disk at the end."""
    keeper = Keeper()
    try:
        yield keeper
    finally:
        keeper.wait()
        workplace.kept = keeper.cost


def _simulate_seed(
    workplace: Workplace,
    index: int,
    keeper: Keeper,
    beside: Beside,
    on_progress: Callable[[Progress], None] | None,
    stop: threading.Event,
    in_turn: bool,
) -> None:
    """All that is still lacking of one seed. Raises Interrupted between two stretches."""
    plan = workplace.plan
    setup: SeedSetup | None = None
    processes = workplace.processes
    phases: tuple[Phase, ...] = ("run", "trace") if index == 0 else ("run",)
    for phase in phases:
        if phase == "trace":
            workplace.traced[plan.seeds[0]] = _to_trace(workplace)
        traced = workplace.traced.get(plan.seeds[0], ()) if phase == "trace" else ()
        if phase == "trace" and not traced:
            return
        lacking = _lacking(workplace, index, phase)
        if not lacking and workplace.has(workplace.part(index, PEOPLE))[0]:
            continue
        if processes.any_of(stop.is_set())[0]:
            raise processes.stops()
        setup = setup or prepare_apart(
            plan, plan.seeds[index], processes, is_stopped=stop.is_set, loads=Loads.ALL
        )
        jobs = [Job(workplace, setup, index, arm, phase, traced, keeper) for arm in lacking]
        if jobs:
            work(jobs, on_progress, stop, in_turn=in_turn)
        if _lacking(workplace, index, phase):
            raise processes.stops()
        keep_people(workplace, index, setup)
        if phase == "run" and processes.is_first:
            beside.begin(index)


def _lacking(workplace: Workplace, index: int, phase: Phase) -> list[Arm]:
    """The arms of a seed that have not come to their end."""
    arms: tuple[Arm, ...] = workplace.plan.arms
    has = workplace.has(*(workplace.part(index, part_name(phase, arm)) for arm in arms))
    return [arm for arm, is_there in zip(arms, has, strict=True) if not is_there]


def _interrupted(workplace: Workplace) -> Interrupted:
    return Interrupted(
        f"Stopped. What was done is in {workplace.folder}; the same call goes on from there."
    )


def _to_trace(workplace: Workplace) -> tuple[int, ...]:
    """The people whose every month is kept for the first seed: asked for, or chosen.

    One for each cause of wrong listing that occurred, one who lost the means on the list, one who
    stands in for a company, one listed with nothing amiss, one corrected
    on appeal, one relative of a listed person, one shut out by a score alone, one favoured; each
    the longest affected, the lowest row of equals.
    """
    plan = workplace.plan
    if plan.traced is not None or not plan.follows_anybody:
        return plan.traced or ()
    slots = np.full(MOST_TRACED, -1, np.int32)
    if workplace.processes.is_first:
        chosen = _telling(workplace)
        slots[: len(chosen)] = chosen
    return tuple(int(row) for row in workplace.processes.of_first(slots) if row >= 0)


def _telling(workplace: Workplace) -> tuple[int, ...]:
    """Whose lives are worth telling: of each kind, the one who met it longest."""
    best: list[list[tuple[int, int]]] = [[] for _ in _WORTH_TELLING]
    for rows in workplace.people_of(0).lives("with"):
        best = [
            _longest(ranked, *tells(rows), rows["person"])
            for ranked, tells in zip(best, _WORTH_TELLING, strict=True)
        ]
    chosen: list[int] = []
    for ranked in best:
        chosen += [row for _, row in ranked if row not in chosen][:1]
    return tuple(sorted(chosen))


def _longest(
    ranked: list[tuple[int, int]], is_such: np.ndarray, months: np.ndarray, person: np.ndarray
) -> list[tuple[int, int]]:
    """The longest affected so far, as (months negated, row) in order; no more than can be asked
    for. Rows come in order, so that one no longer affected than the last of these is not among
    them."""
    enough = len(_WORTH_TELLING)
    if len(ranked) == enough:
        is_such = is_such & (months > -ranked[-1][0])
    rows = np.flatnonzero(is_such)
    first = rows[np.argsort(-months[rows].astype(np.int64), kind="stable")[:enough]]
    more = zip((-months[first].astype(np.int64)).tolist(), person[first].tolist(), strict=True)
    return sorted([*ranked, *more])[:enough]


def _never_on(rows: Rows) -> np.ndarray:
    return rows["months_listed"] == 0


_WORTH_TELLING: tuple[Callable[[Rows], tuple[np.ndarray, np.ndarray]], ...] = (
    *(
        lambda rows, cause=cause: (rows[f"wrongly_{cause}"], rows["months_wrongly"])
        for cause in WRONGS
    ),
    lambda rows: (rows["turned"] & (rows["months_wrongly"] == 0), rows["months_listed"]),
    lambda rows: (rows["unfairly_stands_in"], rows["months_listed"]),
    lambda rows: (~_never_on(rows) & (rows["flaws"] == 0), rows["months_listed"]),
    lambda rows: (rows["corrections"] > 0, rows["months_wrongly"]),
    lambda rows: (
        _never_on(rows) & (rows["months_listed_at_home"] > 0),
        rows["months_listed_at_home"],
    ),
    lambda rows: (_never_on(rows) & (rows["months_shut_out"] > 0), rows["months_shut_out"]),
    lambda rows: (rows["months_favoured"] > 0, rows["months_favoured"]),
)
"""Of somebody's row: whether it shows such a life, and for how many months."""
