"""A society that an earlier run has left is the society that would be built, year after year."""

from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from discredit.engine import loop
from discredit.engine.apart import are_left
from discredit.engine.layout import lay_out
from discredit.engine.processes import ALONE
from discredit.plan import Plan, draw_up
from discredit.run import kept_society, prepared
from discredit.run.kept_society import SocietyFolder
from discredit.society.renewal import renewal_if_passed

PLAN = draw_up("court-list", people=2000, months=1, start="2016-01", burn_in=0, traced=())
LAYOUT = lay_out(PLAN.people, 1, len(PLAN.society.spec.marginals.regions.names))
YEARS = 3


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SocietyFolder:
    monkeypatch.setattr(prepared, "place", lambda: tmp_path)
    return SocietyFolder(tmp_path, "people")


def columns(tree: Any) -> list[np.ndarray]:
    return [np.asarray(column).reshape(-1) for column in jax.tree.leaves(tree)]


def everybody(shelf: SocietyFolder | None) -> list[np.ndarray]:
    """Who lives in each year, whom they know, and how the year came about."""
    people, population = kept_society.settled(PLAN, 1, LAYOUT, shelf)
    renewal = renewal_if_passed(PLAN.society.spec, people, PLAN.people, 1)
    years = loop.Years(renewal, LAYOUT, 1, 0, shelf)
    told: list[Any] = [people, population]
    for number in range(1, YEARS + 1):
        year = years.year(number, people)
        told.append(year)
        people = year.turn.people
    while are_left():
        pass
    return columns(told)


def test_what_was_kept_is_what_is_built(shelf: SocietyFolder, tmp_path: Path) -> None:
    anew, first = everybody(None), everybody(shelf)
    assert len(list(tmp_path.iterdir())) == 1 + YEARS
    assert all(shelf.find(year) is not None for year in range(YEARS + 1))
    for again in (first, everybody(shelf)):
        assert all(a.dtype == b.dtype for a, b in zip(again, anew, strict=True))
        assert all(map(np.array_equal, again, anew))


def test_what_is_damaged_is_worked_out_and_kept_anew(shelf: SocietyFolder, tmp_path: Path) -> None:
    anew = everybody(shelf)
    for folder in tmp_path.iterdir():
        largest = max(folder.iterdir(), key=lambda path: path.stat().st_size)
        content = bytearray(largest.read_bytes())
        content[len(content) // 2] ^= 1
        largest.write_bytes(content)
    assert all(map(np.array_equal, everybody(shelf), anew))
    assert all(shelf.find(year) is not None for year in range(YEARS + 1))


def test_it_is_found_by_all_that_it_rests_on_and_by_no_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "place", lambda: tmp_path)

    def name(plan: Plan, seed: int = 1) -> str:
        found = kept_society.shelf_of(plan, seed, lay_out(plan.people), ALONE)
        assert found is not None
        return found.folder_of(0).name

    def plan(system: str, people: int = 60_000) -> Plan:
        return draw_up(system, people=people, months=12)

    court = plan("court-list")
    assert name(court) == name(plan("joint-punishment"))
    others = [name(plan("court-list", 60_001)), name(plan("childcare-benefit")), name(court, 2)]
    assert len({name(court), *others}) == 4


def test_few_people_are_built_and_very_many_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "place", lambda: tmp_path)
    for people in (kept_society.KEPT_FROM - 1, kept_society.LARGEST + 1):
        plan = draw_up("court-list", people=people, months=12)
        assert kept_society.shelf_of(plan, 1, lay_out(people), ALONE) is None


def test_nobody_has_the_shapes_of_a_society() -> None:
    _, population = kept_society.settled(PLAN, 1, LAYOUT, None)
    nobody = loop.nobody(LAYOUT)
    for asked, there in zip(jax.tree.leaves(nobody), jax.tree.leaves(population), strict=True):
        assert (asked.shape, asked.dtype) == (there.shape, there.dtype)
        assert asked.sharding.is_equivalent_to(there.sharding, asked.ndim)
