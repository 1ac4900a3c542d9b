"""Whether those whom a list foretells do what it foretells: hits, false alarms, base rate.

Of everybody of age it is asked in the world without the system, which no forecast has touched,
whether he ever owed a judgment or did what counts against one; and in the world with it, whether he
was ever listed. The luck is the same in both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from jaxtyping import Bool

from discredit.errors import ResultError
from discredit.measures.confusion import confusion, rates
from discredit.vocabulary import ADULT_AGE

if TYPE_CHECKING:
    import pandas as pd

    from discredit.store import Result

Column = Bool[np.ndarray, " n"]
"""A mark on each person."""
Z: Final = 1.96
GROUPS: Final = ("income_fifth", "age_band")


class Foretold(NamedTuple):
    """How a list fares as a forecast, of everybody or of one group."""

    dimension: str
    group: str
    people: int
    listed: int
    base_rate: float  # of all, those who come to do it with nobody acting on a forecast
    hits: float  # of those listed, those who would have
    hits_low: float
    hits_high: float
    caught: float  # of those who would have, those listed
    false_alarms: float  # of those who would not have, those listed


def foretold(result: Result) -> pd.DataFrame:
    """How a system's lists fare as a forecast, by income and by age too.

    Args:
        result: Of a run with both worlds, of a system with a list.

    Returns:
        A row for everybody and one per group; NaN where there is nobody of whom to say it.

    Raises:
        ResultError: The system has no list, or one of the two worlds is missing.
    """
    import pandas as pd

    if not result.policy().system.lists:
        raise ResultError("A forecast is judged by who is listed, and this system has no list.")
    rows: list[Foretold] = []
    parts = [
        pd.DataFrame(
            {
                **{name: of.people[name].astype(str) for name in GROUPS},
                "is_adult": of.people["age"] >= ADULT_AGE,
                "does": of.without["has_done"].to_numpy(bool),
                "is_listed": of.with_["first_listed"].to_numpy() >= 0,
            }
        )
        for of in result.twins()
    ]
    adults: Any = pd.concat(parts).query("is_adult")
    rows.append(_row("all", "all", adults["does"], adults["is_listed"]))
    for dimension in GROUPS:
        for group, some in adults.groupby(dimension, sort=True):
            rows.append(_row(dimension, str(group), some["does"], some["is_listed"]))
    return pd.DataFrame(rows, columns=list(Foretold._fields))


def _row(dimension: str, group: str, does: Column, listed: Column) -> Foretold:
    does, listed = np.asarray(does, bool), np.asarray(listed, bool)
    found, n = rates(confusion(does, listed)), int(listed.sum())
    low, high = _wilson(found.ppv, n)
    return Foretold(
        dimension, group, found.n, n, found.prevalence, found.ppv, low, high, 1 - found.fnr,
        found.fpr,
    )  # fmt: skip


def _wilson(p: float, n: int) -> tuple[float, float]:
    """Wilson's interval of a share of so many."""
    if n == 0:
        return float("nan"), float("nan")
    more = Z * Z / n
    middle = (p + more / 2) / (1 + more)
    width = Z / (1 + more) * float(np.sqrt(p * (1 - p) / n + more / (4 * n)))
    return middle - width, middle + width
