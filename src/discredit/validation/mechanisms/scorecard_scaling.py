"""Scorecard scaling: points at given odds, and so many more for every doubling of the odds.

The score room adds up signs, each worth points in proportion to what it says about the odds; what
a score means is read back from what the room shows.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import Decision
from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.truth import Acts, Truth
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, as_number, number, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting
from discredit.validation.mechanisms.parts.policies import policy

ABOUT = About(
    title="Scorecard scaling",
    tier="gate",
    means="engine, swapped",
    how="Observation and score are the ordinary ones: everybody starts at the points of the given "
    "odds and shows good or bad signs once, each worth its part of the points that double the "
    "odds. Factor and offset are the straight line, fitted in double precision, through the scores "
    "that the room shows to people of known odds; probability_bad is that line read backwards. "
    "Counting cannot give six digits: what it can give, the share of loans that default at a "
    "score in the months after, stands beside it as simulated_default_share. The act room is "
    "swapped for people who show their signs and then borrow.",
    says="A credit score is the logarithm of the odds in other units. That has a consequence few "
    "notice: equal steps of points are not equal steps of risk. Twenty points near the bottom of "
    "the scale change the chance of default by several parts in a hundred, twenty near the top by "
    "a fraction of one in a thousand. Where a social-credit system hands out privileges by bands "
    "of equal width, the upper bands separate people whose conduct can hardly be told apart, and "
    "nobody who reads points as merit will see it.",
)
INPUTS = {
    "points": ONE, "odds": ONE, "pdo": ONE,
}  # fmt: skip
RESULTS = {
    "factor": Kind.WIRING, "offset": Kind.WIRING, "probability_bad": Kind.FORMULA,
    "simulated_factor": Kind.ENGINE, "simulated_offset": Kind.ENGINE,
    "simulated_default_share": Kind.ENGINE,
}  # fmt: skip
"""Signs are worth the points that double the odds, and the score room adds them up again: factor
and offset go in and come out. The chance of default read off that line is a formula. What people
make is the loans they do not repay, and the scale that these give."""
LOWEST, HIGHEST = 300, 850
"""Whole scores that are always told."""
DOUBLINGS = 10
"""Doublings of the odds to either side of the given points that are told too."""
DIGITS = 10
"""Signs of either kind, each twice as telling as the one before: they spell out anybody's odds."""
MONTHS = 64
"""One in which signs are shown, the others in which everybody borrows."""
MOST_SCORES = 4096
SIMULATED_EVERY = 20
NEWTON_STEPS = 8


class _Scale(NamedTuple):
    """What a scorecard is asked to show, and over which scores."""

    points: float
    odds: float  # good to bad
    pdo: float  # points that double the odds
    low: int
    high: int


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Factor and offset of the score in the logarithm of the odds, and the chance of default at
    every whole score.

    Inputs: points shown at odds (good to bad, also as `50:1`), and pdo, points that double the
    odds. Source: Siddiqi 2006.
    """
    scale = _scale(inputs)
    doublings, signs, unit = _signs(scale, people)
    shown, loans, defaults = _lent(scale, doublings, signs, unit, seed)
    log_odds = np.log(scale.odds) + np.log(2.0) * doublings
    middle = log_odds.mean()
    factor, height = np.polyfit(log_odds - middle, shown, 1)
    offset = height - factor * middle
    scores = np.arange(scale.low, scale.high + 1)
    bad = 1 / (1 + np.exp((scores - offset) / factor))
    simulated = _scale_of_loans(loans, defaults, scale)
    return {
        "factor": float(factor),
        "offset": float(offset),
        "probability_bad": {int(at): float(p) for at, p in zip(scores, bad, strict=True)},
        "simulated_factor": simulated[0],
        "simulated_offset": simulated[1],
        "simulated_default_share": {
            int(at): float(defaults[at - scale.low] / loans[at - scale.low])
            for at in scores
            if at % SIMULATED_EVERY == 0 and 0 <= at - scale.low < MOST_SCORES
            and loans[at - scale.low] > 0
        },
    }  # fmt: skip


def _scale_of_loans(loans: np.ndarray, defaults: np.ndarray, scale: _Scale) -> tuple[float, float]:
    """Factor and offset as whoever holds the loans would find them: the logistic curve through the
    shares that default at each score, by Newton's method from the scale that was asked for."""
    from scipy.special import expit

    score = scale.low + np.arange(len(loans))
    x = np.stack([np.ones(len(loans)), (score - scale.points) / scale.pdo])
    curve = np.array([np.log(scale.odds), np.log(2.0)])
    for _ in range(NEWTON_STEPS):
        repaid = expit(curve @ x)
        spread = loans * repaid * (1 - repaid)
        curve = curve + np.linalg.solve((x * spread) @ x.T, x @ (loans * (1 - repaid) - defaults))
    factor = scale.pdo / curve[1]
    return float(factor), float(scale.points - factor * curve[0])


