"""How many devices and processes share the work changes nothing, and none waits for a dead one."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import discredit
from discredit.engine.layout import ROWS_APART, lay_out
from discredit.errors import ExitCode
from discredit.society.build import build
from discredit.society.slots import REACH

ROOT = Path(discredit.__file__).parents[2]
PEOPLE = 6010  # a device has whole stretches of 4096 rows
# Debts are common here, so that few people meet every room.
RUN = (
    "run", "court-list", "--people", str(PEOPLE), "--months", "120", "--start", "2010-01",
    "--set", "behaviour.debts.dispute_rate=0.05", "--set", "observation.court.listing_activity=0.5",
    "--no-report", "--json", "--checkpoint-every", "0",
)  # fmt: skip
PROGRAM = "from discredit.cli.main import main; main()"
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))}
PATIENCE = 400  # seconds for a run: the engine may have to be compiled
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
LIVES = """
import jax
jax.config.update("jax_num_cpu_devices", 2)
from discredit.engine import cache, layout
cache.enable()
import small_society
small_society.PEOPLE = 6010
for policy in ("court-list", "everything"):
    rules = small_society.rules(policy)
    one, two = (
        small_society.live(rules, layout=layout.lay_out(6010, devices), traced=(3, 6009))
        for devices in (1, 2)
    )
    for left, right in zip(one.worlds, two.worlds, strict=True):
        assert not small_society.differing(*map(small_society.flat, (left, right))), policy
    assert (one.sums == two.sums).all()
    assert all(one.read[name].tobytes() == two.read[name].tobytes() for name in two.read), policy
    assert all((one.traced[name] == two.traced[name]).all() for name in two.traced), policy
"""


TOLD_ALONE = """
from discredit.cli.main import main
from discredit.run import arms, kept_views
kept_views.KEPT_FROM = 0
everybody = arms.loop.months
def months(*args, traced, **how):
    assert not traced, "everybody's months are worked once more"
    return everybody(*args, traced=traced, **how)
