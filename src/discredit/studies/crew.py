"""Who makes the runs of a design: this process, processes of this machine, or any executor's.

    HERE                               one after another in this process
    local(2)                           two processes of this machine, each with a core of its own
    borrowed(executor)                 any `concurrent.futures.Executor`

All take the same settings and give the same figures. One process, the one that asks, writes.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from discredit.engine.joining import cores
from discredit.plan import Plan
from discredit.run import memory

FEWEST_RUNS: Final = 40
"""Of so many and more, processes of their own are worth their start."""
AT_ONCE: Final = 64
"""Runs that a borrowed executor has in hand."""


@dataclass(frozen=True)
class Crew:
    """Who makes runs."""

    begin: Callable[[], Executor] | None  # None: this process
    at_once: int  # runs in hand
    is_own: bool = False  # ends with the study, and is begun anew where one of it is killed


HERE: Final = Crew(None, 1)


def local(workers: int) -> Crew:
    """So many processes of this machine.

    Args:
        workers: 1: this process alone.
    """
    return HERE if workers == 1 else Crew(lambda: _pool(workers), 2 * workers, is_own=True)


def for_runs(plan: Plan, runs: int, workers: int | None = None) -> Crew:
    """Processes of this machine for so many runs of a plan's size.

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
    return local(memory.at_once(plan, min(wanted, max(runs, 1))))


def borrowed(executor: Executor, at_once: int = AT_ONCE) -> Crew:
    """The workers of an executor, which stays open.

    Args:
        executor: Any; its processes have this package.
        at_once: Runs that it is handed before one is back.
    """
    return Crew(lambda: executor, at_once)


def _pool(workers: int) -> ProcessPoolExecutor:
    from multiprocessing import get_context

    # A fork of a process in which an engine has run cannot compute.
    return ProcessPoolExecutor(workers, get_context("spawn"), _begin)


def _begin() -> None:
    """In a new process: Ctrl-C is for the one that asks, and one core is enough."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["NPROC"] = "1"
