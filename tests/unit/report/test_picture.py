"""Charts of a notebook: drawn without a server, saved as pages that ask nobody for anything."""

from __future__ import annotations

import io
import re
import socket
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from discredit.api import open_pair
from discredit.report import charts, palette
from discredit.report.picture import Picture, picture
from finished_result import report, result
from parsed_page import Page

FETCHING = ("src", "srcset", "poster", "data", "action", "background", "xlink:href")
"""Attributes whose address a page asks for; a link in the text is only followed by a reader."""


def asked_for(text: str) -> list[str]:
    """Every address that a browser would ask for when it opens a page."""
    page = Page(text)
    addresses = [own[name] for _, own in page.tags for name in FETCHING if name in own]
    addresses += [own.get("href", "") for tag, own in page.tags if tag in ("link", "use", "image")]
    addresses += re.findall(r"url\(\s*['\"]?([^)'\"]*)", text) + re.findall("@import[^;]*", text)
    return [address for address in addresses if not address.startswith(("#", "data:"))]


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def small(title: str = "Waits") -> Picture:
    frame = pd.DataFrame({"from": [0, 6], "to": [6, 12], "people": [3, 1]})
    return picture(charts.waits(frame, palette.GREEN), title, "How long they wait.")


@pytest.mark.usefixtures("offline")
def test_a_notebook_shows_a_pair_as_a_drawing() -> None:
    shown = open_pair(result().folder).plot()._repr_mimebundle_()
    assert set(shown) == {"image/svg+xml", "text/plain"}
    page = Page(shown["image/svg+xml"])
    assert page.tags[0][0] == "svg"
    assert "script" not in {tag for tag, _ in page.tags}
    assert "ever on a black list wrongly" in " ".join(page.text)


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("chart", [small(), small().properties(width=200)])
def test_a_saved_page_needs_nothing_else(chart: Picture, tmp_path: Path) -> None:
    file = tmp_path / "plot.html"
    chart.save(file)
    text = file.read_text(encoding="utf-8")
    assert asked_for(text) == []
    tags = {tag for tag, _ in Page(text).tags}
    assert "svg" in tags and "script" not in tags
    opened = io.StringIO()
    chart.save(opened, "html")
    assert opened.getvalue() == text


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("ending", ["svg", "png", "json"])
def test_other_forms_are_written_as_altair_writes_them(ending: str, tmp_path: Path) -> None:
    small().save(tmp_path / f"plot.{ending}")
    assert (tmp_path / f"plot.{ending}").stat().st_size > 500


def test_a_page_with_the_scripts_of_altair_holds_them(tmp_path: Path) -> None:
    small().save(tmp_path / "plot.html", embed_options={"actions": False})
    head = (tmp_path / "plot.html").read_text(encoding="utf-8")
    assert not re.search(r"<script[^>]*\bsrc=", head)
    assert not re.search(r"<link[^>]*\bhref=", head)


def test_the_reports_ask_nobody_for_anything() -> None:
    assert asked_for(report().read_text(encoding="utf-8")) == []


def test_a_title_is_shown_as_text() -> None:
    page = small("<script>alert(1)</script>").to_html()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_whoever_chose_how_charts_are_shown_gets_it_so() -> None:
    with alt.renderers.enable("json"):
        assert "application/json" in str(small()._repr_mimebundle_())
