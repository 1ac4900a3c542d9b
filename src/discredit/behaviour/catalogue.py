"""The catalogue of conduct: duties, offences, lawful conduct that is disliked, good deeds."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt32

from discredit import draws as chance
from discredit.draws import Decision, Draws
from discredit.policy.rules import ConductRules
from discredit.society.people import People, age_band
from discredit.truth import Truth
from discredit.vocabulary import GROUNDS


def do(
    people: People,
    truth: Truth,
    is_adult: Bool[Array, " n"],
    fear: Float32[Array, " n"],
    stakes: Float32[Array, ""],
    is_shut_out: Bool[Array, " n"],
    is_short: Bool[Array, " n"],
    rules: ConductRules,
    draws: Draws,
) -> tuple[Truth, UInt32[Array, " n"], UInt32[Array, " n"]]:
    """Which conducts each person shows this month, one after the other.

    One draw decides each: below the natural rate the person does it anyway; in the band above, one
    who is short of a better score and has the price does it for that. `fear` is perceived
    certainty, `stakes` perceived severity, and the first scales the second: what is sure not to be
    seen does not frighten.

    Returns: truth (prices paid), bits of what was done, bits of what was done for the score.
    Draws: ACT, by conduct.
    """
    band = age_band(people.age)
    is_poor = truth.savings < people.income
    urban = people.is_urban.astype(jnp.int32)
    count = rules.rate.shape[0]

    def one(carry: Any, at: tuple[ConductRules, Array]) -> tuple[Any, None]:
        savings, did, bought = carry
        rule, bit = at
        rate = (
            rule.rate
            * rule.by_occupation[people.occupation]
            * rule.by_fifth[people.income_fifth]
            * rule.by_age[band]
            * rule.by_settlement[urban]
            * jnp.where(is_poor, rule.if_poor, 1.0)
            * jnp.where(is_shut_out, rule.if_shut_out, 1.0)
            * jnp.maximum(1.0 + rule.if_aggrieved * truth.grievance, 0.0)
            * jnp.maximum(1.0 + fear * (rule.if_watched + rule.if_at_stake * stakes), 0.0)
        )
        can_buy = is_short & (savings >= rule.price)
        latent = jnp.where(is_adult, chance.uniform(draws, Decision.ACT, k=bit), jnp.inf)
        natural = latent < rate
        buys = ~natural & can_buy & (latent < rate + rule.bought)
        savings = jnp.maximum(savings - jnp.where(natural | buys, rule.price, 0.0), 0.0)
        did = did | ((natural | buys).astype(jnp.uint32) << bit)
        return (savings, did, bought | (buys.astype(jnp.uint32) << bit)), None

    none = jnp.zeros(is_adult.shape, jnp.uint32)
    bits = jnp.arange(len(GROUNDS), len(GROUNDS) + count, dtype=jnp.uint32)
    # A scan, not a Python loop: one compiled body for the whole catalogue.
    (savings, did, bought), _ = jax.lax.scan(one, (truth.savings, none, none), (rules, bits))
    return truth._replace(savings=savings), did, bought
