"""What is asked of seeds that have come to their end, beside what their run does next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path

from discredit.engine.apart import LOOK_SECONDS, Apart
from discredit.plan import Plan

Ask = Callable[[Path, Plan, int], None]
"""Called with the folder of a run, its plan, and which of its seeds, from 0, has come to its end;
`store.so_far` reads such a seed."""
_asked: ContextVar[Ask | None] = ContextVar("asked", default=None)


@contextmanager
def asking(ask: Ask | None) -> Iterator[None]:
    """Runs meanwhile ask this of each seed whose worlds they bring to their end, in a thread of its
    own; of several processes the first does.

    Args:
        ask: What; None: nothing.
    """
    before = _asked.set(ask)
    try:
        yield
    finally:
        _asked.reset(before)


class Beside:
    """One seed after another, in a thread of its own, which can be left."""

    def __init__(self, folder: Path, plan: Plan, stop: threading.Event) -> None:
        """`folder` and `plan` are the run's; once `stop` is set, no answer is waited for."""
        self._stop, ask = stop, _asked.get()
        self._ask = None if ask is None else partial(ask, folder, plan)
        self._at_work: Apart[None] | None = None

    def begin(self, index: int) -> None:
        """Ask of a seed, once the one before has answered.

        Args:
            index: Which of the seeds, from 0.
        """
        if self._ask is not None:
            self.wait()
            self._at_work = Apart(partial(self._ask, index), "beside")

    def wait(self) -> None:
        """Until the last has answered. Raises what asking raised."""
        while self._at_work is not None and self._at_work.is_running():
            if self._stop.is_set():
                self.leave()
                return
            self._at_work.wait(LOOK_SECONDS)
        if self._at_work is not None:
            self._at_work.result()

    def leave(self) -> None:
        """Wait no longer for any."""
        if self._at_work is not None:
            self._at_work.leave()
            self._at_work = None
