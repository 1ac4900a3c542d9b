"""Two worlds worked month by month are those that a run works, and what is shown of them is so."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from discredit.engine import switches
from discredit.page.asked import Wanted, plan_of
from discredit.page.lives import lives
from discredit.plan import Plan, draw_up
from discredit.run import arms, twins
from discredit.run import watched as months
from discredit.run.sample import KINDS, STATES, kinds_of, people_at_end, shown_of
from discredit.store.tables import form_of
from discredit.vocabulary import ARMS, OCCUPATIONS
from discredit.words.lives import life_story
from discredit.words.phrases import names_in
from served_page import PEOPLE, SYSTEM

LONG = 14  # months: a year passes among the people


def plan(**given: Any) -> Plan:
    return plan_of(Wanted(system=SYSTEM, people=PEOPLE, months=LONG, **given), {})


def worked(asked: Plan) -> list[dict[Any, months.MonthSeen]]:
    home = months.home_of(asked)
    return [one for one in months.watched(asked, home) if not isinstance(one, months.Waiting)]


@pytest.fixture(scope="module")
def seen() -> list[dict[Any, months.MonthSeen]]:
    return worked(plan())


def test_the_figures_are_those_of_a_run(seen: list[dict[Any, months.MonthSeen]]) -> None:
    own = dict(zip(ARMS, form_of(plan()).own, strict=True))
    moments = list(twins.stream(plan()))
    assert len(seen) == len(moments) == LONG
    for month, moment in zip(seen, moments, strict=True):
        for arm, one in month.items():
            for name, value in one.figures.items():
                assert value == moment.sums[arm][0, own[arm].index(name)], (name, moment.month)
    assert any(month["with"].figures["listed_wrongly"] for month in seen)


def test_what_everybody_is_shown_as_is_what_is_counted(
    seen: list[dict[Any, months.MonthSeen]],
) -> None:
    """Until a year has passed everybody is there from the first month to the last."""
    short = plan_of(Wanted(system=SYSTEM, people=PEOPLE, months=12), {})
    last = worked(short)[-1]
    for one in last.values():
        counts = np.bincount(np.frombuffer(one.states, np.uint8), minlength=len(STATES))
        told = dict(zip(STATES, counts.tolist(), strict=True))
        assert sum(counts) == PEOPLE
        assert told["wrongly"] == one.figures["listed_wrongly"]
        assert told["listed"] + told["wrongly"] == one.figures["listed"]
    assert np.frombuffer(last["with"].states, np.uint8).max() == STATES.index("wrongly")


def test_months_before_the_record_are_worked_and_not_shown() -> None:
    asked = draw_up(SYSTEM, people=PEOPLE, months=4, start="2017-01")
    assert asked.burn_in == 6
    own = form_of(asked).own[0]
    found = worked(asked)
    for month, moment in zip(found, twins.stream(asked), strict=True):
        ours, states = month["with"].figures, np.frombuffer(month["with"].states, np.uint8)
        assert ours["listed_wrongly"] == moment.sums["with"][0, own.index("listed_wrongly")]
        assert (states == STATES.index("wrongly")).sum() == ours["listed_wrongly"] > 0


def test_nobody_is_shown_before_he_comes(seen: list[dict[Any, months.MonthSeen]]) -> None:
    home = months.home_of(plan())
    first, last = (np.frombuffer(seen[t]["with"].states, np.uint8) for t in (0, -1))
    is_new = home.shown.paths[0] < 0
    assert is_new.any()
    assert ((first == 0) == is_new).all()
    assert (last > 0).all()


def test_whole_households_are_shown_from_everywhere() -> None:
    asked = plan()
    setup = arms.prepare(asked, 1)
    with switches.pinned():
        shown, people = shown_of(setup, asked, most=500), people_at_end(setup, asked)
    assert 440 <= len(shown.rows) <= 500
    sizes = np.bincount(shown.household)
    heads = shown.rows[np.unique(shown.household, return_index=True)[1]]
    assert (people.place_in_household[heads] == 0).all()
    assert (people.household_size[heads] == sizes).all()
    every = people.region[people.present]
    for region in np.unique(every):
        share, own = (every == region).mean(), (people.region[shown.rows] == region).mean()
        assert abs(share - own) < 0.03


def test_who_somebody_is_at_a_glance() -> None:
    home = months.home_of(plan())
    people, kinds = people_at_end(home.setup, plan()), kinds_of(home.shown, home.setup, plan())
    for at, row in enumerate(home.shown.rows.tolist()):
        is_so = {
            "adult": people.age[row] >= 18,
            "woman": people.is_woman[row],
            "official": OCCUPATIONS[people.occupation[row]] == "official",
        }
        assert {kind for k, kind in enumerate(KINDS) if kinds[at] >> k & 1} == {
            kind for kind in KINDS if is_so[kind]
        }


def test_a_system_in_the_other_world_is_worked_as_in_the_first() -> None:
    """The same system before a lever was moved, which shares the engine."""
    between = worked(plan(set={"redress.filing_rate": 0.5}, against=SYSTEM))
    moved, plain = worked(plan(set={"redress.filing_rate": 0.5})), worked(plan())
    for month, ours, theirs in zip(between, moved, plain, strict=True):
        assert (month["with"], month["without"]) == (ours["with"], theirs["with"])
    assert between[-1]["with"] != between[-1]["without"]


def test_a_lever_moves_one_world_and_not_the_other(seen: list[dict[Any, months.MonthSeen]]) -> None:
    closed = worked(plan(set={"redress.filing_rate": 0.5}))
    assert [one["without"] for one in closed] == [one["without"] for one in seen]
    assert [one["with"] for one in closed] != [one["with"] for one in seen]


def test_a_run_that_is_left_ends_within_a_month() -> None:
    other = plan(seed=5)
    run = months.watched(other, months.home_of(other))
    assert not isinstance(next(one for one in run if not isinstance(one, months.Waiting)), str)
    run.close()
    assert not [one for one in threading.enumerate() if one.name.startswith("world")]


def test_a_life_is_told_as_the_command_tells_it(seen: list[dict[Any, months.MonthSeen]]) -> None:
    asked, home = plan(), months.home_of(plan())
    wrongly = np.frombuffer(seen[-1]["with"].states, np.uint8) == STATES.index("wrongly")
    person = int(home.shown.rows[wrongly][0])
    told = lives(asked, person)[person]
    names = names_in(asked.policy, None, asked.society.spec.money)
    story = life_story(twins.trace(asked, (person,)), names, asked.burn_in, told["since"])
    ours = [(one.month, one.world, one.text) for one in story if one.kind != "divergence"]
    assert [(one["month"], one["world"], one["text"]) for one in told["story"]] == ours
    assert told["parting"] and told["parting"]["month"] in told["parting"]["text"]
    family = {one["person"] for one in told["family"]}
    assert person not in family and all(abs(one - person) < 10 for one in family)
