"""Habits of which a scorer may have the traces: telephone, shopping, school, address.

A habit is fixed for the whole run. It goes with income, age, schooling and place of registration as
far as the rules say, and the rest of it is the person's own.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtr
from jaxtyping import Array, Float32

from discredit import draws as chance
from discredit.draws import Decision, Draws
from discredit.policy.check_rules import HabitRules
from discredit.society.people import People
from discredit.vocabulary import HABITS

INCOME = (7.6, 0.85)
"""Mean and spread of the logarithm of income [CNY per month per head] (assumption A-1101)."""
AGE = (47.0, 17.0)
"""Mean and spread of the age of adults [years] (assumption A-1101)."""
ELSEWHERE = (0.27, 0.444)
"""Mean and spread of being registered elsewhere, or of no majority, 0 or 1 (assumption A-1501)."""
WOMEN = (0.5, 0.5)
"""Mean and spread of being a woman (A-1501)."""
SCHOOLING = (2.25, 1.13)
"""Mean and spread of the level of school of adults, an index into EDUCATION (A-1101)."""


def habits_of(people: People, rules: HabitRules, draws: Draws) -> Float32[Array, "habit n"]:
    """How each habit of these people is, the same in every month.

    Args:
        people: who they are.
        rules: of this month: how far each habit goes with income, age, schooling and registration.
        draws: the luck of this month; a habit is drawn once, whatever the month.

    Returns:
        0 to 1, evenly spread over adults, in the order of HABITS.

    Draws:
        HABIT, once for all.

    Source:
        cmp.footprint.phone, A-1100, A-1101, A-1500, A-1501.
    """
    ever = draws._replace(month=jnp.uint32(0))
    income = _standing(jnp.log(jnp.maximum(people.income, 1.0)), INCOME)
    age = _standing(people.age.astype(jnp.float32), AGE)
    schooling = _standing(people.education.astype(jnp.float32), SCHOOLING)

    groups = {
        "with_residence": _standing(people.is_migrant.astype(jnp.float32), ELSEWHERE),
        "with_background": _standing((people.background > 0).astype(jnp.float32), ELSEWHERE),
        "with_sex": _standing(people.is_woman.astype(jnp.float32), WOMEN),
    }

    def one(rule: HabitRules, k: Array) -> Float32[Array, " n"]:
        told = rule.with_income**2 + rule.with_age**2 + rule.with_schooling**2
        by_facts = rule.with_income * income + rule.with_age * age
        by_groups = rule.with_schooling * schooling
        for field, standing in groups.items():
            weight = getattr(rule, field)
            if weight is not None:
                told, by_groups = told + weight**2, by_groups + weight * standing
        own = jnp.sqrt(jnp.maximum(1.0 - told, 0.0)) * chance.normal(ever, Decision.HABIT, k=k)
        return ndtr(by_facts + by_groups + own)

    return jax.vmap(one)(rules, jnp.arange(len(HABITS), dtype=jnp.uint32))


def _standing(fact: Float32[Array, " n"], of: tuple[float, float]) -> Float32[Array, " n"]:
    """How far a fact lies from its mean, in spreads."""
    mean, spread = of
    return (fact - mean) / spread
