"""When a world on its way is kept, and that nobody waits for the disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from discredit.engine import waits
from discredit.engine.processes import ALONE
from discredit.errors import RunError
from discredit.run import keeping
from discredit.run.keeping import Clock, Keeper, Kept, every
from discredit.store import arrays, checkpoint
from discredit.store.checkpoint import Halt


class Small(NamedTuple):
    """A world of one column [blocks, rows], of which five rows are people."""

    paid: np.ndarray

    @classmethod
    def of(cls, value: int) -> Any:
        return cls(np.full((2, 3), value, np.int32))


def kept(path: Path) -> Kept:
    return Kept(path, "ours", 5, ALONE)


def column(path: Path) -> list[int]:
    return arrays.load(path)["world.paid"].tolist()


@pytest.fixture
def at_every_stretch() -> Iterator[Keeper]:
    with every(0):
        yield Keeper()


def test_what_is_kept_is_the_world_as_it_was_when_the_arm_went_on(
    tmp_path: Path, at_every_stretch: Keeper
) -> None:
    world = Small.of(1)
    at_every_stretch.keep(kept(tmp_path / "halt"), Halt(world, 12))
    world.paid[:] = 2
    at_every_stretch.wait()
    assert column(tmp_path / "halt") == [1] * 5
    assert checkpoint.months_in(tmp_path / "halt") == 12


def test_the_last_is_on_the_disk_before_the_next_is_copied(
    tmp_path: Path, at_every_stretch: Keeper
) -> None:
    for months in (12, 24, 36):
        at_every_stretch.keep(kept(tmp_path / "halt"), Halt(Small.of(months), months))
        assert at_every_stretch.cost.written >= months // 12 - 1
    at_every_stretch.wait()
    assert column(tmp_path / "halt") == [36] * 5
    assert at_every_stretch.cost.written == 3


def test_a_large_world_is_not_copied_and_is_on_the_disk_when_the_arm_goes_on(
    tmp_path: Path, at_every_stretch: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LARGEST_COPY", 23)  # a byte less than the world has
    at_every_stretch.keep(kept(tmp_path / "halt"), Halt(Small.of(1), 12))
    assert column(tmp_path / "halt") == [1] * 5


def test_a_disk_that_refuses_is_told_to_the_next_who_asks(
    tmp_path: Path, at_every_stretch: Keeper
) -> None:
    at_every_stretch.keep(kept(tmp_path / "no" / "halt"), Halt(Small.of(1), 12))
    with pytest.raises(RunError):
        at_every_stretch.keep(kept(tmp_path / "halt"), Halt(Small.of(1), 24))
    at_every_stretch.wait()  # it was told


def test_a_world_is_due_after_so_many_seconds_of_work_unless_another_is_being_written() -> None:
    with every(0.02):
        keeper, clock = Keeper(), Clock()
    assert not keeper.is_due(clock)
    time.sleep(0.03)
    assert keeper.is_due(clock)
    clock.restart(waited=1.0)
    time.sleep(0.03)
    assert not keeper.is_due(clock), "it would wait for more than a thirtieth of its time"
    clock.restart(waited=0.0)
    time.sleep(0.03)
    is_written = threading.Event()
    keeper._writer = threading.Thread(target=is_written.wait)
    keeper._writer.start()
    assert not keeper.is_due(clock)
    is_written.set()
    keeper.wait()
    assert keeper.is_due(clock)


def test_a_wait_for_the_compiler_is_no_work() -> None:
    clock, heard = Clock(), []
    with waits.told(heard.append), clock.running():
        waits.on_wait.get()("compiling")
        time.sleep(0.2)
        waits.on_wait.get()(None)
    assert clock.seconds < 0.15
    assert heard == ["compiling", None]
