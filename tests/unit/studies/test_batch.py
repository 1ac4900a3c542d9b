"""Many runs by other processes: the same figures, and nothing is lost with a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import psutil
import pytest

from discredit.errors import RunError
from discredit.plan import draw_up
from discredit.studies import batch, setting
from discredit.studies.batch import DesignRun, run_all
from discredit.studies.crew import Crew, borrowed, local
from discredit.studies.ranges import ranges_of
from discredit.studies.rows import open_rows, read_rows
from discredit.studies.setting import Setting, Take, make, over, plain
from sweep_takes import KillsItsProcess, RaisesOfOne, earned

PLAN = draw_up("court-list", people=300, months=8, start="2016-01", seeds=(1,), burn_in=0)
SEEDS = range(1, 6)


def asked(take: Take, seeds: Any = SEEDS) -> list[DesignRun]:
    moving = tuple(one for one in ranges_of(PLAN) if one.path == "observation.misrouted")
    settings = [Setting(plain(PLAN), over(moving), (0.2 * s,), s, take) for s in seeds]
    return [DesignRun(f"run {one.seed}", str(one.seed), one) for one in settings]


def figures(folder: Path) -> dict[str, Any]:
    return {key: dict(row.figures) for key, row in read_rows(folder).items()}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The figures as this process makes them."""
    folder = tmp_path_factory.mktemp("alone") / "rows"
    with open_rows(folder) as rows:
        run_all(asked(earned), rows)
    return figures(folder)


def test_a_plan_that_has_travelled_makes_the_same_run(alone: dict[str, Any]) -> None:
    (one,) = asked(earned, [4])
    setting._plans.clear()
    assert dict(make(one.setting).figures) == alone["4"]
    assert len({one["earned"] for one in alone.values()}) == len(alone)


def test_a_killed_process_takes_no_run_along(alone: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "kills").mkdir()
    take = KillsItsProcess(str(tmp_path / "kills"), 3, times=1)
    with open_rows(tmp_path / "rows") as rows:
        run_all(asked(take), rows, crew=local(2))
    assert len(list((tmp_path / "kills").iterdir())) == 1
    assert figures(tmp_path / "rows") == alone


class Breaks(Executor):
    """Breaks with every run of seed 3; makes the others at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        if args[0].seed == 3:
            done.set_exception(BrokenProcessPool("killed"))
        else:
            done.set_result(fn(*args, **kwargs))
        return done


def test_a_run_that_kills_every_process_is_a_row_that_says_so(tmp_path: Path) -> None:
    crew = Crew(Breaks, 1, is_own=True)
    with open_rows(tmp_path / "rows") as rows:
        with pytest.warns(UserWarning, match="run 3 failed"):
            run_all(asked(earned), rows, crew=crew)
        row = rows.get("3")
    assert row is not None and row.failed == "the process that made it was killed, 3 times"
    assert set(figures(tmp_path / "rows")) == {"1", "2", "3", "4", "5"}


def test_an_executor_of_somebody_else_that_breaks_is_told(tmp_path: Path) -> None:
    with open_rows(tmp_path / "rows") as rows, pytest.raises(RunError, match="executor broke"):
        run_all(asked(earned), rows, crew=borrowed(Breaks(), at_once=1))
    assert set(read_rows(tmp_path / "rows")) == {"1", "2"}


def test_any_executor_does_and_stays_open(alone: dict[str, Any], tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as threads, open_rows(tmp_path / "rows") as rows:
        with pytest.warns(UserWarning, match=r"2 failed \(ZeroDivisionError: nobody was there\)"):
            run_all(asked(RaisesOfOne(2)), rows, crew=borrowed(threads))
        assert threads.submit(int, "7").result() == 7
    found = figures(tmp_path / "rows")
    assert found.pop("2") == {} and found == {k: v for k, v in alone.items() if k != "2"}


def test_a_worker_with_other_code_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def elsewhere(one: Setting) -> setting.RunMade:
        return setting.make_elsewhere(one)._replace(code="code 0000")

    monkeypatch.setattr(batch, "make_elsewhere", elsewhere)
    with (
        ThreadPoolExecutor(1) as threads,
        open_rows(tmp_path / "rows") as rows,
        pytest.raises(RunError, match=r"has other code \(code 0000\)"),
    ):
        run_all(asked(earned), rows, crew=borrowed(threads))
    assert not read_rows(tmp_path / "rows")


POOL = """
import os
import time
from discredit.studies.crew import local

def process_of(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()

if __name__ == "__main__":
    begin = local(2).begin
    assert begin is not None
    with begin() as executor:
        print(*executor.map(process_of, [0.2, 0.2]), flush=True)
        time.sleep(60)
"""


def test_processes_end_with_the_one_that_asks(tmp_path: Path) -> None:
    script = tmp_path / "asks.py"
    script.write_text(POOL)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as asks:
        assert asks.stdout is not None
        made = [psutil.Process(int(one)) for one in asks.stdout.readline().split()]
        asks.kill()
    assert made and not psutil.wait_procs(made, timeout=20)[1]
