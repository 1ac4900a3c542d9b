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
from discredit.society.income import fifths, share_out, standings
from discredit.society.marginals import Marginals
from discredit.society.people import People, name_code, sociability_code
from discredit.society.spec import SocietySpec, load_society
from discredit.society.traits import (
    impose,
    latent_ages,
    members,
    occupations,
    parents,
    schooling_scores,
    schools,
)
from discredit.vocabulary import OCCUPATIONS

MOST_PEOPLE = 2**31 - 1
KINDS: Final = {
    **dict.fromkeys(People._fields, np.dtype(np.uint8)),
    **dict.fromkeys(("income", "earnings", "savings"), np.dtype(np.float32)),
    **dict.fromkeys(
        ("is_urban", "is_migrant", "is_earner", "is_representative", "present"), np.dtype(bool)
    ),
}
"""The kind of each column of `People`."""
_ALIGNED = 64  # bytes


def build(society: str | SocietySpec, people: int, seed: int, *, block: int = 1) -> People:
    """Everybody in a society of `people` persons, as NumPy columns.

    Rows run province, settlement, neighbourhood, household; the members of a household are
    consecutive. Rows beyond `people`, up to a multiple of `block`, are padding.

    Args:
        society: a library name, the path of a society file, or what `load_society` returned.
        people: 1 to 2**31 - 1.
        seed: 0 to 2**64 - 1; the same seed gives the same bytes.
        block: padding granularity [rows].

    Draws: every Decision numbered below 100, keyed by person or household.
    Raises: SocietyError, UnknownNameError, ValueError (seed).

    >>> build("china-2020", people=5, seed=1, block=4).present.tolist()
    [True, True, True, True, True, False, False, False]
    """
    _check(people, block)
    spec = society if isinstance(society, SocietySpec) else load_society(society)
    luck = Luck.of(seed)
    homes = lay_out(spec, people, luck)
    parts = windows(homes)
    found = _nobody(people + -people % block)
    # Each pass fills some columns for all. Ranks (ages, schools, incomes) need everybody's score
    # at once; all else is worked out for some households at a time, and not kept.
    _place(found, parts, spec, luck)
    _school(found, parts, people, spec, luck)
    _enrich(found, homes, parts, spec, luck)
    return found


def _place(found: People, parts: list[Window], spec: SocietySpec, luck: Luck) -> None:
    """Fill in where people live, in what household, and how old they are."""
    people = parts[-1].stop
    latent, is_child = np.empty(people), np.empty(people, bool)
    for part in parts:
        homes, rows = part.homes, part.rows
        who = members(homes, spec.marginals)
        latent[rows] = latent_ages(homes, who, spec.marginals, luck.at(part.first))
        is_child[rows] = who.is_child
        found.province[rows] = homes.province[who.home]
        found.is_urban[rows] = homes.is_urban[who.home]
        found.is_migrant[rows] = homes.is_migrant[who.home]
        found.household_size[rows] = homes.size[who.home]
        found.place_in_household[rows] = who.place
        found.present[rows] = True
    found.age[:people] = impose(spec.marginals.ages, latent, is_child)


def _school(found: People, parts: list[Window], people: int, spec: SocietySpec, luck: Luck) -> None:
    """Fill in how long people went to school."""
    score = np.empty(people)
    for part in parts:
        who = members(part.homes, spec.marginals)
        age = found.age[part.rows]
        score[part.rows] = schooling_scores(part.homes, who, age, spec, luck.at(part.first))
    province, age = found.province[:people], found.age[:people]
    found.education[:people] = schools(score, province, age, spec.marginals)


def _enrich(
    found: People, homes: Households, parts: list[Window], spec: SocietySpec, luck: Luck
) -> None:
    """Fill in what people do, what they have and all that is theirs alone."""
    score, adults = np.empty(len(homes.size)), np.empty(len(homes.size), np.uint8)
    for part in parts:
        rows, theirs = part.rows, luck.at(part.first)
        age, education = found.age[rows], found.education[rows]
        is_urban = found.is_urban[rows]
        occupation = occupations(age, education, is_urban, spec.marginals, theirs)
        found.occupation[rows] = occupation
        found.is_representative[rows] = _representatives(occupation, spec, theirs)
        found.sociability[rows] = _sociability(len(age), spec, theirs)
        found.name_frequency[rows] = _names(len(age), spec.marginals, theirs)
        standing = standings(part.homes, age, education, occupation, spec, luck.at(part.first_home))
        score[part.households], adults[part.households] = standing
    fifth, income = fifths(score, homes.size, spec)
    del score
    for part in parts:
        rows, those, theirs = part.rows, part.households, luck.at(part.first)
        who = members(part.homes, spec.marginals)
        age = found.age[rows]
        money = share_out(
            part.homes, fifth[those], income[those], adults[those], who, age,
            found.education[rows], found.occupation[rows], spec, theirs,
        )  # fmt: skip
        found.income_fifth[rows] = money.fifth
        found.income[rows] = money.income
        found.earnings[rows] = money.earnings
        found.savings[rows] = money.savings
        found.is_earner[rows] = money.earnings > 0
        found.parents[rows] = parents(part.homes, who, age, spec.marginals, theirs)


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
