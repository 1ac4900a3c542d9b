"""Each compiled room decides about everybody what the slow reference decides about each.

Of the court list, and of a policy that has every mechanism at once; each example shakes its
numbers. Whole numbers and switches agree exactly. Money, points and moods agree to a millionth of
the column's size, since the reference reckons in double precision; debts to two
hundred-thousandths, the accuracy that `draws.normal` states times the spread of the debt's
logarithm.
"""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from functools import cache, partial
from typing import Any, NamedTuple

import jax
import numpy as np
from hypothesis import given

from discredit import behaviour, gates, judgement, life, lists, observation, redress, score
from discredit.behaviour import Outlook
from discredit.dossier import Burden, Scored
from discredit.draws import Decision, Draws, word
from discredit.judgement import Decided
from discredit.observation import register_of as register_on_device
from discredit.redress import queue
from discredit.step.scoring import Marks, ScoringEvidence, score_both
from discredit.vocabulary import Status
from random_months import ROWS, Case, case_of, few, policies, seeds
from reference import agencies, conduct, hearing, listing, lives, month, person, scoring

MILLIONTH = 2e-6
room = cache(jax.jit)


class Entries(NamedTuple):
    listed: Any
    rests_on: int


def drawing(case: Case) -> tuple[Any, int]:
    return case.draws.key, int(case.draws.month)


def assert_same(found: Any, expected: Any, *, loosely: str = "", name: str = "") -> None:
    """Column by column, by name."""
    if hasattr(expected, "_fields"):
        for field in expected._fields:
            theirs = getattr(expected, field)
            assert_same(getattr(found, field), theirs, loosely=loosely, name=field)
        return
    if expected is None or found is None:
        assert found is expected, name
        return
    mine, theirs = np.asarray(found), np.asarray(expected)
    assert mine.shape == theirs.shape, name
    if mine.dtype != np.float32:
        np.testing.assert_array_equal(mine, theirs, err_msg=name)
        return
    share = 4e-5 if name in loosely.split() else MILLIONTH
    size = np.abs(theirs).max()
    np.testing.assert_allclose(mine, theirs, rtol=share, atol=MILLIONTH * size, err_msg=name)


def register_of(people: Any, rules: Any = None) -> Any:
    """The register in columns of the host, which the reference reads one by one."""
    holds = None if rules is None else rules.observation.register_holds
    found = room(partial(register_on_device, by_region=True))(people, holds)
    return jax.tree.map(np.asarray, found)


def random_of(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed ^ 0x5EED)


@few(max_examples=40)
@given(seeds, policies)
def test_behaviour_does_to_everybody_what_the_reference_does_to_each(
    seed: int, policy: str
) -> None:
    case, rng = case_of(seed, policy), random_of(seed)
    shown = (rng.random(ROWS) * (rng.random(ROWS) < 0.5)).astype(np.float32)
    short = (60 * rng.random(ROWS) * (rng.random(ROWS) < 0.7)).astype(np.float32)
    services = case.rules.gates.services.astype(np.uint32)
    bands = None
    if case.rules.score is not None:
        bands = rng.choice((0, 1, 2, 3, 255), (2, ROWS)).astype(np.uint8)
    warned = rng.random(ROWS) < 0.5
    outlook = Outlook(case.held.doors.closed, shown, warned, short, bands, case.surroundings)
    columns = (case.people, case.truth, outlook)
    truth, acts = room(behaviour.act)(
        *columns, case.rules.behaviour, case.rules.gates.services, case.draws
    )
    slow = partial(conduct.act, rules=case.rules.behaviour, services=services)
    expected_truth, expected_acts = person.each(slow, *columns, drawing=drawing(case))
    assert_same(truth, expected_truth, loosely="owed savings")
    assert_same(acts, expected_acts, loosely="paid")


@few(max_examples=20)
@given(seeds)
def test_what_acts_teach_everybody_is_what_the_reference_teaches_each(seed: int) -> None:
    case = case_of(seed, "everything")
    columns = (case.truth, case.acts, case.sightings.records, case.people)
    found = room(behaviour.learn)(*columns[:3], case.people.region, case.rules.behaviour)

    def slow(truth: Any, acts: Any, records: int, who: Any) -> Any:
        return conduct.learn(truth, acts.did & ~acts.hidden, records, who, case.rules.behaviour)

    assert_same(found, person.each(slow, *columns))


