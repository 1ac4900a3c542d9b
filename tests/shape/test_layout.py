"""Tests lie as the package lies: a unit test is found where its module is."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "discredit"
UNIT = ROOT / "tests" / "unit"
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


def test_every_unit_test_lies_where_its_module_lies() -> None:
    files = [file.relative_to(UNIT) for file in UNIT.rglob("test_*.py")]
    assert len(files) > 20
    modules = {file: file.with_name(file.name.removeprefix("test_")) for file in files}
    assert not [str(file) for file, module in modules.items() if not (PACKAGE / module).is_file()]


def test_nothing_else_lies_among_the_unit_tests() -> None:
    others = {file.name for file in UNIT.rglob("*.py") if not file.name.startswith("test_")}
    assert others <= {"conftest.py"}


def test_every_file_of_tests_says_what_it_is_about_and_tests_something() -> None:
    for file in TESTS:
        text = file.read_text(encoding="utf-8")
        assert text.startswith('"""'), file.name
        assert "def test_" in text, file.name
