"""TransRisk scores of 2003: who had which score, who of them repaid, and lenders who go by it.

The tables are those of the Federal Reserve's report of 2007, by group and percentile point; see
`library/published/data/PROVENANCE.md`. A group becomes a crowd on an even grid of its quantiles.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from discredit import behaviour
from discredit import draws as chance
from discredit.draws import Decision
from discredit.gates import is_open
from discredit.policy.schema import Policy
from discredit.rooms import Rooms
from discredit.truth import Acts, Truth
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, acting
from discredit.validation.mechanisms.parts.policies import policy
from discredit.vocabulary import SERVICES

GROUPS = {
    "Asian": "Asian", "White": "Non- Hispanic white", "Hispanic": "Hispanic", "Black": "Black",
}  # fmt: skip
"""What a group is called here, and in the tables."""
SCORES = np.arange(300.0, 851.0, 50.0)
_IN_EACH = (2.1, 4.2, 5.4, 6.5, 7.9, 9.6, 12.0, 13.8, 17.0, 15.8, 5.7)
"""Percent of all people in each stretch of fifty points."""
_LOAN = SERVICES.index("loan")
REPAID, DEFAULTED = 0, 1
"""The two conducts of a borrower."""
_GOLDEN = 0.6180339887498949


class Group(NamedTuple):
    """One group, one entry per percentile point, worst first."""

    people: float  # scored people of this group in the report
    percentile: np.ndarray
    score: np.ndarray
    mass: np.ndarray  # share of the group at this point
    repays: np.ndarray  # share of those who repay


class Reached(NamedTuple):
    """What a cut-off reaches as a lender expects it, the strictest first: nobody, then one
    percentile point more with every entry. Between two of them a lot decides within the point."""

    accepted: np.ndarray
    repayers: np.ndarray  # share of the group's repayers
    defaulters: np.ndarray


class Offer(NamedTuple):
    """Whom a lender lets in: everybody from a cut-off on, and by lot a share of those below."""

    accepted: float  # share of the group above the cut-off
    lot: float = 0.0  # share of the others


class Rows(NamedTuple):
    """A group as a crowd, worst first."""

    percentile: np.ndarray
    score: np.ndarray
    rank: np.ndarray  # the score, with ties within a point broken evenly up to the next one
    repays: np.ndarray


@cache
def groups() -> dict[str, Group]:
    """The four groups of the report."""
    below, bad, totals = (
        _table(name)
        for name in (
            "transrisk_cdf_by_race_ssa.csv", "transrisk_performance_by_race_ssa.csv", "totals.csv",
        )
    )  # fmt: skip
    percentile = below["Score"]
    return {
        group: Group(
            people=float(totals[column][0]),
            percentile=percentile,
            score=score_at(percentile),
            mass=np.diff(below[column] / 100, prepend=0.0),
            repays=1 - bad[column] / 100,
        )
        for group, column in GROUPS.items()
    }


def _table(name: str) -> dict[str, np.ndarray]:
    path = files("discredit.library") / "published" / "data" / "fico_transrisk_2003" / name
    first, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    columns = zip(*rows, strict=True)
    return {
        title: np.array(column, float)
        for title, column in zip(first, columns, strict=True)
        if title != "Kind"
    }


def score_at(percentile: np.ndarray) -> np.ndarray:
    """The score of a percentile of all people: straight lines between multiples of fifty."""
    return np.interp(percentile, np.concatenate([[0.0], np.cumsum(_IN_EACH)]), SCORES)


def rows(group: Group, n: int) -> Rows:
    """`n` people of a group at its quantiles, evenly."""
    quantile = (np.arange(n) + _GOLDEN) / n  # never on the edge of a point, as a half might be
    point = np.searchsorted(np.cumsum(group.mass), quantile, side="left")
    point = np.minimum(point, len(group.mass) - 1)
    return Rows(
        percentile=group.percentile[point],
        score=group.score[point],
        rank=_rank(group, quantile),
        repays=group.repays[point],
    )


def _rank(group: Group, quantile: np.ndarray) -> np.ndarray:
    """The place on the score's scale of the person at a quantile."""
    edges = np.concatenate([[0.0], np.cumsum(group.mass)])
    return np.interp(quantile, edges, np.append(group.score, group.score[-1]))


def reached(group: Group) -> Reached:
    """What every cut-off would reach, as the tables have it."""

    def from_the_top(amount: np.ndarray) -> np.ndarray:
        return np.concatenate([[0.0], np.cumsum(amount[::-1])]) / amount.sum()

    return Reached(
        accepted=from_the_top(group.mass),
        repayers=from_the_top(group.mass * group.repays),
        defaulters=from_the_top(group.mass * (1 - group.repays)),
    )


