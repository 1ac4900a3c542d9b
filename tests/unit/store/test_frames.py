"""Frames that cannot lie: signed, missing where nothing is, months as dates, words in order."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import discredit
from discredit.api import Pair
from discredit.cli.dictionary import markdown
from discredit.columns import DATES, TABLES, TableName
from discredit.policy.compose import load_policy
from discredit.policy.wording import wording_of
from discredit.store import frames, open_result, parquet
from discredit.store.digests import Digests
from discredit.store.tables import Form, columns_of
from discredit.vocabulary import UNSCORED

DOCS = Path(__file__).parents[3] / "docs" / "tables.md"


@pytest.fixture
def pair(result: Path) -> Pair:
    return Pair(open_result(result))


def test_a_difference_of_any_two_whole_numbers_may_fall_below_nought(pair: Pair) -> None:
    tables = (pair.persons(), pair.people(), pair.series(), pair.events(), pair.result.persons())
    for table in tables:
        kinds = dict(table.dtypes)
        assert not [name for name, kind in kinds.items() if str(kind).startswith(("uint", "int8"))]
    persons: Any = pair.persons().set_index(["arm", "seed", "person"])["months_listed"]
    gap = persons["without"] - persons["with"]
    assert gap.min() < 0
    assert gap.abs().max() < 1000


def test_what_is_missing_is_missing(pair: Pair) -> None:
    persons: Any = pair.persons()
    never = (persons["times_listed"] == 0).to_numpy()
    assert 0 < never.sum() < len(never)
    assert (persons["first_listed"].isna().to_numpy() == never).all()
    assert persons["first_listed"].min() >= pd.Timestamp(pair.result.manifest.start)
    assert persons["score"].isna().all(), "the court list has no scorer"
    events: Any = pair.events()
    assert events["band"].isna().all()


@pytest.mark.parametrize("table", TABLES)
def test_a_file_says_the_same_to_whoever_opens_it(result: Path, table: TableName) -> None:
    held = pq.read_table(result / f"{table}.parquet")
    for field in held.schema:
        assert not pa.types.is_unsigned_integer(field.type), field.name
        assert pa.types.is_date32(field.type) == (field.name in DATES), field.name
        column = held.column(field.name)
        if pa.types.is_date(field.type):
            assert {day.day for day in column.to_pylist() if day} <= {1}, field.name
        if field.name in ("band", "score", "score_then"):
            assert table == "series" or column.null_count == len(held), "nobody scores"


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    form = Form(("2016-11", "2016-12", "2017-01"), (), "")
    nothing = {column.name: np.zeros(3) for column in columns_of("persons", form)}
    rows = nothing | {
        "first_listed": np.array([-1, 0, 2]),
        "band": np.array([UNSCORED, 0, 2]),
        "score": np.array([np.nan, 0.0, 610.0]),
        "flaws": np.array([0, 1, 2**16 - 1]),
    }
    (stored,) = parquet.table_of("persons", form, [rows]).to_batches()
    said = {name: stored.column(name).to_pylist() for name in ("first_listed", "band", "score")}
    assert said["first_listed"] == [None, date(2016, 11, 1), date(2017, 1, 1)]
    assert said["band"] == [None, 0, 2] and said["score"] == [None, 0.0, 610.0]
    parquet.write(tmp_path / "persons.parquet", "persons", form, [rows], Digests(form))
    (back,) = parquet.read(tmp_path / "persons.parquet", "persons", form)
    for name in rows:
        np.testing.assert_array_equal(back[name], rows[name], err_msg=name)


def test_nobody_has_a_score_in_a_world_where_nobody_asks() -> None:
    stored = pd.DataFrame({"arm": ["with", "without"], "band": [2, 2], "score": [610.0, 610.0]})
    stored["band"] = stored["band"].astype("Int64")
    told: Any = frames.asked(stored, (True, False))
    assert told["score"].isna().tolist() == told["band"].isna().tolist() == [False, True]


def test_months_are_dates_and_words_with_an_order_have_it(pair: Pair) -> None:
    series: Any = pair.series()
    persons: Any = pair.persons()
    assert pd.api.types.is_datetime64_dtype(series["month"])
    assert series["month"].min() == pd.Timestamp(pair.result.manifest.start)
    for name in ("age_band", "education", "income_fifth", "status"):
        assert persons[name].cat.ordered, name
    assert persons["age_band"].min() == "0-17"
    assert persons.loc[persons["status"] > "clear", "status"].isin(["warned", "listed"]).all()


def test_a_column_has_one_meaning_and_two_results_one_form(pair: Pair) -> None:
    persons = pair.persons()
    assert not [name for name in persons if str(name).endswith(("_x", "_y"))]
    assert {"income", "income_at_start", "savings", "savings_at_start"} <= set(persons)
    for table in (persons, pair.series(), pair.events()):
        both = pd.concat([table, table.iloc[::-1]])
        assert (both.dtypes == table.dtypes).all()


def test_every_column_stands_in_the_dictionary_and_the_dictionary_in_the_docs(pair: Pair) -> None:
    said: Any = pair.dictionary().set_index(["table", "column"])
    assert said.index.is_unique
    for name in ("series", "people", "events"):
        table = getattr(pair, name)()
        assert set(table) <= set(said.loc[name].index), name
    named = {*said.loc["persons"].index, *said.loc["people"].index, *frames.AT_START.values()}
    assert set(pair.persons()) <= named
    assert (said["says"] != "").all()
    assert DOCS.read_text(encoding="utf-8") == markdown(), (
        "run python -m discredit.cli.dictionary > docs/tables.md"
    )


def test_the_package_offers_its_interface() -> None:
    assert set(dir(discredit)) == set(discredit.__all__)
    assert (Path(discredit.__file__).parent / "py.typed").is_file()


def test_the_dictionary_speaks_as_the_system_does() -> None:
    wording = wording_of(load_policy("voter-purge").system)
    said: Any = frames.dictionary(wording).set_index(["table", "column"])["says"]
    assert said.loc["series", "listed"] == "struck off the voter roll"
    assert not said.str.contains("black list|[{}]", regex=True).any()