@few(max_examples=30)
@given(seeds, policies)
def test_observation_writes_about_all_what_the_reference_writes_about_each(
    seed: int, policy: str
) -> None:
    case = case_of(seed, policy)
    weight = (case.people.name_frequency / np.float32(64)).astype(np.float32)
    register = register_of(case.people, case.rules)._replace(name_weight=weight)
    columns = (case.acts, case.held.files, register, case.surroundings.strays)
    discontent = case.conditions.discontent
    found = room(observation.observe)(*columns, discontent, case.rules.observation, case.draws)
    slow = partial(agencies.observe, discontent=discontent, rules=case.rules.observation)
    expected = person.each(slow, *columns, drawing=drawing(case))
    for mine, theirs in zip(found, expected, strict=True):
        assert_same(mine, theirs)


def marked(case: Case, hindsight: Any, on_lists: Any, rightful: Any) -> Marks:
    """What the scorers make of everybody, and what own conduct would have earned."""
    assert case.held.scores is not None
    evidence = ScoringEvidence(
        observation.register_for(case.people, case.rules), case.held.files, case.sightings,
        hindsight, on_lists, rightful, case.surroundings.friends,
    )  # fmt: skip
    return score_both(
        score.update, case.people, case.truth, evidence, case.held.scores.account, case.rules,
        case.draws,
    )  # fmt: skip


@few(max_examples=15)
@given(seeds)
def test_scores_follow_the_reference_scorer_by_scorer(seed: int) -> None:
    case = case_of(seed, "everything")
    rng, rules = random_of(seed), case.rules
    lists_in = rules.lists.is_red.shape[0]
    on_lists = rng.integers(0, 1 << lists_in, ROWS).astype(np.uint32)
    on_lists |= rng.integers(0, 1 << lists_in, ROWS).astype(np.uint32) << 16
    records = case.sightings.records
    so = records & rng.integers(0, 1 << 32, ROWS, np.uint32)
    hindsight = observation.Hindsight(
        so, so & rng.integers(0, 1 << 32, ROWS, np.uint32), so * 0, np.zeros(ROWS, np.float32)
    )
    rightful = on_lists & rng.integers(0, 1 << 32, ROWS, np.uint32)
    marks = room(marked)(case, hindsight, on_lists, rightful)
    scored, earned, own = marks.scored, marks.earned, marks.accounts
    assert rules.score is not None and rules.behaviour.conducts is not None
    assert case.held.scores is not None
    kinds = rules.behaviour.conducts.kind
    slow = partial(scoring.mark, kinds=kinds, rules=rules.score, habits=rules.behaviour.habits)
    expected = person.each(
        slow, case.people, case.truth, case.held.files, case.held.scores.account, case.sightings,
        hindsight, np.stack([on_lists, rightful]), case.surroundings.friends, drawing=drawing(case),
    )  # fmt: skip
    assert_same(scored.scores.account, expected.account, name="account", loosely="account")
    assert_same(scored.scores.shown, expected.shown, name="shown", loosely="shown")
    assert_same(own.account, expected.earned_account, name="own", loosely="own")
    assert_same(earned.scores.shown, expected.earned, name="earned", loosely="earned")
    assert_same(marks.history, expected.history, name="history")
    np.testing.assert_array_equal(marks.is_mended, expected.is_mended)
    np.testing.assert_array_equal(marks.has_new_error, expected.has_new_error)
    np.testing.assert_array_equal(marks.has_error, expected.has_error)
    assert_same(own.history, expected.earned_history, name="own history")
    # A score within a rounding of a bound may stand in either band.
    for bands, theirs in ((scored.bands, expected.bands), (earned.bands, expected.earned_bands)):
        assert (np.asarray(bands) != np.asarray(theirs)).mean() < 1e-2
    near = np.abs(rules.score.bands[:, :, None] - np.asarray(expected.shown)[:, None]).min(axis=1)
    sure = near > 1e-2
    np.testing.assert_array_equal(np.asarray(scored.bands)[sure], expected.bands[sure])
    if own.rated is not None:
        assert_same(own.rated, expected.rated, name="rated", loosely="rated")
    for name, points in marks.shortfall.parts.items():
        theirs = np.array([[of.get(name, 0.0) for of in one] for one in expected.short])
        np.testing.assert_allclose(points, theirs, atol=2e-2, err_msg=name)


@few(max_examples=25)
@given(seeds)
def test_people_play_for_the_nearest_band_that_the_reference_finds(seed: int) -> None:
    case = case_of(seed, "everything")
    rules = case.rules.score
    assert rules is not None and case.held.scores is not None
    shown = np.asarray(case.held.scores.shown)
    register = register_of(case.people, case.rules)
    has_score = np.asarray(room(observation.who_is_scored)(register, rules, case.draws))
    gap = room(score.to_next_band)(shown, has_score, rules)
    slow = partial(scoring.is_scored, rules=rules)
    expected = person.each(
        lambda who, luck: tuple(slow(who, luck=luck)), case.people, drawing=drawing(case)
    )
    np.testing.assert_array_equal(has_score, expected)
    slow_gap = partial(scoring.to_next_band, rules=rules)
    assert_same(gap, person.each(slow_gap, shown, has_score), name="short", loosely="short")


