"""Score contagion: friends' scores count, so one person's penalty falls on those around him too.

Guilt by association in its plainest form: a score is a mixture of what is on the own account and
of the mean score of one's ties, month after month.
"""

from __future__ import annotations

import re
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit.dossier import Friends
from discredit.policy.schema import Policy
from discredit.truth import Acts, Surroundings, Truth
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, number, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting
from discredit.validation.mechanisms.parts.graphs import among, complete, ring
from discredit.validation.mechanisms.parts.policies import policy

ABOUT = About(
    title="Score contagion",
    tier="gate",
    means="engine, swapped",
    how="Observation and score are the ordinary rooms: one record of one demerit, and the weight "
    "that a scorer gives to the mean score of a person's ties. The ties are given as a ring or a "
    "complete graph; the act room is swapped for one culprit who does it once.",
    says="Where friends' scores count, a punishment is handed on: the culprit keeps part of it and "
    "innocent people carry the rest, the nearer the more. Where everybody has equally many ties, "
    "nothing is added and nothing lost: what a weight on friends does is to move the penalty, and "
    "with half of the weight on friends more than two fifths of it lands on those who did nothing. "
    "Distance protects quickly; nobody is quite out of reach. A person's score therefore says less "
    "and less about that person as the weight grows.",
)
INPUTS = {
    "graph": ONE, "w": ONE, "n": ONE, "distances": LIST,
}  # fmt: skip
RESULTS = {
    "own_share": Kind.ENGINE, "total": Kind.ENGINE, "penalty": Kind.ENGINE, "ratio": Kind.ENGINE,
}  # fmt: skip
DISTANCES = 4
MOST_TIES = 4_000_000


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """What one penalty of 1 comes to, for the culprit, for those so many places away, for all.

    Inputs: `graph: ring, 2 neighbours, n=1000` (both sides together; `each side` is said), or
    `complete, n=50`; `w`, the weight of friends; `distances`. Source: the resolvent of the ring.
    """
    del people
    weight = number(inputs, "w", low=0.0, high=1.0 - 1e-6)
    ties = _ties(inputs)
    distances = _distances(inputs, len(ties))
    shown = _at_rest(ties, weight, seed).astype(np.float64)
    penalty = [float(shown[distance]) for distance in distances]
    far = len(penalty) > 1 and penalty[0] > 0
    return {
        "own_share": float(shown[0]),
        "total": float(shown.sum()),
        "penalty": penalty,
        "ratio": penalty[1] / penalty[0] if far else 0.0,
    }


def _ties(inputs: Inputs) -> np.ndarray:
    """Rows [n, tie] of each person's ties."""
    graph = str(inputs.get("graph", "")).lower()
    size = re.search(r"n\s*=\s*(\d+)", graph)
    n = int(size[1]) if size else int(number(inputs, "n", low=2))
    if "complete" in graph:
        return complete(_few_ties(inputs, n, n - 1))
    if not re.search(r"ring|circle|cycle|lattice", graph):
        raise wrong("graph", inputs.get("graph"), "it must be a ring or a complete graph")
    count = re.search(r"(\d+)\s*(?:nearest\s*)?(?:neighbou?rs|ties|friends)", graph)
    named = re.search(r"\b([kr])\s*=\s*(\d+)", graph)
    many = int(named[2]) if named else int(count[1]) if count else 2
    is_per_side = bool(named and named[1] == "r") or "each side" in graph or "per side" in graph
    if not is_per_side and many % 2:
        raise wrong("graph", inputs["graph"], "neighbours on a ring come in pairs", "Write 2.")
    each_side = many if is_per_side else many // 2
    if not 0 < 2 * each_side < n:
        raise wrong("graph", inputs["graph"], "the neighbours on both sides must be fewer than n")
    return ring(_few_ties(inputs, n, 2 * each_side), each_side)


def _few_ties(inputs: Inputs, n: int, each: int) -> int:
    """The size of a graph that can be followed."""
    if n < 2 or n * each > MOST_TIES:
        rule = f"it must have 2 people or more, and at most {MOST_TIES} ties"
        raise wrong("graph", inputs["graph"], rule, "Make n smaller.")
    return n


def _distances(inputs: Inputs, n: int) -> list[int]:
    """How many places from the culprit to look: 1 to 4, or those given."""
    raw = inputs.get("distances", DISTANCES)
    distances = [int(at) for at in raw] if isinstance(raw, list | tuple) else range(1, int(raw) + 1)
    if any(distance < 0 for distance in distances):
        raise wrong("distances", raw, "a distance is a whole number from 0")
    return [distance for distance in distances if distance < n]


def _policy(weight: float) -> Policy:
    """A scorer in demerits, from 0: small shares of a penalty keep all their digits there."""
    return policy(
        behaviour={"conducts": {"offence": {"kind": "offence", "about": "a wrong", "rate": 0.0}}},
        observation={"conducts": {"offence": {"seen": 1.0}}},
        scores={
            "demerits": {
                "about": "one demerit per record, and what friends have",
                "base": 0.0, "floor": 0.0, "ceiling": 1.0, "points": {"offence": 1.0},
                "friends": weight, "bands": {"all": 0.0}, "is_shown": False,
            }
        },
    )  # fmt: skip


def _at_rest(ties: np.ndarray, weight: float, seed: int) -> np.ndarray:
    """Everybody's score once none moves any more; the culprit is row 0."""
    of = _policy(weight)
    world = corridor.begin(of, corridor.crowd(len(ties)))
    surroundings = Partial(_friends, jnp.asarray(ties, jnp.int32))
    rooms = BARE._replace(act=acting(_once))
    return corridor.at_rest(world, of, seed, rooms=rooms, surroundings=surroundings)


def _friends(ties: Array, world: World, month: Array) -> Surroundings:
    """The mean score of a person's ties, as last month left it, unrounded."""
    assert world.held.scores is not None
    mean = among(world.held.scores.shown[0], ties) / ties.shape[1]
    return corridor.alone(world, month)._replace(friends=Friends(mean=mean, weighted=mean))


def _once(scene: Scene) -> tuple[Truth, Acts]:
    """The act room of a crowd in which the first person commits one wrong in the first month."""
    now, draws = scene.now, scene.draws
    does = (draws.person == 0) & (draws.month == 0)
    return now, corridor.acts(does.astype(jnp.uint32) << corridor.bit(0))
