"""Approximate Bayesian computation with regression adjustment: arrays in, draws out.

    posterior(places, found, seen, keep)      draws of the numbers, given what was published
    ranks(places, found, seen, keep)          where known numbers lie among their draws

Runs whose figures come near to what was published are kept, and each is moved along a linear
regression of its numbers on its figures to where these are as published (Beaumont, Zhang and
Balding 2002, Genetics 162). Near is told by what the figures say of the numbers (Fearnhead and
Prangle 2012). Residuals are those of a regression without the run itself, so that few runs give
wide draws and not narrow ones.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from jaxtyping import Bool, Float64, Int64

Places = Float64[np.ndarray, "run number"]
"""Where each run's numbers lie; any real number, so that a line may be drawn through them."""
Found = Float64[np.ndarray, "run figure"]
Seen = Float64[np.ndarray, " figure"]

_FLAT: Final = 1e-9
"""A spread below which a figure, or a direction of several, does not vary."""


def posterior(
    places: Places, found: Found, seen: Seen, keep: int
) -> Float64[np.ndarray, "kept number"]:
    """Draws of the numbers, given what was seen.

    >>> line = np.linspace(-1.0, 1.0, 41)[:, None]
    >>> draws = posterior(line, 2 * line, np.array([1.0]), 20)
    >>> bool(np.allclose(draws, 0.5))
    True

    Args:
        places: The numbers of each run.
        found: What each run gave, with the error that is allowed it drawn in.
        seen: What was published.
        keep: How many of the runs are kept, the nearest.
    """
    kept = nearest(places, found, seen, keep)
    fitted, at_seen, lever = _line(places[kept], found[kept], seen)
    return at_seen + (places[kept] - fitted) / (1 - lever)[:, None]


def nearest(places: Places, found: Found, seen: Seen, keep: int) -> Int64[np.ndarray, " kept"]:
    """The runs nearest to what was seen, by what a regression over all runs says of the numbers.

    Args:
        places: The numbers of each run.
        found: What each run gave.
        seen: What was published.
        keep: How many.

    Returns:
        Their places, in order; of runs as near as each other the first.
    """
    fitted, at_seen, _ = _line(places, found, seen)
    spread = (places - fitted).std(axis=0)
    spread = np.where(spread > _FLAT, spread, 1.0)
    far = (((fitted - at_seen) / spread) ** 2).sum(axis=1)
    return np.sort(np.argsort(far, kind="stable")[:keep])


def ranks(places: Places, found: Found, seen: Seen, keep: int) -> Int64[np.ndarray, "tried number"]:
    """Where the known numbers of runs lie among the draws that the method gives for them.

    Each of the runs nearest to what was seen stands for it once, and the method is given all
    others. Ranks are uniform where it is right (simulation-based calibration: Talts and others
    2018; near what was seen: Prangle and others 2014).

    Args:
        places: The numbers of each run.
        found: What each run gave.
        seen: What was published.
        keep: How many of the runs the method keeps.

    Returns:
        From 0 to the number of draws of each, which is one fewer than `keep`.
    """
    told = []
    for run in nearest(places, found, seen, keep):
        others = np.arange(len(places)) != run
        draws = posterior(places[others], found[others], found[run], keep - 1)
        told.append((draws < places[run]).sum(axis=0))
    return np.array(told)


def out_of_reach(found: Found, seen: Seen) -> Bool[np.ndarray, " figure"]:
    """Which figures lie further from all runs than these do from each other: no line may be drawn
    so far, and they say that the model is wrong rather than what its numbers are.

    Args:
        found: What each run gave.
        seen: What was published.
    """
    low, high = found.min(axis=0), found.max(axis=0)
    return (seen < low - (high - low)) | (seen > high + (high - low))


def _line(
    places: Places, found: Found, seen: Seen
) -> tuple[Places, Float64[np.ndarray, " number"], Float64[np.ndarray, " run"]]:
    """A linear regression of the numbers on the figures: what it says of each run, what of what
    was seen, and how much each run draws the line to itself, from 0 to 1."""
    middle, spread = found.mean(axis=0), found.std(axis=0)
    varies = spread > _FLAT * np.maximum(np.abs(middle), 1.0)
    x = (found[:, varies] - middle[varies]) / spread[varies]
    at = (seen[varies] - middle[varies]) / spread[varies]
    left, sizes, right = np.linalg.svd(x, full_matrices=False)
    counts = sizes > 1e-6 * max(sizes.max(initial=0.0), 1.0)
    left, slope = left[:, counts], (right[counts].T / sizes[counts])
    mean = places.mean(axis=0)
    along = left.T @ (places - mean)
    lever = 1 / len(found) + (left**2).sum(axis=1)
    return mean + left @ along, mean + (at @ slope) @ along, np.minimum(lever, 1 - _FLAT)
