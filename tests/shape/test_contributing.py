"""CONTRIBUTING.md tells the house as it is: every room, in the order of imports, and no other."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "discredit"
TESTS = ROOT / "tests"
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
HOUSE = PAGE[PAGE.index("## The house") : PAGE.index("## Rules of the house")]
NAMED = re.findall(r"^- `(\w+)` ", HOUSE, re.MULTILINE)


def layers() -> list[set[str]]:
    """The layers that the import linter holds, the lowest first."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    lines = contracts["importlinter:contract:order"]["layers"].split("\n")
    return [set(re.findall(r"\w+", line)) for line in reversed(lines) if line.strip()]


def test_every_room_is_told_and_nothing_else() -> None:
    files = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__"}
    folders = {file.parent.name for file in PACKAGE.glob("*/*.py")}
    assert set(NAMED) == files | folders, "tell the rooms of the house in CONTRIBUTING.md"
    assert len(NAMED) == len(set(NAMED))


def test_rooms_are_told_in_the_order_of_imports() -> None:
    levels = {name: level for level, names in enumerate(layers()) for name in names}
    order = [levels[name] for name in NAMED]
    assert order == sorted(order), "as .importlinter has them, the lowest first"


def test_every_helper_and_folder_of_tests_is_told() -> None:
    folders = {file.parent.name for file in TESTS.glob("*/test_*.py")} | {"reference", "unit"}
    assert {name for name in folders if f"`tests/{name}`" not in PAGE} == set()
    helpers = {file.stem for file in TESTS.glob("*.py")} - {"conftest"}
    assert {name for name in helpers if f"`{name}`" not in PAGE} == set()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SCOPE.md"])
def test_no_page_tells_a_section_twice(page: str) -> None:
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    headings = [line for line in lines if line.startswith("#")]
    assert len(headings) == len(set(headings))
