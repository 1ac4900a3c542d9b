"""Goodhart's law in its mildest form: the best scores belong to people who are good and lucky.

A score is merit and error; a red list takes those whose score is highest. Nobody games anything.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, number
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, World
from discredit.validation.mechanisms.parts.policies import policy
from discredit.vocabulary import Status

ABOUT = About(
    title="Regression to the mean among the rewarded",
    tier="gate",
    means="engine",
    how="Merit is an even quantile grid of a standard normal. The account of a scorer holds the "
    "part of the score that merit explains, errors in the files add the rest (`errors`: everybody "
    "has one and all count), and a red list enters whoever scores above a threshold, put where the "
    "simulated scores leave the wanted share above it. No room is swapped.",
    says="A score that measures merit with error rewards luck as well as merit, and the more the "
    "higher it is set: whoever stands at the top of a red list mostly got there with errors in his "
    "favour. Measured again, the rewarded turn out better than the rest, and less good than their "
    "score, by just the factor by which score and merit go together. This needs no cheating at "
    "all; it is what is left when gaming, favour and malice are taken away, and it makes every "
    "reward look as if it had spoilt those who got it.",
)
INPUTS = {
    "q": ONE, "rho": ONE,
}  # fmt: skip
RESULTS = {
    "mean_score": Kind.ENGINE, "mean_merit": Kind.ENGINE, "threshold": Kind.ENGINE,
    "share_rewarded": Kind.WIRING, "correlation": Kind.WIRING,
}  # fmt: skip
"""The share rewarded and the correlation are handed in and counted back."""
WIDEST = 1e3
"""Points either way that the score can show."""
REWARDED = 30_000
"""People on the list behind each mean."""
LEAST, MOST = 400_000, 32_000_000
"""People simulated, at least and at most."""
_ERA = 7919
"""Between the seeds of two batches, so that those of seeds that follow one another differ."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The mean score and the mean merit of the rewarded, and how far their scores bear out.

    Inputs: q, the share rewarded; rho, the correlation of score and merit. Source: inverse Mills
    ratio; Galton 1886 for the regression.
    """
    q = number(inputs, "q", low=1e-3, high=1.0)
    rho = number(inputs, "rho", low=-1.0, high=1.0)
    wanted = min(max(LEAST, REWARDED / q), MOST)
    batches = -(-int(wanted) // people)
    merit = _merit(people)
    scores = np.stack([_scores(merit, rho, seed + _ERA * b) for b in range(batches)])
    threshold = _threshold(scores.ravel(), q)
    sums = sum(_rewarded(merit, rho, threshold, seed + _ERA * b) for b in range(batches))
    assert isinstance(sums, np.ndarray)
    count, of_score, of_merit = sums.tolist()
    spread, middle = float(scores.std()), float(scores.mean())
    together = float(np.mean([np.corrcoef(merit, row)[0, 1] for row in scores]))
    return {
        "mean_score": (of_score / count - middle) / spread,
        "mean_merit": of_merit / count,
        "share_rewarded": count / scores.size,
        "correlation": together,
        "threshold": (threshold - middle) / spread,
    }


def _merit(people: int) -> np.ndarray:
    from scipy.stats import norm

    return norm.ppf((np.arange(people) + 0.5) / people).astype(np.float32)


def _scores(merit: np.ndarray, rho: float, seed: int) -> np.ndarray:
    """What the score shows of everybody, where nobody is rewarded."""
    world, _ = _month(merit, _policy(rho, WIDEST), rho, seed)
    assert world.held.scores is not None
    return np.asarray(world.held.scores.shown[0])


def _threshold(scores: np.ndarray, q: float) -> float:
    """The score above which the share `q` lies: the highest that is not to be rewarded."""
    rewarded = round(q * scores.size)
    if rewarded >= scores.size:
        return -WIDEST
    index = scores.size - rewarded - 1
    return float(np.partition(scores, index)[index])


def _rewarded(merit: np.ndarray, rho: float, threshold: float, seed: int) -> np.ndarray:
    """How many are on the list, and the sums of their scores and of their merit."""
    _, seen = _month(merit, _policy(rho, threshold), rho, seed)
    return np.array([np.sum(column, dtype=float) for column in seen])


def _month(
    merit: np.ndarray, of: Policy, rho: float, seed: int
) -> tuple[World, tuple[np.ndarray, ...]]:
    look = Partial(_on_list, jnp.asarray(merit))
    world = corridor.begin(of, corridor.crowd(len(merit)))
    world = corridor.with_points(world, rho * merit)
    return corridor.walk(world, of, look, seed, months=1, rooms=BARE)


def _policy(rho: float, threshold: float) -> Policy:
    """A score of spread 1 whose errors make up what merit does not explain, and a red list."""
    return policy(
        scores={
            "score": {
                "about": "merit, with error",
                "base": 0.0, "floor": -WIDEST, "ceiling": WIDEST,
                "errors": {"share": 1.0, "matters": 1.0, "size": float(np.sqrt(1 - rho**2))},
                "bands": {"all": -WIDEST}, "is_shown": False,
            }
        },
        lists={
            "rewarded": {
                "about": "the best scores", "colour": "red",
                "score": {"scorer": "score", "above": threshold},
                "term_months": 0.0, "leaves_with_score": True,
            }
        },
    )  # fmt: skip


def _on_list(merit: Array, world: World, month: Month) -> tuple[Array, Array, Array]:
    del month
    assert world.held.scores is not None
    on = world.held.listed.status[0] == Status.LISTED
    score = world.held.scores.shown[0]
    return (
        on.sum(dtype=jnp.int32),
        jnp.where(on, score, 0.0).reshape(-1, _rows(on)).sum(axis=1),
        jnp.where(on, merit, 0.0).reshape(-1, _rows(on)).sum(axis=1),
    )


def _rows(column: Array) -> int:
    """The longest row under a thousand into which a column can be cut: sums of short rows keep the
    digits that single precision would lose over a long one."""
    return max(k for k in range(1, 1000) if column.shape[0] % k == 0)
