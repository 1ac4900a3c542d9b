"""Sex, background and disability: given last, to people who have all else, so that they move
nothing else about anybody."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float64, UInt8
from numpy.typing import NDArray

from discredit.draws import Decision
from discredit.society.chance import Luck, ordered
from discredit.society.households import Window
from discredit.society.identity_tables import ByAge
from discredit.society.marginals import ROLES, Marginals
from discredit.society.people import OLDEST_AGE, People
from discredit.society.spec import SocietySpec
from discredit.society.traits import members
from discredit.vocabulary import FIFTHS, OCCUPATIONS

LOGISTIC = 1.7
"""A normal number times this is near the spread of a logistic, so that weights are log-odds."""
_IDLE = OCCUPATIONS.index("not_working")
_MIDDLE_FIFTH = len(FIFTHS) // 2
_YOUNG_AGE, _YOUNG_SPAN = 45.0, 15.0


def identify(columns: People, parts: list[Window], spec: SocietySpec, luck: Luck) -> None:
    """Fill in sex, background and disability of everybody.

    Args:
        columns: With every other column filled in.
        parts: All households, some at a time.
        spec: What the society file and its tables say.
        luck: That of the first row.

    Draws:
        SEX and DISABILITY, by person; BACKGROUND, by household and background.

    Source:
        S-24 to S-26 and the tables `sexes`, `backgrounds`, `regions` and `disabilities`.
    """
    _give_sexes(columns, parts, spec.marginals, luck)
    _give_backgrounds(columns, parts, spec.marginals, luck)
    _give_disabilities(columns, parts, spec, luck)


def first_of_each(
    score: Float64[np.ndarray, " n"],
    group: NDArray[np.integer],
    weight: NDArray[np.integer],
    wanted: Float64[np.ndarray, " group"],
) -> Bool[np.ndarray, " n"]:
    """Those of highest score in each group, up to a total weight.

    Args:
        score: What ranks rows within a group.
        group: Which group each row is of.
        weight: What each row counts for, from 0; below 2**31 in sum.
        wanted: Total weight by group.

    Returns:
        True for a row while less than half of it stands beyond what is wanted.
    """
    order = ordered(-score, group)
    held = weight[order].astype(np.int64)
    reached = np.cumsum(held)
    before = np.concatenate([[0], np.cumsum(np.bincount(group, weight, len(wanted)))[:-1]])
    middle = reached - held / 2 - before[group[order]]
    chosen = np.zeros(len(score), bool)
    chosen[order[middle < wanted[group[order]]]] = True
    return chosen


def _give_sexes(columns: People, parts: list[Window], marginals: Marginals, luck: Luck) -> None:
    """The published share of women in every band of ages; one of each in a couple."""
    people = parts[-1].stop
    score, is_coupled = np.empty(people), np.zeros(people, bool)
    lean = np.array(marginals.women_in_jobs)
    for part in parts:
        rows = part.rows
        jobs = columns.occupation[rows]
        drawn = luck.at(part.first).normal(Decision.SEX, len(jobs)) * LOGISTIC + lean[jobs]
        score[rows] = drawn
        who = members(part.homes, marginals)
        spouse = np.flatnonzero(who.role == ROLES.index("S"))
        head = part.homes.starts()[who.home[spouse]]
        is_wife = drawn[spouse] > drawn[head]
        columns.is_woman[rows][spouse] = is_wife
        columns.is_woman[rows][head] = ~is_wife
        is_coupled[rows][spouse] = is_coupled[rows][head] = True
    band = _bands(marginals.women, columns.age[:people])
    is_single = ~is_coupled
    settled = np.bincount(band, columns.is_woman[:people], len(marginals.women.share))
    wanted = _wanted(marginals.women, band) - settled
    women = first_of_each(score, band, is_single, np.maximum(wanted, 0))
    columns.is_woman[:people] |= women & is_single


def _give_backgrounds(
    columns: People, parts: list[Window], marginals: Marginals, luck: Luck
) -> None:
    """The published shares of people in every region, household by household."""
    heads = [part.first + part.homes.starts() for part in parts]
    head = np.concatenate(heads)
    size = np.concatenate([part.homes.size for part in parts])
    region = columns.region[head]
    count = np.bincount(region, size, len(marginals.regions.people))
    given = np.zeros(len(head), np.uint8)
    for code in range(1, len(marginals.backgrounds)):
        shares = np.array(marginals.regions.background_share[code - 1])
        if not shares.any():
            continue
        lean = marginals.backgrounds[code]
        score = luck.normal(Decision.BACKGROUND, len(head), code) * LOGISTIC
        score += lean.urban * columns.is_urban[head]
        score += lean.migrant * columns.is_migrant[head]
        score += lean.young * (_YOUNG_AGE - columns.age[head].astype(np.float64)) / _YOUNG_SPAN
        score += lean.by_fifth * (columns.income_fifth[head].astype(np.float64) - _MIDDLE_FIFTH)
        left = np.where(given == 0, size, 0)
        score = np.where(given == 0, score, score.min())
        given[first_of_each(score, region, left, shares * count) & (given == 0)] = code
    for part in parts:
        here = part.homes
        columns.background[part.rows] = np.repeat(given[part.households], here.size)


def _give_disabilities(columns: People, parts: list[Window], spec: SocietySpec, luck: Luck) -> None:
    """The published share in every band of ages, more often among the poor and those without
    work."""
    people = parts[-1].stop
    score = np.empty(people)
    for part in parts:
        rows = part.rows
        drawn = luck.at(part.first).normal(Decision.DISABILITY, len(columns.age[rows])) * LOGISTIC
        fifth = columns.income_fifth[rows].astype(np.float64) - _MIDDLE_FIFTH
        drawn += spec.value("disability_by_fifth") * fifth
        drawn += spec.value("disability_not_working") * (columns.occupation[rows] == _IDLE)
        score[rows] = drawn
    table = spec.marginals.disabled
    band = _bands(table, columns.age[:people])
    each = np.ones(people, np.uint8)
    columns.is_disabled[:people] = first_of_each(score, band, each, _wanted(table, band))


def _bands(table: ByAge, age: UInt8[np.ndarray, " n"]) -> UInt8[np.ndarray, " n"]:
    """The band of the table in which each age lies."""
    return (np.searchsorted(table.start, np.arange(OLDEST_AGE + 1), side="right") - 1).astype(
        np.uint8
    )[age]


def _wanted(table: ByAge, band: UInt8[np.ndarray, " n"]) -> Float64[np.ndarray, " band"]:
    """How many of each band the table asks for."""
    return np.bincount(band, minlength=len(table.share)) * np.array(table.share)
