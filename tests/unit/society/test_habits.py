"""Habits go with income and age as far as the policy says, and cost nothing unweighed."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from discredit.draws import Draws, key_of
from discredit.errors import PolicyError
from discredit.policy.compile import compile_rules
from discredit.policy.compose import load_policy
from discredit.policy.edit import with_value
from discredit.policy.rules import HabitRules
from discredit.policy.schema import Policy
from discredit.society.habits import habits_of
from discredit.units import month_index
from discredit.vocabulary import FEATURES, HABITS
from everything_at_once import everything
from random_months import random_people

JULY = month_index("2017-07")


def test_each_habit_goes_with_income_and_age_as_far_as_is_said() -> None:
    n = 40_000
    rng = np.random.default_rng(3)
    people = random_people(np.random.default_rng(1))  # the other columns are not read
    income, age = rng.standard_normal(n), rng.standard_normal(n).clip(-2.5, 2.5)
    whole = people._replace(
        income=jnp.asarray(np.exp(7.6 + 0.85 * income), jnp.float32),
        age=jnp.asarray(np.round(47 + 17 * age), jnp.uint8),
        education=jnp.full(n, 2, jnp.uint8),
    )
    with_income = np.asarray([0.3, 0.2, 0.5, 0.0, 0.0, 0.4, 0.0], np.float32)
    with_age = np.asarray([0.2, 0.0, -0.3, 0.4, 0.0, 0.0, 0.1], np.float32)
    rules = HabitRules(
        jnp.asarray(with_income),
        jnp.asarray(with_age),
        jnp.zeros(len(HABITS), jnp.float32),
        None,
        None,
        None,
    )
    draws = Draws(key_of(7), jnp.arange(n, dtype=jnp.uint32), jnp.uint32(5))
    found = np.asarray(habits_of(whole, rules, draws))
    assert ((found >= 0) & (found <= 1)).all()
    # The rank correlation of two normals with correlation r is 6/pi asin(r/2), here within 0.02:
    # four standard errors of 40,000 people.
    for h in range(len(HABITS)):
        for fact, r in ((income, with_income[h]), (age, with_age[h])):
            ranks = [np.argsort(np.argsort(column)) for column in (found[h], fact)]
            expected = 6 / np.pi * np.arcsin(float(r) / 2)
            assert np.asarray(np.corrcoef(ranks))[0, 1] == pytest.approx(expected, abs=0.02)


def test_a_habit_that_no_score_weighs_is_not_there_at_all() -> None:
    plain = load_policy("sesame")
    weighed = with_value(plain, "scores.sesame.factors.weights.phone", 0.1)
    assert isinstance(weighed, Policy)
    for policy, is_there in ((plain, False), (weighed, True)):
        rules = compile_rules(policy, JULY, 2)
        assert rules.score is not None and rules.score.factors is not None
        features = len(FEATURES) if is_there else len(FEATURES) - len(HABITS)
        assert rules.score.factors.weights.shape[-1] == features
        assert (rules.behaviour.habits is not None) == is_there


def test_a_score_cannot_weigh_habits_that_nobody_has() -> None:
    told = everything().model_dump(exclude_none=True)
    del told["behaviour"]["habits"]
    with pytest.raises((PolicyError, ValueError), match="habits that the conduct file"):
        Policy.model_validate(told)
