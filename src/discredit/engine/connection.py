"""One open connection to another process of the run, and what goes over it.

The system closes a connection when the process at its end dies, however it dies, so nobody waits
for the dead. Messages are JSON, one a line.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from typing import Final

from discredit.engine.address import Place

LONGEST: Final = 4096
"""Bytes of one message."""
_LONGEST_TEXT = 800  # characters of a sentence in it, each of four bytes at most
_KEEPALIVE = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
"""A machine that vanished from the network is missed after 25 seconds."""

Message = dict[str, bool | int | str]
"""What one process tells another: a few words, each with a number or a sentence."""


class Connection:
    """One open connection to another process."""

    def __init__(self, process: int, connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE:
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        self.process = process
        self.here = Place(*connection.getsockname()[:2])
        self.there = Place(*connection.getpeername()[:2])
        self._connection = connection
        self._file = connection.makefile("rb")

    def send(self, **message: bool | int | str) -> None:
        """Send a message; nothing happens when nobody is there any more."""
        short = {k: v[:_LONGEST_TEXT] if isinstance(v, str) else v for k, v in message.items()}
        text = json.dumps(short, ensure_ascii=False)
        try:
            self._connection.sendall(text.encode("utf-8", "replace") + b"\n")
        except OSError:
            return

    def receive(self, seconds: float | None = None) -> Message | None:
        """The next message; None when the other end is gone, silent for too long, or not ours.

        Args:
            seconds: How long to wait; None: for ever.
        """
        try:
            self._connection.settimeout(seconds)
            return understood(self._file.readline(LONGEST))
        except OSError:
            return None

    def fileno(self) -> int:
        """The number by which the system knows it."""
        return self._connection.fileno()

    def close(self) -> None:
        self._file.close()
        self._connection.close()


def understood(line: bytes) -> Message | None:
    """The message in a line; None where it is none.

    Args:
        line: As it was read, at most LONGEST bytes of it.
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def listen(
    connections: list[Connection], on_message: Callable[[Connection, Message | None], None]
) -> None:
    """Hand over each message as it comes, from a thread for each connection.

    None, the last message of a connection, means that the other end is gone.

    Args:
        connections: To the other processes.
        on_message: Called from the thread of that connection.
    """

    def follow(connection: Connection) -> None:
        while (message := connection.receive()) is not None:
            on_message(connection, message)
        on_message(connection, None)

    for connection in connections:
        threading.Thread(target=follow, args=(connection,), daemon=True).start()
