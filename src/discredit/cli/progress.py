"""Progress of a run on stderr where no terminal shows bars: a line per finished world."""

from __future__ import annotations

import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from discredit.cli import leaving
from discredit.cli.screen import quiet, say
from discredit.errors import in_terminal
from discredit.words.numbers import memory, seconds

if TYPE_CHECKING:
    from discredit.engine.processes import Processes
    from discredit.plan import Plan
    from discredit.run.twins import Progress


def checkpoints(count: int, size: int, taken: float) -> str:
    """How many checkpoints were written, how large the largest was [bytes], and at what cost.

    >>> checkpoints(5, 95_420_416, 0.3), checkpoints(0, 0, 0.0)
    ('checkpoints: 5, 91 MiB each, 0.3 s in all', 'checkpoints: none')
    """
    if not count:
        return "checkpoints: none"
    return f"checkpoints: {count}, {memory(size)} each, {seconds(taken)} in all"


@contextmanager
def stoppable(note: Callable[[str], None]) -> Iterator[threading.Event]:
    """An event that Ctrl-C sets, to stop after the months at hand; a second one breaks off.

    Where it was set and yet all came to its end, the stopping comes afterwards.
    """
    cancel = threading.Event()

    def ask(*_: object) -> None:
        leaving.heard()
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        note("Stopping: what is at hand is finished and kept first; once more breaks off at once.")

    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
    if cancel.is_set():
        raise KeyboardInterrupt


@contextmanager
def warnings_told(note: Callable[[str], None]) -> Iterator[None]:
    """What the package warns of is a line among the others."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: note(in_terminal(str(message)))
        yield


class Lines:
    """A line when a world is finished, for logs."""

    def __init__(self, plan: Plan, *, is_silent: bool, processes: Processes | None = None) -> None:
        self.plan, self.is_silent, self.moved = plan, is_silent, False
        self._waits: set[str] = set()
        self._whose = (
            "" if processes is None or processes.count == 1 else f"process {processes.index}, "
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        pass

    def note(self, text: str) -> None:
        """A remark, which is told however silent the rest is."""
        say(quiet(text), stderr=True)

    def take(self, progress: Progress) -> None:
        self.moved = True
        is_done = progress.months_done == self.plan.months
        if is_done and progress.phase == "run" and not self.is_silent:
            seed = self.plan.seeds[progress.seed_index]
            world = self.plan.worlds.phrase(progress.arm)
            say(f"{self._whose}seed {seed} {world}: {progress.months_done} months", stderr=True)

    def wait(self, what: str | None) -> None:
        """What is waited for: said once for both worlds, and not for each seed."""
        if what is not None and what not in self._waits and not self.is_silent:
            self._waits.add(what)
            say(quiet(f"{self._whose}{what} ..."), stderr=True)
