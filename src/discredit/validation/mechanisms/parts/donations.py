"""Help by reputation: the donation game that several mechanisms play.

Each month everybody may help somebody. The helper gives to those in good standing and refuses the
others; whoever judges him looks at two things, whether he gave and in which standing the recipient
was. What that says of the helper is the norm, and the norm is a table of points.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
from jax.tree_util import Partial
from jaxtyping import Array, Bool, UInt32

from discredit import draws as chance
from discredit import observation
from discredit.dossier import Files, Friends, Sightings
from discredit.draws import Decision, Draws
from discredit.observation import Hindsight
from discredit.policy.schema import Policy
from discredit.truth import Surroundings
from discredit.validation.inputs import Inputs, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import World
from discredit.validation.mechanisms.parts.policies import policy

CONDUCTS = ("gives_to_good", "refuses_good", "gives_to_bad", "refuses_bad")
"""What a helper can be seen to do: conduct 2 * (recipient bad) + (refused)."""

NORMS = {
    "stern judging": (1, -1, -1, 1),
    "simple standing": (1, -1, 1, 1),
    "image scoring": (1, -1, 1, -1),
    "shunning": (1, -1, -1, -1),
}
"""How each conduct is judged: 1 makes a good name, -1 a bad one."""

MISJUDGED = len(CONDUCTS)
"""A judgement that came out the wrong way round is the record of a conduct so many further on."""
_FLIP = 64
"""Which draw of RECORDED turns a judgement round; the catalogue has the lower ones."""


def norms_of(inputs: Inputs) -> list[str]:
    """The norms that a text names, in the order of the table."""
    text = str(inputs.get("norms", inputs.get("norm", ""))).lower().replace("_", " ")
    named = [norm for norm in NORMS if norm in text]
    if not named:
        field = "norms" if "norms" in inputs else "norm"
        raise wrong(field, inputs.get(field), f"it must name one of {', '.join(NORMS)}")
    return named


def under(norm: str) -> Policy:
    """A register in which the last judgement is the reputation: 1 good, 0 bad."""
    points = dict(zip(CONDUCTS, NORMS[norm], strict=True))
    names = [*CONDUCTS, *(f"misjudged_{name}" for name in CONDUCTS)]
    kinds = ("deed", "offence") * len(CONDUCTS)
    return policy(
        behaviour={
            "conducts": {
                name: {"kind": kind, "about": name.replace("_", " "), "rate": 0.0}
                for name, kind in zip(names, kinds, strict=True)
            }
        },
        observation={"conducts": {name: {"seen": 1.0} for name in names}},
        scores={
            "reputation": {
                "about": f"the last judgement, by {norm}",
                "base": 1.0, "floor": 0.0, "ceiling": 1.0, "bands": {"all": 0.0},
                "points": {name: float(mark) for name, mark in points.items()}
                | {f"misjudged_{name}": -float(mark) for name, mark in points.items()},
                "clean": 0.0, "is_shown": False,
            }
        },
    )  # fmt: skip


def conduct(is_good: Bool[Array, " n"], gives: Bool[Array, " n"]) -> UInt32[Array, " n"]:
    """The bit of what a helper is seen to do, to a recipient in that standing."""
    index = 2 * (~is_good).astype(jnp.uint32) + (~gives).astype(jnp.uint32)
    return jnp.uint32(1) << (index + corridor.bit(0))


def reputations(world: World, month: Array) -> Surroundings:
    """Everybody's reputation, for the act room to look a recipient up."""
    assert world.held.scores is not None
    account = world.held.scores.account[0]
    return corridor.alone(world, month)._replace(friends=Friends(account, account))


def misjudging(m: float) -> Partial:
    """The ordinary observation, after which so many judgements come out the wrong way round."""
    return Partial(_observe, jnp.float32(m))


def _observe(m: Array, *given: Any) -> tuple[Files, Sightings, Hindsight]:
    """Draws: those of the ordinary observation; RECORDED."""
    files, sightings, hindsight = observation.observe(*given)
    draws: Draws = given[-1]
    turned = chance.happens(draws, Decision.RECORDED, m, k=_FLIP)
    records = jnp.where(turned, sightings.records << MISJUDGED, sightings.records)
    return files, sightings._replace(records=records), hindsight
