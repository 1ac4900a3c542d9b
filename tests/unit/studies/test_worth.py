"""What safeguards are worth: differences of the runs themselves, and a search for less harm."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from discredit import library
from discredit.errors import InputError
from discredit.measures.spread import students_t
from discredit.plan import Plan, draw_up
from discredit.report import worth_page
from discredit.run.in_memory import in_memory
from discredit.studies import worth
from discredit.studies.harms import COST, HARMS, SHUT_OUT, WRONGFUL, TakeHarms
from discredit.studies.worth import WorthFound, worth_of

SIZE = {
    "people": 3000,
    "months": 24,
    "start": "2016-01",
}  # as the laws of the beginning: one engine
FEW = ("data-minimisation", "evidence-standard", "notice", "term-limits")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[WorthFound, Path]:
    """Of a few safeguards, which have a list to act on."""
    folder = tmp_path_factory.mktemp("worth") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "names", lambda kind: FEW)
        found = worth_of("court-list", folder, seeds=2, **SIZE)
    worth_page.write(found, folder)
    return found, folder


def plan(*overlays: str) -> Plan:
    return draw_up("court-list", overlays=overlays, **SIZE)


@pytest.mark.slow
def test_a_change_is_that_of_the_runs_seed_by_seed(found: tuple[WorthFound, Path]) -> None:
    take = TakeHarms.of(plan().policy)
    sides = [
        [take(in_memory(replace(one, seeds=(seed,), traced=()))) for seed in (1, 2)]
        for one in (plan("evidence-standard"), plan())
    ]
    (ours,) = (one for one in found[0].sets if one.names == ("evidence-standard",))
    for name in (WRONGFUL, SHUT_OUT, COST):
        each = np.array([a[name][0] - b[name][0] for a, b in zip(*sides, strict=True)])
        np.testing.assert_array_equal(ours.changes[name], students_t(each))
        assert ours.levels[name] == np.mean([a[name][0] for a in sides[0]])
        assert each.any(), name


@pytest.mark.slow
def test_every_kind_of_set_is_there_and_the_least_harm_comes_first(
    found: tuple[WorthFound, Path],
) -> None:
    kinds = [one.kind for one in found[0].sets]
    acting = len(FEW) - 1
    assert kinds.count("alone") == kinds.count("all but one") == acting
    assert kinds.count("two") == acting * (acting - 1) / 2
    for kind in ("alone", "two", "three"):
        harm = [float(one.changes[WRONGFUL].value) for one in found[0].of(kind)]
        assert harm == sorted(harm)
    assert found[0].searched[0] == found[0].of("alone")[0].names[0]


@pytest.mark.slow
def test_what_is_inert_is_told_with_its_reason(found: tuple[WorthFound, Path]) -> None:
    inert = {one.name: one.why for one in found[0].inert}
    assert inert["data-minimisation"].startswith("it has nothing to change here")
    named = {name for one in found[0].of("alone") for name in one.names}
    assert named == set(FEW) - {"data-minimisation"}
    assert "data-minimisation is inert here" in "\n".join(worth_page.told(found[0]))


@pytest.mark.slow
def test_json_table_picture_and_page_say_the_same(found: tuple[WorthFound, Path]) -> None:
    told, folder = found
    page = json.loads((folder / worth_page.FILE).read_text("utf-8"))
    assert page["said"] == worth_page.told(told)
    assert len(page["sets"]) == len(told.sets) and set(page["measures"]) == set(HARMS)
    html = (folder / worth_page.PAGE).read_text("utf-8")
    assert all(worth_page.called(one, told) in html for one in worth_page.told_sets(told)[1:])
    assert (folder / worth_page.PICTURE).read_text("utf-8").count("<svg") == 1
    assert (folder / worth_page.TABLE).read_text("utf-8").startswith("set,kind,measure,unit")


@pytest.mark.slow
def test_it_goes_on_with_what_is_there(
    found: tuple[WorthFound, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    told, folder = found
    monkeypatch.setattr(library, "names", lambda kind: FEW)
    before = (folder / worth_page.FILE).read_bytes()
    again = worth_of(
        "court-list",
        folder,
        seeds=2,
        on_progress=lambda _: pytest.fail("a run was made again"),
        **SIZE,
    )
    worth_page.write(again, folder)
    assert (folder / worth_page.FILE).read_bytes() == before and again.digest == told.digest


def test_a_system_that_no_safeguard_changes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "names", lambda kind: ("data-minimisation",))
    with pytest.raises(InputError, match="something that a safeguard changes"):
        worth.worth_of("court-list", tmp_path / "out", **SIZE)
    assert not (tmp_path / "out").exists()


def test_no_name_in_the_picture_lies_on_another() -> None:
    kinds = ("alone", "two", "alone", "none")
    at = {"cost": [0.0, 0.0, 0.0, 5.0], "harm": [0.0, 0.1, -40.0, 0.0]}
    ends = {f"{axis}_{end}": values for axis, values in at.items() for end in ("low", "high")}
    rows = pd.DataFrame({"name": ["a", "b + c", "d", "no safeguard"], "kind": kinds, **at, **ends})
    shown = worth_page._with_names(rows)["shown"]  # pyright: ignore[reportPrivateUsage]
    assert list(shown) == ["", "b + c", "d", "no safeguard"]
