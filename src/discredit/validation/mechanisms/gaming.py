"""Gaming: people move a feature just far enough to pass a cut-off; the further, the dearer.

The feature is the account of a score and the cut-off the lower bound of its better band. Passing is
worth 1; whoever is short of the cut-off by no more than that buys deeds until he has it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, number, wrong
from discredit.validation.mechanisms.parts import corridor, policies
from discredit.validation.mechanisms.parts.corridor import BARE, World
from discredit.validation.mechanisms.parts.policies import policy

ABOUT = About(
    title="Gaming",
    tier="gate",
    means="engine",
    how="The feature is the account of a scorer, an even quantile grid of a standard normal; the "
    "better of two bands begins at the cut-off. People know of the score and see it. Whoever is "
    "short of the band by no more than passing is worth (`gaming_reach`) buys deeds, month by "
    "month; every deed is seen and lifts the account, to the cut-off at most. The cut-off that "
    "undoes gaming is searched for over simulated runs. No room is swapped.",
    says="A cut-off that people can see is a cut-off that people can buy. Everybody who is near "
    "enough moves just up to it, so a score bunches there and many pass who did not merit it. The "
    "authority can answer by raising the bar as far as people can move, and then the same share "
    "passes as before; but now those who deserved to pass all along must pay to prove it, and "
    "whoever finds moving dearer than others is locked out. The shape of the cost decides who "
    "pays, not how many pass.",
)
INPUTS = {
    "tau": ONE, "cost": ONE, "gain": ONE,
}  # fmt: skip
RESULTS = {
    "max_move": Kind.WIRING, "accepted_honest": Kind.WIRING, "accepted_gaming": Kind.ENGINE,
    "bunching_at_threshold": Kind.ENGINE, "total_cost": Kind.ENGINE,
    "robust_threshold": Kind.ENGINE, "social_burden_at_robust_threshold": Kind.ENGINE,
}  # fmt: skip
"""How far a move pays is worked out from the cost and handed to the people; and those who stand
above a cut-off before anybody moves are counted on the grid that they were put on."""
Cost = Callable[[np.ndarray], np.ndarray]
"""What a move costs, element by element."""
STEPS = 8
"""Deeds in which the longest way is gone."""
WIDEST = 1e3
"""Points either way that the score can show."""
FURTHEST = 4.0
"""Standard deviations beyond which a cut-off leaves too few on one side to measure."""
SAMPLE = 200_000
CLOSE = 2e-5
"""How finely the cut-off that undoes gaming is searched for."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Who passes honestly and by gaming, what that costs, and the cut-off that undoes it.

    Inputs: tau, the cut-off; cost, of moving up by d, such as `2*d` or `4*d^2`; gain, what passing
    is worth (1). Source: Hardt et al. 2016; Milli et al. 2019.
    """
    tau = number(inputs, "tau", low=-FURTHEST, high=FURTHEST)
    cost = _cost(inputs)
    reach = _reach(cost, number(inputs, "gain", 1.0, low=1e-9), inputs)
    game = _Game(cost, reach, people, seed)
    honest = game.honest_share(tau)
    gamed = game.play(tau)
    robust = _robust(game, tau, honest)
    return {
        "max_move": game.longest(tau),
        "accepted_honest": honest,
        "accepted_gaming": gamed.accepted,
        "bunching_at_threshold": gamed.lifted,
        "total_cost": gamed.cost,
        "robust_threshold": robust,
        "social_burden_at_robust_threshold": game.play(robust, deserving=tau).burden,
    }


class _Played(NamedTuple):
    """What came of one cut-off."""

    accepted: float  # share of all in the better band
    lifted: float  # share of all who stand at the cut-off and began below it
    cost: float  # mean over all
    burden: float  # mean over those whose feature was above the deserving cut-off


class _Game:
    """One crowd and one cost; a cut-off is played for by everybody."""

    def __init__(self, cost: Cost, reach: float, people: int, seed: int) -> None:
        self.cost, self.reach, self.people, self.seed = cost, reach, people, seed

    @cached_property
    def crowds(self) -> list[World]:
        """Even quantile grids that interleave, as many rows as are simulated at once each."""
        from scipy.stats import norm

        batches = -(-SAMPLE // self.people)
        places = (np.arange(self.people * batches) + 0.5) / (self.people * batches)
        features = norm.ppf(places)
        return [self._crowd(features[batch::batches]) for batch in range(batches)]

    def _crowd(self, features: np.ndarray) -> World:
        of = _policy(0.0, 0.0, 0.0)
        return corridor.with_points(corridor.begin(of, corridor.crowd(self.people)), features)

    def honest_share(self, tau: float) -> float:
        """Who has the better band before anybody moves: a month in which no deed can be bought."""
        return float(np.mean(self._months(tau, 0.0, self.crowds, 1)[1]))

    def longest(self, tau: float) -> float:
        """The longest way that anybody goes, of people who stand evenly below a cut-off."""
        behind = 1.25 * self.reach * (np.arange(self.people) + 0.5) / self.people
        ladder = [self._crowd(tau - behind)]
        return float(np.max(self._months(tau, self.reach, ladder, STEPS + 2)[0]))

    def play(self, tau: float, deserving: float = 0.0) -> _Played:
        """Months of deeds, until everybody who would move has moved."""
        moved, passes = self._months(tau, self.reach, self.crowds, STEPS + 2)
        spent = np.where(moved > 0, self.cost(moved), 0.0)
        is_deserving = np.concatenate([_account(crowd) for crowd in self.crowds]) >= deserving
        return _Played(
            accepted=float(passes.mean()),
            lifted=float((passes & (moved > 0)).mean()),
            cost=float(spent.mean()),
            burden=float(spent[is_deserving].mean()),
        )

    def _months(
        self, tau: float, reach: float, crowds: list[World], months: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """How far each person has come in the end, and whether he is in the better band."""
        rules = policies.rules(_policy(tau, reach, self.reach / STEPS), 1)
        moved, passes = [], []
        for crowd in crowds:
            after, bands = corridor.walk(crowd, rules, _LOOK, self.seed, months=months, rooms=BARE)
            moved.append(_account(after).astype(float) - _account(crowd))
            passes.append(bands[-1] == 1)
        return np.concatenate(moved), np.concatenate(passes)


def _account(world: World) -> np.ndarray:
    assert world.held.scores is not None
    return np.asarray(world.held.scores.account[0])


def _policy(tau: float, reach: float, step: float) -> Policy:
    """One score of two bands, and one deed that lifts it by a step, to the cut-off at most."""
    return policy(
        behaviour={
            "conducts": {
                "deed": {
                    "kind": "deed", "about": "a step up",
                    "rate": 0.0, "bought": 1.0, "price": 0.0,
                }
            },
            "watching": {"awareness": 1.0, "announced": 0.0, "stakes": 0.0},
            "gaming_reach": reach,
        },
        observation={"conducts": {"deed": {"seen": 1.0}}},
        scores={
            "feature": {
                "about": "the feature that is looked at",
                "base": 0.0, "floor": -WIDEST, "ceiling": WIDEST,
                "points": {"deed": step}, "caps": {"deed": tau},
                "bands": {"refused": -WIDEST, "accepted": tau}, "is_shown": True,
            }
        },
    )  # fmt: skip


def _bands(world: World, month: Month) -> Array:
    del world
    assert month.scored is not None
    return month.scored.bands[0]


_LOOK = Partial(_bands)


def _robust(game: _Game, tau: float, honest: float) -> float:
    """The highest cut-off that, gamed, lets as many pass as honesty does at `tau`."""
    low, step = tau, max(game.reach, CLOSE)
    while game.play(low + step).accepted >= honest:
        low, step = low + step, 2 * step
    high = low + step
    while high - low > CLOSE:
        middle = (low + high) / 2
        low, high = (middle, high) if game.play(middle).accepted >= honest else (low, middle)
    return low


def _reach(cost: Cost, gain: float, inputs: Inputs) -> float:
    """How far somebody goes for a gain: the largest move that costs no more."""
    low, high = 0.0, 1.0
    while cost(np.array(high)) <= gain:
        low, high = high, 2 * high
        if high > WIDEST / 4:
            raise wrong(
                "cost", inputs["cost"], f"it must pass {gain:g} before moves of {WIDEST / 4:g}"
            )
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if cost(np.array(middle)) <= gain else (low, middle)
    if low < CLOSE:
        raise wrong("cost", inputs["cost"], f"a gain of {gain:g} must be worth some move")
    return low


_KNOWN: dict[str, Cost] = {"sqrt": np.sqrt, "exp": np.exp, "log": np.log}
_LIKE = "Write it as 2*d, 4*d^2 or 0.5*d^1.5."


def _cost(inputs: Inputs) -> Cost:
    """What a move up by d costs: a formula in d, without sign and rising from nought."""
    said = inputs.get("cost")
    text = str(said).lower().replace("^", "**").replace("²", "**2").replace("³", "**3")
    text = re.sub(r"^.*=", "", text).replace("·", "*").replace("×", "*").strip()
    text = re.sub(r"(?<=[\d.)])\s*(?=[a-z(])", "*", re.sub(r"\s*\*\s*", "*", text))
    try:
        tree = ast.parse(text, mode="eval").body
        cost = lambda d: _value(tree, d)  # noqa: E731
        trial = np.asarray(cost(np.linspace(1e-6, 4.0, 64)), float) + np.zeros(64)
    except (SyntaxError, ValueError, TypeError, KeyError, ZeroDivisionError):
        raise wrong("cost", said, "it must be a formula in d", _LIKE) from None
    if not (np.isfinite(trial).all() and (trial >= 0).all() and (np.diff(trial) >= 0).all()):
        raise wrong("cost", said, "a longer way costs no less, and none less than nought", _LIKE)
    return cost


def _value(node: ast.expr, d: np.ndarray) -> np.ndarray:
    """Arithmetic on numbers and d; anything else raises ValueError."""
    match node:
        case ast.Constant(value=int() | float() as constant):
            return np.array(constant)
        case ast.Name(id="d"):
            return d
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, d)
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]):
            return _KNOWN[name](_value(inner, d))
        case ast.BinOp(left=left, op=operator, right=right):
            one, other = _value(left, d), _value(right, d)
            match operator:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div():
                    return one / other
                case ast.Pow():
                    return one**other
    raise ValueError(ast.dump(node))
