"""A column is declared once, in `columns.py`: whoever makes it or reads it knows the same ones."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, get_args, get_type_hints

import jax
import numpy as np
import pytest

from discredit import columns, record
from discredit.columns import AT_THE_END, DERIVED, MEASURES, PEOPLE, PERSONS, TABLES, TALLY
from discredit.followed import DIARY
from discredit.measures.catalogue import PERSON_MEASURES, RATIOS
from discredit.measures.effects import DISPARITIES
from discredit.measures.listing import HEADLINES
from discredit.measures.series import TAKEN_OF_PERSONS
from discredit.policy.compile import compile_rules
from discredit.policy.readout import Reading
from discredit.readout import OF_CONDUCTS, OF_LISTS
from discredit.record.diary import blank
from discredit.record.measures import how_many
from discredit.society.people import People
from discredit.store.readout import readout_rows
from discredit.store.rows_of_people import events_rows, people_rows, persons_rows
from discredit.store.tables import Form, Rows, columns_of
from discredit.truth import Truth
from everything_at_once import everything

WORDS = Path(columns.__file__).parents[1] / "words"
READINGS = (Reading("list", "court", "entries", 0), Reading("conduct", "litters", "acts", 6))
FORM = Form(("2016-01",), tuple(MEASURES), "", figures=READINGS)
READ = {"lists": np.zeros((1, len(OF_LISTS), 1)), "conducts": np.zeros((1, len(OF_CONDUCTS), 7))}
SIZES = {"n": 5, "list": 5, "scorer": 2, "feature": 7}


def abstract(kind: Any) -> Any:
    """A value of a declared kind of which only shapes and kinds of arrays are known."""
    if get_args(kind):  # a part that some policies lack
        (kind,) = (one for one in get_args(kind) if one is not type(None))
    if hasattr(kind, "_fields"):
        return kind(*map(abstract, get_type_hints(kind).values()))
    shape = tuple(SIZES.get(axis, 1) for axis in kind.dim_str.split())
    return jax.ShapeDtypeStruct(shape, np.dtype(kind.dtypes[0]))


def test_every_measure_and_every_line_of_the_diary_is_read_off_a_month() -> None:
    rules = jax.tree.map(lambda a: np.asarray(a)[0], compile_rules(everything(), 0, 1))
    n = SIZES["n"]
    cause, other = (jax.ShapeDtypeStruct((n,), kind) for kind in (np.uint8, np.uint16))
    has_done = jax.ShapeDtypeStruct((n,), bool)
    month, people = abstract(record.Month), abstract(People)
    rows = jax.eval_shape(record.measure, month, people, cause, has_done, rules)
    assert rows.shape == (n, how_many(rules))
    assert set(jax.eval_shape(record.trace, month, cause, other)) == set(DIARY) == set(blank(1))


def test_the_tally_is_of_the_declared_kinds() -> None:
    hints = get_type_hints(record.Tally)
    del hints["score_then"], hints["too_low"]  # only where somebody scores
    kinds = {name: kind.dtypes[0] for name, kind in hints.items()}
    begun = {name: str(of.dtype) for name, of in record.begin(1)._asdict().items() if name in hints}
    assert kinds == begun == {name: column.kind for name, column in TALLY.items()}


def zeros(name: str) -> np.ndarray:
    return np.zeros((1, 3), np.uint8) if name.startswith("held.") else np.zeros(3, np.uint8)


def test_the_rows_of_every_table_have_its_columns() -> None:
    traced = {name: np.zeros((1, 2)) for name in DIARY}
    made: dict[columns.TableName, Rows] = {
        "people": people_rows(1, zeros, 0, 3),
        "persons": persons_rows(1, "with", zeros, 0, 3, is_scored=True),
        "events": events_rows(1, "with", (4, 5), traced, is_scored=True),
        "readout": readout_rows(1, "with", READ, READINGS, range(1)),
    }
    for table, rows in made.items():
        assert set(rows) == {column.name for column in columns_of(table, FORM)}, table


def test_what_is_stored_stands_in_the_world() -> None:
    told_by_the_row = {
        "seed",
        "person",
        "settlement",
        "migrant",
        "sex",
        "disability",
        "age_band",
        "household",
        "arrived",
        "moved_in",
        "origin",
    }
    assert set(PEOPLE) - told_by_the_row <= set(People._fields)
    assert set(AT_THE_END) <= set(Truth._fields)


@pytest.mark.parametrize("table", TABLES)
def test_a_column_says_something_of_its_own(table: columns.TableName) -> None:
    said = [(column.says, column.unit) for column in columns_of(table, FORM)]
    assert all(says for says, _ in said)
    assert len(set(said)) == len(said)


def test_measures_of_persons_and_ratios_are_of_recorded_columns() -> None:
    lives = {name: np.ones(2, np.uint8) for name in PERSONS}
    lives["first_listed"] = np.array(["2016-01", "NaT"], "datetime64[us]")
    for name, measure in PERSON_MEASURES.items():
        assert len(measure.of(lives)) == 2, name
    assert {column for ratio in RATIOS.values() for column in (ratio.of, ratio.per)} <= {
        *MEASURES,
        *DERIVED,
    }
    assert set(HEADLINES) <= {*PERSON_MEASURES, *RATIOS, *MEASURES, *DERIVED}
    assert set(DISPARITIES) <= set(PERSON_MEASURES)
    assert set(MEASURES) >= TAKEN_OF_PERSONS


def test_life_stories_read_recorded_columns_only() -> None:
    rows, readers = {"now", "last", "row", "before", "ours", "theirs"}, {"flag", "bits", "turns"}
    read: set[str] = set()
    for file in WORDS.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Subscript(ast.Name(name), ast.Constant(str(column))) if name in rows:
                    read.add(column)
                case ast.Call(ast.Name(name), args) if name in readers:
                    read |= {str(arg.value) for arg in args if isinstance(arg, ast.Constant)}
    known = {column.name for column in columns_of("events", FORM)}
    assert len(read) > 30
    assert read <= known, read - known
