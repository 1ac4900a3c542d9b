"""How the processes of one run find each other, and hear at once when one of them ends.

Process 0 waits at the coordinator's port; each of the others connects, says who it is and what it
was told to run, and is let in or told why not. The connections stay open for as long as the run
lasts: the system closes them when a process ends, however it ends, so nobody waits for the dead.
Messages are JSON, one a connection.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from discredit.errors import RunError

_LONGEST = 4096  # bytes of one message
_BETWEEN_TRIES = 0.2  # seconds
_KEEPALIVE = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
"""A machine that vanished from the network is missed after 25 seconds."""


Message = dict[str, bool | int | str]
"""What one process tells another: a few words, each with a number or a sentence."""


class Hello(NamedTuple):
    """What a process says of itself; all but `process` must be the same for all."""

    process: int
    processes: int
    devices: int
    inputs: str  # the digest of the plan's inputs
    versions: str


_DIFFERS = {
    "processes": "was told of {theirs} processes, process 0 of {ours}",
    "devices": "has {theirs} devices, process 0 has {ours}",
    "inputs": "was given other inputs (digest {theirs:.12}..., that of process 0 is {ours:.12}...)",
    "versions": "runs {theirs}, process 0 runs {ours}",
}


class Connection:
    """One open connection to another process."""

    def __init__(self, process: int, connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE:
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        self.process = process
        self._connection = connection
        self._file = connection.makefile("rb")

    def send(self, **message: bool | int | str) -> None:
        """Send a message; nothing happens when nobody is there any more."""
        try:
            self._connection.sendall(json.dumps(message).encode()[: _LONGEST - 1] + b"\n")
        except OSError:
            return

    def receive(self, seconds: float | None = None) -> Message | None:
        """The next message; None when the other end is gone, silent for too long, or not ours."""
        try:
            self._connection.settimeout(seconds)
            said = json.loads(self._file.readline(_LONGEST))
        except (OSError, ValueError):
            return None
        return said if isinstance(said, dict) else None

    def close(self) -> None:
        self._file.close()
        self._connection.close()


def gather(hello: Hello, port: int, seconds: float) -> list[Connection]:
    """Process 0: wait until all the others have come, and let them in.

    Raises RunError: who did not come in time, or what one was told otherwise; they are told too.
    """
    until = time.monotonic() + seconds
    joined: dict[int, Connection] = {}
    present: list[Connection] = []
    try:
        with _listening(port) as listener:
            while len(joined) < hello.processes - 1:
                connection = _next_connection(listener, until)
                if connection is None:
                    break
                introduction = _introduced(connection)
                if introduction is None:  # not one of ours
                    connection.close()
                    continue
                connection.process = introduction.process
                present.append(connection)
                _check(hello, introduction, joined)
                joined[introduction.process] = connection
        missing = [str(i) for i in range(1, hello.processes) if i not in joined]
        if missing:
            raise RunError(
                f"Of {hello.processes} processes these did not come within {seconds:.0f} s: "
                f"{', '.join(missing)}. Start every process with the same command and its own "
                "--process."
            )
    except RunError as error:
        for connection in present:
            connection.send(failed=str(error))
            connection.close()
        raise
    for connection in joined.values():
        connection.send(go=True)
    return list(joined.values())


def join(hello: Hello, host: str, port: int, seconds: float) -> Connection:
    """Any other process: find process 0 and be let in.

    Raises RunError: nobody there in time, or the reason of the refusal.
    """
    until = time.monotonic() + seconds
    nobody = RunError(
        f"Process 0 was not found at {host}:{port} within {seconds:.0f} s; start it with the same "
        "command and --process 0, and see that --coordinator names its machine and a free port."
    )
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise nobody
        try:
            connection = Connection(0, socket.create_connection((host, port), timeout=left))
        except OSError:
            time.sleep(_BETWEEN_TRIES)
            continue
        connection.send(**hello._asdict())
        answer = connection.receive(max(until - time.monotonic(), _BETWEEN_TRIES))
        if answer is not None and "failed" in answer:
            connection.close()
            raise RunError(str(answer["failed"]))
        if answer is not None:
            return connection
        # Whoever was there went away, as an earlier run that is just ending does.
        connection.close()
        time.sleep(_BETWEEN_TRIES)


def listen(
    connections: list[Connection], on_message: Callable[[Connection, Message | None], None]
) -> None:
    """Hand over each message as it comes, from a thread for each connection.

    None, the last message of a connection, means that the other end is gone.
    """

    def follow(connection: Connection) -> None:
        while (message := connection.receive()) is not None:
            on_message(connection, message)
        on_message(connection, None)

    for connection in connections:
        threading.Thread(target=follow, args=(connection,), daemon=True).start()


def _listening(port: int) -> socket.socket:
    try:
        if socket.has_dualstack_ipv6():
            return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
        return socket.create_server(("", port))
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise RunError(
            f"Process 0 cannot wait at port {port} ({why}); name another port in --coordinator, "
            "the same for all processes."
        ) from error


def _next_connection(listener: socket.socket, until: float) -> Connection | None:
    try:
        listener.settimeout(max(until - time.monotonic(), 0.001))
        return Connection(-1, listener.accept()[0])
    except TimeoutError:
        return None


def _introduced(connection: Connection) -> Hello | None:
    match connection.receive(5.0):
        case {
            "process": int(process),
            "processes": int(processes),
            "devices": int(devices),
            "inputs": str(inputs),
            "versions": str(versions),
            **rest,
        } if not rest:
            return Hello(process, processes, devices, inputs, versions)
    return None


def _check(ours: Hello, theirs: Hello, joined: dict[int, Connection]) -> None:
    who = f"Process {theirs.process}"
    for name, sentence in _DIFFERS.items():
        mine, other = getattr(ours, name), getattr(theirs, name)
        if mine != other:
            said = sentence.format(ours=mine, theirs=other)
            raise RunError(f"{who} {said}; all processes of a run are started alike.")
    if theirs.process in joined:
        raise RunError(f"Two processes were started as --process {theirs.process}; each has one.")
