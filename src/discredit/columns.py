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

from discredit.vocabulary import (
    ARMS,
    CAUSES,
    EXITS,
    GROUNDS,
    GROUPS,
    SERVICES,
    TURNED,
    UNFAIR_CAUSES,
    UNFAIRLY,
    UNFAIRS,
    WRONGS,
    Exit,
    Stage,
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


class Column(NamedTuple):
    """One column: a NumPy kind, or 'label' with the words that its whole numbers stand for."""

    name: str
    kind: str
    template: str  # what it says, see `vocabulary.told`
    unit: str = ""  # '' for yes and no, words, and bits
    labels: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """What the column says, of ordinary lists."""
        return told(self.template)

    @property
    def is_bits(self) -> bool:
        """Whether each bit says something of its own."""
        return self.unit.startswith("bit ")


class Measure(NamedTuple):
    """A column of the series: what one unit of the record's whole numbers stands for."""

    template: str  # what it is called, see `vocabulary.told`
    unit: str
    scale: float = 1.0
    is_flow: bool = False  # adds up over months; a stock does not


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


def _table(*columns: Column) -> dict[str, Column]:
    table = {column.name: column for column in columns}
    if len(table) != len(columns):
        raise AssertionError("a column is declared twice")
    return table


def _words(name: str, says: str, labels: tuple[str, ...]) -> Column:
    return Column(name, "label", says, labels=labels)


def _is(name: str, says: str) -> Column:
    return Column(name, "bool", says)


def _codes(codes: type[IntEnum]) -> tuple[str, ...]:
    return tuple(word(code) for code in codes)


_GROUND = ("none", *GROUNDS)
_LABELS = {dimension.name: dimension.labels for dimension in GROUPS}
_BIT_OF_CONDUCT = "bit per ground, then per conduct of the catalogue"
_BIT_OF_LIST = "bit per list"
_BIT_OF_SERVICE = "bit per service"
SEED = Column("seed", "uint64", "seed of the society and of its luck")
ARM = _words("arm", "world", ARMS)
PERSON = Column("person", "int32", "row number of the person in this society")

PEOPLE = _table(
    SEED,
    PERSON,
    _words("province", "province", _LABELS["province"]),
    _words("settlement", "kind of place", _LABELS["settlement"]),
    _words("migrant", "registered where they live, or elsewhere", _LABELS["migrant"]),
    _words("sex", "sex", _LABELS["sex"]),
    _words("background", "ethnic or migrant background", _LABELS["background"]),
    _words("disability", "disability", _LABELS["disability"]),
    Column("age", "uint8", "age", "years"),
    _words("age_band", "age", _LABELS["age_band"]),
    _words("education", "level of school reached or attended", _LABELS["education"]),
    _words("income_fifth", "fifth of income per head", _LABELS["income_fifth"]),
    _words("occupation", "occupation", _LABELS["occupation"]),
    Column("household", "int32", "row number of the head of the household"),
    Column("household_size", "uint8", "people in the household", "people"),
    Column("income", "float32", "income of the household", "CNY per month per head"),
    Column("earnings", "float32", "own earnings", "CNY per month"),
    Column("savings", "float32", "savings at the start", "CNY"),
    _is("is_earner", "has earnings"),
    _is("is_representative", "is the legal representative of a company"),
)
"""Who exists."""

TALLY = _table(
    Column("first_listed", "int16", "month in which first {state}, -1 for never"),
    Column("about_other", "uint16", "entries that rest on a namesake's record", _BIT_OF_LIST),
    Column("flaws", "uint16", "all that was amiss with an entry so far", "bit per flaw"),
    _is("never_notified", "ever {state}, and no letter came"),
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
    _is("has_done", "ever owed a judgment or did what counts against one"),
    Column("paid", "float32", "paid on judgments", "CNY"),
    Column("fined_wrongly", "float32", "money taken while {wrongly}: fines and deductions", "CNY"),
    Column("income", "float32", "income over the run", "CNY"),
    Column("band", "uint8", "band of the first scorer at the end, 0 the lowest, 255 without one"),
)
"""What has happened to a person since the start."""

AT_THE_END = _table(
    Column("owed", "float32", "owed at the end", "CNY"),
    Column("savings", "float32", "savings at the end", "CNY"),
    Column("belief", "float32", "perceived risk of being {state}, at the end", "probability"),
    Column("trust", "float32", "trust at the end", MOOD),
    Column("trust_if_known", "float32", "trust at the end, if all on file knew of it", MOOD),
    Column("grievance", "float32", "grievance at the end", MOOD),
    Column("wellbeing", "float32", "wellbeing at the end", MOOD),
    _is("is_employed", "has work at the end"),
)
"""What is so of a person when the run is over."""

PERSONS = _table(
    SEED,
    ARM,
    PERSON,
    *TALLY.values(),
    *(_is(f"wrongly_{c}", f"ever {{wrongly}}: {said.label}") for c, said in CAUSES.items()),
    _is("turned", f"ever {{state}}, {TURNED.label}"),
    *(_is(f"unfairly_{c}", f"ever {UNFAIRLY}: {said.label}") for c, said in UNFAIR_CAUSES.items()),
    *AT_THE_END.values(),
    _words("status", "harshest status on any list at the end", _codes(Status)),
    Column("times_listed", "uint16", "entries on lists", "entries"),
    Column(
        "score",
        "float32",
        "score of the first scorer at the end; of nobody whose band is 255",
        "points",
    ),
    Column("score_then", "float32", "that score as the last year of the run began", "points"),
)
"""What happened to whom in which world, and where each ended."""

DIARY = _table(
    _is("owes", "owes an unperformed judgment"),
    _is("has_means", "could pay it"),
    Column("owed", "float32", "owed", "CNY"),
    _words("conduct", "conduct towards the court, in truth", _GROUND),
    Column("did", "uint32", "what was done, in truth", _BIT_OF_CONDUCT),
    Column("bought", "uint32", "good deeds done for the score", _BIT_OF_CONDUCT),
    Column("hidden", "uint32", "done where no agency can see it", _BIT_OF_CONDUCT),
    _is("pays_off", "pays the debt off"),
    _is("pays_part", "pays a part of it"),
    Column("paid", "float32", "paid on judgments", "CNY"),
    _is("company_owes", "the company represented owes a judgment"),
    _is("is_employed", "has work"),
    Column("income", "float32", "income per head that came in", "CNY"),
    Column("savings", "float32", "savings", "CNY"),
    _is("is_aware", "knows of an entry"),
    Column("trust", "float32", "trust", MOOD),
    Column("grievance", "float32", "grievance", MOOD),
    Column("wellbeing", "float32", "wellbeing", MOOD),
    _is("listed_at_home", "somebody else in the household is {state}"),
    Column("listed_ties", "int32", "ties to people who are {state}", "ties"),
    _is("file_open", "the court has a file"),
    _words("recorded_ground", "first ground on record this month", _GROUND),
    Column("records", "uint32", "records written this month", _BIT_OF_CONDUCT),
    _is("recorded_for_company", "the record is for a company's debt"),
    _is("recorded_payment", "a payment is on file"),
    _is("is_stray", "a record of this month belongs to a namesake"),
    Column("score", "float32", "score, of the first scorer", "points"),
    Column("band", "int32", "band of the first scorer, 0 the lowest, 255 without one"),
    _words("status", "harshest status: clear, warned or listed, that is {state}", _codes(Status)),
    Column("lists", "uint16", "lists that the person is on, the black ones", _BIT_OF_LIST),
    _is("was_notified", "a letter about an entry has come"),
    _words("exit", "how an entry ended this month", _codes(Exit)),
    _is("about_other", "an entry rests on a namesake's record"),
    _words("wrong_cause", "why an entry is wrong in truth", ("none", *WRONGS)),
    _is("turned", "an entry is right, and the means to pay are gone since"),
    _words("unfair_cause", "why an entry is unfair though lawful", ("none", *UNFAIRS)),
    Column("closed", "uint32", "doors closed", _BIT_OF_SERVICE),
    Column("favoured", "uint32", "doors favoured", _BIT_OF_SERVICE),
    Column("attempts", "uint32", "services sought", _BIT_OF_SERVICE),
    Column("refused", "uint32", "services refused", _BIT_OF_SERVICE),
    Column("hours", "float32", "hours lost going round, or at slow doors", "hours"),
    Column("waited", "float32", "hours waited at counters", "hours"),
    Column("fined", "float32", "fines and deductions", "CNY"),
    _words("appeal_stage", "where an appeal stands", _codes(Stage)),
    _is("appeal_filed", "files an appeal"),
    _is("appeal_served", "an appeal is heard"),
    _is("appeal_won", "an appeal is won"),
)
"""One month of a person who is followed: what is so beside what is on file."""


_count = partial(Measure, unit="people")
_event = partial(Measure, unit="events", is_flow=True)
_money = partial(Measure, unit="CNY", scale=10.0, is_flow=True)

Part = Literal[
    "listing", "refusals", "living", "conduct", "favour", "score", "points", "counters", "prices",
    "informal", "giving_up", "grace", "thin_files",
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
        "appeals_won": _event("appeals won"),
        "appeals_waiting": _count("appeals waiting"),
        "hearing_months": Measure("months waited for a hearing", "months", is_flow=True),
        "correction_months": Measure("months {state} before a correction", "months", is_flow=True),
        "jobless": _count("workers without work"),
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
    "favour": {
        "red_listed": _count("{red}"),
        "favoured": _count("some door favoured"),
    },
    "score": {
        "scored": _count("have a score"),
        "low_band": _count("in the lowest band"),
        "top_band": _count("in the highest band"),
        "scored_too_low": _count("in a lower band than own conduct would earn"),
        "scored_too_high": _count("in a higher band than own conduct would earn"),
        "scored_otherwise": _count("have a score that own conduct would not give"),
        "file_errors": _count("an error stands in the file of some scorer"),
        "files_mended": _event("files mended"),
        "disagreement": _count("put on different thirds of the scale by different scorers"),
    },
    "points": {"score": Measure("score, where one alone scores", "points")},
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
    "grace": {
        "objections": _event("objections while grace runs"),
        "objections_heard": _event("objections heard"),
        "objections_upheld": _event("objections upheld, so that no entry follows"),
        "paid_in_grace": _event("debts paid off while grace runs"),
    },
    "thin_files": {"loans_opened": _event("loans to people whom no bank knew, by favour")},
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
OF_CASES = ("wait", "wait_favoured", "mean_score", "time_to_correction", "time_to_hearing")
"""The measures of `effects` that are a column of the series over another."""


def month_column(months: tuple[str, ...]) -> Column:
    """The column of the months of a run, as YYYY-MM.

    Args:
        months: All months of a run, in order.
    """
    return _words("month", "month", months)


def label_column(label: str) -> Column:
    """The last column of every table: what the system must wear.

    Args:
        label: What the system must wear; '' for nothing.
    """
    return _words("label", "what the system must wear", (label,))


DIMENSION = _words("dimension", "way of dividing people", tuple(dict(SERIES_GROUPS)))
GROUP = _words("group", "group of people", tuple(dict.fromkeys(g for _, g in SERIES_GROUPS)))
