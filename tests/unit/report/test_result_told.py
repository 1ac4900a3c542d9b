"""The report in Chinese: the same figures, grades and labels; what stays English is marked."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from command_line import call, document
from discredit.errors import InputError
from discredit.report import result_told
from discredit.report.result_page import file_of, render
from discredit.studies.uncertain import with_doubt
from discredit.words import doubt
from discredit.words.doubt import HowDrawn
from discredit.words.labels import worn
from discredit.words.tongue import speaking
from finished_result import report, result

LABEL = "DISPUTED as a whole; rests on disputed or fictional numbers: scores.base and 3 more"
LATIN = re.compile(r"[A-Za-z]{2,}")
NUMBER = re.compile(r"[−+]?\d(?:[\d,.]*\d)?")
KEPT = {"CNY", "CSV", "YAML", "discredit", "china", "here", "tables"}
"""Names, and forms of files."""
VERSIONS = re.compile(r"discredit \S+ *, .*")
NATIONAL = ("If the whole country had it", "若全国都有")
"""Told in ten thousands instead of millions."""


class Cells(HTMLParser):
    """What a page says outside of what is marked as English or stands in code, and its cells of
    figures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.cells: list[list[str]] = []
        self.grades: list[str] = []
        self.language = ""
        self._open: list[tuple[str, bool]] = []
        self._cell: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        self.language = own.get("lang", "") if tag == "html" else self.language
        if tag in ("meta", "br", "wbr"):
            return
        is_english = own.get("lang") == "en" != self.language or tag in ("style", "code", "pre")
        self._open.append((tag, is_english))
        if not is_english:
            self.said += [own[name] for name in ("aria-label", "data-head") if name in own]
        if tag == "td":
            self._cell = []
            is_figure = "n" in own.get("class", "").split()
            is_large = own.get("data-head") in NATIONAL
            self.cells += [self._cell] if is_figure and not is_large else []
        if "grade" in own.get("class", "").split():
            self.grades.append(own["class"])

    def handle_endtag(self, tag: str) -> None:
        while self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(is_english for _, is_english in self._open):
            return
        self.said.append(data)
        if any(tag == "td" for tag, _ in self._open):
            self._cell += NUMBER.findall(data)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report as the command line writes it."""
    out = tmp_path_factory.mktemp("chinese") / "here.html"
    told = document("report", str(result().folder), "--language", "zh", "--out", str(out))
    assert told == {"report": str(out), "language": "zh"}
    tables = sorted((out.parent / "here-tables").glob("*.csv"))
    ours = sorted((report().parent / "report-tables").glob("*.csv"))
    assert [one.name for one in tables] == [one.name for one in ours]
    assert [one.read_bytes() for one in tables] == [one.read_bytes() for one in ours]
    return out.read_text("utf-8")


def test_nothing_but_names_is_left_in_english(chinese: str) -> None:
    page = Cells(chinese)
    assert page.language == "zh"
    left = {
        text.strip() for text in page.said
        if set(LATIN.findall(text)) - KEPT and not VERSIONS.match(text.strip())
    }  # fmt: skip
    assert not left


def test_the_same_figures_and_grades_are_told(chinese: str) -> None:
    ours, english = Cells(chinese), Cells(report().read_text("utf-8"))
    assert ours.grades == english.grades and len(ours.grades) > 100
    assert ours.cells == english.cells and sum(map(len, ours.cells)) > 500


def test_a_label_is_worn_by_every_table_and_figure() -> None:
    manifest = result().manifest.model_copy(update={"label": LABEL})
    with speaking("zh"):
        label = worn(LABEL)
    assert not set(LATIN.findall(label)) - {"scores", "base"}
    page = render(replace(result(), manifest=manifest), language="zh")
    assert page.count("<caption>") == page.count(f'<caption><strong class="worn">{label}') > 8
    assert f"<title>{label}。" in page and f'role="note"><p><strong>{label}</strong>' in page
    assert all(label in title for title in re.findall("<title id=[^>]*>(.*?)</title>", page))


def test_how_sure_a_figure_is_keeps_each_hedge() -> None:
    drawn = HowDrawn(100, 120, 8, 20_000, 100_000, 31, 12, 3, 4, "draws.json, digest 12ab")
    english = doubt.how_drawn(drawn)
    with speaking("zh"):
        told = doubt.how_drawn(drawn)
    assert sorted(NUMBER.findall(told)) == sorted(NUMBER.findall(english))
    assert set(LATIN.findall(told)) <= {"draws", "json", "digest", "ab"}
    assert "估计" in told and "未定" in told and "略去" in told


def test_no_page_is_written_in_a_language_that_there_is_not(tmp_path: Path) -> None:
    out = tmp_path / "x.html"
    done = call("report", str(result().folder), "--language", "tlh", "--out", str(out), width=200)
    assert done.exit_code == 2 and "a page is written in one of en, zh" in done.output
    assert not out.exists()
    with pytest.raises(InputError, match="en, zh"):
        render(result(), language="tlh")
    assert file_of("en") == "report.html"


def test_tables_alone_draw_nothing() -> None:
    from discredit import measures

    effects = with_doubt(result(), measures.effects(result()))
    told = result_told.gathered(result(), effects, is_drawn=False)
    assert not told.pictures
    assert {"answer", "effects", "numbers"} <= result_told.frames(told).keys()
