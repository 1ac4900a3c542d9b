"""A run that was killed, cancelled or starved of disk ends with the bytes of one that was not."""

import gc
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

import discredit
from discredit.engine import loop
from discredit.engine.layout import Layout
from discredit.errors import Interrupted, ResultError, RunError
from discredit.plan import draw_up
from discredit.policy.compile import compile_rules
from discredit.run import keeping, twins
from discredit.run.twins import Progress
from discredit.run.verification import verify
from discredit.society import ties
from discredit.society.build import build
from discredit.store import checkpoint, open_result
from discredit.store.checkpoint import Halt

PEOPLE, MONTHS, START, SEEDS = 3000, 36, "2015-01", (1, 2)
PLAN = draw_up("court-list", people=PEOPLE, months=MONTHS, start=START, seeds=SEEDS, burn_in=0)
TABLES = ("series", "people", "persons", "events", "readout")
SOURCE = Path(discredit.__file__).parent.parent
CHILD = f"""
import sys
from discredit.run import keeping, twins
from discredit.plan import draw_up
plan = draw_up(
    "court-list", people={PEOPLE}, months={MONTHS}, start="{START}", seeds={SEEDS}, burn_in=0
)
with keeping.every(0):
    twins.simulate(plan, sys.argv[1])
"""


@pytest.fixture
def every_stretch() -> Iterator[None]:
    """Runs are short here: their worlds are kept after each stretch of months."""
    with keeping.every(0):
        yield


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twins.simulate(PLAN, tmp_path_factory.mktemp("undisturbed") / "result")


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
    kill_when(folder, lambda: any(folder.glob("partial/0-*-halt")))
    assert json.loads((folder / "manifest.json").read_text())["status"] == "partial"
    assert bytes_of(twins.simulate(PLAN, folder)) == bytes_of(undisturbed)


@pytest.mark.slow
def test_a_run_killed_again_and_again_ends_with_the_same_bytes(
    tmp_path: Path, undisturbed: Path
) -> None:
    folder = tmp_path / "result"
    for pattern in ("partial", "partial/0-with", "partial/0-trace-*", "partial/1-*", "series*"):
        kill_when(folder, lambda pattern=pattern: any(folder.glob(pattern)))
    assert bytes_of(twins.simulate(PLAN, folder)) == bytes_of(undisturbed)


@pytest.mark.parametrize("after", [1, 3, 7, 11, 13])
def test_a_cancelled_run_can_be_read_and_gone_on_with(
    tmp_path: Path, undisturbed: Path, after: int
) -> None:
    folder, cancel, heard = tmp_path / "result", threading.Event(), []

    def listen(progress: Progress) -> None:
        heard.append(progress)
        if len(heard) == after:
            cancel.set()

    with pytest.raises(Interrupted, match="the same call goes on from there"):
        twins.simulate(PLAN, folder, on_progress=listen, cancel=cancel)
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
        months = sorted(series["month"].unique())[:both]
        theirs = whole[(whole["seed"] == seed) & whole["month"].isin(months)]
        assert mine.reset_index(drop=True).equals(theirs.reset_index(drop=True))
    assert done[1, "with"] > 0
    for table in (partial.people(), partial.persons(), partial.events()):
        assert len(table.columns) > 10
    assert bytes_of(twins.simulate(PLAN, folder)) == bytes_of(undisturbed)


class Watch(threading.Event):
    """A cancel that is asked after every stretch, in the thread of the arm; it sees to it itself
    when it is set."""

    def __init__(self, look: Callable[[], bool]) -> None:
        super().__init__()
        self._look = look

    def is_set(self) -> bool:
        return self._look()


@pytest.mark.usefixtures("every_stretch")
@pytest.mark.parametrize("year", [1, 2])
def test_a_run_goes_on_from_each_of_its_years(tmp_path: Path, undisturbed: Path, year: int) -> None:
    """One arm after another: cut off after so many years of the second."""
    folder = tmp_path / "result"
    halt = folder / "partial" / "0-without-halt"

    def has_come_so_far() -> bool:
        return (folder / "partial" / f"0-without-{12 * (year - 1):04d}").is_dir()

    with pytest.raises(Interrupted):
        twins.simulate(PLAN, folder, cancel=Watch(has_come_so_far), in_turn=True)
    assert checkpoint.months_in(halt) == 12 * year
    assert (folder / "partial" / "0-with").is_dir()
    heard: list[tuple[str, int]] = []
    twins.simulate(
        PLAN, folder, on_progress=lambda p: heard.append((p.arm, p.months_done)), in_turn=True
    )
    assert heard[0] == ("without", 12 * (year + 1))
    assert bytes_of(folder) == bytes_of(undisturbed)


