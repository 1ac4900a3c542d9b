"""The pages of the model are as the code is: each formula names the function that works it out,
every room is told, and every page has formulas that `test_formulas_*` work out."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from discredit.rooms import ORDINARY
from discredit.sources import Ledger
from told_figures import ROOT
from told_formulas import held

PAGES = sorted((ROOT / "docs" / "model").glob("*.md"))
FORMULA = re.compile(r"^\$\$(.*)\$\$$", re.MULTILINE)
NAME = re.compile(r"^In code: `(discredit\.[\w.]+)`\.$", re.MULTILINE)


def named(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(module), attribute)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_formula_names_the_function_that_works_it_out(page: Path) -> None:
    text = page.read_text("utf-8")
    assert NAME.findall(text)
    assert all(callable(named(name)) for name in NAME.findall(text))
    for formula in FORMULA.finditer(text):
        assert NAME.match(text[formula.end() :].lstrip()), formula.group()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_says_what_is_simplified_and_where_it_comes_from(page: Path) -> None:
    text = page.read_text("utf-8")
    _, _, simplified = text.partition("\n## Simplified\n")
    _, _, origin = simplified.partition("\n## Sources\n")
    assert re.search(r"^- ", simplified, re.MULTILINE)
    ledger = Ledger()
    for key in re.findall(r"`([\w.\-]+)`", origin):
        assert key == "renewal" or key in ledger, key


def test_every_room_is_told() -> None:
    told = {name for page in PAGES for name in NAME.findall(page.read_text("utf-8"))}
    for room in (getattr(ORDINARY, name) for name in ORDINARY._fields):
        package = room.__module__
        assert any(name.startswith(f"{package}.") for name in told), package


def test_every_page_has_a_formula_that_a_test_works_out() -> None:
    texts = {page.stem: page.read_text("utf-8") for page in PAGES}
    marks = held(Path(__file__).parent)
    for page, formula in marks:
        assert any(formula in one for one in FORMULA.findall(texts[page])), (page, formula)
    assert {page for page, _ in marks} == set(texts)