def _scale(inputs: Inputs) -> _Scale:
    points, pdo = number(inputs, "points"), number(inputs, "pdo", low=1e-6)
    raw = str(inputs.get("odds", "")).replace(":", "/").replace("to", "/")
    odds = as_number(raw)
    if odds is None or odds <= 0:
        remedy = "Write 50 or 50:1."
        raise wrong("odds", inputs.get("odds"), "it must be odds, good to bad", remedy)
    low = min(LOWEST, int(np.floor(points - DOUBLINGS * pdo)))
    high = max(HIGHEST, int(np.ceil(points + DOUBLINGS * pdo)))
    return _Scale(points, odds, pdo, low, high)


def _signs(scale: _Scale, people: int) -> tuple[np.ndarray, np.ndarray, float]:
    """People whose odds lie evenly over the scale: doublings from the given odds, the conducts
    that spell them out, and the doublings that the least telling sign stands for."""
    low, high = ((end - scale.points) / scale.pdo for end in (scale.low - 1, scale.high + 1))
    unit = max(-low, high) / (2**DIGITS - 1)
    steps = np.rint((low + (high - low) * (np.arange(people) + 0.5) / people) / unit).astype(int)
    digits = np.abs(steps).astype(np.uint32)
    first = np.where(steps >= 0, corridor.bit(0), corridor.bit(DIGITS)).astype(np.uint32)
    return steps * unit, digits << first, unit


def _lent(
    scale: _Scale, doublings: np.ndarray, signs: np.ndarray, unit: float, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The score of each person; loans, and loans that defaulted, by whole score from the lowest."""
    of = _scorecard(scale, unit)
    bad = 1 / (1 + scale.odds * np.exp2(doublings))
    act = acting(_show_then_borrow, jnp.asarray(signs), jnp.asarray(bad, jnp.float32))
    world, defaults = corridor.walk(
        corridor.begin(of, corridor.crowd(len(bad))), of,
        Partial(_defaults, jnp.float32(scale.low)), seed,
        months=MONTHS, rooms=BARE._replace(act=act),
    )  # fmt: skip
    assert world.held.scores is not None
    shown = np.asarray(world.held.scores.shown[0], float)
    index = np.clip(np.rint(shown - scale.low).astype(int), 0, MOST_SCORES - 1)
    loans = np.bincount(index, minlength=MOST_SCORES) * (MONTHS - 1)
    return shown, loans, defaults[1:].sum(axis=0)


def _scorecard(scale: _Scale, unit: float) -> Policy:
    """Good and bad signs, each with its part of the points for a doubling; a default comes after
    the score and does not count."""
    worth = {f"good_{k}": scale.pdo * unit * 2**k for k in range(DIGITS)}
    worth |= {f"bad_{k}": -scale.pdo * unit * 2**k for k in range(DIGITS)}
    kinds = {name: "deed" if points > 0 else "disfavoured" for name, points in worth.items()}
    kinds["default"] = "obligation"
    conducts = {
        name: {"kind": kind, "about": "a sign on a scorecard, or a default", "rate": 0.0}
        for name, kind in kinds.items()
    }
    floor, ceiling = scale.low - 2 - scale.pdo, scale.high + 2 + scale.pdo
    return policy(
        behaviour={"conducts": conducts},
        observation={"conducts": {name: {"seen": 1.0} for name in conducts}},
        scores={
            "scorecard": {
                "about": "points at given odds, more for better odds", "base": scale.points,
                "floor": floor, "ceiling": ceiling, "points": worth, "bands": {"all": floor},
                "is_shown": False,
            }
        },
    )  # fmt: skip


_DEFAULT = 2 * DIGITS


def _show_then_borrow(signs: Array, bad: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of people who show their signs [n] in the first month and have a loan in every
    other, which defaults with a chance [n] of their own. Draws: ACT."""
    now, draws = scene.now, scene.draws
    fails = chance.happens(draws, Decision.ACT, bad).astype(jnp.uint32) << corridor.bit(_DEFAULT)
    return now, corridor.acts(jnp.where(draws.month == 0, signs, fails))


def _defaults(low: Array, world: World, month: Month) -> Array:
    """Defaults by whole score."""
    assert world.held.scores is not None
    index = jnp.rint(world.held.scores.shown[0] - low).astype(jnp.int32)
    index = jnp.clip(index, 0, MOST_SCORES - 1)
    fails = (month.acts.did >> corridor.bit(_DEFAULT)) & 1
    return jnp.zeros(MOST_SCORES, jnp.int32).at[index].add(fails.astype(jnp.int32))
