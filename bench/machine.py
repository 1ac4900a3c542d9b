"""The machine under the figures, and the processes that are timed on it."""

from __future__ import annotations

import json
import os
import platform
import re
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("discredit", "jax", "jaxlib", "numpy", "pyarrow", "pandas", "altair")
_COPIED = 512 * 1024 * 1024
_TRIES = 5


class BenchError(RuntimeError):
    """A measured process failed; the message is what it last said."""


def cores() -> int:
    """Processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def describe() -> dict[str, Any]:
    """Processor, cores, memory, system and the versions measured."""
    return {
        "processor": _processor(),
        "cores": cores(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in PACKAGES},
        "commit": _commit(),
    }


def told(about: dict[str, Any]) -> str:
    """What `describe` found, in two sentences of Markdown."""
    versions = ", ".join(f"{name} {which}" for name, which in about["versions"].items())
    return (
        f"{about['cores']} cores of {about['processor']}, {about['memory_gib']} GiB, "
        f"{about['system']},\nPython {about['python']}; {versions}. Commit {about['commit']}."
    )


def number(value: float) -> str:
    """Whole thousands apart: 6 199 260."""
    return f"{value:,.0f}".replace(",", " ")


def millions(rate: float, what: str = "person-months") -> str:
    """A speed: 6.20 million person-months/s."""
    return f"{rate / 1e6:.2f} million {what}/s"


def machine_class(about: dict[str, Any]) -> str:
    """A short name for files: `2-cores-x86-64`."""
    kind = re.sub(r"[^a-z0-9]+", "-", platform.machine().lower()).strip("-")
    return f"{about['cores']}-cores-{kind}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    found = {
        key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)
    }
    name = found.get("model name", "")
    if name in ("", "unknown"):  # some virtual machines hide it
        keys = ("vendor_id", "cpu family", "model")
        name = " ".join(f"{key} {found[key]}" for key in keys if key in found)
    return name or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "from source"


def _commit() -> str:
    """The commit measured, with a + where the tree has moved on; empty outside a repository."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--abbrev=10", "--exclude=*"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return found.stdout.strip()


def copy_bandwidth(threads: int) -> float:
    """Bytes read and written per second while threads copy 512 MiB between them: best of five."""
    source = np.ones(_COPIED // 8)
    target = np.empty_like(source)
    pairs = list(zip(np.array_split(target, threads), np.array_split(source, threads), strict=True))
    best = 0.0
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(_TRIES + 1):  # the first touches the pages
            start = time.perf_counter()
            list(pool.map(lambda pair: np.copyto(*pair), pairs))
            best = max(best, 2 * _COPIED / (time.perf_counter() - start))
    return best


def forget_peak() -> None:
    """Let Linux count the peak anew; elsewhere the peak so far stands, and figures are too high."""
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak() -> int:
    """The most memory that this process has held [bytes]."""
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        line = next(line for line in status if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def environment() -> dict[str, str]:
    """That of every measured process: the package is the one that stands here."""
    paths = [str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def run_all(commands: list[list[str]], *, env: dict[str, str] | None = None) -> list[str]:
    """Run commands at the same time from the repository root; what each says on stdout.

    Raises BenchError with the last lines of whichever fails.
    """
    everywhere = {**environment(), **(env or {})}
    running = [
        subprocess.Popen(
            command, cwd=ROOT, env=everywhere, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for command in commands
    ]  # fmt: skip
    said = [process.communicate() for process in running]
    for command, process, (_, complaint) in zip(commands, running, said, strict=True):
        if process.returncode:
            tail = "\n".join(complaint.strip().splitlines()[-8:])
            raise BenchError(f"`{' '.join(command)}` ended with {process.returncode}:\n{tail}")
    return [out for out, _ in said]


def last_json(text: str) -> dict[str, Any]:
    """The document on the last line of what a process said."""
    return json.loads(text.strip().splitlines()[-1])


def wall(arguments: list[str]) -> float:
    """Seconds that one `discredit` command takes, start of the interpreter included."""
    program = "from discredit.cli.main import main; main()"
    start = time.perf_counter()
    run_all([[sys.executable, "-c", program, *arguments]])
    return time.perf_counter() - start
