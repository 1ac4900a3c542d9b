"""Who makes the runs of a design: this process, processes of this machine, or any executor's.

    HERE                               one after another in this process
    shared(processes)                  the same, each run shared among devices and processes
    local(2)                           two processes of this machine, each with a core of its own
    borrowed(executor)                 any `concurrent.futures.Executor`
    of_dask("tcp://10.0.0.7:8786")     the workers of a Dask scheduler

All take the same settings and give the same figures. One process, the one that asks, writes.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from discredit.engine.joining import cores
from discredit.engine.processes import ALONE, Processes
from discredit.errors import MeetingError, MissingPartError, named
from discredit.plan import Plan
from discredit.run import memory

FEWEST_RUNS: Final = 40
"""Of so many and more, processes of their own are worth their start."""
AT_ONCE: Final = 64
"""Runs that a borrowed executor has in hand."""
KNOCK_SECONDS, ANSWER_SECONDS = 2, 5
"""What a scheduler has to open its door in, and to answer in."""


@dataclass(frozen=True)
class Crew:
    """Who makes runs."""

    begin: Callable[[], Executor] | None  # None: this process
    at_once: int  # runs in hand
    is_own: bool = False  # ends with the study, and is begun anew where one of it is killed
    processes: Processes = ALONE  # those that share each run, where this process makes it


HERE: Final = Crew(None, 1)


def local(workers: int) -> Crew:
    """So many processes of this machine.

    Args:
        workers: 1: this process alone.
    """
    return HERE if workers == 1 else Crew(lambda: _pool(workers), 2 * workers, is_own=True)


def shared(processes: Processes) -> Crew:
    """Run after run in this process, each shared.

    Args:
        processes: Among whom; all but the first call `batch.take_part`.
    """
    return Crew(None, 1, processes=processes)


def for_runs(plan: Plan, runs: int, workers: int | None = None) -> Crew:
    """Processes of this machine for so many runs of a plan's size; see `workers_for`.

    Args:
        plan: One of them.
        runs: How many are lacking.
        workers: How many are wanted.

    Raises:
        MemoryForeseenError: Not even one fits.
    """
    return local(workers_for(plan, runs, workers))


def workers_for(plan: Plan, runs: int, workers: int | None = None) -> int:
    """How many processes of this machine make so many runs of a plan's size.

    Args:
        plan: One of them.
        runs: How many are lacking.
        workers: How many are wanted; None: a process for each core, where there are FEWEST_RUNS
            or more.

    Returns:
        As many as fit in memory.

    Raises:
        MemoryForeseenError: Not even one fits.
    """
    wanted = workers or (cores() if runs >= FEWEST_RUNS else 1)
    return memory.at_once(plan, min(wanted, max(runs, 1)))


def borrowed(executor: Executor, at_once: int = AT_ONCE) -> Crew:
    """The workers of an executor, which stays open.

    Args:
        executor: Any; its processes have this package.
        at_once: Runs that it is handed before one is back.
    """
    return Crew(lambda: executor, at_once)


@contextmanager
def of_dask(scheduler: str) -> Iterator[Crew]:
    """The workers of a Dask scheduler, which goes on when the study is over.

    A worker that is lost takes no run along: the scheduler hands it to another, three times at
    most. A worker has one thread: an engine's months fill a core.

    Args:
        scheduler: Its address, such as `tcp://10.0.0.7:8786`.

    Raises:
        MissingPartError: Dask's distributed scheduler is not installed here.
        MeetingError: Nobody answers there, or a worker has several threads.
    """
    try:
        from distributed import Client
    except ImportError as error:
        why = "Dask's distributed scheduler is missing; try pip install discredit[dask]."
        raise MissingPartError(why) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        _knock(scheduler)
        client = Client(scheduler, timeout=ANSWER_SECONDS, set_as_default=False)
    except Exception as error:  # whatever it is that answers there, it is no scheduler
        raise MeetingError(
            f"No Dask scheduler answers at {named(scheduler)}; nothing was run. Start one "
            "(`dask scheduler`), or give the address that it says."
        ) from error
    with client:
        workers = client.scheduler_info(n_workers=-1)["workers"].values()
        if any(worker["nthreads"] > 1 for worker in workers):
            raise MeetingError(
                "A worker of this Dask scheduler has several threads, and a run fills a core; "
                "nothing was run. Start workers of one thread each, as many as there are cores."
            )
        if not workers:
            said = f"The scheduler at {named(scheduler)} has no worker yet; runs wait for one."
            warnings.warn(said, stacklevel=3)
        with client.get_executor(pure=False) as executor:
            yield borrowed(executor, max(AT_ONCE, 2 * len(workers)))


def _knock(scheduler: str) -> None:
    """See whether a scheduler answers: Dask's client goes on knocking, and leaves a noise where
    something else does. Raises whatever comes of it."""
    from distributed.comm.core import connect
    from distributed.security import Security
    from distributed.utils import LoopRunner

    async def knock() -> None:
        known = Security().get_connection_args("client")
        comm = await connect(scheduler, timeout=KNOCK_SECONDS, **known)
        await comm.close()

    loop = LoopRunner()
    loop.start()
    try:
        loop.run_sync(knock)
    finally:
        loop.stop()


def _pool(workers: int) -> ProcessPoolExecutor:
    from multiprocessing import get_context

    # A fork of a process in which an engine has run cannot compute.
    return ProcessPoolExecutor(workers, get_context("spawn"), _begin)


def _begin() -> None:
    """In a new process: Ctrl-C is for the one that asks, and one core is enough."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["NPROC"] = "1"
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    """Once the process that asks is killed, nobody takes a run back: a pool would wait for ever."""
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None, "it was spawned"
    parent.join()
    os._exit(1)
