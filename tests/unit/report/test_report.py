"""The report: whole, self-contained, described, and truthful about what it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
import pytest

from discredit import measures
from discredit.report import charts, evidence, figures, groups, palette, published, render, words
from discredit.report.svg import draw, dress
from discredit.store.manifest import NumberUsed
from finished_result import PLAN, report, result

VOID = {"meta", "br", "wbr", "link", "img", "hr", "input"}
LOADS = {"src", "srcset", "data", "poster", "background", "xlink:href", "action"}


class Page(HTMLParser):
    """What the tests ask of a page: its tags, headings, ids and links, and if it is balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        self.tags.append((tag, own))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in own:
            self.ids.append(own["id"])
        if tag == "a":
            self.links.append(own["href"])
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] != "style":
            self.text.append(data)


@dataclass(frozen=True)
class Changed:
    """A result whose manifest or tables say something else."""

    manifest: Any
    _persons: Any = None

    def policy(self) -> Any:
        return result().policy()

    def people(self, where: Any = None) -> Any:
        return result().people(where=where)

    def persons(self, where: Any = None) -> Any:
        if self._persons is None:
            return result().persons(where=where)
        chosen = [self._persons[name] == value for name, _, value in where or ()]
        return self._persons[np.logical_and.reduce(chosen)] if chosen else self._persons

    def series(self) -> Any:
        return result().series()

    def events(self) -> Any:
        return result().events()


@pytest.fixture(scope="module")
def html() -> str:
    return report().read_text("utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def shown(given: Any) -> str:
    return render(given)


def svgs(html: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", html, re.DOTALL)


def test_nothing_in_the_page_is_fetched_or_run(html: str, page: Page) -> None:
    tags = {tag for tag, _ in page.tags}
    assert tags.isdisjoint({"script", "iframe", "img", "link", "object", "embed", "form", "base"})
    for tag, own in page.tags:
        assert LOADS.isdisjoint(own), tag
        assert not any(name.startswith("on") for name in own), tag
        if tag != "a":
            assert "href" not in own, tag
    assert not re.search(r"url\s*\(|@import", html)
    assert "default-src 'none'" in html


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False))


def test_ids_are_unique_and_links_inside_the_page_lead_somewhere(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert len(inside) >= 7
    assert set(inside) <= set(page.ids)
    outside = [link for link in page.links if not link.startswith("#")]
    assert all(link.startswith(("https://", "http://")) for link in outside)


def test_every_chart_is_an_image_with_a_name_a_description_and_a_table(html: str) -> None:
    pictures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
    assert len(pictures) >= 15
    for picture in pictures:
        root = re.search(r'<svg[^>]*role="img"[^>]*aria-labelledby="(\S+) (\S+)"', picture)
        assert root is not None
        for name, tag in zip(root.groups(), ("title", "desc"), strict=True):
            told = re.search(rf'<{tag} id="{name}">([^<]+)</{tag}>', picture)
            assert told is not None
            assert len(told[1]) > 5
        assert len(re.findall(r"<tr>", picture)) >= 2


def test_no_chart_is_empty(html: str) -> None:
    data_colours = set(palette.ALL) - {palette.INK, palette.MUTED, palette.GRID, palette.PAPER}
    for drawn in svgs(html):
        # Legends alone show each colour once or twice; data shows it more often or in a long path.
        marks = re.findall(r'<path[^>]*d="([^"]+)"[^>]*(?:fill|stroke)="(#[0-9a-f]{6})"', drawn)
        lines = re.findall(r'<line[^>]*stroke="(#[0-9a-f]{6})"', drawn)
        own = [d for d, colour in marks if colour in data_colours]
        assert sum(map(len, own)) + 20 * sum(c in data_colours for c in lines) > 150, drawn[:300]


def test_charts_use_the_palette_and_the_style_sheet_knows_all_of_it_that_turns(html: str) -> None:
    style = (files("discredit.report") / "style.css").read_text("utf-8")
    for drawn in svgs(html):
        used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]{3,8}|[a-z]+)"', drawn))
        assert used - {"none", "transparent"} <= set(palette.ALL)
    for colour in (palette.INK, palette.MUTED, palette.GRID, palette.BLUE, palette.VERMILION):
        assert f'[fill="{colour}"]' in style
        assert f'[stroke="{colour}"]' in style


