"""Too few to say: below which counts a figure is shown and nothing is made of it.

Such a figure keeps its number and its interval. It has no rank, no filled mark and no national
equivalent, and where one number stands for it, these words do.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from discredit.words.numbers import count

SMALL_GROUP: Final = 30
"""People of a group in all seeds together (assumption A-957)."""
ENOUGH: Final = 500
"""People of a rare group whose figures are its own (assumption A-1020)."""
FEW_AFFECTED: Final = 5
"""People, or cases, behind an estimate (assumption A-958)."""

TOO_FEW: Final = "too few to say"
IN_ONE_ALONE: Final = "in one world alone"
"""Of a measure that one of two systems has and the other lacks, so that there is no difference."""

PEOPLE: Final = ("person", "people")
AFFECTED: Final = ("person affected", "people affected")
AFFECTED_ELSEWHERE: Final = ("person of the rest affected", "people of the rest affected")
CASES: Final = ("case", "cases")


def cautions(
    affected: np.ndarray, what: tuple[str, str], people: np.ndarray | int = SMALL_GROUP
) -> np.ndarray:
    """What to say of each figure: nothing, or that there are too few, and of what.

    Args:
        affected: [people or cases] behind it.
        what: what is counted there, one and several of it: "person", "people".
        people: [people] whom it is about, all seeds together, where they are a group.

    Returns:
        Words; empty where there are enough. Of a small group, how many they are, and how much
        larger a run has to be.
    """
    few = np.array([f"{TOO_FEW}: {count(n, *what)}" for n in range(FEW_AFFECTED)], object)
    found = np.where(affected < FEW_AFFECTED, few[np.clip(affected, 0, FEW_AFFECTED - 1)], "")
    small = np.array([_small(n) for n in range(SMALL_GROUP)], object)
    told = small[np.clip(np.asarray(people), 0, SMALL_GROUP - 1).astype(np.int64)]
    return np.where(people < SMALL_GROUP, told, found).astype(object)


def _small(people: int) -> str:
    """That a group is small, and how many times the people of this run would give enough of it."""
    here = f"{TOO_FEW}: {count(people, *PEOPLE)} of this group"
    return f"{here}; {ENOUGH} take {-(-ENOUGH // people):,} times the people" if people else here
