"""Who has a quiet month can be told beforehand: nobody is passed over to whom a room does anything.

What the rooms themselves do stands in `test_rooms_equal_reference.py`.
"""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from typing import Any

import jax
import numpy as np
from hypothesis import given

from discredit.behaviour import catalogue as conduct
from discredit.behaviour import deterrence
from discredit.observation import catalogue, register_for
from discredit.vocabulary import ADULT_AGE, HABITS
from random_months import ROWS, Case, case_of, few, seeds

EVERYTHING = "everything"


def random_of(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed ^ 0x9137)


def arrays(columns: Any) -> Any:
    return jax.tree.map(np.asarray, columns)


do = jax.jit(conduct.do)
may_do = jax.jit(conduct.may_do)
notice = jax.jit(catalogue.notice)
false_alarms = jax.jit(catalogue.false_alarms)


def wishes(case: Case, rng: np.random.Generator, short: float) -> tuple[Any, ...]:
    """What `do` reads, `short` being the share of people short of a better score."""
    rules = case.rules.behaviour.conducts
    assert rules is not None and case.rules.behaviour.stakes is not None
    rare = (rules.rate * rng.choice([0.001, 0.05, 1.0], rules.rate.shape)).astype(np.float32)
    return (
        case.people,
        case.truth,
        conduct.Motives(
            is_adult=case.people.present & (case.people.age >= ADULT_AGE),
            beliefs=deterrence.Beliefs(
                knows=rng.random(ROWS) < 0.5,
                belief=case.truth.belief,
                lessons=case.truth.lessons,
                bands=rng.choice((0, 1, 2, 3, 255), (2, ROWS)).astype(np.uint8),
            ),
            rule=deterrence.in_force(case.rules.behaviour.watching, case.rules.behaviour.stakes),
            is_shut_out=rng.random(ROWS) < 0.3,
            is_short=rng.random(ROWS) < short,
            applies=rng.random(ROWS) < 0.5,
            habits=rng.random((len(HABITS), ROWS)).astype(np.float32),
        ),
        rules._replace(rate=rare),
        case.draws,
    )


@few(max_examples=40)
@given(seeds)
def test_whoever_does_or_pays_anything_is_among_those_who_may(seed: int) -> None:
    case, rng = case_of(seed, EVERYTHING), random_of(seed)
    asked = wishes(case, rng, short=0.5)
    truth, done = arrays(do(*asked))
    acts = ((done.did | done.bought | done.hidden) != 0) | (truth.savings != case.truth.savings)
    assert np.asarray(may_do(*asked))[acts].all()


@few(max_examples=40)
@given(seeds)
def test_where_nobody_plays_for_a_score_those_who_may_do_it(seed: int) -> None:
    case, rng = case_of(seed, EVERYTHING), random_of(seed)
    asked = wishes(case, rng, short=0.0)
    _, (did, bought, _) = arrays(do(*asked))
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
    names = (3 * rng.random(ROWS)).astype(np.float32)
    register = arrays(register_for(case.people, case.rules))._replace(name_weight=names)
    through = np.float32(rng.random())
    did = np.where(rng.random(ROWS) < 0.5, 0, case.acts.did).astype(np.uint32)
    misrouted = rng.random(ROWS).astype(np.float32)
    acts = case.acts._replace(did=did)
    noted = arrays(notice(acts, register, misrouted, through, rules, case.draws))
    alarms = np.asarray(false_alarms(register, through, rules, case.draws))
    something = np.logical_or.reduce([column != 0 for column in noted])
    np.testing.assert_array_equal(alarms[did == 0], something[did == 0])
