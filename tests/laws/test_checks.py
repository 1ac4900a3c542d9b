"""Who is checked: no more than there is room for, the same however people are cut up, and those
whom the slow reference chooses by sorting everybody."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from discredit.observation import (
    Applicants,
    Checked,
    Hindsight,
    choose,
    inspect,
    register_of,
)
from discredit.observation.checks import (
    PLACES,
    counted,
    lowest_called,
    sample_places,
    score_places,
)
from discredit.observation.room import rooms_for_checks
from discredit.step.checking import applicants_of
from discredit.truth import CheckCalls
from random_months import ROWS, Case, case_of, few, seeds
from reference import checking
from reference.person import Luck, person_of


class Settled(NamedTuple):
    """Who is chosen among some people, and how."""

    who: Applicants
    calls: CheckCalls
    checked: Checked


def settled(case: Case, room: Any, cuts: tuple[int, ...] = ()) -> Settled:
    """The choice over everybody, counted part by part."""
    rules, score = case.rules.observation.checks, case.rules.score
    assert rules is not None and case.held.scores is not None
    who = applicants_of(case.people, jnp.asarray(case.held.scores.shown), case.rules, case.draws)
    parts = np.split(np.arange(ROWS), sorted(cuts))
    lots = np.asarray(sample_places(who, 1, case.draws))

    def call(places: Any, free: int) -> Any:
        counts = jnp.zeros((1, PLACES), jnp.int32)
        for part in parts:
            counts = counted(counts, jnp.asarray(places[:, part]))
        return lowest_called(counts, jnp.array([free]))

    by_lot = call(lots, room[0])
    drawn = jnp.asarray(lots >= np.asarray(by_lot)[:, None])
    heights = np.asarray(score_places(who, drawn, rules, score, case.draws))
    calls = CheckCalls(by_lot, call(heights, room[1]))
    return Settled(who, calls, choose(who, calls, rules, score, case.draws))


rooms = st.tuples(st.integers(0, 40), st.integers(0, 60))


@few(max_examples=12)
@given(seeds, rooms)
def test_the_reference_chooses_the_same_by_sorting_everybody(
    seed: int, room: tuple[int, int]
) -> None:
    case = case_of(seed, "everything")
    key = (int(case.draws.key[0]), int(case.draws.key[1]))
    lucks = [Luck(key, i, int(case.draws.month)) for i in range(ROWS)]
    free = ((room[0],), (room[1],))
    assert case.held.scores is not None
    expected = checking.chosen(case.people, case.held.scores.shown, case.rules, free, lucks)
    found = settled(case, room).checked
    np.testing.assert_array_equal(found.applies, [one.applies for one in expected])
    np.testing.assert_array_equal(found.by_lot[0], [one.by_lot[0] for one in expected])
    np.testing.assert_array_equal(found.by_score[0], [one.by_score[0] for one in expected])


@few(max_examples=12)
@given(seeds, rooms, st.lists(st.integers(0, ROWS), max_size=4))
def test_no_more_are_checked_than_there_is_room_for_however_people_are_cut_up(
    seed: int, room: tuple[int, int], cuts: list[int]
) -> None:
    case = case_of(seed, "everything")
    whole, cut = settled(case, room), settled(case, room, tuple(cuts))
    for one, other in zip(whole.calls, cut.calls, strict=True):
        np.testing.assert_array_equal(one, other)
    checked = whole.checked
    assert int(checked.by_lot.sum()) <= room[0] and int(checked.by_score.sum()) <= room[1]
    assert not (checked.by_lot & checked.by_score).any()
    assert not (checked.any & ~whole.who.applies).any()


@few(max_examples=12)
@given(seeds, st.integers(0, 60))
def test_more_room_takes_nobody_off(seed: int, room: int) -> None:
    case = case_of(seed, "everything")
    few_of, more = settled(case, (0, room)).checked, settled(case, (0, room + 7)).checked
    assert not (few_of.by_score & ~more.by_score).any()


def test_room_adds_up_to_the_rates_and_no_score_chooses_in_the_first_month() -> None:
    case = case_of(3, "everything")
    rules = case.rules.observation.checks
    assert rules is not None
    months = rules._replace(
        quota=np.full((7, 1), 700.0, np.float32), sample=np.full((7, 1), 100.0, np.float32)
    )
    found = rooms_for_checks(months, 5_000)
    assert found is not None
    assert found[0, 1, 0] == 0
    assert found[:, 0, 0].tolist() == [0, 1, 0, 1, 0, 1, 0]
    assert found[:, 1, 0].sum() == 21


def test_whoever_lots_or_scores_tie_with_beyond_the_room_is_left_out() -> None:
    counts = jnp.zeros((1, PLACES), jnp.int32).at[0, jnp.array([7, 5, 4])].set(jnp.array([2, 3, 1]))
    for room, called in ((0, PLACES), (1, 8), (2, 6), (4, 6), (5, 5), (6, 0), (9, 0)):
        lowest = int(lowest_called(counts, jnp.array([room]))[0])
        at_least = sum(n for place, n in ((7, 2), (5, 3), (4, 1)) if place >= lowest)
        expected = sum(n for place, n in ((7, 2), (5, 3), (4, 1)) if place >= called)
        assert at_least == expected <= room


@few(max_examples=10)
@given(seeds, rooms)
def test_what_checks_find_is_what_the_reference_finds(seed: int, room: tuple[int, int]) -> None:
    case = case_of(seed, "everything")
    checks, holds = case.rules.observation.checks, case.rules.observation.register_holds
    assert checks is not None
    checked = settled(case, room).checked
    register = register_of(case.people, holds)
    nothing = np.zeros(ROWS, np.uint32)
    hindsight = Hindsight(nothing, nothing, nothing, np.zeros(ROWS, np.float32))
    noted = case.sightings._replace(records=nothing), hindsight
    on_device = jax.tree.map(jnp.asarray, checks)
    sightings, so, found = inspect(case.acts, checked, register, noted, on_device, case.draws)
    key = (int(case.draws.key[0]), int(case.draws.key[1]))
    for i in np.flatnonzero(np.asarray(checked.any.any(axis=0))):
        person, acts = person_of(case.people, i), person_of(case.acts, i)
        choice = checking.Choice(
            True, tuple(checked.by_score[:, i].tolist()), tuple(checked.by_lot[:, i].tolist())
        )
        one = person_of(noted[0], i), person_of(hindsight, i)
        luck = Luck(key, int(i), int(case.draws.month))
        who = person_of(register, i)
        expected = checking.look_into(person, acts, choice, who, one, case.rules, luck)
        assert int(sightings.records[i]) == expected[0].records
        assert int(so.so[i]) == expected[1].so and int(so.unbought[i]) == expected[1].unbought
        assert expected[2] is not None and bool(found.found[0, i]) == expected[2].found[0]