def test_the_colours_of_both_modes_can_be_told_from_the_paper() -> None:
    style = (files("discredit.report") / "style.css").read_text("utf-8")
    turned = dict(re.findall(r'\[fill="(#[0-9a-f]{6})"\] \{ fill: (#[0-9a-f]{6})', style))
    data = {palette.BLUE, palette.VERMILION, palette.GREEN, palette.PURPLE, palette.SKY,
            palette.ORANGE}  # fmt: skip
    for colour in data:
        # 3 to 1 is what WCAG asks of graphics; on white three of Okabe and Ito's are lighter, and
        # lines of them are told apart by dash, place and table as well.
        assert contrast(turned.get(colour, colour), "#14171b") >= 3
        assert contrast(colour, "#ffffff") >= (
            3 if colour in (palette.BLUE, palette.VERMILION, palette.GREEN) else 2
        )
    for text, dark in ((palette.INK, "#e4e7eb"), (palette.MUTED, "#a3acb8")):
        assert contrast(text, "#ffffff") >= 4.5
        assert turned[text] == dark
        assert contrast(dark, "#14171b") >= 4.5


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        line = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_page_tells_the_numbers_that_the_measures_give(page: Page) -> None:
    text = " ".join(page.text)
    found = measures.headline(result())
    assert len(found) >= 10
    for row in found.to_dict("records"):
        value, ends = words.interval(row["difference"], row["low"], row["high"], sign=True)
        assert value in text
        assert ends in text
        assert words.spoken(row["says"]) in text


def test_the_badge_and_every_number_with_its_grade_stand_in_the_page(page: Page) -> None:
    text = " ".join("".join(page.text).split())
    used = result().manifest.evidence
    assert evidence.badge(used) in text
    for number in used.numbers:
        assert number.path in text.replace("\u200b", "")
    assert "never a fact about China" in text
    assert "could be" in text.lower()


def test_all_that_is_needed_to_run_it_again_stands_in_the_page(page: Page) -> None:
    text = "".join(page.text)
    manifest = result().manifest
    for part in (manifest.command, manifest.inputs_digest, manifest.outcome_digest):
        assert part is not None
        assert part in text
    for yaml in (*manifest.policy_texts.values(), manifest.society.text):
        assert yaml.strip() in text


def test_one_life_is_told_where_somebody_followed_was_listed(page: Page) -> None:
    assert "life" in page.ids
    text = " ".join(page.text)
    assert "The worlds part" in text


def test_the_same_result_gives_the_same_page_to_the_byte(html: str) -> None:
    assert shown(result()) == html


def test_what_a_user_wrote_is_shown_as_text_and_never_as_markup() -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=y>"
    manifest = result().manifest.model_copy(update={"title": hostile, "command": hostile})
    assert "<script" not in shown(Changed(manifest))
    assert "<img" not in shown(Changed(manifest))
    assert "&lt;script&gt;" in shown(Changed(manifest))


def test_a_partial_result_says_loudly_that_it_is_one() -> None:
    manifest = result().manifest.model_copy(update={"status": "partial", "outcome_digest": None})
    text = shown(Changed(manifest))
    assert "Not finished." in text
    assert "Do not quote these figures." in text
    assert "Not finished." not in shown(result())


def test_disputed_and_fictional_numbers_are_called_out_at_the_top() -> None:
    manifest = result().manifest
    strange = tuple(
        NumberUsed(path=f"gates.{g}", value="1", unit="share", grade=g, sources=("x",), range=None)
        for g in ("disputed", "fictional")
    )
    used = manifest.evidence.model_copy(update={"numbers": (*manifest.evidence.numbers, *strange)})
    text = shown(Changed(manifest.model_copy(update={"evidence": used})))
    assert "2 of the numbers behind this report are disputed or fictional" in text
    assert '<span class="grade fictional">fictional</span>' in text
    assert "of the numbers behind this report are disputed" not in shown(result())


def test_a_world_where_nobody_is_listed_still_gives_a_page() -> None:
    lives = result().persons()
    quiet = [lives[lives["arm"] == "without"].assign(arm=arm) for arm in ("with", "without")]
    text = shown(Changed(result().manifest, pd.concat(quiet)))
    assert "Nobody was on a black list in this run." in text
    assert "Listed, by who people are" not in text
    Page(text)


