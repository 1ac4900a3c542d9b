"""A picture inside a page: everything that Vega paints, nothing that it does not, and a name."""

from __future__ import annotations

from functools import cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pandas as pd
import pytest
import vl_convert

from discredit.report import charts, palette
from discredit.report.svg import NAMESPACE, PAINTS, draw, dress


@cache
def raw() -> str:
    frame = pd.DataFrame({"from": [0, 6], "to": [6, 12], "people": [3, 1]})
    return vl_convert.vegalite_to_svg(charts.waits(frame, palette.GREEN).to_dict())


def leaves(svg: str) -> list[Element]:
    """What a picture is made of, groups apart, its name and description left out."""
    root = ElementTree.fromstring(svg)
    for part in root.iter():
        part.tag = part.tag.removeprefix(f"{{{NAMESPACE}}}")
    return [part for part in root.iter() if part.tag not in ("svg", "g", "title", "desc")]


def painted(part: Element) -> bool:
    is_hidden = part.get("display") == "none" or (part.tag == "text" and not part.text)
    return not is_hidden and any(part.get(paint, "none") != "none" for paint in PAINTS)


def look(part: Element) -> tuple[str, str | None, tuple[tuple[str, str], ...]]:
    names = ("d", "transform", "x2", "y2", "fill", "stroke", "stroke-width", "opacity", "font-size")
    return part.tag, part.text, tuple((n, part.attrib[n]) for n in names if n in part.attrib)


def test_all_that_is_painted_stays_in_its_order_and_nothing_else() -> None:
    before = [look(part) for part in leaves(raw()) if painted(part)]
    kept = leaves(dress(raw(), "w", "A", "B"))
    assert len(before) > 10
    assert len(before) < len(leaves(raw()))
    assert [look(part) for part in kept] == before


def test_nothing_in_a_picture_is_read_out_beside_its_name_and_description() -> None:
    root = ElementTree.fromstring(dress(raw(), "w", "A", "B"))
    assert "aria-label=" in raw()
    assert root.attrib["aria-labelledby"] == "w-title w-desc"
    for part in list(root.iter())[1:]:
        assert not {name for name in part.attrib if name == "role" or name.startswith("aria-")}


def test_its_words_are_escaped() -> None:
    frame = pd.DataFrame({"from": [0], "to": [6], "people": [3]})
    drawn = draw(charts.waits(frame, palette.GREEN), "w", "a < b", "c & d")
    assert '<title id="w-title">a &lt; b</title><desc id="w-desc">c &amp; d</desc>' in drawn


@pytest.mark.parametrize("text", ["<p>", "<p></p>", f'<svg xmlns="{NAMESPACE}"/>', ""])
def test_what_is_no_picture_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an SVG"):
        dress(text, "w", "", "")
