"""Progress of a run on stderr: bars for a terminal, a line per finished world elsewhere."""

from __future__ import annotations

import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from discredit.cli import leaving
from discredit.cli.screen import console, quiet, say
from discredit.errors import in_terminal
from discredit.words.numbers import clock, memory, seconds, speed

if TYPE_CHECKING:
    from discredit.engine.processes import Processes
    from discredit.plan import Plan
    from discredit.run.twins import Progress

WORLDS = {"with": "with the system", "without": "without it"}


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
            world = WORLDS[progress.arm]
            say(f"{self._whose}seed {seed} {world}: {progress.months_done} months", stderr=True)

    def wait(self, what: str | None) -> None:
        """What is waited for: said once for both worlds, and not for each seed."""
        if what is not None and what not in self._waits and not self.is_silent:
            self._waits.add(what)
            say(quiet(f"{self._whose}{what} ..."), stderr=True)


class Bars:
    """A bar for each world of the seed at hand, and one for the whole when there are several."""

    def __init__(self, plan: Plan) -> None:
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Display

        self.plan, self.moved = plan, False
        self._display = Display(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[months]}"),
            TextColumn("{task.fields[rate]}"),
            TextColumn("{task.fields[left]}", justify="right"),
            console=console(stderr=True),
            expand=True,
            transient=True,
        )
        self._whole: Any = None
        self._tasks: dict[tuple[int, str, str], Any] = {}
        self._done: dict[tuple[int, str], int] = {}
        self._rates: dict[str, float] = {}

    def __enter__(self) -> Self:
        self._display.start()
        if len(self.plan.seeds) > 1:
            total = self.plan.months * len(self.plan.seeds) * len(self.plan.arms)
            self._whole = self._display.add_task(
                "all seeds", total=total, months="", rate="", left=""
            )
        self._begin(0, "run")
        return self

    def __exit__(self, *failure: object) -> None:
        self._display.stop()

    def note(self, text: str) -> None:
        """A remark above the bars."""
        self._display.console.print(quiet(text))

    def wait(self, what: str | None) -> None:
        """What is waited for, beside the bars that have no months yet."""
        for task in self._tasks.values():
            if self._display.tasks[task].total is None:
                self._display.update(task, months=what or "the first months")

    def _begin(self, index: int, phase: str) -> None:
        """Bars that pulse, and say what is waited for, until their first months are done."""
        for task in self._tasks.values():
            self._display.update(task, visible=False)
        for arm in self.plan.arms:
            doing = "lives" if phase == "trace" else f"seed {self.plan.seeds[index]}"
            self._tasks[index, arm, phase] = self._display.add_task(
                f"{doing} {WORLDS[arm]}", total=None, months="preparing", rate="", left=""
            )

    def take(self, progress: Progress) -> None:
        self.moved = True
        key = (progress.seed_index, progress.arm, progress.phase)
        if key not in self._tasks:
            self._begin(progress.seed_index, progress.phase)
        self._display.update(
            self._tasks[key],
            total=self.plan.months,
            completed=progress.months_done,
            months=f"{progress.months_done}/{self.plan.months} months",
            rate=speed(progress.rate),
            left=self._left(self.plan.months - progress.months_done, progress.rate),
        )
        self._rates[progress.arm] = progress.rate
        if progress.phase == "run" and self._whole is not None:
            self._done[progress.seed_index, progress.arm] = progress.months_done
            done = sum(self._done.values())
            total = self.plan.months * len(self.plan.seeds) * len(self.plan.arms)
            left = self._left(total - done, sum(self._rates.values()))
            self._display.update(self._whole, completed=done, left=left)

    def _left(self, months: int, person_months_per_second: float) -> str:
        left = clock(months * self.plan.people / max(person_months_per_second, 1e-9))
        return f"{left} left"
