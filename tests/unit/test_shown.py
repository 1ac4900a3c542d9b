"""What Python hands out shows itself: few lines, no markup of a policy, and calls that exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import discredit
from discredit.api import Pair, Tested
from discredit.run.verification import Verification
from discredit.shown import LONGEST
from discredit.store import Result, open_result
from discredit.studies.design import tasks
from discredit.studies.finding import Finding, Outcomes, finding_of
from discredit.studies.question import load_study
from discredit.words.lives import Happening
from discredit.words.story import LifeStory
from parsed_page import Page
from small_study import SMALL, told, written

HOSTILE = "<img src=x onerror=alert(1)> & \x1b[31mred\u202e" + "long " * 180


def renamed(result: Path) -> Result:
    found = open_result(result)
    return Result(found.folder, found.manifest.model_copy(update={"title": HOSTILE}))


@cache
def policy() -> Any:
    loaded = discredit.load_policy("nosedive")
    return loaded.model_copy(update={"system": loaded.system.model_copy(update={"title": HOSTILE})})


def finding(folder: Path) -> Finding:
    question = load_study(written(folder))
    outcomes: Outcomes = {
        (task.scenario, task.seed, task.side): (told(1e-3),) for task in tasks(question, SMALL)
    }
    study = question.study.model_copy(update={"title": HOSTILE})
    object.__setattr__(question, "study", study)
    return finding_of(question, SMALL, outcomes, "")


HAPPENED = [Happening(f"2016-{n:02}", "with", "debt", HOSTILE, "FICTION") for n in range(1, 13)]
SHOWN: dict[str, Callable[[Path, Path], Any]] = {
    "pair": lambda result, _: Pair(renamed(result)),
    "result": lambda result, _: renamed(result),
    "manifest": lambda result, _: renamed(result).manifest,
    "plan": lambda *_: discredit.draw_up(policy(), people=100, months=3),
    "policy": lambda *_: policy(),
    "system": lambda *_: policy().system,
    "society's numbers": lambda *_: discredit.draw_up("court-list").society.spec,
    "society": lambda *_: discredit.draw_up("court-list").society,
    "tested": lambda _, folder: Tested(finding(folder), folder),
    "finding": lambda _, folder: finding(folder),
    "verification": lambda *_: Verification(False, "a", "b", (HOSTILE,) * 40),
    "life": lambda *_: LifeStory(HAPPENED),
}


@pytest.fixture(params=SHOWN)
def one(request: pytest.FixtureRequest, result: Path, tmp_path: Path) -> Any:
    return SHOWN[request.param](result, tmp_path)


def test_it_is_a_few_lines_of_text(one: Any) -> None:
    lines = repr(one).splitlines()
    assert 2 <= len(lines) <= 9
    assert max(map(len, lines)) <= LONGEST
    assert "\x1b" not in repr(one) and "\u202e" not in repr(one)
    assert str(one) == repr(one)


def test_it_is_html_that_shows_markup_as_text_and_runs_nothing(one: Any) -> None:
    page = Page(one._repr_html_())
    assert {tag for tag, _ in page.tags} <= {"p", "strong", "br", "code"}
    assert not any(own for _, own in page.tags)
    said = " ".join(" ".join(page.text).split())
    assert all(" ".join(line.split()) in said for line in repr(one).splitlines()[:-1])


def test_the_calls_that_it_names_exist(one: Any) -> None:
    calls = one.in_short().calls
    assert calls
    for call in calls:
        there = one[0] if call.startswith("[") else one if call.startswith(".") else discredit
        dotted = re.findall(r"\.(\w+)", call.partition("(")[0].partition(" ")[0])
        assert dotted
        for name in dotted:
            there = getattr(there, name)


def test_a_label_that_must_be_worn_is_shown() -> None:
    assert "FICTION" in repr(discredit.load_policy("nosedive"))
    assert "FICTION" in repr(discredit.draw_up("nosedive"))
    assert "FICTION" in repr(LifeStory(HAPPENED))


def test_a_life_is_a_list_of_what_happened() -> None:
    assert LifeStory(HAPPENED) == HAPPENED
    assert repr(LifeStory([])).startswith("One synthetic life, 0 happenings")


def test_a_run_of_one_world_names_nothing_that_compares_two(result: Path) -> None:
    found = open_result(result)
    alone = Result(found.folder, found.manifest.model_copy(update={"arms": ("with",)}))
    assert ".effects()" not in repr(Pair(alone))
    assert "only with it" in repr(Pair(alone))
