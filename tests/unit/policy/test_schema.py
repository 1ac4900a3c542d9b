"""A policy that contradicts itself is refused, with the contradiction named."""

from __future__ import annotations

from copy import deepcopy

import pytest
import yaml

from discredit import library
from discredit.errors import PolicyError
from discredit.policy.load import load
from discredit.policy.schema import Behaviour, System
from discredit.sources import Ledger

TEXT = library.text("systems", "court-list")


def fault_of(old: str, new: str) -> str:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        load(TEXT.replace(old, new), System, ledger=Ledger(), name="mine.yaml")
    return str(caught.value)


def starter_fault(*path: str, **changes: object) -> str:
    """What is said of the starter with some keys of one section changed."""
    data = yaml.safe_load(library.text("starters", "points"))
    at = data
    for key in path:
        at = at[key]
    at.update(changes)
    text = yaml.safe_dump(data, sort_keys=False)
    with pytest.raises(PolicyError) as caught:
        load(text, System, ledger=Ledger(), name="mine.yaml")
    return str(caught.value)


def test_a_floor_lies_under_its_ceiling() -> None:
    found = starter_fault("scores", "points", "ceiling", value=500, range=[0, 1500])
    assert "the floor of a score lies under its ceiling" in found


def test_lower_bounds_rise_from_band_to_band() -> None:
    found = starter_fault("scores", "points", "bands", "high", value=900, range=[0, 1500])
    assert "lower bounds rise from band to band, and high does not" in found


def test_a_system_knows_the_names_it_uses() -> None:
    assert "Did you mean points?" in starter_fault("lists", "low_points", "score", scorer="pionts")
    doors = {"low_point": {}}
    assert "Did you mean low_points?" in starter_fault("gates", lists=doors)


@pytest.mark.parametrize("name", ["a.b", "*", "<b>", "Low", "9th", "x" * 41, "[red]x", "a b"])
@pytest.mark.parametrize("section", ["lists", "scores"])
def test_a_name_is_plain_enough_for_an_address_and_a_page(section: str, name: str) -> None:
    data = yaml.safe_load(library.text("starters", "points"))
    (held,) = data[section].values()
    found = starter_fault(**{section: {**data[section], name: deepcopy(held)}})
    assert "lower-case letters, digits and underscores" in found
    assert "Write it like late_payers." in found


def test_a_band_may_have_capitals_and_no_markup() -> None:
    bands = yaml.safe_load(library.text("starters", "points"))["scores"]["points"]["bands"]
    highest = {"value": 1499, "unit": "score points", "evidence": "assumed", "source": "A-01"}
    highest["range"] = [1490, 1499]
    said = "the name of a band is letters, digits and underscores"
    found = starter_fault("scores", "points", bands={**bands, "<i>AAA": highest})
    assert said in found
    found = starter_fault("scores", "points", bands={**bands, "AAA": highest}, is_shown=1)
    assert said not in found


def test_a_source_of_ones_own_has_a_plain_key() -> None:
    body = {"says": "x", "title": "t", "evidence": "reported"}
    said = "the name of a source is letters, digits, dots, hyphens and underscores"
    found = starter_fault(sources={"<b>mine": body})
    assert found.count(said) == found.count("at most 40 of them") == 1
    assert said not in starter_fault(sources={"city-rules.2019": body}, people=0)


def test_a_conduct_has_a_plain_name() -> None:
    text = library.text("conduct", "renting").replace("  sued_over_rent:", "  sued.over*rent:")
    with pytest.raises(PolicyError, match="the name of a conduct is lower-case letters"):
        load(text, Behaviour, ledger=Ledger(), name="mine.yaml")


def test_a_list_needs_a_way_in() -> None:
    found = starter_fault("lists", "low_points", score=None, leaves_with_score=None)
    assert "a list needs a way in" in found


def test_a_disputed_system_says_what_is_disputed() -> None:
    assert "says what is disputed and why" in starter_fault(evidence="disputed")


def test_grace_cannot_outlast_the_entry() -> None:
    written, longer = "{2020-01: 2, 2024-01: 3}, between: step", "{2020-01: 99}, between: step"
    found = fault_of(written, longer).replace("\n", " ")
    assert "it must lie in its range" in found or "grace cannot outlast" in found
    narrow = "source: [spc-notice-grace, spc-classes-2024], range: [0, 3]"
    assert TEXT.count(narrow) == 1
    wide = TEXT.replace(narrow, narrow.replace("3]", "99]"))
    with pytest.raises(PolicyError, match="grace cannot outlast the entry it delays"):
        load(wide.replace(written, longer), System, ledger=Ledger(), name="m.yaml")


def test_an_end_of_term_needs_a_term() -> None:
    found = fault_of("{dated: {2017-05: 24}", "{dated: {2017-05: 0}")
    assert "need a term" in found


def test_a_start_is_a_month() -> None:
    assert "a month from 01 to 12" in fault_of('start: "2012-01"', 'start: "2012-13"')
