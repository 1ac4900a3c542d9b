"""A prepared world is found again by what it rests on, and by nothing else."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from discredit.engine import cache
from discredit.plan import Plan, draw_up
from discredit.run import arms, prepared, twins
from discredit.store import disk, open_result

PEOPLE, START = 3000, "2016-01"  # as the laws of the beginning have them: one engine
LATE = draw_up("court-list", people=PEOPLE, start=START, months=24, traced=())


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of their own, wherever engines are kept."""
    monkeypatch.setattr(prepared, "FOLDER", str(tmp_path / "worlds"))
    return tmp_path / "worlds"


def run(plan: Plan, folder: Path) -> Any:
    return open_result(twins.simulate(plan, folder)).manifest


def names(plan: Plan) -> dict[str, str]:
    setup = arms.prepare(plan, plan.seeds[0])
    return {arm: prepared.name_of(plan, 1, rules) for arm, rules in setup.rules.items()}


def test_the_second_run_takes_both_worlds_and_comes_to_the_same_bytes(tmp_path: Path) -> None:
    first, second = (run(LATE, tmp_path / name) for name in ("one", "two"))
    assert (first.timing.prepared_before, second.timing.prepared_before) == (0, 2)
    assert first.outcome_digest == second.outcome_digest
    with prepared.all_anew():
        third = run(LATE, tmp_path / "three")
    assert (third.timing.prepared_before, third.outcome_digest) == (0, first.outcome_digest)


def test_whoever_is_followed_later_is_followed_from_the_prepared_worlds_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = twins.trace(LATE, (3, 77))
    run(LATE, tmp_path / "one")
    found: list[bool] = []
    find = prepared.find

    def heard(*given: Any) -> Any:
        world = find(*given)
        found.append(world is not None)
        return world

    monkeypatch.setattr(prepared, "find", heard)
    pd.testing.assert_frame_equal(twins.trace(LATE, (3, 77)), anew, check_exact=True)
    assert found == [True, True]


def test_a_damaged_world_is_prepared_again(kept: Path, tmp_path: Path) -> None:
    first = run(LATE, tmp_path / "one")
    for world in kept.iterdir():
        file = world / "columns.npy"
        file.write_bytes(file.read_bytes()[:-1] + b"\7")
    second = run(LATE, tmp_path / "two")
    assert (second.timing.prepared_before, second.outcome_digest) == (0, first.outcome_digest)
    assert len(list(kept.iterdir())) == 2


def test_what_begins_after_the_months_before_asks_for_the_same_worlds() -> None:
    longer = draw_up("court-list", people=PEOPLE, start=START, months=36, traced=())
    assert names(LATE) == names(longer)
    noticed = draw_up(
        "court-list", people=PEOPLE, start=START, months=24, traced=(), overlays=["notice"]
    )
    assert names(LATE)["with"] != names(noticed)["with"]
    rules = arms.prepare(LATE, 1).rules["with"]
    assert prepared.name_of(LATE, 2, rules) != names(LATE)["with"]


def test_the_oldest_worlds_make_room(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of what may be kept lies there: the one used longest ago goes, the other stays."""
    run(LATE, kept.parent / "one")
    first, second = sorted(kept.iterdir(), key=lambda path: path.name)
    os.utime(first, (1, 1))
    size = sum(file.stat().st_size for file in second.iterdir())
    monkeypatch.setattr(prepared, "MOST_BYTES", 3 * size)
    monkeypatch.setattr(prepared, "LARGEST", 2 * size)
    run(
        draw_up("court-list", people=PEOPLE, start="2015-01", months=24, traced=()), kept / "../two"
    )
    assert not first.exists()


def test_worlds_that_make_room_at_once_are_all_kept(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worlds of a run end together: what one takes away is not in the other's way."""
    monkeypatch.setattr(prepared, "MOST_BYTES", 40_000)
    monkeypatch.setattr(prepared, "LARGEST", 10_000)

    def save(to: Path) -> None:
        with disk.filling(to, lambda _: "abcd") as folder:
            for name in "abcd":
                (folder / name).write_bytes(bytes(250))

    def keep(name: str) -> bool:
        return prepared.keep_folder(name, 1000, save)

    with ThreadPoolExecutor(4) as pool:
        are_kept = list(pool.map(keep, (f"{n:03}" for n in range(200))))
    assert all(are_kept)
    assert sum(1 for _ in kept.iterdir()) <= 44


def test_nothing_is_kept_where_no_engine_is(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "folder", lambda: None)
    assert run(LATE, kept.parent / "one").timing.prepared_before == 0
    assert not kept.exists()
