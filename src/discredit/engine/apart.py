"""Work in threads of its own, which the caller can leave: an interrupt is answered at once.

A compiler and a stretch of months run in compiled code, which nothing can stop, and which keeps
Python from hearing an interrupt where it runs in the main thread. So they run beside it, and the
main thread waits in short waits. A thread that is left goes on to the end of what it is at, and
then ends without a trace: whoever writes says `staying()` first.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from typing import Final, Generic, TypeVar

from discredit.errors import ExitCode, Interrupted

LOOK_SECONDS: Final = 0.1
"""Between two looks at whether to go on waiting."""
T = TypeVar("T")


class Left(BaseException):
    """Raised in a thread whose caller went on without it."""


class Apart(Generic[T]):
    """A call in a thread of its own."""

    def __init__(self, call: Callable[[], T], name: str) -> None:
        """`name` is the thread's."""
        self._call, self._given, self._error = call, [], None
        self._is_left = False
        self._writing = threading.RLock()
        context = copy_context()
        self._thread = threading.Thread(
            target=lambda: context.run(self._go), name=name, daemon=True
        )
        self._thread.start()

    def _go(self) -> None:
        _here.one = self
        try:
            self._given: list[T] = [self._call()]
        except BaseException as error:
            self._error: BaseException | None = error

    def is_running(self) -> bool:
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Until it is done, and no longer than so many seconds."""
        self._thread.join(seconds)

    def result(self) -> T:
        """What the call gave, once it is done. Raises what it raised."""
        if self._error is not None:
            raise self._error
        return self._given[0]

    def leave(self) -> None:
        """Go on without it, as soon as what it is writing is written."""
        with self._writing:
            self._is_left = True
        if self.is_running():
            if not _left:
                atexit.register(_at_exit)
            _left.append(self._thread)

    @contextmanager
    def staying(self) -> Iterator[None]:
        """Not to be left meanwhile. Raises Left where it has been."""
        with self._writing:
            if self._is_left:
                raise Left
            yield


class _Here(threading.local):
    one: Apart | None = None


_here = _Here()
_left: list[threading.Thread] = []


@contextmanager
def staying() -> Iterator[None]:
    """Write, in a thread that may be left, what must be written whole and by nobody else.

    Raises:
        Left: the caller went on without this thread, which is to end.
    """
    if _here.one is None:
        yield
        return
    with _here.one.staying():
        yield


def go_on() -> None:
    """Look, in a thread that may be left, whether anybody still waits for it.

    Raises:
        Left: nobody does.
    """
    with staying():
        pass


def run(
    calls: Sequence[Callable[[], T]], name: str, is_stopped: Callable[[], bool] = lambda: False
) -> list[T]:
    """Make some calls side by side, each in a thread of its own, and leave them when interrupted.

    Args:
        calls: What is to be done; nothing that it has begun may need an end.
        name: Of the threads.
        is_stopped: Asked ten times a second; once it says so, the calls are left.

    Returns:
        What each gave.

    Raises:
        Interrupted: it was stopped.
        Exception: what the first of them raised that did.
    """
    begun = [Apart(call, name) for call in calls]
    try:
        while any(one.is_running() for one in begun):
            if is_stopped():
                raise Interrupted("Stopped.")
            next(one for one in begun if one.is_running() or one is begun[-1]).wait(LOOK_SECONDS)
    except BaseException:
        for one in begun:
            one.leave()
        raise
    return [one.result() for one in begun]


def are_left() -> bool:
    """Whether threads that were left are still at work."""
    _left[:] = [thread for thread in _left if thread.is_alive()]
    return bool(_left)


def end(code: int) -> None:
    """End the process, if threads that were left are still at work; else do nothing.

    Python cannot end in good order while they run, and cannot end them.

    Args:
        code: What the process returns.
    """
    if are_left():
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                continue
        os._exit(code)


def _at_exit() -> None:
    """A program that an interrupt ends, ends; any other waits for what still runs."""
    if isinstance(getattr(sys, "last_value", None), (KeyboardInterrupt, Interrupted)):
        _tidy()
        end(int(ExitCode.INTERRUPTED))
    try:
        while are_left():
            time.sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        _tidy()
        end(int(ExitCode.INTERRUPTED))


def _tidy() -> None:
    for call in before_end:
        call()


before_end: list[Callable[[], None]] = []
"""What has to be done before a process ends without waiting, beside what Python does."""
