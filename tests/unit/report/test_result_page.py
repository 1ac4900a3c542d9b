"""The report: whole, self-contained, described, and truthful about what it rests on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd
import pytest

from discredit import measures
from discredit.measures.caution import TOO_FEW
from discredit.report import evidence, headlines, palette
from discredit.report.result_page import altered, render, write_report
from discredit.store import open_result
from discredit.store.manifest import NumberUsed
from discredit.words.names import headed
from discredit.words.numbers import interval
from finished_result import report, result
from parsed_page import Page

LOADS = {"src", "srcset", "data", "poster", "background", "xlink:href", "action"}


@dataclass(frozen=True)
class Changed:
    """A result whose manifest or tables say something else."""

    manifest: Any
    _persons: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(result(), name)

    def persons(self, where: Any = None) -> Any:
        if self._persons is None:
            return result().persons(where=where)
        chosen = [self._persons[name] == value for name, _, value in where or ()]
        return self._persons[np.logical_and.reduce(chosen)] if chosen else self._persons


@pytest.fixture(scope="module")
def html() -> str:
    return report().read_text("utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def shown(given: Any) -> str:
    return render(given)


def svgs(html: str) -> list[Element]:
    """The pictures of a page, as trees."""
    return [ElementTree.fromstring(one) for one in re.findall("<svg.*?</svg>", html, re.DOTALL)]


def painted(drawn: Element) -> Iterator[tuple[str, Element]]:
    """Each part of a picture with each colour that it is painted in."""
    for part in drawn.iter():
        for paint in ("fill", "stroke"):
            if part.get(paint, "none") != "none":
                yield part.attrib[paint], part


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
    beside = [link for link in page.links if link.startswith("report-tables/")]
    assert all((report().parent / link).exists() for link in beside)
    outside = [link for link in page.links if not link.startswith("#") and link not in beside]
    assert all(link.startswith(("https://", "http://")) for link in outside)


def test_every_chart_is_an_image_with_a_name_a_description_and_a_table(html: str) -> None:
    pictures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
    assert len(pictures) >= 15
    for picture in pictures:
        drawings = svgs(picture)
        assert len(drawings) == (2 if 'class="whole"' in picture else 1)
        for root in drawings:
            assert root.get("role") == "img"
            words = {part.get("id"): part.text or "" for part in root[:2]}
            assert root.attrib["aria-labelledby"].split() == list(words)
            assert all(len(text) > 5 for text in words.values())
        assert len(re.findall(r"<tr>", picture)) >= 2


def test_no_chart_is_empty(html: str) -> None:
    data_colours = set(palette.ALL) - {palette.INK, palette.MUTED, palette.GRID, palette.PAPER}
    for drawn in svgs(html):
        # Legends alone show each colour once or twice; data shows it more often or in a long path.
        sizes = [
            len(part.get("d", "")) or 20
            for colour, part in painted(drawn)
            if colour in data_colours
        ]
        assert sum(sizes) > 150, drawn[0].text


def test_charts_use_the_palette_alone_and_the_page_turns_it(html: str) -> None:
    for drawn in svgs(html):
        used = {colour for colour, _ in painted(drawn)}
        assert used - {"transparent"} <= set(palette.ALL)
    assert palette.style() in html


def test_the_page_tells_the_numbers_that_the_measures_give(page: Page) -> None:
    text = " ".join(page.text)
    found = measures.headline(result())
    assert len(found) >= 10
    for row in found.to_dict("records"):
        value, ends = interval(row["difference"], row["low"], row["high"], sign=True)
        assert value in text
        assert ends in text
        assert headed(row["says"]) in text


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
    rows: Any = measures.answer(result(), system.outcomes[0])
    row = rows[rows["dimension"] == "all"].iloc[0]
    value, ends = interval(row["difference"], row["low"], row["high"], sign=True)
    assert f'<span class="value">{value}</span><span class="interval">{ends}</span>' in html
    told = "".join(page.text)
    opening = headlines.sentence(measures.effects(result()), system.outcomes)
    assert told.index(system.question[:40]) < told.index(opening) < told.index(system.about[:40])


def test_the_published_record_is_shown_for_the_court_list_alone() -> None:
    other = result().manifest.model_copy(update={"policy": "another-list"})
    assert "Beside the published record" in shown(result())
    assert "Beside the published record" not in shown(Changed(other))


def test_the_files_beside_the_page_hold_its_tables_unrounded() -> None:
    folder = report().parent / "report-tables"
    found = measures.headline(result())
    written = pd.read_csv(folder / "effects.csv")
    assert list(written["measure"]) == list(found["says"])
    is_few = (found["caution"] != "").to_numpy()
    assert set(written["difference"][is_few]) <= {TOO_FEW}
    exact = pd.to_numeric(written["difference"][~is_few])
    np.testing.assert_array_equal(exact, found["difference"][~is_few])
    np.testing.assert_array_equal(written["low"], found["low"])
    held = pd.read_csv(folder / "numbers.csv")
    assert list(held["number"]) == [number.path for number in result().manifest.evidence.numbers]


def test_a_table_of_the_page_and_its_file_have_the_same_rows(html: str) -> None:
    folder = report().parent / "report-tables"
    pictures = re.findall(r'<figure id="([^"]*)".*?<tbody>(.*?)</tbody>', html, re.DOTALL)
    by_row = ("groups", "occupations", "regions", "refused", "shares", "waits")
    shown = {name: re.findall("<tr>(.*?)</tr>", body) for name, body in pictures}
    assert {"groups", "shares", "refused"} <= set(shown)
    for name, rows in shown.items():
        written = (folder / f"{name}.csv").read_text("utf-8").splitlines()[1:]
        if name in by_row:
            assert len(written) == len(rows), name
            for row, line in zip(rows, written, strict=True):
                cells = re.findall("<td[^>]*>(.*?)</td>", row)
                assert (TOO_FEW in cells) == (f",{TOO_FEW}," in line)
        else:
            assert len(written) >= len(rows), name


def test_verifying_finds_an_edited_table_and_leaves_strangers_alone(tmp_path: Path) -> None:
    copied = tmp_path / "result"
    shutil.copytree(result().folder, copied)
    own = open_result(copied)
    write_report(own)
    (copied / "report-tables" / "mine.csv").write_text("a stranger's")
    assert altered(own) == ""
    table = copied / "report-tables" / "groups.csv"
    table.write_text(table.read_text("utf-8").replace("Rural", "Urban"))
    assert altered(own) == "report-tables/groups.csv"
    write_report(own)
    assert altered(own) == ""
    assert (copied / "report-tables" / "mine.csv").read_text() == "a stranger's"