def test_ctrl_c_in_the_callers_thread_leaves_a_partial_result(
    tmp_path: Path, undisturbed: Path
) -> None:
    folder = tmp_path / "result"

    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        twins.simulate(PLAN, folder, on_progress=interrupt)
    assert open_result(folder).manifest.status == "partial"
    assert bytes_of(twins.simulate(PLAN, folder)) == bytes_of(undisturbed)


def test_a_short_run_keeps_no_world_on_its_way_unless_it_is_stopped(
    tmp_path: Path, undisturbed: Path
) -> None:
    """Stopped in the first stretch of the first arm: that is kept, and gone on from."""
    folder = tmp_path / "result"

    def after_the_first_stretch() -> bool:
        return (folder / "partial" / "0-with-0000").is_dir()

    with pytest.raises(Interrupted):
        twins.simulate(PLAN, folder, cancel=Watch(after_the_first_stretch), in_turn=True)
    assert checkpoint.months_in(folder / "partial" / "0-with-halt") == 12
    heard: list[int] = []
    twins.simulate(PLAN, folder, on_progress=lambda at: heard.append(at.months_done), in_turn=True)
    assert heard[0] == 24
    timing = json.loads((folder / "manifest.json").read_text())["timing"]
    assert timing["checkpoints"]["count"] == 0, "of the run that went on"
    assert bytes_of(folder) == bytes_of(undisturbed)


