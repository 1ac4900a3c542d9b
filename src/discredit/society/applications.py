"""Who applies for what an office gives, or has it and whose file comes up."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool

from discredit import draws as chance
from discredit.draws import Decision, Draws
from discredit.policy.check_rules import ApplicationRules
from discredit.society.people import People, age_band
from discredit.vocabulary import ADULT_AGE


def applies(people: People, rules: ApplicationRules, draws: Draws) -> Bool[Array, " n"]:
    """Whose application is before the office this month, whatever else he does.

    Args:
        people: who they are.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        Adults alone.

    Draws:
        APPLIES.
    """
    odds = (
        rules.rate
        * rules.by_occupation[people.occupation]
        * rules.by_fifth[people.income_fifth]
        * rules.by_age[age_band(people.age)]
        * rules.by_settlement[people.is_urban.astype(jnp.int32)]
        * rules.by_residence[people.is_migrant.astype(jnp.int32)]
        * rules.by_education[people.education]
    )
    is_adult = people.present & (people.age >= ADULT_AGE)
    return is_adult & chance.happens(draws, Decision.APPLIES, odds)