def test_the_page_leads_with_the_question_and_its_answer(html: str, page: Page) -> None:
    system = result().policy().system
    text = " ".join("".join(page.text).split())
    assert " ".join(system.question.split()) in text
    assert page.ids.index("answer") < page.ids.index("effects")
    rows: Any = measures.answer(result(), system.outcome)
    row = rows[rows["dimension"] == "all"].iloc[0]
    value, ends = words.interval(row["difference"], row["low"], row["high"], sign=True)
    assert f'<span class="value">{value}</span><span class="interval">{ends}</span>' in html


def test_what_is_known_of_error_rates_is_said_in_the_terms_of_each_system() -> None:
    def row(path: str, grade: str, *keys: str) -> evidence.Row:
        cited = tuple(evidence.Cited(key, "", "") for key in keys)
        return evidence.Row(path, "0.1", "share", grade, "0 to 1", cited)

    unknown = row("observation.misrouted", "assumed", evidence.NOBODY_COUNTED)
    known = row("scores.fico.errors.share", "documented", "x")
    elsewhere = row("observation.conducts.fraud.false_records", "assumed", "A-1")
    other = row("lists.barred.term_months", "assumed", "A-1")
    assert evidence.error_rates([unknown, known, elsewhere, other]) == [unknown, known, elsewhere]
    assert "never a fact about China" in " ".join(evidence.errors_said([unknown]))
    said = " ".join(evidence.errors_said([known, elsewhere]))
    assert "China" not in said
    assert "Of the 2 error rates of this run 1 are unknown and assumed" in said
    assert evidence.errors_said([]) == []


def test_the_published_record_is_shown_for_the_court_list_alone() -> None:
    other = result().manifest.model_copy(update={"policy": "another-list"})
    assert "Beside the published record" in shown(result())
    assert "Beside the published record" not in shown(Changed(other))


def test_running_totals_are_compared_only_when_the_run_saw_the_list_begin() -> None:
    months = figures.months_of(result().series(), PLAN.people)
    whole = {f.name for f in published.panels(months, 1.0, from_the_start=True)}
    late = {f.name for f in published.panels(months, 1.0, from_the_start=False)}
    assert "published-listings" in whole
    assert late == {"published-stock"}


def test_a_scaled_stock_is_people_times_the_factor() -> None:
    series = result().series()
    months = figures.months_of(series, PLAN.people)
    panel = next(
        f for f in published.panels(months, 1000.0, from_the_start=True)
        if f.name == "published-stock"
    )  # fmt: skip
    here = series[(series["dimension"] == "all") & (series["arm"] == "with")]
    january: Any = here[here["month"] == "2020-01"]
    stock = float(january["listed"].mean()) * 1000
    assert panel.table.rows[0][2] == figures.said(stock)


def test_months_are_the_means_and_the_range_of_the_seeds() -> None:
    series = result().series()
    frame = figures.months_of(series, PLAN.people).frame({"listed": "listed"}, 1.0)
    here = series[(series["dimension"] == "all") & (series["arm"] == "with")]
    wide = here.pivot(index="month", columns="seed", values="listed")
    np.testing.assert_allclose(frame["value"], wide.mean(axis=1))
    np.testing.assert_allclose(frame["low"], wide.min(axis=1))
    np.testing.assert_allclose(frame["high"], wide.max(axis=1))


def test_every_group_stands_in_a_chart_and_small_ones_are_hollow() -> None:
    found = measures.effects(result())
    shown_ones = figures.drawn(groups.bearers(found), "")
    for chart in shown_ones:
        cells = {row[1] for row in chart.table.rows}
        assert all(f">{cell}<" in chart.svg for cell in cells)
    unsure = found[(found["measure"] == "ever_listed") & (found["caution"] != "")]
    assert len(unsure) > 0
    assert sum('fill-opacity="0"' in chart.svg for chart in shown_ones) >= 1


def test_a_specification_is_interactive_in_a_notebook() -> None:
    frame = pd.DataFrame({"from": [0, 6], "to": [6, 12], "people": [3, 1]})
    chart = charts.interactive(charts.waits(frame, palette.GREEN))
    assert chart.to_dict()["width"] == charts.WIDTH


def test_a_chart_is_named_and_its_words_are_escaped() -> None:
    frame = pd.DataFrame({"from": [0], "to": [6], "people": [3]})
    drawn = draw(charts.waits(frame, palette.GREEN), "w", "a < b", "c & d")
    assert '<title id="w-title">a &lt; b</title><desc id="w-desc">c &amp; d</desc>' in drawn
    with pytest.raises(ValueError, match="not an SVG"):
        dress("<p>", "w", "", "")
