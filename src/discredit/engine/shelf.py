"""Years of a society kept for later: what each has changed, as columns by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol, runtime_checkable

import numpy as np

from discredit.engine.world import Population
from discredit.society.people import People
from discredit.society.renewal import CHANGES, Turn

ACTIVE: Final = "active"
"""The ties of everybody, see `ties.active_slots`."""
_HOW: Final = ("came_from", "brings", "went")


@runtime_checkable
class YearStore(Protocol):
    """Where years are kept."""

    def find(self, year: int) -> dict[str, np.ndarray] | None:
        """The columns of a year, counted from 1; None where they are not kept."""
        ...

    def keep(self, year: int, columns: Mapping[str, np.ndarray]) -> None:
        """Keep the columns of a year."""
        ...


def columns_of(turn: Turn, population: Population) -> dict[str, np.ndarray]:
    """All that a year has changed, each column [n].

    Args:
        turn: The year.
        population: Who lives now, settled.
    """
    changed = {name: np.asarray(getattr(turn.people, name)) for name in CHANGES}
    how = {name: getattr(turn, name) for name in _HOW}
    return {**changed, **how, ACTIVE: np.asarray(population.active).reshape(-1)}


def turn_of(columns: Mapping[str, np.ndarray], before: People) -> Turn:
    """The year of some columns.

    Args:
        columns: As `columns_of` gave them.
        before: Who lived the year before, whole.
    """
    people = before._replace(**{name: columns[name] for name in CHANGES})
    return Turn(people, *(columns[name] for name in _HOW))
