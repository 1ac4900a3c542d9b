"""The list of broken laws does not rot: what is to be broken is there, and every law is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from laws.break_list import BREAKS, Break
from laws.breaks import PACKAGE, README, table

ROOT = Path(__file__).parents[2]
LAWS = ROOT / "tests" / "laws"


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.law.partition("::")[2])
def test_what_a_break_changes_stands_there_once_and_its_law_exists(one: Break) -> None:
    text = (ROOT / PACKAGE / one.file).read_text(encoding="utf-8")
    assert text.count(one.old) == 1, "write in tests/laws/break_list.py what stands there now"
    assert one.old != one.new
    file, _, test = one.law.partition("::")
    assert f"def {test.partition('[')[0]}(" in (LAWS / file).read_text(encoding="utf-8")


def test_every_file_of_laws_is_broken_somewhere() -> None:
    broken = {one.law.partition("::")[0] for one in BREAKS}
    assert {file.name for file in LAWS.glob("test_*.py")} <= broken


def test_the_table_is_the_list() -> None:
    assert README.read_text(encoding="utf-8").endswith(table())
