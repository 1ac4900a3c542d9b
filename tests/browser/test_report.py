"""The report in a real browser: phone and desk, light and dark, scripts off, nothing fetched."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from finished_result import report

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
OVERLAPS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg.chart')) {
    const boxes = [...svg.querySelectorAll('text')]
      .filter(t => t.textContent.trim() && getComputedStyle(t).opacity !== '0')
      .map(t => [t.textContent, t.getBoundingClientRect()])
      .filter(([, b]) => b.width > 0);
    const frame = svg.getBoundingClientRect();
    boxes.forEach(([text, a], i) => {
      if (a.left < frame.left - 1 || a.right > frame.right + 1) found.push(['cut off', text]);
      for (const [other, b] of boxes.slice(i + 1)) {
        const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (w > 1 && h > Math.min(a.height, b.height) * 0.15) found.push([text, other]);
      }
    });
  }
  return found;
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('svg.chart text')]
  .filter(t => t.textContent.trim() && t.getBoundingClientRect().width > 0)
  .map(t => parseFloat(getComputedStyle(t).fontSize)
       * t.closest('svg').getBoundingClientRect().width
       / t.closest('svg').viewBox.baseVal.width))"""

ROWS = """() => [...document.querySelectorAll('.figures')].map(row => {
  const frame = row.getBoundingClientRect();
  const tops = {};
  for (const svg of row.querySelectorAll('svg.chart')) {
    const box = svg.getBoundingClientRect();
    if (!box.width) continue;
    const figure = svg.closest('figure').getBoundingClientRect();
    (tops[Math.round(figure.top)] ??= []).push([box.left - frame.left, box.right - frame.left]);
  }
  return [frame.width, Object.values(tops)];
})"""
BESIDE_PAPER = """() => [...document.querySelectorAll('body *')]
  .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
  .map(part => part.tagName + ': ' + part.textContent.slice(0, 60))"""
PLACE = """of => {
  const part = [...document.querySelectorAll(of)].find(p => p.getBoundingClientRect().width);
  const {top, bottom} = part.getBoundingClientRect();
  return {top, bottom, words: [...part.querySelectorAll('text')].map(t => t.textContent)};
}"""
MARKUP = "parts => parts.map(part => part.innerHTML)"
HEIGHT = 900
PAPER = {"A4": 690, "Letter": 710}
"""Width of what is printed on a sheet, within the margins of the page [px]."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium here: install the distribution's package, or name one in CHROMIUM"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


class Seen:
    """A page of the report, and whatever it complained of or asked for."""

    def __init__(self, browser: Browser, width: int, scheme: Any) -> None:
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.width = width
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme=scheme,
            java_script_enabled=False,
        )
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(report().as_uri())


@pytest.fixture(params=[(w, s) for w in WIDTHS for s in SCHEMES], ids=lambda p: f"{p[0]}-{p[1]}")
def seen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Seen]:
    found = Seen(browser, *request.param)
    yield found
    found.page.context.close()


def test_it_opens_with_scripts_off_without_complaint_and_asks_for_nothing(seen: Seen) -> None:
    assert seen.complaints == []
    assert seen.asked == [report().as_uri()]
    assert seen.page.locator("h1").is_visible()
    assert seen.page.locator("svg.chart").count() >= 15


def test_it_never_scrolls_sideways(seen: Seen) -> None:
    for details in seen.page.locator("summary").all():
        details.click()
    wide, window = seen.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window


def test_charts_use_the_width_of_the_page(seen: Seen) -> None:
    rows = seen.page.evaluate(ROWS)
    assert len(rows) >= 5
    for width, lines in rows:
        for line in lines:
            assert min(left for left, _ in line) <= 1
            assert max(right for _, right in line) >= width - 1
    widths = {round(right - left) for _, lines in rows for line in lines for left, right in line}
    assert len(widths) == (2 if seen.width > 760 else 1)


def test_it_opens_with_a_sentence_and_a_picture_of_both_worlds(seen: Seen) -> None:
    sentence = seen.page.evaluate(PLACE, ".sentence")
    picture = seen.page.evaluate(PLACE, "svg.chart")
    assert sentence["bottom"] <= picture["top"]
    assert picture["bottom"] <= HEIGHT
    assert {"with the system", "without it"} <= set(picture["words"])


def test_a_path_goes_on_in_the_next_line_after_a_dot(browser: Browser) -> None:
    seen = Seen(browser, 390, "light")
    for details in seen.page.locator("summary").all():
        details.click()
    paths = seen.page.locator("code.path")
    written = list(zip(paths.all_inner_texts(), paths.evaluate_all(MARKUP), strict=True))
    assert len(written) > 100
    assert [path.count(".") for path, _ in written] == [m.count(".<wbr>") for _, m in written]
    assert seen.page.evaluate(BESIDE_PAPER) == []
    seen.page.context.close()


def test_no_label_of_a_chart_overlaps_another_or_is_cut_off(seen: Seen) -> None:
    assert seen.page.evaluate(OVERLAPS) == []


def test_no_label_of_a_chart_is_too_small_to_read(seen: Seen) -> None:
    assert seen.page.evaluate(SMALLEST) >= 10


def test_dark_mode_turns_paper_and_ink_of_page_and_charts(browser: Browser) -> None:
    found = {}
    for scheme in SCHEMES:
        seen = Seen(browser, 1280, scheme)
        found[scheme] = seen.page.evaluate(
            "[getComputedStyle(document.body).backgroundColor,"
            " getComputedStyle(document.querySelector('svg.chart text')).fill]"
        )
        seen.page.context.close()
    assert found["light"] == ["rgb(255, 255, 255)", "rgb(36, 41, 47)"]
    assert found["dark"] == ["rgb(20, 23, 27)", "rgb(228, 231, 235)"]


def test_it_prints_on_paper_with_the_table_of_numbers_open(browser: Browser) -> None:
    seen = Seen(browser, 1280, "dark")
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    assert seen.page.get_by_text("observation.", exact=False).first.is_visible()
    seen.page.context.close()


@pytest.mark.parametrize("paper", PAPER)
def test_paper_is_not_wasted_and_nothing_is_cut_off(browser: Browser, paper: str) -> None:
    seen = Seen(browser, PAPER[paper], "light")
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate(BESIDE_PAPER) == []
    assert seen.page.evaluate(OVERLAPS) == []
    printed = seen.page.pdf(format=paper)
    assert 5 < len(re.findall(rb"/Type\s*/Page\b", printed)) <= 16
    seen.page.context.close()
