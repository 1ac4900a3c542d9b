"""Studies of every kind, killed again and again at random: the same bytes, and no run made twice.

The client is killed three times and one of its workers once, each in the middle of its work; what
is there at last is held against the same command left alone, in one process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import pytest

from discredit.errors import ExitCode
from small_study import TEXT as CLAIM

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="workers are found in /proc"),
]
START: Final = "from discredit.cli.entry import main; main()"
FEW: Final = """
from discredit import library
of_all = library.names
few = ("data-minimisation", "evidence-standard", "notice", "term-limits")
library.names = lambda kind: few if kind == "safeguards" else of_all(kind)
"""
FULL: Final = """
import resource
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, most))
"""
STUDY: Final = """\
title: Killed
question: Does a kill change what a study says?
arms: {{plain: court-list, careless: court-list+observation.misrouted=0.05}}
people: 3000
months: 24
start: "2016-01"
vary: [behaviour.debts.dispute_rate, observation.court.listing_activity]
design: {design}
outcomes: [{{measure: months_listed}}, {{measure: ever_listed, of: with}}]
"""
FIGURES: Final = """figure,date,value,kind,source,note
listings,2013-12,1000000,fitted,nobody,made up
listings,2013-11,600000,predicted,nobody,made up
"""
CARELESS: Final = "court-list+observation.misrouted=0.05"
FITTED: Final = (
    *("--figures", "few.csv", "--number", "observation.court.listing_activity@2013-10"),
)
SIZE: Final = ("--people", "3000", "--months", "24", "--start", "2016-01")


class Asked(NamedTuple):
    """A command whose runs are rows."""

    words: tuple[str, ...]
    has_workers: bool = True  # it can be told how many
    before: str = ""  # what the process does first


ASKED: Final = {
    "hypercube": Asked(("study", "hypercube.yaml")),
    "grid": Asked(("study", "grid.yaml")),
    "morris": Asked(("study", "morris.yaml")),
    "sobol": Asked(("study", "sobol.yaml")),
    "claim": Asked(("study", "claim.yaml", "--uncertain", "19")),
    "compare": Asked(
        ("compare", "court-list", CARELESS, *SIZE, "--uncertain", "60"), has_workers=False
    ),
    "worth": Asked(("worth", "court-list", *SIZE, "--seeds", "2"), before=FEW),
    "calibrate": Asked(("calibrate", "court-list", *FITTED, "--people", "2000", "--runs", "100")),
}
DESIGNS: Final = {
    "hypercube": "{kind: hypercube, draws: 40}",
    "grid": "{kind: grid, steps: 6}",
    "morris": "{kind: morris, trajectories: 12}",
    "sobol": "{kind: sobol, trajectories: 6, keep: 1, base: 64}",
}


def begun(asked: Asked, out: str, workers: int, folder: Path) -> subprocess.Popen[bytes]:
    """The command at work, its words in a file beside what it makes."""
    words = [*asked.words, "--out", out]
    words += ["--workers", str(workers)] if asked.has_workers else []
    with (folder / f"{out}.txt").open("ab") as said:
        run = [sys.executable, "-c", asked.before + START, *words]
        return subprocess.Popen(run, cwd=folder, stdout=said, stderr=said)


def files_of_rows(out: Path) -> list[Path]:
    return sorted(out.rglob("rows.jsonl"))


def whole_lines(out: Path) -> dict[str, bytes]:
    """What is safe of each file of rows, whatever happens now."""
    each = {str(file.relative_to(out)): file.read_bytes() for file in files_of_rows(out)}
    return {name: content[: content.rfind(b"\n") + 1] for name, content in each.items()}


def count(out: Path) -> int:
    return sum(content.count(b"\n") for content in whole_lines(out).values())


def rows(out: Path) -> dict[str, list[Any]]:
    """Every row: its key, figures, why it failed; neither seconds nor order, which nothing rests
    on."""
    found: dict[str, list[Any]] = {}
    for name, content in whole_lines(out).items():
        lines = [json.loads(line) for line in content.splitlines()[1:]]
        found[name] = sorted([key, figures, failed] for key, figures, failed, *_ in lines)
    return found


def workers_of(client: int) -> list[int]:
    """The processes that make runs for another."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((one / "stat").read_text().rpartition(")")[2].split()[1])
            is_worker = b"spawn_main" in (one / "cmdline").read_bytes()
        except OSError:  # it has ended
            continue
        if parent == client and is_worker:
            found.append(int(one.name))
    return sorted(found)


