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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from discredit.engine import rendezvous
from discredit.engine.rendezvous import Connection, Hello, Message
from discredit.errors import DiscreditError, ExitCode, Fault, InputError, Interrupted, RunError

PATIENCE = 300.0
"""Seconds in which all processes of a run must have started."""
_HEARTBEAT = 30
"""Seconds without a sign of life after which the engine gives a process up."""
_LONG = 7 * 24 * 3600
"""Seconds: a device may wait so long for the others; who is gone is missed by other means."""
_FLAGS = {
    "xla_cpu_collective_call_warn_stuck_timeout_seconds": 600,
    "xla_cpu_collective_call_terminate_timeout_seconds": _LONG,
    "xla_cpu_collective_timeout_seconds": _LONG,
}
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
        """Each flag, up if it is up in any process. All processes must ask."""
        if self.count == 1:
            return flags
        each = self._gathered(np.array(flags, np.int32))
        return tuple(bool(each[:, i].any()) for i in range(len(flags)))

    def of_first(self, numbers: np.ndarray) -> np.ndarray:
        """The whole numbers (32-bit) that process 0 handed in. All must ask, with equal shapes."""
        if self.count == 1:
            return numbers
        return self._gathered(np.asarray(numbers, np.int32))[0]

    def column_of_first(self, column: np.ndarray) -> np.ndarray:
        """A column that process 0 has; the others hand in one of the same shape and kind."""
        if self.count == 1:
            return column
        from jax.experimental import multihost_utils

        return np.asarray(multihost_utils.broadcast_one_to_all(column))

    def must_agree(self, on: str, number: int) -> None:
        """Make sure that all processes came to the same number (32 bits). All must ask.

        Raises RunError.
        """
        if self.count > 1:
            each = self._gathered(np.array([number], np.uint32).view(np.int32))
            if (each != each[0]).any():
                raise RunError(
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
    patience: float = PATIENCE,
) -> Iterator[Processes]:
    """Start the devices of this process, and find the other processes of the run.

    Args:
        devices: how many of this process.
        count: how many processes take part; the user starts each with the same command.
        index: which of them this is, from 0.
        coordinator: HOST:PORT, where process 0 can be reached by the others.
        inputs: the digest of what is to be run; it must be the same in all.
        patience: seconds in which all must have come.

    When one process ends early, all others say so and exit with code 3 (see `errors.Exit`).
    Raises: InputError, RunError.
    """
    host, port = _checked(devices, count, index, coordinator)
    if count == 1:
        if devices > 1:
            _set_flags()
            _request(devices)
        yield Processes(devices)
        return
    assert index is not None
    hello = Hello(index, count, devices, inputs, _versions())
    _set_flags()
    if index == 0:
        connections = rendezvous.gather(hello, port, patience)
    else:
        connections = [rendezvous.join(hello, host, port, patience)]
    monitor = _Monitor(index, count, connections)
    with monitor.watching():
        _connect(hello, f"{host}:{port}", patience)
        processes = Processes(devices * count, count, index)
        monitor.processes = processes
        yield processes


def _checked(
    devices: int, count: int, index: int | None, coordinator: str | None
) -> tuple[str, int]:
    faults: list[tuple[str, str, str, str]] = []
    if devices < 1:
        faults.append(("devices", str(devices), "it must be 1 or more", ""))
    if count < 1:
        faults.append(("processes", str(count), "it must be 1 or more", ""))
    host, _, port = (coordinator or "").rpartition(":")
    if count > 1:
        if index is None or not 0 <= index < count:
            given = "not given" if index is None else str(index)
            rule = f"it must be a number from 0 to {count - 1}, another for each process"
            faults.append(("process", given, rule, ""))
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            given = "not given" if coordinator is None else repr(coordinator)
            rule = "it must be HOST:PORT, where process 0 is to be found"
            faults.append(("coordinator", given, rule, "For example node01:5577."))
    elif index is not None and index != 0:
        rule = "it must be 0 where there is one process"
        faults.append(("process", str(index), rule, "Say how many there are: --processes."))
    if faults:
        raise InputError(Fault("run", 0, *fault) for fault in faults)
    return host.strip("[]"), int(port or 0)


def _set_flags() -> None:
    """Let devices wait for each other; by themselves they would give up after 40 seconds."""
    given = os.environ.get("XLA_FLAGS", "")
    ours = [f"--{name}={value}" for name, value in _FLAGS.items() if name not in given]
    os.environ["XLA_FLAGS"] = " ".join([given, *ours]).strip()


def _request(devices: int) -> None:
    """So many devices for this process. Raises InputError, RunError."""
    import jax

    cores = os.cpu_count() or 1
    with suppress(RuntimeError):  # the engine has started; it may have enough of them
        jax.config.update("jax_num_cpu_devices", min(devices, cores))
    local = jax.local_devices()
    if len(local) >= devices:
        return
    kind = local[0].platform
    if kind == "cpu" and devices <= cores:
        raise RunError(
            f"The engine has already started with {len(local)} devices, and {devices} are asked "
            "for; ask before anything else is computed."
        )
    has = f"{cores} processor cores" if kind == "cpu" else f"{len(local)} devices ({kind})"
    raise InputError([Fault("run", 0, "devices", str(devices), f"this machine has {has}", "")])


def _versions() -> str:
    from importlib.metadata import version

    return ", ".join(f"{name} {version(name)}" for name in ("discredit", "jax", "numpy"))


def _connect(hello: Hello, coordinator: str, patience: float) -> None:
    """Join the engines of all processes. Raises RunError."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # what it would say, we say
    import jax
    from jax.experimental import multihost_utils

    from discredit.engine import cache as engine_cache

    engine_cache.enable()  # the engine asks for it once, with the first thing it compiles
    jax.config.update("jax_enable_preemption_service", False)
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    try:
        jax.distributed.initialize(
            coordinator,
            hello.processes,
            hello.process,
            cluster_detection_method="deactivate",
            initialization_timeout=max(round(patience), 1),
            heartbeat_timeout_seconds=_HEARTBEAT,
            shutdown_timeout_seconds=_HEARTBEAT,
        )
        with _silenced():
            _request(hello.devices)
            multihost_utils.sync_global_devices("begin")
    except RuntimeError as error:
        raise RunError(f"The engine could not join the other processes: {error}") from error


@contextmanager
def _silenced() -> Iterator[None]:
    """Nothing reaches standard output: engines that first meet say so there, amid our answer."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


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
        rendezvous.listen(self.connections, self._on_message)
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
