"""Build a synthetic society from aggregate tables: who exists, nobody in particular."""

from __future__ import annotations

from typing import Final

import numpy as np
from jaxtyping import Bool, UInt8
from numpy.typing import NDArray

from discredit.draws import Decision
from discredit.errors import Fault, SocietyError
from discredit.society.chance import Luck, gamma_table, interpolate, piecewise
from discredit.society.households import Households, Window, lay_out, windows
from discredit.society.identity import identify
from discredit.society.income import Careers, HouseholdIncome, fifths, ranks, share_out
from discredit.society.marginals import Marginals
from discredit.society.people import People, name_code, sociability_code
from discredit.society.spec import SocietySpec, load_society
from discredit.society.traits import (
    impose,
    latent_ages,
    members,
    parents,
    schooling_scores,
    schools,
)
from discredit.society.work import occupations
from discredit.vocabulary import OCCUPATIONS

MOST_PEOPLE = 2**31 - 1
KINDS: Final = {
    **dict.fromkeys(People._fields, np.dtype(np.uint8)),
    **dict.fromkeys(("income", "earnings", "savings"), np.dtype(np.float32)),
    **dict.fromkeys(
        (
            "is_urban",
            "is_migrant",
            "is_woman",
            "is_disabled",
            "is_earner",
            "is_representative",
            "present",
        ),
        np.dtype(bool),
    ),
}
"""The kind of each column of `People`."""
_ALIGNED = 64  # bytes


def build(society: str | SocietySpec, people: int, seed: int, *, block: int = 1) -> People:
    """Everybody in a society of `people` persons, as NumPy columns.

    Rows run region, settlement, neighbourhood, household; the members of a household are
    consecutive. Rows beyond `people`, up to a multiple of `block`, are padding.

    >>> build("china-2020", people=5, seed=1, block=4).present.tolist()
    [True, True, True, True, True, False, False, False]

    Args:
        society: a library name, the path of a society file, or what `load_society` returned.
        people: 1 to 2**31 - 1.
        seed: 0 to 2**64 - 1; the same seed gives the same bytes.
        block: padding granularity [rows].

    Returns:
        People, the padding of whom is not present.

    Draws:
        Every Decision numbered below 100, keyed by person or household.

    Raises:
        SocietyError: the society file breaks a rule, or `people` or `block` cannot be.
        UnknownNameError: the library has no society of that name.
        ValueError: the seed is below 0 or too large.
    """
    _check(people, block)
    spec = society if isinstance(society, SocietySpec) else load_society(society)
    luck = Luck.of(seed)
    homes = lay_out(spec, people, luck)
    parts = windows(homes)
    columns = _nobody(people + -people % block)
    # Each pass fills some columns for all. Ranks (ages, schools, incomes) need everybody's score
    # at once; all else is worked out for some households at a time, and not kept.
    _place(columns, parts, spec, luck)
    _school(columns, parts, people, spec, luck)
    _enrich(columns, homes, parts, spec, luck)
    identify(columns, parts, spec, luck)
    return columns


def _place(columns: People, parts: list[Window], spec: SocietySpec, luck: Luck) -> None:
    """Fill in where people live, in what household, and how old they are."""
    people = parts[-1].stop
    latent, is_child = np.empty(people), np.empty(people, bool)
    for part in parts:
        homes, rows = part.homes, part.rows
        who = members(homes, spec.marginals)
        latent[rows] = latent_ages(homes, who, spec.marginals, luck.at(part.first))
        is_child[rows] = who.is_child
        columns.region[rows] = homes.region[who.home]
        columns.is_urban[rows] = homes.is_urban[who.home]
        columns.is_migrant[rows] = homes.is_migrant[who.home]
        columns.household_size[rows] = homes.size[who.home]
        columns.place_in_household[rows] = who.place
        columns.present[rows] = True
    columns.age[:people] = impose(spec.marginals.ages, latent, is_child)


