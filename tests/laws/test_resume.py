"""A run that was killed, cancelled or starved of disk ends with the bytes of one that was not."""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import discredit
from discredit import pair
from discredit.errors import Interrupted, RunError
from discredit.pair import Progress
from discredit.plan import draw_up
from discredit.store import open_result

PEOPLE, MONTHS, START, SEEDS = 3000, 36, "2015-01", (1, 2)
PLAN = draw_up("court-list", people=PEOPLE, months=MONTHS, start=START, seeds=SEEDS)
TABLES = ("series", "people", "persons", "events")
SOURCE = Path(discredit.__file__).parent.parent
CHILD = f"""
import sys
from discredit import pair
from discredit.plan import draw_up
plan = draw_up("court-list", people={PEOPLE}, months={MONTHS}, start="{START}", seeds={SEEDS})
pair.simulate(plan, sys.argv[1])
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pair.simulate(PLAN, tmp_path_factory.mktemp("undisturbed") / "result")


def bytes_of(folder: Path) -> dict[str, Any]:
    """All that a result says, but for how long it took."""
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["timing"]
    tables = {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}
    return {"manifest": manifest, "files": sorted(p.name for p in folder.iterdir()), **tables}


def kill_when(folder: Path, is_time: Callable[[], bool]) -> None:
    """Start the run in a process of its own and kill it without a warning."""
    env = {**os.environ, "PYTHONPATH": str(SOURCE)}
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], env=env)
    deadline = time.monotonic() + 300
    while not is_time() and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL, "the run ended before it could be killed"


def test_a_run_killed_at_its_first_checkpoint_ends_with_the_same_bytes(
    tmp_path: Path, undisturbed: Path
) -> None:
    folder = tmp_path / "result"
    kill_when(folder, lambda: any(folder.glob("partial/0-*-halt.npz")))
    assert json.loads((folder / "manifest.json").read_text())["status"] == "partial"
    assert bytes_of(pair.simulate(PLAN, folder)) == bytes_of(undisturbed)


@pytest.mark.slow
def test_a_run_killed_again_and_again_ends_with_the_same_bytes(
    tmp_path: Path, undisturbed: Path
) -> None:
    folder = tmp_path / "result"
    for pattern in ("partial", "partial/0-with.npz", "partial/0-trace-*", "partial/1-*", "series*"):
        kill_when(folder, lambda pattern=pattern: any(folder.glob(pattern)))
    assert bytes_of(pair.simulate(PLAN, folder)) == bytes_of(undisturbed)


@pytest.mark.parametrize("after", [1, 3, 7, 11, 13])
def test_a_cancelled_run_can_be_read_and_gone_on_with(
    tmp_path: Path, undisturbed: Path, after: int
) -> None:
    folder, cancel, heard = tmp_path / "result", threading.Event(), []

    def listen(progress: Progress) -> None:
        heard.append(progress)
        if len(heard) == after:
            cancel.set()

    with pytest.raises(Interrupted, match="the same command goes on from there"):
        pair.simulate(PLAN, folder, on_progress=listen, cancel=cancel)
    partial: Any = open_result(folder)
    assert partial.manifest.status == "partial"
    assert partial.manifest.outcome_digest is None
    done = {(at.seed, at.arm): at.months for at in partial.manifest.done}
    series = partial.series()
    whole: Any = open_result(undisturbed).series()
    for seed in SEEDS:
        both = min(done[seed, "with"], done[seed, "without"])
        mine = series[series["seed"] == seed]
        assert mine.groupby("arm", observed=True)["month"].nunique().tolist() in ([both] * 2, [])
        months = list(series["month"].cat.categories[:both])
        theirs = whole[(whole["seed"] == seed) & whole["month"].isin(months)]
        assert mine.reset_index(drop=True).equals(theirs.reset_index(drop=True))
    assert done[1, "with"] > 0
    for table in (partial.people(), partial.persons(), partial.events()):
        assert len(table.columns) > 10
    assert bytes_of(pair.simulate(PLAN, folder)) == bytes_of(undisturbed)


def test_ctrl_c_in_the_callers_thread_leaves_a_partial_result(
    tmp_path: Path, undisturbed: Path
) -> None:
    folder = tmp_path / "result"

    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        pair.simulate(PLAN, folder, on_progress=interrupt)
    assert open_result(folder).manifest.status == "partial"
    assert bytes_of(pair.simulate(PLAN, folder)) == bytes_of(undisturbed)


@pytest.mark.parametrize("room", [100_000, 300_000])
def test_a_full_disk_is_said_in_a_sentence_and_the_run_goes_on_afterwards(
    tmp_path: Path, undisturbed: Path, room: int
) -> None:
    """The process may write no file longer than `room` bytes: the people, then a checkpoint."""
    folder = tmp_path / "result"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(RunError, match=r"^The disk has no room for .*from its last checkpoint"):
            pair.simulate(PLAN, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(folder.rglob("*.part"))
    assert bytes_of(pair.simulate(PLAN, folder)) == bytes_of(undisturbed)


def test_a_complete_result_is_not_run_again(undisturbed: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in undisturbed.iterdir()}
    heard: list[Progress] = []
    assert pair.simulate(PLAN, undisturbed, on_progress=heard.append) == undisturbed
    assert not heard
    assert {path: path.stat().st_mtime_ns for path in undisturbed.iterdir()} == before


def test_a_result_verifies_from_its_manifest_alone(undisturbed: Path) -> None:
    found = pair.verify(open_result(undisturbed))
    assert found.ok
    assert found.expected == found.obtained
    assert found.differences == ()
