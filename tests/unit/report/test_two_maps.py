"""The picture of two maps: a dot for everybody, in the place and colour that the page gives."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from discredit.report.two_maps import COLOURS, SAID, STRIP, MapMonth, TwoMaps, cells_of, drawn
from discredit.run.sample import STATES
from discredit.vocabulary import ARMS, Arm
from discredit.words.worlds import Worlds

STATIC = Path(str(files("discredit.page"))) / "static"
SVG = "{http://www.w3.org/2000/svg}"


def maps(count: int, worlds: Worlds = Worlds(), label: str = "") -> TwoMaps:  # noqa: B008 - frozen
    luck = np.random.default_rng(count)
    states: dict[Arm, np.ndarray] = {
        arm: luck.integers(0, len(STATES), count).astype(np.uint8) for arm in ARMS
    }
    words = {"listed": "On the list", "wrongly": "On it <wrongly>"}
    return drawn(MapMonth("A & B", label, "2016-05", 10 * count, states, words, worlds))


def dots(path: ElementTree.Element) -> list[tuple[int, int]]:
    """The cells that a path paints."""
    runs = re.findall(r"M(\d+) (\d+)\.5h(\d+)", path.get("d") or "")
    return [(x + k, y) for x, y, run in (map(int, one) for one in runs) for k in range(run)]


@pytest.mark.parametrize("count", [1, 7, 500, 2003])
def test_everybody_has_one_cell_in_the_colour_of_his_state(count: int) -> None:
    made = maps(count)
    page = ElementTree.fromstring(made.svg)
    worlds = page.findall(f"{SVG}g")
    side = max(STRIP, int(np.ceil(np.sqrt(count))))
    places = list(zip(*cells_of(count, side).tolist(), strict=True))
    assert len(set(places)) == count
    for world, states in zip(worlds, made.shown.states.values(), strict=True):
        painted: dict[tuple[int, int], str] = {}
        for path in world.iter(f"{SVG}path"):
            for cell in dots(path):
                assert cell not in painted
                painted[cell] = path.get("stroke") or ""
        for place, state in zip(places, states, strict=True):
            assert painted.pop(place, None) == COLOURS.get(STATES[state])
        assert painted == {}


def test_counts_are_those_of_the_states_and_stand_in_the_picture() -> None:
    made = maps(500)
    for said, *both in made.counts:
        name = next(k for k, v in {**SAID, **made.shown.words}.items() if v == said)
        for count, states in zip(both, made.shown.states.values(), strict=True):
            assert count == (states == STATES.index(name)).sum()
            assert f">{count}<" in made.svg


def slowly(count: int, side: int) -> list[tuple[int, int]]:
    """As `cellOf` of dots.js has it: one column after another, one person after another."""
    found: list[tuple[int, int]] = []
    strip = 0
    while len(found) < count:
        left = min(count - len(found), side * STRIP)
        columns = range(side) if strip % 2 == 0 else range(side - 1, -1, -1)
        for along, x in enumerate(columns):
            rows = list(range(left // side + (along < left % side)))
            found += [(x, strip * STRIP + y) for y in (rows[::-1] if along % 2 else rows)]
        strip += 1
    return found


@pytest.mark.parametrize("count", [1, 7, 499, 500, 504])
def test_a_place_is_that_of_the_page(count: int) -> None:
    for side in (6, 7, 40):
        assert list(zip(*cells_of(count, side).tolist(), strict=True)) == slowly(count, side)
    assert f"const STRIP = {STRIP};" in (STATIC / "dots.js").read_text("utf-8")


def test_colours_and_words_are_those_of_the_page() -> None:
    words = json.loads((STATIC / "words" / "en.json").read_text("utf-8"))
    assert {name: words[f"state_{name}"] for name in SAID} == SAID
    light = (STATIC / "app.css").read_text("utf-8").partition("@media")[0]
    for name, colour in COLOURS.items():
        assert f"--dot-{name}: {colour};" in light


def test_the_picture_has_no_script_and_shows_markup_as_text() -> None:
    made = maps(50, Worlds("one", "other"), "FICTION <b>")
    assert "<script" not in made.svg and "<b>" not in made.svg
    assert "A &amp; B" in made.svg and "FICTION" in made.svg and "Under other" in made.svg
    assert repr(made).startswith("A & B, 2016-05: Under one and Under other")
