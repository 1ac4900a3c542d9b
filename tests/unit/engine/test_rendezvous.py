"""How processes find each other: who is let in, who is refused, and what each is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from discredit.engine import rendezvous
from discredit.engine.rendezvous import Connection, Hello
from discredit.errors import RunError

HELLO = Hello(process=0, processes=3, devices=1, inputs="abc", versions="discredit 0, jax 0")
SOON = 20.0


@pytest.fixture
def port() -> int:
    with socket.create_server(("", 0)) as free:
        return free.getsockname()[1]


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Each call in a thread of its own: what it returned, or the error it raised."""
    found: list[Any] = [None] * len(calls)

    def run(i: int) -> None:
        try:
            found[i] = calls[i]()
        except RunError as error:
            found[i] = error

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * SOON)
    return found


def close(found: list[Any]) -> None:
    for each in found:
        for connection in each if isinstance(each, list) else [each]:
            if isinstance(connection, Connection):
                connection.close()


def test_all_who_belong_are_let_in_and_hear_each_other(port: int) -> None:
    found = together(
        lambda: rendezvous.join(HELLO._replace(process=2), "localhost", port, SOON),
        lambda: rendezvous.gather(HELLO, port, SOON),
        lambda: rendezvous.join(HELLO._replace(process=1), "localhost", port, SOON),
    )
    two, connections, one = found
    by_process = {connection.process: connection for connection in connections}
    assert sorted(by_process) == [1, 2]
    two.send(done=True)
    assert by_process[2].receive(SOON) == {"done": True}
    one.close()
    assert by_process[1].receive(SOON) is None
    close(found)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"inputs": "xyz"}, "Process 1 was given other inputs (digest xyz..., that of process 0"),
        ({"processes": 2}, "Process 1 was told of 2 processes, process 0 of 3"),
        ({"devices": 4}, "Process 1 has 4 devices, process 0 has 1"),
        ({"versions": "discredit 1"}, "Process 1 runs discredit 1, process 0 runs discredit 0"),
    ],
)
def test_who_was_told_otherwise_is_refused_and_all_hear_why(
    port: int, other: dict[str, Any], said: str
) -> None:
    odd = HELLO._replace(process=1, **other)
    found = together(
        lambda: rendezvous.gather(HELLO, port, SOON),
        lambda: rendezvous.join(odd, "localhost", port, SOON),
    )
    assert all(isinstance(each, RunError) and said in str(each) for each in found), found


def test_one_number_is_one_process(port: int) -> None:
    twin = HELLO._replace(process=1)
    found = together(
        lambda: rendezvous.gather(HELLO, port, SOON),
        lambda: rendezvous.join(twin, "localhost", port, SOON),
        lambda: rendezvous.join(twin, "localhost", port, SOON),
    )
    assert all("Two processes were started as --process 1" in str(each) for each in found), found


def test_who_does_not_come_is_named(port: int) -> None:
    found = together(
        lambda: rendezvous.gather(HELLO, port, 2.0),
        lambda: rendezvous.join(HELLO._replace(process=1), "localhost", port, SOON),
    )
    assert all("did not come within 2 s: 2. Start every" in str(each) for each in found), found


def test_nobody_at_the_coordinator_s_place_is_said_in_time(port: int) -> None:
    with pytest.raises(RunError, match=f"Process 0 was not found at localhost:{port} within 1 s"):
        rendezvous.join(HELLO._replace(process=1), "localhost", port, 1.0)


def test_a_port_in_use_is_said() -> None:
    with socket.create_server(("", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(RunError, match=f"cannot wait at port {number}"):
            rendezvous.gather(HELLO, number, 1.0)


@pytest.mark.parametrize("noise", [b"GET / HTTP/1.1\r\n\r\n", b'{"process": 1}\n', b"\xff\n", b""])
def test_strangers_at_the_door_are_sent_away(port: int, noise: bytes) -> None:
    def knock() -> None:
        with socket.create_connection(("localhost", port), timeout=SOON) as stranger:
            stranger.sendall(noise)
            stranger.shutdown(socket.SHUT_WR)
            stranger.settimeout(SOON)
            assert stranger.recv(1) == b""

    def come_later() -> Connection:
        rendezvous.time.sleep(0.5)
        return rendezvous.join(HELLO._replace(process=1, processes=2), "localhost", port, SOON)

    found = together(
        lambda: rendezvous.gather(HELLO._replace(processes=2), port, SOON),
        lambda: (rendezvous.time.sleep(0.2), knock()),
        come_later,
    )
    assert [connection.process for connection in found[0]] == [1]
    close(found)
