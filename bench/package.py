"""`python -m bench.package`: the wheel built twice, installed where nothing else is, and measured.

    python -m bench.package                                    # on the Python that runs this
    python -m bench.package --python python3.12 --python python3.13

For each Python: an environment of its own with the locked dependencies and the wheel, in which an
empty folder's user lists systems, runs one, is served the page, reads evidence from Python, and has
his code checked by Pyright. `--out FILE` keeps the figures as a page.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from bench.machine import ROOT, BenchError, describe, number, told

LOCK = ROOT / "requirements" / "run.txt"
USER = ROOT / "bench" / "user_code.py"
STARTS = 7
"""How often a start is timed; the median is told."""
ASKED = (
    "/",
    "/static/main.js",
    "/static/vendor/lit-html.js",
    "/static/words/en.json",
    "/charts.css",
)
SMALL_RUN = ("run", "court-list", "--people", "1000", "--months", "24", "--no-report")


def say(*words: str | Path, at: Path, **variables: str) -> str:
    """What a process prints that ends well.

    Args:
        words: The command.
        at: Its working folder.
        variables: Of its environment; where Python looks for modules is left out.

    Raises:
        BenchError: It failed.
    """
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in words], cwd=at, env={**bare, **variables},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        command = " ".join(map(str, words))
        raise BenchError(f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def build(folder: Path) -> Path:
    """The wheel, built from this tree.

    Args:
        folder: Where it is put.
    """
    say(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, at=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def built_twice(folder: Path) -> Path:
    """The wheel, after a second one with other dates on every file had the same bytes.

    Args:
        folder: Where it is put.

    Raises:
        BenchError: The bytes differ.
    """
    first = build(folder)
    with TemporaryDirectory() as place:
        copy = Path(place) / "copy"
        for name in ("src", "pyproject.toml", "README.md", "LICENSE"):
            kept = ROOT / name
            if kept.is_dir():
                shutil.copytree(
                    kept, copy / name, copy_function=shutil.copyfile,
                    ignore=shutil.ignore_patterns("__pycache__"),
                )  # fmt: skip
            else:
                shutil.copyfile(kept, copy / name)
        say(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", copy / "dist", at=copy)
        (second,) = (copy / "dist").glob("*.whl")
        if first.read_bytes() != second.read_bytes():
            raise BenchError("two wheels of the same tree have different bytes")
    return first


def contents(wheel: Path) -> set[str]:
    """The names of the files in a wheel.

    Args:
        wheel: Its path.
    """
    with zipfile.ZipFile(wheel) as held:
        return set(held.namelist())


def installed(wheel: Path, python: str, folder: Path) -> Path:
    """An environment with the locked dependencies and the wheel, and nothing of this tree.

    Args:
        wheel: To be installed.
        python: The interpreter to make it with.
        folder: Where it is made.

    Returns:
        Its interpreter.
    """
    say(shutil.which(python) or python, "-m", "venv", folder, at=folder.parent)
    inside = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = (inside, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    say(*pip, "--require-hashes", "-r", LOCK, at=folder)
    say(*pip, "--no-deps", wheel, at=folder)
    say(inside, "-m", "pip", "check", at=folder)
    return inside


def used(inside: Path, folder: Path) -> dict[str, Any]:
    """What a user does first, from an empty folder; how long a start takes.

    Args:
        inside: The environment's interpreter.
        folder: Empty.

    Raises:
        BenchError: Something did not work.
    """
    discredit = inside.parent / "discredit"
    say(discredit, "list", "systems", at=folder)
    say(discredit, "evidence", "rongcheng", "--all", at=folder)
    say(discredit, "new", "my-city", at=folder)
    say(discredit, "check", "my-city.yaml", at=folder)
    say(discredit, *SMALL_RUN, "--out", "results/one", at=folder)
    say(discredit, "replay", "results/one", at=folder)
    shutil.copyfile(USER, folder / "user_code.py")
    say(inside, "user_code.py", at=folder)
    settings = {"include": ["user_code.py"], "typeCheckingMode": "strict"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    say(sys.executable, "-m", "pyright", "--pythonpath", inside, at=folder)
    served(discredit, folder)
    version = "import platform; print(platform.python_version())"
    return {
        "python": say(inside, "-c", version, at=folder).strip(),
        "import_ms": start(inside, "import discredit") - start(inside, "pass"),
        "installed_mib": weight(folder, inside),
    }


def served(discredit: Path, folder: Path) -> None:
    """Serve the page and ask for what it is made of.

    Args:
        discredit: The installed command.
        folder: Where it is started.

    Raises:
        BenchError: A part of the page does not come.
    """
    command = [str(discredit), "serve", "--port", "0", "--no-browser", "--json"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = ""
            while not said.endswith("}\n"):
                said += server.stdout.readline() or "}\n"
            door = urlsplit(json.loads(said)["address"])
            for path in ASKED:
                line = http.client.HTTPConnection(str(door.hostname), door.port, timeout=60)
                line.request("GET", path)
                answer = line.getresponse()
                if answer.status != 200 or not answer.read():
                    raise BenchError(f"the page answers {path} with {answer.status}")
                line.close()
        finally:
            server.terminate()


def start(inside: Path, statement: str) -> float:
    """Milliseconds from the birth of a process to its end, the median of seven.

    Args:
        inside: The interpreter.
        statement: What it runs.
    """
    clock = (
        "import subprocess, sys, time\n"
        "at = time.perf_counter()\n"
        "subprocess.run([sys.executable, '-c', sys.argv[1]], check=True)\n"
        "print((time.perf_counter() - at) * 1000)\n"
    )
    place = inside.parent
    return median(float(say(inside, "-c", clock, statement, at=place)) for _ in range(STARTS))


def weight(folder: Path, inside: Path) -> float:
    """MiB of all that is installed.

    Args:
        folder: Any.
        inside: The environment's interpreter.
    """
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(say(inside, "-c", where, at=folder).strip())
    return sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) / 2**20


def page(wheel: Path, found: Sequence[dict[str, Any]]) -> str:
    """The figures as a page.

    Args:
        wheel: What was measured.
        found: What `used` gave, for each Python.
    """
    names = contents(wheel)
    with zipfile.ZipFile(wheel) as held:
        unpacked = sum(one.file_size for one in held.infolist())
    rows = "".join(
        f"| {one['python']} | {one['import_ms']:.0f} ms | {one['installed_mib']:.0f} MiB |\n"
        for one in found
    )
    return (
        "# The package, measured\n\n*Written by `make package`.*\n\n"
        f"`{wheel.name}`: {number(wheel.stat().st_size / 1024)} KiB, {len(names)} files, "
        f"{number(unpacked / 1024)} KiB unpacked. Built twice, from copies with other dates: the "
        "same bytes.\n\n"
        "On each Python below: a clean environment with the locked dependencies and the wheel; "
        "systems listed, evidence read, a system begun and checked, 1,000 people run and replayed "
        "as a page, the page served and asked, and a user's code clean under Pyright (strict).\n\n"
        "| Python | `import discredit` | installed, dependencies included |\n|---|--:|--:|\n"
        f"{rows}\nThe import is a process that imports and ends less one that only ends, each the "
        f"median of {STARTS}.\n\n{told(describe())}\n"
    )


def main() -> None:
    """Build, install, use, measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.package", description=__doc__)
    parser.add_argument("--python", action="append", help="an interpreter; may be repeated")
    parser.add_argument("--dist", type=Path, help="a folder that keeps the wheel")
    parser.add_argument("--out", type=Path, help="a file for the page of figures")
    asked = parser.parse_args()
    found: list[dict[str, Any]] = []
    with TemporaryDirectory() as place:
        home = Path(place)
        wheel = built_twice(home / "dist")
        for index, python in enumerate(asked.python or [sys.executable]):
            python = os.path.abspath(python) if os.sep in python else python
            empty = home / f"empty-{index}"
            empty.mkdir()
            found.append(used(installed(wheel, python, home / f"environment-{index}"), empty))
            print(f"Python {found[-1]['python']}: works", file=sys.stderr)
        text = page(wheel, found)
        if asked.dist:
            asked.dist.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(wheel, asked.dist / wheel.name)
    print(text)
    if asked.out:
        asked.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
