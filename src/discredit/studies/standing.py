"""Where people stand on a score, person by person: whether it follows income, whether ranks last.

Sums by group cannot tell it, so a study that asks for it looks at everybody once a year, on the
host; nothing in the engine is made for it. Ranks are middle ranks: people with the same score stand
in the same fifth, however many they are.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Bool, Float64, Integer

FIFTHS: Final = 5
BINS: Final = 20
"""Classes of people whose own conduct earned them about the same, who are compared."""
FEWEST: Final = 30
"""People below whom a slope or a share is not told (assumption A-957)."""


class StandingMeasure(NamedTuple):
    """A measure of where people stand: what it is, and its unit."""

    says: str
    unit: str


STANDING: Final = {
    "score_by_income": StandingMeasure(
        "score for each doubling of income, among people whose own conduct earned the same",
        "points per doubling of income",
    ),
    "rank_kept": StandingMeasure("people in the same fifth of the score as a year before", "share"),
    "low_rank_kept": StandingMeasure(
        "of those in the lowest fifth of the score a year before, the ones still there", "share"
    ),
}
"""Measures that a study may ask for beside the columns of the series; of the first scorer."""


class StandingFigure(NamedTuple):
    """A value, and how many people it is taken of."""

    value: float
    people: int


class Seen(NamedTuple):
    """Everybody at the end of a year, a row per person."""

    score: Float64[np.ndarray, " person"]
    is_scored: Bool[np.ndarray, " person"]
    earned: Float64[np.ndarray, " person"]  # what own conduct alone would have made of it
    income: Float64[np.ndarray, " person"]


def figures_of(now: Seen, before: Seen | None) -> dict[str, StandingFigure]:
    """The measures of STANDING.

    Args:
        now: Everybody at the end of a run.
        before: The same people a year earlier; None where the run is shorter.

    Returns:
        NaN where too few are scored.
    """
    nobody = StandingFigure(float("nan"), 0)
    found = dict.fromkeys(STANDING, nobody) | {"score_by_income": by_income(now)}
    if before is None:
        return found
    both = now.is_scored & before.is_scored
    if both.sum() < FEWEST:
        return found
    was, is_now = fifth_of(before.score[both]), fifth_of(now.score[both])
    low = was == 0
    found["rank_kept"] = StandingFigure(float((was == is_now).mean()), int(both.sum()))
    if low.sum() >= FEWEST:
        found["low_rank_kept"] = StandingFigure(float((is_now[low] == 0).mean()), int(low.sum()))
    return found


def by_income(now: Seen) -> StandingFigure:
    """How many points more a doubling of income goes with, at equal conduct.

    A straight line through people's distances from the mean of their class: classes are those whose
    own conduct earned about the same account.

    Args:
        now: Everybody at the end of a run; people without an income are left out.
    """
    of = now.is_scored & (now.income > 0)
    people = int(of.sum())
    if people < FEWEST:
        return StandingFigure(float("nan"), people)
    score, doublings = now.score[of], np.log2(now.income[of])
    edges = np.quantile(now.earned[of], np.linspace(0, 1, BINS + 1)[1:-1])
    bin_of = np.searchsorted(edges, now.earned[of], side="right")
    y, x = (values - _means(values, bin_of) for values in (score, doublings))
    spread = float((x * x).sum())
    return StandingFigure(float((x * y).sum() / spread) if spread > 0 else float("nan"), people)


def fifth_of(score: Float64[np.ndarray, " person"]) -> Integer[np.ndarray, " person"]:
    """The fifth in which each person stands, 0 the lowest, by middle ranks.

    >>> fifth_of(np.array([1.0, 2.0, 3.0, 4.0, 5.0])).tolist(), fifth_of(np.ones(4)).tolist()
    ([0, 1, 2, 3, 4], [2, 2, 2, 2])

    Args:
        score: Of each person.
    """
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    middle = (below + counts / 2) / len(score)
    return np.minimum((middle * FIFTHS).astype(np.int64), FIFTHS - 1)[inverse]


def _means(
    values: Float64[np.ndarray, " person"], bin_of: Integer[np.ndarray, " person"]
) -> Float64[np.ndarray, " person"]:
    count = np.bincount(bin_of, minlength=BINS)
    total = np.bincount(bin_of, weights=values, minlength=BINS)
    return (total / np.maximum(count, 1))[bin_of]
