"""A year passes: everybody is a year older, some die, households follow one another in their homes.

Rows are places in households, whose sizes, settlements and incomes stay. Nothing here reads the
world of a run, so that both worlds keep the same people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Float64, Int32, UInt8

from discredit.draws import Decision
from discredit.society.careers import Schooling, grown, schooling
from discredit.society.chance import Luck
from discredit.society.households import Households, Window, lay_out, windows
from discredit.society.income import Careers, earnings
from discredit.society.moving import NEW, Changes, brought, housed
from discredit.society.people import OLDEST_AGE, People
from discredit.society.spec import SocietySpec, amount
from discredit.society.traits import members, parents
from discredit.society.turnover import Turnover, cells, clocks, followers, lacking, turnover, wanted
from discredit.units import MONTHS_PER_YEAR

STAYED, DIED, LEFT = 0, 1, 2
_RESTLESS: Final = 0.008
"""Share of households that leave in a year whatever their age, so that the ages of people can be
steered where homes would keep them."""
OWN: Final = (
    "education",
    "occupation",
    "is_representative",
    "sociability",
    "name_frequency",
    "savings",
    "is_woman",
    "is_disabled",
)
"""What somebody takes along when he moves, besides his age."""
CHANGES: Final = (*OWN, "age", "earnings", "is_earner", "parents")
"""The columns that a year changes; the others are of places, and the same in all years."""


class Turn(NamedTuple):
    """A society after a year, and how it came about."""

    people: People
    came_from: Int32[np.ndarray, " n"]  # the row of the year before; NEW for newcomers
    brings: Int32[
        np.ndarray, " n"
    ]  # who left and has such debts and files as this newcomer; or NEW
    went: UInt8[np.ndarray, " n"]  # what became of who lived here: STAYED (or moved), DIED, LEFT


@dataclass(frozen=True)
class Renewal:
    """What a society is renewed from, year after year. Years are counted from the first month."""

    spec: SocietySpec
    built: People  # whole, as `build` gave them
    luck: Luck
    homes: Households
    turnover: Turnover
    schooling: Schooling

    def turns(self, people: People, first: int = 1) -> Iterator[Turn]:
        """The society year after year, without end.

        Args:
            people: As they are before the first of these years.
            first: Which year comes first, from 1.
        """
        while True:
            turn = renew(self, people, first)
            people = turn.people
            yield turn
            first += 1


def years_before(month: int) -> int:
    """How many years have passed before a month, the one that it begins with left out.

    Args:
        month: Counted from the first that is worked.
    """
    return max(0, (month - 1) // MONTHS_PER_YEAR)


def passes(month: int) -> bool:
    """Whether a year has passed when a month begins.

    Args:
        month: Counted from the first that is worked.
    """
    return month > 0 and month % MONTHS_PER_YEAR == 0


def renewal_of(spec: SocietySpec, built: People, people: int, seed: int) -> Renewal | None:
    """What renews a society; None where its people stay as they are.

    Args:
        spec: What the society file and its tables say.
        built: Everybody, as `build` gave them.
        people: How many; the other rows are padding.
        seed: That of the society.

    Draws:
        Those of `households.lay_out`.
    """
    return renewal_if_passed(spec, built, people, seed) if spec.is_renewed else None


def renewal_if_passed(spec: SocietySpec, built: People, people: int, seed: int) -> Renewal:
    """What would renew a society that says how, whether or not time passes in its runs.

    Args:
        spec: What the society file and its tables say, a section `renewal` among it.
        built: Everybody, as `build` gave them.
        people: How many; the other rows are padding.
        seed: That of the society.

    Draws:
        Those of `households.lay_out`.
    """
    luck = Luck.of(seed)
    homes = lay_out(spec, people, luck)
    whole = People(*(np.asarray(column).reshape(-1) for column in built))
    old = turnover(spec, homes, whole.age)
    return Renewal(spec, whole, luck, homes, old, schooling(whole))


def renew(of: Renewal, before: People, year: int) -> Turn:
    """Everybody a year later.

    Who dies leaves his place to somebody of about his age. A home whose household leaves goes to
    one like some household of its kind as it was built; its members are found among those of the
    neighbourhood who have lost their home, by age, and the others are new. Where the society says
    so, some of these look for a home in every region. Who finds no home has left; his debts and
    files are such as somebody of his age brings who comes from elsewhere, as far as the society
    says that newcomers bring any.

    Args:
        of: What the society is renewed from.
        before: Everybody the year before, whole.
        year: Which year has passed, from 1.

    Returns:
        Everybody now, and where they came from.

    Draws:
        DEATH, NEW_HOME, NEW_WORK and NEW_SCHOOL by row, HOUSEHOLD_LEAVES and HOUSEHOLD_COMES by
        the row of the head, in the month of the year; LOOKS_AFAR by the row that is left, where
        somebody may look in every region; BRINGS by the row of a newcomer, where some bring debts.

    Source:
        death_rate, death_slope, death_rural, looks_afar and brings of the society.
    """
    luck = of.luck._replace(month=year * MONTHS_PER_YEAR)
    parts = windows(of.homes)
    lack = _lack(of, before, parts[-1].stop)
    changes = _join([_changes(of, before, part, luck, lack) for part in parts])
    came_from = np.arange(len(before.age), dtype=np.int32)
    went = np.zeros(len(before.age), np.uint8)
    went[changes.free] = DIED
    went[changes.homeless] = LEFT
    afar = _share(of.spec, "looks_afar")
    seat, tenant = housed(changes, before, lack.by_age, luck, year, afar)
    came_from[changes.free] = NEW
    came_from[changes.free[seat]] = tenant
    went[tenant] = STAYED
    now = _aged(of, before, changes, came_from)
    for part in parts:
        _live(of, now, came_from, part, luck)
    new = changes.free[came_from[changes.free] == NEW]
    brings = np.full(len(came_from), NEW, np.int32)
    at, of_whom = brought(
        now, new, np.flatnonzero(went == LEFT), before, luck, _share(of.spec, "brings")
    )
    brings[at] = of_whom
    return Turn(now, came_from, brings, went)


def _share(spec: SocietySpec, name: str) -> float:
    """A share that a society may leave out."""
    number = spec.renewal.get(name)
    return 0.0 if number is None else amount(number)


class _Lack(NamedTuple):
    """Of whom the society has too few for its pyramid, and of whom too many."""

    by_age: Float64[np.ndarray, " age"]  # [log points]
    as_built: Float64[np.ndarray, " h"]  # how much households are wanted, as they were built
    now: Float64[np.ndarray, " h"]  # and as they are


def _lack(of: Renewal, before: People, people: int) -> _Lack:
    age = np.minimum(before.age[:people] + 1, OLDEST_AGE)
    held = np.zeros(OLDEST_AGE + 1)
    for place, lives in enumerate(1 - of.turnover.dies):
        there = np.bincount(age[before.is_urban[:people] == place], minlength=OLDEST_AGE + 1)
        held += there * lives
    by_age = lacking(of.spec.marginals.ages, held)
    built = of.built.age[:people]
    return _Lack(by_age, wanted(by_age, of.homes, built), wanted(by_age, of.homes, age))


def _changes(of: Renewal, before: People, part: Window, luck: Luck, lack: _Lack) -> Changes:
    homes, rows = part.homes, part.rows
    age, is_urban = before.age[rows], before.is_urban[rows]
    chance = of.turnover.dies[is_urban.astype(np.intp), age]
    is_dead = luck.at(part.first).uniform(Decision.DEATH, len(age)) < chance
    starts = homes.starts()
    heads, cell = part.first + starts, cells(homes)
    clock = starts + clocks(of.spec.marginals)[homes.kind]
    goes = (1 - of.turnover.stays[cell, age[clock]] + _RESTLESS) / lack.now[part.households]
    leaves = luck.of_rows(Decision.HOUSEHOLD_LEAVES, heads) < goes
    leaves |= is_dead[starts]
    home = np.repeat(np.arange(len(starts)), homes.size)
    free = np.flatnonzero(leaves[home] | is_dead)
    u = luck.of_rows(Decision.HOUSEHOLD_COMES, heads[leaves])
    donor = np.zeros(len(starts), np.int64)
    comes = followers(of.turnover, lack.as_built, cell[leaves], u)
    donor[leaves] = of.homes.starts()[comes]
    place, is_left = free - starts[home[free]], leaves[home[free]]
    like = np.where(is_left, donor[home[free]] + place, NEW)
    ages = np.where(is_left, of.built.age[like], np.minimum(age[free] + 1, OLDEST_AGE))
    women = np.where(is_left, of.built.is_woman[like], before.is_woman[rows][free])
    return Changes(
        part.first + free,
        like,
        ages.astype(np.uint8),
        women,
        part.first + np.flatnonzero(leaves[home] & ~is_dead),
    )


def _join(parts: list[Changes]) -> Changes:
    return Changes(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _aged(
    of: Renewal, before: People, changes: Changes, came_from: Int32[np.ndarray, " n"]
) -> People:
    """Everybody in his place, a year older; of newcomers what those have whom they are like."""
    now = before._replace(**{name: getattr(before, name).copy() for name in CHANGES})
    np.minimum(before.age + before.present, OLDEST_AGE, out=now.age)
    source = came_from[changes.free]
    is_new = source == NEW
    moved, to = source[~is_new], changes.free[~is_new]
    is_like = is_new & (changes.like != NEW)
    new, like = changes.free[is_like], changes.like[is_like]
    now.age[to] = np.minimum(before.age[moved] + 1, OLDEST_AGE)
    now.age[new] = changes.age[is_like]
    for name in OWN:
        column: np.ndarray = getattr(now, name)
        column[to] = getattr(before, name)[moved]
        column[new] = getattr(of.built, name)[like]
    return now


def _live(
    of: Renewal, now: People, came_from: Int32[np.ndarray, " n"], part: Window, luck: Luck
) -> None:
    """What a year makes of schooling, work, earnings and parents in some households."""
    rows, homes, theirs = part.rows, part.homes, luck.at(part.first)
    grown(of.spec, of.schooling, now, rows, came_from[rows] != NEW, theirs)
    who = members(homes, of.spec.marginals)
    careers = Careers(now.age[rows], now.education[rows], now.occupation[rows])
    always = of.luck.at(part.first)
    income = now.income[rows][homes.starts()].astype(np.float64)
    now.earnings[rows] = earnings(homes, income, careers, of.spec, always)
    now.is_earner[rows] = now.earnings[rows] > 0
    now.parents[rows] = parents(homes, who, careers.age, of.spec.marginals, always)
