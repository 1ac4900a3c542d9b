"""Points and tiers: a register moves everybody one tier up after a clean period and down for
violations. Actuaries call it a bonus-malus system and print its distribution to six digits.

The register is the score room: points for a clean month, points off per violation, a floor and a
ceiling. People break the rules at a rate of their own that nothing changes.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import Decision
from discredit.record import Month
from discredit.rooms import Rooms
from discredit.truth import Acts, Truth
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, called, matched, number, numbers, whole, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting
from discredit.validation.mechanisms.parts.policies import policy

ABOUT = About(
    title="Points and tiers",
    tier="gate",
    means="engine, swapped",
    how="Observation, score and bands are the ordinary ones: points for a clean month, points off "
    "per record, floor and ceiling. The act room is swapped for people who break a rule any number "
    "of times a month, at a rate of their own that nothing changes; luck is shared out evenly "
    "among people of the same tier, so that shares are known closely from a small crowd.",
    says="A register of points and tiers is a bonus-malus chain, and insurers have long known how "
    "such chains behave. Where everybody ends up follows from the rule and the rate of violations "
    "alone; the start is soon forgotten; a harsher penalty empties the best tier far faster than "
    "it fills the worst; and equals spread over the tiers by luck, as if they differed in merit. "
    "This is the null model beside which gaming and fear are measured.",
)
INPUTS = {
    "levels": ONE, "rule": ONE, "rules": LIST, "violation_rate": ONE, "p_clean": ONE,
    "rates": LIST, "shares": LIST, "gamma_shape": ONE, "start": ONE,
    "discount_percent_worst_to_best": LIST, "premium_best_to_worst": LIST,
    "level_best_to_worst": LIST,
}  # fmt: skip
RESULTS = {
    "stationary": Kind.ENGINE, "stationary_worst_to_best": Kind.ENGINE,
    "mean_premium": Kind.ENGINE, "total_variation": Kind.ENGINE, "start_level_*": Kind.ENGINE,
    "best_tier_rule_*": Kind.ENGINE, "mean_level_rule_*": Kind.ENGINE,
}  # fmt: skip
MOST_LEVELS = 32
MOST_ROWS = 40_000
"""Luck is shared out so evenly that more people would tell no more."""
MEASURED = 64
"""Periods over which the long run is measured."""
MOST_BURN_IN = 1024
TRANSIENT = 20
"""Periods over which everybody's way from each starting tier is followed."""
_GOLDEN, _ROW_BITS = 0x9E3779B9, 27
ALIKE = 0.0005
"""Difference in any share at which those who began best and worst can no longer be told apart."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Shares per tier in the long run and on the way there, and the mean of what tiers cost.

    Inputs: levels; rule (or rules) such as `-1/+2` or `-1/top`; violation_rate, p_clean, or rates
    with shares and gamma_shape; a price per level; start. Source: Denuit et al. 2007; Loss Data
    Analytics ch. 12.
    """
    levels = whole(inputs, "levels", low=2)
    if levels > MOST_LEVELS:
        raise wrong("levels", levels, f"there can be 2 to {MOST_LEVELS} levels")
    prices = _prices(inputs)
    if "rules" in inputs:
        return _by_rule(inputs, levels, prices, people, seed)
    register = _Register(inputs, str(inputs.get("rule", "")), levels, people, seed)
    if "start" in inputs:
        return _from_everywhere(register, prices)
    shares = register.long_run()
    obtained: dict[str, Any] = {
        "stationary": shares.tolist(), "stationary_worst_to_best": shares[::-1].tolist()
    }  # fmt: skip
    if prices is not None:
        obtained["mean_premium"] = float(shares @ prices)
    for level in range(levels):
        ways = register.ways(np.full(register.people, level), TRANSIENT)
        course = {f"n{t + 1}": row.tolist() for t, row in enumerate(ways)}
        obtained[f"start_level_{level}"] = course
    return obtained


def _by_rule(
    inputs: Inputs, levels: int, prices: np.ndarray | None, people: int, seed: int
) -> dict[str, Any]:
    obtained: dict[str, Any] = {}
    for rule in inputs["rules"]:
        register = _Register(inputs, str(rule), levels, people, seed)
        shares = register.long_run()
        obtained[called("best_tier_rule", register.penalty)] = float(shares[0])
        if prices is not None:
            obtained[called("mean_level_rule", register.penalty)] = float(shares @ prices)
    return obtained


def _from_everywhere(register: _Register, prices: np.ndarray | None) -> dict[str, Any]:
    """Everybody starts evenly over the tiers: how far from the long run after each period."""
    ways = register.ways(np.arange(register.people) % register.levels, 5)
    settled = register.long_run()
    obtained: dict[str, Any] = {"total_variation": np.abs(ways - settled).sum(axis=1).tolist()}
    if prices is not None:
        obtained["mean_premium"] = (ways @ prices).tolist()
    return obtained


def _prices(inputs: Inputs) -> np.ndarray | None:
    """What a tier costs, best first."""
    if "discount_percent_worst_to_best" in inputs:
        return 100 - np.array(numbers(inputs, "discount_percent_worst_to_best"))[::-1]
    for field in ("premium_best_to_worst", "level_best_to_worst"):
        if field in inputs:
            return np.array(numbers(inputs, field))
    return None