@few(max_examples=40)
@given(seeds, policies)
def test_doors_follow_the_reference(seed: int, policy: str) -> None:
    case, rng = case_of(seed, policy), random_of(seed)
    held, rules, bands = case.held, case.rules, None
    if rules.score is not None:
        bands = rng.choice((0, 1, 2, 3, 255), (2, ROWS)).astype(np.uint8)
    scored = None if bands is None or held.scores is None else Scored(held.scores, bands)
    found = room(gates.close)(held.listed.status, held.copies, scored, rules.gates)
    slow = partial(listing.close, rules=rules.gates)
    expected = person.each(slow, held.listed.status, held.copies, bands)
    assert_same(found[0], np.asarray(expected[0]), name="copies")
    assert_same(found[1], expected[1])


@few(max_examples=60)
@given(seeds, policies)
def test_lists_follow_the_table_line_by_line(seed: int, policy: str) -> None:
    """Every list, its dues, and whether what an entry rests on is so."""
    case, rng = case_of(seed, policy), random_of(seed)
    people, held, rules, seen = case.people, case.held, case.rules.lists, case.sightings
    so = seen.records & rng.integers(0, 1 << 32, ROWS, np.uint32)
    hindsight = observation.Hindsight(so, so, so * 0, np.zeros(ROWS, np.float32))
    scored = should = shown = earned = bands = None
    if held.scores is not None and case.truth.earned is not None:
        shown, earned = held.scores.shown, case.truth.earned.account
        bands = np.where(rng.random((2, ROWS)) < 0.2, 255, 1).astype(np.uint8)
        scored = Scored(held.scores, bands)
        should = Scored(held.scores._replace(shown=earned), bands)
    found = room(lists.decide)(held.listed, seen, scored, register_of(people), rules)
    decided = Decided(hindsight, scored, should, held.listed, found)
    rests_on = room(judgement.rests_on_what_is_so)(
        case.truth.rests_on, case.acts, decided, case.rules
    )

    told = (shown, earned, bands)

    def slow(who, acts, listed, rests_on, seen, hindsight, shown, earned, bands):
        marks = has_score = None
        if shown is not None:
            marks = scoring.Marks(
                (), shown, (), (), earned, (), None, None, False, None, False, None, ()
            )
            has_score = [band != 255 for band in bands]
        before = case.held._replace(listed=listed)
        rest = (marks, has_score, listing.on_which(listed))
        told = (rests_on, seen, hindsight, *rest, case.rules)
        return Entries(*month.decide(who, acts, before, *told))

    columns = (people, case.acts, held.listed, case.truth.rests_on, seen, hindsight)
    expected, expected_rests = person.each(slow, *columns, *told)
    np.testing.assert_array_equal(rests_on, expected_rests)
    # A term says something of standing entries only, and grace of warnings only.
    status = np.asarray(expected.status)
    means = {"term_left": status == Status.LISTED, "grace_left": status == Status.WARNED}
    for name, mine, theirs in zip(found._fields, found, expected, strict=True):
        if mine is None or theirs is None:
            assert mine is theirs, name
            continue
        where = means.get(name, np.ones(status.shape, bool))
        np.testing.assert_array_equal(
            np.asarray(mine)[where], np.asarray(theirs)[where], err_msg=name
        )


@few(max_examples=40)
@given(seeds, policies)
def test_fines_deductions_and_publicity_add_up(seed: int, policy: str) -> None:
    case, rng = case_of(seed, policy), random_of(seed)
    before = rng.integers(0, 3, case.held.listed.status.shape).astype(np.uint8)
    after = case.held.listed
    found = room(lists.dues)(before, after, case.rules.lists)
    slow = partial(listing.dues, rules=case.rules.lists)
    expected = person.each(lambda *two: lists.Dues(*slow(*two)), before, after.status)
    assert_same(found, expected)


