"""The arms of one seed, worked out side by side, and left when an interrupt wants it so.

Each arm runs in a thread of its own over the same society; the engine frees Python while it works.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from math import inf

from discredit.engine import allocator, switches, waits
from discredit.engine.apart import LOOK_SECONDS, Apart
from discredit.run.arms import Job, Progress, advance

PATIENCE_SECONDS = 1.5
"""After Ctrl-C in the caller's thread: how long an arm has to come to the end of its stretch."""


class _Ended:
    """What a lane reports last, so that nobody waits for more."""


class _Lane:
    """Jobs one after another in a thread that can be left."""

    def __init__(self, jobs: list[Job], desk: _Desk) -> None:
        self.is_compiling, self.has_ended = False, False
        self._jobs, self._desk = jobs, desk
        self.thread = Apart(self._go, "arm")

    @switches.pinned()
    def _go(self) -> None:
        waits.on_wait.set(self._hear)
        try:
            for job in self._jobs:
                advance(job, self._desk.is_stopped, self._desk.reports.put)
        except BaseException:
            self._desk.failed.set()
            raise
        finally:
            allocator.trim()
            self.has_ended = True
            self._desk.reports.put(_Ended())

    @property
    def is_running(self) -> bool:
        """Whether it may have more to report; its thread still takes a moment to end."""
        return not self.has_ended and self.thread.is_running()

    def _hear(self, wait: str | None) -> None:
        """The engine is being compiled, or now it is there."""
        self.is_compiling = wait is not None
        self._desk.reports.put(wait)


class _Desk:
    """Where the arms of a seed report, and hear that they are to stop."""

    def __init__(self, stop: threading.Event) -> None:
        self.reports: queue.Queue[Progress | _Ended | str | None] = queue.Queue()
        self.failed, self.stop = threading.Event(), stop

    def is_stopped(self) -> bool:
        return self.stop.is_set() or self.failed.is_set()


def work(
    jobs: list[Job],
    on_progress: Callable[[Progress], None] | None,
    stop: threading.Event,
    *,
    in_turn: bool,
) -> None:
    """Bring jobs to their end in a thread each; the caller's thread tells of the progress.

    Args:
        jobs: One for each arm; of several processes all have the same.
        on_progress: Called in the caller's thread; None: nobody is told.
        stop: When set, jobs stop at their next stretch; those that wait for the compiler are left
            at once. Ctrl-C in the caller's thread sets it, and leaves after PATIENCE_SECONDS
            whatever has not come to the end of its stretch; a second one leaves it at once.
        in_turn: One after another, so that one world is in memory at a time.

    Raises:
        KeyboardInterrupt: jobs were left; what they had kept is on disk.
    """
    desk = _Desk(stop)
    with allocator.returning_at_once():
        lanes = [_Lane(some, desk) for some in ([jobs] if in_turn else [[job] for job in jobs])]
        try:
            _follow(lanes, desk, on_progress)
        except BaseException:
            desk.failed.set()
            for lane in lanes:
                lane.thread.leave()
            raise
    for lane in lanes:
        while lane.thread.is_running():
            lane.thread.wait(LOOK_SECONDS)
        lane.thread.result()


def _follow(
    lanes: list[_Lane], desk: _Desk, on_progress: Callable[[Progress], None] | None
) -> None:
    """Tell of the progress until all are done. Raises KeyboardInterrupt to leave them."""
    until = inf
    while True:
        try:
            running = [lane for lane in lanes if lane.is_running]
            if not running and desk.reports.empty():
                return
            _tell(desk, on_progress)
            is_idle = all(lane.is_compiling for lane in running)
            if running and (time.monotonic() >= until or (is_idle and desk.stop.is_set())):
                break
        except KeyboardInterrupt:
            if desk.stop.is_set():
                break
            desk.stop.set()
            until = time.monotonic() + PATIENCE_SECONDS
    raise KeyboardInterrupt


def _tell(desk: _Desk, on_progress: Callable[[Progress], None] | None) -> None:
    """Pass on what comes within a moment."""
    try:
        news = desk.reports.get(timeout=LOOK_SECONDS)
    except queue.Empty:
        return
    if isinstance(news, _Ended):
        return
    if not isinstance(news, Progress):
        waits.on_wait.get()(news)
    elif on_progress is not None:
        on_progress(news)
