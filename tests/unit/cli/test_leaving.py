"""Ctrl-C in each phase of a real process: answered in two seconds, or a line says why not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from discredit.errors import ExitCode

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
START = "from discredit.cli.entry import main; main()"
ANSWERED_SECONDS = 2.0
LOADED = 3.0
"""What a machine that has other work to do may take beside."""
SMALL = (
    "run",
    "court-list",
    "--people",
    "400",
    "--months",
    "24",
    "--start",
    "2016-01",
    "--start-empty",
)


class Child:
    """A process whose stderr is read as it comes."""

    def __init__(self, code: str, *words: str, **more: str) -> None:
        self.lines: list[tuple[float, str]] = []
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", code, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": ":".join(sys.path), "COLUMNS": "400", **more},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append((time.monotonic(), line.strip()))

    def until(self, words: str, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not any(words in line for _, line in self.lines):
            assert self.process.poll() is None, self.lines
            assert time.monotonic() < end, self.lines
            time.sleep(0.02)

    def interrupt(self) -> tuple[float, float, str]:
        """Seconds to the first line and to the end, and the last line."""
        known, at = len(self.lines), time.monotonic()
        self.process.send_signal(signal.SIGINT)
        assert self.process.stdout is not None
        self.process.stdout.read()
        self.process.wait(120)
        end = time.monotonic()
        self._reader.join(10)
        self.process.stdout.close()
        assert self.process.stderr is not None
        self.process.stderr.close()
        assert len(self.lines) > known, "nothing was said"
        return self.lines[known][0] - at, end - at, self.lines[-1][1]


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, str]:
    """A cache of its own, so that everything is compiled."""
    return {"XDG_CACHE_HOME": str(tmp_path / "cache")}


@pytest.mark.parametrize("phase", ["building the society", "compiling the months"])
def test_what_only_compiled_code_holds_up_is_left_at_once(
    tmp_path: Path, kept: dict[str, str], phase: str
) -> None:
    folder = tmp_path / "there"
    child = Child(START, *SMALL, "--out", str(folder), **kept)
    child.until(phase)
    time.sleep(0.5)
    first, end, last = child.interrupt()
    assert child.process.returncode == ExitCode.INTERRUPTED
    assert first < ANSWERED_SECONDS
    assert end < ANSWERED_SECONDS + LOADED
    assert last == f"Stopped. What was done is in {folder}; the same command goes on from there."


def test_a_second_interrupt_breaks_off_the_months_at_hand(tmp_path: Path) -> None:
    """Months that take longer than anybody waits: an engine that sleeps."""
    code = (
        "import sys, time; from discredit.engine import loop\n"
        "def sleep(*_):\n"
        "    print('at the months', file=sys.stderr, flush=True); time.sleep(60)\n"
        f"loop._engine = lambda *_: sleep\n{START}"
    )
    child = Child(code, *SMALL, "--out", str(tmp_path / "there"))
    child.until("at the months", 200)
    child.process.send_signal(signal.SIGINT)
    child.until("once more breaks off at once", ANSWERED_SECONDS + LOADED)
    time.sleep(1.5)
    assert child.process.poll() is None, "it finishes what is at hand"
    _, end, last = child.interrupt()
    assert child.process.returncode == ExitCode.INTERRUPTED
    assert end < ANSWERED_SECONDS + LOADED
    assert "goes on from there" in last


def test_a_main_thread_that_does_not_hear_is_answered_for() -> None:
    """Compiled code in the main thread that takes its time and holds nobody else up."""
    code = (
        "import ctypes, sys; from discredit.cli import leaving; leaving.answer()\n"
        "leaving.will_say('Stopped. All is kept.')\n"
        "sleep = ctypes.CDLL(None).usleep\n"
        "print('asleep', file=sys.stderr, flush=True)\n"
        "[sleep(900_000) for _ in range(1)] and ctypes.CDLL(None).poll(None, 0, 30_000)"
    )
    child = Child(code)
    child.until("asleep")
    _, end, last = child.interrupt()
    assert child.process.returncode == ExitCode.INTERRUPTED
    assert end < ANSWERED_SECONDS + LOADED
    assert last == "Stopped. All is kept."


def test_in_python_an_interrupt_while_compiling_is_an_exception_at_once(
    tmp_path: Path, kept: dict[str, str]
) -> None:
    """As a cell of a notebook: it is told what is kept, and the next cell runs."""
    code = (
        "import sys; from discredit.engine import waits; import discredit as dc\n"
        "waits.on_wait.set(lambda what: print(what, file=sys.stderr, flush=True))\n"
        "plan = dc.draw_up('court-list', people=400, months=24)\n"
        "try:\n"
        f"    dc.simulate(plan, {str(tmp_path / 'there')!r})\n"
        "except dc.DiscreditError as error:\n"
        "    print(type(error).__name__, error, file=sys.stderr, flush=True)\n"
        "print('next cell', file=sys.stderr, flush=True); raise KeyboardInterrupt\n"
    )
    child = Child(code, **kept)
    child.until("compiling the months")
    time.sleep(0.5)
    first, end, _ = child.interrupt()
    said = [line for _, line in child.lines]
    assert any(line.startswith("Interrupted Stopped. What was done is in") for line in said)
    assert "next cell" in said
    assert first < ANSWERED_SECONDS + LOADED
    assert end < ANSWERED_SECONDS + 2 * LOADED, "a program that an interrupt ends, ends"
