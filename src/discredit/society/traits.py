"""Ages and schooling of the members of households, and where their parents live."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float64, Int64, UInt8

from discredit.draws import Decision
from discredit.society.chance import Luck, ordered, piecewise
from discredit.society.households import Households, kind_list
from discredit.society.identity_tables import ByAge
from discredit.society.marginals import ROLES, Marginals
from discredit.society.people import (
    LARGEST_HOUSEHOLD,
    OLDEST_AGE,
    OLDEST_WITH_PUPIL,
    PARENTS_ELSEWHERE,
    PARENTS_IN_HOUSEHOLD,
    PARENTS_NONE,
    PUPIL_AGES,
    PUPIL_AT_HOME,
)
from discredit.society.spec import SocietySpec
from discredit.vocabulary import ADULT_AGE, EDUCATION

SCHOOL_AGES = (6, 12, 15)  # primary, junior, and the end of compulsory school
_ELDER = 60
# Years from the head's age, and their spread, by role; each further child is this much younger.
_OFFSET = {"H": 0.0, "S": 0.0, "C": -26.5, "G": 26.0, "O": 0.0}
_SPREAD = {"H": 0.0, "S": 3.0, "C": 3.5, "G": 3.5, "O": 5.0}
_BETWEEN_CHILDREN = 3.5
_SHORTEST_GENERATION = 18.0
_CHILD = ROLES.index("C")
_CHUNK = 1 << 18  # rows of what is worked out on the way


class Members(NamedTuple):
    """Who belongs where: one row per person [n] of some households."""

    home: Int64[np.ndarray, " n"]  # index of the household
    place: UInt8[np.ndarray, " n"]
    role: UInt8[np.ndarray, " n"]  # index into ROLES

    @property
    def is_child(self) -> Bool[np.ndarray, " n"]:
        return self.role == _CHILD


def members(homes: Households, marginals: Marginals) -> Members:
    """The rows of all households, heads first.

    Args:
        homes: Some households.
        marginals: The tables of a society.

    Returns:
        By row: the household, counted among these, the place in it, and the role.
    """
    home = np.repeat(np.arange(len(homes.size)), homes.size)
    place = (np.arange(len(home)) - homes.starts()[home]).astype(np.uint8)
    roles = np.zeros((len(kind_list(marginals)), LARGEST_HOUSEHOLD), np.uint8)
    for row, kind in enumerate(kind_list(marginals)):
        roles[row, : len(kind.roles)] = [ROLES.index(role) for role in kind.roles]
    return Members(home, place, roles[homes.kind[home], place])


def latent_ages(
    homes: Households, who: Members, marginals: Marginals, luck: Luck
) -> Float64[np.ndarray, " n"]:
    """Ages that follow from roles; `impose` moves them to the pyramid.

    Everybody but the children of a household is an adult, so no child heads or is alone.

    Args:
        homes: Some households.
        who: Their members.
        marginals: The tables of a society.
        luck: That of the members' rows.

    Returns:
        [years], only an order of which is kept.

    Draws:
        AGE.
    """
    kinds = kind_list(marginals)
    offset = np.zeros((len(kinds), LARGEST_HOUSEHOLD))
    for row, kind in enumerate(kinds):
        for place, role in enumerate(kind.roles):
            later = kind.roles[:place].count("C") if role == "C" else 0
            offset[row, place] = _OFFSET[role] - _BETWEEN_CHILDREN * later
    spread = np.array([_SPREAD[role] for role in ROLES])
    head = homes.head_age[who.home]
    gap = offset[homes.kind[who.home], who.place]
    gap += spread[who.role] * luck.normal(Decision.AGE, len(head))
    is_child = who.role == _CHILD
    np.minimum(gap, -_SHORTEST_GENERATION, out=gap, where=is_child)
    latent = head + gap
    # A child not born yet by this reckoning is a small one.
    np.multiply(latent, -0.5, out=latent, where=is_child & (latent < 0))
    np.maximum(latent, ADULT_AGE + 1.0, out=latent, where=~is_child)
    return latent


def impose(
    table: ByAge, latent: Float64[np.ndarray, " n"], is_child: Bool[np.ndarray, " n"]
) -> UInt8[np.ndarray, " n"]:
    """The ages of the published pyramid, in the order of the latent ones.

    Args:
        table: The age pyramid.
        latent: [years] see `latent_ages`; of everybody, for ranks need all.
        is_child: Who is a child of the household.

    Returns:
        [years].

    Source:
        the table `ages` of the society.
    """
    by_rank = pyramid(table, len(latent))
    is_minor = _youngest(latent, is_child, int(np.searchsorted(by_rank, ADULT_AGE)))
    age = np.empty(len(latent), np.uint8)
    age[ordered(latent, (~is_minor).view(np.uint8))] = by_rank
    # Only where children are too few for the pyramid, as among a handful of people.
    np.maximum(age, ADULT_AGE, out=age, where=~is_child)
    return age


def _youngest(
    latent: Float64[np.ndarray, " n"], is_child: Bool[np.ndarray, " n"], count: int
) -> Bool[np.ndarray, " n"]:
    """The `count` children of least latent age."""
    children = np.flatnonzero(is_child)
    is_minor = np.zeros(len(latent), bool)
    is_minor[children[ordered(latent[children])[:count]]] = True
    return is_minor


def pyramid(table: ByAge, people: int) -> UInt8[np.ndarray, " n"]:
    """The ages of so many persons of the pyramid; even inside a band of years, but thinning to
    nothing at the end of the last.

    Args:
        table: The age pyramid.
        people: How many.

    Returns:
        [years], rising.
    """
    ends = np.cumsum((0.0, *table.share))
    ages = np.empty(people, np.uint8)
    for start in range(0, people, _CHUNK):
        u = (np.arange(start, min(start + _CHUNK, people)) + 0.5) / people
        age = piecewise(u, ends, (*table.start, OLDEST_AGE + 1))
        last = np.searchsorted(u, ends[-2])
        left = (OLDEST_AGE + 1 - age[last:]) / (OLDEST_AGE + 1 - table.start[-1])
        age[last:] = OLDEST_AGE + 1 - (OLDEST_AGE + 1 - table.start[-1]) * np.sqrt(left)
        ages[start : start + len(u)] = np.minimum(age, OLDEST_AGE)
    return ages


def schooling_scores(
    homes: Households,
    who: Members,
    age: UInt8[np.ndarray, " n"],
    spec: SocietySpec,
    luck: Luck,
) -> Float64[np.ndarray, " n"]:
    """What ranks people by schooling; `schools` fills the levels.

    Args:
        homes: Some households.
        who: Their members.
        age: [years] of them.
        spec: What the society file and its tables say.
        luck: That of the members' rows.

    Returns:
        What only an order is read from.

    Draws:
        EDUCATION.

    Source:
        S-10, S-11.
    """
    shared = spec.value("schooling_shared")
    score = luck.normal(Decision.EDUCATION, len(age)) * np.sqrt(1 - shared)
    score += homes.status[who.home] * np.sqrt(shared)
    score += spec.value("schooling_urban") * homes.is_urban[who.home]
    score -= spec.value("schooling_per_decade") * (age / 10.0)
    return score


def schools(
    score: Float64[np.ndarray, " n"],
    region: UInt8[np.ndarray, " n"],
    age: UInt8[np.ndarray, " n"],
    marginals: Marginals,
) -> UInt8[np.ndarray, " n"]:
    """Levels by age for children; for the rest by rank, to the shares of nation and region.

    College is filled first, region by region; the other levels nationally.

    Args:
        score: What ranks people by schooling; of everybody, for ranks need all.
        region: Index into the regions of the society.
        age: [years].
        marginals: The tables of a society.

    Returns:
        Index into EDUCATION.

    Source:
        the tables `education` and `regions` of the society.
    """
    level = np.zeros(len(age), np.uint8)
    for code, start in enumerate(SCHOOL_AGES[:2], 1):
        level[(age >= start) & (age < SCHOOL_AGES[2])] = code
    tertiary = EDUCATION.index("tertiary")
    _fill_colleges(level, score, region, age, marginals)
    is_left = (age >= SCHOOL_AGES[2]) & (level != tertiary)
    _fill_schools(level, score, is_left, marginals.education_share)
    return level


def _fill_colleges(
    level: UInt8[np.ndarray, " n"],
    score: Float64[np.ndarray, " n"],
    region: UInt8[np.ndarray, " n"],
    age: UInt8[np.ndarray, " n"],
    marginals: Marginals,
) -> None:
    ends = np.searchsorted(region, np.arange(len(marginals.regions.people)), side="right")
    start = 0
    for end, share in zip(ends, marginals.regions.tertiary_share, strict=True):
        adult = start + np.flatnonzero(age[start:end] >= ADULT_AGE)
        places = min(round(share * (end - start)), len(adult))
        if places:
            cut = len(adult) - places
            floor = np.partition(score[adult], cut)[cut]
            level[adult[score[adult] >= floor]] = EDUCATION.index("tertiary")
        start = int(end)


def _fill_schools(
    level: UInt8[np.ndarray, " n"],
    score: Float64[np.ndarray, " n"],
    is_left: Bool[np.ndarray, " n"],
    shares: tuple[float, ...],
) -> None:
    """Give the persons who are left the levels below college that the national shares still
    lack."""
    theirs = score[is_left]
    if not len(theirs):
        return
    tertiary = EDUCATION.index("tertiary")
    held = np.array([np.count_nonzero(~is_left & (level == code)) for code in range(tertiary)])
    wanted = np.maximum(np.array(shares[:tertiary]) * len(level) - held, 0)
    total = wanted.sum()
    if total <= 0:
        wanted, total = np.ones(tertiary), float(tertiary)
    cuts = np.floor(np.cumsum(wanted)[:-1] / total * len(theirs) + 0.5).astype(np.int64)
    cuts = np.clip(cuts, 0, len(theirs) - 1)
    theirs.partition(cuts)
    floors = theirs[cuts]
    del theirs
    for start in range(0, len(level), _CHUNK):
        here = slice(start, start + _CHUNK)
        reached = (score[here, None] >= floors).sum(axis=1, dtype=np.uint8)
        level[here] = np.where(is_left[here], reached, level[here])


def parents(
    homes: Households,
    who: Members,
    age: UInt8[np.ndarray, " n"],
    marginals: Marginals,
    luck: Luck,
) -> UInt8[np.ndarray, " n"]:
    """Where each person's parents of 60 or over live, and who has a child of school age at home. A
    spouse's parents live elsewhere.

    Args:
        homes: Some households.
        who: Their members.
        age: [years] of them.
        marginals: The tables of a society; `parents` says how likely one of 60 or over is living.
        luck: That of the members' rows.

    Returns:
        PARENTS_NONE, PARENTS_ELSEWHERE or PARENTS_IN_HOUSEHOLD; with PUPIL_AT_HOME for adults of
        an age to have a child at school, where one of that age lives in the household.

    Draws:
        PARENTS.

    Source:
        the table `parents` of the society.
    """
    starts = homes.starts()
    role = who.role
    elder_age = np.maximum.reduceat(age * (role == ROLES.index("G")), starts)
    holds_elder = elder_age >= _ELDER
    head_is_old = age[starts] >= _ELDER
    at_home = (role == ROLES.index("H")) & holds_elder[who.home]
    at_home |= (role == _CHILD) & head_is_old[who.home]
    years = np.arange(OLDEST_AGE + 1, dtype=np.float64)
    chance = np.clip(piecewise(years, *marginals.parent_knots), 0, 1)
    lives = luck.uniform(Decision.PARENTS, len(age)) < chance[age]
    where = np.where(lives, PARENTS_ELSEWHERE, PARENTS_NONE).astype(np.uint8)
    # A child whose head is younger than 60 has that parent here, and no elderly one elsewhere.
    where[(role == _CHILD)] = PARENTS_NONE
    where[at_home] = PARENTS_IN_HOUSEHOLD
    youngest, oldest = PUPIL_AGES
    is_pupil = (age >= youngest) & (age <= oldest)
    holds_pupil = np.maximum.reduceat(is_pupil, starts)[who.home]
    where[holds_pupil & (age >= ADULT_AGE) & (age <= OLDEST_WITH_PUPIL)] += PUPIL_AT_HOME
    return where
