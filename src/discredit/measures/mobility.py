"""Whether ranks follow income, whether they last, and whether they run in families.

Ranks are those of the first scorer's score among the adults that it scores at the end of a run;
people of one score share the mean of their ranks, and so one fifth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from jaxtyping import Bool, Float64, Int64

from discredit.columns import LONGEST_LAG
from discredit.errors import LackingError

if TYPE_CHECKING:
    import pandas as pd

    from discredit.store import Result

Column = Float64[np.ndarray, " n"]
"""One number a person."""
Z: Final = 1.96
FEWEST: Final = 30
"""Fewer people than this say nothing of a rank (assumption A-957)."""
GENERATION: Final = 18
"""Years by which the older of two members of a household is taken for a parent's generation."""
_PERSONS: Final = ("seed", "arm", "person", "band", "score", "score_then", "has_done")
_PEOPLE: Final = ("seed", "person", "age", "income", "household")


class RankFigure(NamedTuple):
    """One figure: what it is, how large, how sure, of how many people."""

    measure: str
    says: str
    value: float
    low: float
    high: float
    people: int


class _Crowd(NamedTuple):
    """The adults whom the first scorer scores, of one seed."""

    score: Float64[np.ndarray, " n"]
    then: Float64[np.ndarray, " n"]
    income: Float64[np.ndarray, " n"]
    age: Int64[np.ndarray, " n"]
    household: Int64[np.ndarray, " n"]
    blameless: Bool[np.ndarray, " n"]


def ranks(result: Result) -> pd.DataFrame:
    """Whether the first score follows income, lasts, and runs in families, in the world with it.

    Rank correlations (Spearman) with Fisher's interval and shares with Wilson's, over people of one
    society; several seeds are put together. A year is counted back from the end: of a run whose
    length is no whole number of years, the last part of a year alone.

    Args:
        result: Of a system with a score; at least 13 months, else nothing is told of lasting.

    Returns:
        One row per measure: value, low, high, people, and what it says.

    Raises:
        ResultError: Nobody is scored.
    """
    import pandas as pd

    crowds = _crowds(result)
    if not crowds or sum(len(crowd.score) for crowd in crowds) < FEWEST:
        raise LackingError("Ranks are of those who have a score, and fewer than 30 have one here.")
    lag = lag_of(result)
    rows = [
        _tied("income", "score with income", [(c.score, c.income) for c in crowds]),
        _tied(
            "income_blameless",
            "the same, of those who never did anything that counts against one",
            [(c.score[c.blameless], c.income[c.blameless]) for c in crowds],
        ),
        _tied("family", "score with that of a parent at home", [_generations(c) for c in crowds]),
    ]
    if lag:
        ago = f"{lag} months before"
        rows.append(
            _tied("lasting", f"score with that of {ago}", [(c.score, c.then) for c in crowds])
        )
        moves = [(fifths(c.then), fifths(c.score)) for c in crowds]
        then, now = (np.concatenate(column) for column in zip(*moves, strict=True))
        for name, fifth in (("lowest", 0), ("highest", 4)):
            says = f"of those in the {name} fifth {ago}, still there"
            rows.append(_kept(f"stays_{name}", says, now[then == fifth] == fifth))
        says = f"two fifths or more away from where they stood {ago}"
        rows.append(_kept("moves_far", says, np.abs(now - then) >= 2))
    return pd.DataFrame(rows, columns=list(RankFigure._fields))


def transitions(result: Result) -> pd.DataFrame:
    """Where those of each fifth of the first score stood at the end, a year later at most.

    Args:
        result: Of a system with a score.

    Returns:
        Shares, rows by the fifth then (0 the lowest), columns by the fifth now; a row of a fifth in
        which nobody stood is NaN.

    Raises:
        ResultError: Nobody is scored, or the run is shorter than thirteen months.
    """
    import pandas as pd

    crowds = _crowds(result)
    if not crowds or not lag_of(result):
        raise LackingError("Moves between fifths need a score, and a run of thirteen months.")
    table = np.zeros((5, 5))
    for crowd in crowds:
        np.add.at(table, (fifths(crowd.then), fifths(crowd.score)), 1)
    whole = table.sum(axis=1, keepdims=True)
    shares = np.divide(table, whole, out=np.full_like(table, np.nan), where=whole > 0)
    return pd.DataFrame(shares)


