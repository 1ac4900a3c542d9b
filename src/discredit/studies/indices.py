"""What decides an answer: which numbers move it, by how much, and how well these are known.

A Morris screen of all numbers finds those that do anything (`screened`); Sobol's indices share the
spread of the answer out among those that are left (`shared_out`). Designs and indices are SALib's;
each design is made of shares of the ranges, so that a range's form is no matter here.

Source:
    Morris 1991; Campolongo, Cariboni and Saltelli 2007; Sobol 2001; Saltelli and others 2010.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from math import nan, sqrt
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit.errors import Fault, InputError
from discredit.sources import GRADES, Grade

Points = Float64[np.ndarray, "point number"]
Values = Float64[np.ndarray, " point"]
Kind = Literal["morris", "sobol"]

LEVEL: Final = 0.9
"""Of the intervals of indices."""
LEVELS: Final = 4
"""Of a Morris design: each number stands at one of so many places."""
FEWEST: Final[Mapping[Kind, int]] = {"morris": 4, "sobol": 64}
"""Trajectories, or base points, below which an index has no interval worth the name: with 16 and 32
base points intervals of 90 % held the truth in as few as 67 and 82 % of designs (`covering`)."""
FEWEST_LEFT: Final[Mapping[Kind, int]] = {"morris": 4, "sobol": 32}
"""Of these, how many must have come to their end."""
FEWEST_DRAWS: Final = 16
"""Draws below which none tells which numbers an answer goes with."""
FIRST: Final = 3
"""How many numbers are named of those that would be worth measuring."""
STILL: Final = 1e-12
"""Spread of an answer, as a share of its size, below which it does not vary."""
DOES_NOT_VARY: Final = "does not vary"


class Effect(NamedTuple):
    """What a Morris screen says of a number: how far the answer goes when it crosses its range."""

    path: str
    mean: float  # with its sign
    size: float  # of the mean absolute effect
    size_error: float  # half of its 90 % interval
    spread: float  # of effects: how unlike they are elsewhere among the others


class Weight(NamedTuple):
    """What share of the spread of an answer a number has."""

    path: str
    first: float  # by itself: what knowing it would take off
    first_error: float  # half of its 90 % interval
    total: float  # together with whatever it acts through
    total_error: float


class Screen(NamedTuple):
    """A Morris screen of an answer; no effects where it does not vary."""

    effects: tuple[Effect, ...]  # the largest first
    used: int  # trajectories that came to their end

    @property
    def says(self) -> str:
        """Whether the answer varies at all."""
        return "" if self.effects else DOES_NOT_VARY


class SharedOut(NamedTuple):
    """Sobol's indices of an answer; none where it does not vary."""

    weights: tuple[Weight, ...]  # the largest total first
    used: int  # base points that came to their end

    @property
    def says(self) -> str:
        """Whether the answer varies at all."""
        return "" if self.weights else DOES_NOT_VARY


def design(kind: Kind, paths: Sequence[str], size: int) -> Points:
    """Every point of a design, in order.

    Args:
        kind: Of the design.
        paths: The numbers; they seed it, so that the same question has the same design.
        size: Trajectories of Morris (each of one run more than there are numbers), or base points
            of Sobol (each of two runs more), a power of 2.

    Returns:
        Shares of the ranges.

    Raises:
        InputError: it is too small for its indices, or no power of 2.
    """
    from SALib.sample import morris, sobol

    refuse_small(kind, size)
    if kind == "morris":
        found = morris.sample(_problem(paths), size, num_levels=LEVELS, seed=_seed(paths))
    else:
        found = sobol.sample(_problem(paths), size, calc_second_order=False, seed=_seed(paths))
    return np.asarray(found, np.float64)


def runs_of(kind: Kind, numbers: int, size: int) -> int:
    """How many points such a design has.

    Args:
        kind: Of the design.
        numbers: How many are moved.
        size: As of `design`.
    """
    return size * (numbers + (1 if kind == "morris" else 2))


def refuse_small(kind: Kind, size: int) -> None:
    """Refuse a design that is too small for its indices.

    Args:
        kind: Of the design.
        size: As of `design`.

    Raises:
        InputError: it is, or a number of base points is no power of 2.
    """
    fewest = FEWEST[kind]
    named = "trajectories" if kind == "morris" else "base"
    if size < fewest:
        rule = f"an index of {kind.capitalize()} takes {fewest} or more"
        raise InputError([Fault("study", 0, f"design.{named}", str(size), rule, "Take more.")])
    if kind == "sobol" and size & (size - 1):
        rule = "Sobol's points keep their balance in powers of 2"
        nearest = f"Write {2 ** round(np.log2(size))}."
        raise InputError([Fault("study", 0, "design.base", str(size), rule, nearest)])


