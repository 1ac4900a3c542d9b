"""How households follow one another: who dies at what age, and when a home changes hands.

A household is as old as its head. Of each kind of household, in towns and in the country, the ages
of the heads stay as they were when the society was built: a home falls free as often as heads of
its age grow fewer, and who comes is as old as the heads whose ages grow more frequent.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float64, Int64, UInt8
from numpy.typing import NDArray

from discredit.society.households import Households, kind_list
from discredit.society.identity_tables import ByAge
from discredit.society.marginals import Marginals
from discredit.society.people import OLDEST_AGE
from discredit.society.spec import SocietySpec, amount
from discredit.society.traits import pyramid

_AGES = np.arange(OLDEST_AGE + 1, dtype=np.float64)
_SMOOTHED_YEARS = 2.0
"""Ages of heads are smoothed over so many years (a standard deviation), for few have any one."""
_FEW = 5.0
"""People added to both sides of a comparison, so that chance among few does not steer."""
_STEERED, _MOST = 4.0, 3.0
"""How strongly the lack of people of an age draws households in and keeps them, and at most how
much [log points]."""
_PYRAMID = 1 << 16


class Turnover(NamedTuple):
    """What of a society says who goes and who comes, in every year alike."""

    dies: Float64[np.ndarray, "settlement age"]  # chance to die within a year
    stays: Float64[np.ndarray, "cell age"]  # chance that a household whose head lives on stays
    donors: Int64[np.ndarray, " h"]  # households as they were built, cell by cell
    weight: Float64[np.ndarray, " h"]  # of each of these: how often it is followed
    first: Int64[np.ndarray, " cells"]  # where in `donors` each cell begins, and the end


def turnover(spec: SocietySpec, homes: Households, age: UInt8[np.ndarray, " n"]) -> Turnover:
    """What says who goes and who comes.

    Args:
        spec: What the society file and its tables say.
        homes: All households.
        age: [years] of everybody when the society was built.

    Source:
        death_rate, death_slope and death_rural of the society.
    """
    cell, clock = cells(homes), age[homes.starts() + clocks(spec.marginals)[homes.kind]]
    count = int(cell.max()) + 1
    dies = chance_of_death(spec)
    stays = np.empty((count, OLDEST_AGE + 1))
    entry = np.empty((count, OLDEST_AGE + 1))
    for here in range(count):
        ages = np.bincount(clock[cell == here], minlength=OLDEST_AGE + 1)
        stays[here], entry[here] = _flows(_smoothed(ages), 1 - dies[here & 1])
    donors = np.argsort(cell, kind="stable")
    weight = entry[cell[donors], clock[donors]]
    first = np.searchsorted(cell[donors], np.arange(count + 1))
    lacks = np.add.reduceat(np.append(weight, 0.0), first[:-1]) <= 0
    weight[lacks[cell[donors]]] = 1.0  # few heads, all of an age: any of them is followed
    return Turnover(dies, stays, donors, weight, first)


def cells(homes: Households) -> Int64[np.ndarray, " h"]:
    """The cell of each household: its kind, in the country or in town.

    Args:
        homes: Some households.
    """
    return homes.kind.astype(np.int64) * 2 + homes.is_urban


def clocks(marginals: Marginals) -> Int64[np.ndarray, " kind"]:
    """Whose age is that of a household, by kind: the place of the last child, or else the head's.

    Args:
        marginals: The tables of a society.
    """
    return np.array([kind.roles.rfind("C") if "C" in kind.roles else 0
                     for kind in kind_list(marginals)])  # fmt: skip


def followers(
    of: Turnover,
    lack: Float64[np.ndarray, " home"],
    cell: Int64[np.ndarray, " h"],
    u: Float64[np.ndarray, " h"],
) -> Int64[np.ndarray, " h"]:
    """Whose like moves into homes that fell free: households as they were built.

    Args:
        of: What says who comes.
        lack: How much the society lacks people like those of each household as it was built.
        cell: Of each home.
        u: [share] the luck of each, inside (0, 1).

    Returns:
        Numbers of households.
    """
    summed = np.append(0.0, np.cumsum(of.weight * lack[of.donors]))
    low, high = summed[of.first[cell]], summed[of.first[cell + 1]]
    at = np.searchsorted(summed, low + u * (high - low), side="right") - 1
    return of.donors[np.clip(at, of.first[cell], of.first[cell + 1] - 1)]


def lacking(table: ByAge, held: Float64[np.ndarray, " age"]) -> Float64[np.ndarray, " age"]:
    """How much a society lacks people of each age, for its pyramid to stay.

    Args:
        table: The age pyramid.
        held: How many people it will have of each age if nobody comes and nobody goes.

    Returns:
        [log points] 0 where it has as many as it should, above 0 where it has too few.
    """
    bands = len(table.start)
    band = np.searchsorted(table.start, np.arange(OLDEST_AGE + 1), side="right") - 1
    there = np.round(np.bincount(band, held, bands), 6)
    sought = np.array(table.share) * held.sum()
    return np.round(np.log((sought + _FEW) / (there + _FEW)), 9)[band]


def wanted(
    lack: Float64[np.ndarray, " age"], homes: Households, age: UInt8[np.ndarray, " n"]
) -> Float64[np.ndarray, " h"]:
    """By how much some households are wanted, for the ages of their members.

    Args:
        lack: What `lacking` says of each age.
        homes: Some households.
        age: [years] of their members.

    Returns:
        1 for those whose ages are neither too many nor too few.
    """
    sums = np.add.reduceat(lack[age], homes.starts())
    return np.round(np.exp(np.clip(_STEERED * sums, -_MOST, _MOST)), 9)


def chance_of_death(spec: SocietySpec) -> Float64[np.ndarray, "settlement age"]:
    """The chance to die within a year, by settlement and age: it grows with age by a constant
    factor, and is so high that as many of the society's people die in a year as are said to.

    Args:
        spec: What the society file and its tables say.

    Returns:
        [probability] in the country, and in towns.

    Source:
        death_rate, death_slope and death_rural of the society.
    """
    shares = age_shares(spec.marginals.ages)
    rate, rural = amount(spec.renewal["death_rate"]), amount(spec.renewal["death_rural"])
    shape = np.exp(amount(spec.renewal["death_slope"]) * (_AGES - OLDEST_AGE))
    urban = amount(spec.targets["urban_share"])
    by_place = np.stack([shape * rural, shape]) / (rural * (1 - urban) + urban)
    low, high = 0.0, 1000.0
    for _ in range(60):  # nobody dies twice, so the level is found by halving
        level = (low + high) / 2
        dead = np.minimum(by_place * level, 1.0) * shares
        is_low = (1 - urban) * dead[0].sum() + urban * dead[1].sum() < rate
        low, high = (level, high) if is_low else (low, level)
    return np.round(np.minimum(by_place * high, 1.0), 9)


def age_shares(table: ByAge) -> Float64[np.ndarray, " age"]:
    """The share of people of each age.

    Args:
        table: The age pyramid.

    Returns:
        [share], from 0 to OLDEST_AGE.
    """
    return np.bincount(pyramid(table, _PYRAMID), minlength=OLDEST_AGE + 1) / _PYRAMID


def _smoothed(count: NDArray[np.int64]) -> Float64[np.ndarray, " age"]:
    apart = (_AGES[:, None] - _AGES[None, :]) / _SMOOTHED_YEARS
    kernel = np.round(np.exp(-0.5 * apart * apart), 9)
    return np.round((kernel * count).cumsum(axis=1)[:, -1], 6)


def _flows(
    held: Float64[np.ndarray, " age"], lives: Float64[np.ndarray, " age"]
) -> tuple[Float64[np.ndarray, " age"], Float64[np.ndarray, " age"]]:
    """How many of those whose head lives stay, and how many of those here have just come."""
    left = held * lives
    after = np.append(held[1:], 0.0)
    stays = np.minimum(np.divide(after, left, out=np.zeros_like(left), where=left > 0), 1.0)
    grown = np.append(0.0, (left * stays)[:-1])
    come = np.divide(held - grown, held, out=np.zeros_like(held), where=held > 0)
    return stays, np.maximum(come, 0.0)
