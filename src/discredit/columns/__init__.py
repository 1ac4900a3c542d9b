"""The columns that are recorded, each declared once: its name, its kind, what it says, its unit.

The tally and the diary of a month are begun from these tables, the files of a result are laid out
by them, and measures and life stories take their words from them. Whoever makes or reads a table
says so to `agree`, which refuses a column that one of the two does not know.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import partial
from typing import Literal, NamedTuple, get_args

from discredit.columns.measure import Measure
from discredit.columns.of_debts import OF_DEBTS, OF_FIRMS
from discredit.columns.of_parts import DERIVED as DERIVED
from discredit.columns.of_parts import OF_BUDGET, OF_CHECKS, OF_GRACE, OF_TRADE
from discredit.columns.of_years import OF_YEARS, OF_YEARS_AND_DEBTS, OF_YEARS_AND_FIRMS
from discredit.vocabulary import (
    ARMS,
    CAUSES,
    EXITS,
    GROUNDS,
    GROUPS,
    SERVICES,
    SHORTFALLS,
    TURNED,
    UNFAIR_CAUSES,
    UNFAIRLY,
    UNSCORED,
    Status,
    told,
    word,
)  # fmt: skip

TableName = Literal["series", "people", "persons", "events", "readout"]
TABLES: tuple[TableName, ...] = get_args(TableName)
"""The tables of a result."""

ALL = ("all", "all")
"""The first row of each month of the series: everybody."""
GROUP_LABELS = tuple((dimension.name, label) for dimension in GROUPS for label in dimension.labels)
"""The other rows: every group of every dimension, in order."""
SERIES_GROUPS = (ALL, *GROUP_LABELS)

MOOD = "standard deviations"
TOO_LOW = "in a lower band than own conduct would earn"


class Column(NamedTuple):
    """One column: a NumPy kind, or 'label' with the words that its whole numbers stand for."""

    name: str
    kind: str
    template: str  # what it says, see `vocabulary.told`
    unit: str = ""  # '' for yes and no, words, and bits
    labels: tuple[str, ...] = ()
    missing: int | None = None  # what the record holds where there is nothing; None: there is

    @property
    def says(self) -> str:
        """What the column says, of ordinary lists."""
        return told(self.template)

    @property
    def is_bits(self) -> bool:
        """Whether each bit says something of its own."""
        return self.unit.startswith("bit ")


def agree(reader: str, declared: Iterable[str], known: Iterable[str]) -> None:
    """Hold a reader to the columns that are declared.

    Args:
        reader: Who makes or reads the columns, for the message.
        declared: The names in this file.
        known: The names that the reader has.

    Raises:
        AssertionError: One of the two knows a column that the other does not.
    """
    apart = set(declared) ^ set(known)
    if apart:
        raise AssertionError(f"{reader} and the declared columns differ in {sorted(apart)}")


def table(*columns: Column) -> dict[str, Column]:
    """Columns by name.

    Args:
        columns: In order.

    Raises:
        AssertionError: One is declared twice.
    """
    table = {column.name: column for column in columns}
    if len(table) != len(columns):
        raise AssertionError("a column is declared twice")
    return table


def words(name: str, says: str, labels: tuple[str, ...]) -> Column:
    """A column of words.

    Args:
        name: Of the column.
        says: What it says.
        labels: The words.
    """
    return Column(name, "label", says, labels=labels)


def yes(name: str, says: str) -> Column:
    """A column of yes and no.

    Args:
        name: Of the column.
        says: What it says.
    """
    return Column(name, "bool", says)


def codes(of: type[IntEnum]) -> tuple[str, ...]:
    """The words of some codes.

    Args:
        of: The codes.
    """
    return tuple(word(code) for code in of)


_GROUND = ("none", *GROUNDS)
_LABELS = {dimension.name: dimension.labels for dimension in GROUPS}
_BIT_OF_CONDUCT = "bit per ground, then per conduct of the catalogue"
_BIT_OF_LIST = "bit per list"
_BIT_OF_SERVICE = "bit per service"
SEED = Column("seed", "int64", "seed of the society and of its luck")
NEVER = -1
"""The month of what has not happened, and of what was so before the run began."""
NOWHERE = -1
"""The row of whoever was not in the society yet."""
ARM = words("arm", "world", ARMS)
PERSON = Column("person", "int32", "row number of the person in this society")

PEOPLE = table(
    SEED,
    PERSON,
    words("region", "region", _LABELS["region"]),
    words("settlement", "kind of place", _LABELS["settlement"]),
    words("migrant", "registered where they live, or elsewhere", _LABELS["migrant"]),
    words("sex", "sex", _LABELS["sex"]),
    words("background", "ethnic or migrant background", _LABELS["background"]),
    words("disability", "disability", _LABELS["disability"]),
    Column("age", "uint8", "age", "years"),
    words("age_band", "age", _LABELS["age_band"]),
    words("education", "level of school reached or attended", _LABELS["education"]),
    words("income_fifth", "fifth of income per head", _LABELS["income_fifth"]),
    words("occupation", "occupation", _LABELS["occupation"]),
    Column("household", "int32", "row number of the head of the household"),
    Column("household_size", "uint8", "people in the household", "people"),
    Column("income", "float32", "income of the household", "CNY per month per head"),
    Column("earnings", "float32", "own earnings", "CNY per month"),
    Column("savings", "float32", "savings at the start", "CNY"),
    yes("is_earner", "has earnings"),
    yes("is_representative", "is the legal representative of a company"),
    Column("arrived", "int16", "month in which the person came", missing=NEVER),
    Column("moved_in", "int16", "month since which the person lives in this place", missing=NEVER),
    Column(
        "origin", "int32", "row in which the person lived when the record began", missing=NOWHERE
    ),
)
"""Who exists, at the end of the run."""

TALLY = table(
    Column("first_listed", "int16", "month in which first {state}", missing=NEVER),
    Column("about_other", "uint16", "entries that rest on a namesake's record", _BIT_OF_LIST),
    Column("flaws", "uint16", "all that was amiss with an entry so far", "bit per flaw"),
    yes("never_notified", "ever {state}, and no letter came"),
    Column("months_listed", "uint16", "months {state}", "months"),
    Column("months_wrongly", "uint16", "months {wrongly}", "months"),
    Column("months_shut_out", "uint16", "months with a door closed", "months"),
    Column("months_listed_at_home", "uint16", "months with a family member {state}", "months"),
    Column("months_favoured", "uint16", "months with a door favoured", "months"),
    Column("times_refused", "uint16", "services refused", "refusals"),
    Column("appeals", "uint8", "appeals filed", "appeals"),
    Column("corrections", "uint8", "appeals won", "appeals"),
    Column("debts_paid", "uint8", "debts paid off", "debts"),
    Column("months_jobless", "uint16", "months without work", "months"),
    yes("has_done", "ever owed a judgment or did what counts against one"),
    Column("paid", "float32", "paid on judgments", "CNY"),
    Column("fined_wrongly", "float32", "money taken while {wrongly}: fines and deductions", "CNY"),
    Column("income", "float32", "income over the run", "CNY"),
    Column("band", "uint8", "band of the first scorer at the end, 0 the lowest", missing=UNSCORED),
)
"""What has happened to a person since the start."""

AT_THE_END = table(
    Column("owed", "float32", "owed at the end", "CNY"),
    Column("savings", "float32", "savings at the end", "CNY"),
    Column("belief", "float32", "perceived risk of being {state}, at the end", "probability"),
    Column("trust", "float32", "trust at the end", MOOD),
    Column("trust_if_known", "float32", "trust at the end, if all on file knew of it", MOOD),
    Column("grievance", "float32", "grievance at the end", MOOD),
    Column("wellbeing", "float32", "wellbeing at the end", MOOD),
    yes("is_employed", "has work at the end"),
)
"""What is so of a person when the run is over."""

PERSONS = table(
    SEED,
    ARM,
    PERSON,
    *TALLY.values(),
    *(yes(f"wrongly_{c}", f"ever {{wrongly}}: {said.label}") for c, said in CAUSES.items()),
    yes("turned", f"ever {{state}}, {TURNED.label}"),
    *(yes(f"unfairly_{c}", f"ever {UNFAIRLY}: {said.label}") for c, said in UNFAIR_CAUSES.items()),
    *AT_THE_END.values(),
    words("status", "harshest status on any list at the end", codes(Status)),
    Column("times_listed", "uint16", "entries on lists", "entries"),
    Column("score", "float32", "score of the first scorer at the end", "points"),
    Column("score_then", "float32", "that score as the last year of the run began", "points"),
)
"""What happened to whom in which world, and where each ended."""

TOO_LOWS = table(
    *(yes(f"too_low_{c}", f"ever {TOO_LOW}: {said.label}") for c, said in SHORTFALLS.items()),
)
"""The same of scores, each where the system can have it."""

_count = partial(Measure, unit="people")
_event = partial(Measure, unit="events", is_flow=True)
_short = partial(Measure, unit="points", scale=0.01)
_money = partial(Measure, unit="CNY", scale=10.0, is_flow=True)

Part = Literal[
    "listing", "refusals", "living", "conduct", "favour", "score", "points", "counters", "prices",
    "sight", "points_sight", "others", "points_others", "informal", "giving_up", "grace",
    "thin_files", "debts", "firms", "checks", "trade", "budget", "years", "years_debts",
    "years_firms",
]  # fmt: skip
"""What a policy may lack all measures of, apart from listing, refusals and living."""

PARTS: dict[Part, dict[str, Measure]] = {
    "listing": {
        "people": _count("people"),
        "in_default": _count("owe an unperformed judgment"),
        "cannot_pay": _count("owe one and cannot pay"),
        "debts_paid": _event("debts paid off"),
        "debts_paid_while_listed": _event("debts paid off while {state}"),
        "files_opened": _event("files opened"),
        "files_opened_cannot_pay": _event("files opened on people who cannot pay"),
        "records_expected": Measure("expected records on people not {state}", "events", 1e-5, True),
        "entries": _event("new {entries}"),
        "warned": _count("warned, grace running or short of enough records"),
        "listed": _count("{state}"),
        "listed_wrongly": _count("{wrongly}"),
        **{f"wrongly_{c}": _count(f"{{wrongly}}: {said.label}") for c, said in CAUSES.items()},
        "listed_turned": _count(f"{{state}}, {TURNED.label}"),
        "listed_unfairly": _count(UNFAIRLY),
        **{f"unfairly_{c}": _count(f"{UNFAIRLY}: {w.label}") for c, w in UNFAIR_CAUSES.items()},
        "listed_without_notice": _count("{state}, no letter came"),
        "listed_unaware": _count("{state}, unaware of it"),
        **{
            f"exits_{word(way)}": _event(f"{{entries}} ended: {said.label}")
            for way, said in EXITS.items()
        },
        "shut_out": _count("some door closed"),
        "shut_out_by_stale_copy": _count("door closed by a stale copy"),
        "listed_at_home": _count("not {state}, a family member is"),
    },
    "refusals": {f"refused_{s}": _event(f"refused: {s.replace('_', ' ')}") for s in SERVICES},
    "living": {
        "appeals_filed": _event("appeals filed"),
        "appeals_served": _event("appeals heard"),
        "reviews_heard": _event("of these appeals, heard by the review"),
        "appeals_won": _event("appeals won"),
        "copies_cleared": _event("copies of entries that holders cleared"),
        "appeals_waiting": _count("appeals waiting"),
        "hearing_months": Measure("months waited for a hearing", "months", is_flow=True),
        "correction_months": Measure("months {state} before a correction", "months", is_flow=True),
        "jobless": _count("workers without work"),
        "short_of_money": _count("cannot pay all of the month's bills"),
        "bills_unpaid": _money("bills that neither income nor savings cover"),
        "hours_lost": Measure("hours lost at doors, less those spared", "hours", 0.01, True),
        "contacts_lost": Measure("ties who kept away", "tie-months", 0.01, True),
        "fines": _money("fines and deductions"),
        "paid": _money("paid on judgments"),
        "income": _money("income per head"),
        "savings": Measure("savings", "CNY", 10.0),
        "trust": Measure("trust", MOOD, 1e-3),
        "trust_if_known": Measure("trust, if all on file knew of it", MOOD, 1e-3),
        "grievance": Measure("grievance", MOOD, 1e-3),
        "wellbeing": Measure("wellbeing", MOOD, 1e-3),
        "belief": Measure("perceived risk of being {state}", "probability", 1e-3),
    },
    "conduct": {
        "obligations_broken": _event("duties not met"),
        "offences": _event("offences"),
        "disfavoured_acts": _event("lawful acts that are disliked"),
        "deeds": _event("good deeds"),
        "deeds_bought": _event("good deeds done for the score"),
        "acts_hidden": _event("acts moved to where nobody sees them"),
        "records": _event("records of conduct"),
        "records_false": _event("records of what the person did not do"),
        "shut_out_blameless": _count("some door closed, and nothing ever done"),
    },
    "favour": {"red_listed": _count("{red}"), "favoured": _count("some door favoured")},
    "score": {
        "scored": _count("have a score"),
        "low_band": _count("in the lowest band"),
        "top_band": _count("in the highest band"),
        "scored_too_low": _count(TOO_LOW),
        "too_low_file": _count(f"{TOO_LOW}: {SHORTFALLS['file'].label}"),
        "scored_too_high": _count("in a higher band than own conduct would earn"),
        "scored_otherwise": _count("have a score that own conduct would not give"),
        "file_errors": _count("an error stands in the file of some scorer"),
        "files_mended": _event("files mended"),
        "disagreement": _count("put on different thirds of the scale by different scorers"),
    },
    "points": {
        "score": Measure("score, where one alone scores", "points"),
        "short_file": _short(f"of these points: {SHORTFALLS['file'].label}"),
    },
    "sight": {"too_low_sight": _count(f"{TOO_LOW}: {SHORTFALLS['sight'].label}")},
    "points_sight": {"short_sight": _short(f"of these points: {SHORTFALLS['sight'].label}")},
    "others": {"too_low_others": _count(f"{TOO_LOW}: {SHORTFALLS['others'].label}")},
    "points_others": {"short_others": _short(f"of these points: {SHORTFALLS['others'].label}")},
    "counters": {
        "counter_visits": _event("visits to counters without a lane"),
        "counter_visits_favoured": _event("visits to counters with a lane"),
        "counter_hours": Measure("hours waited without a lane", "hours", 0.01, True),
        "counter_hours_favoured": Measure("hours waited with a lane", "hours", 0.01, True),
    },
    "prices": {
        "dearer_paid": _money("paid beyond ordinary prices"),
        "discounts": _money("saved by discounts off ordinary prices"),
    },
    "informal": {"served_informally": _event("refused, and served by each other or underground")},
    "giving_up": {"appeals_given_up": _event("appeals given up while waiting")},
    "grace": OF_GRACE,
    "thin_files": {"loans_opened": _event("loans to people whom no bank knew, by favour")},
    "debts": OF_DEBTS,
    "firms": OF_FIRMS,
    "checks": OF_CHECKS,
    "trade": OF_TRADE,
    "budget": OF_BUDGET,
    "years": OF_YEARS,
    "years_debts": OF_YEARS_AND_DEBTS,
    "years_firms": OF_YEARS_AND_FIRMS,
}
"""What is measured of each month, part by part."""

MEASURES = {name: measure for part in PARTS.values() for name, measure in part.items()}
"""Every column that a monthly series may have, in order."""


LONGEST_LAG = 12
"""Months, at most, between the end of a run and the score of `score_then`."""

OF_PERSONS = (
    "ever_listed", "ever_wrongly", *(f"ever_{cause}" for cause in CAUSES), "ever_turned",
    "ever_unfairly", *(f"ever_{cause}" for cause in UNFAIR_CAUSES), "never_notified", "family_hit",
    "months_listed", "months_wrongly", "months_shut_out", "months_listed_at_home", "ever_shut_out",
    "ever_blameless", "months_favoured", "times_refused", "appeals_filed", "appeals_won",
    "debts_paid", "paid", "fined_wrongly", "months_jobless", "income", "savings", "trust",
    "trust_if_known", "grievance", "wellbeing",
)  # fmt: skip
"""The measures of `effects` that are taken person by person."""
OF_CASES = (
    "wait", "wait_favoured", "mean_score", "mean_short",
    *(f"mean_short_{cause}" for cause in SHORTFALLS), "time_to_correction", "time_to_hearing",
)  # fmt: skip
"""The measures of `effects` that are a column of the series over another."""


DATES = frozenset({"month", "arrived", "moved_in", "first_listed"})
"""Columns of months, counted from the start of a run: dates to whoever reads a table."""


def month_column(months: tuple[str, ...]) -> Column:
    """The column of the months of a run, counted from its start.

    Args:
        months: All months of a run, in order.
    """
    return words("month", "month", months)


def label_column(label: str) -> Column:
    """The last column of every table: what the system must wear.

    Args:
        label: What the system must wear; '' for nothing.
    """
    return words("label", "what the system must wear", (label,))


DIMENSION = words("dimension", "way of dividing people", tuple(dict(SERIES_GROUPS)))
GROUP = words("group", "group of people", tuple(dict.fromkeys(g for _, g in SERIES_GROUPS)))