@pytest.mark.usefixtures("every_stretch")
@pytest.mark.parametrize("room", [100_000, 300_000])
def test_a_full_disk_is_said_in_a_sentence_and_the_run_goes_on_afterwards(
    tmp_path: Path, undisturbed: Path, room: int
) -> None:
    """The process may write no file longer than `room` bytes: the people, then a checkpoint."""
    folder = tmp_path / "result"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(RunError, match=r"allows no file as large.*from its last checkpoint"):
            twins.simulate(PLAN, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(folder.rglob("*.discredit-part"))
    assert bytes_of(twins.simulate(PLAN, folder)) == bytes_of(undisturbed)


CHILD_CUT_SHORT = f"""
import os, pathlib, signal, sys
from discredit.run import keeping, twins
from discredit.plan import draw_up

halt = pathlib.Path(sys.argv[1], "partial", "0-with-halt")
unfinished, replaced = f"{{halt}}.discredit-part", f"{{halt}}.discredit-old"
opened = 0

def cut_short(event, arguments):
    global opened
    if event == "open" and halt.is_dir():
        opened += str(arguments[0]).startswith(unfinished)
    is_inside = event == "open" and opened == 2
    is_between = event == "os.rename" and str(arguments[0]) == unfinished
    if {{"file": is_inside, "move": is_between and os.path.isdir(replaced)}}[sys.argv[2]]:
        os.kill(os.getpid(), signal.SIGKILL)

plan = draw_up("court-list", people={PEOPLE}, months={MONTHS}, start="{START}", burn_in=0)
sys.addaudithook(cut_short)
with keeping.every(0):
    twins.simulate(plan, sys.argv[1], in_turn=True)
"""


@pytest.mark.parametrize(
    ("moment", "left"), [("file", "0-with-halt"), ("move", "0-with-halt.discredit-old")]
)
def test_a_run_killed_in_the_middle_of_a_checkpoint_goes_on_from_the_one_before(
    tmp_path: Path, moment: str, left: str
) -> None:
    """Killed at the second file of the second checkpoint, or when the first has been moved aside
    and the second is not yet in its place."""
    plan = draw_up("court-list", people=PEOPLE, months=MONTHS, start=START, burn_in=0)
    undisturbed, folder = twins.simulate(plan, tmp_path / "whole"), tmp_path / "result"
    env = {**os.environ, "PYTHONPATH": str(SOURCE)}
    child = subprocess.run([sys.executable, "-c", CHILD_CUT_SHORT, str(folder), moment], env=env)
    assert child.returncode == -signal.SIGKILL
    partial = folder / "partial"
    assert {path.name for path in partial.glob("0-with-halt*")} == {
        left,
        "0-with-halt.discredit-part",
    }
    assert checkpoint.months_in(partial / left) == 12
    assert (partial / "0-with-0012").is_dir()
    heard: list[int] = []
    twins.simulate(plan, folder, on_progress=lambda at: heard.append(at.months_done), in_turn=True)
    assert heard[0] == 24
    assert bytes_of(folder) == bytes_of(undisturbed)


def stretches() -> list[loop.Stretch]:
    return [thing for thing in gc.get_objects() if isinstance(thing, loop.Stretch)]


def size_of(checkpoint: Path) -> int:
    return sum(file.stat().st_size for file in checkpoint.iterdir())


@pytest.mark.usefixtures("every_stretch")
def test_a_job_holds_one_stretch_and_a_checkpoint_one_world_however_many_months(
    tmp_path: Path, undisturbed: Path
) -> None:
    folder, held, sizes = tmp_path / "result", [], set()
    # Tests that ran before in this process may have left some, in frames not yet collected.
    before = stretches()

    def look() -> bool:
        held.append(sum(all(one is not old for old in before) for one in stretches()))
        sizes.update(size_of(p) for p in folder.glob("partial/?-with*-halt"))
        return False

    twins.simulate(PLAN, folder, cancel=Watch(look), in_turn=True)
    assert max(held) == 1
    assert len(held) > 12
    assert len(sizes) == 1
    assert bytes_of(folder) == bytes_of(undisturbed)


def contents(checkpoint: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in checkpoint.iterdir()}


@pytest.mark.slow
def test_a_checkpoint_is_gone_on_with_however_the_people_are_cut_up(tmp_path: Path) -> None:
    """A year under one layout, kept, and a year under another: the bytes of two years under one."""
    plan = draw_up("rongcheng", people=700, months=24, start=START)
    spec, rules = plan.society.spec, compile_rules(plan.policy, plan.first_month, plan.months)
    layouts = Layout(700, 1, 1, 768), Layout(700, 1, 3, 256)
    setups = [
        loop.settle(build(spec, 700, 1, block=layout.padded), ties.bonds_of(spec), layout, 1)
        for layout in layouts
    ]
    years = loop.months(loop.begin(setups[0], rules), setups[0], rules, layouts[0], 1)
    world, _ = next(years)
    checkpoint.save(tmp_path / "first", Halt(world, 12), 700, "same")
    world, second = next(years)
    checkpoint.save(tmp_path / "straight", Halt(world, 24), 700, "same")

    like = jax.eval_shape(lambda: loop.begin(setups[1], rules))
    halt = checkpoint.load(tmp_path / "first", like, layouts[1], "same")
    assert halt.months == 12
    assert halt.world.truth.savings.shape == (3, 256)
    on = loop.months(halt.world, setups[1], rules, layouts[1], 1, first=12)
    world, again = next(on)
    checkpoint.save(tmp_path / "over", Halt(world, 24), 700, "same")
    assert np.array_equal(again.sums, second.sums)
    assert contents(tmp_path / "over") == contents(tmp_path / "straight")


def test_a_checkpoint_of_another_run_or_of_other_columns_is_refused(tmp_path: Path) -> None:
    plan = draw_up("court-list", people=300, months=12, start=START)
    population, layout = loop.populate(plan.society.spec, 300, 1)
    begun = loop.begin(population, compile_rules(plan.policy, plan.first_month, 1))
    checkpoint.save(tmp_path / "halt", Halt(begun, 0), 300, "ours")
    with pytest.raises(ResultError, match="belongs to another run"):
        checkpoint.load(tmp_path / "halt", begun, layout, "theirs")
    wider = begun._replace(tally=begun.tally._replace(paid=begun.tally.paid.astype("int16")))
    with pytest.raises(ResultError, match=r"another version of discredit \(column \.tally\.paid"):
        checkpoint.load(tmp_path / "halt", wider, layout, "ours")


def test_a_complete_result_is_not_run_again(undisturbed: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in undisturbed.iterdir()}
    heard: list[Progress] = []
    assert twins.simulate(PLAN, undisturbed, on_progress=heard.append) == undisturbed
    assert not heard
    assert {path: path.stat().st_mtime_ns for path in undisturbed.iterdir()} == before


def test_a_result_verifies_from_its_manifest_alone(undisturbed: Path) -> None:
    found = verify(open_result(undisturbed))
    assert found.ok
    assert found.expected == found.obtained
    assert found.differences == ()
