"""What the measures read: the tables of one result, and the two arms of a person side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from jaxtyping import Float64, Int64

from discredit.errors import ResultError
from discredit.measures.catalogue import PERSON_MEASURES, Columns

if TYPE_CHECKING:
    import pandas as pd

WITH, WITHOUT = "with", "without"
_PLACE = {name: at for at, name in enumerate(PERSON_MEASURES)}
PER_HEADS = 100_000
SMALL_GROUP = 30
"""Below this many people in all seeds together a group is flagged; it is never hidden."""
FEW_AFFECTED = 5
"""Below this many people whose two lives differ, an interval says little."""

EVERYBODY = ("all", "all")
TRAITS = (
    "settlement",
    "migrant",
    "age_band",
    "education",
    "income_fifth",
    "occupation",
    "province",
)
STANDING = "standing"
STANDINGS = (
    "listed, wrongly at some time",
    "listed, never wrongly",
    "family member listed",
    "nobody listed at home",
)
"""How the list touched a person in either arm; the same people are looked at in both."""


EVER_LISTED = "ever_listed"
LISTED_OR_NOT = ("ever listed", "never listed")


Groups = tuple[tuple[str, ...], Int64[np.ndarray, " person"]]
"""The labels of a dimension, and which of them each person has."""


Frame = Any
"""A data frame, or what a question to one gives back: pandas names every type there is."""


class Outcome(Protocol):
    """The tables of a result: what `store.open_result` returns, or any frames of that layout."""

    def people(self) -> pd.DataFrame: ...
    def persons(self) -> pd.DataFrame: ...
    def series(self) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Loaded:
    """The tables of a result, read once."""

    _people: pd.DataFrame
    _persons: pd.DataFrame
    _series: pd.DataFrame

    def people(self) -> pd.DataFrame:
        return self._people

    def persons(self) -> pd.DataFrame:
        return self._persons

    def series(self) -> pd.DataFrame:
        return self._series

    @cached_property
    def societies(self) -> list[Society]:
        return _societies(self)


def loaded(result: Outcome) -> Loaded:
    """Read the tables of a result, to be asked more than once."""
    return Loaded(result.people(), result.persons(), result.series())


class Society(NamedTuple):
    """One seed: the same people, row by row, in two worlds."""

    seed: int
    household: Int64[np.ndarray, " person"]
    groups: dict[str, Groups]
    with_: Float64[np.ndarray, "person measure"]
    without: Float64[np.ndarray, "person measure"]

    def gap(self, measures: tuple[str, ...]) -> Float64[np.ndarray, "person measure"]:
        """What the system changes for each person, in some measures."""
        at = [_PLACE[name] for name in measures]
        return self.with_[:, at] - self.without[:, at]

    def ours(self, measures: tuple[str, ...]) -> Float64[np.ndarray, "person measure"]:
        """Some measures in the world with the system."""
        return self.with_[:, [_PLACE[name] for name in measures]]


def societies(result: Outcome) -> list[Society]:
    """The seeds of a result in order, each with its person measures in both arms.

    Raises ResultError when an arm is missing or the arms do not hold the same persons.
    """
    return result.societies if isinstance(result, Loaded) else _societies(result)


def _societies(result: Outcome) -> list[Society]:
    people: Frame = result.people()
    persons: Frame = result.persons()
    labels = {name: _labels(people[name]) for name in TRAITS}
    codes = {name: _codes(people[name], labels[name]) for name in TRAITS}
    own = [name for name in persons.columns if name not in ("arm", "label")]
    columns = {name: persons[name].to_numpy() for name in own}
    arm = persons["arm"].astype(str).to_numpy()
    if set(arm) != {WITH, WITHOUT}:
        raise ResultError(
            f"This result holds the arms {', '.join(sorted(set(arm)))}; an effect is a difference "
            "between with and without. Run it again with both."
        )
    seeds, person = people["seed"].to_numpy(), people["person"].to_numpy()
    household = people["household"].to_numpy(np.int64)
    found = []
    for seed in np.unique(seeds):
        here = _rows(seeds == seed, person)
        of = {a: _rows((columns["seed"] == seed) & (arm == a), columns["person"]) for a in set(arm)}
        if any(not np.array_equal(person[here], columns["person"][rows]) for rows in of.values()):
            raise ResultError(f"The two arms of seed {seed} do not hold the same persons.")
        twins = {a: {n: values[rows] for n, values in columns.items()} for a, rows in of.items()}
        found.append(
            Society(
                seed=int(seed),
                household=household[here],
                groups={"all": (("all",), np.zeros(len(here), np.int64))}
                | {name: (labels[name], codes[name][here]) for name in TRAITS}
                | _touched(twins[WITH], twins[WITHOUT]),
                with_=_values(twins[WITH]),
                without=_values(twins[WITHOUT]),
            )
        )
    return found


def _rows(chosen: np.ndarray, person: np.ndarray) -> np.ndarray:
    """The chosen rows in order of person."""
    rows = np.flatnonzero(chosen)
    return rows[np.argsort(person[rows], kind="stable")]


def _labels(column: Frame) -> tuple[str, ...]:
    """The groups of a trait, in the society's order where the column knows it."""
    if hasattr(column, "cat"):
        used = set(column.cat.codes)
        return tuple(str(c) for at, c in enumerate(column.cat.categories) if at in used)
    return tuple(str(label) for label in column.drop_duplicates())


def _codes(column: Frame, labels: tuple[str, ...]) -> Int64[np.ndarray, " person"]:
    place = {label: at for at, label in enumerate(labels)}
    if hasattr(column, "cat"):
        known = [place.get(str(category), -1) for category in column.cat.categories]
        return np.array(known, np.int64)[column.cat.codes.to_numpy()]
    return np.array([place[str(label)] for label in column], np.int64)


def _values(columns: Columns) -> Float64[np.ndarray, "person measure"]:
    measures = PERSON_MEASURES.values()
    return np.stack([measure.of(columns).astype(np.float64) for measure in measures], 1)


def _touched(first: Columns, second: Columns) -> dict[str, Groups]:
    """How the list touched each person in either arm: whoever is looked at, is so in both."""

    def ever(column: str) -> np.ndarray:
        return (first[column] > 0) | (second[column] > 0)

    listed = ever("months_listed")
    standing = np.select(
        [ever("months_wrongly"), listed, ever("months_listed_at_home")], [0, 1, 2], default=3
    )
    return {
        EVER_LISTED: (LISTED_OR_NOT, 1 - listed.astype(np.int64)),
        STANDING: (STANDINGS, standing.astype(np.int64)),
    }
