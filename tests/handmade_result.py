"""A result made by hand: random lives in random households, in two worlds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from discredit.columns import MEASURES

TRAITS = (
    "settlement", "migrant", "sex", "background", "disability", "age_band", "education",
    "income_fifth", "occupation",
)  # fmt: skip

COUNTS = (
    "months_listed", "months_wrongly", "months_shut_out", "months_listed_at_home", "times_refused",
    "appeals", "corrections", "debts_paid", "months_jobless", "flaws", "times_listed",
    "months_favoured", "has_done",
)  # fmt: skip

MONEY = (
    "paid",
    "fined_wrongly",
    "income",
    "savings",
    "trust",
    "trust_if_known",
    "grievance",
    "wellbeing",
)

PEOPLE = 60
MAY, NEVER = np.array(["2015-05-01", "NaT"], "datetime64[us]")
"""When somebody was first listed."""


@dataclass(frozen=True)
class Tables:
    """A result made by hand."""

    _people: Any
    _persons: Any
    _series: Any

    def people(self) -> Any:
        return self._people

    def persons(self) -> Any:
        return self._persons

    def series(self) -> Any:
        return self._series


def tables(seed: int, seeds: int = 1, people: int = PEOPLE) -> Tables:
    """Random lives: households of one to four, a third of them in two minds about everything."""
    chance = np.random.default_rng(seed)
    who, lives, months = [], [], []
    for number in range(1, seeds + 1):
        homes = np.repeat(np.arange(people), chance.integers(1, 5, people))[:people]
        who.append(
            pd.DataFrame(
                {"seed": number, "person": np.arange(people), "household": homes}
                | {name: chance.choice(["one", "two", "three"], people) for name in TRAITS}
                | {"region": chance.choice(["north", "south"], people, p=[0.8, 0.2])}
                | {"label": ""}
            )
        )
        for arm in ("with", "without"):
            lives.append(_lives(chance, number, arm, people))
            months.append(_months(chance, number, arm, people))
    return Tables(*(pd.concat(frames, ignore_index=True) for frames in (who, lives, months)))


def _lives(chance: np.random.Generator, number: int, arm: str, people: int) -> Any:
    listed = chance.random(people) < 0.4
    columns = {name: chance.integers(0, 9, people) * listed for name in COUNTS}
    columns["flaws"] = chance.integers(0, 1 << 11, people) * listed
    columns |= {name: chance.normal(100, 20, people) for name in MONEY}
    return pd.DataFrame(
        {"seed": number, "arm": arm, "person": np.arange(people)}
        | columns
        | {
            "first_listed": np.where(listed, MAY, NEVER),
            "never_notified": listed & (chance.random(people) < 0.5),
            "status": np.where(listed, "listed", "clear"),
        }
    )


def _months(chance: np.random.Generator, number: int, arm: str, people: int) -> Any:
    rows = [(pd.Timestamp(month), "all", "all") for month in ("2015-01", "2015-02")]
    frame = pd.DataFrame(rows, columns=["month", "dimension", "group"])
    values = {name: chance.integers(0, 9, len(rows)) for name in MEASURES}
    about = {"people": people, "seed": number, "arm": arm, "label": ""}
    return pd.concat([frame, pd.DataFrame(values).assign(**about)], axis=1)


def by_key(frame: Any) -> Any:
    return frame.set_index(["measure", "dimension", "group"]).sort_index()


def series_only(given: Tables) -> pd.DataFrame:
    from discredit.measures.series import Methods, series_effects

    return series_effects(given, Methods("seeds", "regions", "none"))
