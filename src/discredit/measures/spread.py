"""How much an estimate varies: what is seen within the seeds, and what is seen between them."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float64

from discredit.measures.counts import TWO_SIDED_95, Interval

Numbers = Float64[np.ndarray, "..."]

Z = 1.959963984540054
"""Standard errors to each side of a normal 95 % interval."""

RULE_OF_THREE = 3.0
"""Of n people, three may be otherwise though none is seen to be."""

USUAL_OF_TWO, USUAL = 0.55, 0.65
"""Societies that differ by no more than chance within them makes them differ in this share of
cases are taken to differ by that chance alone (docs/decisions/0019)."""


FEWEST_PER_SEED = 2
"""Of one or two hits in all, one seed must have more than the others (docs/decisions/0019)."""


def variance(within: Numbers, between: Numbers, seeds: Numbers, count: Numbers) -> Numbers:
    """The variance whose 1.96 standard errors to each side are a 95 % interval.

    Where seeds differ no more than chance within them explains, it is that chance. Where they
    differ by more, it is their spread with Student's t, and never less than that chance.

    Args:
        within: variance of the mean over all seeds, from the people or households in them.
        between: variance of the same mean, from the seeds.
        seeds: how many there are.
        count: [people or cases] that differ; seeds that have too few of them, on average, to be
            unlike by more than chance are not asked.

    Returns:
        In the square of the unit.
    """
    from scipy.special import chdtri

    freedom = np.maximum(seeds - 1.0, 1.0)
    usual = chdtri(freedom, 1 - np.where(freedom > 1, USUAL, USUAL_OF_TWO)) / freedom
    is_asked = (seeds > 1) & (count >= FEWEST_PER_SEED * seeds)
    is_apart = is_asked & (between > usual * within)
    return np.where(is_apart, np.maximum(within, widened(between, seeds)), within)


def widened(spread: Numbers, units: Numbers) -> Numbers:
    """A variance found in so many units, as if it were known: Student's t for the normal.

    Args:
        spread: A variance.
        units: How many it was found in; one is taken as two.

    Returns:
        The variance whose 1.96 standard errors reach as far as Student's t.
    """
    from scipy.special import stdtrit

    return spread * (stdtrit(np.maximum(units - 1.0, 1.0), TWO_SIDED_95) / Z) ** 2


def students_t(per_seed: Float64[np.ndarray, " seed"]) -> Interval:
    """The mean over seeds with Student's t; one seed has no interval.

    Args:
        per_seed: The figure of each seed.
    """
    seeds, mean = np.array(float(len(per_seed))), per_seed.mean()
    error = widened(per_seed.var(ddof=1) / seeds, seeds) if seeds > 1 else np.nan
    reach = Z * np.sqrt(error)
    return Interval(mean, mean - reach, mean + reach)
