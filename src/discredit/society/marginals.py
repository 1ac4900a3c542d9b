"""The published margins and assumed tables of a society, as frozen columns of plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from discredit.errors import Fault, SocietyError
from discredit.society.identity_tables import (
    COLUMNS,
    Background,
    ByAge,
    backgrounds,
    band_starts,
    by_age,
    women_in_jobs,
)
from discredit.society.people import LARGEST_HOUSEHOLD, OLDEST_AGE
from discredit.society.tables import NO_RECORDS, AggregateTable, read_table
from discredit.vocabulary import BACKGROUNDS, EDUCATION, OCCUPATIONS, SETTLEMENTS

MEASURES: Final = ("mean", "median", "urban mean", "rural mean")
CONCEPTS: Final = ("official", "World Bank", "household survey")
MOST_REGIONS: Final = 250
LONGEST_NAME: Final = 60
MOST_KINDS: Final = 20
"""Kinds of household of one size."""
ROLES: Final = "HSCGO"
"""Head, spouse, child of the head, parent of the head, other adult."""
JOBS: Final = OCCUPATIONS[OCCUPATIONS.index("farmer") : OCCUPATIONS.index("retired")]


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions, in the order of the table."""

    names: tuple[str, ...]
    people: tuple[float, ...]
    urban_share: tuple[float, ...]
    aged_60_share: tuple[float, ...]
    tertiary_share: tuple[float, ...]
    income_per_head: tuple[float, ...]
    background_share: tuple[tuple[float, ...], ...]  # by background but the majority


@dataclass(frozen=True, slots=True)
class HouseholdKind:
    """A kind of household of one size: who is in it (letters of ROLES), and the head's age."""

    name: str
    share: float
    roles: str
    head_age_mean: float
    head_age_sd: float


@dataclass(frozen=True, slots=True)
class Activity:
    """Shares by age, settlement and college that do not work; the rest do."""

    from_age: int
    to_age: int
    is_urban: bool
    is_tertiary: bool
    student: float
    not_working: float
    retired: float


@dataclass(frozen=True, slots=True)
class IncomeLevel:
    """A published mean or median of income per head [money per year]."""

    measure: str
    per_head: float
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Gini:
    """One of the rival published Gini coefficients."""

    year: int
    concept: str
    gini: float
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Marginals:
    """Everything the tables of a society say."""

    regions: Regions
    ages: ByAge  # the pyramid: each band's share of all people
    education_share: tuple[float, ...]  # in the order of EDUCATION
    size_share: tuple[float, ...]  # of households, sizes 1 to LARGEST_HOUSEHOLD
    kinds: tuple[tuple[HouseholdKind, ...], ...]  # by size - 1
    fifth_means: tuple[float, ...]  # [money per head and year], lowest to highest
    income_levels: tuple[IncomeLevel, ...]
    ginis: tuple[Gini, ...]
    activities: tuple[Activity, ...]
    job_share: tuple[tuple[tuple[float, ...], ...], ...]  # [settlement][education][JOBS]
    name_knots: tuple[tuple[float, ...], tuple[float, ...]]  # share below, bearers per million
    parent_knots: tuple[tuple[float, ...], tuple[float, ...]]  # age, chance of a living parent
    women: ByAge
    women_in_jobs: tuple[float, ...]  # [log-odds], in the order of OCCUPATIONS
    backgrounds: tuple[Background, ...]  # in the order of BACKGROUNDS, those that there are
    disabled: ByAge
    evidence: tuple[tuple[str, str, str], ...]  # table, grade, source: one per table
    sources: frozenset[str]


def read_marginals(texts: Mapping[str, str], folder: str, income_year: int) -> Marginals:
    """Read and check the tables of a society.

    Args:
        texts: the text of each of `TABLES`, by file name.
        folder: where messages say that they lie.
        income_year: the year whose incomes count.

    Returns:
        Numbers and shares, in the order of the vocabulary; sources by key.

    Raises:
        SocietyError: naming file, line and rule.
    """
    tables = {
        name: read_table(texts[f"{name}.csv"], f"{folder}/{name}.csv", columns)
        for name, columns in _COLUMNS.items()
    }
    ages, people = tables["ages"], backgrounds(tables["backgrounds"])
    education = tables["education"]
    education.order("level", EDUCATION)
    levels = education.shares("share")
    education.whole("share", levels, range(len(levels)), "all levels")
    sizes = tables["household_sizes"]
    sizes.order("size", [str(size) for size in range(1, LARGEST_HOUSEHOLD + 1)])
    shares = sizes.shares("share")
    sizes.whole("share", shares, range(len(shares)), "all sizes")
    return Marginals(
        regions=_regions(tables["regions"], len(people)),
        ages=_ages(ages),
        education_share=levels,
        size_share=shares,
        kinds=_kinds(tables["household_kinds"]),
        fifth_means=_fifths(tables["income_fifths"], income_year),
        income_levels=_levels(tables["income_levels"], income_year),
        ginis=_ginis(tables["ginis"]),
        activities=_activities(tables["activity"]),
        job_share=_jobs(tables["jobs"]),
        name_knots=_knots(tables["names"], "share_below", "per_million", 1e6),
        parent_knots=_knots(tables["parents"], "age", "p_living", 1),
        women=by_age(tables["sexes"], "women_share"),
        women_in_jobs=women_in_jobs(tables["women_in_jobs"]),
        backgrounds=people,
        disabled=by_age(tables["disabilities"], "disabled_share"),
        evidence=tuple(
            (name, table.rows[0].get("evidence", "assumed"), table.rows[0]["source"])
            for name, table in tables.items()
        ),
        sources=frozenset(source for table in tables.values() for source in table.text("source")),
    )


