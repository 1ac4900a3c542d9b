"""How many devices and processes share the work: what is refused, and who agrees with whom."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from discredit.engine.processes import ALONE, initialize
from discredit.errors import InputError


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"devices": 0}, "run devices is 0; it must be 1 or more"),
        ({"count": 0}, "run processes is 0"),
        ({"count": 2, "coordinator": "a:1"}, "run process is not given; it must be a number"),
        ({"count": 2, "index": 2, "coordinator": "a:1"}, "process is 2; it must be a number "
         "from 0 to 1"),
        ({"count": 2, "index": 0}, "coordinator is not given; it must be HOST:PORT"),
        ({"count": 2, "index": 0, "coordinator": "a:x"}, "coordinator is 'a:x'; it must be"),
        ({"count": 2, "index": 0, "coordinator": "::1:5"}, "coordinator is '::1:5'; an IPv6 "
         "address stands in brackets. For example node01:5577, or [fd00::2]:5577."),
        ({"count": 2, "index": 0, "coordinator": "node01:5"}, "secret is not given; processes on "
         "other machines are let in only when they know it"),
        ({"index": 1}, "process is 1; it must be 0 where there is one process"),
        ({"devices": 100_000}, "devices is 100000; this machine has"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_before_anything_starts(
    words: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISCREDIT_SECRET", raising=False)
    with pytest.raises(InputError) as caught, initialize(**words):
        pass
    assert said in str(caught.value)


def test_one_process_agrees_with_itself() -> None:
    assert ALONE.is_first and not ALONE.in_turn
    assert ALONE.any_of(True, False) == (True, False)


def test_an_engine_that_has_started_gets_no_more_devices() -> None:
    program = (
        "import jax, sys; jax.devices()\n"
        "from discredit.engine import processes\n"
        "processes.joining.cores = lambda: 8\n"
        "with processes.initialize(4): pass\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "has already started with 1 devices, and 4 are asked for" in done.stderr


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be taken away here")
def test_a_core_that_is_not_given_to_this_process_is_no_device() -> None:
    program = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "os.cpu_count = lambda: 8\n"
        "from discredit.engine import processes\n"
        "with processes.initialize(2): pass\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "devices is 2; this machine has 8 processor cores, of which this process may use 1" in (
        done.stderr
    )
