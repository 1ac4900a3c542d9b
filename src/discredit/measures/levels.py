"""What effects come to, without how sure: for runs by the hundred, of which each is one draw."""

from __future__ import annotations

from collections.abc import Sequence

from discredit.measures import counts
from discredit.measures.effects import effects
from discredit.measures.tables import EVERYBODY, Frame
from discredit.store.in_memory import InMemory


def levels(result: InMemory, dimensions: Sequence[str] = EVERYBODY[:1]) -> Frame:
    """Measure, dimension, group, with, without and difference: to the bit those of `effects`.

    Args:
        result: A run in memory.
        dimensions: Those that are asked for.

    Returns:
        One row per measure and group of these.

    Raises:
        ResultError: A world is missing.
    """
    with counts.without_ends():
        table: Frame = effects(result.narrowed(dimensions), dimensions)
    return table[["measure", "dimension", "group", "with", "without", "difference"]]