def wait_for(running: subprocess.Popen[bytes], out: Path, lines: int) -> None:
    while count(out) < lines:
        assert running.poll() is None, "it was over before it could be killed"
        time.sleep(0.01)


@pytest.mark.parametrize("kind", ASKED)
def test_a_study_killed_again_and_again_ends_with_the_same_bytes(kind: str, tmp_path: Path) -> None:
    asked, chance = ASKED[kind], Random(kind)
    for name, design in DESIGNS.items():
        (tmp_path / f"{name}.yaml").write_text(STUDY.format(design=design))
    (tmp_path / "claim.yaml").write_text(CLAIM)
    (tmp_path / "few.csv").write_text(FIGURES)
    out, safe = tmp_path / "killed", dict[str, bytes]()
    for turn in range(3):
        running = begun(asked, "killed", 2, tmp_path)
        wait_for(running, out, count(out) + chance.randint(1, 5))
        if turn == 1:
            workers = workers_of(running.pid)
            assert len(workers) == 2
            os.kill(chance.choice(workers), signal.SIGKILL)
            wait_for(running, out, count(out) + 2)  # others take its place
            assert not set(workers_of(running.pid)) & set(workers)
        time.sleep(chance.uniform(0, 0.3))
        running.kill()
        running.wait()
        now = whole_lines(out)
        assert all(now[name].startswith(content) for name, content in safe.items())
        safe = now
    ends_as_if_left_alone(asked, out, safe)


def test_a_study_whose_disk_fills_goes_on_when_there_is_room(tmp_path: Path) -> None:
    (tmp_path / "hypercube.yaml").write_text(STUDY.format(design=DESIGNS["hypercube"]))
    asked, out = ASKED["hypercube"], tmp_path / "full"
    assert begun(asked._replace(before=FULL), "full", 2, tmp_path).wait() == ExitCode.RESULT
    said = (tmp_path / "full.txt").read_text()
    assert "rows.jsonl cannot be written" in " ".join(said.split())
    assert 1 < count(out) < 40 and "Traceback" not in said
    ends_as_if_left_alone(asked, out, whole_lines(out))


def ends_as_if_left_alone(asked: Asked, out: Path, safe: dict[str, bytes]) -> None:
    """Let the command end, and hold its folder against that of one process left alone."""
    alone = out.with_name("alone")
    for folder, workers in ((out, 2), (alone, 1)):
        assert begun(asked, folder.name, workers, out.parent).wait() == 0, folder
    assert all(whole_lines(out)[name].startswith(content) for name, content in safe.items())
    assert rows(out) == rows(alone)
    for name, found in rows(out).items():
        assert len({key for key, *_ in found}) == len(found), f"a run of {name} was made twice"
        assert not any(failed for *_, failed in found)
    made, told = (
        {
            str(file.relative_to(folder)): as_told(file)
            for file in folder.rglob("*")
            if file.is_file() and file.name != "rows.jsonl"
        }
        for folder in (out, alone)
    )
    assert made.keys() == told.keys()
    assert [name for name in made if made[name] != told[name]] == []


def as_told(file: Path) -> Any:
    """What a file says; of a manifest all but what was typed, and how long it took."""
    if file.name != "manifest.json":
        return file.read_bytes()
    said = json.loads(file.read_text("utf-8"))
    return {name: of for name, of in said.items() if name not in ("command", "timing")}
