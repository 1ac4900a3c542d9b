"""How the processes of one run find each other.

Process 0 waits at the coordinator's place; each of the others comes, the two show each other that
they know the run's secret, and only then he says who he is and what he was told to run, and is let
in or told why not. Whoever else comes is sent away and counted: he costs nothing but his place in
one loop, which never waits for anybody. The connections stay open for as long as the run lasts.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Container
from itertools import islice
from typing import NamedTuple

from discredit.engine import address, handshake
from discredit.engine.address import Place
from discredit.engine.connection import Connection
from discredit.engine.door import MANNERS, MOST_GUESTS, Door, Hello
from discredit.errors import MeetingError, RunError

_BETWEEN_TRIES = 0.2  # seconds
_NAME_PATIENCE = 30.0  # seconds in which this machine has got the name it is to wait at
_MOST_REFUSALS = 3
_MOST_NAMED = 20
_AFTER_REFUSAL = 1.0  # seconds
_NOT_HERE = errno.EADDRNOTAVAIL


class Company(NamedTuple):
    """Who has come to process 0."""

    place: Place  # the number at which it waited
    connections: list[Connection]
    strangers: int


def gather(hello: Hello, place: Place, secret: bytes, seconds: float) -> Company:
    """Process 0: wait until all the others have come, and let them in.

    Args:
        hello: of this process.
        place: where to wait; nobody is listened to at another address of this machine.
        secret: what all processes of the run know.
        seconds: in which all must have come.

    Returns:
        The number at which process 0 waits, the connections, and how many strangers came.

    Raises:
        RunError: Some did not come in time, or one was told otherwise; those who came are told too.
    """
    until = time.monotonic() + seconds
    with _listening(place, until) as listener:
        listener.setblocking(False)
        where = Place(*listener.getsockname()[:2])
        door = Door(hello, secret, listener)
        try:
            door.keep(until)
            away = hello.processes - 1 - len(door.joined)
            if away:
                raise MeetingError(
                    f"Of {hello.processes} processes these did not come within {seconds:.0f} s: "
                    f"{_numbers(hello.processes, door.joined, away)}. Start every process with the "
                    f"same command and its own --process.{_besides(place, where, door.strangers)}"
                )
        except RunError as error:
            for connection in door.joined.values():
                connection.send(failed=str(error))
                connection.close()
            raise
        finally:
            door.close()
    for connection in door.joined.values():
        connection.send(go=True)
    return Company(where, list(door.joined.values()), door.strangers)


def strangers(count: int) -> str:
    """What to tell of those who came and did not belong.

    Args:
        count: At least one.
    """
    who = "One connection was" if count == 1 else f"{count} connections were"
    return f"{who} dropped that did not show this run's secret."


def _numbers(processes: int, joined: Container[int], away: int) -> str:
    """Which are not there; of very many the first."""
    first = islice((str(i) for i in range(1, processes) if i not in joined), _MOST_NAMED)
    others = f" and {away - _MOST_NAMED} more" if away > _MOST_NAMED else ""
    return ", ".join(first) + others


def _besides(place: Place, where: Place, dropped: int) -> str:
    """What else there is to say when somebody did not come."""
    told = f" {strangers(dropped)}" if dropped else ""
    if where.is_loopback and not place.is_loopback:
        told += (
            f" To this machine {place.host} is {where.host}, where no other machine can come: name "
            "the address at which the others find it."
        )
    return told


def join(hello: Hello, place: Place, secret: bytes, seconds: float) -> Connection:
    """Any other process: find process 0 and be let in.

    Args:
        hello: of this process.
        place: where process 0 waits.
        secret: what all processes of the run know.
        seconds: in which it must be found.

    Returns:
        The connection, kept as long as the run lasts.

    Raises:
        RunError: Nobody was there in time, or process 0 refused, with its reason.
    """
    until = time.monotonic() + seconds
    refusals = 0
    while time.monotonic() < until:
        try:
            connection = _called(place, secret, until)
        except _Refused as error:
            refusals += 1
            if refusals == _MOST_REFUSALS:
                raise MeetingError(
                    f"Who waits at {place} does not know the secret of this process; give every "
                    "process of the run the same, and see that --coordinator names process 0."
                ) from error
            time.sleep(_AFTER_REFUSAL)
            continue
        if connection is not None:
            connection.send(**hello._asdict())
            answer = connection.receive(max(until - time.monotonic(), _BETWEEN_TRIES))
            if answer is not None and "failed" in answer:
                connection.close()
                raise MeetingError(str(answer["failed"]))
            if answer is not None:
                return connection
            connection.close()
        # Whoever was there went away, as an earlier run that is just ending does.
        time.sleep(_BETWEEN_TRIES)
    raise MeetingError(
        f"Process 0 was not found at {place} within {seconds:.0f} s; start it with the same "
        "command and --process 0, and see that --coordinator names its machine and a free port."
    )


class _Refused(Exception):
    """Who waits there knows another secret."""


def _called(place: Place, secret: bytes, until: float) -> Connection | None:
    """A connection to who waits at a place and knows the secret; None where nobody does. Raises
    _Refused."""
    try:
        numbers = address.found(place)
    except OSError:
        return None
    for number in numbers:
        left = until - time.monotonic()
        if left <= 0:
            return None
        try:
            called = socket.create_connection(number, timeout=min(left, MANNERS))
        except OSError:
            continue
        try:
            # A call to a port where nobody waits may be given that very port to call from.
            is_itself = called.getsockname() == called.getpeername()
            if not is_itself and _is_ours(called, secret, min(until, time.monotonic() + MANNERS)):
                return Connection(0, called)
        except OSError:
            pass
        except _Refused:
            called.close()
            raise
        called.close()
    return None


def _is_ours(called: socket.socket, secret: bytes, until: float) -> bool:
    challenged = _exactly(called, handshake.CHALLENGE, until)
    answered = handshake.answer(secret, challenged)
    if answered is None:
        return False
    called.sendall(answered)
    said = _exactly(called, handshake.WELCOME, until)
    if said == handshake.REFUSAL:
        raise _Refused
    return handshake.is_welcome(secret, challenged, answered, said)


def _exactly(called: socket.socket, size: int, until: float) -> bytes:
    """So many bytes, or fewer where there are no more. Raises TimeoutError."""
    heard = b""
    while len(heard) < size:
        called.settimeout(max(until - time.monotonic(), 0.001))
        said = called.recv(size - len(heard))
        if not said:
            break
        heard += said
    return heard


def _listening(place: Place, until: float) -> socket.socket:
    """A listener at a place of this machine, which may get its name only now. Raises RunError."""
    until = min(until, time.monotonic() + _NAME_PATIENCE) if place.is_name else 0.0
    while True:
        try:
            return _bound(place)
        except OSError as error:
            is_here = not isinstance(error, socket.gaierror) and error.errno != _NOT_HERE
            if not is_here and time.monotonic() < until:
                time.sleep(_BETWEEN_TRIES)
                continue
            why = _reason(error).lower()
            remedy = (
                "name another port in --coordinator, the same for all processes"
                if is_here
                else "process 0 runs on the machine that --coordinator names"
            )
            raise MeetingError(f"Process 0 cannot wait at {place} ({why}); {remedy}.") from error


def _reason(error: OSError) -> str:
    """The system's words alone: the library puts its own behind them."""
    if error.errno is None or isinstance(error, socket.gaierror):
        return error.strerror or type(error).__name__
    return os.strerror(error.errno)


def _bound(place: Place) -> socket.socket:
    """Raises OSError."""
    last: OSError | None = None
    for number in address.found(place):
        try:
            return socket.create_server(number, family=address.family(number), backlog=MOST_GUESTS)
        except OSError as error:
            last = error
    raise last or OSError(_NOT_HERE, "no such address")
