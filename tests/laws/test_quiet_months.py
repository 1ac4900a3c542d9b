"""Who has a quiet month can be told beforehand: nobody is passed over to whom a room does anything.

What the rooms themselves do stands in `test_rooms_equal_reference.py`.
"""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from hypothesis import given

from discredit.behaviour import catalogue as conduct
from discredit.dossier import Scores
from discredit.observation import Hindsight, catalogue
from discredit.step import scores
from discredit.truth import ADULT_AGE, Earned
from strategies import ROWS, Case, case_of, few, seeds

EVERYTHING = "everything"


def random_of(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed ^ 0x9137)


def arrays(columns: Any) -> Any:
    return jax.tree.map(np.asarray, columns)


do = jax.jit(conduct.do)
may_do = jax.jit(conduct.may_do)
notice = jax.jit(catalogue.notice)
false_alarms = jax.jit(catalogue.false_alarms)
both = jax.jit(scores.both)
at_rest = jax.jit(scores.at_rest)


def wishes(case: Case, rng: np.random.Generator, short: float) -> tuple[Any, ...]:
    """What `do` reads, `short` being the share of people short of a better score."""
    rules = case.rules.behaviour.conducts
    assert rules is not None
    rare = (rules.rate * rng.choice([0.001, 0.05, 1.0], rules.rate.shape)).astype(np.float32)
    return (
        case.people,
        case.truth,
        case.people.present & (case.people.age >= ADULT_AGE),
        rng.random(ROWS).astype(np.float32),
        np.float32(2 * rng.random()),
        rng.random(ROWS) < 0.3,
        rng.random(ROWS) < short,
        rules._replace(rate=rare),
        case.draws,
    )


@few(max_examples=40)
@given(seeds)
def test_whoever_does_or_pays_anything_is_among_those_who_may(seed: int) -> None:
    case, rng = case_of(seed, EVERYTHING), random_of(seed)
    asked = wishes(case, rng, short=0.5)
    truth, did, bought = arrays(do(*asked))
    acts = ((did | bought) != 0) | (truth.savings != case.truth.savings)
    assert np.asarray(may_do(*asked))[acts].all()


@few(max_examples=40)
@given(seeds)
def test_where_nobody_plays_for_a_score_those_who_may_do_it(seed: int) -> None:
    case, rng = case_of(seed, EVERYTHING), random_of(seed)
    asked = wishes(case, rng, short=0.0)
    _, did, bought = arrays(do(*asked))
    assert not bought.any()
    np.testing.assert_array_equal(may_do(*asked), did != 0)


@few(max_examples=40)
@given(seeds)
def test_of_those_who_did_nothing_only_false_alarms_are_noticed(seed: int) -> None:
    case, rng = case_of(seed, EVERYTHING), random_of(seed)
    rules = case.rules.observation.conducts
    assert rules is not None
    rare = (rules.false_records * rng.choice([0.0, 0.1, 1.0], rules.seen.shape)).astype(np.float32)
    rules = rules._replace(false_records=rare)
    place = arrays(catalogue.place_of(case.people))
    names = (3 * rng.random(ROWS)).astype(np.float32)
    through = np.float32(rng.random())
    did = np.where(rng.random(ROWS) < 0.5, 0, case.acts.did).astype(np.uint32)
    misrouted = rng.random(ROWS).astype(np.float32)
    acts = case.acts._replace(did=did)
    noted = arrays(notice(acts, place, misrouted, names, through, rules, case.draws))
    alarms = np.asarray(false_alarms(place, names, through, rules, case.draws))
    something = np.logical_or.reduce([column != 0 for column in noted])
    np.testing.assert_array_equal(alarms[did == 0], something[did == 0])


def resting(seed: int) -> tuple[Case, Case]:
    """A month in which nothing is written, of scores that follow records alone; and the same with
    every part of a score that moves by itself."""
    case, rng = case_of(seed, EVERYTHING), random_of(seed)
    score = case.rules.score
    assert score is not None and case.truth.earned is not None
    fades = np.where(rng.random(score.fades.shape) < 0.7, score.fades, 0).astype(np.float32)
    clean = np.where(rng.random(score.clean.shape) < 0.3, score.clean, 0).astype(np.float32)
    score = score._replace(fades=fades, clean=clean)

    def account() -> Any:
        base = np.repeat(score.base[:, None], ROWS, axis=1)
        off = rng.integers(-2, 3, base.shape) * (rng.random(base.shape) < 0.3)
        return (base + off).astype(np.float32)

    mine = account()
    earned = Earned(np.where(rng.random(ROWS) < 0.8, mine, account()), case.truth.earned.history)
    case = case._replace(
        rules=case.rules._replace(score=score),
        truth=case.truth._replace(earned=earned),
        held=case.held._replace(scores=Scores(mine, mine)),
        sightings=case.sightings._replace(records=np.zeros(ROWS, np.uint32)),
    )
    plain = score._replace(friends=None, factors=None, peers=None, errors=None)
    files = case.held.files._replace(history=None)
    still = case._replace(
        rules=case.rules._replace(score=plain),
        truth=case.truth._replace(earned=earned._replace(history=None)),
        held=case.held._replace(files=files),
        around=case.around._replace(friends=None),
    )
    return still, case


@few(max_examples=20)
@given(seeds)
def test_scores_at_rest_stay_as_they_are(seed: int) -> None:
    case, moving = resting(seed)
    on_lists, none = np.zeros(ROWS, np.uint32), np.zeros(ROWS, np.uint32)
    rests = np.asarray(at_rest(case.truth, case.held, on_lists, case.rules.score))
    hindsight = Hindsight(none, none, none, np.zeros(ROWS, np.float32))
    after = arrays(
        both(
            case.people, case.truth, case.held.files, case.held, case.sightings, hindsight,
            on_lists, case.around, case.rules, case.draws,
        )
    )  # fmt: skip
    before = case.held.scores
    assert before is not None and case.truth.earned is not None
    stays = (after.shown.account == before.account) & (after.shown.shown == before.shown)
    stays &= after.account.account == case.truth.earned.account
    np.testing.assert_array_equal(rests, stays.all(axis=0))
    moved = at_rest(moving.truth, moving.held, on_lists, moving.rules.score)
    assert not np.asarray(moved).any()


def test_the_examples_have_both_scores_at_rest_and_others() -> None:
    shares = []
    for seed in range(12):
        case, _ = resting(seed)
        none = np.zeros(ROWS, np.uint32)
        shares.append(np.asarray(at_rest(case.truth, case.held, none, case.rules.score)).mean())
    assert max(shares) > 0.2 and min(shares) < 0.2
