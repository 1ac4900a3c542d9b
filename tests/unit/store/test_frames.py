"""Frames that cannot lie: signed, missing where nothing is, months as dates, words in order."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import discredit
from discredit.api import Pair
from discredit.cli.dictionary import markdown
from discredit.policy.compose import load_policy
from discredit.policy.wording import wording_of
from discredit.store import frames, open_result
from discredit.vocabulary import UNSCORED

DOCS = Path(__file__).parents[3] / "docs" / "tables.md"


@pytest.fixture
def pair(result: Path) -> Pair:
    return Pair(open_result(result))


def test_a_difference_of_any_two_whole_numbers_may_fall_below_nought(pair: Pair) -> None:
    tables = (pair.persons(), pair.people(), pair.series(), pair.events(), pair.result.persons())
    for table in tables:
        kinds = {name: kind for name, kind in table.dtypes.items() if name != "seed"}
        assert not [name for name, kind in kinds.items() if str(kind).startswith(("uint", "int8"))]
    persons: Any = pair.persons().set_index(["arm", "seed", "person"])["months_listed"]
    gap = persons["without"] - persons["with"]
    assert gap.min() < 0
    assert gap.abs().max() < 1000


def test_what_is_missing_is_missing(pair: Pair) -> None:
    persons: Any = pair.persons()
    stored: Any = pair.result.persons()
    never = (stored["first_listed"] < 0).to_numpy()
    assert 0 < never.sum() < len(never)
    assert (persons["first_listed"].isna().to_numpy() == never).all()
    start = np.datetime64(pair.result.manifest.start, "M")
    months = persons["first_listed"].to_numpy()[~never].astype("datetime64[M]") - start
    assert (months.astype(int) == stored["first_listed"][~never]).all()
    assert persons["score"].isna().all(), "the court list has no scorer"
    events: Any = pair.events()
    assert events["band"].isna().all()


def test_somebody_who_is_not_scored_has_no_score() -> None:
    stored = pd.DataFrame(
        {
            "arm": ["with", "with", "without"],
            "person": [0, 1, 0],
            "band": [2, UNSCORED, 2],
            "score": [610.0, 300.0, 610.0],
        }
    )
    persons: Any = frames.told(stored, start="2016-01", scored=(True, False))
    assert persons["score"].tolist()[0] == 610
    assert persons["score"].isna().tolist() == [False, True, True]
    assert persons["band"].isna().tolist() == [False, True, True]


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
