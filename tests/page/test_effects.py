"""What the page tells of effects: after each seed what a run of so many seeds tells, and what draws
say of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from discredit import measures
from discredit.errors import InputError
from discredit.measures.effects import effects
from discredit.page import narrowing
from discredit.page.asked import MOST_DRAWS, WantedEffects, command_of, plan_of, read
from discredit.page.effects import simulated
from discredit.page.narrowing import ASKED, SoFar
from discredit.page.results import Shelf
from discredit.run import twins
from discredit.run.arms import Progress
from discredit.store import open_result
from discredit.words.doubt import FEWEST
from served_page import PEOPLE, SYSTEM

SIZE = {"system": SYSTEM, "people": PEOPLE, "months": 12}
SHELF = Shelf()
Told = dict[str, Any]


def asked(**given: Any) -> WantedEffects:
    return read(json.dumps({**SIZE, **given}).encode(), WantedEffects)


@cache
def told() -> list[Told]:
    one = asked(seeds=2, uncertain=FEWEST)
    frames = simulated(plan_of(one, {}), SHELF, command_of(one, {}), FEWEST)
    return [frame.head for frame in frames]


def of_kind(kind: str) -> list[Told]:
    return [one for one in told() if one["kind"] == kind]


def test_after_each_seed_it_tells_what_so_many_seeds_tell(tmp_path: Path) -> None:
    plan = plan_of(asked(seeds=2), {})
    folder = tmp_path / "run"
    rows: list[Any] = []

    def look(one: Progress) -> None:
        known = SoFar(folder, plan).take(1) if one.seed_index == 1 and not rows else None
        rows.extend(known or ())

    twins.simulate(plan, folder, on_progress=look)
    alone = open_result(twins.simulate(plan_of(asked(), {}), tmp_path / "alone"))
    table = effects(alone)
    assert rows == narrowing.rows(
        table[table["dimension"].isin(ASKED)], plan.policy.system.outcomes
    )


def test_what_is_told_last_is_what_the_result_says() -> None:
    seeds = [(one["seeds"], one["draws"]) for one in of_kind("so_far")]
    assert seeds[:2] == [(1, 0), (2, 0)] and seeds[-1] == (2, FEWEST)
    last, (end,) = of_kind("so_far")[-1]["rows"], of_kind("effects")
    by_name = {row["label"]: row for row in last if not row["dimension"]}
    for line in end["lines"]:
        if line["label"] in by_name:
            row = by_name[line["label"]]
            assert (row["difference"], row["interval"]) == (line["difference"], line["interval"])
            assert (row["together"], row["held"]) == (line["together"], line["held"])
    assert any(row["held"] for row in last)


def test_both_intervals_hold_the_figure_and_the_wider_holds_the_other() -> None:
    for row in of_kind("so_far")[-1]["rows"]:
        ends, both = row["ends"], row["together_ends"]
        if None not in ends and row["value"] is not None:
            assert ends[0] <= row["value"] <= ends[1]
        if None not in (*ends, *both):
            assert both[0] <= ends[0] and ends[1] <= both[1]
        assert row["is_open"] == row["held"].startswith("open")


def test_draws_are_counted_and_told_as_the_report_tells_them() -> None:
    assert [one["done"] for one in of_kind("drawing")] == list(range(1, FEWEST + 1))
    (end,) = of_kind("effects")
    assert f"{FEWEST} draws" in end["how_sure"] and "--uncertain" in end["command"]
    assert str(FEWEST) in end["sentence"]


@pytest.mark.parametrize("draws", [FEWEST - 1, MOST_DRAWS + 1, 0, "many"])
def test_so_many_draws_cannot_be_asked_for(draws: Any) -> None:
    with pytest.raises(InputError):
        asked(uncertain=draws)


def test_groups_are_told_by_the_answer_alone() -> None:
    rows = of_kind("so_far")[0]["rows"]
    groups = {row["dimension"] for row in rows} - {""}
    assert {"Income", "Region"} & groups != {"Region"} and len(groups) > 3
    assert all(row["unit"] == rows[0]["unit"] for row in rows if row["dimension"])


def test_a_figure_of_too_few_is_not_drawn() -> None:
    plan = plan_of(asked(), {})
    table = measures.effects(open_result(twins.simulate(plan, SHELF.folder(plan))))
    cautious: pd.DataFrame = table.assign(caution="too few to say")
    for row in narrowing.rows(cautious, plan.policy.system.outcomes):
        assert row["value"] is None and row["difference"] == "too few to say"