arms.loop.months = months
main()
"""
"""What tells lives alone however few people there are, and in no other way."""
STARTED: list[subprocess.Popen[str]] = []


@pytest.fixture(autouse=True)
def _none_outlives_its_test() -> Iterator[None]:
    """A process left behind would be found, and held against it, by whatever test comes later."""
    yield
    while STARTED:
        with STARTED.pop() as process:
            if process.poll() is None:
                process.kill()


def start(folder: Path, *words: str, program: str = PROGRAM) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", program, *RUN, "--out", str(folder), *words],
        env=ENV,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    STARTED.append(process)
    return process


def start_two(folder: Path, *words: str, program: str = PROGRAM) -> list[subprocess.Popen[str]]:
    with socket.create_server(("", 0)) as free:
        port = free.getsockname()[1]
    ours = ("--processes", "2", "--coordinator", f"localhost:{port}", "--process")
    return [start(folder, *ours, str(process), *words, program=program) for process in range(2)]


def digest_of(*processes: subprocess.Popen[str]) -> str:
    """The digest that the first of the processes prints; all must have ended well."""
    said = [process.communicate(timeout=PATIENCE) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), said
    assert all(out == "" for out, _ in said[1:]), "only process 0 answers"
    return json.loads(said[0][0])["outcome_digest"]


def on_two_as_on_one(folder: Path, months: str, program: str = PROGRAM) -> None:
    """A run that is prepared ends with the bytes of one device on two, and on two processes."""
    words = ("--start", "2016-01", "--months", months, "--burn-in", "12")
    one = digest_of(start(folder / "one", *words))
    two = start(folder / "two", *words, "--devices", "2", program=program)
    assert digest_of(two) == one
    assert digest_of(*start_two(folder / "both", *words, program=program)) == one


def heard_at(process: subprocess.Popen[str]) -> set[str]:
    """The numbers at which a process listens, as Linux writes them."""
    own: set[str] = set()
    for file in Path(f"/proc/{process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # it was closed meanwhile
            own.add(os.readlink(file))
    lines = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]
    ]
    return {
        line[1].split(":")[0] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in own
    }


def killed(folder: Path, victim: int) -> tuple[str, float]:
    """Two processes, one of which is killed at the first checkpoint: what the other said, and how
    many seconds later it had ended."""
    processes = start_two(folder)
    until = time.monotonic() + PATIENCE
    while not any(folder.glob("partial/*-halt")) and time.monotonic() < until:
        assert [process.poll() for process in processes] == [None, None]
        time.sleep(0.01)
    if sys.platform == "linux":  # nobody from another machine is heard, by us or by the engine
        assert {at for process in processes for at in heard_at(process)} <= LOOPBACK
        assert all(heard_at(process) for process in processes)
    processes[victim].send_signal(signal.SIGKILL)
    since = time.monotonic()
    out, said = processes[1 - victim].communicate(timeout=PATIENCE)
    took = time.monotonic() - since
    processes[victim].communicate()
    assert out == ""
    assert processes[1 - victim].returncode == ExitCode.RESULT, said
    return said, took


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> str:
    return digest_of(start(tmp_path_factory.mktemp("alone") / "result"))


def test_no_near_tie_lies_across_two_devices() -> None:
    assert ROWS_APART % REACH == 0


def test_a_household_lies_across_two_devices() -> None:
    layout = lay_out(PEOPLE, 2)
    first_of_second = layout.padded // 2
    assert layout.parts == 2 and first_of_second < PEOPLE < layout.padded
    assert build("china-2020", PEOPLE, 1).place_in_household[first_of_second] > 0


@pytest.mark.slow
def test_two_devices_live_the_same_lives_as_one() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIVES], env=ENV, capture_output=True, text=True, timeout=2 * PATIENCE
    )
    assert done.returncode == 0, done.stderr


def test_two_devices_give_the_bytes_of_one(tmp_path: Path, alone: str) -> None:
    assert digest_of(start(tmp_path / "result", "--devices", "2")) == alone
    manifest = json.loads((tmp_path / "result" / "manifest.json").read_text())
    assert manifest["timing"]["devices"] == 2


@pytest.mark.slow
def test_a_run_that_is_prepared_gives_the_same_bytes_on_two_devices_and_processes(
    tmp_path: Path,
) -> None:
    on_two_as_on_one(tmp_path, "12")
    manifest = json.loads((tmp_path / "both" / "manifest.json").read_text())
    assert manifest["timing"]["prepared_before"] == 2, "several take up what one has prepared"


@pytest.mark.slow
def test_lives_are_told_alone_on_two_devices_and_by_the_first_of_two_processes(
    tmp_path: Path,
) -> None:
    on_two_as_on_one(tmp_path, "30", TOLD_ALONE)


@pytest.mark.slow  # two that go on after a death give them too
def test_two_processes_give_the_bytes_of_one(tmp_path: Path, alone: str) -> None:
    assert digest_of(*start_two(tmp_path / "result")) == alone


SHARED = (
    ("verify", "{result}"),
    ("life", "{result}", "4711"),
    ("study", "wrong-person", "--people", "6010", "--months", "36", "--seeds", "2"),
    ("compare", "court-list", "court-list+notice", "--people", "6010", "--months", "12"),
)


def told(*words: str, at: Path) -> subprocess.Popen[str]:
    out = ("--out", str(at)) if words[0] in ("study", "compare") else ()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words, *out, "--json"],
        env=ENV,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    STARTED.append(process)
    return process


def heard(*processes: subprocess.Popen[str]) -> dict[str, object]:
    """What the first of the processes prints, but for where it lies."""
    said = [process.communicate(timeout=PATIENCE) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), said
    assert all(out == "" for out, _ in said[1:]), "only process 0 answers"
    found = json.loads(said[0][0])
    return {name: found[name] for name in found.keys() - {"result", "report"}}


@pytest.mark.slow
@pytest.mark.parametrize("words", SHARED, ids=[words[0] for words in SHARED])
def test_whatever_computes_says_the_same_on_two_devices_and_processes(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    result = tmp_path / "result"
    digest_of(start(result, "--months", "12", "--start", "2016-01", "--start-empty"))
    words = tuple(word.format(result=result) for word in words)
    one = heard(told(*words, at=tmp_path / "one"))
    assert heard(told(*words, "--devices", "2", at=tmp_path / "two")) == one
    with socket.create_server(("", 0)) as free:
        port = free.getsockname()[1]
    ours = ("--processes", "2", "--coordinator", f"localhost:{port}", "--process")
    both = [told(*words, *ours, str(k), at=tmp_path / "both") for k in range(2)]
    assert heard(*both) == one


@pytest.mark.slow
def test_when_one_is_killed_the_other_says_so_and_one_or_two_go_on(
    tmp_path: Path, alone: str
) -> None:
    said, took = killed(tmp_path / "one", victim=1)
    assert "Process 1 of 2 has ended." in said
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    assert took < 60
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    assert digest_of(start(tmp_path / "one")) == alone
    assert digest_of(*start_two(tmp_path / "two")) == alone


@pytest.mark.slow
def test_when_the_first_is_killed_the_other_says_so_and_two_devices_go_on(
    tmp_path: Path, alone: str
) -> None:
    said, took = killed(tmp_path / "result", victim=0)
    assert "Process 0 of 2 has ended." in said or "does not answer" in said
    assert took < 60
    assert digest_of(start(tmp_path / "result", "--devices", "2")) == alone
