"""Both sides of a switch drawn again: alike in all but the switch, and told as of any other run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from command_line import call
from discredit.cli import findings_page
from discredit.errors import InputError
from discredit.policy.address import numbers
from discredit.report import study_page
from discredit.studies import folder as result
from discredit.studies.answer import answer
from discredit.studies.both_sides import drawn, moving_on_both, refuse_draws
from discredit.studies.design import MAIN, scenarios, tasks
from discredit.studies.drawn import FittedDraws
from discredit.studies.finding import Finding, Outcomes, finding_of
from discredit.studies.question import SIDES, Question, load_study
from discredit.words import doubt
from small_study import SMALL, told, written

DRAWS = doubt.FEWEST
SIZE = SMALL._replace(draws=DRAWS)
CHANGES = np.linspace(-0.1, 0.4, DRAWS)
"""What the switch does in each draw: up in 15 of 19."""


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Question:
    return load_study(Path(written(tmp_path_factory.mktemp("drawn"))))


@pytest.fixture(scope="module")
def found(question: Question) -> Finding:
    """A finding of outcomes made by hand, which go with the first number that moves."""
    many = len(moving_on_both(question))
    points = {f"drawn {at + 1} of {DRAWS}": (CHANGES[at],) * many for at in range(DRAWS)}
    settings = [MAIN, *(one.name for one in scenarios(question))]
    outcomes: Outcomes = {
        (name, seed, side): (told(0.2 if side == "on" else 0.1),)
        for name in settings
        for seed in (1, 2)
        for side in SIDES
    }
    for at, name in enumerate(points):
        outcomes[name, at + 1, "off"] = (told(0.5),)
        outcomes[name, at + 1, "on"] = (told(0.5 + CHANGES[at]),)
    return finding_of(question, SIZE, outcomes, "", points=points)


def test_what_the_switch_turns_stays_and_all_else_moves_alike(question: Question) -> None:
    off, on = numbers(question.off), numbers(question.on)
    turned = {path for path in off.keys() & on.keys() if off[path] != on[path]}
    moving = {one.path for one in moving_on_both(question)}
    assert turned == {"observation.misrouted"} and not turned & moving
    for one in drawn(question, DRAWS)[:2]:
        mine, theirs = numbers(one.off), numbers(one.on)
        for path in turned:
            assert (mine[path], theirs[path]) == (off[path], on[path])
        both = (mine.keys() & theirs.keys()) - turned
        assert all(mine[path] == theirs[path] for path in both)
        assert sum(mine[path] != off[path] for path in both) > 30


def test_a_file_of_draws_is_taken_but_for_what_the_switch_turns(question: Question) -> None:
    paths = ("redress.filing_rate", "observation.misrouted")
    values = np.column_stack([np.linspace(0.01, 0.04, DRAWS), np.full(DRAWS, 0.001)])
    given = FittedDraws("draws.json", paths, values, {})
    fitted = replace(question, draws=given)
    assert not {one.path for one in moving_on_both(fitted)} & set(paths)
    for at, one in enumerate(drawn(fitted, DRAWS)):
        for side in SIDES:
            mine = numbers(getattr(one, side))
            assert mine["redress.filing_rate"].value == values[at, 0]
            own = numbers(getattr(question, side))["observation.misrouted"]
            assert mine["observation.misrouted"].value == own.value
    refuse_draws(fitted, DRAWS)
    with pytest.raises(InputError, match=f"holds {DRAWS} draws"):
        refuse_draws(fitted, DRAWS + 1)


def test_the_second_interval_is_that_of_the_draws(found: Finding) -> None:
    assert found.doubt is not None and found.drawn is not None
    own = found.changes[0]
    assert found.doubt.low == pytest.approx(min(CHANGES[0], own.low))
    assert found.doubt.high == pytest.approx(max(CHANGES[-1], own.high))
    assert found.doubt.held == pytest.approx((CHANGES > 0).mean())
    assert found.doubt.standing == doubt.OPEN and found.doubt.first
    assert found.sentence.endswith("Where its assumptions move too, its direction is open.")


def test_text_page_json_and_the_page_of_all_claims_say_one_thing(found: Finding) -> None:
    said = study_page.in_words(found).together
    times = f"its sign held in {(CHANGES > 0).sum()} of {DRAWS} draws"
    assert times in said and "over luck and assumptions together" in said
    assert "measure first" in said
    sizes = findings_page.StudySizes()
    assert said in " ".join(study_page.text(found).split())
    assert said in findings_page.written([found], sizes)
    told_ = json.loads(json.dumps(result.document(found)))["together"]
    assert told_["draws"] == DRAWS and set(told_) == set(doubt.COLUMNS)
    assert told_["together_high"] == pytest.approx(found.doubt.high * 100_000)  # pyright: ignore[reportOptionalMemberAccess]
    assert "Smaller than the files" in findings_page.written([found], sizes._replace(people=600))


@pytest.mark.slow
def test_draws_are_run_on_seeds_of_their_own_and_kept(question: Question, tmp_path: Path) -> None:
    todo = [task for task in tasks(question, SIZE) if task.point]
    assert [task.seed for task in todo[::2]] == list(range(1, DRAWS + 1))
    assert [task.side for task in todo[:4]] == ["off", "on", "off", "on"]
    made = answer(question, SIZE, tmp_path / "study")
    assert made.doubt is not None and made.doubt.draws == DRAWS
    again = answer(question, SIZE, tmp_path / "study")
    assert again.differences().equals(made.differences())


def test_too_few_draws_are_refused_before_anything_runs(here: Path) -> None:
    done = call("study", "notice-helps", "--uncertain", "5", "--out", "there")
    assert "takes 19 to" in " ".join(done.stderr.split())
    assert not list(here.iterdir())
