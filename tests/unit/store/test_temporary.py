"""Temporary results: one place for the same call, gone with the process that made it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from discredit.store import temporary

AROUND = {**os.environ, "PYTHONPATH": ":".join(sys.path)}
MAKE = (
    "from discredit.store.temporary import place\n"
    "with place('one') as a: a.mkdir(); (a / 'x').write_text('x')\n"
    "with place('one') as b: assert (b / 'x').is_file()\n"
    "with place('two') as c: assert c != b and c.parent == b.parent\n"
    "print(a, flush=True)\n"
)


@pytest.mark.parametrize(
    "ending", ["", "raise ValueError", "raise KeyboardInterrupt", "raise SystemExit(3)"]
)
def test_they_are_removed_however_python_ends(ending: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MAKE + ending], env=AROUND, capture_output=True, text=True
    )
    folder = Path(done.stdout.strip())
    assert folder.name == "one"
    assert not folder.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_forked_process_removes_nothing_of_its_parents() -> None:
    fork = "import os, sys\nif not os.fork(): sys.exit()\nos.wait(); print((a / 'x').is_file())"
    done = subprocess.run(
        [sys.executable, "-c", MAKE + fork], env=AROUND, capture_output=True, text=True
    )
    assert done.stdout.split()[-1] == "True", done.stderr


def test_one_call_at_a_time_is_in_a_place() -> None:
    within, most = [], []

    def call() -> None:
        with temporary.place("same"):
            within.append(1)
            most.append(len(within))
            threading.Event().wait(0.05)
            within.pop()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 4
