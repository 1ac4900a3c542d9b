"""What is disputed or made up wears its label everywhere: in every table, figure and file."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from command_line import answer
from discredit import measures
from discredit.api import open_pair
from discredit.columns import TABLES
from discredit.plan import draw_up
from discredit.policy.address import numbers
from discredit.policy.compose import load_policy
from discredit.policy.edit import with_value
from discredit.policy.label import label_of
from discredit.report import figures
from discredit.report.monthly import months_of
from discredit.report.result_page import render
from discredit.run import twins
from discredit.store import Result, open_result
from discredit.store.manifest import drafted
from discredit.store.tables import form_of
from discredit.words.lives import life_story
from discredit.words.phrases import names_in
from finished_result import folder

PEOPLE, MONTHS = 300, 4
WORN = ("nosedive", pytest.param("national-score", marks=pytest.mark.slow))
BARE = "green-lanes"


@cache
def result(name: str) -> Result:
    plan = draw_up(name, people=PEOPLE, months=MONTHS)
    return open_result(twins.simulate(plan, folder() / name))


@cache
def page(name: str) -> str:
    return render(result(name))


def label(name: str) -> str:
    return label_of(load_policy(name))


def frames(name: str) -> dict[str, Any]:
    """Every data frame that the interface hands out."""
    one = open_pair(result(name).folder)
    return {
        "effects": one.effects(),
        "disparity": one.disparity(),
        "time_to_correction": one.time_to_correction(),
        "series": one.series(),
        "persons": one.persons(),
        "people": one.result.people(),
        "headline": measures.headline(one.result),
        "wrongful": measures.wrongful(one.result),
        "redress": measures.redress(one.result),
        "life": twins.trace(one.result, (0,)),
    }


def test_a_story_says_fiction_and_a_headline_says_disputed() -> None:
    assert label("nosedive").startswith("FICTION")
    assert "COUNTERFACTUAL" in label("national-score")
    assert "DISPUTED" in label("national-score")
    assert label(BARE) == ""


@pytest.mark.parametrize("name", [*WORN, BARE])
def test_every_table_of_the_interface_has_the_label_in_its_last_column(name: str) -> None:
    for what, frame in frames(name).items():
        assert frame.columns[-1] == "label", what
        assert set(frame["label"].astype(str)) == {label(name)}, what
        if what != "life":  # followed anew, without a file
            assert frame.attrs["label"] == label(name), what


@pytest.mark.parametrize("name", [*WORN, BARE])
def test_every_file_of_a_result_has_it(name: str) -> None:
    folder = result(name).folder
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["label"] == label(name)
    tables = sorted(folder.glob("*.parquet"))
    assert [table.stem for table in tables] == sorted(TABLES)
    for table in tables:
        assert set(pd.read_parquet(table)["label"].astype(str)) <= {label(name)}, table


@pytest.mark.parametrize("name", WORN)
def test_every_figure_and_every_table_of_the_report_has_it(name: str) -> None:
    text = page(name).replace("&#39;", "'")
    worn = label(name)
    assert f"<title>{worn}." in text
    body = text.partition("<body>")[2]
    assert body.index(worn) < body.index("<h1>")
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) >= 3
    for drawn in pictures:
        named, _, *parts = ElementTree.fromstring(drawn)
        assert worn in (named.text or "")
        # A long label is written in several lines.
        written = " ".join(text for part in parts for text in part.itertext())
        assert worn in written
    for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
        assert worn in table, table[:200]


def test_the_report_of_a_documented_system_has_none() -> None:
    text = page(BARE)
    assert not re.search('class="(worn|banner)"|FICTION|DISPUTED|COUNTERFACTUAL|PLAN:', text)


@pytest.mark.parametrize("name", [*WORN, BARE])
def test_charts_of_a_notebook_have_it_as_their_title(name: str) -> None:
    title = open_pair(result(name).folder).plot().to_dict().get("title", {})
    written = " ".join([*_lines(title.get("text", "")), *_lines(title.get("subtitle", ""))])
    assert written.strip() == label(name)


def _lines(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_no_figure_is_drawn_without_the_label_it_is_given() -> None:
    worn = label("national-score")
    found = months_of(result("national-score").series(), PEOPLE)
    chart = figures.lines(found, figures.Head("people", "People", "All."), {"people": "people"})
    assert chart is not None
    drawn = figures.begin_one(chart, worn).drawn()
    bare = figures.begin_one(chart, "").drawn()
    assert worn in drawn.svg
    assert "COUNTERFACTUAL" not in bare.svg


@pytest.mark.parametrize("name", [*WORN, BARE])
def test_arrays_and_stories_have_it(name: str) -> None:
    found = result(name)
    assert found.xarray().attrs["label"] == label(name)
    assert "label" not in found.xarray().data_vars
    story = life_story(twins.trace(found, (0,)), names_in(found.policy()))
    assert {entry.label for entry in story} <= {label(name)}
    assert {entry.label for entry in open_pair(found.folder).life(0)} <= {label(name)}


@pytest.mark.parametrize("name", [*WORN, BARE])
def test_commands_print_it_for_people_and_for_machines(name: str) -> None:
    folder, size = str(result(name).folder), ["--people", str(PEOPLE), "--months", str(MONTHS)]
    worn = label(name)
    for words in (
        ["run", name, *size, "--out", folder, "--no-report"],
        ["life", folder, "0"],
        ["verify", folder],
    ):
        said = " ".join(answer(*words).split())
        machine = answer(*words, "--json")
        assert json.loads(machine[machine.index("{") :])["label"] == (worn or None), words
        assert (worn in said) if worn else ("FICTION" not in said), words


def test_a_disputed_number_switched_on_labels_a_documented_system() -> None:
    plain = load_policy("sesame")
    assert label_of(plain) == ""
    path = next(path for path in numbers(plain) if path.endswith(".friends"))
    changed = with_value(plain, path, 0.1)
    assert path in label_of(changed)
    plan = draw_up(changed, people=PEOPLE, months=MONTHS)
    assert drafted(plan, "").label == label_of(changed)
    assert form_of(plan).label == label_of(changed)
