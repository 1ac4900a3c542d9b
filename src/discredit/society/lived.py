"""Who lives in a society at the end of a run, and since when."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Int16, Int32

from discredit.society.people import People
from discredit.society.renewal import NEW, Turn


class Lived(NamedTuple):
    """Who lives in a society at the end of a run, and since when."""

    people: People
    arrived: Int16[np.ndarray, " n"]  # month of the record; -1 for who was there when it began
    moved_in: Int16[np.ndarray, " n"]  # the same of the place where each lives now
    origin: Int32[np.ndarray, " n"]  # the row where each lived then; NEW for who came later


def from_the_start(people: People) -> Lived:
    """Everybody where he was as the record began.

    Args:
        people: Who lives then, whole.
    """
    never = np.full(len(people.age), -1, np.int16)
    return Lived(people, never, never, np.arange(len(never), dtype=np.int32))


def lived_on(before: Lived, turn: Turn, month: int) -> Lived:
    """Who lives in a society a year later, and since when.

    Args:
        before: The same of the year before.
        turn: The year.
        month: Of the record, which begins as the year has passed; below 0 before the record.
    """
    if month < 0:
        return before._replace(people=turn.people)
    is_new = turn.came_from == NEW
    is_here = turn.came_from == np.arange(len(is_new))
    since = month if month else -1  # whoever comes as the record begins is there from then on
    return Lived(
        turn.people,
        np.where(is_new, since, before.arrived[turn.came_from]).astype(np.int16),
        np.where(is_here, before.moved_in, since).astype(np.int16),
        np.where(is_new, NEW, before.origin[turn.came_from]).astype(np.int32),
    )