_COLUMNS: Final = {
    "regions": (
        "region", "people", "urban_share", "aged_60_share", "tertiary_share", "income_per_head",
        *BACKGROUNDS[1:],
    ),
    "ages": ("from_age", "to_age", "people_thousand"),
    "education": ("level", "share"),
    "household_sizes": ("size", "share"),
    "household_kinds": ("size", "kind", "share", "roles", "head_age_mean", "head_age_sd"),
    "income_fifths": ("year", "fifth", "mean_per_head"),
    "income_levels": ("year", "measure", "per_head", "evidence"),
    "ginis": ("year", "concept", "gini", "evidence"),
    "activity": (
        "from_age", "to_age", "settlement", "tertiary", "student", "not_working", "retired",
    ),
    "jobs": ("settlement", "education", *JOBS),
    "names": ("share_below", "per_million"),
    "parents": ("age", "p_living"),
    **COLUMNS,
}  # fmt: skip
TABLES: Final = tuple(f"{name}.csv" for name in sorted(_COLUMNS))
"""The files of a society's tables; no other file of its folder is opened."""


def _regions(table: AggregateTable, backgrounds: int) -> Regions:
    names = table.text("region")
    for row, name in enumerate(names):
        if not 0 < len(name.strip()) <= LONGEST_NAME or name in names[:row]:
            rule = f"each region has a name of its own, of at most {LONGEST_NAME} letters"
            raise table.fault(row, "region", rule)
    if len(names) > MOST_REGIONS:
        rule = f"a society has at most {MOST_REGIONS} regions; {NO_RECORDS}"
        raise table.fault(MOST_REGIONS, "region", rule, "Lump the smallest together.")
    minorities = tuple(table.shares(name) for name in BACKGROUNDS[1:])
    for row in range(len(table.rows)):
        shares = [column[row] for column in minorities]
        if sum(shares) > 1 + 1e-9:
            raise table.fault(row, BACKGROUNDS[-1], "the minorities of a place must not exceed 1")
        if any(shares[backgrounds - 1 :]):
            rule = "the table `backgrounds` names nobody of this background, so it must be 0"
            raise table.fault(row, BACKGROUNDS[backgrounds], rule)
    return Regions(
        names,
        table.numbers("people", 1, 1e10, "a number of people, 1 or more"),
        table.shares("urban_share"),
        table.shares("aged_60_share"),
        table.shares("tertiary_share"),
        table.numbers("income_per_head", 1, 1e12, "an amount of money per year, 1 or more"),
        minorities,
    )


def _ages(table: AggregateTable) -> ByAge:
    start = band_starts(table)
    people = table.numbers("people_thousand", 0, 1e7, "a number of thousands, 0 or more")
    total = sum(people)
    if total <= 0:
        raise table.fault(0, "people_thousand", "some band must hold people")
    return ByAge(start, tuple(number / total for number in people))


def _kinds(table: AggregateTable) -> tuple[tuple[HouseholdKind, ...], ...]:
    sizes, shares = table.counts("size"), table.shares("share")
    means = table.numbers("head_age_mean", 20, 90, "a mean age from 20 to 90")
    sds = table.numbers("head_age_sd", 0, 30, "a spread of 0 to 30 years")
    by_size: list[tuple[HouseholdKind, ...]] = []
    for row, (size, roles) in enumerate(zip(sizes, table.text("roles"), strict=True)):
        if not 1 <= size <= LARGEST_HOUSEHOLD:
            raise table.fault(row, "size", f"it must be from 1 to {LARGEST_HOUSEHOLD}")
        if (
            len(roles) != size
            or roles[0] != "H"
            or roles.count("H") != 1
            or set(roles) - set(ROLES)
        ):
            rule = f"it must be {size} letters of {ROLES}, H first and once"
            raise table.fault(row, "roles", rule)
    table.once("size", "kind")
    for size in range(1, LARGEST_HOUSEHOLD + 1):
        rows = [row for row, value in enumerate(sizes) if value == size]
        if not rows:
            rule = f"some kind must have {size} members"
            raise SocietyError([Fault(table.file, 0, "size", "incomplete", rule, "Add one.")])
        if len(rows) > MOST_KINDS:
            rule = f"a size has at most {MOST_KINDS} kinds; {NO_RECORDS}"
            raise table.fault(rows[MOST_KINDS], "kind", rule, "Lump the smallest together.")
        table.whole("share", shares, rows, f"the kinds with {size} members")
        cells = [table.rows[row] for row in rows]
        by_size.append(
            tuple(
                HouseholdKind(cell["kind"], shares[row], cell["roles"], means[row], sds[row])
                for row, cell in zip(rows, cells, strict=True)
            )
        )
    return tuple(by_size)


