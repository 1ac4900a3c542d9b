"""Whether those whom a list foretells do what it foretells: hits, false alarms, base rate.

Of everybody of age it is asked in the world without the system, which no forecast has touched,
whether he ever owed a judgment or did what counts against one; and in the world with it, whether he
was ever listed. The luck is the same in both.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from jaxtyping import Int64

from discredit.errors import LackingError
from discredit.measures.confusion import Confusion, rates
from discredit.measures.tables import Census, Piece, by_seed
from discredit.vocabulary import ADULT_AGE, AGE_BAND_STARTS

if TYPE_CHECKING:
    import pandas as pd

    from discredit.store import Result

Z: Final = 1.96
_FIRST_GROWN: Final = AGE_BAND_STARTS.index(ADULT_AGE) + 1
"""The youngest band of adults."""
DIMENSIONS: Final = ("all", "income_fifth", "age_band")


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
        raise LackingError("A forecast is judged by who is listed, and this system has no list.")
    societies = by_seed(result, FORETOLD)
    each = {name: np.sum([one.adults[name] for one in societies], 0) for name in DIMENSIONS}
    labels = societies[0].labels
    rows = [
        _row(name, group, adults)
        for name in DIMENSIONS
        for group, adults in sorted(zip(labels[name], each[name], strict=True), key=itemgetter(0))
        if name == "all" or adults.sum()
    ]
    return pd.DataFrame(rows, columns=list(Foretold._fields))


def _row(dimension: str, group: str, adults: Int64[np.ndarray, "does listed"]) -> Foretold:
    found, n = rates(Confusion(*adults.reshape(-1).tolist())), int(adults[:, 1].sum())
    low, high = _wilson(found.ppv, n)
    return Foretold(
        dimension, group, found.n, n, found.prevalence, found.ppv, low, high, 1 - found.fnr,
        found.fpr,
    )  # fmt: skip


class _Adults(NamedTuple):
    """Adults of a society by what they do where nobody acts on it, and whether they are listed."""

    labels: dict[str, tuple[str, ...]]
    adults: dict[str, Int64[np.ndarray, "group does listed"]]


def _adults(piece: Piece) -> _Adults:
    does = piece.without["has_done"].astype(np.int64)
    is_listed = (~np.isnat(piece.with_["first_listed"])).astype(np.int64)
    is_adult = piece.groups["age_band"][1] >= _FIRST_GROWN
    counted = {}
    for name in DIMENSIONS:
        labels, codes = piece.groups[name]
        cell = ((codes * 2 + does) * 2 + is_listed)[is_adult]
        counted[name] = np.bincount(cell, minlength=len(labels) * 4).reshape(-1, 2, 2)
    return _Adults({name: piece.groups[name][0] for name in DIMENSIONS}, counted)


def _all_adults(one: _Adults, other: _Adults) -> _Adults:
    return one._replace(adults={name: one.adults[name] + other.adults[name] for name in DIMENSIONS})


FORETOLD = Census("forecast", _adults, _all_adults, (_Adults,))


def _wilson(p: float, n: int) -> tuple[float, float]:
    """Wilson's interval of a share of so many."""
    if n == 0:
        return float("nan"), float("nan")
    more = Z * Z / n
    middle = (p + more / 2) / (1 + more)
    width = Z / (1 + more) * float(np.sqrt(p * (1 - p) / n + more / (4 * n)))
    return middle - width, middle + width
