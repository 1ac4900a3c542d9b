"""Rows of persons find no entrance (SCOPE.md): refused wherever they are tried, and never shown.

Each entrance of `discredit check`, of studies and of cases is handed invented persons in every
shape that has a place there; what is refused does not print them, and what lies unread beside a
society is in no plan.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from discredit import library
from discredit.cli.check import _check
from discredit.document import read, written
from discredit.errors import InputError
from discredit.plan import draw_up
from discredit.society.marginals import TABLES
from discredit.society.spec import library_folder, load_society
from discredit.studies.question import load_study
from discredit.validation.case import from_file

NAME = "Li Wei"
PEOPLE = 300
ROWS = "person,birth_year,sex,source\n" + "".join(
    f"{NAME} {i},19{i % 100:02d},m,S-01\n" for i in range(PEOPLE)
)
IN_YAML = "persons:\n" + "".join(
    f"- {{name: {NAME} {i}, birth_year: {1950 + i % 50}, sex: m}}\n" for i in range(PEOPLE)
)


def checked(path: Path) -> None:
    faults, _ = _check(str(path))
    if faults:
        raise InputError(faults)


def refused(act: Callable[[Path], Any], path: Path) -> str:
    with pytest.raises(InputError) as caught:
        act(path)
    said = str(caught.value)
    assert NAME not in said
    return said


@pytest.fixture
def society(tmp_path: Path) -> Path:
    copytree(library_folder(), tmp_path / "s")
    return tmp_path / "s" / "china-2020.yaml"


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_persons_is_none_of_a_societys(society: Path, table: str) -> None:
    (society.parent / "china-2020" / table).write_text(ROWS, encoding="utf-8")
    assert "no loader for records of individuals (SCOPE.md)" in refused(load_society, society)


@pytest.mark.parametrize("table", TABLES)
def test_a_headless_row_of_a_person_is_not_shown(society: Path, table: str) -> None:
    (society.parent / "china-2020" / table).write_text(f"{NAME},1980,m\n", encoding="utf-8")
    refused(load_society, society)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_per_person_under_the_right_header_is_refused(society: Path, table: str) -> None:
    path = society.parent / "china-2020" / table
    text = path.read_text(encoding="utf-8")
    last = text.splitlines()[-1]
    path.write_text(text.rstrip("\n") + ("\n" + last) * PEOPLE + "\n", encoding="utf-8")
    refused(load_society, society)
    cells = last.split(",")
    for column in range(len(cells) - 1):
        if text.splitlines()[0].split(",")[column] in ("kind", "region"):
            continue  # a word of the society's own: only so many of a size, or of a society
        named = [",".join([*cells[:column], f"{NAME} {i}", *cells[column + 1 :]]) for i in (1, 2)]
        path.write_text("\n".join([text.rstrip("\n"), *named]) + "\n", encoding="utf-8")
        refused(load_society, society)


def test_kinds_of_household_are_too_few_for_persons(society: Path) -> None:
    path = society.parent / "china-2020" / "household_kinds.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    others = [row for row in rows if not row.startswith("1,")]
    persons = [f"1,{NAME} {i},{1 / PEOPLE:.6f},H,40,5,S-01" for i in range(PEOPLE)]
    path.write_text("\n".join([head, *persons, *others]) + "\n", encoding="utf-8")
    assert "at most 20 kinds" in refused(load_society, society)


def test_regions_are_too_few_for_persons(society: Path) -> None:
    path = society.parent / "china-2020" / "regions.csv"
    text = path.read_text(encoding="utf-8")
    cells = text.splitlines()[-1].split(",")
    persons = [",".join([f"{NAME} {i}", "1", *cells[2:]]) for i in range(PEOPLE)]
    for few, said in ((persons, "at most 250 regions"), (persons[:100] * 2, "a name of its own")):
        path.write_text("\n".join([text.splitlines()[0], *few]) + "\n", encoding="utf-8")
        assert said in refused(load_society, society)


def test_what_lies_beside_the_tables_is_not_read_and_in_no_plan(society: Path) -> None:
    for name in ("people.csv", "china-2020.csv", "persons.yaml"):
        (society.parent / "china-2020" / name).write_text(ROWS, encoding="utf-8")
    plan = draw_up("court-list", society=str(society))
    assert set(plan.inputs["society"]["tables"]) == set(TABLES)
    assert NAME not in json.dumps(plan.inputs)


def kept(**asked: Any) -> str:
    return json.dumps(draw_up(**asked).inputs)


def test_comments_are_in_no_plan(society: Path) -> None:
    told = "".join(f"# {line}\n" for line in ROWS.splitlines())
    society.write_text(told + society.read_text(encoding="utf-8") + told, encoding="utf-8")
    own = society.with_name("own.yaml")
    own.write_text(told + library.text("systems", "court-list") + told, encoding="utf-8")
    assert NAME not in kept(policy=str(own), society=str(society))


@pytest.mark.parametrize(
    ("key", "text", "rule"),
    [
        *((key, ROWS, "at most 1000 characters") for key in ("title", "about", "question")),
        *((key, f"{NAME}\n1980", "it must be one line") for key in ("title", "question")),
    ],
)
def test_texts_have_no_room_for_persons(tmp_path: Path, key: str, text: str, rule: str) -> None:
    data = read(library.text("systems", "court-list"), "court-list", InputError).data
    path = tmp_path / "own.yaml"
    path.write_text(written({**data, key: text}), encoding="utf-8")
    assert rule in refused(checked, path)


CASE = """\
id: my-01
mechanism: points_tiers
inputs: {levels: 10, rule: -1/+2, violation_rate: 0.2}
quantities:
  top: {expected: 0.5, key: stationary, kind: reproduced by the engine, tolerance: {abs: 0.1}}
"""
ENTRANCES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "system": (checked, library.text("systems", "court-list")),
    "conduct": (checked, library.text("conduct", "judgment-debt")),
    "life": (checked, library.text("lives", "doors")),
    "overlay": (checked, library.text("safeguards", "notice")),
    "society": (checked, library.text("societies", "china-2020")),
    "study": (lambda path: load_study(str(path)), library.text("studies", "wrong-person")),
    "case": (from_file, CASE),
}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_persons_in_a_file_are_refused_and_not_shown(society: Path, entrance: str) -> None:
    act, text = ENTRANCES[entrance]
    path = society.with_name("own.yaml")
    path.write_text(f"{text}\n{IN_YAML}", encoding="utf-8")
    assert "persons is not a known key" in refused(act, path)
    path.write_text(IN_YAML.replace("persons:\n", ""), encoding="utf-8")
    refused(act, path)
    path.write_text(ROWS, encoding="utf-8")
    refused(act, path)


def test_persons_among_the_inputs_of_a_case_are_refused(tmp_path: Path) -> None:
    people = "[" + ", ".join(f"{{name: {NAME} {i}, born: 1980}}" for i in range(PEOPLE)) + "]"
    path = tmp_path / "case.yaml"
    path.write_text(CASE.replace("inputs: {", f"inputs: {{people: {people}, "), encoding="utf-8")
    assert "people" in refused(from_file, path)
