"""Opinion limits: people move towards what those they listen to say, and some hold on to what they
said first.

DeGroot's averaging and Friedkin and Johnsen's stubborn people are one rule. In the laboratory it is
how a score follows the scores of friends: an opinion is a score whose own account is the first
opinion.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit.dossier import Friends
from discredit.policy.rules import Rules
from discredit.policy.schema import Policy
from discredit.truth import Surroundings
from discredit.validation.about import LIST, TABLE, About, Kind
from discredit.validation.inputs import Inputs, as_number, numbers, wrong
from discredit.validation.mechanisms.parts import corridor, policies
from discredit.validation.mechanisms.parts.corridor import BARE, World

ABOUT = About(
    title="Opinion limits",
    tier="gate",
    means="engine, swapped",
    how="The score room is the ordinary one: the first opinion is the own account, and the "
    "scorer's weight on friends, one number per person here, is how far a person gives way. Whom "
    "people listen to is given as weighted ties; nobody acts, and nothing is recorded.",
    says="Where everybody gives way to those they listen to, all end with one opinion, and it is "
    "that of a few whom many hear. Where some hold on to where they began, lasting differences "
    "remain, and the stubborn draw the others to their side. The same arithmetic runs a score "
    "that counts friends' scores: who is listened to decides what everybody is worth, and a single "
    "fixed point, such as an official rating that never moves, pulls a whole circle towards "
    "itself.",
)
INPUTS = {
    "W": TABLE, "T": TABLE, "y0": LIST, "susceptibility": LIST,
}  # fmt: skip
RESULTS = {
    "limit": Kind.ENGINE, "limit_rounded": Kind.ENGINE, "influence": Kind.ENGINE,
    "consensus": Kind.ENGINE, "weights": Kind.ENGINE,
}  # fmt: skip
AGREED = 1e-5
"""Spread of opinions below which people are of one mind."""
MOST_PEOPLE = 300


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Where opinions come to rest; where all agree, on what, and whose first opinion counts for how
    much.

    Inputs: `y0`, and either `T` (rows that sum to one; everybody averages) or `W` (a person's own
    weight is how far the first opinion is kept); or `susceptibility` per person beside either.
    Sources: DeGroot 1974; Friedkin and Johnsen 1999.
    """
    del people
    weights, gives_way = _influence(inputs)
    first = np.array(numbers(inputs, "y0"))
    n = len(weights)
    if len(first) != n:
        raise wrong("y0", inputs["y0"], f"{n} people have {n} first opinions")
    # Counted from the lowest to the highest first opinion, where arithmetic keeps most digits.
    low, span = first.min(), max(float(np.ptp(first)), 1e-12)
    starts = np.concatenate([[(first - low) / span], np.eye(n)])
    limits = _limits(weights, gives_way, starts, seed)
    opinions = low + span * limits[0]
    obtained: dict[str, Any] = {
        "limit": opinions.tolist(),
        # The authors print whole numbers.
        "limit_rounded": np.round(opinions).tolist(),
        "influence": limits[1:].T.tolist(),
    }
    if np.ptp(limits[1:], axis=1).max() < AGREED:
        obtained["consensus"] = float(opinions.mean())
        obtained["weights"] = limits[1:].mean(axis=1).tolist()
    return obtained


def _influence(inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """Whom each person listens to, row by row, and how far he gives way."""
    field = "T" if "T" in inputs else "W"
    weights = _matrix(inputs, field)
    if "susceptibility" in inputs:
        given = np.array(numbers(inputs, "susceptibility"))
        gives_way = np.full(len(weights), given[0]) if len(given) == 1 else given
    else:
        gives_way = np.ones(len(weights)) if field == "T" else 1.0 - np.diag(weights)
    if len(gives_way) != len(weights) or gives_way.min() < 0 or gives_way.max() > 1:
        rule = "there is one number from 0 to 1 for each person"
        raise wrong("susceptibility", inputs.get("susceptibility"), rule)
    return weights, gives_way


def _matrix(inputs: Inputs, field: str) -> np.ndarray:
    """A square table of weights whose rows sum to one, within what printed digits leave."""
    rows = inputs.get(field)
    if not isinstance(rows, list | tuple) or not 0 < len(rows) <= MOST_PEOPLE:
        rule = f"it must be a table of 1 to {MOST_PEOPLE} rows"
        raise wrong(field, rows, rule, "Give T, or W, as a list of rows.")
    cells = [[as_number(cell) for cell in row] for row in rows if isinstance(row, list | tuple)]
    table = (
        np.array([[np.nan if cell is None else cell for cell in row] for row in cells], float)
        if len({len(row) for row in cells}) == 1
        else np.zeros((0, 0))
    )
    if table.shape != (len(rows), len(rows)) or not (table >= 0).all():
        raise wrong(field, rows, "it must be square, and its cells numbers from 0")
    sums = table.sum(axis=1)
    if np.abs(sums - 1).max() > 0.01:
        raise wrong(field, rows, "each row must sum to one", "Divide each row by its sum.")
    return table


def _policy() -> Policy:
    return policies.policy(
        scores={
            "opinion": {
                "about": "an opinion: the first one, and what friends now say",
                "base": 0.0, "floor": 0.0, "ceiling": 1.0, "friends": 1.0,
                "bands": {"all": 0.0}, "is_shown": False,
            }
        },
    )  # fmt: skip


def _of_each(gives_way: np.ndarray) -> Rules:
    """The rules of the policy, with a weight on friends for each person in place of one for all."""
    rules = policies.rules(_policy(), 1)
    assert rules.score is not None
    weights = gives_way.astype(np.float32)[None, None, :]
    return rules._replace(score=rules.score._replace(friends=weights))


def _limits(
    weights: np.ndarray, gives_way: np.ndarray, starts: np.ndarray, seed: int
) -> np.ndarray:
    """Opinions at rest [society, person]: the same people in many societies, each with first
    opinions of its own."""
    societies, n = starts.shape
    world = corridor.begin(_policy(), corridor.crowd(societies * n))
    world = corridor.with_points(world, starts.reshape(-1))
    of = _of_each(np.tile(gives_way, societies))
    surroundings = Partial(_heard, jnp.asarray(weights, jnp.float32))
    return corridor.at_rest(world, of, seed, rooms=BARE, surroundings=surroundings).reshape(
        societies, n
    )


def _heard(weights: Array, world: World, month: Array) -> Surroundings:
    """What those say, on average, whom a person listens to, last month."""
    assert world.held.scores is not None
    said = world.held.scores.shown[0].reshape(-1, weights.shape[0])
    # As distances from the own opinion: they vanish as people agree, and with them their rounding.
    away = said[:, None, :] - said[:, :, None]
    mean = (said + (weights[None] * away).sum(axis=2)).reshape(-1)
    return corridor.alone(world, month)._replace(friends=Friends(mean=mean, weighted=mean))
