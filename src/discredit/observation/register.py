"""The register of residents: the traits that an agency knows of everybody without a sighting."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Float32

from discredit.arrays import Column
from discredit.dossier import Register
from discredit.policy import whose
from discredit.policy.rules import Rules, goes_by_region
from discredit.society.people import People, age_band, name_weight
from discredit.vocabulary import ADULT_AGE


def register_of(
    people: People, holds: Float32[Column, " trait"] | None = None, *, by_region: bool = False
) -> Register:
    """What address, papers and job show of everybody.

    Args:
        people: who they are; padding is nobody of age.
        holds: above 0 for each of IDENTITY that the register shows; None: none of them.
        by_region: whether some rule is of some regions alone.

    Returns:
        Traits alone, the same at every month of a run.
    """
    identity = None
    if holds is not None:
        traits = (people.is_woman, people.background, people.is_disabled)
        shown = [jnp.where(holds[i] > 0, t.astype(jnp.int32), 0) for i, t in enumerate(traits)]
        identity = whose.identity(*shown)
    return Register(
        is_adult=people.present & (people.age >= ADULT_AGE),
        age=people.age,
        age_band=age_band(people.age),
        settlement=people.is_urban.astype(jnp.int32),
        residence=people.is_migrant.astype(jnp.int32),
        occupation=people.occupation,
        fifth=people.income_fifth,
        name_weight=name_weight(people.name_frequency),
        identity=identity,
        region=people.region if by_region else None,
    )


def register_for(people: People, rules: Rules) -> Register:
    """The same, as far as the rules of a run go by it.

    Args:
        people: who they are; padding is nobody of age.
        rules: of a run or of one month.
    """
    holds = rules.observation.register_holds
    return register_of(people, holds, by_region=goes_by_region(rules))
