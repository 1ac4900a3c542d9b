"""Whether a figure still drifts: its last year beside the year before."""

from __future__ import annotations

from typing import Final

import numpy as np
from jaxtyping import Float64

from discredit.measures.counts import Interval

YEAR: Final = 12
"""Months of the last year of a run, and of the year before."""
CALM: Final = 0.1
"""A figure has settled if the year changed it by less than this share of itself, surely."""
SETTLED, RISING, FALLING = "settled", "still rising", "still falling"
UNTOLD: Final = "cannot be told"
SHORT: Final = "too short to say"


def drift_of(change: Interval, before: Float64[np.ndarray, "group measure"]) -> np.ndarray:
    """What to say of a figure's last year beside the year before.

    Settled: the whole 95 % interval of the change lies within `CALM` of the year before. Still
    rising or falling: it does not, and lies above or below no change. Else it cannot be told: too
    few people or cases, one seed's groups, or a change of a size that the interval does not show.

    Args:
        change: Of each figure, the last year less the year before.
        before: The figure in the year before.

    Returns:
        A word for each.
    """
    room = CALM * np.abs(before)
    is_nought = (change.value == 0) & (before == 0)
    is_calm = (change.low >= -room) & (change.high <= room) & (room > 0)
    said = np.full(before.shape, UNTOLD, object)
    said[change.low > 0] = RISING
    said[change.high < 0] = FALLING
    said[is_calm | is_nought] = SETTLED
    return said
