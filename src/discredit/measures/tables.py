"""What the measures read: the tables of one result, and the two arms of a person side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from jaxtyping import Float64, Int64

from discredit.measures.catalogue import PERSON_MEASURES

if TYPE_CHECKING:
    import pandas as pd

WITH, WITHOUT = "with", "without"
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


class Outcome(Protocol):
    """The tables of a result: what `store.open_result` returns, or any frames of that layout."""

    def people(self) -> pd.DataFrame: ...
    def persons(self) -> pd.DataFrame: ...
    def series(self) -> pd.DataFrame: ...


class Society(NamedTuple):
    """One seed: the same people, row by row, in two worlds."""

    seed: int
    household: Int64[np.ndarray, " person"]
    groups: dict[str, tuple[tuple[str, ...], Int64[np.ndarray, " person"]]]  # labels and codes
    with_: Float64[np.ndarray, "person measure"]
    without: Float64[np.ndarray, "person measure"]


def societies(result: Outcome, columns: tuple[str, ...] | None = None) -> Iterator[Society]:
    """The seeds of a result in order, each with its person measures in both arms.

    Raises ValueError when an arm is missing or the arms do not hold the same persons.
    """
    wanted = tuple(PERSON_MEASURES) if columns is None else columns
    people, persons = result.people(), result.persons()
    labels = _labels(people)
    arms = {str(name): frame for name, frame in persons.groupby(persons["arm"].astype(str))}
    if set(arms) != {WITH, WITHOUT}:
        raise ValueError(f"the persons table holds the arms {sorted(arms)}, not with and without")
    for seed, who in people.groupby("seed", sort=True):
        here = who.sort_values("person")
        twins = [arms[arm][arms[arm]["seed"] == seed].sort_values("person") for arm in arms]
        if any(not np.array_equal(here["person"], twin["person"]) for twin in twins):
            raise ValueError(f"the arms of seed {seed} do not hold the same persons")
        of = dict(zip(arms, twins, strict=True))
        values = {arm: _values(frame, wanted) for arm, frame in of.items()}
        yield Society(
            seed=int(str(seed)),
            household=here["household"].to_numpy(np.int64),
            groups={"all": (("all",), np.zeros(len(here), np.int64))}
            | {name: (labels[name], _codes(here[name], labels[name])) for name in TRAITS}
            | {STANDING: (STANDINGS, _standing(of[WITH], of[WITHOUT]))},
            with_=values[WITH],
            without=values[WITHOUT],
        )


def _labels(people: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The groups of each trait, in the society's order where the column knows it."""
    found = {}
    for name in TRAITS:
        column = people[name]
        known = column.cat.categories if hasattr(column, "cat") else column.drop_duplicates()
        present = set(column.unique())
        found[name] = tuple(str(label) for label in known if label in present)
    return found


def _codes(column: pd.Series, labels: tuple[str, ...]) -> Int64[np.ndarray, " person"]:
    import pandas as pd

    return pd.Categorical(column.astype(str), categories=list(labels)).codes.astype(np.int64)


def _values(frame: pd.DataFrame, wanted: tuple[str, ...]) -> Float64[np.ndarray, "person measure"]:
    columns = {name: frame[name].to_numpy() for name in frame.columns if name != "arm"}
    return np.stack([PERSON_MEASURES[name].of(columns).astype(np.float64) for name in wanted], 1)


def _standing(first: pd.DataFrame, second: pd.DataFrame) -> Int64[np.ndarray, " person"]:
    def ever(column: str) -> np.ndarray:
        return (first[column].to_numpy() > 0) | (second[column].to_numpy() > 0)

    return np.select(
        [ever("months_wrongly"), ever("months_listed"), ever("months_listed_at_home")],
        [0, 1, 2],
        default=3,
    ).astype(np.int64)
