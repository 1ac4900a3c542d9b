"""Who is gone and who has come when a year has passed, counted by group, and what went with them.

An entry, a debt or a company's entry is gone with the person it was about: that is no way out of a
list, and is counted on its own, as are those that newcomers bring.
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

    brings = turn.brings != NEW

    def held(column: Shaped[Column, "blocks list rows"]) -> Int64[np.ndarray, " n"]:
        """On black lists, by person."""
        whole = np.asarray(devices.fetch(column))[:, is_black]
        return whole.sum(axis=1, dtype=np.int64).reshape(-1)

    listed, debt = world.held.listed, world.truth.debt
    of_people: Mapping[str, Callable[[], np.ndarray]] = {
        "listings": lambda: held(devices.fetch(listed.status) == Status.LISTED),
        "debts": lambda: (np.asarray(devices.fetch(debt)).reshape(-1) != 0).astype(np.int64),
        "entries": lambda: held(_there(listed.entries)),
        "firms": lambda: held(_there(listed.firm)),
    }
    counted: dict[str, Int64[np.ndarray, " group"]] = {
        "died": _by_group(before, went == DIED, layout),
        "left": _by_group(before, went == LEFT, layout),
        "came": _by_group(turn.people, comes, layout),
        "came_of_age": _by_group(turn.people, adult, layout),
    }
    names = record.of_years(rules)
    for what, of in of_people.items():
        if f"{what}_gone" in names:
            theirs = of()
            brought = theirs[turn.brings] * brings
            counted[f"{what}_gone"] = _by_group(before, theirs * gone, layout)
            counted[f"{what}_came"] = _by_group(turn.people, brought, layout)
    return np.stack([counted[name] for name in names], axis=1)


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
