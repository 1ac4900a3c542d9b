"""Chance while a society is built: the draws of `discredit.draws`, brought to the host.

Everything here but the draws uses sums, products, quotients and table look-ups only, never a
transcendental function of an array: those may differ in the last bit between processors, and a
society must have the same bytes wherever it is built.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from statistics import NormalDist
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float64, Int64, UInt32
from numpy.typing import NDArray

from discredit.arrays import Column
from discredit.draws import Decision, key_of, threefry2x32

_CHUNK = 1 << 16  # one compiled shape serves every size of society
_TABLE = 4096
_DIGITS = (
    9  # tables are rounded to this many decimals, beyond what mathematics libraries disagree on
)


@partial(jax.jit, static_argnums=3)
def _words(
    key: UInt32[Any, " 2"], first: UInt32[Any, ""], event: UInt32[Any, ""], odd: int
) -> UInt32[Any, " chunk"]:
    row = first + jnp.arange(_CHUNK, dtype=jnp.uint32)
    return threefry2x32((key[0], key[1]), (row, event))[odd]


@partial(jax.jit, static_argnums=3)
def _words_at(
    key: UInt32[Column, " 2"], row: UInt32[Column, " chunk"], event: UInt32[Column, ""], odd: int
) -> UInt32[Column, " chunk"]:
    return threefry2x32((key[0], key[1]), (row, event))[odd]


class Luck(NamedTuple):
    """The chance of one society: a month of the run's seed, from row `first` on. People are made in
    month 0."""

    key: UInt32[Any, " 2"]
    first: int = 0
    month: int = 0

    @classmethod
    def of(cls, seed: int) -> Luck:
        """The chance of a seed.

        Args:
            seed: From 0 to 2**64 - 1.

        Returns:
            It begins at row 0.
        """
        return cls(key_of(seed))

    def at(self, row: int) -> Luck:
        """The same chance, from another row on.

        Args:
            row: Where the rows begin from now on.

        Returns:
            What `uniform` and `normal` give starts there.
        """
        return self._replace(first=row)

    def uniform(self, decision: Decision, count: int, k: int = 0) -> Float64[np.ndarray, " n"]:
        """A number inside (0, 1) for each row.

        It is the word of `draws.word` and a half, over 2**32, so that neither end is reached.

        Args:
            decision: What is decided.
            count: How many rows, from `first` on.
            k: Which of several draws of one decision.

        Draws:
            The decision that it is given, in the month of this chance.
        """
        event = self._event(decision, k)
        chunks = [
            np.asarray(_words(self.key, jnp.uint32(first), event, k & 1))
            for first in range(self.first, self.first + count, _CHUNK)
        ]
        return _fractions(chunks, count)

    def of_rows(
        self, decision: Decision, rows: Int64[np.ndarray, " n"], k: int = 0
    ) -> Float64[np.ndarray, " n"]:
        """What `uniform` gives for some rows, wherever they are.

        Args:
            decision: What is decided.
            rows: Row numbers, counted from the first row of the society.
            k: Which of several draws of one decision.

        Draws:
            The decision that it is given, in the month of this chance.
        """
        event = self._event(decision, k)
        padded = np.zeros(len(rows) + -len(rows) % _CHUNK, np.uint32)
        padded[: len(rows)] = rows
        chunks = [
            np.asarray(_words_at(self.key, jnp.asarray(some), event, k & 1))
            for some in padded.reshape(-1, _CHUNK)
        ]
        return _fractions(chunks, len(rows))

    def _event(self, decision: Decision, k: int) -> UInt32[Column, ""]:
        return jnp.uint32((self.month << 21) | (int(decision) << 8) | (k >> 1))

    def normal(self, decision: Decision, count: int, k: int = 0) -> Float64[np.ndarray, " n"]:
        """A standard normal number for each row, within 4 of 0.

        Args:
            decision: What is decided.
            count: How many rows, from `first` on.
            k: Which of several draws of one decision.

        Draws:
            The decision that it is given, in the month of this chance.
        """
        return interpolate(normal_table(), self.uniform(decision, count, k))


def _fractions(chunks: list[NDArray[np.uint32]], count: int) -> Float64[np.ndarray, " n"]:
    words = np.concatenate(chunks) if chunks else np.zeros(0, np.uint32)
    u = words[:count] + 0.5
    u *= 2.0**-32
    return u


def _table(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(values, _DIGITS).astype(np.float64)


@cache
def normal_table() -> NDArray[np.float64]:
    """Quantiles of the standard normal distribution at 0, 1/4096, ... 1; the ends are -4 and 4.

    Returns:
        What `interpolate` takes.
    """
    inner = [NormalDist().inv_cdf(i / _TABLE) for i in range(1, _TABLE)]
    return _table(np.array([-4.0, *inner, 4.0]))


@cache
def lognormal_table(spread: float) -> NDArray[np.float64]:
    """Quantiles of exp(spread x normal), whose median is 1.

    Args:
        spread: [log points] standard deviation of the logarithm.

    Returns:
        What `interpolate` takes.
    """
    return _table(np.exp(spread * normal_table()))


@cache
def gamma_table(shape: float) -> NDArray[np.float64]:
    """Quantiles of the gamma distribution of this shape and mean 1; the last is at 1 - 2**-16.

    Args:
        shape: The larger, the more alike; the variance is 1 over it.

    Returns:
        What `interpolate` takes.
    """
    from scipy.special import gammaincinv

    at = np.minimum(np.arange(_TABLE + 1) / _TABLE, 1 - 2.0**-16)
    return _table(gammaincinv(shape, at) / shape)


def interpolate(
    table: NDArray[np.float64], u: Float64[np.ndarray, " n"]
) -> Float64[np.ndarray, " n"]:
    """The quantile function tabled at equal steps, at each u in [0, 1).

    Args:
        table: Quantiles at equal steps from 0 to 1.
        u: [share] where the quantile is asked for, each in [0, 1).

    Returns:
        In the unit of the table.
    """
    at = u * (len(table) - 1)
    step = at.astype(np.int32)
    low = table[step]
    return low + (at - step) * (table[step + 1] - low)


def piecewise(
    u: Float64[np.ndarray, " n"],
    xs: Sequence[float] | NDArray[np.float64],
    ys: Sequence[float],
) -> Float64[np.ndarray, " n"]:
    """The broken line through the points (xs, ys), at each u from xs[0] to xs[-1].

    Args:
        u: Where the line is asked for.
        xs: Rising.
        ys: One for each of `xs`.
    """
    x, y = np.asarray(xs, np.float64), np.asarray(ys, np.float64)
    slope = (y[1:] - y[:-1]) / (x[1:] - x[:-1])
    part = np.clip(np.searchsorted(x, u, side="right") - 1, 0, len(slope) - 1)
    return y[part] + slope[part] * (u - x[part])


def ordered(
    score: Float64[np.ndarray, " n"], group: NDArray[np.integer] | None = None
) -> Int64[np.ndarray, " n"]:
    """The rows in rising order of (group, score), equals by row number.

    Score, group and row are packed into one 64-bit key, so that a plain sort (several times as
    fast as an argsort) gives the one right answer whatever algorithm the machine picks.

    Args:
        score: What rows are ordered by; told apart to about a part in 2**40 of its span, or less
            where rows and groups need the bits.
        group: A whole number from 0 that counts before the score; None: all are one group.

    Returns:
        Row numbers.
    """
    n = len(score)
    row_bits = max(n - 1, 1).bit_length()
    group_bits = 0 if group is None else int(group.max(initial=0)).bit_length()
    score_bits = min(64 - row_bits - group_bits, 40)
    low = score.min(initial=np.inf)
    span = score.max(initial=-np.inf) - low
    scale = ((1 << score_bits) - 1) / span if span > 0 else 0.0
    key = np.empty(n, np.uint64)
    for start in range(0, n, _CHUNK):  # so that the keys are the only new column
        here = slice(start, start + _CHUNK)
        part = ((score[here] - low) * scale).astype(np.uint64) << np.uint64(row_bits)
        part |= np.arange(start, start + len(part), dtype=np.uint64)
        if group is not None:
            part |= group[here].astype(np.uint64) << np.uint64(score_bits + row_bits)
        key[here] = part
    key.sort()
    key &= np.uint64((1 << row_bits) - 1)
    return key.view(np.int64)


def rounded_shares(shares: Sequence[float] | NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Whole numbers in proportion to shares, summing to `total` (cumulative rounding).

    Args:
        shares: Of any sum above 0.
        total: What the whole numbers add up to.

    Returns:
        One for each share.
    """
    ends = np.cumsum(np.asarray(shares, np.float64))
    bounds = np.floor(ends / ends[-1] * total + 0.5).astype(np.int64)
    return np.diff(bounds, prepend=0)