class Lender:
    """A lender who gains by a repaid loan and loses by a default, and sets cut-offs beforehand.

    He knows the tables and seeks the most profitable cut-offs that a rule allows, trying them on
    paper: this sets up a policy. What it does is for the run to show.
    """

    def __init__(self, gain: float, loss: float, names: tuple[str, ...]) -> None:
        self.gain, self.loss, self.names = gain, loss, names
        self.groups = {name: groups()[name] for name in names}
        self.reach = {name: reached(group) for name, group in self.groups.items()}

    def most_profit(self) -> dict[str, Offer]:
        """In each group all from the first percentile point on whose loans are worth while."""
        chosen: dict[str, Offer] = {}
        for name, group in self.groups.items():
            pays = self.gain * group.repays + self.loss * (1 - group.repays) >= -1e-9
            first = int(np.argmax(pays)) if pays.any() else len(pays)
            chosen[name] = Offer(float(self.reach[name].accepted[len(pays) - first]))
        return chosen

    def single_threshold(self) -> dict[str, Offer]:
        """The same cut-off for all."""
        most = [self._expected(name, reach.accepted) for name, reach in self.reach.items()]
        at = int(np.argmax(np.sum(most, axis=0)))
        return {name: Offer(float(reach.accepted[at])) for name, reach in self.reach.items()}

    def demographic_parity(self) -> dict[str, Offer]:
        """The same share of every group."""
        return self._equal("accepted")

    def equal_opportunity(self) -> dict[str, Offer]:
        """The same share of every group's repayers."""
        return self._equal("repayers")

    def equalized_odds(self) -> dict[str, Offer]:
        """The same share of every group's repayers and of its defaulters: where a cut-off alone
        would sort a group better than another can be sorted, a lot spoils it."""
        wrong = np.unique(np.concatenate([reach.defaulters for reach in self.reach.values()]))
        right = np.min(
            [np.interp(wrong, reach.defaulters, reach.repayers) for reach in self.reach.values()],
            axis=0,
        )
        total = np.zeros_like(wrong)
        for group in self.groups.values():
            good = group.mass @ group.repays
            total += group.people * (self.gain * good * right + self.loss * (1 - good) * wrong)
        best = int(np.argmax(total))
        return {
            name: _lot_between(reach, float(wrong[best]), float(right[best]))
            for name, reach in self.reach.items()
        }

    def _equal(self, what: str) -> dict[str, Offer]:
        """The most profitable of the offers that are equal in something."""
        shares = {name: getattr(reach, what) for name, reach in self.reach.items()}
        tried = np.unique(np.concatenate(list(shares.values())))
        accepted = {
            name: np.interp(tried, shares[name], reach.accepted)
            for name, reach in self.reach.items()
        }
        at = int(np.argmax(sum(self._expected(name, each) for name, each in accepted.items())))
        return {name: Offer(float(each[at])) for name, each in accepted.items()}

    def _expected(self, name: str, accepted: np.ndarray) -> np.ndarray:
        """Profit from a group that the lender expects at each acceptance rate."""
        group, reach = self.groups[name], self.reach[name]
        good = group.mass @ group.repays
        gains = self.gain * good * np.interp(accepted, reach.accepted, reach.repayers)
        losses = self.loss * (1 - good) * np.interp(accepted, reach.accepted, reach.defaulters)
        return group.people * (gains + losses)


def _lot_between(reach: Reached, wrong: float, right: float) -> Offer:
    """A stricter cut-off, and by lot some of those below it, so that these shares get in."""
    if wrong >= 1:
        return Offer(1.0)
    off = (1 - reach.repayers) - (1 - right) / (1 - wrong) * (1 - reach.defaulters)
    stricter = reach.defaulters <= wrong
    at = int(np.max(np.flatnonzero((off > 1e-12) & stricter), initial=0))
    part = np.interp(0.0, [-off[at + 1], -off[at]][::-1], [0.0, 1.0]) if off[at] > 0 else 0.0
    accepted = reach.accepted[at] + part * (reach.accepted[at + 1] - reach.accepted[at])
    outside = 1 - np.interp(accepted, reach.accepted, reach.defaulters)
    return Offer(float(accepted), float(max(0.0, 1 - (1 - wrong) / outside)))


def cut_off(group: Group, offer: Offer) -> float:
    """The score from which on the lender lets people in."""
    if offer.accepted <= 0:
        return float(SCORES[-1]) + 1
    return float(_rank(group, np.array(1 - offer.accepted)))


def lending(cut: float, wants: float = 1.0, **more_scores: Any) -> Policy:
    """Everybody asks for a loan every month; the door is shut below the cut-off.

    The scorer `application` is what the lender ranks people by. It stays as it is: what loans do to
    other scores is for those who keep them.
    """
    conducts = {
        name: {"kind": kind, "about": f"a loan that was {name}", "rate": 0.0}
        for name, kind in (("repaid", "deed"), ("defaulted", "obligation"))
    }
    return policy(
        behaviour={"conducts": conducts, "wants": {"loan": wants}},
        observation={"conducts": {name: {"seen": 1.0} for name in conducts}},
        scores={
            "application": {
                "about": "where the lender ranks an applicant", "base": 500.0, "floor": 0.0,
                "ceiling": 1000.0, "bands": {"refused": 0.0, "let_in": cut}, "is_shown": False,
            },
            **more_scores,
        },
        gates={"bands": {"application": {"refused": {"closes": {"loan": True}}}}},
    )  # fmt: skip


def rooms(repays: np.ndarray, lot: float = 0.0) -> Rooms:
    """The corridor up to its doors, in which borrowers repay with a chance [n] of their own, and a
    lot drawn every month lets some in whose door is shut."""
    chances = jnp.asarray(repays, jnp.float32), jnp.float32(lot)
    return BARE._replace(act=acting(_borrow, *chances))


def _borrow(repays: Array, lot: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The ordinary act room; whoever asks for a loan, and finds the door open or wins the lot,
    takes it, and repays or defaults. Luck is a person's own, whoever lends.

    Draws: those of `behaviour.act`; ACT (0 repayment, 1 the lot).
    """
    now, acts = behaviour.act(*scene)
    draws = scene.draws
    loan = jnp.uint32(_LOAN)
    wins = chance.happens(draws, Decision.ACT, lot, k=1)
    borrows = is_open(acts.attempts, loan) & (wins | ~is_open(scene.outlook.closed, loan))
    pays = chance.happens(draws, Decision.ACT, repays)
    did = jnp.where(pays, 1 << corridor.bit(REPAID), 1 << corridor.bit(DEFAULTED))
    return now, acts._replace(did=jnp.where(borrows, did, 0).astype(jnp.uint32))