class _Register:
    """One rule, one crowd: level 0 is the best."""

    def __init__(self, inputs: Inputs, rule: str, levels: int, people: int, seed: int) -> None:
        way = matched({"rule": rule}, "rule", r"-(\d+)\s*/\s*(?:\+(\d+)|(top))", "-1/+2 or -1/top")
        self.levels, self.people, self.seed = levels, min(people, MOST_ROWS), seed
        self.penalty = int(way[2] or levels - 1)
        kinds = 8 if self.penalty * 8 >= levels - 1 else 24
        names = [f"violation_{k}" for k in range(1, kinds + 1)]
        off = dict.fromkeys(names, -float(self.penalty))
        top = float(levels - 1)
        self.policy = policy(
            behaviour={"conducts": {name: _violation() for name in names}},
            observation={"conducts": {name: {"seen": 1.0} for name in names}},
            scores={
                "register": {
                    "about": "one tier up after a clean month, down with every violation",
                    "base": top, "floor": 0.0, "ceiling": top, "points": off,
                    "clean": float(way[1]), "bands": {"all": 0.0}, "is_shown": False,
                }
            },
        )  # fmt: skip
        rates = own_rates(inputs, self.people)
        self.rooms: Rooms = BARE._replace(act=acting(violate, rates))

    def ways(self, start: np.ndarray, periods: int) -> np.ndarray:
        """The share in each tier after each period, from these levels."""
        return self._on(self._from(start), periods, 0)[1].sum(axis=1) / self.people

    def long_run(self) -> np.ndarray:
        """The share in each tier once nobody can tell any more who began best and who worst."""
        world = self._from(np.where(self._began_worst, self.levels - 1, 0))
        first, apart = 0, 1.0
        while apart > ALIKE and first < MOST_BURN_IN:
            world, seen = self._on(world, MEASURED, first)
            first += MEASURED
            halves = seen[-MEASURED // 2 :].sum(axis=0) / (MEASURED // 2)
            apart = float(np.abs(np.subtract(*halves)).max()) / (self.people / 2)
        _, seen = self._on(world, MEASURED, first)
        return seen.sum(axis=(0, 1)) / (MEASURED * self.people)

    @property
    def _began_worst(self) -> np.ndarray:
        return np.arange(self.people) % 2 == 1

    def _from(self, start: np.ndarray) -> World:
        world = corridor.begin(self.policy, corridor.crowd(self.people))
        return corridor.with_points(world, self.levels - 1 - start)

    def _on(self, world: World, periods: int, first: int) -> tuple[World, np.ndarray]:
        """So many periods, and the number in each tier in each [period, half, tier]."""
        look = Partial(_levels, jnp.int32(self.levels))
        world, seen = corridor.walk(
            world, self.policy, look, self.seed, months=periods, first=first, rooms=self.rooms
        )
        return world, seen[:, :, : self.levels]


def _violation() -> dict[str, Any]:
    return {"kind": "offence", "about": "a violation", "rate": 0.0}


def own_rates(inputs: Inputs, people: int) -> Array:
    """Each person's mean number of violations in a period, rising from row to row."""
    if "rates" not in inputs:
        p_clean = number(inputs, "p_clean", 1.0, low=1e-9, high=1.0)
        rate = number(inputs, "violation_rate", float(-np.log(p_clean)), low=0.0)
        return jnp.full(people, rate, jnp.float32)
    from scipy.stats import gamma

    rates, shares = numbers(inputs, "rates"), numbers(inputs, "shares")
    # Even over both columns: who is of which kind, and how much more or less than his kind.
    u = (np.arange(people) + 0.5) / people, (np.arange(people) + 0.5) * _GOLDEN / 2**32 % 1
    rank = np.searchsorted(np.cumsum(shares) / np.sum(shares), u[0], side="right")
    own = np.array(rates)[np.minimum(rank, len(rates) - 1)]
    shape = number(inputs, "gamma_shape", 0.0, low=0.0)
    if shape > 0:
        own = own * gamma.ppf(u[1], shape, scale=1 / shape)
    return jnp.asarray(np.sort(own), jnp.float32)


def violate(rates: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of people who break a rule any number of times a month, at a rate [n] of their
    own; the k-th violation is the k-th conduct.

    Luck is shared out evenly among people of the same tier and of like rates: each one's is
    uniform and new every month, but neighbours in that order have theirs a golden section apart,
    so that shares are known to four digits from a crowd that would else give two (array-RQMC:
    L'Ecuyer, Lecot and Tuffin 2008). Draws: ACT, of the first person.
    """
    now, rules, draws = scene.now, scene.rules, scene.draws
    assert rules.conducts is not None
    assert now.earned is not None
    rank = _rank(now.earned.account[0])
    turn = chance.word(draws, Decision.ACT)[0] + rank * jnp.uint32(_GOLDEN)
    u = (turn >> 8).astype(jnp.float32) * jnp.float32(2**-24)
    return now, corridor.acts(corridor.repeated(rates, u, rules.conducts.rate.shape[0]))


def _rank(tier: Array) -> Array:
    """Everybody's place, from 0, in the order of tiers and, within one, of rows, which is that of
    rates."""
    row = jnp.arange(tier.shape[0], dtype=jnp.uint32)
    # Tier and row in one word: sorting that is five times as fast as sorting by two columns.
    order = jnp.sort((tier.astype(jnp.uint32) << _ROW_BITS) | row) & ((1 << _ROW_BITS) - 1)
    return jnp.zeros_like(row).at[order].set(row)


def _levels(levels: Array, world: World, month: Month) -> Array:
    """People in each tier, of the even and of the odd rows."""
    del month
    assert world.held.scores is not None
    level = levels - 1 - world.held.scores.account[0].astype(jnp.int32)
    half = jnp.arange(level.shape[0]) % 2
    return jnp.zeros((2, MOST_LEVELS), jnp.int32).at[half, level].add(1)
