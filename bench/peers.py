"""Mesa and Starsim, each in an environment of its own, and what they are timed at.

Nothing of them is a dependency: the first run of the benchmark, or `python -m bench.peers`,
installs them, from lock files with hashes, into `.cache`.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import ROOT, last_json, run_all

MESA, STARSIM = "mesa", "starsim"
FOLDER = ROOT / ".cache" / "bench-peers"
LOCKS = ROOT / "bench" / "locks"
FIRST_MONTHS, TIMED_MONTHS = 12, 24
ARMS = ("with", "without")
PROCESSES = 2
"""Of each peer at once: one for each core that the targets speak of."""


def python(peer: str) -> Path:
    """The interpreter of a peer's environment, whether or not it is there yet."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return FOLDER / peer / folder / name


def _lock(peer: str) -> Path:
    return LOCKS / f"{peer}.txt"


def _marker(peer: str) -> Path:
    return FOLDER / peer / "installed-lock.sha256"


def _digest(peer: str) -> str:
    return hashlib.sha256(_lock(peer).read_bytes()).hexdigest()


def version(peer: str) -> str:
    """The version that the lock file asks for."""
    asked = (LOCKS / f"{peer}.in").read_text(encoding="utf-8")
    return asked.strip().partition("==")[2]


def is_installed(peer: str) -> bool:
    """Whether exactly what the lock file says stands ready."""
    marker = _marker(peer)
    if not (python(peer).is_file() and marker.is_file()):
        return False
    return marker.read_text(encoding="ascii") == _digest(peer)


def install(peer: str) -> None:
    """Make the environment, once; needs a package index."""
    if is_installed(peer):
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER / peer)], check=True)
    pip = [str(python(peer)), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "-r", str(_lock(peer))], check=True)
    _marker(peer).write_text(_digest(peer), encoding="ascii")


def time_mesa(
    people: int,
    seed: int = 1,
    *,
    first: int = FIRST_MONTHS,
    months: int = TIMED_MONTHS,
    levers: dict[str, float] | None = None,
    begins: str | None = None,
) -> dict[str, Any]:
    """Both worlds of the court list at once, one process each, as discredit runs its two worlds.

    Both get the society, ties and rules that `bench.ours.setup` writes out. Returns people, months,
    the slower world's seconds, person-months per second over both, each world's totals, and the
    seconds from the start of the two processes to their end.
    """
    from bench.ours import setup

    counts = ["--first", str(first), "--months", str(months), "--seed", str(seed)]
    runs = [["--arm", arm, *counts] for arm in ARMS]
    given = setup(people, first + months, seed, levers, begins)
    worlds, wall = _with_setup("bench.mesa_court_list", given, runs)
    seconds = max(world["seconds"] for world in worlds)
    return {
        "people": people,
        "months": months,
        "seconds": seconds,
        "rate": len(ARMS) * people * months / seconds,
        "sums": dict(zip(ARMS, (world["sums"] for world in worlds), strict=True)),
        "wall_seconds": wall,
    }


def time_mesa_twelve(
    people: int,
    seed: int = 1,
    *,
    first: int = FIRST_MONTHS,
    months: int = TIMED_MONTHS,
    processes: int = PROCESSES,
) -> dict[str, Any]:
    """The small model in some processes at once, each with people and luck of its own.

    Returns people and months of each process, the slowest one's seconds, person-months per second
    over all, and the totals of each.
    """
    from bench.twelve import setup

    counts = ["--first", str(first), "--months", str(months)]
    runs = [[*counts, "--seed", str(seed + i)] for i in range(processes)]
    towns, _ = _with_setup("bench.mesa_twelve", setup(people, seed), runs)
    seconds = max(town["seconds"] for town in towns)
    return {
        "people": people,
        "months": months,
        "processes": processes,
        "seconds": seconds,
        "rate": processes * people * months / seconds,
        "sums": [town["sums"] for town in towns],
    }


def _with_setup(
    module: str, given: dict[str, Any], runs: list[list[str]]
) -> tuple[list[dict[str, Any]], float]:
    """What runs of a Mesa model say, all at once, each reading the same people and ties; and the
    seconds from their start to the end of the last."""
    with TemporaryDirectory(prefix="discredit-bench-") as folder:
        file = Path(folder) / "setup.json"
        file.write_text(json.dumps(given), encoding="utf-8")
        command = [str(python(MESA)), "-m", module, str(file)]
        began = time.perf_counter()
        said = run_all([[*command, *options] for options in runs])
        seconds = time.perf_counter() - began
    return [last_json(text) for text in said], seconds


def time_starsim(people: int, days: int, *, processes: int, seed: int = 1) -> dict[str, Any]:
    """The epidemic in some processes at once, each with luck of its own.

    Returns people and days of each process, the slowest one's seconds, person-days per second over
    all, and the first one's curve: the shares susceptible and infected by day.
    """
    command = [str(python(STARSIM)), "-m", "bench.starsim_sir"]
    size = ["--people", str(people), "--days", str(days)]
    said = run_all([[*command, *size, "--seed", str(seed + i)] for i in range(processes)])
    runs = [last_json(text) for text in said]
    seconds = max(run["seconds"] for run in runs)
    return {
        **runs[0],
        "processes": processes,
        "seconds": seconds,
        "rate": processes * people * runs[0]["days"] / seconds,
    }


def sweep_mesa(people: int, months: int, draws: int, processes: int) -> dict[str, Any]:
    """Draws of the court list in Mesa's batch runner, both worlds of each: person-months per second
    of the whole sweep."""
    from bench.ours import setup

    sizes = ["--draws", str(draws), "--months", str(months), "--processes", str(processes)]
    (found,), _ = _with_setup("bench.mesa_sweep", setup(people, months, 1), [sizes])
    rate = found["runs"] * people * months / found["seconds"]
    return {**found, "people": people, "months": months, "draws": draws, "rate": rate}


def sweep_starsim(people: int, days: int, draws: int) -> dict[str, Any]:
    """Draws of the epidemic in Starsim's runner of several: person-days per second of the sweep."""
    size = ["--people", str(people), "--days", str(days), "--draws", str(draws)]
    command = [str(python(STARSIM)), "-m", "bench.starsim_sweep", *size]
    found = last_json(run_all([command])[0])
    rate = found["runs"] * people * days / found["seconds"]
    return {**found, "people": people, "days": days, "draws": draws, "rate": rate}


if __name__ == "__main__":
    for name in (MESA, STARSIM):
        install(name)
