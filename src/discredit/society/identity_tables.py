"""The tables that say who people are: women, backgrounds and disabilities."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Final

from discredit.society.people import OLDEST_AGE
from discredit.society.tables import AggregateTable
from discredit.vocabulary import BACKGROUNDS, OCCUPATIONS

COLUMNS: Final = {
    "sexes": ("from_age", "to_age", "women_share"),
    "women_in_jobs": ("occupation", "women_share"),
    "backgrounds": ("background", "name", "urban", "migrant", "young", "by_fifth"),
    "disabilities": ("from_age", "to_age", "disabled_share"),
}
"""The columns of each, by table."""
_STEEPEST: Final = 10.0


@dataclass(frozen=True, slots=True)
class ByAge:
    """A share in each band of ages: the first age of each band [years], and the share."""

    start: tuple[int, ...]
    share: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """What the people of a background are called; how much readier [log-odds] households are of it
    that live in a town, are migrants, have a younger head, are of the next higher fifth."""

    name: str  # '' where the society has nobody of it
    urban: float
    migrant: float
    young: float
    by_fifth: float


def band_starts(table: AggregateTable) -> tuple[int, ...]:
    """The first age of every band of a table whose bands follow on from 0 to OLDEST_AGE.

    Args:
        table: With the columns from_age and to_age.

    Returns:
        [years], rising.

    Raises:
        SocietyError: They leave an age out, or have one twice.
    """
    start, end = table.counts("from_age"), table.counts("to_age")
    for row in range(len(start)):
        expected = 0 if row == 0 else end[row - 1] + 1
        if start[row] != expected:
            raise table.fault(row, "from_age", f"the bands must follow on: {expected} is due")
        if end[row] < start[row]:
            raise table.fault(row, "to_age", "a band must not end before it starts")
    if end[-1] != OLDEST_AGE:
        raise table.fault(len(end) - 1, "to_age", f"the last band must end at {OLDEST_AGE}")
    return start


def by_age(table: AggregateTable, column: str) -> ByAge:
    """A share in each band of ages.

    Args:
        table: With the columns from_age and to_age.
        column: That of the shares.

    Raises:
        SocietyError: A band or a share cannot be.
    """
    return ByAge(band_starts(table), table.shares(column))


def women_in_jobs(table: AggregateTable) -> tuple[float, ...]:
    """How much readier somebody of each occupation is a woman.

    Args:
        table: The table of that name.

    Returns:
        [log-odds], in the order of OCCUPATIONS.

    Raises:
        SocietyError: An occupation is missing, or a share is no share.
    """
    table.order("occupation", OCCUPATIONS)
    rule = "a share from 0.001 to 0.999"
    shares = table.numbers("women_share", 0.001, 0.999, rule)
    return tuple(round(log(share / (1 - share)), 9) for share in shares)


def backgrounds(table: AggregateTable) -> tuple[Background, ...]:
    """What the people of each background are called, and which households they are.

    Args:
        table: The table of that name.

    Returns:
        In the order of BACKGROUNDS.

    Raises:
        SocietyError: One is missing, two have one name, or a weight cannot be.
    """
    table.order("background", BACKGROUNDS[: len(table.rows)])
    names = table.text("name")
    for row, name in enumerate(names):
        if not name.strip() or name in names[:row]:
            raise table.fault(row, "name", "each background has a name of its own")
    rule = f"log-odds from -{_STEEPEST:g} to {_STEEPEST:g}"
    leans = [
        table.numbers(column, -_STEEPEST, _STEEPEST, rule)
        for column in ("urban", "migrant", "young", "by_fifth")
    ]
    return tuple(Background(*row) for row in zip(names, *leans, strict=True))
