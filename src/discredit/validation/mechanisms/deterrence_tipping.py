"""Deterrence with a limited number of punishments: everybody weighs the chance of being punished,
and that chance falls with the number of those who break the rule.

The register holds who broke the rule last month and, for as long as it lasts, who is punished for
it. The same number of punishments may be drawn by lot, or go down a list that everybody knows.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array, Bool, Float32

from discredit import draws as chance
from discredit.dossier import Friends
from discredit.draws import Decision, Draws
from discredit.observation import Hindsight, observe
from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.rooms import Rooms
from discredit.truth import Acts, Surroundings, Truth
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, called, number, numbers, whole, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting
from discredit.validation.mechanisms.parts.policies import policy
from discredit.vocabulary import Status

ABOUT = About(
    title="Tipping of deterrence",
    tier="nightly",
    means="engine, swapped",
    how="Records, scores and the list of the punished are the ordinary ones. The act room is "
    "swapped for people who break the rule when the chance of punishment they expect is too small; "
    "observation adds at most so many sentences a month; the ties show everybody the record of "
    "last month's violations.",
    says="Where an authority can punish only so many, deterrence has two steady states. Few "
    "violators face near-certain punishment and stay few; many dilute it and stay many, under the "
    "same rules and the same budget. Between them lies a tipping point, so one bad month can end "
    "compliance for good although enforcement is what it was. An announced order of priority with "
    "the same budget restores compliance, because those at its head are certain of punishment and "
    "the line moves on; in the end nobody need be punished at all.",
)
INPUTS = {
    "N": ONE, "S": ONE, "p_star": ONE, "gain": ONE, "penalty": ONE, "starts": LIST, "start": ONE,
    "order": ONE, "enforcement": ONE, "priority": ONE,
}  # fmt: skip
RESULTS = {
    "tipping_point": Kind.ENGINE, "violators": Kind.ENGINE, "punishments": Kind.ENGINE,
    "from_*": Kind.ENGINE,
}  # fmt: skip
MOST_PEOPLE = 100_000
MOST_ROWS = 400_000
CROWDS = 32
"""Crowds that start differently, side by side, as far as there are rows for them."""
PIECE = 32
"""Months between two looks at whether all crowds have settled."""
AT_REST = 16
"""Months without any change after which a crowd is held to have settled."""
VIOLATION, SENTENCE = 0, 1
"""Conducts, and scorers, in the order of the policy."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Where violations end up from each start, and the largest start from which they die out.

    Inputs: N, S punishments a month, p_star, starts (or start). Words such as `priority` in any
    further field, or a single `start`, stand for the announced list. What comes out is exact, so
    `people` is not used. Source: Kleiman and Kilmer 2009.
    """
    del people
    town = _Town(
        people=whole(inputs, "N", low=1),
        punishments=whole(inputs, "S"),
        p_star=_p_star(inputs),
        is_announced=_is_announced(inputs),
        seed=seed,
    )
    if town.people > MOST_PEOPLE:
        raise wrong("N", town.people, f"there can be 1 to {MOST_PEOPLE} people")
    starts = _starts(inputs, town.people)
    ends = _settle(town, starts)
    obtained: dict[str, Any] = {
        called("from", start): end[0] for start, end in zip(starts, ends, strict=True)
    }
    largest = int(np.argmax(starts))
    return obtained | {
        "violators": ends[largest][0],
        "punishments": ends[largest][1],
        "tipping_point": _tipping_point(town),
    }


class _Town(NamedTuple):
    people: int
    punishments: int  # at most so many a month
    p_star: float  # gain over penalty
    is_announced: bool  # punishments go down a list that everybody knows
    seed: int


def _p_star(inputs: Inputs) -> float:
    """The chance of punishment that puts people off: as such, or from gain and penalty."""
    if "p_star" in inputs or "gain" not in inputs:
        return number(inputs, "p_star", low=0.0)
    return number(inputs, "gain", low=0.0) / number(inputs, "penalty", low=1e-9)


def _starts(inputs: Inputs, people: int) -> list[int]:
    field = "starts" if "starts" in inputs else "start"
    starts = numbers(inputs, field, [float(people)])
    if any(start != int(start) or not 0 <= start <= people for start in starts):
        raise wrong(field, inputs[field], f"each must be a whole number from 0 to {people}")
    return [int(start) for start in starts]


def _is_announced(inputs: Inputs) -> bool:
    """Whether punishments go down an announced list, as far as the inputs say so."""
    known = ("N", "S", "p_star", "gain", "penalty", "starts", "start")
    said = " ".join(
        f"{key} {'' if value is True else value}".lower()
        for key, value in inputs.items()
        if key not in known and value is not None and value is not False
    )
    if re.search(r"random|\blot\b|lottery", said):
        return False
    return bool(re.search(r"priorit|concentrat|announc|list", said)) or "starts" not in inputs


def _tipping_point(town: _Town) -> int:
    """The largest start from which violations die out; -1 where they never do.

    Sought over starts side by side, ever closer, from the last that dies out to the next that does
    not.
    """
    low, high = -1, town.people + 1
    while high - low > 1:
        step = np.linspace(low, high, min(_crowds(town), high - low - 1) + 2).astype(int)[1:-1]
        starts = sorted({int(start) for start in step} - {low, high})
        dies = [end == 0 for end, _ in _settle(town, starts)]
        last = max((i for i, is_out in enumerate(dies) if is_out), default=-1)
        bounds = [low, *starts, high]
        low, high = bounds[last + 1], bounds[last + 2]
    return low


def _settle(town: _Town, starts: list[int]) -> list[tuple[int, int]]:
    """Violators and punished of the crowds that begin with so many violators each, in the end."""
    ends: list[tuple[int, int]] = []
    crowds = _crowds(town)
    for first in range(0, len(starts), crowds):
        some = starts[first : first + crowds]
        padded = np.array([*some, *[0] * (crowds - len(some))])
        ends += _run_out(town, padded)[: len(some)]
    return ends


def _crowds(town: _Town) -> int:
    return min(CROWDS, max(2, MOST_ROWS // town.people))


def _run_out(town: _Town, starts: np.ndarray) -> list[tuple[int, int]]:
    """Crowds side by side until nothing changes any more."""
    of = _policy()
    crowds = jnp.zeros((len(starts), town.people), jnp.float32)
    # Whoever begins as a violator: the first on the list.
    broke = (np.arange(town.people) < starts[:, None]).astype(np.float32)
    world = corridor.begin(of, corridor.crowd(broke.size))
    world = corridor.with_points(world, broke.ravel())
    terms = (town.punishments, town.p_star, float(town.is_announced), town.people)
    about = jnp.array(terms, jnp.float32)
    rooms: Rooms = BARE._replace(
        act=acting(_weigh, about), observe=Partial(_sentence, about, crowds)
    )
    surroundings, look = Partial(_record, crowds), Partial(_counts, crowds)
    month, seen = 0, np.zeros((0, 2, len(starts)))
    # A list moves on by at least one place a month.
    while month <= town.people + 2 * PIECE:
        world, seen = corridor.walk(
            world,
            of,
            look,
            town.seed,
            months=PIECE,
            first=month,
            rooms=rooms,
            surroundings=surroundings,
        )
        month += PIECE
        if (seen[-AT_REST:] == seen[-1]).all():
            break
    return [(int(violators), int(punished)) for violators, punished in seen[-1].T]


def _policy() -> Policy:
    names = ("violation", "sentence")
    for_a_month = {"base": 0.0, "floor": 0.0, "ceiling": 1.0, "fades": 1.0, "is_shown": False}
    return policy(
        behaviour={
            "conducts": {
                name: {"kind": "offence", "about": f"a {name}", "rate": 0.0} for name in names
            }
        },
        observation={"conducts": {name: {"seen": 1.0} for name in names}},
        scores={
            name: {
                "about": f"1 for a month after a {name}",
                "points": {name: 1.0},
                "bands": {"all": 0.0},
                **for_a_month,
            }
            for name in names
        },
        lists={
            "punished": {
                "about": "those sentenced this month",
                "colour": "black",
                "score": {"scorer": "sentence", "above": 0.5},
                "term_months": 0.0,
                "leaves_with_score": True,
            }
        },
    )


def _record(crowds: Array, world: World, month: Array) -> Surroundings:
    """What everybody can read in the register of last month: `mean`, how many broke the rule, as a
    share of the crowd; `weighted`, how many of them stand before him on the list."""
    assert world.held.scores is not None
    broke = world.held.scores.account[VIOLATION].reshape(crowds.shape)
    size = crowds.shape[1]
    share = jnp.broadcast_to(broke.sum(axis=1, keepdims=True) / size, crowds.shape)
    ahead = (jnp.cumsum(broke, axis=1) - broke) / size
    friends = Friends(mean=share.ravel(), weighted=ahead.ravel())
    return corridor.alone(world, month)._replace(friends=friends)


def _weigh(about: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of people who break the rule when the chance of punishment, with as many
    violators as last month, is too small to put them off. Draws: none."""
    now, surroundings = scene.now, scene.surroundings
    assert surroundings.friends is not None
    punishments, p_star, is_announced, size = about
    violators = jnp.round(surroundings.friends.mean * size)
    ahead = jnp.round(surroundings.friends.weighted * size)
    by_lot = jnp.minimum(punishments / jnp.maximum(violators, 1.0), 1.0)
    in_turn = jnp.clip(punishments - ahead, 0.0, 1.0)
    expected = jnp.where(is_announced > 0, in_turn, by_lot)
    # A hair below is the same number, rounded.
    did = (expected < p_star * (1 - 1e-6)).astype(jnp.uint32) << corridor.bit(VIOLATION)
    return now, corridor.acts(did)


