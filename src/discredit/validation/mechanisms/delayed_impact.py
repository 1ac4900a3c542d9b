"""Delayed impact: what a lender's rule does a round later to the scores of those it let in.

A row is a class of people who have the same score and apply one after the other; the score of the
class moves by the mean of what happens to them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit.policy.rules import Rules
from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, number, wrong
from discredit.validation.mechanisms.parts import corridor, policies
from discredit.validation.mechanisms.parts.corridor import World
from discredit.validation.mechanisms.parts.transrisk import (
    SCORES,
    Group,
    Lender,
    Offer,
    cut_off,
    groups,
    lending,
    rooms,
    rows,
)

ABOUT = About(
    title="Delayed impact",
    tier="gate",
    means="engine, swapped",
    how="Score, band, door and observation are the ordinary ones; the act room is the ordinary one "
    "with a loan taken at an open door and repaid with the chance of one's TransRisk score. The "
    "lender ranks by a first score that stays; a second takes the points. What is published clips "
    "the expected move, so a row is a class of 126 people or more with one score: each month "
    "another one borrows and the score of the class takes his share of the points; at the "
    "end it is cut to 300..850. Cut-offs are designed on paper; outcome curves come from a run "
    "with every door open, counted from the best score down.",
    says="A rule meant to help a group may harm it a round later. To let in people who will mostly "
    "default takes points off their scores, and it depends on what a default costs the lender, not "
    "on anybody's intention, whether an equal share of loans or an equal share of good payers "
    "lifts a group or pulls it down. There is a rate of acceptance at which a group gains most and "
    "one beyond which it loses; a system that feeds its own decisions back into its scores has to "
    "know both before it promises to be fair.",
)
INPUTS = {
    "score_up": ONE, "score_down": ONE, "u_default": ONE, "u_repaid": ONE,
}  # fmt: skip
RESULTS = {
    "cut_*": Kind.WIRING, "acceptance_*": Kind.WIRING, "black": Kind.ENGINE,
    "white": Kind.ENGINE, "mean_change_*": Kind.ENGINE,
}  # fmt: skip
"""Cut-offs, and so the shares let in, are worked out on paper and read back from the door."""
FEWEST = 126
"""People of a class, at least. They borrow one a month, and one more moves the mean of the class by
little, so that the cut at the ends falls on the mean and not on each."""
MOST = 2046
"""With the month before and the month after, all that draws can count."""
BORROWERS = 6_300_000
"""People of all classes of a group, if there are few of them."""
NEAR = 0.05
"""Rates of acceptance to either side of the top of a curve that are looked at."""
GROUPS = {"black": "Black", "white": "White"}


class _Moves(NamedTuple):
    """Points for a loan, to be shared among the people of a class."""

    up: float
    down: float
    members: int


class _Round(NamedTuple):
    """A group after a round of lending."""

    accepted: float
    cut: float  # lowest score let in
    change: np.ndarray  # of each row's score, worst first


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Cut-offs, acceptance and mean change of score under three rules, and the outcome curves.

    Inputs: score_up and score_down; u_default and u_repaid, what a loan brings the lender, for the
    rules. Source: Liu et al. 2018, the experiment on FICO scores.
    """
    n = max(1, people // len(GROUPS))
    moves = _Moves(
        up=number(inputs, "score_up", low=0.0),
        down=number(inputs, "score_down", high=0.0),
        members=min(MOST, max(FEWEST, BORROWERS // n)),
    )
    obtained: dict[str, Any] = {
        key: _curve(groups()[name], _lend(name, Offer(1.0), moves, n, seed))
        for key, name in GROUPS.items()
    }
    if "u_default" not in inputs:
        return obtained
    loss, gain = number(inputs, "u_default", high=0.0), number(inputs, "u_repaid", 1.0, low=0.0)
    if gain <= 0 or loss >= 0:
        raise wrong("u_default", loss, "a default costs and a repaid loan brings something")
    lender = Lender(gain, loss, tuple(GROUPS.values()))
    rules = {
        "MP": lender.most_profit(),
        "EO": lender.equal_opportunity(),
        "DP": lender.demographic_parity(),
    }
    for key, name in GROUPS.items():
        ends = {rule: _lend(name, offers[name], moves, n, seed) for rule, offers in rules.items()}
        obtained[f"cut_{key}"] = {rule: end.cut for rule, end in ends.items()}
        obtained[f"acceptance_{key}"] = {rule: end.accepted for rule, end in ends.items()}
        change = {rule: float(end.change.mean()) for rule, end in ends.items()}
        obtained[f"mean_change_{key}"] = change
    return obtained


def _lend(name: str, offer: Offer, moves: _Moves, n: int, seed: int) -> _Round:
    """A round in which a group meets an offer; each group has its own luck, whatever is offered."""
    group = groups()[name]
    crowd = rows(group, n)
    first, lends, last = (
        policies.rules(_policy(cut_off(group, offer), moves, wants, is_open_ended), 1)
        for wants, is_open_ended in ((0.0, True), (1.0, True), (0.0, False))
    )
    of = _policy(cut_off(group, offer), moves, 1.0, True)
    world = corridor.begin(of, corridor.crowd(n))
    world = _with_score(corridor.with_points(world, crowd.rank), crowd.score)
    world, borrowers = corridor.walk(
        world, _calendar(first, lends, last, moves.members), Partial(_borrowers),
        seed + 1000 * len(name), months=moves.members + 2, rooms=rooms(crowd.repays),
    )  # fmt: skip
    assert world.held.scores is not None
    let_in = np.asarray(world.held.doors.closed) == 0
    return _Round(
        accepted=float(borrowers[1:-1].mean() / n),
        cut=float(crowd.rank[let_in].min(initial=SCORES[-1])),
        change=np.asarray(world.held.scores.account[1], float) - crowd.score,
    )


def _policy(cut: float, moves: _Moves, wants: float, is_open_ended: bool) -> Policy:
    """One month: somebody of every class wants a loan, or nobody; the score has ends, or not."""
    beyond = moves.up - moves.down if is_open_ended else 0.0
    floor, ceiling = float(SCORES[0]) - beyond, float(SCORES[-1]) + beyond
    points = {"repaid": moves.up / moves.members, "defaulted": moves.down / moves.members}
    after = {
        "about": "the score of a class after its people borrowed", "base": 500.0, "floor": floor,
        "ceiling": ceiling, "points": points, "bands": {"all": floor}, "is_shown": False,
    }  # fmt: skip
    return lending(cut, wants, after=after)


def _calendar(first: Rules, lends: Rules, last: Rules, members: int) -> Rules:
    """A month in which the door takes its place, the round, and a month that cuts the ends."""

    def months(*each: np.ndarray) -> np.ndarray:
        return np.concatenate([each[0], np.repeat(each[1], members, axis=0), each[2]])

    return jax.tree.map(months, first, lends, last)


def _with_score(world: World, score: np.ndarray) -> World:
    """The second account as given; the first is the lender's."""
    assert world.held.scores is not None
    account = world.held.scores.account.at[1].set(score.astype(np.float32))
    scores = world.held.scores._replace(account=account, shown=account + 0.0)
    return world._replace(held=world.held._replace(scores=scores))


def _borrowers(world: World, month: Month) -> Array:
    del world
    return (month.acts.did != 0).sum()


def _curve(group: Group, open_door: _Round) -> dict[str, float]:
    """The mean change of a group's score at the acceptance rate of every cut-off: who is not let
    in keeps his score."""
    rates = np.unique(np.concatenate([[0.0], np.cumsum(group.mass[::-1])]))
    best_first = np.concatenate([[0.0], np.cumsum(open_door.change[::-1])]) / len(open_door.change)
    gains = np.interp(rates, np.linspace(0, 1, len(best_first)), best_first)
    top = _top(rates, gains)
    curve = {"maximum": float(gains[top]), "at": float(rates[top]), "at_one": float(gains[-1])}
    falls = np.flatnonzero((gains[:-1] > 0) & (gains[1:] <= 0))
    if falls.size:
        k = int(falls[-1])
        share = gains[k] / (gains[k] - gains[k + 1])
        curve["zero_at"] = float(rates[k] + share * (rates[k + 1] - rates[k]))
    return curve


def _top(rates: np.ndarray, gains: np.ndarray) -> int:
    """Where a curve is highest. It is flat there, and luck alone would pick one of its neighbours:
    so a cubic through all simulated points nearby says which."""
    top = int(np.argmax(gains))
    near = np.flatnonzero(np.abs(rates - rates[top]) <= NEAR)
    if len(near) < 8:
        return top
    smooth = np.polynomial.Polynomial.fit(rates[near], gains[near], 3)
    return int(near[np.argmax(smooth(rates[near]))])
