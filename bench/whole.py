"""The whole command, from Enter to the report, beside the bare engine and Mesa.

    python -m bench.whole --people 1_000_000 --months 60

One line of JSON on stdout. The command is run twice: the first compiles and prepares what is kept
between runs, the second is told.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import peers
from bench.machine import BenchError, environment, last_json, run_all

SYSTEM = "court-list"
START, BEFORE = "2016-01", "2015-01"
"""The list is busy from 2016 on; the engine's first year, which is let go by, is the one before."""
PEOPLE, MONTHS = 1_000_000, 60
LARGE, LARGE_MONTHS = 10_000_000, 24
SMALL = 100_000
YEAR = 12
WORLDS = 2


def main() -> None:
    """Measure one size; see `whole`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--start", default=START, help="the first month, YYYY-MM")
    given = parser.parse_args()
    print(json.dumps(whole(given.people, given.months, given.start)))


def whole(people: int, months: int, start: str = START) -> dict[str, Any]:
    """One command, twice: seconds, and the most memory that the second held at a time.

    Args:
        people: Of each world.
        months: Of the record.
        start: Its first month.
    """
    size = ["--people", str(people), "--months", str(months), "--start", start]
    with TemporaryDirectory(prefix="discredit-bench-") as folder:
        runs = [
            _timed(["run", SYSTEM, *size, "--out", str(Path(folder) / name)])
            for name in ("first", "second")
        ]
    seconds, peak = runs[-1]
    return {
        "people": people,
        "months": months,
        "start": start,
        "first_seconds": runs[0][0],
        "seconds": seconds,
        "rate": WORLDS * people * months / seconds,
        "bytes_at_peak": peak,
    }


def bare(people: int, months: int) -> dict[str, Any]:
    """The engine alone in the same years: its society built and its first year gone by.

    Args:
        people: Of each world.
        months: Whole years of them are timed.
    """
    size = ["--policy", SYSTEM, "--people", str(people)]
    years = ["--start", BEFORE, "--stretches", str(months // YEAR)]
    found = last_json(run_all([[sys.executable, "-m", "bench.ours", *size, *years]])[0])
    return {"people": people, "months": months, "rate": found["rate"]}


def mesa(people: int, months: int, seed: int = 1) -> dict[str, Any]:
    """The same rules in Mesa, from the start of its two processes to their totals; people, ties and
    rules are read, not built.

    Args:
        people: Of each world.
        months: From `START` on, with nothing before them.
        seed: Of both.
    """
    found = peers.time_mesa(people, seed, first=0, months=months, begins=START)
    return {
        "people": people,
        "months": months,
        "seconds": found["wall_seconds"],
        "rate": WORLDS * people * months / found["wall_seconds"],
    }


def _timed(arguments: list[str]) -> tuple[float, int]:
    """Seconds that a command takes, and the most bytes that it held."""
    program = "from discredit.cli.entry import main; main()"
    began = time.perf_counter()
    with TemporaryDirectory(prefix="discredit-bench-") as folder:
        said = Path(folder) / "said"
        with said.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-c", program, *arguments],
                env=environment(), stdout=file, stderr=subprocess.STDOUT,
            )  # fmt: skip
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            tail = "\n".join(said.read_text("utf-8", "replace").strip().splitlines()[-8:])
            raise BenchError(f"`discredit {' '.join(arguments)}` ended badly:\n{tail}")
    scale = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * scale


if __name__ == "__main__":
    main()
