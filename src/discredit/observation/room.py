"""How many applications can be checked in each month, in the whole society."""

from __future__ import annotations

import numpy as np
from jaxtyping import Int32

from discredit.policy.check_rules import CheckRules


def rooms_for_checks(
    rules: CheckRules | None, people: int
) -> Int32[np.ndarray, "month way check"] | None:
    """Whole checks in each month of a run, by lot and then by score; fractions carry over.

    In the first month there is no score yet, so that nobody is chosen by one.

    Args:
        rules: [months, check] of a run; None where nobody checks.
        people: how many there are.

    Returns:
        [checks]; they add up to the whole of what the rates allow, month by month.
    """
    if rules is None:
        return None
    by_score = np.array(rules.quota, np.float64)
    by_score[0] = 0.0
    rates = np.stack([np.asarray(rules.sample, np.float64), by_score], axis=1)
    # The least nudge keeps ten tenths from adding up to just under one.
    total = np.floor(np.cumsum(rates * (people / 1e6), axis=0) + 1e-6)
    return np.diff(total, axis=0, prepend=0.0).astype(np.int32)