def screened(paths: Sequence[str], points: Points, values: Values) -> Screen:
    """What a Morris design says of each number.

    Args:
        paths: The numbers.
        points: Of `design("morris", ...)`.
        values: The answer at each; NaN where the run failed, whose trajectory is left out.

    Raises:
        InputError: so many failed that too few trajectories are left.
    """
    from SALib.analyze import morris

    block = len(paths) + 1
    whole = _whole("morris", values, block)
    points, values = points[whole], values[whole]
    if _is_still(values):
        return Screen((), len(values) // block)
    found: Any = morris.analyze(
        _problem(paths), points, values, num_levels=LEVELS, seed=_seed(paths)
    )
    columns = (found["mu"], found["mu_star"], _reach(points, values), found["sigma"])
    effects = [Effect(*row) for row in zip(paths, *(map(float, c) for c in columns), strict=True)]
    return Screen(tuple(sorted(effects, key=lambda e: -e.size)), len(values) // block)


def _reach(points: Points, values: Values) -> Float64[np.ndarray, " number"]:
    """Half of Student's interval of each mean absolute effect, over trajectories. (SALib's own is a
    normal one of a bootstrap, which of four trajectories held the truth in 72 % of designs.)"""
    numbers = points.shape[1]
    steps = np.diff(points.reshape(-1, numbers + 1, numbers), axis=1)
    which = np.abs(steps).argmax(axis=2)  # the number that moves in each step
    far = np.take_along_axis(steps, which[..., None], axis=2)[..., 0]
    effects = np.empty_like(far)
    np.put_along_axis(
        effects, which, np.diff(values.reshape(-1, numbers + 1), axis=1) / far, axis=1
    )
    return _students(len(effects)) * np.abs(effects).std(axis=0, ddof=1)


def _students(trajectories: int) -> float:
    """How many standard deviations of one effect Student's interval of their mean reaches."""
    from scipy.stats import t

    return float(t.isf((1 - LEVEL) / 2, trajectories - 1)) / sqrt(trajectories)


def shared_out(paths: Sequence[str], values: Values) -> SharedOut:
    """What share of the spread of an answer each number has.

    Args:
        paths: The numbers.
        values: The answer at each point of `design("sobol", ...)`; NaN where the run failed, whose
            base point is left out.

    Raises:
        InputError: so many failed that too few base points are left.
    """
    from SALib.analyze import sobol

    block = len(paths) + 2
    values = values[_whole("sobol", values, block)]
    if _is_still(values):
        return SharedOut((), len(values) // block)
    found: Any = sobol.analyze(
        _problem(paths), values, calc_second_order=False, conf_level=LEVEL, seed=_seed(paths)
    )
    columns = (found[name] for name in ("S1", "S1_conf", "ST", "ST_conf"))
    weights = [Weight(*row) for row in zip(paths, *(map(float, c) for c in columns), strict=True)]
    return SharedOut(tuple(sorted(weights, key=lambda w: -w.total)), len(values) // block)


def left_over(screen: Screen, most: int) -> list[str]:
    """The numbers that a screen leaves over: those that do most.

    A number whose mean absolute effect is below a hundredth of the largest is none of them.

    Args:
        screen: Of all numbers.
        most: How many at most.
    """
    largest = max((one.size for one in screen.effects), default=0.0)
    return [one.path for one in screen.effects[:most] if one.size >= largest / 100]


def by_grade(weights: Iterable[Weight], grades: Mapping[str, Grade]) -> dict[str, float]:
    """What share of the deciding weight rests on numbers of each grade.

    Args:
        weights: Of the numbers; their totals, which are made to add up to 1.
        grades: Of each number.

    Returns:
        By grade, the best known first; without those that have none.
    """
    each: dict[str, float] = {}
    for weight in weights:
        grade = grades[weight.path]
        each[grade] = each.get(grade, 0.0) + max(weight.total, 0.0)
    whole = sum(each.values())
    return {grade: each[grade] / whole for grade in GRADES if each.get(grade, 0.0) > 0}


def measure_first(weights: Iterable[Weight]) -> list[Weight]:
    """The numbers whose knowledge would narrow an answer most: by what each explains by itself.

    Args:
        weights: Of the numbers.

    Returns:
        FIRST at most, those that explain most before the others; none whose interval holds 0.
    """
    telling = [one for one in weights if one.first > one.first_error]
    return sorted(telling, key=lambda one: -one.first)[:FIRST]


def told_by_draws(paths: Sequence[str], points: Points, values: Values) -> list[Weight]:
    """The numbers that an answer goes with most where all are drawn at once.

    A number's share is the square of its rank correlation: its first-order index, as far as the
    answer rises or falls with it all along its range. One that may be chance is not named: at a
    level of 5 % for all numbers together (Bonferroni).

    Args:
        paths: The numbers.
        points: Where each draw has them.
        values: The answer in each draw; NaN where a draw has none.

    Returns:
        FIRST at most, those that explain most before the others, without totals.
    """
    from scipy.stats import rankdata, t

    there = ~np.isnan(values)
    draws = int(there.sum())
    if draws < FEWEST_DRAWS or _is_still(values[there]):
        return []
    ranks = rankdata(np.column_stack([values[there], points[there]]), axis=0)
    apart = ranks - ranks.mean(axis=0)
    sizes = np.sqrt((apart**2).sum(axis=0))
    rho = (apart[:, 1:].T @ apart[:, 0]) / (sizes[1:] * sizes[0])
    least = float(t.isf(0.025 / len(paths), draws - 2))
    least /= sqrt(draws - 2 + least**2)
    reach = 1.645 / sqrt(draws - 3)
    found = [
        Weight(path, float(r**2), _half(abs(float(r)), reach), nan, nan)
        for path, r in zip(paths, rho, strict=True)
        if abs(r) > least
    ]
    return sorted(found, key=lambda one: -one.first)[:FIRST]


def _half(rho: float, reach: float) -> float:
    """Half of the 90 % interval of the square of a correlation, by Fisher's transformation."""
    low, high = (np.tanh(np.arctanh(min(rho, 1 - 1e-12)) + side * reach) for side in (-1, 1))
    return float(high**2 - max(low, 0.0) ** 2) / 2


def narrowed(weight: Weight) -> float:
    """By what share knowing a number would narrow the interval over assumptions.

    >>> round(narrowed(Weight("a", 0.75, 0.1, 0.8, 0.1)), 3)
    0.5

    Args:
        weight: Of the number: of the variance, as the law of total variance has it.
    """
    return 1 - float(np.sqrt(1 - min(max(weight.first, 0.0), 1.0)))


def resolution(kind: Kind, numbers: int, size: int) -> float:
    """How finely a design of this size will tell numbers apart: half of the 90 % interval of an
    index, as the same design has it for a sum of as many numbers of equal weight.

    Args:
        kind: Of the design.
        numbers: How many are moved.
        size: As of `design`.

    Returns:
        Of Sobol in shares of the spread (total index); of Morris as a share of the mean effect,
        where every effect is as unlike itself elsewhere as it is large.
    """
    paths = [f"number {at}" for at in range(numbers)]
    if kind == "sobol":
        points = design("sobol", paths, size)
        found = shared_out(paths, points.sum(axis=1))
        return float(np.mean([one.total_error for one in found.weights]))
    return _students(size)


def _problem(paths: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(paths), "names": list(paths), "bounds": [[0.0, 1.0]] * len(paths)}


def _seed(paths: Sequence[str]) -> int:
    return int.from_bytes(hashlib.sha256("\n".join(paths).encode()).digest()[:4])


def _is_still(values: Values) -> bool:
    """Whether an answer does not vary."""
    size = float(np.abs(values).max(initial=0.0))
    return float(np.ptp(values)) <= STILL * size if len(values) else True


def _whole(kind: Kind, values: Values, block: int) -> np.ndarray:
    """The points of those trajectories, or base points, all of whose runs came to their end."""
    ended = np.atleast_1d(~np.isnan(values).reshape(-1, block).any(axis=1))
    if ended.sum() < FEWEST_LEFT[kind]:
        rule = f"{FEWEST_LEFT[kind]} blocks of its design must have come to their end"
        found = f"{int(ended.sum())} of {len(ended)}"
        remedy = "See why runs failed, or take a larger design."
        raise InputError([Fault("study", 0, "design", found, rule, remedy)])
    return np.repeat(ended, block)
