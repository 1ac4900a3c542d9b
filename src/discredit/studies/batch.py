"""Many runs, made by whoever is there to make them; each is a row as soon as it ends.

    run_all(asked, rows, crew=local(2))

A run that fails is a row that says why. A process that is killed takes the runs in its hands along,
and they are made again.
"""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from discredit.digest import digest
from discredit.engine.apart import LOOK_SECONDS
from discredit.engine.processes import Processes
from discredit.errors import Interrupted, RunError
from discredit.studies.crew import HERE, Crew
from discredit.studies.rows import NONE, RowStore, RunRow
from discredit.studies.setting import RunMade, Setting, code, engine, make, make_elsewhere, why

GIVE_UP: Final = 4
"""Runs that fail before any has come to its end, after which the others are not tried."""
STRIKES: Final = 3
"""Times that a run is in the hands of a process that is killed, after which it has failed."""
STOPPED: Final = "Stopped. What was done is kept; the same call goes on from there."


class DesignRun(NamedTuple):
    """One run of a design."""

    name: str  # what it is called while it runs
    key: str  # all that it rests on
    setting: Setting


class Come(NamedTuple):
    """How far a design has come."""

    done: int
    runs: int
    name: str
    seconds: float  # that the rest will take, as the runs before took; NaN before any


def key_of(*parts: object) -> str:
    """A key for a run that rests on some plain values, and on this code.

    Args:
        parts: Plain JSON values.
    """
    return digest([*parts, engine()])[:32]


def lacking(asked: Sequence[DesignRun], rows: RowStore) -> list[DesignRun]:
    """Those runs that have no row yet, each once, in order.

    Args:
        asked: Every run.
        rows: Where they are kept.
    """
    return [one for one in _distinct(asked) if one.key not in rows]


def _distinct(asked: Sequence[DesignRun]) -> list[DesignRun]:
    """Each run once, in order: settings may ask for the same."""
    first: dict[str, DesignRun] = {}
    for one in asked:
        first.setdefault(one.key, one)
    return list(first.values())


def run_all(
    asked: Sequence[DesignRun],
    rows: RowStore,
    *,
    crew: Crew = HERE,
    on_progress: Callable[[Come], None] | None = None,
    cancel: threading.Event | None = None,
) -> None:
    """Run what is lacking, each run a row as soon as it ends.

    A run that fails is a row that says why, and is tried again by the next call.

    Args:
        asked: Every run, in order.
        rows: Where they are kept.
        crew: Who makes them.
        on_progress: Called after each run.
        cancel: When set, the runs at hand are left.

    Raises:
        Interrupted: It was stopped; the rows are kept.
        RunError: The disk refuses, or an executor breaks that is not this study's own.
        Exception: So many failed, and none came to its end; it is what the first said.
    """
    todo, stop = lacking(asked, rows), cancel or threading.Event()
    each = _distinct(asked)
    crew.processes.any_of(*(one.key not in rows for one in each))  # those that share runs hear it
    runs = len(each)
    done, failures = runs - len(todo), list[Exception]()
    has_ended = done > 0
    began = time.monotonic()
    made = _here(todo, stop, crew.processes) if crew.begin is None else _by(crew, todo, stop)
    for at, (one, became) in enumerate(made, start=1):
        if became.failed:
            failures.append(became.error or RunError(became.failed))
            if len(failures) >= GIVE_UP and not has_ended:
                raise failures[0] from None
            warnings.warn(f"{one.name} failed ({became.failed}) and is left out.", stacklevel=2)
        has_ended = has_ended or not became.failed
        rows.add(RunRow(one.key, became.figures, became.failed, became.seconds))
        if on_progress is not None:
            left = (time.monotonic() - began) / at * (len(todo) - at)
            on_progress(Come(done + at, runs, one.name, left))


