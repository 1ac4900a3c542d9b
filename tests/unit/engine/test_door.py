"""Strangers at the door of process 0: none ends the run, none costs anything, all are counted."""

from __future__ import annotations

import json
import resource
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress

import pytest

from discredit.engine import handshake, rendezvous
from discredit.engine.door import MOST_GUESTS, Hello
from free_place import free_place

PAIR = Hello(process=0, processes=2, devices=1, inputs="abc", versions="discredit 0")
SECRET = b"what all processes of this run know"
OPEN_FILES = 64
PROGRAM = """
import resource
from discredit.engine import door
from discredit.engine.rendezvous import *
door.MANNERS = {manners}
if {files}: resource.setrlimit(resource.RLIMIT_NOFILE, ({files}, {files}))
met = gather(Hello(*{hello!r}), address.Place(*{place!r}), {secret!r}, {seconds})
print([each.process for each in met.connections], met.strangers)
"""
DEEP = b"[" * 3000
FORGED = json.dumps(PAIR._replace(process=1, inputs="xyz")._asdict()).encode() + b"\n"
"""What a process given other inputs would say, by somebody who does not know the secret."""


class Waiting:
    """Process 0, as a process of its own that waits for process 1."""

    def __init__(self, files: int = 0, seconds: float = 60.0, manners: float = 60.0) -> None:
        self.place = free_place("127.0.0.1")
        words = {
            "files": files, "hello": tuple(PAIR), "place": tuple(self.place), "secret": SECRET,
            "seconds": seconds, "manners": manners,
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(**words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until = time.monotonic() + 30
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError):
                self.come().close()  # the first stranger
                return
            time.sleep(0.02)

    def come(self) -> socket.socket:
        return socket.create_connection(self.place, timeout=20)

    def joined(self) -> str:
        """Let process 1 come in; what process 0 then says, or its error."""
        one = rendezvous.join(PAIR._replace(process=1), self.place, SECRET, 60.0)
        out, error = self.process.communicate(timeout=60)
        one.close()
        return out.strip() + error


@pytest.mark.parametrize(
    "noise",
    [
        b"", b"\n", b"x", b"GET / HTTP/1.1\r\n\r\n", b"\xff\n", DEEP, DEEP + b"\n", FORGED,
        FORGED[:70], b"{" * 5000, bytes(handshake.ANSWER), bytes(100_000), b"\x16\x03\x01" * 900,
    ],
    ids=lambda noise: f"{len(noise)} bytes, {noise[:4]!r}",
)  # fmt: skip
def test_noise_is_sent_away_and_counted(noise: bytes) -> None:
    waiting = Waiting()
    with waiting.come() as stranger, suppress(ConnectionError):
        stranger.sendall(noise)
        stranger.shutdown(socket.SHUT_WR)
        heard = b""
        while said := stranger.recv(4096):
            heard += said
        assert len(heard) in (handshake.CHALLENGE, handshake.CHALLENGE + handshake.WELCOME)
        assert heard[handshake.CHALLENGE :] in (b"", handshake.REFUSAL)
    assert waiting.joined() == "[1] 2"


def test_the_silent_and_the_half_heard_cost_nothing() -> None:
    waiting = Waiting()
    with ExitStack() as stack:
        for i in range(60):
            stranger = stack.enter_context(waiting.come())
            stranger.sendall(bytes(i))
        began = time.monotonic()
        assert waiting.joined() == "[1] 61"
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("said", [b"", b"x"])
def test_who_says_nothing_for_long_is_sent_away(said: bytes) -> None:
    waiting = Waiting(manners=0.3)
    with waiting.come() as stranger:
        stranger.sendall(said)
        assert len(stranger.recv(4096)) == handshake.CHALLENGE
        with suppress(ConnectionError):
            assert stranger.recv(4096) == b""
        assert waiting.joined() == "[1] 2"


def test_very_many_at_once_make_room_for_each_other() -> None:
    waiting = Waiting()
    many = 3 * MOST_GUESTS
    with ExitStack() as stack:
        first, *_ = [stack.enter_context(waiting.come()) for _ in range(many)]
        with suppress(ConnectionError):  # the one who came first has made room
            while first.recv(4096):
                pass
        assert waiting.joined() == f"[1] {many + 1}"


def test_few_open_files_are_enough() -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert soft > 2 * OPEN_FILES, "this test opens more files than process 0 may"
    waiting = Waiting(OPEN_FILES)
    with ExitStack() as stack:
        for _ in range(2 * OPEN_FILES):
            stack.enter_context(waiting.come())
        assert waiting.joined().startswith("[1] ")


def proven(waiting: Waiting) -> socket.socket:
    """One who has shown that he knows the secret."""
    came = waiting.come()
    challenged = came.recv(handshake.CHALLENGE, socket.MSG_WAITALL)
    answered = handshake.answer(SECRET, challenged)
    assert answered is not None
    came.sendall(answered)
    welcome = came.recv(handshake.WELCOME, socket.MSG_WAITALL)
    assert handshake.is_welcome(SECRET, challenged, answered, welcome)
    return came


@pytest.mark.parametrize("said", [DEEP + b"\n", b"{}\n", b"null\n", bytes(9000), b'{"a":1'])
def test_even_one_who_knows_the_secret_ends_nothing_by_noise(said: bytes) -> None:
    waiting = Waiting()
    with proven(waiting) as came:
        came.sendall(said)
        if said.endswith(b"\n"):
            assert came.recv(4096) == b""
        assert waiting.joined() == "[1] 2"


def test_one_who_knows_the_secret_and_has_other_inputs_ends_the_run_with_a_sentence() -> None:
    waiting = Waiting()
    with proven(waiting) as came:
        came.sendall(FORGED)
        assert b"Process 1 was given other inputs (digest xyz" in came.recv(4096)
    assert "MeetingError: Process 1 was given other inputs" in waiting.process.communicate()[1]


def test_the_count_is_told_when_somebody_is_missed() -> None:
    waiting = Waiting(seconds=1.5)
    waiting.come().close()
    said = waiting.process.communicate()[1]
    assert "did not come within 2 s: 1." in said
    assert "2 connections were dropped that did not show this run's secret." in said