def _school(
    columns: People, parts: list[Window], people: int, spec: SocietySpec, luck: Luck
) -> None:
    """Fill in how long people went to school."""
    score = np.empty(people)
    for part in parts:
        who = members(part.homes, spec.marginals)
        age = columns.age[part.rows]
        score[part.rows] = schooling_scores(part.homes, who, age, spec, luck.at(part.first))
    region, age = columns.region[:people], columns.age[:people]
    columns.education[:people] = schools(score, region, age, spec.marginals)


def _enrich(
    columns: People, homes: Households, parts: list[Window], spec: SocietySpec, luck: Luck
) -> None:
    """Fill in what people do, what they have and all that is theirs alone."""
    score, adults = np.empty(len(homes.size)), np.empty(len(homes.size), np.uint8)
    for part in parts:
        rows, theirs = part.rows, luck.at(part.first)
        age, education = columns.age[rows], columns.education[rows]
        is_urban = columns.is_urban[rows]
        occupation = occupations(age, education, is_urban, spec.marginals, theirs)
        columns.occupation[rows] = occupation
        columns.is_representative[rows] = _representatives(occupation, spec, theirs)
        columns.sociability[rows] = _sociability(len(age), spec, theirs)
        columns.name_frequency[rows] = _names(len(age), spec.marginals, theirs)
        careers = Careers(age, education, occupation)
        rank = ranks(part.homes, careers, spec, luck.at(part.first_home))
        score[part.households], adults[part.households] = rank
    fifth, income = fifths(score, homes.size, spec)
    del score
    for part in parts:
        rows, those, theirs = part.rows, part.households, luck.at(part.first)
        who = members(part.homes, spec.marginals)
        careers = Careers(columns.age[rows], columns.education[rows], columns.occupation[rows])
        to_share = HouseholdIncome(fifth[those], income[those], adults[those])
        money = share_out(part.homes, to_share, who, careers, spec, theirs)
        columns.income_fifth[rows] = money.fifth
        columns.income[rows] = money.income
        columns.earnings[rows] = money.earnings
        columns.savings[rows] = money.savings
        columns.is_earner[rows] = money.earnings > 0
        columns.parents[rows] = parents(part.homes, who, careers.age, spec.marginals, theirs)


def _nobody(rows: int) -> People:
    """Columns of so many rows, all of them padding."""
    return People(*(_column(rows, KINDS[name]) for name in People._fields))


def _column(rows: int, kind: np.dtype) -> NDArray:
    """Zeros that begin where the engine can use them as they are, without a copy of its own."""
    raw = np.zeros(rows * kind.itemsize + _ALIGNED, np.uint8)
    start = -raw.ctypes.data % _ALIGNED
    return raw[start : start + rows * kind.itemsize].view(kind)


def _check(people: int, block: int) -> None:
    for name, value, most in (("people", people, MOST_PEOPLE), ("block", block, MOST_PEOPLE)):
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            rule = f"it must be a whole number from 1 to {most}"
            raise SocietyError([Fault("society", 0, name, repr(value), rule, "")])


def _representatives(
    occupation: UInt8[np.ndarray, " n"], spec: SocietySpec, luck: Luck
) -> Bool[np.ndarray, " n"]:
    u = luck.uniform(Decision.REPRESENTATIVE, len(occupation))
    is_owner = occupation == OCCUPATIONS.index("business_owner")
    return is_owner & (u < spec.value("representative_share"))


def _sociability(people: int, spec: SocietySpec, luck: Luck) -> UInt8[np.ndarray, " n"]:
    table = gamma_table(spec.value("sociability_shape"))
    return sociability_code(interpolate(table, luck.uniform(Decision.SOCIABILITY, people)))


def _names(people: int, marginals: Marginals, luck: Luck) -> UInt8[np.ndarray, " n"]:
    below, per_million = marginals.name_knots
    u = luck.uniform(Decision.NAME, people)
    # Codes are logarithms, so straight lines between them are powers between frequencies.
    codes = name_code(np.array(per_million)).astype(np.float64)
    return (piecewise(u, below, codes) + 0.5).astype(np.uint8)