def _sentence(about: Array, crowds: Array, *given: Any) -> tuple[Any, Any, Hindsight]:
    """The observation room, and at most so many of the month's violators sentenced in each crowd:
    the first on the list, or drawn by lot. Draws: DOCKET."""
    files, sightings, hindsight = observe(*given)
    draws: Draws = given[-1]
    punishments, _, is_announced, _ = about
    broke = ((sightings.records >> corridor.bit(VIOLATION)) & 1).reshape(crowds.shape) != 0
    places = jnp.broadcast_to(jnp.arange(crowds.shape[1], dtype=jnp.uint32), crowds.shape)
    lots = chance.word(draws, Decision.DOCKET).reshape(crowds.shape) >> 1
    order = jnp.where(is_announced > 0, places, lots)
    turn = _rank(jnp.where(broke, order, jnp.uint32(0xFFFFFFFF)))
    is_sentenced = (broke & (turn < punishments)).ravel()
    sentence = is_sentenced.astype(jnp.uint32) << corridor.bit(SENTENCE)
    sightings = sightings._replace(records=sightings.records | sentence)
    return files, sightings, hindsight._replace(so=hindsight.so | sentence)


def _rank(order: Array) -> Array:
    """Each person's place in his crowd, from 0."""
    return jnp.argsort(jnp.argsort(order, axis=1), axis=1)


def _counts(crowds: Array, world: World, month: Month) -> Float32[Array, "2 crowd"]:
    """Violators and punished of each crowd this month."""
    broke: Bool[Array, " n"] = ((month.acts.did >> corridor.bit(VIOLATION)) & 1) != 0
    punished = world.held.listed.status[0] == Status.LISTED
    return jnp.stack(
        [column.reshape(crowds.shape).sum(axis=1) for column in (broke, punished)]
    ).astype(jnp.float32)
