"""Worlds on their way kept by the clock, and written beside the months that follow.

A world is copied, and a thread writes the copy while the arm goes on. One copy is in memory at a
time, of all arms: an arm that would keep its world meanwhile goes on and asks again after its next
stretch.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from discredit.engine import waits
from discredit.engine.processes import Processes
from discredit.store import arrays, checkpoint
from discredit.store.arrays import Whose
from discredit.store.checkpoint import Cost, Halt

EVERY_SECONDS: Final = 30.0
"""Worked between two checkpoints of a world: with a stretch of months, what a kill may cost."""
LARGEST_COPY: Final = 256 << 20
"""Bytes of a world that is copied to be written beside the next months. By then what the compiler
took is free again, which is more, so that the forecast stands. A larger world is written a column
at a time while its arm waits."""
_PACE: Final = 30
"""An arm works so many times as long as it last waited for a checkpoint before it keeps another."""

_every: ContextVar[float] = ContextVar("every", default=EVERY_SECONDS)


@contextmanager
def every(seconds: float) -> Iterator[None]:
    """Keep worlds meanwhile after so many seconds of work.

    Args:
        seconds: 0 keeps them after every stretch of months, and waits where one is being written.
    """
    before = _every.set(seconds)
    try:
        yield
    finally:
        _every.reset(before)


class Kept(NamedTuple):
    """Where a world is kept, and what is said beside it of whose it is."""

    path: Path
    of: str
    people: int
    processes: Processes


class Clock:
    """What an arm has worked since its world was last kept; a wait for the compiler is no work,
    for engines are kept by themselves."""

    def __init__(self) -> None:
        self.waited = 0.0  # seconds, for the last checkpoint
        self._since = time.monotonic()
        self._stopped: float | None = None

    @property
    def seconds(self) -> float:
        """Worked since then."""
        return time.monotonic() - self._since

    def restart(self, waited: float) -> None:
        """A world was kept, for which the arm waited so many seconds."""
        self.waited, self._since = waited, time.monotonic()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Stand still meanwhile whenever this thread waits for the compiler."""
        tell = waits.on_wait.get()

        def hear(what: str | None) -> None:
            now = time.monotonic()
            if what is None and self._stopped is not None:
                self._since += now - self._stopped
            self._stopped = None if what is None else self._stopped or now
            tell(what)

        with waits.told(hear):
            yield


class Keeper:
    """Keeps the worlds of a run on their way."""

    def __init__(self) -> None:
        self.cost = checkpoint.NOTHING  # of all arms
        self._every = _every.get()
        self._turn, self._count = threading.Lock(), threading.Lock()
        self._writer: threading.Thread | None = None
        self._error: BaseException | None = None

    def is_due(self, clock: Clock) -> bool:
        """Whether an arm is to keep its world now; not while another is being written.

        Args:
            clock: Of the arm.
        """
        if self._every == 0:
            return True
        is_free = self._writer is None or not self._writer.is_alive()
        return is_free and clock.seconds >= max(self._every, _PACE * clock.waited)

    def keep(self, kept: Kept, halt: Halt) -> float:
        """Keep a world, if it is not too large beside the months that follow.

        All processes must ask; process 0 writes.

        Args:
            kept: Where, and whose it is.
            halt: The world [blocks, ..., rows], which may change once this returns.

        Returns:
            The seconds that the arm waited.

        Raises:
            RunError: The disk refuses, now or when the last world was written.
        """
        began = time.monotonic()
        size = sum(column.nbytes for _, column in checkpoint.named(halt.world))  # all processes'
        if not kept.processes.is_first or size > LARGEST_COPY:
            return self.keep_now(kept, halt)
        with self._turn:
            self.wait()
            copied = list(checkpoint.copied(halt.world, kept.people))
            waited = time.monotonic() - began
            whose = Whose(kept.of, 0, halt.months)
            write = partial(self._write, kept.path, copied, whose, waited)
            del copied
            writer = threading.Thread(target=write, name="checkpoint", daemon=True)
            writer.start()
            self._writer = writer  # begun: the other arm may be about to wait for it
        return waited

    def keep_now(self, kept: Kept, halt: Halt) -> float:
        """Keep a world a column at a time; it is on the disk once this returns.

        All processes must ask; process 0 writes.

        Args:
            kept: Where, and whose it is.
            halt: The world [blocks, ..., rows].

        Returns:
            The seconds that the arm waited.

        Raises:
            RunError: The disk refuses, now or when the last world was written.
        """
        began = time.monotonic()
        with self._turn:
            self.wait()
            size = checkpoint.save(kept.path, halt, kept.people, kept.of, kept.processes)
        waited = time.monotonic() - began
        self._add(size, waited)
        return waited

    def wait(self) -> None:
        """Until what is being written is on the disk.

        Raises:
            RunError: It could not be written.
        """
        if self._writer is not None:
            try:
                self._writer.join()
            except KeyboardInterrupt:  # it is on its way, and what is half written is lost
                self._writer.join()
                raise
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _write(
        self, path: Path, copied: list[checkpoint.Named], whose: Whose, waited: float
    ) -> None:
        try:
            self._add(arrays.save_strips(path, checkpoint.let_go(copied), whose), waited)
        except BaseException as error:  # for the next who asks
            self._error = error

    def _add(self, size: int, waited: float) -> None:
        with self._count:
            written, most, spent = self.cost
            self.cost = Cost(written + 1, max(most, size), spent + waited)
