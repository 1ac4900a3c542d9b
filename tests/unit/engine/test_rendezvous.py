"""How processes find each other: who is let in, who is refused, and what each is told."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from discredit.engine import handshake, rendezvous
from discredit.engine.address import Place
from discredit.engine.connection import Connection
from discredit.engine.door import Hello
from discredit.engine.rendezvous import Company
from discredit.errors import RunError
from free_place import free_place

HELLO = Hello(process=0, processes=3, devices=1, inputs="abc", versions="discredit 0, jax 0")
SECRET = b"what all processes of this run know"
SOON = 20.0
LOOPBACKS = ["localhost", "127.0.0.2", *(["::1"] if Path("/proc/net/tcp6").exists() else [])]
"""This machine's own numbers, those of the sixth version where the kernel has them."""


@pytest.fixture
def place() -> Place:
    """Where nobody waits yet."""
    return free_place()


def gather(hello: Hello, place: Place, seconds: float = SOON) -> Company:
    return rendezvous.gather(hello, place, SECRET, seconds)


def join(hello: Hello, place: Place, seconds: float = SOON, secret: bytes = SECRET) -> Connection:
    return rendezvous.join(hello, place, secret, seconds)


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
        for connection in each.connections if isinstance(each, Company) else [each]:
            if isinstance(connection, Connection):
                connection.close()


def test_all_who_belong_are_let_in_and_hear_each_other(place: Place) -> None:
    found = together(
        lambda: join(HELLO._replace(process=2), place),
        lambda: gather(HELLO, place),
        lambda: join(HELLO._replace(process=1), place),
    )
    two, company, one = found
    by_process = {connection.process: connection for connection in company.connections}
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
    place: Place, other: dict[str, Any], said: str
) -> None:
    odd = HELLO._replace(process=1, **other)
    found = together(
        lambda: gather(HELLO, place),
        lambda: join(odd, place),
    )
    assert all(isinstance(each, RunError) and said in str(each) for each in found), found


def test_one_number_is_one_process(place: Place) -> None:
    twin = HELLO._replace(process=1)
    found = together(
        lambda: gather(HELLO, place),
        lambda: join(twin, place),
        lambda: join(twin, place),
    )
    assert all("Two processes were started as --process 1" in str(each) for each in found), found


def test_who_does_not_come_is_named(place: Place) -> None:
    found = together(
        lambda: gather(HELLO, place, 1.0),
        lambda: join(HELLO._replace(process=1), place),
    )
    assert all("did not come within 1 s: 2. Start every" in str(each) for each in found), found


def test_nobody_at_the_coordinator_s_place_is_said_in_time(place: Place) -> None:
    with pytest.raises(RunError, match=f"Process 0 was not found at {place} within 1 s"):
        join(HELLO._replace(process=1), place, 1.0)


def test_a_port_in_use_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = Place("localhost", taken.getsockname()[1])
        with pytest.raises(RunError, match=f"cannot wait at {place} .*in use.; name another port"):
            gather(HELLO, place)


def test_an_address_of_another_machine_is_said_at_once() -> None:
    with pytest.raises(
        RunError, match=r"cannot wait at 203.0.113.9:5577 .*; process 0 runs on the"
    ):
        gather(HELLO, Place("203.0.113.9", 5577))


def test_of_very_many_who_do_not_come_the_first_are_named(place: Place) -> None:
    with pytest.raises(RunError, match=r"1, 2, .*, 20 and 999999979 more\. Start every"):
        gather(HELLO._replace(processes=1_000_000_000), place, 0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="sockets are listed as Linux lists them")
