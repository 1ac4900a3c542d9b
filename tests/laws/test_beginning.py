"""A run that begins in the middle of things begins as if followed from the beginning."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pandas as pd
import pytest

import small_society as small
from discredit.api import Pair
from discredit.engine import loop
from discredit.errors import InputError, Interrupted
from discredit.plan import Plan, draw_up
from discredit.run import prepared as prepared_worlds
from discredit.run import twins
from discredit.run.twins import Progress
from discredit.run.verification import verify
from discredit.store import open_result, parts
from discredit.vocabulary import Status

PEOPLE, BEFORE, MONTHS = 3000, 48, 24
LATE = draw_up("court-list", people=PEOPLE, start="2016-01", months=MONTHS)
LONG = draw_up("court-list", people=PEOPLE, start="2012-01", months=BEFORE + MONTHS, traced=())


def same(one: Any, other: Any) -> bool:
    return all(map(np.array_equal, jax.tree.leaves(one), jax.tree.leaves(other)))


@pytest.fixture(scope="module", params=["court-list", "everything"])
def prepared(request: pytest.FixtureRequest) -> tuple[str, loop.WorldState, np.ndarray]:
    """Two years, of which the first prepares."""
    rules, who = small.rules(request.param), small.population()
    months = loop.months(
        small.morning(rules), who, rules, small.LAYOUT, small.SEED, prepared=small.REFORM
    )
    (_, before), (world, stretch) = months
    assert (before.first_month, stretch.first_month) == (-12, 0)
    return request.param, small.copy(world), stretch.sums


def test_months_that_prepare_a_world_lead_where_recorded_ones_do(prepared: Any) -> None:
    policy, world, sums = prepared
    whole = small.shared(policy)
    assert np.array_equal(sums, whole.sums[small.REFORM :])
    assert same((world.truth, world.held), (whole.worlds[-1].truth, whole.worlds[-1].held))


def test_nothing_of_the_months_that_prepare_a_world_is_counted(prepared: Any) -> None:
    policy, world, _ = prepared
    morning, end = small.shared(policy).worlds[1], small.shared(policy).worlds[-1]
    for name in ("months_listed", "months_jobless", "appeals", "debts_paid", "times_refused"):
        since = getattr(end.tally, name) - getattr(morning.tally, name)
        assert np.array_equal(getattr(world.tally, name), since), name
    rules = small.rules(policy)
    black = np.asarray(rules.lists.is_red[small.REFORM]) == 0
    stands = ((morning.held.listed.status == Status.LISTED) & black[:, None]).any(axis=1)
    assert stands.any()
    assert (np.asarray(world.tally.first_listed)[stands] == small.REFORM).all()


@pytest.fixture(scope="module", autouse=True)
def _all_anew() -> Iterator[None]:
    """These are about the months that prepare a world, so none is taken from an earlier run."""
    with prepared_worlds.all_anew():
        yield


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twins.simulate(LATE, tmp_path_factory.mktemp("late") / "result")


def test_a_later_start_gives_the_months_of_the_whole_run(late: Path, tmp_path: Path) -> None:
    """Exactly, in both worlds; and of each person what happened in these months."""
    ours: Any = open_result(late)
    assert ours.manifest.burn_in == BEFORE
    whole: Any = open_result(twins.simulate(LONG, tmp_path / "long"))
    theirs = whole.series()
    theirs = theirs[theirs["month"] >= "2016-01"].reset_index(drop=True)
    for name, column in ours.series().items():
        assert (column.to_numpy() == theirs[name].to_numpy()).all(), name
    mine, all_of_it = ours.persons(), whole.persons()
    assert (mine["status"] == all_of_it["status"]).all()
    assert (mine["savings"] == all_of_it["savings"]).all()
    assert 0 < mine["times_listed"].sum() < all_of_it["times_listed"].sum()
    assert (mine["months_listed"] > 0).equals(mine["first_listed"].notna())
    assert mine["first_listed"].min() >= pd.Timestamp("2016-01")


def test_a_life_says_that_its_first_month_may_be_older(late: Path) -> None:
    result = open_result(late)
    person = result.manifest.traced[1][0]
    first = Pair(result).life(person)[0]
    assert (first.month, first.kind) == ("2016-01", "beginning")


def test_a_later_start_is_obtained_again(late: Path) -> None:
    assert verify(open_result(late)).ok


def tables_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text())["columns"]


@pytest.mark.parametrize("after", [1, 4])
def test_a_run_cut_off_while_its_worlds_are_prepared_loses_nothing(
    late: Path, tmp_path: Path, after: int
) -> None:
    heard, cancel = [], threading.Event()

    def listen(progress: Progress) -> None:
        heard.append(progress)
        if len(heard) == after:
            cancel.set()

    folder = tmp_path / "result"
    with pytest.raises(Interrupted):
        twins.simulate(LATE, folder, on_progress=listen, cancel=cancel)
    assert heard[0].months_done == 0
    assert heard[0].prepared == 12
    assert {at.months for at in open_result(folder).manifest.done} == {0}
    first: list[Progress] = []
    twins.simulate(LATE, folder, on_progress=first.append)
    assert first[0].prepared > 12
    assert tables_of(folder) == tables_of(late)


def test_a_damaged_beginning_is_prepared_again(late: Path, tmp_path: Path) -> None:
    heard, cancel = [], threading.Event()

    def listen(progress: Progress) -> None:
        heard.append(progress)
        if progress.months_done:
            cancel.set()

    folder = tmp_path / "result"
    with pytest.raises(Interrupted):
        twins.simulate(LATE, folder, on_progress=listen, cancel=cancel, in_turn=True)
    morning = folder / "partial" / f"0-{parts.morning_of('with')}"
    file = morning / "columns.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"\7")
    with pytest.warns(UserWarning, match="prepared and worked out again"):
        twins.simulate(LATE, folder)
    assert tables_of(folder) == tables_of(late)


def test_a_start_is_prepared_from_the_systems_beginning_and_may_be_empty() -> None:
    def months(start: str, **given: Any) -> Plan:
        return draw_up("court-list", people=10, months=12, start=start, **given)

    assert [months(start).burn_in for start in ("2010-01", "2012-01", "2016-07")] == [0, 0, 54]
    empty = months("2016-07", burn_in=0)
    assert empty.burn_in == 0
    assert empty.inputs_digest != months("2016-07").inputs_digest
    assert months("2016-07", burn_in=6).span.first == empty.first_month - 6
    for wrong in (-1, 2048, 1.5):
        with pytest.raises(InputError, match=r"burn_in"):
            months("2016-07", burn_in=wrong)


def test_an_empty_start_has_hardly_a_debt(late: Path, tmp_path: Path) -> None:
    plan = draw_up("court-list", people=PEOPLE, start="2016-01", months=12, burn_in=0, traced=())
    empty = open_result(twins.simulate(plan, tmp_path / "empty")).series()
    full = open_result(late).series()

    def at_first(table: Any) -> float:
        here = (table["dimension"] == "all") & (table["arm"] == "with")
        return table[here & (table["month"] == "2016-01")]["in_default"].sum()

    assert at_first(empty) * 10 < at_first(full)