def _fifths(table: AggregateTable, year: int) -> tuple[float, ...]:
    years, fifths = _years(table), table.counts("fifth")
    table.words("fifth", [str(fifth) for fifth in range(1, 6)])
    table.once("year", "fifth")
    means = table.numbers("mean_per_head", 1, 1e12, "an amount of money per year, 1 or more")
    rows = [row for row, value in enumerate(years) if value == year]
    if [fifths[row] for row in rows] != [1, 2, 3, 4, 5]:
        known = ", ".join(map(str, sorted(set(years))))
        rule = f"it must hold fifths 1 to 5 of {year}, the society's income_year"
        fault = Fault(table.file, 0, "year", "incomplete", rule, f"It has {known}.")
        raise SocietyError([fault])
    for low, high in pairwise(rows):
        if means[high] <= means[low]:
            raise table.fault(high, "mean_per_head", "it must be above the fifth below")
    return tuple(means[row] for row in rows)


def _years(table: AggregateTable) -> tuple[int, ...]:
    rule = "a year from 1900 to 2200"
    return tuple(int(year) for year in table.numbers("year", 1900, 2200, rule))


def _levels(table: AggregateTable, year: int) -> tuple[IncomeLevel, ...]:
    table.words("measure", MEASURES)
    _years(table)
    table.once("year", "measure")
    values = table.numbers("per_head", 1, 1e12, "an amount of money per year, 1 or more")
    if (year, "median") not in zip(table.counts("year"), table.text("measure"), strict=True):
        rule = f"it must hold the median of {year}, the society's income_year, to tell its money by"
        raise SocietyError([Fault(table.file, 0, "measure", "incomplete", rule, "")])
    return tuple(
        IncomeLevel(row["measure"], value, row["evidence"], row["source"])
        for row, value, row_year in zip(table.rows, values, table.counts("year"), strict=True)
        if row_year == year
    )


def _ginis(table: AggregateTable) -> tuple[Gini, ...]:
    table.words("concept", CONCEPTS)
    _years(table)
    table.once("year", "concept")
    values = table.numbers("gini", 0, 1, "a Gini coefficient from 0 to 1")
    return tuple(
        Gini(year, row["concept"], value, row["evidence"], row["source"])
        for row, value, year in zip(table.rows, values, table.counts("year"), strict=True)
    )


def _activities(table: AggregateTable) -> tuple[Activity, ...]:
    start, end = table.counts("from_age"), table.counts("to_age")
    table.once("from_age", "settlement", "tertiary")
    columns = [table.shares(name) for name in ("student", "not_working", "retired")]
    activities = []
    for row, cells in enumerate(table.rows):
        if cells["settlement"] not in SETTLEMENTS:
            raise table.fault(row, "settlement", f"it must be one of {', '.join(SETTLEMENTS)}")
        if cells["tertiary"] not in ("yes", "no"):
            raise table.fault(row, "tertiary", "it must be yes or no")
        if not start[row] <= end[row] <= OLDEST_AGE:
            raise table.fault(row, "to_age", f"it must be from from_age to {OLDEST_AGE}")
        shares = [column[row] for column in columns]
        if sum(shares) > 1 + 1e-9:
            raise table.fault(row, "retired", "student, not_working and retired must not exceed 1")
        is_urban = cells["settlement"] == "urban"
        activities.append(
            Activity(start[row], end[row], is_urban, cells["tertiary"] == "yes", *shares)
        )
    return tuple(activities)


def _jobs(table: AggregateTable) -> tuple[tuple[tuple[float, ...], ...], ...]:
    table.order("settlement", [name for name in SETTLEMENTS for _ in EDUCATION])
    table.order("education", EDUCATION * len(SETTLEMENTS))
    columns = [table.shares(job) for job in JOBS]
    for row in range(len(table.rows)):
        total = sum(column[row] for column in columns)
        if abs(total - 1) > 1e-6:
            remedy = f"They sum to {total:.4f}."
            raise table.fault(row, JOBS[-1], "the shares of all jobs must sum to 1", remedy)
    by_row = tuple(zip(*columns, strict=True))
    half = len(EDUCATION)
    return by_row[:half], by_row[half:]


def _knots(
    table: AggregateTable, x: str, y: str, highest: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    xs = table.numbers(x, 0, OLDEST_AGE, f"a number from 0 to {OLDEST_AGE}")
    ys = table.numbers(y, 0, highest, f"a number from 0 to {highest:g}")
    for row in range(1, len(xs)):
        if xs[row] <= xs[row - 1]:
            raise table.fault(row, x, "it must be above the row before")
    return xs, ys