def lag_of(result: Result) -> int:
    """How many months lie between the two scores of a person; 0 where the first is the base.

    Args:
        result: Any run.
    """
    months = result.manifest.burn_in + result.manifest.months
    lag = (months - 1) % LONGEST_LAG + 1
    return lag if months > lag else 0


def fifths(score: Column) -> Int64[np.ndarray, " n"]:
    """The fifth in which each score stands, 0 the lowest; equal scores stand in one.

    Args:
        score: [points]
    """
    return np.minimum((_ranked(score) / max(len(score), 1) * 5).astype(np.int64), 4)


def _crowds(result: Result) -> list[_Crowd]:
    if not result.policy().system.scores:
        return []
    people = result.people(_PEOPLE)
    lives = result.persons(_PERSONS, where=[("arm", "=", "with")])
    lives = lives[lives["band"].notna()]
    both = lives.merge(people, on=["seed", "person"])
    return [
        _Crowd(
            of["score"].to_numpy(np.float64),
            of["score_then"].to_numpy(np.float64),
            of["income"].to_numpy(np.float64),
            of["age"].to_numpy(np.int64),
            of["household"].to_numpy(np.int64),
            ~of["has_done"].to_numpy(bool),
        )
        for _, of in both.groupby("seed", sort=True)
    ]


def _generations(crowd: _Crowd) -> tuple[Column, Column]:
    """The scores of pairs: the youngest scored member of each household, and the eldest, where a
    generation lies between them."""
    order = np.lexsort((crowd.age, crowd.household))
    home = crowd.household[order]
    first = np.flatnonzero(np.r_[True, home[1:] != home[:-1]])
    last = np.r_[first[1:], len(home)] - 1
    young, old = order[first], order[last]
    apart = crowd.age[old] - crowd.age[young] >= GENERATION
    return crowd.score[young[apart]], crowd.score[old[apart]]


def _ranked(values: Column) -> Column:
    """Mean ranks from 0, shared by equals."""
    _, index, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count + 1) / 2)[index]


def _tied(name: str, says: str, pairs: list[tuple[Column, Column]]) -> RankFigure:
    """A rank correlation, of seeds together, each weighed by its people."""
    sizes = [len(left) for left, _ in pairs]
    people, values = sum(sizes), [rank_correlation(left, right) for left, right in pairs]
    known = [(v, n) for v, n in zip(values, sizes, strict=True) if np.isfinite(v)]
    if people < FEWEST or not known:
        return RankFigure(name, f"rank correlation: {says}", np.nan, np.nan, np.nan, people)
    value = sum(v * n for v, n in known) / sum(n for _, n in known)
    at, width = np.arctanh(np.clip(value, -0.999999, 0.999999)), Z / np.sqrt(people - 3)
    low, high = np.tanh(at - width), np.tanh(at + width)
    return RankFigure(
        name, f"rank correlation: {says}", float(value), float(low), float(high), people
    )


def rank_correlation(left: Column, right: Column) -> float:
    """Spearman's correlation of two columns, equals sharing the mean of their ranks.

    Args:
        left: One number a person.
        right: Another.

    Returns:
        NaN of fewer than 30 people, and where all are equal.
    """
    if len(left) < FEWEST:
        return float("nan")
    a, b = (_ranked(column) - (len(column) - 1) / 2 for column in (left, right))
    size = np.sqrt((a * a).sum() * (b * b).sum())
    return float((a * b).sum() / size) if size > 0 else float("nan")


def _kept(name: str, says: str, is_so: Bool[np.ndarray, " n"]) -> RankFigure:
    """A share with Wilson's interval."""
    n = len(is_so)
    if n < FEWEST:
        return RankFigure(name, f"share: {says}", np.nan, np.nan, np.nan, n)
    p, more = float(is_so.mean()), Z * Z / n
    middle = (p + more / 2) / (1 + more)
    width = Z / (1 + more) * np.sqrt(p * (1 - p) / n + more / (4 * n))
    return RankFigure(name, f"share: {says}", p, float(middle - width), float(middle + width), n)
