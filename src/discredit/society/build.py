"""Build a synthetic society from aggregate tables: who exists, nobody in particular."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, UInt8
from numpy.typing import NDArray

from discredit.draws import Decision
from discredit.errors import Fault, SocietyError
from discredit.society.chance import Luck, gamma_table, interpolate, piecewise
from discredit.society.households import lay_out
from discredit.society.income import share_out
from discredit.society.marginals import Marginals
from discredit.society.people import People, name_code, sociability_code
from discredit.society.spec import SocietySpec, load_society
from discredit.society.traits import ages, members, occupations, parents, schooling
from discredit.vocabulary import OCCUPATIONS

MOST_PEOPLE = 2**31 - 1


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
    who = members(homes, spec.marginals)
    age = ages(homes, who, spec.marginals, luck)
    education = schooling(homes, who, age, spec, luck)
    is_urban = homes.is_urban[who.home]
    occupation = occupations(age, education, is_urban, spec.marginals, luck)
    money = share_out(homes, who, age, education, occupation, spec, luck)
    found = People(
        province=homes.province[who.home],
        age=age,
        education=education,
        occupation=occupation,
        income_fifth=money.fifth,
        is_urban=is_urban,
        is_migrant=homes.is_migrant[who.home],
        is_earner=money.earnings > 0,
        is_representative=_representatives(occupation, spec, luck),
        place_in_household=who.place,
        household_size=homes.size[who.home],
        income=money.income,
        earnings=money.earnings,
        savings=money.savings,
        sociability=_sociability(people, spec, luck),
        name_frequency=_names(people, spec.marginals, luck),
        parents=parents(homes, who, age, spec.marginals, luck),
        present=np.ones(people, bool),
    )
    missing = -people % block
    return People(*(_padded(column, missing) for column in found)) if missing else found


def _check(people: int, block: int) -> None:
    for name, value, most in (("people", people, MOST_PEOPLE), ("block", block, MOST_PEOPLE)):
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            rule = f"it must be a whole number from 1 to {most}"
            raise SocietyError([Fault("society", 0, name, repr(value), rule, "")])


def _padded(column: NDArray, missing: int) -> NDArray:
    return np.concatenate([column, np.zeros(missing, column.dtype)])


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
