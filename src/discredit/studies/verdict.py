"""From paired outcomes to a verdict: how large, how sure, and whether it matters."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit.measures import spread
from discredit.studies.schema import Criterion

Verdict = Literal["holds", "does not hold", "cannot be told apart from chance", "nothing to judge"]

SENTENCES: Final[dict[Verdict, str]] = {
    "holds": "The claim holds in this model.",
    "does not hold": "The claim does not hold in this model.",
    "cannot be told apart from chance": "The claim cannot be told apart from chance in this model.",
    "nothing to judge": "There is nothing to judge: what is measured is the same on both sides of "
    "the switch in every run, or nobody is in it.",
}


class Paired(NamedTuple):
    """One outcome on both sides of the switch: means over seeds and their difference.

    `low` and `high` are the 95 % interval of the mean paired difference (Student's t over seeds);
    NaN with fewer than two seeds in which the outcome can be told.
    """

    off: float
    on: float
    difference: float
    low: float
    high: float
    seeds: int


def paired(off: Float64[np.ndarray, " seed"], on: Float64[np.ndarray, " seed"]) -> Paired:
    """Same seeds on both sides; a seed in which either is NaN is left out of all.

    >>> paired(np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    Paired(off=1.5, on=1.5, difference=0.0, low=0.0, high=0.0, seeds=2)

    Args:
        off: The outcome without the change, by seed.
        on: With it, for the same seeds.

    Returns:
        Means, and the interval of the difference; NaN where no seed is left.
    """
    known = np.isfinite(off) & np.isfinite(on)
    off, on = off[known], on[known]
    if not len(off):
        nan = float("nan")
        return Paired(nan, nan, nan, nan, nan, 0)
    value, low, high = (float(end) for end in spread.students_t(on - off))
    return Paired(float(off.mean()), float(on.mean()), value, low, high, len(off))


def verdict_of(change: Paired, bar: Criterion) -> Verdict:
    """Whether the claim holds: all of the interval lies where it must, or none of it does.

    Where no seed has an outcome, or no seed tells the sides apart, there is nothing to judge.

    Args:
        change: What the switch does to the outcome that decides.
        bar: What the claim asks of it.
    """
    if not change.seeds or change.difference == change.low == change.high == 0:
        return "nothing to judge"
    size = bar.size
    low, high = change.low, change.high
    if bar.direction == "falls":
        low, high = -high, -low
    if not (np.isfinite(low) and np.isfinite(high)):
        return "cannot be told apart from chance"
    if bar.direction == "stays":
        if -size < low and high < size:
            return "holds"
        return "does not hold" if low >= size or high <= -size else _UNSURE
    if low >= size:
        return "holds"
    return "does not hold" if high < size else _UNSURE


def agrees(difference: float, bar: Criterion) -> bool:
    """Whether a difference has the claim's sign; for `stays`, whether it is too small to matter.

    Args:
        difference: With the switch less without it.
        bar: What the claim asks of it.
    """
    if bar.direction == "stays":
        return abs(difference) < bar.size
    return difference > 0 if bar.direction == "rises" else difference < 0


_UNSURE: Final[Verdict] = "cannot be told apart from chance"
