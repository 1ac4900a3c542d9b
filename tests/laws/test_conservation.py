"""Nothing appears from nowhere or leaves twice: people, entries, appeals, hearings."""

from __future__ import annotations

import itertools
from typing import Any

import jax
import numpy as np
from hypothesis import given

import twins
from discredit import dossier, lists
from discredit.dossier import Exit, Listed, Stage, Status
from discredit.record import GROUP_LABELS, MEASURES
from discredit.society.people import GROUPS
from reference import agencies, person
from strategies import MONTHS, ROWS, court_list, few, row, seeds, sightings_of

EXITS = ("exits_paid", "exits_term", "exits_corrected", "exits_repaired")


def measure(name: str) -> Any:
    """A measure of the shared run: [months, groups]."""
    return twins.shared().sums[:, :, list(MEASURES).index(name)]


def queue(world: Any, stage: Stage) -> Any:
    return world.held.cases.stage == stage


def mornings() -> list[Any]:
    return [twins.flat(world) for world in twins.shared_monthly().worlds]


def test_entries_less_exits_are_the_stock_in_every_group_and_month() -> None:
    exits = sum(measure(name) for name in EXITS)
    np.testing.assert_array_equal((measure("entries") - exits).cumsum(axis=0), measure("listed"))


def test_every_dimension_counts_everybody_once() -> None:
    for dimension in GROUPS:
        rows = [i for i, (name, _) in enumerate(GROUP_LABELS) if name == dimension.name]
        for name in ("people", "listed", "entries", "savings"):
            total = measure(name)[:, rows].sum(axis=1)
            np.testing.assert_array_equal(total, twins.total(twins.shared().sums, name), name)
    assert set(twins.total(twins.shared().sums, "people")) == {twins.PEOPLE}


def test_groups_stay_the_same_people() -> None:
    assert (measure("people") == measure("people")[0]).all()


def test_the_sums_are_those_of_the_persons() -> None:
    for month, world in enumerate(mornings()[1:]):
        held = world.held
        sums = {name: twins.total(twins.shared().sums, name)[month] for name in MEASURES}
        assert sums["listed"] == (held.listed.status == Status.LISTED).sum()
        assert sums["warned"] == (held.listed.status == Status.WARNED).sum()
        assert sums["shut_out"] == (held.closed != 0).sum()
        assert sums["exits_term"] == (held.listed.exit == Exit.TERM).sum()


def test_times_listed_are_entries() -> None:
    for month, world in enumerate(mornings()[1:]):
        entered = twins.total(twins.shared().sums, "entries")[: month + 1].sum()
        assert world.held.listed.times.astype(int).sum() == entered


def test_wrong_listings_are_listings_and_have_one_cause_each() -> None:
    causes = sum(measure(name) for name in MEASURES if name.startswith("wrongly_"))
    np.testing.assert_array_equal(causes, measure("listed_wrongly"))
    assert (measure("listed_wrongly") <= measure("listed")).all()
    assert (measure("listed_without_notice") <= measure("listed")).all()


def test_an_entry_ends_in_one_way_and_only_then_is_the_person_off() -> None:
    worlds = mornings()
    for before, after in itertools.pairwise(worlds):
        was_on = before.held.listed.status == Status.LISTED
        is_on = after.held.listed.status == Status.LISTED
        ended = after.held.listed.exit != Exit.NONE
        np.testing.assert_array_equal(was_on & ~is_on, ended)


def test_appeals_filed_are_waiting_or_decided_or_withdrawn() -> None:
    worlds, sums = mornings(), twins.shared().sums
    filed = decided = withdrawn = 0
    for month, (before, after) in enumerate(itertools.pairwise(worlds)):
        was = queue(before, Stage.FIRST) | queue(before, Stage.REVIEW)
        now = queue(after, Stage.FIRST) | queue(after, Stage.REVIEW)
        won = after.held.listed.exit == Exit.CORRECTED
        refused = was & queue(after, Stage.CLOSED)
        filed += int((queue(after, Stage.FIRST) & queue(before, Stage.NONE)).sum())
        decided += int((won | refused).sum())
        withdrawn += int((was & queue(after, Stage.NONE) & ~won).sum())
        assert not (won & ~was).any(), "a correction without a case"
        assert filed == twins.total(sums, "appeals_filed")[: month + 1].sum()
        assert now.sum() == twins.total(sums, "appeals_waiting")[month]
        assert filed == int(now.sum()) + decided + withdrawn
    assert min(filed, decided, withdrawn) > 0


def test_no_desk_hears_more_than_it_can() -> None:
    worlds = mornings()
    rates = twins.rules().redress.capacity[0].astype(float) * twins.PEOPLE / 1e6
    heard = np.zeros((twins.MONTHS, 2), int)
    for month, (before, after) in enumerate(itertools.pairwise(worlds)):
        was_won = after.held.listed.exit == Exit.CORRECTED
        moved = queue(after, Stage.REVIEW) | queue(after, Stage.CLOSED) | was_won
        heard[month, 0] = (queue(before, Stage.FIRST) & moved).sum()
        closed = queue(after, Stage.CLOSED) | was_won
        heard[month, 1] = (queue(before, Stage.REVIEW) & closed).sum()
    assert (heard <= np.ceil(rates)).all()
    allowed = np.outer(np.arange(1, twins.MONTHS + 1), rates)
    assert (heard.cumsum(axis=0) <= allowed + 1e-3).all()
    assert (heard.sum(axis=0) > 0).all()
    np.testing.assert_array_equal(
        heard.sum(axis=1), twins.total(twins.shared().sums, "appeals_served")
    )


decide = jax.jit(lists.decide)


@few(max_examples=12)
@given(seeds)
def test_nobody_is_listed_without_an_admissible_sighting(seed: int) -> None:
    """Any sightings, every third month of the real rules, the reforms among them."""
    rng = np.random.default_rng(seed)
    age, is_student = rng.integers(0, 100, ROWS).astype(np.uint8), rng.random(ROWS) < 0.2
    listed, score = dossier.begin(ROWS).listed, np.zeros(ROWS, np.int16)
    cause, entries = np.zeros(ROWS, bool), np.zeros(ROWS, int)
    for month in range(int(rng.integers(0, MONTHS - 60)), MONTHS, 3):
        rules, seen = row(court_list().lists, month), sightings_of(rng)
        before = listed
        listed = Listed(*map(np.asarray, decide(before, score, seen, age, is_student, rules)))
        has_cause = [
            agencies.admissible(person.person_of(seen, i), age[i], is_student[i], rules)
            for i in range(ROWS)
        ]
        cause = np.where(before.status == Status.CLEAR, has_cause, cause)
        assert not ((listed.status != Status.CLEAR) & ~cause).any()
        entered = (before.status != Status.LISTED) & (listed.status == Status.LISTED)
        entries += entered
        np.testing.assert_array_equal(listed.times, entries)
        ended = (before.status == Status.LISTED) & (listed.status == Status.CLEAR)
        np.testing.assert_array_equal(listed.exit != Exit.NONE, ended)
    assert entries.max() > 1
