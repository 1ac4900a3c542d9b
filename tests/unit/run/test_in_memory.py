"""A run in memory holds what the same run writes, and its figures are the same to the bit."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from discredit import measures
from discredit.errors import Interrupted
from discredit.measures.levels import levels
from discredit.plan import Plan, draw_up
from discredit.run import in_memory as room
from discredit.run import prepared, twins
from discredit.run.in_memory import in_memory
from discredit.store import open_result

PEOPLE, START = 3000, "2016-01"  # as the laws of the beginning have them: one engine
SMALL = draw_up("court-list", people=300, start=START, months=8, seeds=(2,), burn_in=0, traced=())
LATE = draw_up("court-list", people=PEOPLE, start=START, months=24, seeds=(1,), traced=())
TABLES = ("series", "people", "persons", "readout")


def stored(plan: Plan, folder: Path) -> Any:
    with prepared.all_anew():
        return open_result(twins.simulate(plan, folder))


@pytest.mark.parametrize("plan", [SMALL, LATE], ids=["from-nothing", "after-a-beginning"])
def test_its_tables_are_those_that_the_run_writes(plan: Plan, tmp_path: Path) -> None:
    there, here = stored(plan, tmp_path / "run"), in_memory(plan)
    for table in TABLES:
        pd.testing.assert_frame_equal(
            getattr(here, table)(), getattr(there, table)(), check_exact=True
        )
    whole = measures.effects(there)
    pd.testing.assert_frame_equal(measures.effects(here), whole, check_exact=True)
    columns = ["measure", "dimension", "group", "with", "without", "difference"]
    for asked in (["all"], ["all", "settlement"]):
        few: Any = whole[whole["dimension"].isin(asked)]
        told = levels(in_memory(plan, in_turn=True), asked)
        pd.testing.assert_frame_equal(
            told.reset_index(drop=True), few[columns].reset_index(drop=True), check_exact=True
        )


def test_people_who_are_the_same_are_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []
    prepare = room.prepare

    def counted(plan: Plan, seed: int, **given: Any) -> Any:
        built.append(seed)
        return prepare(plan, seed, **given)

    monkeypatch.setattr(room, "prepare", counted)
    monkeypatch.setattr(room, "_settled", type(room._settled)())
    policy = draw_up("court-list", people=300, start=START, months=8, burn_in=0,
                     overlays=["notice"]).policy  # fmt: skip
    for seed in (2, 3):
        one = replace(SMALL, seeds=(seed,))
        levels(in_memory(one))
        levels(in_memory(replace(one, policy=policy)))
    assert built == [2, 3]
    pd.testing.assert_frame_equal(
        in_memory(SMALL).persons(), in_memory(replace(SMALL, people=300)).persons()
    )


def test_it_is_left_when_it_is_stopped() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        in_memory(SMALL, is_stopped=stop.is_set)
