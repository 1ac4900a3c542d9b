"""The four tables of a result: their columns, and their rows made from arrays.

Rows are plain NumPy columns until they are written; a label is an index into its column's labels.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple, get_args

import numpy as np

from discredit.plan import Plan
from discredit.policy.compile import compile_rules
from discredit.policy.label import label_of
from discredit.record import (
    GROUP_LABELS,
    MEASURES,
    present,
)
from discredit.society.people import age_band
from discredit.units import month_text
from discredit.vocabulary import (
    AGE_BANDS,
    ARMS,
    EDUCATION,
    FIFTHS,
    GROUNDS,
    GROUPS,
    OCCUPATIONS,
    RESIDENCE,
    SETTLEMENTS,
    WRONGS,
    Arm,
    Exit,
    Stage,
    Status,
)

Rows = dict[str, np.ndarray]
TableName = Literal["series", "people", "persons", "events"]
TABLES: Final[tuple[TableName, ...]] = get_args(TableName)

ALL: Final = ("all", "all")
"""The first row of each month of the series: everybody."""
SERIES_GROUPS: Final = (ALL, *GROUP_LABELS)
_PROVINCES: Final = sum(dimension == "province" for dimension, _ in GROUP_LABELS)


class Column(NamedTuple):
    """One column: a NumPy kind, or 'label' with the words that its whole numbers stand for."""

    name: str
    kind: str
    labels: tuple[str, ...] = ()


def _labels(name: str, labels: tuple[str, ...]) -> Column:
    return Column(name, "label", labels)


def _words(codes: type) -> tuple[str, ...]:
    return tuple(code.name.lower() for code in codes)  # pyright: ignore[reportGeneralTypeIssues]


_SEED = Column("seed", "uint64")
_ARM = _labels("arm", ARMS)
_PERSON = Column("person", "int32")
_GROUND = ("none", *GROUNDS)

_PEOPLE = (
    _SEED,
    _PERSON,
    _labels("province", GROUPS[0].labels),
    _labels("settlement", SETTLEMENTS),
    _labels("migrant", RESIDENCE),
    Column("age", "uint8"),
    _labels("age_band", AGE_BANDS),
    _labels("education", EDUCATION),
    _labels("income_fifth", FIFTHS),
    _labels("occupation", OCCUPATIONS),
    Column("household", "int32"),
    Column("household_size", "uint8"),
    Column("income", "float32"),
    Column("earnings", "float32"),
    Column("savings", "float32"),
    Column("is_earner", "bool"),
    Column("is_representative", "bool"),
)

_TALLY = (
    Column("first_listed", "int16"),
    Column("about_other", "uint16"),
    Column("wrong_causes", "uint8"),
    Column("never_notified", "bool"),
    *(
        Column(name, "uint16")
        for name in (
            "months_listed",
            "months_wrongly",
            "months_shut_out",
            "months_listed_at_home",
            "months_favoured",
            "times_refused",
        )
    ),
    Column("appeals", "uint8"),
    Column("corrections", "uint8"),
    Column("debts_paid", "uint8"),
    Column("months_jobless", "uint16"),
    Column("has_done", "bool"),
    Column("paid", "float32"),
    Column("income", "float32"),
)
_FINAL_TRUTH = ("owed", "savings", "belief", "trust", "grievance", "wellbeing")
_PERSONS = (
    _SEED,
    _ARM,
    _PERSON,
    *_TALLY,
    *(Column(f"wrongly_{cause}", "bool") for cause in WRONGS),
    *(Column(name, "float32") for name in _FINAL_TRUTH),
    Column("is_employed", "bool"),
    _labels("status", _words(Status)),
    Column("times_listed", "uint16"),
    Column("score", "float32"),
)

_TRACE: tuple[Column, ...] = (
    Column("owes", "bool"),
    Column("has_means", "bool"),
    Column("owed", "float32"),
    _labels("conduct", _GROUND),
    Column("did", "uint32"),
    Column("bought", "uint32"),
    Column("pays_off", "bool"),
    Column("pays_part", "bool"),
    Column("paid", "float32"),
    Column("company_owes", "bool"),
    Column("is_employed", "bool"),
    Column("income", "float32"),
    Column("savings", "float32"),
    Column("is_aware", "bool"),
    Column("trust", "float32"),
    Column("grievance", "float32"),
    Column("wellbeing", "float32"),
    Column("listed_at_home", "bool"),
    Column("listed_ties", "int32"),
    Column("file_open", "bool"),
    _labels("recorded_ground", _GROUND),
    Column("records", "uint32"),
    Column("recorded_for_company", "bool"),
    Column("recorded_payment", "bool"),
    Column("is_stray", "bool"),
    Column("score", "float32"),
    Column("band", "int32"),
    _labels("status", _words(Status)),
    Column("lists", "uint16"),
    Column("was_notified", "bool"),
    _labels("exit", _words(Exit)),
    Column("about_other", "bool"),
    _labels("wrong_cause", ("none", *WRONGS)),
    Column("closed", "uint32"),
    Column("favoured", "uint32"),
    Column("attempts", "uint32"),
    Column("refused", "uint32"),
    Column("hours", "float32"),
    Column("waited", "float32"),
    Column("fined", "float32"),
    _labels("appeal_stage", _words(Stage)),
    Column("appeal_filed", "bool"),
    Column("appeal_served", "bool"),
    Column("appeal_won", "bool"),
)


class Form(NamedTuple):
    """What of a run its tables depend on."""

    months: tuple[str, ...]  # YYYY-MM
    measures: tuple[str, ...]  # those taken of this system, in order
    label: str  # what every row wears: disputed, fictional, planned; '' for none


def form_of(plan: Plan) -> Form:
    """The form of the tables of a run."""
    rules = compile_rules(plan.policy, plan.first_month, 1)
    months = tuple(month_text(plan.first_month + t) for t in range(plan.months))
    return Form(months, present(rules), label_of(plan.policy))


def columns_of(table: TableName, form: Form) -> tuple[Column, ...]:
    """The columns of a table, in order; the last tells what the system must wear."""
    month, label = _labels("month", form.months), _labels("label", (form.label,))
    if table == "people":
        return (*_PEOPLE, label)
    if table == "persons":
        return (*_PERSONS, label)
    if table == "events":
        return (_SEED, _ARM, _PERSON, month, *_TRACE, label)
    return (
        _SEED,
        _ARM,
        month,
        _labels("dimension", tuple(dict.fromkeys(d for d, _ in SERIES_GROUPS))),
        _labels("group", tuple(dict.fromkeys(g for _, g in SERIES_GROUPS))),
        *(
            Column(name, "int64" if MEASURES[name].scale == 1 else "float64")
            for name in form.measures
        ),
        label,
    )


def series_rows(seed: int, arm: Arm, sums: np.ndarray, form: Form, first: int = 0) -> Rows:
    """Rows of `series` from sums [months, groups, measures], `first` months after the start."""
    months = sums.shape[0]
    sums = with_everybody(sums)
    dimension, group = columns_of("series", form)[3:5]
    each = len(SERIES_GROUPS)
    rows: Rows = {
        **_whose(seed, arm, months * each),
        "month": np.repeat(np.arange(first, first + months), each),
        "dimension": np.tile([dimension.labels.index(d) for d, _ in SERIES_GROUPS], months),
        "group": np.tile([group.labels.index(g) for _, g in SERIES_GROUPS], months),
    }
    for i, name in enumerate(form.measures):
        column, scale = sums[:, :, i].reshape(-1), MEASURES[name].scale
        rows[name] = column if scale == 1 else column * scale
    return rows


def with_everybody(sums: np.ndarray) -> np.ndarray:
    """Sums [months, groups, measures] with everybody put first: the order of SERIES_GROUPS."""
    everybody = sums[:, :_PROVINCES].sum(axis=1, keepdims=True)
    return np.concatenate([everybody, sums], axis=1)


Look = Callable[[str], np.ndarray]
"""The rows in hand of the column of some name."""


def people_rows(seed: int, who: Look, first: int, count: int) -> Rows:
    """Rows of `people`, `count` from row `first` on: who exists. `who` looks up traits."""
    person = np.arange(first, first + count, dtype=np.int32)
    rows: Rows = {
        "seed": np.full(count, seed, np.uint64),
        "label": np.zeros(count, np.int8),
        "person": person,
        "settlement": who("is_urban").astype(np.uint8),
        "migrant": who("is_migrant").astype(np.uint8),
        "age_band": age_band(who("age")),
        "household": person - who("place_in_household").astype(np.int32),
    }
    columns = {
        column.name: rows[column.name] if column.name in rows else who(column.name)
        for column in _PEOPLE
    }
    return {**columns, "label": rows["label"]}


def persons_rows(
    seed: int, arm: Arm, world: Look, first: int, count: int, *, is_scored: bool
) -> Rows:
    """Rows of `persons`, `count` from row `first` on: what happened to each, and where each ended.

    `world` looks up columns of the world at its end, [..., rows], by names such as `tally.paid`;
    the score is that of the first scorer, 0 where nobody scores.
    """
    tally = {column.name: world(f"tally.{column.name}") for column in _TALLY}
    return {
        **_whose(seed, arm, count),
        "person": np.arange(first, first + count, dtype=np.int32),
        **tally,
        **{
            f"wrongly_{cause}": (tally["wrong_causes"] >> bit) & 1 == 1
            for bit, cause in enumerate(WRONGS)
        },
        **{name: world(f"truth.{name}") for name in _FINAL_TRUTH},
        "is_employed": world("truth.is_employed"),
        "status": world("held.listed.status").max(axis=0),
        "times_listed": world("held.listed.times").sum(axis=0),
        "score": world("held.scores.shown")[0] if is_scored else np.zeros(count),
    }


def events_rows(
    seed: int, arm: Arm, traced: tuple[int, ...], trace: Mapping[str, np.ndarray]
) -> Rows:
    """Rows of `events` from what `run.months` kept of the traced people: [months, slots] each."""
    names = [column.name for column in _TRACE]
    if set(names) != set(trace):
        raise AssertionError(f"events and record.trace differ in {set(names) ^ set(trace)}")
    months = len(next(iter(trace.values())))
    count = len(traced)
    kinds = {column.name: np.int64 if column.kind == "label" else column.kind for column in _TRACE}
    return {
        **_whose(seed, arm, months * count),
        "person": np.repeat(np.asarray(traced, np.int32), months),
        "month": np.tile(np.arange(months), count),
        **{name: trace[name][:, :count].T.reshape(-1).astype(kinds[name]) for name in names},
    }


def no_rows(table: TableName, form: Form) -> Rows:
    """A table of no rows."""
    return {
        column.name: np.zeros(0, np.int64 if column.kind == "label" else column.kind)
        for column in columns_of(table, form)
    }


def _whose(seed: int, arm: Arm, count: int) -> Rows:
    return {
        "seed": np.full(count, seed, np.uint64),
        "arm": np.full(count, ARMS.index(arm), np.int8),
        "label": np.zeros(count, np.int8),
    }


class Digests:
    """SHA-256 of every column of every table, fed rows by rows; no writer's bytes are in it."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._of: dict[str, dict[str, hashlib._Hash]] = {}

    def take(self, table: TableName, rows: Rows) -> None:
        """Add rows to a table's digests."""
        columns = columns_of(table, self._form)
        if table not in self._of:
            self._of[table] = {
                column.name: hashlib.sha256(json.dumps(column).encode()) for column in columns
            }
        for column in columns:
            kind = np.dtype("int32" if column.kind == "label" else column.kind)
            values = np.ascontiguousarray(rows[column.name], kind.newbyteorder("<"))
            self._of[table][column.name].update(values.data)

    def by_column(self) -> dict[str, dict[str, str]]:
        """The digests so far."""
        return {
            table: {name: made.hexdigest() for name, made in columns.items()}
            for table, columns in self._of.items()
        }
