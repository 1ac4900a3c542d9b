"""A score as a ladder: an opportunity taken well moves a person one rung up, badly one rung down,
and the rung decides how well the next one is taken.

The ladder is the score room: a point up, a point down, a floor and a ceiling. Everybody is given
the opportunity every month.
"""

from __future__ import annotations

import re
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import Decision
from discredit.record import Month
from discredit.truth import Acts, Truth
from discredit.validation.about import LIST, About, Kind
from discredit.validation.inputs import Inputs, numbers, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting
from discredit.validation.mechanisms.parts.policies import policy

ABOUT = About(
    title="The score ladder",
    tier="gate",
    means="engine, swapped",
    how="Observation and score are the ordinary ones: a point for a success, a point off for a "
    "failure, the lowest and the highest rung as floor and ceiling. The act room is swapped for "
    "people who succeed with the chance that belongs to their rung. The long run is measured once "
    "those who began at the bottom and those who began at the top can no longer be told apart.",
    says="Where a score decides how well people can do next, it makes what it measures. Give "
    "everybody the same opportunity every month, and the ladder still sorts people into a crowded "
    "bottom and a smaller top, because those low down fail more and failing keeps them low. Two "
    "groups that begin differently end alike, so the start is not what hurts them; the ladder is. "
    "Equal access is then no cure: on average people end worse than they began. What helps is a "
    "better chance on the lowest rungs.",
)
INPUTS = {
    "success": LIST, "start": LIST, "start_group_*": LIST,
}  # fmt: skip
RESULTS = {
    "stationary": Kind.ENGINE, "mean_success_long_run": Kind.ENGINE,
    "months_until_forgotten": Kind.ENGINE, "mean_success_start": Kind.WIRING,
}  # fmt: skip
"""At the start people stand where they were put, and succeed with the chance of that rung."""
MOST_RUNGS = 32
MEASURED = 256
"""Months over which the long run is averaged for 100,000 people; more for fewer."""
LONGEST = 4096
"""Months after which the start is taken as forgotten, whatever it looks like."""
FIRST_TRIES = 1_000_000
"""First opportunities behind the mean success of a starting distribution."""
SUCCESS = 0


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Shares per rung in the long run, and mean success at the start and in the long run.

    Inputs: success, the chance on each rung, lowest first; start_group_1, start_group_2, ..., the
    shares that begin on each rung. Source: D'Amour et al. 2020 and google/ml-fairness-gym.
    """
    success = numbers(inputs, "success")
    if not 2 <= len(success) <= MOST_RUNGS or not all(0 <= chance <= 1 for chance in success):
        rule = f"it must be the chance of success on each of 2 to {MOST_RUNGS} rungs"
        raise wrong("success", inputs.get("success"), rule, "Write chances from 0 to 1.")
    ladder = _Ladder(success, people, seed)
    shares, succeeds, months = ladder.long_run()
    obtained: dict[str, Any] = {
        "stationary": shares.tolist(),
        "mean_success_long_run": succeeds,
        "months_until_forgotten": months,
    }
    starts = [_start(inputs, field, len(success)) for field in _groups(inputs)]
    if starts:
        obtained["mean_success_start"] = [ladder.first_tries(start) for start in starts]
    return obtained


def _groups(inputs: Inputs) -> list[str]:
    named = [field for field in inputs if re.fullmatch(r"start(_group_\d+)?", field)]
    return sorted(named, key=lambda field: int("0" + re.sub(r"\D", "", field)))


def _start(inputs: Inputs, field: str, rungs: int) -> np.ndarray:
    shares = np.array(numbers(inputs, field))
    if len(shares) != rungs or (shares < 0).any() or abs(shares.sum() - 1) > 1e-3:
        rule = f"it must be the shares that begin on each of the {rungs} rungs"
        raise wrong(field, inputs[field], rule, "Write shares that add up to 1.")
    return shares / shares.sum()


class _Ladder:
    """One ladder, one crowd; rung 0 is the lowest."""

    def __init__(self, success: list[float], people: int, seed: int) -> None:
        self.rungs, self.people, self.seed = len(success), people, seed
        moves = {"success": ("deed", 1.0), "failure": ("obligation", -1.0)}
        conducts = {
            name: {"kind": kind, "about": f"an opportunity that ended in {name}", "rate": 0.0}
            for name, (kind, _) in moves.items()
        }
        self.policy = policy(
            behaviour={"conducts": conducts},
            observation={"conducts": {name: {"seen": 1.0} for name in moves}},
            scores={
                "ladder": {
                    "about": "one rung up after a success, one down after a failure", "base": 0.0,
                    "floor": 0.0, "ceiling": self.rungs - 1.0,
                    "points": {name: points for name, (_, points) in moves.items()},
                    "bands": {"all": 0.0}, "is_shown": False,
                }
            },
        )  # fmt: skip
        padded = np.zeros(MOST_RUNGS, np.float32)
        padded[: self.rungs] = success
        self.rooms = BARE._replace(act=acting(_try, jnp.asarray(padded)))

    def first_tries(self, start: np.ndarray) -> float:
        """Share of successes in the first month of people who begin in these shares."""
        quantile = (np.arange(self.people) + 0.5) / self.people
        rung = np.minimum(np.searchsorted(np.cumsum(start), quantile), self.rungs - 1)
        batches = -(-FIRST_TRIES // self.people)
        won = [
            self._on(self._at(rung), 1, 0, self.seed + 1000 * batch)[2] for batch in range(batches)
        ]
        return float(np.mean(won))

    def long_run(self) -> tuple[np.ndarray, float, int]:
        """Shares per rung, share of successes, and how many months it took to forget the start."""
        world, month, step = self._at(self._ends()), 0, corridor.STRETCH
        # Two halves of a crowd differ by as much as this at most by luck alone.
        alike = 2.5 / np.sqrt(self.people)
        apart = 1.0
        while apart > alike and month < LONGEST:
            world, halves, _ = self._on(world, step, month, self.seed)
            apart = float(np.abs(halves[-1, 0] - halves[-1, 1]).max())
            month += step
        forgotten = month
        # As long again, so that what difference is left is small beside what could be seen.
        world, _, _ = self._on(world, forgotten, month, self.seed)
        measured = max(MEASURED, MEASURED * 100_000 // self.people)
        _, halves, won = self._on(world, measured, month + forgotten, self.seed)
        sizes = self._sizes()
        shares = (halves * (sizes / sizes.sum())[:, None]).sum(axis=1).mean(axis=0)
        return shares, float(won.mean()), forgotten

    def _ends(self) -> np.ndarray:
        """Every other person at the bottom, the others at the top."""
        return np.where(np.arange(self.people) % 2 == 0, 0, self.rungs - 1)

    def _sizes(self) -> np.ndarray:
        return np.array([-(-self.people // 2), self.people // 2])

    def _at(self, rung: np.ndarray) -> World:
        world = corridor.begin(self.policy, corridor.crowd(self.people))
        return corridor.with_points(world, rung)

    def _on(
        self, world: World, months: int, first: int, seed: int
    ) -> tuple[World, np.ndarray, np.ndarray]:
        """The crowd later; each month the shares per rung of both halves, and of successes."""
        world, (counts, won) = corridor.walk(
            world, self.policy, Partial(_rungs), seed, months=months, first=first, rooms=self.rooms
        )
        return world, counts[:, :, : self.rungs] / self._sizes()[:, None], won / self.people


def _try(success: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of people who succeed with the chance [rung] of where they stand; nothing is
    misjudged here, so that what they earned is where they stand. Draws: ACT."""
    now, draws = scene.now, scene.draws
    assert now.earned is not None
    rung = now.earned.account[0].astype(jnp.int32)
    wins = chance.happens(draws, Decision.ACT, success[rung])
    did = jnp.where(wins, 1 << corridor.bit(SUCCESS), 1 << corridor.bit(SUCCESS + 1))
    return now, corridor.acts(did.astype(jnp.uint32))


def _rungs(world: World, month: Month) -> tuple[Array, Array]:
    """How many of each half stand on each rung, and how many succeeded."""
    assert world.held.scores is not None
    rung = world.held.scores.account[0].astype(jnp.int32)
    half = jnp.arange(rung.shape[0]) % 2
    counts = jnp.zeros((2, MOST_RUNGS), jnp.int32).at[half, rung].add(1)
    return counts, ((month.acts.did >> corridor.bit(SUCCESS)) & 1).sum()
