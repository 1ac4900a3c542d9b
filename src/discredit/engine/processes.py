"""The processes and devices of one run: how they start together, agree, and end together.

A run of one process on one device has nobody to wait for; nothing here then does anything.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from discredit.engine import address, joining, rendezvous, secret
from discredit.engine.address import Place
from discredit.engine.connection import Connection, Message, listen
from discredit.engine.door import Hello
from discredit.errors import (
    DiscreditError,
    ExitCode,
    Fault,
    InputError,
    Interrupted,
    MeetingError,
    quoted,
)

PATIENCE = 300.0
"""Seconds in which all processes of a run must have started."""
_FOR_EXAMPLE = "For example node01:5577, or [fd00::2]:5577."
_GRACE = 5.0  # seconds in which whoever watches the connections says what happened


@dataclass(eq=False)
class Processes:
    """Who takes part in a run. `devices` counts those of all processes together."""

    devices: int = 1
    count: int = 1
    index: int = 0
    has_stopped: bool = False

    @property
    def is_first(self) -> bool:
        """Whether this process reads and writes the result folder."""
        return self.index == 0

    @property
    def in_turn(self) -> bool:
        """Whether worlds must be worked out one after the other: devices that meet for two of them
        at once would wait for each other for ever."""
        return self.devices > 1

    def any_of(self, *flags: bool) -> tuple[bool, ...]:
        """Each flag, up if it is up in any process. All processes must ask.

        Args:
            flags: Of this process; all hand in as many.
        """
        if self.count == 1:
            return flags
        each = self._gathered(np.array(flags, np.int32))
        return tuple(bool(each[:, i].any()) for i in range(len(flags)))

    def of_first(self, numbers: np.ndarray) -> np.ndarray:
        """The whole numbers (32-bit) that process 0 handed in. All must ask, with equal shapes.

        Args:
            numbers: Of this process; only those of process 0 count.
        """
        if self.count == 1:
            return numbers
        return self._gathered(np.asarray(numbers, np.int32))[0]

    def column_of_first(self, column: np.ndarray) -> np.ndarray:
        """A column that process 0 has; the others hand in one of the same shape and kind.

        Args:
            column: The column, or, of other processes, room for it.
        """
        if self.count == 1:
            return column
        from jax.experimental import multihost_utils

        return np.asarray(multihost_utils.broadcast_one_to_all(column))

    def must_agree(self, on: str, number: int) -> None:
        """Make sure that all processes came to the same number. All must ask.

        Args:
            on: What the number is of, for the message.
            number: From 0 to 2**32 - 1.

        Raises:
            RunError: One came to another.
        """
        if self.count > 1:
            each = self._gathered(np.array([number], np.uint32).view(np.int32))
            if (each != each[0]).any():
                raise MeetingError(
                    f"The processes of this run came to different results ({on}); run them on "
                    "machines of one kind, with the same versions of all packages."
                )

    def stops(self) -> Interrupted:
        """What to raise once all processes have agreed to stop."""
        self.has_stopped = True
        return Interrupted("Stopped.")

    def _gathered(self, numbers: np.ndarray) -> np.ndarray:
        from jax.experimental import multihost_utils

        return np.asarray(multihost_utils.process_allgather(numbers))


ALONE = Processes()


@contextmanager
def initialize(
    devices: int = 1,
    count: int = 1,
    index: int | None = None,
    coordinator: str | None = None,
    *,
    inputs: str = "",
    secret_file: Path | None = None,
    patience: float = PATIENCE,
) -> Iterator[Processes]:
    """Start the devices of this process, and find the other processes of the run.

    When one process ends early, all others say so and exit with code 3 (see `errors.ExitCode`).

    Args:
        devices: how many of this process.
        count: how many processes take part; the user starts each with the same command.
        index: which of them this is, from 0.
        coordinator: HOST:PORT, where process 0 can be reached by the others.
        inputs: the digest of what is to be run; it must be the same in all.
        secret_file: where the secret stands that all must know; see `secret.of_run`.
        patience: seconds in which all must have come.

    Returns:
        Who takes part; inside the `with` all have come.

    Raises:
        InputError: an option cannot be, or the machine has fewer devices.
        RunError: not all have come in time, or one was told otherwise.
    """
    place = _checked(devices, count, index, coordinator)
    if count == 1:
        if devices > 1:
            joining.set_flags()
            joining.request(devices)
        yield Processes(devices)
        return
    assert index is not None and place is not None
    known = secret.of_run(place.is_loopback, secret_file)
    hello = Hello(index, count, devices, inputs, _versions())
    joining.set_flags()
    if place.is_loopback:
        joining.share_cores(count)
    if index == 0:
        met, connections, dropped = rendezvous.gather(hello, place, known, patience)
        here = met.host
        if dropped:
            _say(rendezvous.strangers(dropped))
    else:
        connections = [rendezvous.join(hello, place, known, patience)]
        here, met = connections[0].here.host, connections[0].there
    monitor = _Monitor(index, count, connections)
    with monitor.watching():
        joining.connect(hello, met, here, patience)
        processes = Processes(devices * count, count, index)
        monitor.processes = processes
        yield processes


def _checked(devices: int, count: int, index: int | None, coordinator: str | None) -> Place | None:
    faults: list[tuple[str, str, str, str]] = []
    place = None
    if devices < 1:
        faults.append(("devices", str(devices), "it must be 1 or more", ""))
    if count < 1:
        faults.append(("processes", str(count), "it must be 1 or more", ""))
    if count > 1:
        if index is None or not 0 <= index < count:
            given = "not given" if index is None else str(index)
            rule = f"it must be a number from 0 to {count - 1}, another for each process"
            faults.append(("process", given, rule, ""))
        try:
            place = address.parse(coordinator or "")
        except ValueError as error:
            given = "not given" if coordinator is None else quoted(coordinator)
            faults.append(("coordinator", given, str(error), _FOR_EXAMPLE))
    elif index is not None and index != 0:
        rule = "it must be 0 where there is one process"
        faults.append(("process", str(index), rule, "Say how many there are: --processes."))
    if faults:
        raise InputError(Fault("run", 0, *fault) for fault in faults)
    return place


def _versions() -> str:
    from importlib.metadata import version

    return ", ".join(f"{name} {version(name)}" for name in ("discredit", "jax", "numpy"))


class _Monitor:
    """What holds this process to the others until all have done their work."""

    def __init__(self, index: int, count: int, connections: list[Connection]) -> None:
        self.index, self.count, self.connections = index, count, connections
        self.processes: Processes | None = None
        self._done: set[int] = set()
        self._all_done = threading.Event()
        self._lock = threading.Lock()
        self._is_over = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch the others meanwhile, and leave together."""
        _catch_aborts()
        listen(self.connections, self._on_message)
        try:
            yield
        except BaseException as error:
            if not (
                isinstance(error, Interrupted) and self.processes and self.processes.has_stopped
            ):
                self._break_off(error)
                raise
            self._leave()
            raise
        self._leave()

    def _leave(self) -> None:
        """Wait until everybody has done his work: the engine wants all to go together."""
        if self.index:
            self.connections[0].send(done=True)
        self._all_done.wait()
        self._is_over = True
        if not self.index:
            for connection in self.connections:
                connection.send(over=True)
        import jax

        jax.distributed.shutdown()

    def _break_off(self, error: BaseException) -> None:
        """Tell the others why; then this process must not wait for them when it ends."""
        if not isinstance(error, (DiscreditError, KeyboardInterrupt)):
            # If another process is the cause, its connection says so and this one ends here.
            time.sleep(_GRACE)
        with self._lock:
            self._is_over = True
        why = str(error) or type(error).__name__
        for connection in self.connections:
            connection.send(failed=f"Process {self.index} broke off: {why}")
        code = int(error.exit_code) if isinstance(error, DiscreditError) else 1
        code = int(ExitCode.INTERRUPTED) if isinstance(error, KeyboardInterrupt) else code
        atexit.register(_exit_now, code)

    def _on_message(self, connection: Connection, message: Message | None) -> None:
        with self._lock:
            if self._is_over or (message is None and connection.process in self._done):
                return
            if message is None:
                self._give_up(f"Process {connection.process} of {self.count} has ended.")
            if "failed" in message:
                self._give_up(str(message["failed"]))
            if "done" in message:
                self._done.add(connection.process)
            if "over" in message or len(self._done) == len(self.connections):
                self._is_over = "over" in message
                self._all_done.set()

    def _give_up(self, why: str) -> NoReturn:
        """End this process at once: its own thread may be waiting for the one that is gone."""
        for connection in self.connections:
            connection.send(failed=why)
        _say(f"{why} {_GOES_ON}")
        _exit_now(int(ExitCode.RESULT))


_GOES_ON = (
    "This process stops too. What was done is kept: the same command goes on from there, "
    "on as many processes as you like."
)


def _say(sentence: str) -> None:
    os.write(2, f"\n{sentence}\n".encode())


def _exit_now(code: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue
    os._exit(code)


_HANDLER = ctypes.CFUNCTYPE(None, ctypes.c_int)


@_HANDLER
def _aborted(_: int) -> None:
    _say(f"Another process of this run does not answer, or the engine failed. {_GOES_ON}")
    os._exit(int(ExitCode.RESULT))


def _catch_aborts() -> None:
    """Say a plain sentence where the engine would abort: it does so, from a thread of its own, when
    another process does not answer. Python's own handlers do not run then."""
    if sys.platform != "win32":
        c = ctypes.CDLL(None)
        c.signal.restype, c.signal.argtypes = ctypes.c_void_p, [ctypes.c_int, _HANDLER]
        c.signal(signal.SIGABRT, _aborted)
