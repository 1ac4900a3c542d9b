"""School and work as people grow older: a year at a time, so that each age keeps its shares."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Bool, Float64, Int64, UInt8

from discredit.draws import Decision
from discredit.society.chance import Luck
from discredit.society.identity_tables import ByAge
from discredit.society.marginals import Marginals
from discredit.society.people import OLDEST_AGE, People
from discredit.society.spec import SocietySpec
from discredit.society.traits import SCHOOL_AGES
from discredit.society.work import IDLE, WORKING_AGE, activity_shares, jobs
from discredit.vocabulary import ADULT_AGE, EDUCATION, FIFTHS, OCCUPATIONS

_TERTIARY: Final = EDUCATION.index("tertiary")
_AT_COLLEGE: Final = (ADULT_AGE, 25)
_WORKS: Final = len(IDLE)
_FEW: Final = 20.0
"""People of the whole society whose schooling is added to that of each group, for some are few."""


class Schooling(NamedTuple):
    """What young people had of school when the society was built."""

    levels: Float64[np.ndarray, "settlement level"]  # at the end of compulsory school, summed up
    college: Float64[np.ndarray, "settlement fifth"]  # share who go on to college


def schooling(people: People) -> Schooling:
    """What young people have of school.

    Args:
        people: As they were built, whole.
    """
    urban, fifth = people.is_urban.astype(np.int64), people.income_fifth.astype(np.int64)
    age, level = people.age, people.education
    leaves = people.present & (age >= SCHOOL_AGES[2]) & (age < ADULT_AGE)
    held = _counted(urban[leaves] * len(EDUCATION) + level[leaves], 2, len(EDUCATION))
    levels = np.cumsum(held, axis=1) / held.sum(axis=1, keepdims=True)
    young = people.present & (age >= _AT_COLLEGE[0]) & (age <= _AT_COLLEGE[1])
    at = urban * len(FIFTHS) + fifth
    all_young = _counted(at[young], 2, len(FIFTHS))
    college = _counted(at[young & (level == _TERTIARY)], 2, len(FIFTHS)) / all_young
    return Schooling(np.round(levels, 9), np.round(college, 9))


def _counted(at: Int64[np.ndarray, " m"], rows: int, columns: int) -> Float64[np.ndarray, "r c"]:
    """How many there are of each, with a few added to every row in the proportions of all."""
    held = np.bincount(at, minlength=rows * columns).reshape(rows, columns).astype(np.float64)
    of_all = held.sum(axis=0) + 1e-9
    return held + _FEW * of_all / max(len(at), 1)


def grown(
    spec: SocietySpec,
    of: Schooling,
    people: People,
    rows: slice,
    is_known: Bool[np.ndarray, " n"],
    luck: Luck,
) -> None:
    """Write what a year has made of the schooling, work and health of some rows.

    Args:
        spec: What the society file and its tables say.
        of: What the young had of school at first.
        people: Everybody, already a year older; written to.
        rows: Which of them.
        is_known: Who of these lived in the society the year before; newcomers are as they come.
        luck: That of these rows in this year.

    Draws:
        NEW_SCHOOL, NEW_WORK, DISABLED.

    Source:
        the tables `activity`, `jobs` and `disabilities` of the society.
    """
    age, is_urban = people.age[rows], people.is_urban[rows]
    level, work = people.education[rows], people.occupation[rows]
    _schools(of, age, is_urban, people.income_fifth[rows], level, is_known, luck)
    was = work.copy()
    _works(spec.marginals, age, is_urban, level, work, is_known, luck)
    _disabled(spec.marginals.disabled, age, people.is_disabled[rows], is_known, luck)
    is_new = (work != was) & (work == OCCUPATIONS.index("business_owner"))
    owner, represents = np.flatnonzero(is_new), people.is_representative[rows]
    represents &= work == OCCUPATIONS.index("business_owner")
    u = luck.of_rows(Decision.NEW_WORK, owner + luck.first, k=3)
    represents[owner] = u < spec.value("representative_share")


def _schools(
    of: Schooling,
    age: UInt8[np.ndarray, " n"],
    is_urban: Bool[np.ndarray, " n"],
    fifth: UInt8[np.ndarray, " n"],
    level: UInt8[np.ndarray, " n"],
    is_known: Bool[np.ndarray, " n"],
    luck: Luck,
) -> None:
    for code, start in enumerate(SCHOOL_AGES[:2], 1):
        level[is_known & (age == start)] = code
    leaves = np.flatnonzero(is_known & (age == SCHOOL_AGES[2]))
    u = luck.of_rows(Decision.NEW_SCHOOL, leaves + luck.first)
    bounds = of.levels[is_urban[leaves].astype(np.intp)]
    level[leaves] = np.minimum((u[:, None] >= bounds).sum(axis=1), len(EDUCATION) - 1)
    adult = np.flatnonzero(is_known & (age == ADULT_AGE))
    u = luck.of_rows(Decision.NEW_SCHOOL, adult + luck.first, k=1)
    goes = u < of.college[is_urban[adult].astype(np.intp), fifth[adult]]
    level[adult[goes]] = _TERTIARY


def _works(
    marginals: Marginals,
    age: UInt8[np.ndarray, " n"],
    is_urban: Bool[np.ndarray, " n"],
    level: UInt8[np.ndarray, " n"],
    work: UInt8[np.ndarray, " n"],
    is_known: Bool[np.ndarray, " n"],
    luck: Luck,
) -> None:
    """Where an age has fewer who study, work or rest than the age before, some change."""
    shares = activity_shares(marginals).reshape(OLDEST_AGE + 1, 4, _WORKS + 1)
    place = is_urban * 2 + (level == _TERTIARY)
    turns = np.zeros((OLDEST_AGE + 1, 4), bool)
    turns[1:] = (shares[1:] != shares[:-1]).any(axis=2)
    turns[WORKING_AGE] = True
    at = np.flatnonzero(is_known & turns[age, place])
    now, then = shares[age[at], place[at]], shares[age[at] - 1, place[at]]
    doing = np.full(len(OCCUPATIONS), _WORKS)
    doing[list(IDLE)] = range(len(IDLE))
    does = doing[work[at]]
    is_child = work[at] == OCCUPATIONS.index("child")
    had, has = (s[np.arange(len(at)), does] for s in (then, now))
    keeps = np.divide(has, had, out=np.ones(len(at)), where=had > 0)
    keeps[is_child] = 0.0
    changes = luck.of_rows(Decision.NEW_WORK, at + luck.first) >= keeps
    more = np.where(is_child[:, None], now, np.maximum(now - then, 0.0))
    bounds = np.cumsum(more, axis=1)
    changes &= bounds[:, -1] > 0
    u = luck.of_rows(Decision.NEW_WORK, at + luck.first, k=1) * bounds[:, -1]
    to = np.minimum((u[:, None] >= bounds).sum(axis=1), _WORKS)[changes]
    who = at[changes]
    work[who] = np.array([*IDLE, 0], np.uint8)[to]
    hired = who[to == _WORKS]
    u = luck.of_rows(Decision.NEW_WORK, hired + luck.first, k=2)
    work[hired] = jobs(level[hired], is_urban[hired], marginals, u)


def _disabled(
    table: ByAge,
    age: UInt8[np.ndarray, " n"],
    is_disabled: Bool[np.ndarray, " n"],
    is_known: Bool[np.ndarray, " n"],
    luck: Luck,
) -> None:
    """Where a band of ages has more who are disabled than the one before, some become so."""
    for band in range(1, len(table.start)):
        before, after = table.share[band - 1 : band + 1]
        at = np.flatnonzero(is_known & (age == table.start[band]) & ~is_disabled)
        u = luck.of_rows(Decision.DISABLED, at + luck.first)
        is_disabled[at] = u < (after - before) / (1 - before)