def take_part(
    asked: Sequence[DesignRun], processes: Processes, cancel: threading.Event | None = None
) -> None:
    """Work along with process 0, which alone keeps what comes out; see `run_all`.

    Args:
        asked: Every run, the same in all.
        processes: Those that share each run.
        cancel: When set, all stop within a stretch of months.

    Raises:
        Interrupted: It was stopped, here or in another process.
    """
    each = _distinct(asked)
    lacks = processes.any_of(*[False] * len(each))
    todo = [one for one, is_lacking in zip(each, lacks, strict=True) if is_lacking]
    for _ in _here(todo, cancel or threading.Event(), processes):
        pass


def _here(
    todo: list[DesignRun], stop: threading.Event, processes: Processes
) -> Iterator[tuple[DesignRun, RunMade]]:
    """Run after run in this process. Raises Interrupted."""
    for one in todo:
        try:
            if processes.any_of(stop.is_set())[0]:
                raise Interrupted(STOPPED)
            made = make(one.setting, is_stopped=stop.is_set, processes=processes)
        except Interrupted:
            processes.stops()
            raise Interrupted(STOPPED) from None
        if isinstance(made.error, RunError):  # JAX finds no device: so it will be with all
            raise made.error
        yield one, made


def _by(
    crew: Crew, todo: list[DesignRun], stop: threading.Event
) -> Iterator[tuple[DesignRun, RunMade]]:
    """The runs as they come back from other processes. Raises Interrupted, RunError."""
    waiting, strikes = todo[::-1], dict[str, int]()
    while waiting:
        in_hand: dict[Future[RunMade], DesignRun] = {}
        try:
            with _begun(crew) as executor:
                yield from _in_turns(crew, executor, waiting, in_hand, stop)
        except BrokenExecutor as error:
            if not crew.is_own:
                said = "The executor broke; what was done is kept, and the same call goes on."
                raise RunError(said) from error
            for one in reversed(in_hand.values()):
                strikes[one.key] = strikes.get(one.key, 0) + 1
                if strikes[one.key] < STRIKES:
                    waiting.append(one)
                else:
                    said = f"the process that made it was killed, {STRIKES} times"
                    yield one, RunMade(NONE, said, 0.0)


def _in_turns(
    crew: Crew,
    executor: Executor,
    waiting: list[DesignRun],
    in_hand: dict[Future[RunMade], DesignRun],
    stop: threading.Event,
) -> Iterator[tuple[DesignRun, RunMade]]:
    """Hand runs out, so many at a time, and take them back as they end."""
    while waiting or in_hand:
        while waiting and len(in_hand) < crew.at_once:
            one = waiting.pop()
            in_hand[executor.submit(make_elsewhere, one.setting)] = one
        back = wait(in_hand, LOOK_SECONDS, FIRST_COMPLETED).done
        if stop.is_set():
            for future in in_hand:
                future.cancel()
            raise Interrupted(STOPPED)
        for future in back:
            if isinstance(future.exception(), BrokenExecutor):
                future.result()
            one = in_hand.pop(future)
            yield one, _taken(future)


def _taken(future: Future[RunMade]) -> RunMade:
    """What has come back of a run; of a worker that ended, why it has none."""
    error = future.exception()
    if error is not None:
        return RunMade(
            NONE, why(error) if isinstance(error, Exception) else type(error).__name__, 0.0
        )
    made = future.result()
    if made.code != code():
        raise RunError(
            f"A worker has other code ({made.code}) than this process ({code()}); install the same "
            "discredit there, and make the same call again."
        )
    return made


@contextmanager
def _begun(crew: Crew) -> Iterator[Executor]:
    """The executor of a crew; one of its own ends here, whatever it is at."""
    assert crew.begin is not None
    executor: Any = crew.begin()
    if not crew.is_own:
        yield executor
        return
    try:
        yield executor
    except BaseException:
        processes = list((getattr(executor, "_processes", None) or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        raise
    executor.shutdown()
