"""Mesa in an environment of its own, and both of its worlds timed side by side."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import ROOT, last_json, run_all

MESA = "3.3.1"
"""The newest Mesa for Python 3.11, the oldest Python that discredit runs on."""
FOLDER = ROOT / ".cache" / "bench-peers"
FIRST_MONTHS, TIMED_MONTHS = 12, 24
ARMS = ("with", "without")


def python() -> Path:
    """The interpreter of the peers' environment, whether or not it is there yet."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return FOLDER / folder / name


def is_installed() -> bool:
    """Whether the locked Mesa stands ready."""
    return python().is_file() and (FOLDER / f"mesa-{MESA}").is_file()


def install() -> None:
    """Make the environment, once; needs a package index."""
    if is_installed():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=True)
    pip = [str(python()), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, f"mesa=={MESA}"], check=True)
    (FOLDER / f"mesa-{MESA}").touch()


def time_mesa(
    people: int,
    seed: int = 1,
    *,
    first: int = FIRST_MONTHS,
    months: int = TIMED_MONTHS,
    levers: dict[str, float] | None = None,
) -> dict[str, Any]:
    """Both worlds at once, one process each, as discredit runs its two worlds.

    Both get the society, ties and rules that `bench.ours.setup` writes out. Returns people, months,
    the slower world's seconds, person-months per second over both, and each world's totals.
    """
    from bench.ours import setup

    with TemporaryDirectory(prefix="discredit-bench-") as folder:
        file = Path(folder) / "setup.json"
        given = setup(people, first + months, seed, levers)
        file.write_text(json.dumps(given), encoding="utf-8")
        counts = ["--first", str(first), "--months", str(months), "--seed", str(seed)]
        module = [str(python()), "-m", "bench.mesa_court_list", str(file)]
        said = run_all([[*module, "--arm", arm, *counts] for arm in ARMS])
    worlds = [last_json(text) for text in said]
    seconds = max(world["seconds"] for world in worlds)
    return {
        "people": people,
        "months": months,
        "seconds": seconds,
        "rate": 2 * people * months / seconds,
        "sums": dict(zip(ARMS, (world["sums"] for world in worlds), strict=True)),
    }
