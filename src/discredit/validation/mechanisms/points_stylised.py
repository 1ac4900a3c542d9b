"""Points on a licence: what people risk, the nearer they stand to losing it.

Points are added for violations, lapse after a quiet time, and at a limit the licence is lost for a
while. Drivers look ahead; some are tempted more often than others.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit import draws as chance
from discredit.dossier import Listed
from discredit.draws import Decision
from discredit.policy.rules import Rules
from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.truth import Acts, Surroundings, Truth
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, number, numbers, whole, wrong
from discredit.validation.mechanisms.parts import corridor, policies
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting
from discredit.validation.mechanisms.parts.policies import policy
from discredit.vocabulary import Status

ABOUT = About(
    title="Points close to the limit",
    tier="report",
    means="engine, swapped",
    how="The list room keeps the points: every point is a record, so many within the memory lead "
    "to an entry, a quiet time wipes them, and the entry lasts for its term. The act room is "
    "swapped for drivers who are tempted now and then and weigh the gain against what the points "
    "cost them later (a Bellman equation of their own, solved beforehand for each propensity); "
    "they are told their points where others see their listed ties. Our choices: the licence is "
    "lost for six months, each worth one mean temptation; propensities are those of case ht-01. "
    "Of people tempted six times as often, who expect to be, those with two points risk most.",
    says="Under a licence with points two things pull apart. Whoever holds points is likelier than "
    "others to be somebody who breaks rules often, so new points rise with points held; and "
    "whoever stands close to the limit has most to lose, so they fall again. Registers show this "
    "hump, and drivers who look ahead produce it. Points deter at the edge, then, not in general: "
    "those far from the limit spend their allowance, and whoever reads the register as a ranking "
    "of characters takes the cautious for the good.",
)
INPUTS = {
    "limit": ONE, "window_years": ONE, "points_per_violation": LIST,
}  # fmt: skip
RESULTS = {
    "new_points_next_year": Kind.ENGINE, "person_years": Kind.ENGINE, "shape": Kind.ENGINE,
    "rises": Kind.ENGINE, "falls": Kind.ENGINE, "turns": Kind.ENGINE,
    "peak_at_points": Kind.ENGINE, "peak_over_limit": Kind.ENGINE,
}  # fmt: skip
BAN_MONTHS = 6
BAN_COSTS = 6.0
"""What losing the licence is worth, in gains of a mean temptation: one for each month of it."""
SPREAD, TEMPTED = 1.6049, 1.6049 / 15.8778 / 12
"""Shape of the Gamma of how often people are tempted, and its mean in a month: those of the claims
of insured drivers (case ht-01)."""
PATIENCE = 0.995
"""What next month counts for, beside this one."""
SORTS = 16
"""Propensities that are told apart."""
BURN_IN, YEAR = 120, 12
PERSON_YEARS = 1_500_000
ENOUGH = 300
"""Person-years below which a mean is too rough to be called a peak."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """New points in the next year by points held now, and where they peak.

    Inputs: limit, window_years; points_per_violation ([2, 3]). Source: Sagberg and Ingebrigtsen
    2018.
    """
    limit = whole(inputs, "limit", 8, low=2)
    window = number(inputs, "window_years", 3.0, low=1 / 12, high=20.0)
    costs = _costs(inputs)
    if limit > 100:
        raise wrong("limit", limit, "the register counts up to 100 points")
    drivers = _Drivers(limit, round(12 * window), costs, people, seed)
    means, behind = drivers.follow(-(-PERSON_YEARS // people))
    held = [points for points in range(limit) if behind[points] >= ENOUGH]
    by_points = {points: float(means[points]) for points in held}
    peak = max(by_points, key=lambda points: by_points[points])
    rises = by_points[held[0]] < by_points[peak]
    falls = by_points[held[-1]] < by_points[peak]
    steps = [by_points[b] - by_points[a] for a, b in pairwise(held)]
    return {
        "new_points_next_year": by_points,
        "person_years": {points: int(behind[points]) for points in held},
        "shape": _SHAPES[rises, falls],
        "rises": bool(rises),
        "falls": bool(falls),
        "turns": sum((a > 0) != (b > 0) for a, b in pairwise(steps)),
        "peak_at_points": int(peak),
        "peak_over_limit": peak / limit,
    }


_SHAPES = {
    (True, True): "inverted U",
    (True, False): "rising",
    (False, True): "falling",
    (False, False): "flat",
}


def _costs(inputs: Inputs) -> list[int]:
    """Points that a violation may cost, all equally likely."""
    costs = numbers(inputs, "points_per_violation", [2.0, 3.0])
    if not costs or any(cost != int(cost) or not 1 <= cost <= 25 for cost in costs):
        rule = "violations cost 1 to 25 whole points"
        raise wrong("points_per_violation", inputs.get("points_per_violation"), rule)
    return [int(cost) for cost in costs]


class _Drivers:
    """A crowd under one register."""

    def __init__(self, limit: int, window: int, costs: list[int], people: int, seed: int) -> None:
        self.limit, self.people, self.seed = limit, people, seed
        self.rules, first = _register(limit, window, max(costs))
        self.world = corridor.begin(first, corridor.crowd(people))
        chances = [_chances(tempted, limit, window, costs) for tempted in _tempted()]
        sort = np.arange(people) % SORTS
        own, points = jnp.asarray(np.array(chances, np.float32)[sort]), jnp.asarray(costs)
        self.rooms = BARE._replace(act=acting(_drive, own, points))

    def follow(self, years: int) -> tuple[np.ndarray, np.ndarray]:
        """By points held: the mean of new points in the next year, and the person-years behind."""
        world, _ = self._on(self.world, 0, BURN_IN)
        points, count = np.zeros(self.limit), np.zeros(self.limit)
        for year in range(years):
            held = np.asarray(_held(world.held.listed, jnp.uint8(self.limit)))
            drives = held < self.limit
            world, new = self._on(world, BURN_IN + YEAR * year, YEAR)
            points += np.bincount(held[drives], new[drives], self.limit)
            count += np.bincount(held[drives], minlength=self.limit)
        return points / np.maximum(count, 1), count

    def _on(self, world: World, first: int, months: int) -> tuple[World, np.ndarray]:
        world, seen = corridor.walk(
            world, self.rules, _LOOK, self.seed, months=months, first=first, rooms=self.rooms,
            surroundings=Partial(_points_shown, jnp.uint8(self.limit)),
        )  # fmt: skip
        return world, seen.sum(axis=0, dtype=int)


def _register(limit: int, window: int, most: int) -> tuple[Rules, Policy]:
    """A list on which one is entered with so many records, of which each is one point."""
    names = [f"point_{k}" for k in range(1, most + 1)]
    conduct = {"kind": "offence", "about": "a point", "rate": 0.0}
    of = policy(
        behaviour={"conducts": dict.fromkeys(names, conduct)},
        observation={"conducts": {name: {"seen": 1.0} for name in names}},
        lists={
            "banned": {
                "about": "the licence is lost", "colour": "black",
                "grounds": dict.fromkeys(names, True), "records_needed": float(limit),
                "memory_months": float(window),
                "term_months": float(BAN_MONTHS),
            }
        },
    )  # fmt: skip
    return policies.rules(of, 1), of


def _tempted() -> list[float]:
    """How often each sort of person is tempted in a month: the middles of even quantile classes."""
    from scipy.stats import gamma

    middles = gamma.ppf((np.arange(SORTS) + 0.5) / SORTS, SPREAD)
    return (TEMPTED * middles / middles.mean()).tolist()


def _chances(tempted: float, limit: int, window: int, costs: list[int]) -> list[float]:
    """The chance of a violation in a month by points held, for somebody who looks ahead; none at
    the limit, where the licence is lost.

    Gains of temptations are exponential with mean 1; one yields where the gain exceeds what the
    points take from the value of standing where one stands. Points lapse as if at random, once in a
    window: nobody counts the months. Bellman's equation, by repeated substitution.
    """
    value = np.zeros(limit + 1)
    loss = np.zeros(limit)
    for _ in range(20_000):
        after = np.append(value[:limit], value[0] - BAN_COSTS)
        beyond = [after[np.minimum(np.arange(limit) + cost, limit)] for cost in costs]
        loss = np.maximum(value[:limit] - np.mean(beyond, axis=0), 0.0)
        stay = value[:limit] + (value[0] - value[:limit]) / window
        new = PATIENCE * stay + tempted * np.exp(-loss)
        if np.abs(new - value[:limit]).max() < 1e-9:
            break
        value[:limit] = new
    return [*(tempted * np.exp(-loss)).tolist(), 0.0]


def _drive(chances: Array, points: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of drivers: `chances` [n, points held] of a violation, which costs one of
    `points`. Draws: ACT 0 and 1."""
    now, surroundings, draws = scene.now, scene.surroundings, scene.draws
    held = surroundings.listed_ties.astype(jnp.int32)[:, None]
    yields = chance.uniform(draws, Decision.ACT) < jnp.take_along_axis(chances, held, 1)[:, 0]
    which = chance.uniform(draws, Decision.ACT, k=1) * points.shape[0]
    cost = points[which.astype(jnp.int32)].astype(jnp.uint32)
    records = ((jnp.uint32(1) << cost) - 1) << corridor.bit(0)
    return now, corridor.acts(jnp.where(yields, records, jnp.uint32(0)))


def _held(listed: Listed, limit: Array) -> Array:
    """Points held; whoever has lost the licence stands at the limit."""
    return jnp.where(listed.status[0] == Status.LISTED, limit, listed.strikes[0])


def _points_shown(limit: Array, world: World, month: Array) -> Surroundings:
    """Nobody knows anybody; what a person is told instead is how many points he has."""
    return corridor.alone(world, month)._replace(listed_ties=_held(world.held.listed, limit))


def _new(world: World, month: Month) -> Array:
    del world
    return jnp.bitwise_count(month.sightings.records).astype(jnp.uint8)


_LOOK = Partial(_new)
