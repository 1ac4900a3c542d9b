"""Where people lived from year to year, and whose debts and files they went on with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int32

from discredit.society.renewal import NEW, Turn


class Moves(NamedTuple):
    """Whose row was somebody else's the year before, and where they came from."""

    rows: Int32[np.ndarray, " m"]  # rising
    came_from: Int32[np.ndarray, " m"]
    has: Int32[np.ndarray, " m"]  # whose debts and files they go on with: their own, or another's

    def back(
        self, here: Int32[np.ndarray, " k"], source: Int32[np.ndarray, " m"]
    ) -> Int32[np.ndarray, " k"]:
        """Where some rows were the year before, by one of these columns."""
        if not len(self.rows):
            return here
        at = np.minimum(np.searchsorted(self.rows, here), len(self.rows) - 1)
        return np.where(self.rows[at] == here, source[at], here)


class Lineage(NamedTuple):
    """Where some people lived from year to year, and before they came, who had the debts and files
    that they brought."""

    person: Int32[np.ndarray, "years m"]  # rows; NEW before somebody came
    lived: Int32[np.ndarray, "years m"]  # likewise, but theirs whose debts and files came on


def had_by(turn: Turn) -> Int32[np.ndarray, " n"]:
    """The row of the year before whose debts and files each row goes on with; NEW for none.

    Args:
        turn: The year that has passed.
    """
    return np.where(turn.brings != NEW, turn.brings, turn.came_from)


def moves_of(turn: Turn) -> Moves:
    """Whose row was somebody else's the year before.

    Args:
        turn: The year.
    """
    came_from = turn.came_from
    rows = np.flatnonzero(came_from != np.arange(len(came_from))).astype(np.int32)
    return Moves(rows, came_from[rows], had_by(turn)[rows])


def traced_back(rows: tuple[int, ...], moves: Sequence[Moves]) -> Lineage:
    """The years of some people, from the last to the first.

    Args:
        rows: Where they live at the end.
        moves: Of each year that has passed.
    """
    person = lived = np.array(rows, np.int32)
    persons, lives = [person], [lived]
    for year in reversed(moves):
        person, lived = year.back(person, year.came_from), year.back(lived, year.has)
        persons.insert(0, person)
        lives.insert(0, lived)
    return Lineage(np.stack(persons), np.stack(lives))
