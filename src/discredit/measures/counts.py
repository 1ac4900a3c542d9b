"""Intervals that know their counts: of a share, of an amount that few bear, of two of them.

People are not hit one by one: households are hit together, and one society differs from the next.
So a count is worth the smaller count that would be as sure: the *design effect* says how much
smaller (docs/decisions/0019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

import numpy as np
from jaxtyping import Float64

Numbers = Float64[np.ndarray, "..."]

TWO_SIDED_95 = 0.975

CLOSE = {"xatol": 1e-12, "xrtol": 1e-9, "fatol": 1e-11, "frtol": 0.0}
"""How exactly an end is found: far closer than a figure is told."""


class Interval(NamedTuple):
    """An estimate with the ends of its 95 % interval; NaN where there is none."""

    value: Numbers
    low: Numbers
    high: Numbers

    def __neg__(self) -> Interval:
        """The same of what is counted the other way round."""
        return Interval(-self.value, -self.high, -self.low)

    def within(self, lowest: Numbers, highest: Numbers) -> Interval:
        """The interval cut to where the estimate can lie at all.

        Args:
            lowest: What no estimate can be below.
            highest: What no estimate can be above.
        """
        return Interval(self.value, np.maximum(self.low, lowest), np.minimum(self.high, highest))

    def stretched(self, times: Numbers) -> Interval:
        """The same estimate with both ends so many times as far away.

        Args:
            times: 1 leaves an end where it is.
        """
        low, high = self.value - self.low, self.high - self.value
        return Interval(self.value, self.value - low * times, self.value + high * times)

    def where(self, chosen: np.ndarray, other: Interval) -> Interval:
        """This one in the places chosen, the other elsewhere.

        Args:
            chosen: True where this one is taken.
            other: As large as this one.
        """
        both = zip(self, other, strict=True)
        return Interval(*(np.where(chosen, here, there) for here, there in both))


_ends_are_wanted: ContextVar[bool] = ContextVar("ends_are_wanted", default=True)


def ends_are_wanted() -> bool:
    """Whether the ends of intervals are worked out."""
    return _ends_are_wanted.get()


@contextmanager
def without_ends() -> Iterator[None]:
    """Work out estimates alone meanwhile, to the bit as with their ends, which are missing: finding
    these takes longer than all else."""
    before = _ends_are_wanted.set(False)
    try:
        yield
    finally:
        _ends_are_wanted.reset(before)


def share(hit: Numbers, people: Numbers, design: Numbers | float = 1.0) -> Interval:
    """The share of people who are hit, with the mid-P interval of the counts.

    Where nobody is hit of n, the upper end is the rule of three, about 3 / n; no people, no
    interval.

    Args:
        hit: [people] hit.
        people: [people] who could be.
        design: design effect, 1 or more.

    Returns:
        Shares from 0 to 1; NaN for no people.

    Source:
        Lancaster 1949; Berry and Armitage 1995; Hanley and Lippman-Hand 1983; Korn and Graubard
        1998.
    """
    hit, people = np.broadcast_arrays(hit / design, people / design)
    found = _highest_share(np.stack([people - hit, hit]), np.stack([people, people]))
    empty = people <= 0
    ends = (
        np.where(empty, np.nan, end) for end in (divided(hit, people), 1.0 - found[0], found[1])
    )
    return Interval(*ends)


def changed_share(up: Interval, down: Interval) -> Interval:
    """What a share of people changes by: those hit in the first of two worlds only, less those hit
    in the second only. One person is never both, hence the correlation.

    Args:
        up: The share hit in the first world only.
        down: The share hit in the second world only.

    Returns:
        Their difference, from -1 to 1.

    Source:
        Newcombe 1998 (paired), with the intervals of `share`.
    """
    both, rest = up.value * down.value, (1 - up.value) * (1 - down.value)
    with np.errstate(invalid="ignore", divide="ignore"):
        together = np.where(rest > 0, -np.sqrt(both / np.where(rest > 0, rest, 1)), -1.0)
    return difference(up, down, np.where(both > 0, together, 0.0))


def amount(mean: Numbers, variance: Numbers, per_hit: Numbers) -> Interval:
    """A mean amount that nobody bears less than nothing of, as if units of it were counted.

    A few people bear most of it, so its interval leans upwards. Where nobody bears any, the upper
    end is three times what one person's share adds to the mean.

    Args:
        mean: of everybody, 0 or more.
        variance: of that mean.
        per_hit: what one person hit adds to the mean, for want of a better where nobody is hit.

    Returns:
        In the unit of the mean; no ends where nothing says what one hit adds.

    Source:
        Fay and Feuer 1997, with mid-P as in Fay and Kim 2017.
    """
    from scipy.special import gammaincc

    def at_most(hits: Numbers, expected: Numbers) -> Numbers:
        return np.where(hits <= -1, 0.0, gammaincc(np.maximum(hits + 1, 1e-9), expected))

    variance = np.maximum(variance, (1e-6 * mean) ** 2)
    unit = np.where(mean > 0, divided(variance, mean), per_hit)
    count = np.where(mean > 0, divided(mean, unit), 0.0)
    is_known = np.isfinite(unit)
    k = np.where(is_known, count, 0.0)
    at = np.stack([np.full(k.shape, TWO_SIDED_95), np.full(k.shape, 1 - TWO_SIDED_95)])
    low, high = _mid_p(at_most, 1.5 * k + 10 + 5 * np.sqrt(k), np.stack([k, k]), target=at)
    low, high = (np.where(is_known, end * unit, np.nan) for end in (np.where(k > 0, low, 0), high))
    return Interval(mean, low, high)


def difference(one: Interval, other: Interval, together: Numbers | float = 0.0) -> Interval:
    """One estimate less the other, from the ends of both (the method of variance estimates
    recovered).

    Args:
        one: With the ends of its own interval.
        other: Likewise.
        together: The correlation of the two, from -1 to 1.

    Returns:
        In the unit of both.

    Source:
        Zou and Donner 2008.
    """
    down, up = one.value - one.low, one.high - one.value
    other_down, other_up = other.value - other.low, other.high - other.value
    value = one.value - other.value
    return Interval(
        value,
        value - _side(down, other_up, together),
        value + _side(up, other_down, together),
    )


def ratio(one: Interval, other: Interval) -> Interval:
    """One estimate over the other, by the same construction as `difference`: the ratio's interval
    holds 1 exactly where the difference's holds 0. Where the other may be nought the upper end is
    infinite; where either estimate is not above nought there is no ratio, only an end.

    Args:
        one: With the ends of its own interval.
        other: Likewise; what is divided by.

    Returns:
        The quotient; NaN where the other is not above nought.

    Source:
        Donner and Zou 2012.
    """
    a, b = one.value, other.value
    low = _bound(a, b, one.value - one.low, other.high - other.value, is_low=True)
    high = _bound(a, b, one.high - one.value, other.value - other.low, is_low=False)
    is_told = (a >= 0) & (b >= 0) & (np.maximum(a, b) > 0)
    value = np.where((a >= 0) & (b > 0), divided(a, b), np.nan)
    return Interval(value, np.where(is_told, low, np.nan), np.where(is_told, high, np.nan))


def _side(one: Numbers, other: Numbers, together: Numbers | float) -> Numbers:
    return np.sqrt(np.maximum(one**2 + other**2 - 2 * together * one * other, 0.0))


def _bound(a: Numbers, b: Numbers, side: Numbers, other_side: Numbers, *, is_low: bool) -> Numbers:
    """The ratio r at which a - r b is just as far from 0 as its own side allows."""
    square = b**2 - other_side**2
    rest = a**2 - side**2
    root = np.sqrt(np.maximum((a * b) ** 2 - square * rest, 0.0))
    if is_low:
        return np.where(rest > 0, divided(rest, a * b + root), 0.0)
    return np.where(square > 0, divided(a * b + root, square), np.inf)


def divided(a: Numbers | float, b: Numbers) -> Numbers:
    """The quotient; NaN where there is nothing to divide by.

    Args:
        a: What is divided.
        b: By what.
    """
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        return np.where(b != 0, a / np.where(b != 0, b, 1), np.nan)


def _highest_share(hit: Numbers, people: Numbers) -> Numbers:
    """The share at which fewer hits, and half the chance of just so many, come to 2.5 %."""
    from scipy.special import betainc

    def at_most(hits: Numbers, people: Numbers, share: Numbers) -> Numbers:
        # Counts need not be whole: the beta distribution passes through the binomial.
        chance = betainc(np.maximum(people - hits, 1e-9), np.maximum(hits + 1, 1e-9), 1 - share)
        return np.where(hits <= -1, 0.0, np.where(hits < people, chance, 1.0))

    pairs = np.stack([hit.ravel(), people.ravel()])
    (k, n), of_pair = np.unique(pairs, axis=1, return_inverse=True)  # equal counts once
    found = np.where(k >= n, 1.0, _mid_p(at_most, np.ones(k.shape), k, n))
    return found[of_pair].reshape(hit.shape)


def _mid_p(
    at_most: Callable[..., Numbers],
    far: Numbers,
    hit: Numbers,
    *known: Numbers,
    target: Numbers | float = 1 - TWO_SIDED_95,
) -> Numbers:
    """Where so few hits, the last counted half, would be seen once in forty times; below `far`."""
    if not ends_are_wanted():
        return np.full(np.broadcast_shapes(hit.shape, np.shape(far)), np.nan)
    from scipy.optimize.elementwise import find_root

    def too_likely(sought: Numbers, target: Numbers, hit: Numbers, *known: Numbers) -> Numbers:
        both = at_most(hit - 1, *known, sought) + at_most(hit, *known, sought)
        return both / 2 - target

    ends = np.zeros(hit.shape), np.broadcast_to(far, hit.shape)
    args = (np.broadcast_to(target, hit.shape), hit, *known)
    return find_root(too_likely, ends, args=args, tolerances=CLOSE).x
