"""Incomes of households, their division among members, and savings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float32, Float64, Int64, UInt8
from numpy.typing import NDArray

from discredit.draws import Decision
from discredit.society.chance import Luck, interpolate, lognormal_table, ordered
from discredit.society.households import Households, log_income_ratio
from discredit.society.marginals import JOBS
from discredit.society.spec import SocietySpec
from discredit.society.traits import Members
from discredit.units import MONTHS_PER_YEAR
from discredit.vocabulary import ADULT_AGE, EDUCATION, FIFTHS, OCCUPATIONS

_FIRST_JOB, _LAST_JOB = OCCUPATIONS.index(JOBS[0]), OCCUPATIONS.index(JOBS[-1])
_RETIRED = OCCUPATIONS.index("retired")
# Pay by schooling, relative to none; the levels are some three years of school apart.
_PAY = (1.0, 1.15, 1.35, 1.65, 2.3)


class Money(NamedTuple):
    """What comes in and what lies by, per person [n]."""

    fifth: UInt8[np.ndarray, " n"]
    income: Float32[np.ndarray, " n"]  # [standard money per month per head], the household's
    earnings: Float32[np.ndarray, " n"]  # [standard money per month], own
    savings: Float32[np.ndarray, " n"]  # [standard money]


def works(occupation: UInt8[np.ndarray, " n"]) -> Bool[np.ndarray, " n"]:
    """Whether each person is at work.

    Args:
        occupation: Index into OCCUPATIONS.

    Returns:
        True of jobs alone: not of pensioners, students and children.
    """
    return (occupation >= _FIRST_JOB) & (occupation <= _LAST_JOB)


class HouseholdRank(NamedTuple):
    """What of its members a household's income hangs on, per household [h]."""

    score: Float64[np.ndarray, " h"]  # ranks households by income per head
    adults: UInt8[np.ndarray, " h"]


class HouseholdIncome(NamedTuple):
    """What some households have to share out, per household [h]."""

    fifth: UInt8[np.ndarray, " h"]
    income: Float64[np.ndarray, " h"]  # [standard money per month per head]
    adults: UInt8[np.ndarray, " h"]


class Careers(NamedTuple):
    """What of each member earnings hang on, per person [n]."""

    age: UInt8[np.ndarray, " n"]
    education: UInt8[np.ndarray, " n"]
    occupation: UInt8[np.ndarray, " n"]


def ranks(homes: Households, careers: Careers, spec: SocietySpec, luck: Luck) -> HouseholdRank:
    """What ranks households by income.

    Args:
        homes: Some households.
        careers: Age, education and occupation of their members.
        spec: What the society file and its tables say.
        luck: That of their rows among households.

    Returns:
        The score, which only an order is read from, and how many adults each has.

    Draws:
        INCOME, by household.

    Source:
        S-12.
    """
    age, education, occupation = careers
    starts = homes.starts()
    is_adult = age >= ADULT_AGE
    adults = np.add.reduceat(is_adult, starts, dtype=np.int64)
    levels = np.add.reduceat(education * is_adult, starts, dtype=np.int64)
    workers = np.add.reduceat(works(occupation), starts, dtype=np.int64)
    score = _score(homes, levels / np.maximum(adults, 1), workers, spec, luck)
    return HouseholdRank(score, adults.astype(np.uint8))


def share_out(
    homes: Households,
    to_share: HouseholdIncome,
    who: Members,
    careers: Careers,
    spec: SocietySpec,
    luck: Luck,
) -> Money:
    """Divide the incomes of some households among their members.

    Args:
        homes: Some households.
        to_share: Their fifths and incomes [standard money per month per head], and adults.
        who: Their members.
        careers: Age, education and occupation of their members.
        spec: What the society file and its tables say.
        luck: That of the members' rows.

    Returns:
        One row per member: fifth, income per head and earnings [standard money per month], and
        savings [standard money].

    Draws:
        EARNER, SAVINGS.

    Source:
        S-14, S-18, S-22, S-23.
    """
    (fifth, income, adults), age = to_share, careers.age
    total = income * homes.size
    months = spec.value("savings_months") * (1 + spec.value("savings_by_fifth") * (fifth - 2.0))
    per_adult = months * total / np.maximum(adults, 1)
    spread = lognormal_table(spec.value("savings_spread"))
    kept = interpolate(spread, luck.uniform(Decision.SAVINGS, len(age)))
    home = who.home
    return Money(
        fifth[home],
        income[home].astype(np.float32),
        earnings(homes, income, careers, spec, luck),
        (kept * per_adult[home] * (age >= ADULT_AGE)).astype(np.float32),
    )


