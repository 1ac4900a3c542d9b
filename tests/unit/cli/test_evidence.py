"""Every number of every library system carries all that it must, and the commands show it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from command_line import answer, document, flowing
from discredit import library
from discredit.plan import draw_up
from discredit.policy.address import numbers
from discredit.policy.compose import load_policy
from discredit.policy.schema import Policy
from discredit.shelf import entry
from discredit.society.spec import library_folder, load_society
from discredit.sources import GRADES, Ledger, badge
from discredit.store.manifest import drafted
from discredit.units import UNITS
from discredit.words.labels import warning

SYSTEMS = library.names("systems")
SYSTEMS_FOLDER = library_folder().parent / "systems"
LEDGER = Ledger()
UNSURE = ("assumed", "reported", "disputed")
FILES = [
    (kind, name)
    for kind in ("systems", "conduct", "lives", "societies")
    for name in library.names(kind)
]


@cache
def policy(name: str) -> Policy:
    return load_policy(name)


def raw_numbers(data: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Whatever looks like a number in a file, told without the schema."""
    if isinstance(data, dict):
        if "value" in data or "dated" in data:
            yield path, data
        for key, inner in data.items():
            yield from raw_numbers(inner, f"{path}.{key}")


@pytest.mark.parametrize(("kind", "name"), FILES, ids=str)
def test_every_number_has_value_unit_grade_source_and_range(kind: str, name: str) -> None:
    found = dict(raw_numbers(yaml.safe_load(library.text(kind, name))))
    assert found
    for path, number in found.items():
        assert ("value" in number) != ("dated" in number), path
        assert number["unit"] in UNITS, path
        assert number["evidence"] in GRADES, path
        keys = number["source"] if isinstance(number["source"], list) else [number["source"]]
        ledger = LEDGER
        if kind == "societies":
            ledger = LEDGER.extended(load_society(name).assumptions)
        assert keys and set(keys) <= set(ledger), path
        best = min(GRADES.index(ledger[key].grade) for key in keys)
        assert GRADES.index(number["evidence"]) >= best, path
        if number["evidence"] in UNSURE and number["unit"] != "switch":
            low, high = number["range"]
            assert low <= high, path


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_evidence_of_a_system_names_every_number_with_its_claims(name: str) -> None:
    found = document("evidence", name)
    society = load_society(policy(name).system.society)
    held = {**numbers(policy(name)), **{one.path: one.number for one in society.numbers_of()}}
    assert [row["path"] for row in found["numbers"]] == list(held)
    for row in found["numbers"]:
        number = held[row["path"]]
        assert (row["unit"], row["evidence"]) == (number.unit, number.evidence)
        assert [source["key"] for source in row["sources"]] == list(number.sources)
        assert all(source["claim"] for source in row["sources"])
    unknown = {
        path for path, n in held.items() if n.evidence in ("assumed", "disputed", "fictional")
    }
    assert set(found["unknown"]) == unknown


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_is_shown_whole_and_under_its_label(name: str) -> None:
    system = policy(name).system
    above = warning(system.evidence, system.standing)
    shown = document("show", name)
    assert shown["label"] == above
    assert list(shown["numbers"]) == list(numbers(policy(name)))
    if system.evidence in ("disputed", "fictional"):
        assert above is not None and shown["disputed"]
        first = answer("show", name, width=120).strip().splitlines()[1]
        assert above.partition(":")[0] in first
        assert (
            above.partition(":")[0] in answer("evidence", name, width=120).strip().splitlines()[1]
        )


@pytest.mark.parametrize("width", [80, 100, 140])
def test_the_evidence_page_cuts_no_path_key_or_claim(width: int) -> None:
    said = answer("evidence", "court-list", "--all", width=width)
    flowing = "".join(said.split())
    for path, number in numbers(policy("court-list")).items():
        assert path in said
        assert all(f"{key}:" in said for key in number.sources)
    if width == 80:  # no columns beside each other, so that sentences stand whole
        claim = LEDGER["A-01"].claim
        assert "".join(claim.split()) in flowing


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_list_tells_at_a_glance_what_a_full_reading_gives(name: str) -> None:
    found, whole = entry("systems", name), policy(name)
    assert found["title"] == whole.system.title
    assert (found["standing"], found["evidence"]) == (whole.system.standing, whole.system.evidence)


@pytest.mark.parametrize("kind", ["conduct", "lives", "societies", "safeguards"])
def test_other_files_are_counted_as_they_are_read(kind: str) -> None:
    for name in library.names(kind):
        data = yaml.safe_load(library.text(kind, name))
        grades = list(graded(data))
        counts = {g: grades.count(g) for g in GRADES if g in grades}
        assert entry(kind, name)["numbers_by_grade"] == counts, name


def graded(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if "source" in data and isinstance(data.get("evidence"), str):
            yield data["evidence"]
        for inner in data.values():
            yield from graded(inner)


def test_every_kind_of_the_library_is_listed_and_can_be_shown() -> None:
    found = document("list")["library"]
    for kind in ("systems", "conduct", "lives", "safeguards", "studies"):
        names = [one["name"] for one in found.get(kind, [])]
        assert names == list(library.names(kind))
        singular = {"lives": "life", "studies": "study"}.get(kind, kind.removesuffix("s"))
        for name in names[:3]:
            assert document("show", singular, name)["name"] == name
            assert name in answer("show", singular, name, width=120)


def test_a_safeguard_is_shown_with_what_it_changes_and_can_be_laid_over_a_system() -> None:
    plain = document("show", "court-list")["numbers"]
    for name in library.names("safeguards"):
        shown = answer("show", name, "--all", width=120)
        overlay = yaml.safe_load(library.text("safeguards", name))
        assert all(path in shown for path in overlay["changes"])
    laid = document("show", "court-list", "--with", "notice,appeal-capacity")
    assert laid["name"] == "court-list+appeal-capacity+notice"
    assert laid["numbers"]["redress.capacity"] != plain["redress.capacity"]


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_counts_of_evidence_are_those_of_a_run_wherever_they_stand(name: str) -> None:
    used = drafted(draw_up(name), "").evidence
    assert entry("systems", name)["numbers_by_grade"] == used.grades
    said = badge(number.grade for number in used.numbers)
    assert document("show", name)["badge"] == said
    assert said in flowing(answer("check", str(SYSTEMS_FOLDER / f"{name}.yaml")))