@few(max_examples=40)
@given(seeds, policies)
def test_life_does_to_everybody_what_the_reference_does_to_each(seed: int, policy: str) -> None:
    case, rng = case_of(seed, policy), random_of(seed)

    def share() -> Any:
        return (rng.random(ROWS) * (rng.random(ROWS) < 0.5)).astype(np.float32)

    def yes() -> Any:
        return rng.random(ROWS) < 0.5

    burden = Burden(2000 * share(), share(), share(), yes(), yes())
    if policy == "everything":
        burden = burden._replace(looked_up=share(), ends_work=share())
    treatment = life.Treatment(case.held.doors, burden, yes())
    columns = (case.people, case.truth, case.acts, treatment, case.surroundings)
    found = room(life.live)(*columns, case.conditions, case.rules, case.draws)
    slow = partial(lives.live, conditions=case.conditions, rules=case.rules)
    truth, toll = person.each(slow, *columns, drawing=drawing(case))
    assert_same(found[0], truth)
    assert_same(found[1], toll)


def desks_of(case: Case) -> tuple[Any, Any, Any]:
    """The lots of every list's cases, whom each desk calls, and down to which priority."""
    rules, cases, fifth = case.rules.redress, case.held.cases, case.people.income_fifth
    lots = np.stack(
        [np.asarray(word(case.draws, Decision.DOCKET, k)) >> 24 for k in range(len(cases.stage))]
    )
    capacity = np.array([case.draws.key[0] % 97, case.draws.key[1] % 97], np.int32)
    nobody = np.zeros((len(capacity), queue.PRIORITIES), np.int32)
    waiting = room(queue.waiting)(nobody, cases, fifth, rules.head_start, case.draws)
    called = np.asarray(room(queue.call)(waiting, capacity))
    return called, hearing.docket(cases, fifth, rules.head_start, lots, capacity), (lots, capacity)


@few(max_examples=40)
@given(seeds, policies)
def test_the_desks_call_whom_the_reference_calls(seed: int, policy: str) -> None:
    case = case_of(seed, policy)
    cases, ahead = case.held.cases, case.rules.redress.head_start[case.people.income_fifth]
    called, expected, (lots, capacity) = desks_of(case)
    months = np.minimum(cases.waited + ahead, queue.LONGEST_WAIT)
    rank = months * np.int64(queue.LOTTERY) + lots
    for desk in range(2):
        found = (cases.stage == desk + 1) & (rank >= called[desk])
        np.testing.assert_array_equal(found, expected & (cases.stage == desk + 1))
        assert found.sum() <= capacity[desk]


@few(max_examples=24)
@given(seeds, policies)
def test_hearings_end_for_everybody_as_for_each(seed: int, policy: str) -> None:
    case, rules = case_of(seed, policy), case_of(seed, policy).rules
    held, conditions = case.held, case.conditions
    called, is_called, _ = desks_of(case)
    conditions = conditions._replace(called=called)
    people, truth, acts = case.people, case.truth, case.acts
    wrong = room(judgement.wrong_in_law)(acts, truth.rests_on, held.listed, rules)
    after, outcome = room(redress.hear)(people, truth, wrong, held, conditions, rules, case.draws)

    def slow(who, truth, acts, listed, copies, cases, is_called, luck):
        return month.hear(who, truth, acts, listed, copies, cases, is_called, rules, luck)

    columns = (people, truth, acts, held.listed, held.copies, held.cases, is_called)
    listed, copies, cases, expected = person.each(slow, *columns, drawing=drawing(case))
    assert_same(after.listed, listed)
    np.testing.assert_array_equal(after.copies, np.asarray(copies))
    assert_same(after.cases, cases)
    assert_same(outcome, expected)
    marks = None
    if held.scores is not None:
        marks = scoring.Marks(*(None,) * 13)._replace(**held.scores._asdict())
    files, scores = person.each(
        lambda files, truth, marks, won: month.put_right(files, truth, marks, won),
        held.files, truth, marks, np.asarray(outcome.corrected),
    )  # fmt: skip
    assert_same(after.files, files)
    assert_same(after.scores, scores)


def test_capacity_carries_the_fraction_of_a_case_over() -> None:
    per_million = np.tile(np.array([20.0, 6.0], np.float32), (400, 1))
    heard = queue.capacity_by_month(per_million, 30_000).cumsum(axis=0)
    # In whole numbers: 60 and 18 hundredths of a case a month.
    np.testing.assert_array_equal(heard, np.outer(np.arange(1, 401), [60, 18]) // 100)


def test_the_words_of_chance_are_those_of_the_reference() -> None:
    key = (0x12345678, 0x9ABCDEF0)
    draws = Draws(np.array(key, np.uint32), np.arange(50, dtype=np.uint32), np.uint32(155))
    for k in (0, 1, 9):
        slow = [person.Luck(key, i, 155).word(Decision.SERVICE_WANTED, k) for i in range(50)]
        np.testing.assert_array_equal(word(draws, Decision.SERVICE_WANTED, k), slow)
