"""The months of a run as charts and tables read them, in one world and in both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from discredit.columns import DERIVED, MEASURES
from discredit.measures.catalogue import RATIOS
from discredit.measures.tables import Frame
from discredit.words.worlds import UNNAMED, Worlds


class Months(NamedTuple):
    """The monthly series of everybody in the arm with the system, seeds apart."""

    month: list[str]
    values: dict[str, np.ndarray]  # measure -> [seed, month]
    people: int

    def frame(self, measures: Mapping[str, str], scale: float) -> Frame:
        """Some measures month by month.

        Args:
            measures: the name of each, and what it is called.
            scale: what the people of a month are multiplied by.

        Returns:
            Rows month, measure (as called), value (mean over seeds), low and high (their range).
        """
        parts = [
            _banded(self.month, self.values[name] * scale).assign(measure=words)
            for name, words in measures.items()
        ]
        return pd.concat(parts, ignore_index=True)

    def running(self, names: tuple[str, ...], scale: float) -> Frame:
        """The running total of some flows together, in the same form; one not taken counts for
        nothing."""
        total = sum(self.values[name] for name in names if name in self.values)
        return _banded(self.month, np.asarray(total).cumsum(axis=1) * scale)

    def has(self, name: str) -> bool:
        """Whether a measure was taken and is ever anything but nought."""
        return name in self.values and bool(np.nan_to_num(self.values[name]).any())

    def having(self, measures: Mapping[str, str]) -> dict[str, str]:
        """Those of some measures, with their words, that there is something of."""
        return {name: words for name, words in measures.items() if self.has(name)}


def months_of(series: Frame, people: int, arm: str = "with") -> Months:
    """Everybody's months in one world.

    Args:
        series: the table `series` of a result.
        people: how many are simulated.
        arm: "with" or "without" the system.
    """
    here = series[(series["dimension"] == "all") & (series["arm"] == arm)]
    seeds = here["seed"].nunique()
    names = [name for name in here.columns if here[name].dtype.kind in "if" and name != "seed"]
    month = here["month"].iloc[: len(here) // seeds].dt.strftime("%Y-%m").tolist()
    values = {n: here[n].to_numpy(np.float64).reshape(seeds, len(month)) for n in names}
    return Months(month, values, people)


class BothWorlds(NamedTuple):
    """The monthly series of everybody in both worlds."""

    ours: Months
    theirs: Months
    called: Worlds = UNNAMED


def values_of(months: Months, measure: str) -> np.ndarray | None:
    """A measure of everybody in the unit that a reader sees, by seed and month.

    Args:
        months: the series of one world.
        measure: the name of a measure, or of a ratio of two.

    Returns:
        The values [seed, month]; None where the measure was not taken.
    """
    if measure in RATIOS:
        of, per = (months.values.get(n) for n in (RATIOS[measure].of, RATIOS[measure].per))
        if of is None or per is None:
            return None
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(per > 0, of / per, np.nan)
    values = months.values.get(measure)
    if values is None:
        return None
    is_each = {**MEASURES, **DERIVED}[measure].unit in ("standard deviations", "probability", "CNY")
    return values / months.people * (1.0 if is_each else 1e5)


def frame_of(months: Months, values: np.ndarray, words: str) -> pd.DataFrame:
    """The months in which there is a value of a measure, with its mean and range over seeds.

    Args:
        months: where the values come from.
        values: of one measure, by seed and month; NaN where nobody was there to be measured.
        words: what the measure is called.
    """
    there = np.asarray(np.isfinite(values).any(axis=0))
    values = values[:, there]
    frame = pd.DataFrame(
        {
            "month": [m for m, is_there in zip(months.month, there, strict=True) if is_there],
            "value": np.nanmean(values, axis=0),
            "low": np.nanmin(values, axis=0),
            "high": np.nanmax(values, axis=0),
        }
    )
    return frame.assign(measure=words)


def _banded(month: list[str], values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {"month": month, "value": values.mean(0), "low": values.min(0), "high": values.max(0)}
    )
