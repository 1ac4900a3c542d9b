"""Perceived risk: people who start from a guess about the risk of being caught and learn from what
they see happen to others.

Learning is the ordinary act room's: a belief moves a share of the way to what was seen. With a
share that falls as experience grows it is the Bayesian's mean.
"""

from __future__ import annotations

from math import ceil
from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float32

from discredit.policy.rules import Rules
from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.truth import Surroundings
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, number, whole
from discredit.validation.mechanisms.parts import corridor, policies
from discredit.validation.mechanisms.parts.corridor import BARE, World
from discredit.vocabulary import Status

ABOUT = About(
    title="Perceived risk",
    tier="nightly",
    means="engine, swapped",
    how="Act, observation and lists are the ordinary ones: everybody offends, is seen with the "
    "true risk, is listed for a month, and beliefs move towards what was seen. The ties are "
    "swapped: everybody watches one other person. An observation's weight is a rule per month.",
    says="Nobody knows the risk of being caught; people infer it from the little they see. After a "
    "few observations the crowd's mean still leans towards the first guess, and its spread is "
    "wide: those who saw nobody caught feel safe, those who saw two caught feel watched, and both "
    "live under the same enforcement. A register therefore deters through an impression that "
    "differs from person to person, and a change in what people get to see can move it although "
    "enforcement itself stays as it was.",
)
INPUTS = {
    "a": ONE, "b": ONE, "n": ONE, "p": ONE,
}  # fmt: skip
RESULTS = {
    "mean": Kind.WIRING, "standard_deviation": Kind.WIRING,
}  # fmt: skip
"""The weight of every observation is the Bayesian's own and is handed to the people; what they see
is drawn, and the act room takes the mean that the weights prescribe."""
FEWEST = 200_000
"""Persons behind a mean and a spread."""
OBSERVATION = 2
"""Months of one observation: in the first people are caught, in the second that is seen and the
entries end."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Mean and spread of the perceived risk over the crowd.

    Inputs: a and b, the first guess as a Beta distribution; n observations each; p, the true risk.
    Source: Bayesian updating as in Sah 1991.
    """
    a, b = number(inputs, "a", low=1e-6), number(inputs, "b", low=1e-6)
    observations = whole(inputs, "n")
    rules = _rules(_policy(number(inputs, "p", low=0.0, high=1.0)), a, b, observations)
    beliefs = np.concatenate(
        [
            _beliefs(rules, a / (a + b), observations, people, seed + 1000 * batch)
            for batch in range(ceil(FEWEST / people))
        ]
    )
    return {"mean": float(beliefs.mean()), "standard_deviation": float(beliefs.std())}


def _beliefs(rules: Rules, guess: float, observations: int, people: int, seed: int) -> np.ndarray:
    """What everybody takes the risk to be after so many observations."""
    world = corridor.begin(_policy(0.0), corridor.crowd(people))
    first = world.truth._replace(belief=jnp.full(people, guess, jnp.float32))
    world = world._replace(truth=first)
    if observations > 0:
        months = OBSERVATION * observations
        world, _ = corridor.walk(
            world, rules, _nothing, seed, months=months, rooms=BARE, surroundings=_one_other
        )
    return np.asarray(world.truth.belief, float)


def _policy(risk: float) -> Policy:
    return policies.policy(
        behaviour={
            "conducts": {"offence": {"kind": "offence", "about": "an offence", "rate": 1.0}},
        },
        observation={"conducts": {"offence": {"seen": risk}}},
        lists={
            "caught": {
                "about": "those caught this month",
                "colour": "black",
                "grounds": {"offence": True},
                "term_months": 1.0,
            }
        },
    )


def _rules(of: Policy, a: float, b: float, observations: int) -> Rules:
    """A row per month: offences in the first month of an observation; in the second, learning with
    a weight that falls as the sample, first guess included, grows."""
    rules = policies.rules(of, 1)
    assert rules.behaviour.conducts is not None
    months = max(OBSERVATION * observations, 1)
    is_second = np.arange(months) % OBSERVATION == 1
    weight = np.where(is_second, 1 / (a + b + 1 + np.arange(months) // OBSERVATION), 0.0)
    behaviour = rules.behaviour._replace(
        belief_ties_weight=weight.astype(np.float32),
        conducts=rules.behaviour.conducts._replace(
            rate=np.where(is_second, 0.0, 1.0).astype(np.float32)[:, None]
        ),
    )
    return rules._replace(behaviour=behaviour)


def _one_other(world: World, month: Array) -> Surroundings:
    """Everybody watches the next person and sees whether he is listed."""
    next_one = jnp.roll(world.held.listed.status[0] == Status.LISTED, -1)
    one = jnp.ones(next_one.shape, jnp.uint8)
    return corridor.alone(world, month)._replace(listed_ties=next_one.astype(jnp.uint8), ties=one)


def _nothing(world: World, month: Month) -> Float32[Array, ""]:
    del world, month
    return jnp.float32(0)
