"""How acts of the catalogue come to be on file, true ones and false ones."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt32

from discredit import draws as chance
from discredit.draws import Decision, Draws
from discredit.policy.rules import WatchRules
from discredit.society.people import People, age_band
from discredit.truth import ADULT_AGE, Acts
from discredit.vocabulary import GROUNDS


class Place(NamedTuple):
    """What an agency can tell of somebody before he does anything: address, papers, job."""

    is_adult: Bool[Any, " n"]
    settlement: Int32[Any, " n"]
    residence: Int32[Any, " n"]
    occupation: UInt8[Any, " n"]
    fifth: UInt8[Any, " n"]
    age_band: UInt8[Any, " n"]


def place_of(people: People) -> Place:
    """What an address and a job show."""
    return Place(
        is_adult=people.present & (people.age >= ADULT_AGE),
        settlement=people.is_urban.astype(jnp.int32),
        residence=people.is_migrant.astype(jnp.int32),
        occupation=people.occupation,
        fifth=people.income_fifth,
        age_band=age_band(people.age),
    )


class Noted(NamedTuple):
    """What was noted of the catalogue this month."""

    records: UInt32[Any, " n"]  # bit c: a record of conduct c, on the person it names
    so: UInt32[Any, " n"]  # bit c: and the person did it
    by_name: UInt32[Any, " n"]  # bit c: and it is really about a namesake elsewhere
    astray: UInt8[Any, " n"]  # code of a record that went to a namesake; 0 none


def notice(
    acts: Acts,
    place: Place,
    misrouted: Float32[Any, " n"],
    name_frequency: Float32[Any, " n"],
    let_through: Float32[Any, "..."],
    rules: WatchRules,
    draws: Draws,
) -> Noted:
    """Every conduct in turn: seen and entered, missed, made up, or filed under a namesake.

    `let_through`: share of errors that no human check stops. Draws: RECORDED and MISROUTED, both by
    conduct.
    """

    def one(carry: Noted, at: tuple[WatchRules, Array]) -> tuple[Noted, None]:
        rule, bit = at
        did = ((acts.did >> bit) & 1) != 0
        seen = (
            rule.seen
            * rule.seen_by_occupation[place.occupation]
            * rule.seen_by_fifth[place.fifth]
            * rule.seen_by_settlement[place.settlement]
        )
        entered = rule.entered * rule.entered_by_occupation[place.occupation]
        made_up = (
            rule.false_records
            * rule.false_by_occupation[place.occupation]
            * rule.false_by_fifth[place.fifth]
            * rule.false_by_residence[place.residence]
            * rule.false_by_age[place.age_band]
            * jnp.where(rule.false_by_name > 0, name_frequency, 1.0)
            * let_through
        )
        p = jnp.where(did, jnp.minimum(seen, 1.0) * jnp.minimum(entered, 1.0), made_up)
        recorded = place.is_adult & chance.happens(draws, Decision.RECORDED, p, k=bit)
        leaves = recorded & did & chance.happens(draws, Decision.MISROUTED, misrouted, k=bit)
        stays = recorded & ~leaves
        code = (bit + 1).astype(jnp.uint8)
        return Noted(
            records=carry.records | (stays.astype(jnp.uint32) << bit),
            so=carry.so | ((stays & did).astype(jnp.uint32) << bit),
            by_name=carry.by_name
            | ((stays & ~did & (rule.false_by_name > 0)).astype(jnp.uint32) << bit),
            astray=jnp.where((carry.astray == 0) & leaves, code, carry.astray),
        ), None

    none = jnp.zeros(acts.did.shape, jnp.uint32)
    start = Noted(none, none, none, jnp.zeros(acts.did.shape, jnp.uint8))
    bits = jnp.arange(len(GROUNDS), len(GROUNDS) + rules.seen.shape[0], dtype=jnp.uint32)
    return jax.lax.scan(one, start, (rules, bits))[0]
