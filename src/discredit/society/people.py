"""Who exists: one column per trait, one row per person; the same for a year at least.

A person is a row number. Rows are ordered region > settlement > household, and the members of a
household are consecutive rows. The columns may be NumPy or JAX arrays, whole or any slice of rows.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from jaxtyping import Bool, Float32, Int32, UInt8

from discredit.policy.whose import identity
from discredit.vocabulary import AGE_BAND_STARTS, GROUPS

PARENTS_NONE, PARENTS_ELSEWHERE, PARENTS_IN_HOUSEHOLD = 0, 1, 2
PUPIL_AT_HOME: Final = 4
PUPIL_AGES: Final = (6, 17)
OLDEST_WITH_PUPIL: Final = 59
LARGEST_HOUSEHOLD: Final = 10
OLDEST_AGE: Final = 100

_SOCIABILITY_STEP: Final = 1 / 32
_NAMES_TOP_PER_MILLION: Final = 210.0
_NAMES_STEPS_PER_DOUBLING: Final = 16


class People(NamedTuple):
    """The columns, all [n]. The last rows may be padding, where `present` is False."""

    region: UInt8[Any, " n"]  # index into the regions of the society
    age: UInt8[Any, " n"]  # [years], at most OLDEST_AGE
    education: UInt8[Any, " n"]  # index into EDUCATION: the level reached or attended
    occupation: UInt8[Any, " n"]  # index into OCCUPATIONS; a child is under 15
    income_fifth: UInt8[Any, " n"]  # index into FIFTHS, of the household's income per head
    is_urban: Bool[Any, " n"]
    is_migrant: Bool[Any, " n"]  # lives away from the place of registration
    is_woman: Bool[Any, " n"]
    background: UInt8[Any, " n"]  # index into BACKGROUNDS, the household's
    is_disabled: Bool[Any, " n"]
    is_earner: Bool[Any, " n"]  # has earnings above 0: wage, farm, business or pension
    is_representative: Bool[Any, " n"]  # legal representative of a company; owns a business
    place_in_household: UInt8[Any, " n"]  # 0 is the head
    household_size: UInt8[Any, " n"]  # 1 to LARGEST_HOUSEHOLD; 0 in padding
    income: Float32[Any, " n"]  # [standard money per month per head], the household's
    earnings: Float32[Any, " n"]  # [standard money per month], own; they sum to income x size
    savings: Float32[Any, " n"]  # [standard money], liquid, at the start
    sociability: UInt8[Any, " n"]  # `sociability_weight` decodes it
    name_frequency: UInt8[Any, " n"]  # `namesakes_per_million` decodes it
    parents: UInt8[Any, " n"]  # where parents aged 60 or over live: PARENTS_*; PUPIL_AT_HOME more
    present: Bool[Any, " n"]  # False in padding only


def age_band(age: UInt8[Any, " n"]) -> UInt8[Any, " n"]:
    """The index into AGE_BANDS of each age.

    Args:
        age: [years].
    """
    band = (age >= AGE_BAND_STARTS[0]).astype("uint8")
    for start in AGE_BAND_STARTS[1:]:
        band = band + (age >= start).astype("uint8")
    return band


def identity_of(people: People) -> Int32[Any, " n"]:
    """The group by sex, background and disability together, see `policy.whose`.

    Args:
        people: Who they are, arrays of either kind.
    """
    codes = (people.is_woman, people.background, people.is_disabled)
    return identity(*(code.astype("int32") for code in codes))


def group_codes(people: People) -> tuple[Int32[Any, " n"], ...]:
    """The group of each person in every dimension of GROUPS, as indices into its labels.

    Padding rows get the number of labels, one past the last index, so that a JAX scatter-add drops
    them (an index of -1 would wrap to the last label).

    Args:
        people: Who they are, arrays of either kind.

    Returns:
        One column per dimension, in the order of GROUPS.
    """
    columns = (
        people.region,
        people.is_urban,
        people.is_migrant,
        people.is_woman,
        people.background,
        people.is_disabled,
        age_band(people.age),
        people.education,
        people.income_fifth,
        people.occupation,
    )
    padding = (~people.present).astype("int32")
    # Padding rows hold code 0 in every column, so adding the count puts them one past the end.
    return tuple(
        column.astype("int32") * (1 - padding) + padding * len(dimension.labels)
        for column, dimension in zip(columns, GROUPS, strict=True)
    )


def sociability_weight(sociability: UInt8[Any, " n"]) -> Float32[Any, " n"]:
    """The weight in tie thinning that a code stands for.

    Args:
        sociability: The code, 0 to 255.

    Returns:
        Mean 1 over people, 0 to just under 8.
    """
    return sociability.astype("float32") * _SOCIABILITY_STEP


def sociability_code(weight: Any) -> Any:
    """The code of a weight in tie thinning.

    Args:
        weight: Mean 1 over people.

    Returns:
        The weight to the nearest 1/32, kept within 1 to 255; 0 is left to padding.
    """
    return (weight / _SOCIABILITY_STEP + 0.5).clip(1, 255).astype("uint8")


def namesakes_per_million(name_frequency: UInt8[Any, "..."]) -> Float32[Any, "..."]:
    """Bearers of the person's full name per million residents that a code stands for.

    Args:
        name_frequency: The code; 255 is the commonest full name, 210 per million; sixteen codes
            halve it.

    Returns:
        [per million residents].

    Source:
        err.name.top_rate.
    """
    doublings = (name_frequency.astype("float32") - 255.0) / _NAMES_STEPS_PER_DOUBLING
    return _NAMES_TOP_PER_MILLION * 2.0**doublings


def name_code(per_million: Any) -> Any:
    """The code of a full-name frequency.

    Args:
        per_million: [per million residents].

    Returns:
        0 to 255; 0 for all below 0.0034.
    """
    import numpy as np

    doublings = np.log2(np.maximum(per_million, 1e-9) / _NAMES_TOP_PER_MILLION)
    return (255.0 + doublings * _NAMES_STEPS_PER_DOUBLING + 0.5).clip(0, 255).astype("uint8")


_MEAN_NAMESAKES: Final = 8.1
"""Mean over people of the names table of china-2020 [per million]."""


def name_weight(name_frequency: UInt8[Any, "..."]) -> Float32[Any, "..."]:
    """How much likelier than for the mean person a record of this name lands on a namesake.

    Args:
        name_frequency: The code, see `namesakes_per_million`.

    Returns:
        1 for the mean person.
    """
    return namesakes_per_million(name_frequency) / _MEAN_NAMESAKES
