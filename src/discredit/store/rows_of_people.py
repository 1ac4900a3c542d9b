"""Rows of the tables of people, made from arrays: who exists, what happened to each, and the months
of those who are followed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from discredit import columns
from discredit.columns import AT_THE_END, PEOPLE, PERSONS, TALLY
from discredit.followed import DIARY
from discredit.society.people import age_band
from discredit.store.coin import STANDARD, Coin, in_money
from discredit.store.tables import Rows, held_as, whose
from discredit.vocabulary import FLAW_COLUMNS, FLAWS, SHORTFALLS, UNSCORED, Arm

Look = Callable[[str], np.ndarray]
"""The rows in hand of the column of some name."""


def people_rows(seed: int, who: Look, first: int, count: int, coin: Coin = STANDARD) -> Rows:
    """Rows of `people`: who exists.

    Args:
        seed: Of the society and its luck.
        who: Looks up a trait, the rows in hand.
        first: The first of these rows.
        count: How many they are.
        coin: The money of the society.

    Returns:
        Columns by name, words as their whole numbers.
    """
    person = np.arange(first, first + count, dtype=np.int32)
    rows: Rows = {
        "seed": np.full(count, seed, np.int64),
        "label": np.zeros(count, np.int8),
        "person": person,
        "settlement": who("is_urban").astype(np.uint8),
        "migrant": who("is_migrant").astype(np.uint8),
        "sex": who("is_woman").astype(np.uint8),
        "disability": who("is_disabled").astype(np.uint8),
        "age_band": age_band(who("age")),
        "household": person - who("place_in_household").astype(np.int32),
    }
    traits = {name: rows[name] if name in rows else who(name) for name in PEOPLE}
    return {**in_money(traits, PEOPLE, coin), "label": rows["label"]}


def since(world: Look, begun: Look, months: int) -> Look:
    """Looks up a world at its end, with the first months left out of what is counted.

    Args:
        world: Looks up a column of the world at its end.
        begun: The same of the world as those months left it.
        months: How many they are.

    Returns:
        `first_listed` counted from their end, and times listed since.
    """

    def look(name: str) -> np.ndarray:
        column = world(name)
        if name == "tally.first_listed":
            return np.where(column < 0, column, column - months).astype(column.dtype)
        return column - begun(name) if name == "held.listed.times" else column

    return look


def of_then(begun: Look, lived: np.ndarray) -> Look:
    """Looks up a world as the record began with it, of people who live elsewhere now.

    Args:
        begun: Looks up a column of everybody in that world.
        lived: The row of each then; below 0 of whoever was not there.
    """

    def look(name: str) -> np.ndarray:
        column = begun(name)
        return np.where(lived >= 0, column[..., np.maximum(lived, 0)], 0).astype(column.dtype)

    return look


def persons_rows(
    seed: int,
    arm: Arm,
    world: Look,
    first: int,
    count: int,
    *,
    is_scored: bool,
    is_asked: bool = True,
    coin: Coin = STANDARD,
) -> Rows:
    """Rows of `persons`: what happened to each, and where each ended.

    Args:
        seed: Of the society and its luck.
        arm: The world.
        world: Looks up a column of the world at its end [..., row] by a name such as `tally.paid`.
        first: The first of these rows.
        count: How many they are.
        is_scored: Whether the world has scores.
        is_asked: Whether they are those of a system of its own; else they are what rules would say
            that are not in force, and nobody has one.
        coin: The money of the society.

    Returns:
        Columns by name, words as their whole numbers.
    """
    tally = {name: world(f"tally.{name}") for name in TALLY}
    rows = {
        **whose(seed, arm, count),
        "person": np.arange(first, first + count, dtype=np.int32),
        **tally,
        **{FLAW_COLUMNS[flaw]: (tally["flaws"] >> bit) & 1 == 1 for bit, flaw in enumerate(FLAWS)},
        **{name: world(f"truth.{name}") for name in AT_THE_END},
        "status": world("held.listed.status").max(axis=0),
        "times_listed": world("held.listed.times").sum(axis=0),
        "score": world("held.scores.shown")[0] if is_scored else np.zeros(count),
        "score_then": world("tally.score_then") if is_scored else np.zeros(count),
        **_too_low(world("tally.too_low") if is_scored else np.zeros(count, np.uint8)),
    }
    _of_scored_alone(rows, is_scored and is_asked)
    return in_money(rows, PERSONS, coin)


def _of_scored_alone(rows: Rows, is_scored: bool) -> None:
    """Leave a band and a score to those who have them."""
    if not is_scored:
        rows["band"] = np.full_like(rows["band"], UNSCORED)
    nobody = rows["band"] == UNSCORED
    for name in ("score", "score_then"):
        if name in rows:
            rows[name] = np.where(nobody, np.nan, rows[name])


def _too_low(bits: np.ndarray) -> Rows:
    """Whether a score was ever too low for each reason."""
    each = enumerate(SHORTFALLS)
    return {f"too_low_{cause}": (bits >> bit) & 1 == 1 for bit, cause in each}


def events_rows(
    seed: int,
    arm: Arm,
    traced: tuple[int, ...],
    trace: Mapping[str, np.ndarray],
    *,
    is_scored: bool,
    coin: Coin = STANDARD,
) -> Rows:
    """Rows of `events`: the months of the people who are followed.

    Args:
        seed: Of the society and its luck.
        arm: The world.
        traced: The rows of these people.
        trace: Each column of the diary [month, slot]; a slot is one of them, or empty at the end.
        is_scored: Whether somebody scores in one of the worlds; in the other a score is what the
            same rules would say.
        coin: The money of the society.

    Returns:
        Columns by name, words as their whole numbers.
    """
    columns.agree("the diary that was kept", DIARY, trace)
    months = len(next(iter(trace.values())))
    count = len(traced)
    rows = {
        **whose(seed, arm, months * count),
        "person": np.repeat(np.asarray(traced, np.int32), months),
        "month": np.tile(np.arange(months), count),
        **{
            name: trace[name][:, :count].T.reshape(-1).astype(held_as(column))
            for name, column in DIARY.items()
        },
    }
    _of_scored_alone(rows, is_scored)
    return in_money(rows, DIARY, coin)
