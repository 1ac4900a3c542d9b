"""Who of those who have lost their home moves where, and who comes with what somebody left."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Bool, Float64, Int64, UInt8

from discredit.draws import Decision
from discredit.society.chance import Luck
from discredit.society.households import NEIGHBOURHOOD
from discredit.society.marginals import MOST_REGIONS
from discredit.society.people import OLDEST_AGE, People
from discredit.vocabulary import ADULT_AGE, BACKGROUNDS

NEW: Final = -1
"""Where somebody comes from who did not live in the society the year before."""
_LIKE_YEARS: Final = (5, 40)
"""Who moves into a home is within so many years of the age that is looked for: at first, and where
the society would otherwise lack people of his age."""


class Looks(Enum):
    """Where somebody who has lost his home looks for another."""

    NEIGHBOURHOOD = 0
    REGION = 1  # the same, as far as it lies in his region
    ANYWHERE = 2


class Changes(NamedTuple):
    """What the year makes of homes."""

    free: Int64[np.ndarray, " f"]  # rows whose place has fallen free
    like: Int64[np.ndarray, " f"]  # like whom of those who were built somebody is looked for; NEW:
    # like the one who died
    age: UInt8[np.ndarray, " f"]  # [years] how old
    is_woman: Bool[np.ndarray, " f"]
    homeless: Int64[np.ndarray, " g"]  # rows of those who live and have lost their place


def housed(
    changes: Changes,
    before: People,
    lack: Float64[np.ndarray, " age"],
    luck: Luck,
    year: int,
    afar: float,
) -> tuple[Int64[np.ndarray, " m"], Int64[np.ndarray, " m"]]:
    """Who of the homeless moves where: which free place, and the row that he leaves. The nearest in
    age go first; then adults of whom the society has too few, even where the age is another. Of
    one nearness those who look in every region go before the others."""
    place = luck.of_rows(Decision.NEW_HOME, changes.free)
    person = luck.of_rows(Decision.NEW_HOME, changes.homeless, k=1)
    older = np.minimum(before.age[changes.homeless].astype(np.int64) + 1, OLDEST_AGE)
    seats, tenants = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    is_free, seeks = np.ones(len(place), bool), np.ones(len(person), bool)
    seekers = [(seeks, Looks.NEIGHBOURHOOD)]
    if afar > 0:
        far = luck.of_rows(Decision.LOOKS_AFAR, changes.homeless) < afar
        seekers = [(far, Looks.ANYWHERE), (~far, Looks.REGION)]
    for span in _LIKE_YEARS:
        for some, near in seekers:
            f, g = np.flatnonzero(is_free), np.flatnonzero(seeks & some)
            where, who = changes.free[f], changes.homeless[g]
            here = _kinds(before, where, changes.age[f], changes.is_woman[f], span, year, near)
            there = _kinds(before, who, older[g], before.is_woman[who], span, year, near)
            at, to = _paired(here, place[f], there, person[g])
            is_free[f[at]], seeks[g[to]] = False, False
            seats.append(f[at])
            tenants.append(changes.homeless[g[to]])
        seeks &= (lack[older] > 0) & (older >= ADULT_AGE)
    return np.concatenate(seats), np.concatenate(tenants)


def brought(
    now: People,
    new: Int64[np.ndarray, " f"],
    left: Int64[np.ndarray, " g"],
    before: People,
    luck: Luck,
    share: float,
) -> tuple[Int64[np.ndarray, " m"], Int64[np.ndarray, " m"]]:
    """Which adults who come bring the debts and files of whom who left: of their sex, as far as
    both reach, by lot, and then the youngest those of the youngest."""
    new = new[now.age[new] >= ADULT_AGE]
    lot = luck.of_rows(Decision.BRINGS, new)
    left = left[before.age[left] + 1 >= ADULT_AGE]
    order = luck.of_rows(Decision.NEW_HOME, left, k=1)
    bring, of_whom = [], []
    for is_woman in (False, True):
        f = np.flatnonzero((now.is_woman[new] == is_woman) & (lot < share))
        g = np.flatnonzero(before.is_woman[left] == is_woman)
        both = min(len(f), len(g))
        f, g = new[f[np.argsort(lot[f])[:both]]], left[g[np.argsort(order[g])[:both]]]
        bring.append(f[np.argsort(now.age[f], kind="stable")])
        of_whom.append(g[np.argsort(before.age[g], kind="stable")])
    return np.concatenate(bring), np.concatenate(of_whom)


def _paired(
    here: Int64[np.ndarray, " f"],
    place: Float64[np.ndarray, " f"],
    there: Int64[np.ndarray, " g"],
    person: Float64[np.ndarray, " g"],
) -> tuple[Int64[np.ndarray, " m"], Int64[np.ndarray, " m"]]:
    """Places and people of one kind, the first with the first by lot, as far as both reach."""
    if not len(there):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    places, people = np.lexsort((place, here)), np.lexsort((person, there))
    here, there = here[places], there[people]
    nth = np.arange(len(here)) - np.searchsorted(here, here)
    at = np.searchsorted(there, here) + nth
    fits = (at < len(there)) & (there[np.minimum(at, len(there) - 1)] == here)
    return places[fits], people[at[fits]]


def _kinds(
    before: People,
    row: Int64[np.ndarray, " f"],
    age: Int64[np.ndarray, " f"] | UInt8[np.ndarray, " f"],
    is_woman: Bool[np.ndarray, " f"],
    span: int,
    year: int,
    near: Looks,
) -> Int64[np.ndarray, " f"]:
    """A number that a place and whoever may take it share: neighbourhood, settlement, background,
    sex and age; or in place of the first two the region beside them, or nothing."""
    years = age.astype(np.int64)
    adult = (years - ADULT_AGE + year % span) // span + OLDEST_AGE
    band = np.where(years >= ADULT_AGE, adult, years // span)
    kind = np.zeros(len(row), np.int64)
    if near is not Looks.ANYWHERE:
        kind = (row // NEIGHBOURHOOD) * 2 + before.is_urban[row]
    if near is Looks.REGION:  # a neighbourhood may straddle two
        kind = kind * (MOST_REGIONS + 1) + before.region[row]
    kind = kind * len(BACKGROUNDS) + before.background[row]
    return (kind * 2 + is_woman) * (2 * OLDEST_AGE) + band