def earnings(
    homes: Households,
    income: Float64[np.ndarray, " h"],
    careers: Careers,
    spec: SocietySpec,
    luck: Luck,
) -> Float32[np.ndarray, " n"]:
    """What each member of some households brings home of their income.

    Args:
        homes: Some households.
        income: [CNY per month per head] of each.
        careers: Age, education and occupation of their members.
        spec: What the society file and its tables say.
        luck: That of the members' rows.

    Returns:
        [CNY per month].

    Draws:
        EARNER.

    Source:
        S-14.
    """
    starts, home = homes.starts(), np.repeat(np.arange(len(homes.size)), homes.size)
    pay = _pay(careers.education, works(careers.occupation), careers.occupation, spec, luck)
    sums = np.add.reduceat(pay, starts)
    # A household in which nobody works or is retired lives on transfers paid to its head.
    pay[starts] += sums == 0
    sums += sums == 0
    return (pay * (income * homes.size / sums)[home]).astype(np.float32)


def _score(
    homes: Households,
    schooling: Float64[np.ndarray, " h"],
    workers: Int64[np.ndarray, " h"],
    spec: SocietySpec,
    luck: Luck,
) -> Float64[np.ndarray, " h"]:
    """What ranks households: log income per head, but for its level and shape."""
    score = spec.value("income_region") * log_income_ratio(spec)[homes.region]
    score += spec.value("income_urban") * homes.is_urban
    score += spec.value("income_schooling") * schooling
    score += spec.value("income_per_dependant") * (homes.size - workers)
    score += spec.value("income_migrant") * homes.is_migrant
    score += spec.value("income_status") * homes.status
    return score + spec.value("income_noise") * luck.normal(Decision.INCOME, len(score))


def fifths(
    score: Float64[np.ndarray, " h"], size: UInt8[np.ndarray, " h"], spec: SocietySpec
) -> tuple[UInt8[np.ndarray, " h"], Float64[np.ndarray, " h"]]:
    """Five equal groups of households by rank, and incomes whose mean over the people of each group
    is the published one.

    Below the top, quantiles are two straight lines between bounds, which lie at the geometric means
    of neighbouring fifths; the top is a Pareto tail of exponent 2, the published groups leaving
    its shape open.

    Args:
        score: What ranks households.
        size: Of each household.
        spec: What the society file and its tables say.

    Returns:
        Fifth, from 0 for the poorest; income [standard money per month per head].

    Source:
        S-13 and the table `income_fifths` of the society.
    """
    order = ordered(score)
    households = len(order)
    group = (np.arange(households) * len(FIFTHS) // max(households, 1)).astype(np.uint8)
    means = np.array(spec.marginals.fifth_means) / (MONTHS_PER_YEAR * spec.money_rate)
    bounds = _bounds(means, spec.value("income_floor"))
    income = np.empty(households)
    for number in range(len(FIFTHS)):
        rows = order[group == number]
        if not len(rows):
            continue
        heads = size[rows].astype(np.float64)
        ends = np.cumsum(heads)
        u = (ends - heads / 2) / ends[-1]
        low = bounds[number]
        above = _above(u, means[number] - low, bounds[number + 1] - low)
        # Summed in order: a pairwise sum may depend on the processor.
        mean = np.cumsum(above * heads)[-1] / ends[-1]
        income[rows] = low + above * ((means[number] - low) / mean)
    fifth = np.empty(households, np.uint8)
    fifth[order] = group
    return fifth, income


def _bounds(means: NDArray[np.float64], floor: float) -> NDArray[np.float64]:
    """The incomes that part the fifths; the top has no upper bound."""
    between = np.sqrt(means[:3] * means[1:4])
    # As far above the fourth mean as the bound below it: the lower, the longer the top tail.
    fourth = min(2 * means[3] - between[2], (means[3] + means[4]) / 2)
    return np.array([means[0] * floor, *between, fourth, np.inf])


def _above(u: Float64[np.ndarray, " r"], mean: float, width: float) -> Float64[np.ndarray, " r"]:
    """The quantile function of income above the group's lower bound."""
    if width == np.inf:
        return mean * (1 / np.sqrt(1 - u) - 1)
    middle = min(max(2 * mean - width / 2, 0.0), width)
    lower = 2 * u * middle
    return np.where(u < 0.5, lower, middle + (2 * u - 1) * (width - middle))


def _pay(
    education: UInt8[np.ndarray, " n"],
    at_work: Bool[np.ndarray, " n"],
    occupation: UInt8[np.ndarray, " n"],
    spec: SocietySpec,
    luck: Luck,
) -> Float64[np.ndarray, " n"]:
    """The weight of each person in the division of the household's income."""
    pay = np.array(_PAY)[education]
    assert len(_PAY) == len(EDUCATION)
    spread = lognormal_table(spec.value("earnings_spread"))
    pay *= interpolate(spread, luck.uniform(Decision.EARNER, len(pay)))
    pay *= at_work + spec.value("pension_weight") * (occupation == _RETIRED)
    return pay
