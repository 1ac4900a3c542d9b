"""A society beside the figures it was made from: target, achieved, source and grade of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from discredit.policy.number import Number
from discredit.society.people import People
from discredit.society.spec import SocietySpec, amount
from discredit.units import MONTHS_PER_YEAR
from discredit.vocabulary import EDUCATION, FIFTHS, SETTLEMENTS

AGED_NOTE = "Steered by an older or younger age mix of households; not imposed."


@dataclass(frozen=True, slots=True)
class Margin:
    """One published figure and what the society has. `is_worst` marks the largest error of a name.

    `is_imposed` is False where the figure was left to come out by itself, or rivals others.
    """

    name: str
    category: str
    target: float
    achieved: float
    unit: str
    source: str
    grade: str
    is_imposed: bool = True
    note: str = ""
    is_worst: bool = False

    @property
    def error(self) -> float:
        """Achieved less target, in the unit."""
        return self.achieved - self.target


def margins(people: People, spec: SocietySpec) -> list[Margin]:
    """Every published figure of the society's tables, grouped by name.

    Runs on the host, and on any number of people; shares come near their targets from some ten
    thousand people on.

    Args:
        people: A society that was built; padding is left out.
        spec: What the society file and its tables say.

    Returns:
        Each with its target and what was achieved, the worst of each name marked.
    """
    there = np.asarray(people.present)
    held = People(*(np.asarray(column)[there] for column in people))
    compared = [
        *_places(held, spec),
        *_persons(held, spec),
        *_homes(held, spec),
        *_money(held, spec),
    ]
    return mark_worst(compared)


def mark_worst(compared: Sequence[Margin]) -> list[Margin]:
    """The same margins, the one furthest from its target marked within each name and unit.

    Args:
        compared: In the order in which they are told.
    """
    worst: dict[tuple[str, str], int] = {}
    for index, margin in enumerate(compared):
        key = (margin.name, margin.unit)
        if key not in worst or abs(margin.error) > abs(compared[worst[key]].error):
            worst[key] = index
    marked = set(worst.values())
    return [
        Margin(m.name, m.category, m.target, m.achieved, m.unit, m.source, m.grade, m.is_imposed,
               m.note, index in marked)
        for index, m in enumerate(compared)
    ]  # fmt: skip


def gini(values: NDArray[np.floating]) -> float:
    """The Gini coefficient of values that are not negative.

    Args:
        values: None below 0.

    Returns:
        0 for equals, and for nobody; near 1 where one has all.
    """
    ordered = np.sort(values.astype(np.float64))
    n, total = len(ordered), ordered.sum()
    if n == 0 or total == 0:
        return 0.0
    return float(2 * ((np.arange(n) + 0.5) * ordered).sum() / (n * total) - 1)


class _From(NamedTuple):
    """The table that a share is of."""

    grade: str
    source: str


def _table_of(spec: SocietySpec, table: str) -> _From:
    return next(_From(grade, at) for name, grade, at in spec.marginals.evidence if name == table)


def _share(name: str, category: str, target: float, achieved: float, of: _From) -> Margin:
    return Margin(name, category, target, float(achieved), "share", of.source, of.grade)


def from_number(
    name: str,
    category: str,
    number: Number,
    achieved: float,
    is_imposed: bool = True,
    note: str = "",
) -> Margin:
    """A number of the society file beside what the society has.

    Args:
        name: What it is filed under.
        category: What of it is compared.
        number: The number of the society file.
        achieved: What the society has, in the same unit.
        is_imposed: Whether the society is made to meet it.
        note: What to bear in mind; '' for nothing.
    """
    target, sources = amount(number), ", ".join(number.sources)
    return Margin(
        name, category, target, float(achieved), number.unit, sources, number.evidence,
        is_imposed, note,
    )  # fmt: skip


def _places(people: People, spec: SocietySpec) -> Iterator[Margin]:
    tables, census = spec.marginals.regions, _table_of(spec, "regions")
    n = len(people.age)
    total = sum(tables.people)
    count = np.bincount(people.region, minlength=len(tables.names))
    urban = np.bincount(people.region, people.is_urban, len(tables.names))
    aged = np.bincount(people.region, people.age >= 60, len(tables.names))
    college = np.bincount(
        people.region, people.education == EDUCATION.index("tertiary"), len(tables.names)
    )
    for i, name in enumerate(tables.names):
        yield _share("region", name, tables.people[i] / total, count[i] / n, census)
    yield from_number("urban", "all", spec.targets["urban_share"], people.is_urban.mean())
    yield from_number("migrant", "all", spec.numbers["migrant_share"], people.is_migrant.mean())
    for i, name in enumerate(tables.names):
        if count[i]:
            yield _share(
                "urban in region", name, tables.urban_share[i], urban[i] / count[i], census
            )
            yield _share(
                "college in region",
                name,
                tables.tertiary_share[i],
                college[i] / count[i],
                census,
            )
            yield Margin(
                "60 or over in region", name, tables.aged_60_share[i], float(aged[i] / count[i]),
                "share", census.source, census.grade, False, AGED_NOTE,
            )  # fmt: skip


def _persons(people: People, spec: SocietySpec) -> Iterator[Margin]:
    n = len(people.age)
    table = spec.marginals.ages
    band = np.searchsorted(table.start, people.age, side="right") - 1
    count = np.bincount(band, minlength=len(table.start))
    ends = [*(f"-{start - 1}" for start in table.start[1:]), "+"]
    for i, (start, end) in enumerate(zip(table.start, ends, strict=True)):
        yield _share("age", f"{start}{end}", table.share[i], count[i] / n, _table_of(spec, "ages"))
    yield from _identities(people, spec)
    level = np.bincount(people.education, minlength=len(EDUCATION))
    for i, name in enumerate(EDUCATION):
        target = spec.marginals.education_share[i]
        yield _share("education", name, target, level[i] / n, _table_of(spec, "education"))


def _identities(people: People, spec: SocietySpec) -> Iterator[Margin]:
    """Sex, background and disability, by age or place as the tables have them."""
    for name, table, column, label in (
        ("women", "sexes", people.is_woman, spec.marginals.women),
        ("disabled", "disabilities", people.is_disabled, spec.marginals.disabled),
    ):
        grade, source = _table_of(spec, table)
        band = np.searchsorted(label.start, people.age, side="right") - 1
        ends = [*(f"-{start - 1}" for start in label.start[1:]), "+"]
        for i, (start, end) in enumerate(zip(label.start, ends, strict=True)):
            if (band == i).any():
                achieved = float(column[band == i].mean())
                yield Margin(
                    name, f"{start}{end}", label.share[i], achieved, "share", source, grade
                )
    places = spec.marginals.regions
    for code, what in enumerate(spec.marginals.backgrounds[1:], 1):
        target = float(np.average(places.background_share[code - 1], weights=places.people))
        achieved = float((people.background == code).mean())
        grade, source = _table_of(spec, "regions")
        yield Margin("background", what.name, target, achieved, "share", source, grade)


def _homes(people: People, spec: SocietySpec) -> Iterator[Margin]:
    size = people.household_size[people.place_in_household == 0]
    shares = spec.marginals.size_share
    count = np.bincount(size, minlength=len(shares) + 1)[1:]
    for i, share in enumerate(shares):
        label = f"{i + 1}" if i + 1 < len(shares) else f"{i + 1} or more"
        yield _share(
            "household size", label, share, count[i] / len(size), _table_of(spec, "household_sizes")
        )
    yield from_number("household mean", "all", spec.targets["mean_household"], size.mean())


def _money(people: People, spec: SocietySpec) -> Iterator[Margin]:
    tables = spec.marginals
    income = people.income.astype(np.float64) * spec.money_rate * MONTHS_PER_YEAR
    unit, groups = f"{spec.currency} per head and year", _table_of(spec, "income_fifths")
    for i, name in enumerate(FIFTHS):
        of = income[people.income_fifth == i]
        if len(of):
            yield Margin(
                "income fifth", name, tables.fifth_means[i], float(of.mean()), unit,
                groups.source, groups.grade,
            )  # fmt: skip
    settlements = {f"{name} mean": people.is_urban == i for i, name in enumerate(SETTLEMENTS)}
    for level in tables.income_levels:
        if level.measure == "median":
            achieved = float(np.median(income))
        else:
            of = income[settlements.get(level.measure, np.ones(len(income), bool))]
            achieved = float(of.mean()) if len(of) else 0.0
        yield Margin(
            "income level", level.measure, level.per_head, achieved, unit, level.source,
            level.evidence, False, "Follows from the fifths and from who is in them.",
        )  # fmt: skip
    achieved = gini(income)
    for rival in tables.ginis:
        yield Margin(
            "Gini", f"{rival.concept} {rival.year}", rival.gini, achieved, "Gini", rival.source,
            rival.evidence, False, spec.gini_note,
        )  # fmt: skip
