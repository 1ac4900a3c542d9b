"""Each compiled room decides about everybody what the slow reference decides about each.

Whole numbers and switches agree exactly. Money and moods agree to a millionth of the column's
size, since the reference reckons in double precision; debts to two hundred-thousandths, the
accuracy that `draws.normal` states times the spread of the debt's logarithm.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import jax
import numpy as np
from hypothesis import given

from discredit import behaviour, gates, life, lists, observation, redress, score
from discredit.dossier import Files, Sightings, Status
from discredit.draws import Decision, Draws, word
from discredit.vocabulary import OCCUPATIONS
from reference import agencies, conduct, lives, person
from strategies import ROWS, Case, case_of, few, seeds

MILLIONTH = 2e-6
STUDENT = OCCUPATIONS.index("student")
room = cache(jax.jit)


def drawing(case: Case) -> tuple[Any, int]:
    return case.draws.key, int(case.draws.month)


def assert_same(found: Any, expected: Any, names: tuple[str, ...], *, loosely: str = "") -> None:
    for name, mine, theirs in zip(names, found, expected, strict=True):
        mine, theirs = np.asarray(mine), np.asarray(theirs)
        if mine.dtype != np.float32:
            np.testing.assert_array_equal(mine, theirs, err_msg=name)
            continue
        share = 4e-5 if name in loosely.split() else MILLIONTH
        size = np.abs(theirs).max()
        np.testing.assert_allclose(mine, theirs, rtol=share, atol=MILLIONTH * size, err_msg=name)


@few(max_examples=25)
@given(seeds)
def test_behaviour_does_to_everybody_what_the_reference_does_to_each(seed: int) -> None:
    case = case_of(seed)
    columns = (case.people, case.truth, case.held.closed, case.around)
    truth, acts = room(behaviour.act)(*columns, case.rules.behaviour, case.draws)
    slow = partial(conduct.act, rules=case.rules.behaviour)
    expected_truth, expected_acts = person.each(slow, *columns, drawing=drawing(case))
    assert_same(truth, expected_truth, truth._fields, loosely="owed savings")
    assert_same(acts, expected_acts, acts._fields, loosely="paid")


@few(max_examples=25)
@given(seeds)
def test_observation_writes_about_all_what_the_reference_writes_about_each(seed: int) -> None:
    case = case_of(seed)
    people, acts = case.people, case.acts
    weight = (case.people.name_frequency / np.float32(64)).astype(np.float32)
    columns = (acts, case.held.files, case.around.strays, people.is_urban, people.is_migrant)
    found = room(observation.observe)(*columns, weight, case.rules.observation, case.draws)
    slow = partial(agencies.observe, rules=case.rules.observation)
    expected = person.each(slow, *columns, weight, drawing=drawing(case))
    assert_same(found[0], expected[0], Files._fields)
    assert_same(found[1], expected[1], Sightings._fields)
    assert_same(found[2], expected[2], observation.Hindsight._fields)


@few(max_examples=25)
@given(seeds)
def test_score_and_gates_follow_the_reference(seed: int) -> None:
    case = case_of(seed)
    held, rules = case.held, case.rules
    points = room(score.update)(held.score, case.sightings.ground, rules.score)
    slow = partial(agencies.update, rules=rules.score)
    expected = person.each(slow, held.score, case.sightings.ground)
    np.testing.assert_array_equal(points, expected)
    found = room(gates.close)(held.listed.status, held.copies, rules.gates)
    slow = partial(agencies.close, rules=rules.gates)
    assert_same(found, person.each(slow, held.listed.status, held.copies), ("copies", "closed"))


@few(max_examples=60)
@given(seeds)
def test_lists_follow_the_table_line_by_line(seed: int) -> None:
    case = case_of(seed)
    age, is_student = case.people.age, case.people.occupation == STUDENT
    listed, seen = case.held.listed, case.sightings
    found = room(lists.decide)(listed, case.held.score, seen, age, is_student, case.rules.lists)
    slow = partial(agencies.decide, rules=case.rules.lists)
    expected = person.each(slow, listed, seen, age, is_student)
    # A term says something of standing entries only, and grace of warnings only.
    means = {
        "term_left": expected.status == Status.LISTED,
        "grace_left": expected.status == Status.WARNED,
    }
    for name, mine, theirs in zip(found._fields, found, expected, strict=True):
        where = means.get(name, np.ones(ROWS, bool))
        np.testing.assert_array_equal(np.asarray(mine)[where], theirs[where], err_msg=name)


@few(max_examples=25)
@given(seeds)
def test_life_does_to_everybody_what_the_reference_does_to_each(seed: int) -> None:
    case = case_of(seed)
    columns = (
        case.people,
        case.truth,
        case.acts,
        case.held.closed,
        case.sightings.notified,
        case.held.listed.status != Status.CLEAR,
        case.around,
    )
    found = room(life.live)(*columns, case.rules.gates, case.rules.life, case.draws)
    slow = partial(lives.live, gates=case.rules.gates, rules=case.rules.life)
    truth, toll = person.each(slow, *columns, drawing=drawing(case))
    assert_same(found[0], truth, truth._fields)
    assert_same(found[1], toll, life.Toll._fields)


@few(max_examples=40)
@given(seeds)
def test_each_desk_calls_whom_the_reference_calls(seed: int) -> None:
    case = case_of(seed)
    queue = case.held.cases
    lots = np.asarray(word(case.draws, Decision.DOCKET)) >> 24
    capacity = np.array([case.draws.key[0] % 97, case.draws.key[1] % 97], np.int32)
    called = np.asarray(room(redress.call)(room(redress.waiting)(queue, case.draws), capacity))
    for desk in range(2):
        rank = np.minimum(queue.waited, redress.LONGEST_WAIT) * np.int64(redress.LOTTERY) + lots
        found = (queue.stage == desk + 1) & (rank >= called[desk])
        expected = lives.docket(queue, lots, capacity) & (queue.stage == desk + 1)
        np.testing.assert_array_equal(found, expected)
        assert found.sum() <= capacity[desk]


@few(max_examples=25)
@given(seeds)
def test_hearings_end_for_everybody_as_for_each(seed: int) -> None:
    case = case_of(seed)
    held, truth = case.held, case.truth
    who = lives.Appellant(
        case.acts,
        truth.is_aware,
        truth.trust,
        truth.grievance,
        case.people.education,
        held.files,
        held.listed,
        held.copies,
        held.cases,
    )
    capacity = np.array([case.draws.key[0] % 97, case.draws.key[1] % 97], np.int32)
    called = room(redress.call)(room(redress.waiting)(held.cases, case.draws), capacity)
    found = room(redress.hear)(*who, called, case.rules.redress, case.draws)
    lots = np.asarray(word(case.draws, Decision.DOCKET)) >> 24
    is_called = lives.docket(held.cases, lots, capacity)
    slow = partial(lives.hear, rules=case.rules.redress)
    expected = person.each(slow, who, is_called, drawing=drawing(case))
    assert_same(found[0], expected[0], held.files._fields)
    assert_same(found[1], expected[1], held.listed._fields)
    np.testing.assert_array_equal(found[2], expected[2])
    assert_same(found[3], expected[3], held.cases._fields)
    assert_same(found[4], expected[4], redress.Outcome._fields)


def test_capacity_carries_the_fraction_of_a_case_over() -> None:
    per_million = np.tile(np.array([20.0, 6.0], np.float32), (400, 1))
    heard = redress.capacity_by_month(per_million, 30_000).cumsum(axis=0)
    # In whole numbers: 60 and 18 hundredths of a case a month.
    np.testing.assert_array_equal(heard, np.outer(np.arange(1, 401), [60, 18]) // 100)


def test_the_words_of_chance_are_those_of_the_reference() -> None:
    key = (0x12345678, 0x9ABCDEF0)
    draws = Draws(np.array(key, np.uint32), np.arange(50, dtype=np.uint32), np.uint32(155))
    for k in (0, 1, 9):
        slow = [person.Luck(key, i, 155).word(Decision.SERVICE_WANTED, k) for i in range(50)]
        np.testing.assert_array_equal(word(draws, Decision.SERVICE_WANTED, k), slow)
