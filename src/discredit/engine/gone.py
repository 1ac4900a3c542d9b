"""Who is gone and who has come when a year has passed, counted by group, and what went with them.

An entry, a debt or a company's entry ends with the person it was about: that is no way out of a
list, and is counted on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from jaxtyping import Bool, Int64, Shaped

from discredit import record
from discredit.arrays import Column
from discredit.engine import devices
from discredit.engine.layout import Layout
from discredit.engine.world import WorldState
from discredit.policy.rules import Rules
from discredit.society.people import People, group_codes
from discredit.society.renewal import DIED, LEFT, NEW, STAYED, Turn
from discredit.vocabulary import ADULT_AGE, GROUPS, Status


def turned(
    world: WorldState, before: People, turn: Turn, rules: Rules, month: int, layout: Layout
) -> Int64[np.ndarray, "group measure"]:
    """What a year has made of the people and of what was held of those who are gone.

    Args:
        world: As the last month left it.
        before: Who lived where until now, whole; who is gone is counted where he was.
        turn: Who lives where now, and where they came from.
        rules: Of all months that are worked.
        month: The one that begins.
        layout: How rows are cut up.

    Returns:
        By group, the measures of `record.of_years`.
    """
    is_black = np.asarray(rules.lists.is_red[month]) == 0
    went, comes = turn.went, (turn.came_from == NEW) & turn.people.present
    adult = (turn.people.age == ADULT_AGE) & (turn.came_from != NEW) & turn.people.present
    gone = (went != STAYED) & before.present

    def held(column: Shaped[Column, "blocks list rows"]) -> Int64[np.ndarray, " n"]:
        """On black lists, by person."""
        whole = np.asarray(devices.fetch(column))[:, is_black]
        return whole.sum(axis=1, dtype=np.int64).reshape(-1)

    listed, debt = world.held.listed, world.truth.debt
    counts: Mapping[str, Callable[[], np.ndarray]] = {
        "died": lambda: went == DIED,
        "left": lambda: went == LEFT,
        "came": lambda: comes,
        "came_of_age": lambda: adult,
        "listings_gone": lambda: held(devices.fetch(listed.status) == Status.LISTED) * gone,
        "debts_gone": lambda: (np.asarray(devices.fetch(debt)).reshape(-1) != 0) & gone,
        "entries_gone": lambda: held(_there(listed.entries)) * gone,
        "firms_gone": lambda: held(_there(listed.firm)) * gone,
    }
    now = ("came", "came_of_age")
    columns = [
        _by_group(turn.people if name in now else before, counts[name](), layout)
        for name in record.of_years(rules)
    ]
    return np.stack(columns, axis=1)


def _there(column: Column | None) -> Column:
    assert column is not None
    return column


def _by_group(
    people: People,
    count: Int64[np.ndarray, " n"] | Bool[np.ndarray, " n"],
    layout: Layout,
) -> Int64[np.ndarray, " group"]:
    """Sums by group, in the order of the series."""
    rows = np.flatnonzero(count)
    codes = group_codes(People(*(column[rows] for column in people)))
    sizes = [len(dimension.labels) for dimension in GROUPS]
    sizes[[dimension.name for dimension in GROUPS].index("region")] = layout.region_slots
    parts = [
        np.bincount(code, count[rows], size)[:size] for code, size in zip(codes, sizes, strict=True)
    ]
    return np.round(np.concatenate(parts)).astype(np.int64)
