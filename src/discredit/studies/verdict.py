"""From paired outcomes to a verdict: how large, how sure, and whether it matters."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite, isnan, nan, sqrt
from typing import Final, Literal, NamedTuple

import numpy as np

from discredit.measures import spread
from discredit.measures.caution import CASES, FEW_AFFECTED, SMALL_GROUP, cautions
from discredit.studies.outcome import Told
from discredit.studies.schema import Criterion

Verdict = Literal[
    "holds",
    "does not hold",
    "may be too small",
    "cannot be told apart from chance",
    "too few to say",
    "nothing to judge",
    "no base",
]

SENTENCES: Final[dict[Verdict, str]] = {
    "holds": "The claim holds in this model.",
    "does not hold": "The claim does not hold in this model.",
    "may be too small": "What is measured changes in this model, but the change may be too small "
    "to matter.",
    "cannot be told apart from chance": "The claim cannot be told apart from chance in this model.",
    "too few to say": f"There are too few to say: fewer than {FEW_AFFECTED} cases, or "
    f"{SMALL_GROUP} people, are behind what is measured. More people or seeds would tell.",
    "nothing to judge": "There is nothing to judge: what is measured is the same on both sides of "
    "the switch in every run, or nobody is in it.",
    "no base": "There is nothing to judge by: with the switch off there is none of what is "
    "measured, so no share of it could matter.",
}
STAYS_OPEN: Final = "Where its assumptions move too, its direction is open."
"""Said behind the verdict where draws over assumptions leave the sign open."""


class Behind(NamedTuple):
    """What a figure rests on, all seeds together.

    `people`: of the smaller group, in a mean month. `cases`: of the side that has more of them, in
    the group that has fewer; and never more than those that the figure is a share or a mean of.
    """

    people: int
    cases: int

    @property
    def caution(self) -> str:
        """That these are too few to say; empty where they are enough."""
        return str(cautions(np.array([self.cases]), CASES, np.array([self.people]))[0])


class Paired(NamedTuple):
    """One outcome on both sides of the switch: means over seeds and their difference.

    `low` and `high` are the 95 % interval of the mean paired difference: Student's t over seeds,
    and never surer than so many cases can be; NaN with fewer than two seeds in which the outcome
    can be told.
    """

    off: float
    on: float
    difference: float
    low: float
    high: float
    seeds: int
    behind: Behind


def paired(off: Sequence[Told], on: Sequence[Told]) -> Paired:
    """Same seeds on both sides; a seed in which either is NaN is left out of all.

    Args:
        off: The outcome without the change, by seed.
        on: With it, for the same seeds.

    Returns:
        Means, and the interval of the difference; NaN where no seed is left.
    """
    known = [pair for pair in zip(off, on, strict=True) if all(isfinite(t.value) for t in pair)]
    if not known:
        return Paired(nan, nan, nan, nan, nan, 0, Behind(0, 0))
    without, with_it = (np.array([pair[side].value for pair in known]) for side in (0, 1))
    value, low, high = (float(end) for end in spread.students_t(with_it - without))
    reach = spread.Z * sqrt(sum(by_chance(*pair) for pair in known)) / len(known)
    return Paired(
        off=float(without.mean()),
        on=float(with_it.mean()),
        difference=value,
        low=low if isnan(low) else min(low, value - reach),
        high=high if isnan(high) else max(high, value + reach),
        seeds=len(known),
        behind=_behind(known),
    )


def change_per_change(off: Sequence[Told], on: Sequence[Told]) -> Paired:
    """How far one measure changes between the sides for each one by which another does.

    Args:
        off: Both measures without the switch, by seed, as parts.
        on: With it, for the same seeds.

    Returns:
        `off` and `on` are those of the first measure; the difference is the ratio of changes, with
        Student's interval over seeds. A seed in which the second does not change is left out.
    """
    known = [
        pair for pair in zip(off, on, strict=True)
        if all(isfinite(t.value) for t in pair) and pair[0].parts[1].value != pair[1].parts[1].value
    ]  # fmt: skip
    if not known:
        return Paired(nan, nan, nan, nan, nan, 0, Behind(0, 0))
    ratios = np.array(
        [
            (b.parts[0].value - a.parts[0].value) / (b.parts[1].value - a.parts[1].value)
            for a, b in known
        ]
    )
    value, low, high = (float(end) for end in spread.students_t(ratios))
    cases = min(
        sum(abs(b.parts[at].counted - a.parts[at].counted) for a, b in known) for at in (0, 1)
    )
    people = sum(a.parts[0].people for a, _ in known)
    return Paired(
        off=float(np.mean([a.value for a, _ in known])),
        on=float(np.mean([b.value for _, b in known])),
        difference=value,
        low=low,
        high=high,
        seeds=len(known),
        behind=Behind(int(people + 1e-9), int(cases + 1e-9) if isfinite(cases) else 0),
    )


def by_chance(off: Told, on: Told) -> float:
    """The variance that chance alone gives the difference of one seed: of counts, by how many they
    differ at least; of a mean, by whom it is taken of.

    Args:
        off: The outcome without the change.
        on: With it, for the same seed.

    Returns:
        NaN where one of the two is not known, as after a run that failed.
    """
    if isnan(off.value) or isnan(on.value):
        return nan
    found = 0.0
    for one, other in zip(off.parts, on.parts, strict=True):
        if isnan(one.counted):
            few = max(min(one.taken_of, other.taken_of), 1.0)
            found += ((other.value - one.value) * spread.RULE_OF_THREE / spread.Z / few) ** 2
        else:
            found += abs(one.counted - other.counted) * max(one.each, other.each) ** 2
    return found


def _behind(known: Sequence[tuple[Told, Told]]) -> Behind:
    people, cases = inf, inf
    for part in range(len(known[0][0].parts)):
        both = [[pair[side].parts[part] for pair in known] for side in (0, 1)]
        counted = max(sum(one.counted for one in side) for side in both)
        people = min(people, *(sum(one.people for one in side) for side in both))
        cases = min(cases, *(sum(one.taken_of for one in side) for side in both))
        cases = cases if isnan(counted) else min(cases, counted)
    return Behind(*(int(n + 1e-9) for n in (people, cases)))


def verdict_of(change: Paired, bar: Criterion) -> Verdict:
    """Whether the claim holds: all of the interval lies where it must, or none of it does.

    An interval on both sides of the smallest change that matters leaves it undecided: there is a
    change where nought is not in it, which may be too small. Where no seed has an outcome, or no
    seed tells the sides apart, there is nothing to judge; where fewer people or cases are behind it
    than figures are read from, there are too few to say.

    Args:
        change: What the switch does to the outcome that decides.
        bar: What the claim asks of it.
    """
    if not change.seeds or change.difference == change.low == change.high == 0:
        return "nothing to judge"
    if change.behind.caution:
        return "too few to say"
    if bar.is_relative and change.off == 0:
        return "no base"
    size = bar.size(change.off)
    low, high = change.low, change.high
    if bar.direction == "falls":
        low, high = -high, -low
    if not (np.isfinite(low) and np.isfinite(high)):
        return "cannot be told apart from chance"
    unsure: Verdict = "cannot be told apart from chance" if low <= 0 <= high else "may be too small"
    if bar.direction == "stays":
        if -size < low and high < size:
            return "holds"
        return "does not hold" if low >= size or high <= -size else unsure
    if low >= size:
        return "holds"
    return "does not hold" if high < size else unsure


def agrees(change: Paired, bar: Criterion) -> bool:
    """Whether a difference has the claim's sign; for `stays`, whether it is too small to matter.

    Args:
        change: With the switch less without it.
        bar: What the claim asks of it.
    """
    difference = change.difference
    if bar.direction == "stays":
        return abs(difference) < bar.size(change.off)
    return difference > 0 if bar.direction == "rises" else difference < 0
