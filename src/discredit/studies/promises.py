"""Whether an overlay keeps its promises on a system: the system beside itself with the overlay laid
over it, under the same luck.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import numpy as np

from discredit.columns import MEASURES
from discredit.measures.catalogue import RATIOS, TEMPLATES
from discredit.measures.caution import FEW_AFFECTED
from discredit.measures.tables import PER_HEADS
from discredit.measures.upkeep import MONTHS, of_sums, pay_worth
from discredit.plan import Plan
from discredit.policy.address import numbers
from discredit.policy.overlay import Overlay, Way
from discredit.policy.schema import Policy
from discredit.policy.wording import wording_of
from discredit.run.twins import stream
from discredit.store.tables import form_of
from discredit.vocabulary import told
from discredit.words.numbers import count, figure, per_cent

UNMOVED = 0.01
"""A change of less than so much of what it was, or of fewer cases than say anything, is none."""

Verdict = Literal["kept", "nothing moved", "moved the other way", "nothing to move"]


class Totals(NamedTuple):
    """What a run comes to: sums over its months and seeds, in the record's whole numbers."""

    sums: dict[str, float]
    people: float  # person-months
    months: int
    price: tuple[float, float] | None = None  # hours, pay; per 100,000 people and year
    currency: str = ""  # of the pay: that of the society

    def cases(self, measure: str) -> float:
        """How many cases a measure rests on; of a ratio, those of what it is a share of."""
        ratio = RATIOS.get(measure)
        return self.sums.get(ratio.per if ratio else measure, 0.0)

    def of(self, measure: str) -> float:
        """The measure as it is told: a ratio as it is; others per 100,000 people, what adds up over
        all months, and a stock or a mean in the mean month."""
        ratio = RATIOS.get(measure)
        if ratio is not None:
            above, below = self.sums.get(ratio.of, 0.0), self.sums.get(ratio.per, 0.0)
            return above * MEASURES[ratio.of].scale / below if below else float("nan")
        known = MEASURES[measure]
        mean = self.sums.get(measure, 0.0) * known.scale / self.people
        whole = mean * self.months if known.is_flow else mean
        return whole * 1e5 if known.unit in ("people", "events", "months") else whole


class Promise(NamedTuple):
    """A measure that an overlay means to move, and what became of it."""

    measure: str
    says: str
    way: Way
    before: float
    after: float
    verdict: Verdict

    @property
    def change(self) -> float:
        """Of what it was before; nan where that was nought."""
        return (self.after - self.before) / abs(self.before) if self.before else float("nan")

    @property
    def sentence(self) -> str:
        """The measure without and with the overlay."""
        if self.verdict == "nothing to move":
            return f'"{self.says}": nothing, with it or without'
        by = "" if np.isnan(self.change) else f" ({per_cent(self.change, 1, sign=True)})"
        ends = f"{figure(self.before)} without it, {figure(self.after)} with it"
        return f'"{self.says}": {ends}{by}'


class Price(NamedTuple):
    """What it takes to run a system without an overlay and with it, per 100,000 people and year."""

    hours_before: float
    hours_after: float
    cost_before: float
    cost_after: float
    currency: str


class Keeping(NamedTuple):
    """How an overlay keeps its promises on a system."""

    overlay: str
    system: str
    changed: int  # numbers
    promises: tuple[Promise, ...]
    refused: str = ""  # why it cannot be laid over the system at all
    price: Price | None = None  # None where the system does not say what staff cost

    @property
    def keeps(self) -> bool:
        """Whether anything that it promises moved as it should."""
        return any(promise.verdict == "kept" for promise in self.promises)

    @property
    def sentence(self) -> str:
        """What it changed, and what came of that."""
        if self.refused:
            return f"{self.overlay} is refused on {self.system}: {self.refused}."
        changed = f"{self.overlay} changed {count(self.changed, 'number', 'numbers')}"
        if not self.promises:
            return f"{changed} of {self.system}; it makes no promise."
        judged = "; ".join(promise.sentence for promise in self.promises)
        if self.keeps:
            return f"{changed} of {self.system}, and keeps a promise here. {judged}."
        if any(promise.verdict == "moved the other way" for promise in self.promises):
            return (
                f"{changed} of {self.system}; what it promises moved the other way here: {judged}."
            )
        return f"{changed} of {self.system}; nothing it promises moved here: {judged}."


def totals(plan: Plan) -> Totals:
    """Run the world with the system and keep its sums alone.

    Args:
        plan: Of one arm.

    Returns:
        Of all its months and seeds.
    """
    names = form_of(plan).own[0]
    whole = np.zeros(len(names))
    for moment in stream(plan):
        whole += moment.sums["with"][0]
    sums = dict(zip(names, map(float, whole), strict=True))
    price, currency = _price(plan, sums), plan.society.spec.currency
    return Totals(sums, sums["people"], plan.months, price, currency)


def _price(plan: Plan, sums: dict[str, float]) -> tuple[float, float] | None:
    """Hours of staff and their pay in the money of the society, per 100,000 people and year."""
    worth = pay_worth(plan.policy, plan.society.spec)
    taken = of_sums(plan.policy, sums, plan.first_month)
    times = PER_HEADS * MONTHS / sums["people"]
    return None if taken is None else (taken[0] * times, taken[1] * times * worth)


def kept(
    name: str, overlay: Overlay, policies: tuple[Policy, Policy], before: Totals, after: Totals
) -> Keeping:
    """What became of an overlay's promises.

    Args:
        name: Of the overlay.
        overlay: What it promises.
        policies: The system without it and with it.
        before: Of the run without it.
        after: Of the run with it, of the same people, months and luck.

    Returns:
        One promise after the other, and how many numbers it changed.
    """
    without, with_ = policies
    wording = wording_of(without.system)
    promises = []
    for measure, way in overlay.promises.items():
        says = told(TEMPLATES[measure], wording)
        ends = before.of(measure), after.of(measure)
        verdict = _verdict(measure, way, before, after)
        promises.append(Promise(measure, says, way, *ends, verdict))
    price = None
    if before.price is not None and after.price is not None:
        (hours, pay), (hours_with, pay_with) = before.price, after.price
        price = Price(hours, hours_with, pay, pay_with, before.currency)
    changed = numbers_changed(without, with_)
    return Keeping(name, without.name, changed, tuple(promises), price=price)


def _verdict(measure: str, way: Way, before: Totals, after: Totals) -> Verdict:
    ends = before.of(measure), after.of(measure)
    if max(before.cases(measure), after.cases(measure)) < 1 or all(np.isnan(ends)):
        return "nothing to move"
    moved = after.of(measure) - before.of(measure)
    is_count = measure not in RATIOS and MEASURES[measure].scale == 1
    few = is_count and abs(after.cases(measure) - before.cases(measure)) < FEW_AFFECTED
    if few or not abs(moved) >= UNMOVED * abs(before.of(measure)) or moved == 0:
        return "nothing moved"
    return "kept" if (moved < 0) == (way == "falls") else "moved the other way"


def numbers_changed(one: Policy, other: Policy) -> int:
    """How many numbers of two policies differ, those that one of them lacks among them.

    Args:
        one: A policy.
        other: Another.
    """
    return len(dict(_differing(one, other)))


def _differing(one: Policy, other: Policy) -> Iterator[tuple[str, Any]]:
    mine, theirs = numbers(one), numbers(other)
    for path in dict.fromkeys((*mine, *theirs)):
        number, its = mine.get(path), theirs.get(path)
        if number is None or its is None or _values(number) != _values(its):
            yield path, its


def _values(number: Any) -> tuple[Any, ...]:
    return number.value, number.dated, number.before
