"""What a browser asks for is checked before anything is computed, and is what is then run."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from command_line import answer
from discredit.errors import Fault, InputError, UnknownNameError
from discredit.library import text
from discredit.page import runs, systems
from discredit.page.asked import (
    MOST_LEVERS,
    MOST_PEOPLE,
    Wanted,
    command_of,
    plan_of,
    read,
    source_of,
)
from discredit.page.serve import by_name
from discredit.plan import draw_up
from discredit.policy.address import numbers
from discredit.store import open_result
from discredit.words.tongue import speaking
from served_page import PEOPLE, SYSTEM


def asked(**given: Any) -> Wanted:
    return read(json.dumps({"system": "court-list", **given}).encode(), Wanted)


def test_what_is_asked_for_is_run() -> None:
    plan = plan_of(
        asked(overlays=["notice"], set={"observation.misrouted": 0.02}, people=500, seed=7), {}
    )
    assert (plan.people, plan.seeds, plan.months) == (500, (7,), 156)
    held = numbers(plan.policy)
    assert held["observation.misrouted"].value == 0.02
    assert held["observation.misrouted"].evidence == "assumed"
    assert min(held["observation.notice_reaches"].scalars) == 0.95


@pytest.mark.parametrize(
    "given",
    [
        {"people": MOST_PEOPLE + 1},
        {"people": 99},
        {"people": "many"},
        {"people": 1e3 + 0.5},
        {"months": 0},
        {"seed": -1},
        {"seed": 1 << 31},
        {"set": {f"a{k}": 1 for k in range(MOST_LEVERS + 1)}},
        {"set": {"observation.misrouted": "0.1"}},
        {"set": {"x" * 81: 1}},
        {"overlays": ["notice"] * 21},
        {"system": "x" * 81},
        {"command": "rm"},
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_read(given: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        asked(**given)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"NaN", b'{"system": NaN}', b"\xff"])
def test_what_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        read(body, Wanted)


def test_a_name_is_never_a_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text("systems", "court-list"), encoding="utf-8")
    for name in (str(file), "../systems/court-list", "mine", "court-list.yaml", "title: x"):
        with pytest.raises(UnknownNameError):
            source_of(name, {})
    own = by_name([file])
    assert source_of("mine", own) == str(file)
    assert systems.index(own)[0]["name"] == "mine"
    with pytest.raises(UnknownNameError):
        plan_of(asked(overlays=[str(file)]), {})


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not there"):
        by_name([tmp_path / "nothing.yaml"])


@pytest.mark.parametrize(
    ("levers", "path"),
    [
        ({"observation.misrouted": 7}, "observation.misrouted"),
        ({"no.such": 1}, "no.such"),
    ],
)
def test_a_lever_that_cannot_be_moved_so_is_named(levers: dict[str, float], path: str) -> None:
    with pytest.raises(InputError) as refused:
        plan_of(asked(set=levers), {})
    assert path in str(refused.value)


def test_the_command_that_is_shown_makes_the_same_run(tmp_path: Path) -> None:
    levers = {"redress.filing_rate": 0.5}
    one = Wanted(system=SYSTEM, overlays=("notice",), set=levers, people=PEOPLE, months=2)
    words = shlex.split(command_of(one, {}))
    assert words[0] == "discredit"
    answer(*words[1:], "--out", str(tmp_path / "run"))
    found = open_result(tmp_path / "run").manifest
    assert found.inputs_digest == plan_of(one, {}).inputs_digest


def test_the_other_world_may_have_a_system_too() -> None:
    one = asked(system="suining", against="nosedive", people=500, months=3)
    drawn = draw_up("suining", against="nosedive", people=500, months=3)
    assert plan_of(one, {}).inputs_digest == drawn.inputs_digest
    assert command_of(one, {}).startswith("discredit run suining --against nosedive ")
    known = systems.told(one, {})
    assert known["worlds"] == ["Suining's mass scoring", "Stars from everyone, a fiction"]
    assert (known["evidence"], known["other"]["evidence"]) == ("reported", "fictional")
    assert known["label"] == "nosedive: FICTION: from a story; nothing of the kind exists"
    assert systems.told(asked(), {})["worlds"] == ["", ""]
    with pytest.raises(UnknownNameError):
        plan_of(asked(against="nowhere"), {})


LEVERS = {
    "observation.misrouted": 7,
    "lists.defaulters.ends_on_payment": 0.4,
    "lists.defaulters.grace_months": 1e6,
    "redress.capacity": 5,
    "redress.capacity.nobody": 5,
    "no.such": 1,
}
REFUSED: list[dict[str, Any]] = [
    *({"set": {path: value}} for path, value in LEVERS.items()),
    {"set": {"observation.misrouted": True}},
    {"overlays": ["notice"], "set": {"observation.notice_reaches": 0.5}},
    {"overlays": ["data-minimisation"]},
    {"overlays": ["nowhere"]},
    {"system": "nowhere"},
    {"against": "nowhere"},
    {"people": 5},
    {"people": 10**9},
    {"seed": 1 << 40},
    {"people": 1.5},
    {"months": 1000},
    {"nothing": 1},
]


@pytest.mark.parametrize("given", REFUSED, ids=str)
def test_what_is_refused_is_told_in_chinese(given: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused:
        plan_of(asked(**given), {})
    with speaking("zh"):
        said = runs.told(refused.value)
    assert len(said["faults"]) == len(refused.value.faults)
    for one in said["faults"]:
        text = re.sub(r"[\w-]+(\.[\w@-]+)+|first, review|CNY", "", one["rule"] + one["remedy"])
        assert "lang" not in one and not re.search("[A-Za-z]", text), one
    assert said["message"].startswith(said["faults"][0]["rule"])


def test_a_refusal_that_no_catalogue_has_is_marked_as_english() -> None:
    fault = Fault("here", 0, "x", "y", "it must be as nobody foresaw", "")
    with speaking("zh"):
        assert runs.told(InputError([fault]))["faults"][0]["lang"] == "en"
    assert "lang" not in runs.told(InputError([fault]))["faults"][0]


def test_levers_stand_in_their_headings_with_what_they_rest_on() -> None:
    told = systems.told(asked(set={"observation.misrouted": 0.02}), {})
    by_path = {one["path"]: one for one in told["levers"]}
    assert by_path.keys() == numbers(plan_of(asked(), {}).policy).keys()
    moved = by_path["observation.misrouted"]
    assert (moved["value"], moved["group"], moved["unit"]) == (0.003, "watchers", "share")
    assert moved["range"] == [0.0002, 0.05]
    for one in told["levers"]:
        assert one["sources"] and one["grade"]
        assert one["range"] or one["unit"] == "switch" or one["grade"] != "assumed"
        assert systems.source(one["sources"][0], "court-list", {}) is not None
    groups = {one["group"] for one in told["levers"] if one["first"]}
    assert groups == {"watchers", "lists", "gates", "life", "redress"}


def test_a_safeguard_that_would_change_nothing_says_so() -> None:
    told = {one["name"]: one["refused"] for one in systems.safeguards("court-list", {})}
    assert told["notice"] == ""
    assert told["data-minimisation"] == systems.IDLE


def test_a_label_is_worn() -> None:
    told = systems.told(Wanted(system="national-score"), {})
    assert told["warning"].startswith("Disputed")
    assert told["label"]
