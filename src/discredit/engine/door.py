"""The door of process 0: who comes, who has shown that he belongs, who is sent away.

One loop hears all who have come and never waits for any of them, so that a silent stranger costs
nothing but a place in it; each place is given up after a while, or to the next who comes.
"""

from __future__ import annotations

import selectors
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from discredit.engine import handshake
from discredit.engine.connection import LONGEST, Connection, understood
from discredit.errors import MeetingError, RunError

MANNERS: Final = 10.0
"""Seconds in which a guest has said who he is."""
MOST_GUESTS: Final = 128
"""Guests who have not, beside as many as there are processes; who came first makes room."""
_AT_ONCE = 64  # guests who come in before those who are there are heard
_PAUSE = 0.2  # seconds


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
    "versions": "runs {theirs:.200}, process 0 runs {ours}",
}


@dataclass(eq=False)
class _Guest:
    """One who has come to the door and not yet said who he is."""

    socket: socket.socket
    until: float
    challenged: bytes = field(default_factory=handshake.challenge)
    heard: bytes = b""
    is_proven: bool = False


class Door:
    """Where process 0 waits: one loop for the listener, the guests, and those who were let in."""

    def __init__(self, hello: Hello, secret: bytes, listener: socket.socket) -> None:
        self.hello, self.secret, self.listener = hello, secret, listener
        self.joined: dict[int, Connection] = {}
        self.strangers = 0
        self._guests: dict[_Guest, None] = {}  # in the order in which they came
        self._selector = selectors.DefaultSelector()
        self._selector.register(listener, selectors.EVENT_READ)

    def keep(self, until: float) -> None:
        """Let in whoever belongs, until all have come or time is up.

        Args:
            until: [seconds] as `time.monotonic` counts them.

        Raises:
            RunError: One who belongs was told otherwise than this process.
        """
        while len(self.joined) < self.hello.processes - 1 and time.monotonic() < until:
            first = next(iter(self._guests), None)
            at = until if first is None else min(first.until, until)
            for key, _ in self._selector.select(max(at - time.monotonic(), 0.001)):
                if key.data is None:
                    self._open()
                elif isinstance(key.data, Connection):
                    self._forget(key.data)
                elif key.data in self._guests:
                    self._hear(key.data)
            for guest in [each for each in self._guests if each.until <= time.monotonic()]:
                self._drop(guest)

    def close(self) -> None:
        """Nobody comes in any more; those who were let in stay."""
        for guest in list(self._guests):
            self._drop(guest)
        self._selector.close()

    def _open(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                came = self.listener.accept()[0]
            except BlockingIOError:
                return
            except OSError:  # he is gone again, or this process may open no more files
                if not self._guests:
                    time.sleep(_PAUSE)
                self._make_room(1)
                return
            self._make_room(MOST_GUESTS + self.hello.processes)
            came.setblocking(False)
            guest = _Guest(came, time.monotonic() + MANNERS)
            self._guests[guest] = None
            self._selector.register(came, selectors.EVENT_READ, guest)
            self._say(guest, guest.challenged)

    def _make_room(self, most: int) -> None:
        while len(self._guests) >= most:
            self._drop(next(iter(self._guests)))

    def _say(self, guest: _Guest, words: bytes) -> None:
        with suppress(OSError):
            if guest.socket.send(words) == len(words):
                return
        self._drop(guest)

    def _hear(self, guest: _Guest) -> None:
        """What a guest has to say, as far as it has come. Raises RunError."""
        most = LONGEST if guest.is_proven else handshake.ANSWER
        try:
            said = guest.socket.recv(most - len(guest.heard))
        except BlockingIOError:
            return
        except OSError:
            said = b""
        guest.heard += said
        if not said:
            self._drop(guest)
        elif not guest.is_proven:
            if len(guest.heard) == most:
                self._judge(guest)
        elif guest.heard.endswith(b"\n"):
            self._introduce(guest)
        elif len(guest.heard) == most:
            self._drop(guest)

    def _judge(self, guest: _Guest) -> None:
        reply = handshake.welcome(self.secret, guest.challenged, guest.heard)
        guest.is_proven, guest.heard = reply != handshake.REFUSAL, b""
        self._say(guest, reply)
        if not guest.is_proven and guest in self._guests:
            self._drop(guest)

    def _introduce(self, guest: _Guest) -> None:
        theirs = _introduced(guest.heard, self.hello.processes)
        if theirs is None:
            self._drop(guest)
            return
        self._selector.unregister(guest.socket)
        del self._guests[guest]
        guest.socket.setblocking(True)
        try:
            connection = Connection(theirs.process, guest.socket)
        except OSError:  # he is gone already
            self.strangers += 1
            guest.socket.close()
            return
        try:
            _check(self.hello, theirs, self.joined)
        except RunError as error:
            connection.send(failed=str(error))
            connection.close()
            raise
        self.joined[theirs.process] = connection
        self._selector.register(guest.socket, selectors.EVENT_READ, connection)

    def _forget(self, connection: Connection) -> None:
        """One who was let in and waits speaks only by going away; he may come again."""
        del self.joined[connection.process]
        self._selector.unregister(connection.fileno())
        connection.close()

    def _drop(self, guest: _Guest) -> None:
        self.strangers += 1
        self._selector.unregister(guest.socket)
        del self._guests[guest]
        guest.socket.close()


def _introduced(line: bytes, processes: int) -> Hello | None:
    match understood(line):
        case {
            "process": int(process),
            "processes": int(told),
            "devices": int(devices),
            "inputs": str(inputs),
            "versions": str(versions),
            **rest,
        } if not rest and 0 < process < max(processes, told):
            return Hello(process, told, devices, inputs, versions)
    return None


def _check(ours: Hello, theirs: Hello, joined: dict[int, Connection]) -> None:
    who = f"Process {theirs.process}"
    for name, sentence in _DIFFERS.items():
        mine, other = getattr(ours, name), getattr(theirs, name)
        if mine != other:
            said = sentence.format(ours=mine, theirs=other)
            raise MeetingError(f"{who} {said}; all processes of a run are started alike.")
    if theirs.process in joined:
        raise MeetingError(
            f"Two processes were started as --process {theirs.process}; each has one."
        )