@pytest.mark.parametrize("host", LOOPBACKS)
def test_who_waits_on_this_machine_hears_nobody_from_another(host: str, place: Place) -> None:
    place = place._replace(host=host)
    waiting = threading.Thread(target=lambda: together(lambda: gather(HELLO, place, 0.6)))
    waiting.start()
    time.sleep(0.3)
    heard = {line.split()[1] for name in ("tcp", "tcp6") for line in listening_sockets(name)}
    waiting.join()
    ours = {address for address in heard if address.endswith(f":{place.port:04X}")}
    assert len(ours) == 1
    assert not ours & {f"{nobody}:{place.port:04X}" for nobody in ("0" * 8, "0" * 32)}


def listening_sockets(name: str) -> list[str]:
    """Lines of the system's list of sockets, those that listen."""
    path = Path("/proc/net") / name
    if not path.exists():
        return []  # a kernel without this kind of address
    lines = path.read_text(encoding="ascii").splitlines()[1:]
    return [line for line in lines if line.split()[3] == "0A"]


def test_another_secret_is_said_soon_and_ends_nothing(place: Place) -> None:
    pair = HELLO._replace(processes=2)
    found = together(
        lambda: gather(pair, place),
        lambda: join(pair._replace(process=1, inputs="xyz"), place, secret=b"of another run"),
        lambda: (time.sleep(3.0), join(pair._replace(process=1), place))[1],
    )
    company, odd, _ = found
    assert "does not know the secret of this process; give every process" in str(odd)
    assert [connection.process for connection in company.connections] == [1]
    assert company.strangers == 3
    close(found)


def test_who_waits_without_the_secret_is_told_nothing(place: Place) -> None:
    """A stranger in the place of process 0 gets the proof of one who comes, and no more."""
    heard: list[bytes] = []

    def pretend(listener: socket.socket) -> None:
        with listener, listener.accept()[0] as came:
            came.sendall(handshake.challenge())
            came.settimeout(SOON)
            heard.append(came.recv(4096))
            came.sendall(b"x" * handshake.WELCOME)
            heard.append(came.recv(4096))

    listener = socket.create_server(("127.0.0.1", place.port))
    found = together(lambda: pretend(listener), lambda: join(HELLO._replace(process=1), place, 1.5))
    assert "was not found" in str(found[1])
    assert [len(each) for each in heard] == [handshake.ANSWER, 0]


def test_one_who_was_let_in_may_go_and_come_again(place: Place) -> None:
    one, is_gone = HELLO._replace(process=1), threading.Event()

    def later(hello: Hello) -> Connection:
        is_gone.wait(SOON)
        return join(hello, place)

    found = together(
        lambda: gather(HELLO, place),
        lambda: (killed_while_it_waits(one, place), is_gone.set()),
        lambda: later(one),
        lambda: later(HELLO._replace(process=2)),
    )
    assert sorted(connection.process for connection in found[0].connections) == [1, 2]
    close(found)


def killed_while_it_waits(hello: Hello, place: Place) -> None:
    """A real process that is let in and dies by a signal before all are there."""
    program = (
        "import time\n"
        "from discredit.engine import rendezvous\n"
        f"hello = rendezvous.Hello(*{tuple(hello)!r})\n"
        f"place, until = rendezvous.Place(*{tuple(place)!r}), time.monotonic() + {SOON}\n"
        f"while (let_in := rendezvous._called(place, {SECRET!r}, until)) is None: pass\n"
        "let_in.send(**hello._asdict())\n"
        "print('in', flush=True)\n"
        "let_in.receive()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "in\n"
    time.sleep(0.5)  # in which process 0 reads what it said
    process.kill()
    process.communicate()
    time.sleep(0.2)


def test_a_call_that_arrives_at_itself_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    place, calls = free_place("127.0.0.1"), 0

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        nonlocal calls
        calls += 1
        called = socket.socket()
        called.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        called.bind(address)
        called.settimeout(timeout)
        called.connect(address)  # to itself, as a system may choose the port of a call
        return called

    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(RunError, match="was not found"):
        join(HELLO._replace(process=1), place, 1.5)
    assert calls > 3
    monkeypatch.undo()
    socket.create_server(place).close()  # nobody holds the port
