"""One meaning per name: types of the package, and the nouns of the glossary."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

import pytest

from discredit.rooms import ORDINARY

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src"
GLOSSARY = (ROOT / "docs/glossary.md").read_text("utf-8")
ENTRIES = re.findall(r"^\| (.+?) \| .+? \| `(discredit[\w.]+)` \|$", GLOSSARY, re.MULTILINE)


def types_of(module: Path) -> list[str]:
    """The classes of a module, the private ones left out."""
    nodes = ast.parse(module.read_text("utf-8")).body
    return [n.name for n in nodes if isinstance(n, ast.ClassDef) and n.name[0] != "_"]


def test_no_two_public_types_share_a_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for module in sorted(SOURCES.rglob("*.py")):
        for name in types_of(module):
            homes[name].append(str(module.relative_to(SOURCES)))
    assert not {name: files for name, files in homes.items() if len(files) > 1}


def test_the_glossary_has_entries_and_no_noun_twice() -> None:
    nouns = [noun for noun, _ in ENTRIES]
    assert len(nouns) > 40
    assert len(nouns) == len(set(nouns))
    assert len(nouns) == GLOSSARY.count("| `discredit")


@pytest.mark.parametrize(("noun", "home"), ENTRIES)
def test_every_home_of_the_glossary_exists(noun: str, home: str) -> None:
    above, _, last = home.rpartition(".")
    if last[0].isupper():
        spec = find_spec(above)
        assert spec is not None and spec.origin is not None, noun
        assert last in types_of(Path(spec.origin)), noun
    else:
        assert find_spec(home) is not None, noun


NOUNS = (
    "society", "truth", "dossier", "policy", "rules", "record (of a run)", "measure (of a result)",
    "study",
)  # fmt: skip
"""The eight nouns of the design, each with one home."""


def test_every_noun_and_every_room_of_the_design_is_told() -> None:
    told = dict(ENTRIES)
    assert set(NOUNS) <= set(told)
    rooms = {getattr(ORDINARY, name).__module__ for name in ORDINARY._fields}
    assert {".".join(home.split(".")[:2]) for home in rooms} <= set(told.values())


@pytest.mark.parametrize("chapter", ["Words of the law", "Words of statistics"])
def test_every_word_from_elsewhere_is_one_sentence_with_a_link(chapter: str) -> None:
    text = GLOSSARY.partition(f"## {chapter}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) > 25
    assert len({word for word, *_ in rows}) == len(rows)
    for word, meaning, more in rows[1:]:
        assert meaning.endswith(".") and ". " not in meaning, word
        assert re.fullmatch(r"\[.+\]\(.+\)", more), word


@pytest.mark.parametrize("page", ["README.md", "docs/model.md"])
def test_the_glossary_is_linked(page: str) -> None:
    assert "glossary.md" in (ROOT / page).read_text("utf-8")
