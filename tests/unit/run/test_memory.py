"""What a run is said to take is what it holds, and a container's limit counts."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import jax
import psutil
import pytest

from discredit.engine import loop
from discredit.engine.layout import lay_out
from discredit.errors import MemoryForeseenError
from discredit.plan import draw_up
from discredit.policy.compile import compile_rules
from discredit.run import memory
from discredit.score import looks_at_ties
from discredit.society.edit import with_value
from discredit.society.spec import Society, read_society

PLAN = draw_up("court-list", people=700, months=24)
GIB = 2**30


def lasting(is_aged: bool) -> Society:
    return with_value(read_society("china-2020"), "society.renewal.passes", is_aged)


@pytest.mark.parametrize("system", ["court-list", "rongcheng"])
def test_the_columns_foreseen_are_those_of_a_run(system: str) -> None:
    plan = draw_up(system, people=700, months=24, society=lasting(False))
    population, layout = loop.populate(plan.society.spec, plan.people, 1)
    rules = compile_rules(plan.policy, plan.first_month, plan.months)
    world = loop.begin(population, rules)
    found = memory.forecast(plan, in_turn=False)
    assert found.society == sum(column.nbytes for column in jax.tree.leaves(population))
    shown = 1 + looks_at_ties(rules.score)  # a byte, and one for the score that others see
    at_work = (memory.AT_WORK + shown * loop.MONTHS_PER_STRETCH) * layout.padded
    assert found.world == at_work + sum(column.nbytes for column in jax.tree.leaves(world))


@pytest.mark.parametrize(("months", "passes"), [(12, False), (13, True), (1200, True)])
def test_years_that_pass_are_foreseen_once_for_both_worlds(months: int, passes: bool) -> None:
    as_they_are, aged = (
        memory.forecast(
            draw_up("court-list", people=700, months=months, society=lasting(is_aged)),
            in_turn=False,
        )
        for is_aged in (False, True)
    )
    rows = lay_out(700).padded
    each = loop.FEWEST_YEARS * (20 + memory.OF_A_YEAR) + memory.RENEWING
    assert aged.society - as_they_are.society == passes * each * rows
    assert aged.world == as_they_are.world


def test_one_world_at_a_time_takes_less_and_one_arm_alone_is_never_in_turn() -> None:
    side, turn = (memory.forecast(PLAN, in_turn=each) for each in (False, True))
    assert side.total - turn.total == side.world == turn.world
    assert (side.in_turn, turn.in_turn) == (False, True)
    assert not memory.forecast(replace(PLAN, arms=("with",)), in_turn=True).in_turn


def test_no_month_takes_more_memory() -> None:
    long = replace(PLAN, months=1200)
    assert memory.forecast(long, in_turn=True) == memory.forecast(PLAN, in_turn=True)


def test_the_number_that_fits_is_about_the_largest_not_refused() -> None:
    found = memory.forecast(replace(PLAN, people=10_000_000), in_turn=True)
    room = found.total - GIB
    fits = found.fitting(room)
    # Padding is up to a hundredth, and not the same at each size.
    assert memory.forecast(replace(PLAN, people=fits * 49 // 50), in_turn=True).total < room
    assert memory.forecast(replace(PLAN, people=fits * 51 // 50), in_turn=True).total > room
    assert found.fitting(0) == 0


def test_a_run_is_refused_by_how_it_would_go() -> None:
    huge = replace(PLAN, people=2_000_000_000)
    with pytest.raises(MemoryForeseenError, match="GiB of memory, one world at a time, and"):
        memory.foresee(huge)
    with pytest.raises(MemoryForeseenError, match="GiB of memory, both worlds side by side, and"):
        memory.foresee(huge, in_turn=False)


def group(folder: Path, version: int, limit: str, used: int, files: int) -> None:
    """A control group's folder as Linux shows it."""
    names = (
        ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ("memory.max", "memory.current", "inactive_file"),
    )[version - 1]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / names[0]).write_text(f"{limit}\n")
    (folder / names[1]).write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 5\n{names[2]} {files}\n")


@pytest.mark.parametrize(
    ("version", "lines", "mount"),
    [(2, "0::/pod/box\n", ""), (1, "5:cpu,cpuacct:/else\n4:memory:/pod/box\n", "memory")],
)
def test_the_tightest_container_around_a_run_counts(
    tmp_path: Path, version: int, lines: str, mount: str
) -> None:
    root, own = tmp_path / "groups", tmp_path / "own"
    own.write_text(lines)
    group(root / mount / "pod", version, str(8 * GIB), 6 * GIB, GIB)
    group(root / mount / "pod" / "box", version, str(10 * GIB), GIB, 0)
    assert sorted(memory.left_to_groups(root, own)) == [3 * GIB, 9 * GIB]


def test_a_container_without_a_limit_and_no_container_leave_it_to_the_machine(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own"
    assert list(memory.left_to_groups(tmp_path, own)) == []
    own.write_text("0::/\n")
    group(tmp_path / "groups", 2, "max", GIB, 0)
    assert list(memory.left_to_groups(tmp_path / "groups", own)) == []
    assert memory.available() > 0


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process are counted on Linux")
@pytest.mark.parametrize(("limit", "of"), [("RLIMIT_AS", "vms"), ("RLIMIT_DATA", "data")])
def test_the_limits_of_the_shell_count_less_what_the_process_holds(limit: str, of: str) -> None:
    import resource

    which = getattr(resource, limit)
    before = resource.getrlimit(which)
    assert not list(memory.left_to_limits())
    held = getattr(psutil.Process().memory_info(), of)
    resource.setrlimit(which, (held + memory.SET_ASIDE + 950 * 2**20, before[1]))
    try:
        (left,) = memory.left_to_limits()
        assert left == pytest.approx(950 * 2**20, abs=20 * 2**20)
        assert memory.available() <= left
        with pytest.raises(MemoryForeseenError, match="free under the limit of this shell"):
            memory.foresee(replace(PLAN, people=20_000_000))
    finally:
        resource.setrlimit(which, before)


def test_so_many_runs_go_on_at_once_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    one = memory.forecast(PLAN, in_turn=False).total
    for times, fit in ((0.9, 0), (1.2, 1), (1.9, 1), (2.1, 2), (50.0, 2)):
        monkeypatch.setattr(memory, "_room", lambda times=times: int(one * times))
        if fit:
            assert memory.at_once(PLAN, 2) == fit
        else:
            with pytest.raises(MemoryForeseenError, match="nothing was started"):
                memory.at_once(PLAN, 2)
