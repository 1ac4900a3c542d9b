"""Any library system with one thing wrong in it is refused with one clear sentence at its line."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from discredit import library
from discredit.errors import PolicyError
from discredit.policy.load import load
from discredit.policy.schema import Behaviour, Life, System
from discredit.sources import Ledger

LEDGER = Ledger()
MODELS = {"systems": System, "conduct": Behaviour, "lives": Life}
FILES = [(kind, name) for kind in MODELS for name in library.names(kind)]
Path = tuple[str, ...]

IMPOSSIBLE = ("2013-13", "2013-00", "1820-01", "13-2013", "2013", "soon", "2013-1")
STRANGE = ("colour_of_eyes", "x", "zzz", "0")
# What no field of a number takes; a mapping stands for a value per label that nobody has named.
WRONG = {
    "value": ("often", None, [], {"nobody": 1}, "5 %"),
    "unit": (3, "per fortnight", [], True),
    "evidence": ("certain", 1, []),
    "source": (7, "no-such-key", [], {}),
    "range": ("wide", [1], [1, 2, 3], [2, 1], {}),
}


@cache
def data(kind: str, name: str) -> dict[str, Any]:
    return yaml.safe_load(library.text(kind, name))


def numbers(tree: Any, path: Path = ()) -> Iterator[Path]:
    """Where the numbers of a file stand."""
    if isinstance(tree, dict):
        if "unit" in tree:
            yield path
        else:
            for key, inner in tree.items():
                yield from numbers(inner, (*path, key))


def sections(kind: str, tree: dict[str, Any]) -> list[Path]:
    """Where sections stand that take no names of the file's own."""
    found: list[Path] = [()]
    if kind == "systems":
        found += [(key,) for key in ("observation", "gates", "redress")]
        found += [(key, name) for key in ("lists", "scores") for name in tree.get(key, {})]
        found += [("observation", "conducts", n) for n in tree["observation"].get("conducts", {})]
    if kind == "conduct":
        found += [("conducts", name) for name in tree.get("conducts", {})]
    return found


def at(tree: Any, path: Path) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def told(kind: str, tree: dict[str, Any]) -> list[str]:
    """The sentences with which a file is refused."""
    text = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)
    with pytest.raises(PolicyError) as caught:
        load(text, MODELS[kind], ledger=LEDGER, name="mine.yaml")
    assert all(fault.line > 0 and fault.rule for fault in caught.value.faults)
    sentences = [str(fault) for fault in caught.value.faults]
    assert all(s.startswith("mine.yaml:") and s.isprintable() for s in sentences)
    return sentences


@pytest.mark.parametrize(("kind", "name"), FILES, ids=str)
def test_the_file_itself_loads_when_written_anew(kind: str, name: str) -> None:
    text = yaml.safe_dump(data(kind, name), sort_keys=False, allow_unicode=True)
    load(text, MODELS[kind], ledger=LEDGER, name="mine.yaml")


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_an_unknown_key_is_one_sentence_that_names_it(
    file: tuple[str, str], draw: st.DataObject
) -> None:
    kind, name = file
    tree = copy.deepcopy(data(kind, name))
    places = [*sections(kind, tree), *numbers(tree)]
    place = draw.draw(st.sampled_from(places))
    key = draw.draw(st.sampled_from(STRANGE))
    at(tree, place)[key] = 1
    (said,) = told(kind, tree)
    assert f"{'.'.join((*place, key))} is not a known key; the keys here are" in said


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_a_part_of_a_number_of_the_wrong_kind_is_one_sentence_at_its_place(
    file: tuple[str, str], draw: st.DataObject
) -> None:
    kind, name = file
    tree = copy.deepcopy(data(kind, name))
    place = draw.draw(st.sampled_from(list(numbers(tree))))
    number = at(tree, place)
    part = draw.draw(st.sampled_from([p for p in WRONG if p in number]))
    number[part] = draw.draw(st.sampled_from(WRONG[part]))
    if part == "value" and number[part] == {"nobody": 1} and number["unit"] == "switch":
        number[part] = 3
    sentences = told(kind, tree)
    spot = ".".join(place)
    assert all(said.split(" ")[1].startswith(spot) for said in sentences)
    if part in ("unit", "evidence", "source"):
        assert len(sentences) == 1


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_text_in_place_of_a_number_is_one_sentence(
    file: tuple[str, str], draw: st.DataObject
) -> None:
    kind, name = file
    tree = copy.deepcopy(data(kind, name))
    place = draw.draw(st.sampled_from(list(numbers(tree))))
    at(tree, place[:-1])[place[-1]] = draw.draw(st.sampled_from(["often", 3, True, [1, 2]]))
    (said,) = told(kind, tree)
    assert ".".join(place) in said
    assert "it must be a number with its unit and its evidence" in said


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(IMPOSSIBLE))
def test_an_impossible_date_is_one_sentence(draw: st.DataObject, month: str) -> None:
    dated = [
        (kind, name, path)
        for kind, name in FILES
        for path in [("start",) if kind == "systems" else (), *numbers(data(kind, name))]
        if path == ("start",) or "dated" in at(data(kind, name), path)
    ]
    kind, name, path = draw.draw(st.sampled_from(dated))
    tree = copy.deepcopy(data(kind, name))
    if path == ("start",):
        tree["start"] = month
    else:
        number = at(tree, path)
        last = list(number["dated"])[-1]
        number["dated"][month] = number["dated"].pop(last)
    (said,) = told(kind, tree)
    assert "it must be a month" in said or "it must name a month" in said or "the years" in said
    assert ".".join(path) in said
