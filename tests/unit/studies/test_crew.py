"""Runs made by Dask's distributed scheduler, with workers that are processes of their own: the same
bytes, whoever is killed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from discredit.errors import MeetingError
from discredit.plan import draw_up
from discredit.studies.batch import DesignRun, run_all
from discredit.studies.crew import of_dask
from discredit.studies.rows import open_rows, read_rows
from discredit.studies.setting import Setting, Take, make, plain
from free_place import free_place
from sweep_takes import KillsItsProcess, RaisesOfOne, earned

pytest.importorskip("distributed")
PLAN = draw_up("court-list", people=300, months=8, start="2016-01", seeds=(1,), burn_in=0)
SEEDS = range(1, 7)
STUDY = """
title: Dask
question: Do other machines say the same?
arms: {plain: court-list}
people: 300
months: 8
start: "2016-01"
vary: [observation.misrouted]
design: {kind: hypercube, draws: 24}
outcomes: [{measure: months_listed}]
"""
KNOWS = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
"""Workers find what takes figures here (`sweep_takes`)."""
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Start]:
    """Starts a part of Dask, which ends with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def start(part: str, *words: str) -> subprocess.Popen[bytes]:
        run = [sys.executable, "-m", "distributed.cli.dask_" + part, *words, "--no-dashboard"]
        with (tmp_path / f"{part}-{len(running)}.log").open("wb") as log:
            process = subprocess.Popen(run, cwd=tmp_path, env=KNOWS, stdout=log, stderr=log)
            running.append(process)
        return running[-1]

    yield start
    for one in running:
        one.kill()
        one.wait()


@pytest.fixture
def scheduler(started: Start) -> str:
    """A scheduler with two workers."""
    port = free_place().port
    address = f"tcp://127.0.0.1:{port}"
    started("scheduler", "--host", "127.0.0.1", "--port", str(port))
    for _ in range(2):
        started("worker", address, "--nthreads", "1", "--no-nanny")
    listens(port)
    return address


def listens(port: int) -> None:
    """Wait until somebody does."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return


def asked(take: Take) -> list[DesignRun]:
    each = [Setting(plain(PLAN), (), (), seed, take) for seed in SEEDS]
    return [DesignRun(f"run {one.seed}", str(one.seed), one) for one in each]


def figures(folder: Path) -> dict[str, Any]:
    return {key: dict(row.figures) for key, row in read_rows(folder).items()}


def alone() -> dict[str, Any]:
    return {one.key: dict(make(one.setting).figures) for one in asked(earned)}


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_killed_worker_takes_no_run_along(scheduler: str, tmp_path: Path) -> None:
    (tmp_path / "kills").mkdir()
    take = KillsItsProcess(str(tmp_path / "kills"), 3, times=1)
    with of_dask(scheduler) as crew, open_rows(tmp_path / "rows") as rows:
        run_all(asked(take), rows, crew=crew)
    assert len(list((tmp_path / "kills").iterdir())) == 1
    assert figures(tmp_path / "rows") == alone()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_run_that_fails_is_a_row_that_says_why_and_how_often(
    scheduler: str, tmp_path: Path
) -> None:
    for _ in range(2):
        with of_dask(scheduler) as crew, open_rows(tmp_path / "rows") as rows:
            run_all(asked(RaisesOfOne(2)), rows, crew=crew)
    row = read_rows(tmp_path / "rows")["2"]
    assert (row.failed, row.tries) == ("ZeroDivisionError: nobody was there", 2)


@pytest.mark.slow
def test_a_study_whose_client_is_killed_ends_with_the_same_bytes(
    scheduler: str, tmp_path: Path
) -> None:
    (tmp_path / "dask.yaml").write_text(STUDY)
    script = "from discredit.cli.entry import main; main()"
    command = [sys.executable, "-c", script, "study", "dask.yaml", "--out"]
    far = ["far", "--executor", "dask", "--scheduler", scheduler]
    rows = tmp_path / "far" / "runs" / "rows.jsonl"
    with subprocess.Popen([*command, *far], cwd=tmp_path, stderr=subprocess.DEVNULL) as first:
        while not rows.is_file() or len(rows.read_bytes().splitlines()) < 4:
            assert first.poll() is None, "it was over before it could be killed"
            time.sleep(0.02)
        first.kill()
    kept = len(read_rows(tmp_path / "far" / "runs"))
    assert 3 <= kept < 25
    for where in (far, ["near", "--workers", "1"]):
        subprocess.run([*command, *where], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    assert len(rows.read_bytes().splitlines()) == 1 + 25, "no run was made twice"
    for name in ("study.json", "rows.csv", "report.html"):
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "near" / name).read_bytes()
    assert json.loads((tmp_path / "far" / "study.json").read_text())["failed"] == []


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "nonsense://x", "?"])
def test_a_scheduler_that_does_not_answer_is_refused_in_a_sentence(address: str) -> None:
    address = address.format(port=free_place().port)  # the tests of all workers have one name
    with pytest.raises(MeetingError, match="No Dask scheduler answers at"), of_dask(address):
        pass


def test_what_answers_and_is_no_scheduler_is_refused_in_a_sentence() -> None:
    def answer() -> None:
        with suppress(OSError):  # until it is closed
            while True:
                to, _ = server.accept()
                to.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" + bytes(64))
                to.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        answers = threading.Thread(target=answer)
        answers.start()
        port = server.getsockname()[1]
        with pytest.raises(MeetingError, match="No Dask"), of_dask(f"tcp://127.0.0.1:{port}"):
            pass
        server.shutdown(socket.SHUT_RDWR)
    answers.join()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_worker_of_several_threads_is_refused(started: Start) -> None:
    port = free_place().port
    started("scheduler", "--host", "127.0.0.1", "--port", str(port))
    started("worker", f"tcp://127.0.0.1:{port}", "--nthreads", "2", "--no-nanny")
    listens(port)
    until = time.monotonic() + 30
    with pytest.raises(MeetingError, match="one thread each"):  # noqa: PT012 (until it has come)
        while time.monotonic() < until:
            with of_dask(f"tcp://127.0.0.1:{port}"):
                time.sleep(0.5)
