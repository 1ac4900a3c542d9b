"""How long an entry stood before it was corrected: of the people themselves, each counted once."""

from __future__ import annotations

import operator
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from discredit.measures.caution import CASES, cautions
from discredit.measures.counts import TWO_SIDED_95, Interval
from discredit.measures.series import totals_of
from discredit.measures.tables import TRAITS, Census, Frame, Piece, ResultTables, by_seed
from discredit.words.labels import label_in, labelled

if TYPE_CHECKING:
    import pandas as pd

_Waits = Counter[tuple[str, str, int]]
"""How many people of a dimension and group waited how many months."""

OVER_CASES = (
    "95 % interval of the median, from the order of the cases of all seeds; fewer than 6 have none"
)


def median(waits: Counter[int]) -> Interval:
    """The median wait, between two of the waits themselves; of fewer than six no two are sure.

    Args:
        waits: [people] who waited so many months.

    Returns:
        [months]; NaN where nobody waited.

    Source:
        Conover 1999.
    """
    from scipy.special import bdtrik

    months = np.array(sorted(waits), np.float64)
    upto = np.cumsum([waits[int(m)] for m in months])
    cases = int(upto[-1]) if len(upto) else 0
    none = np.array(np.nan)
    if cases == 0:
        return Interval(none, none, none)

    def at(rank: int) -> np.ndarray:
        return np.array(months[np.searchsorted(upto, rank)])

    middle = (at((cases + 1) // 2) + at(cases // 2 + 1)) / 2
    # The highest rank that all but one median in forty lies above.
    rank = int(np.ceil(bdtrik(1 - TWO_SIDED_95, cases, 0.5)))
    return Interval(middle, *((at(rank), at(cases + 1 - rank)) if rank > 0 else (none, none)))


def months_to_correction(result: ResultTables) -> pd.DataFrame:
    """How many people waited how long from entry to correction: columns months, people.

    Exact for people listed once; a second entry would hide the first wait, so they are left out.

    Args:
        result: What `open_result` returned, or frames of that layout.

    Returns:
        One row per length of wait, the shortest first.

    Raises:
        ResultError: an arm is missing, or the two do not hold the same persons.
    """
    import pandas as pd

    waits = of_group(_waits(result), "all", "all")
    return pd.DataFrame({"months": sorted(waits), "people": [waits[m] for m in sorted(waits)]})


def time_to_correction(result: ResultTables) -> pd.DataFrame:
    """How long an entry stood before it was corrected on appeal, in the arm with the system.

    Columns: dimension, group, corrected (corrections, all seeds together), mean (months that these
    took), people (listed once and corrected, all seeds together), months (the median of their
    waits), low, high (from the order of the waits; none below 6 people), listed_still (people on a
    list in the last month, whose wait is not over and in neither figure), caution (too few to say),
    label.

    Args:
        result: What `open_result` returned, or frames of that layout.

    Returns:
        One row per dimension and group.

    Raises:
        ResultError: an arm is missing, or the two do not hold the same persons.
    """
    import pandas as pd

    series: Frame = result.series()
    names = ["correction_months", "appeals_won"]
    # A system without a desk has no such columns, and nobody is corrected.
    series = series.assign(**{name: 0 for name in names if name not in series.columns})
    groups, _, totals = totals_of(series, names)
    waited, corrected = totals[:, 0, :, 0].sum(axis=0), totals[:, 0, :, 1].sum(axis=0)
    last = series["month"].astype(str) == str(series["month"].astype(str).max())
    _, _, remaining = totals_of(series[last], ["listed"])
    waits = _waits(result)
    each = [of_group(waits, dimension, group) for dimension, group in groups]
    value, low, high = np.array([median(own) for own in each], np.float64).T
    table = pd.DataFrame(
        {
            "dimension": [dimension for dimension, _ in groups],
            "group": [group for _, group in groups],
            "corrected": corrected.astype(np.int64),
            "mean": np.divide(
                waited, corrected, out=np.full(len(waited), np.nan), where=corrected > 0
            ),
            "people": [own.total() for own in each],
            "months": value,
            "low": low,
            "high": high,
            "listed_still": remaining[:, 0, :, 0].sum(axis=0).astype(np.int64),
        }
    )
    cases = table["people"].to_numpy()
    table["caution"] = cautions(cases, CASES)
    return labelled(table, label_in(series))


def of_group(waits: _Waits, dimension: str, group: str) -> Counter[int]:
    """The waits of one group.

    Args:
        waits: [people] by dimension, group and months.
        dimension: One of the traits, or `all`.
        group: One of its labels.

    Returns:
        [people] by months.
    """
    return Counter({m: n for (d, g, m), n in waits.items() if (d, g) == (dimension, group)})


def _waits(result: ResultTables) -> _Waits:
    return sum(by_seed(result, WAITED), _Waits())


def _waited(piece: Piece) -> _Waits:
    lives = piece.with_
    once = np.flatnonzero((lives["corrections"] > 0) & (lives["times_listed"] == 1))
    months = lives["months_listed"][once].tolist()
    found = _Waits()
    for dimension in ("all", *TRAITS):
        labels, codes = piece.groups[dimension]
        found.update(
            (dimension, labels[code], int(m)) for code, m in zip(codes[once], months, strict=True)
        )
    return found


WAITED = Census("waits", _waited, operator.add)
