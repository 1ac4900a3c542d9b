"""The tables of a result: what their rows are, and that they agree with each other."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from discredit.columns import MEASURES, TABLES
from discredit.plan import draw_up
from discredit.policy.compose import load_policy
from discredit.policy.edit import with_value
from discredit.policy.readout import figures_of
from discredit.record import Tally
from discredit.run import twins
from discredit.society.groups import groups_of
from discredit.society.spec import load_society
from discredit.store.tables import columns_of, form_of
from stored_result import PLAN, opened_at

KEYS = {
    "series": ["seed", "arm", "month", "dimension", "group"],
    "people": ["seed", "person"],
    "persons": ["seed", "arm", "person"],
    "events": ["seed", "arm", "person", "month"],
    "readout": ["seed", "arm", "month", "dimension", "group", "measure"],
}


def test_a_complete_result_holds_its_tables_and_manifest_and_nothing_else(result: Path) -> None:
    names = sorted(path.name for path in result.iterdir())
    assert names == [
        ".discredit-result",
        "events.parquet",
        "manifest.json",
        *(f"{t}.parquet" for t in sorted(TABLES)[1:]),
    ]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_a_table_has_a_key_of_its_own(result: Path, table: str) -> None:
    rows = getattr(opened_at(result), table)()
    assert len(rows) > 0
    assert list(rows.columns[: len(KEYS[table])]) == KEYS[table]
    assert not rows.duplicated(KEYS[table]).any()
    lacking = {str(name) for name, some in rows.isna().any().items() if some}
    assert lacking <= {
        "arrived", "moved_in", "origin", "first_listed", "band", "score", "score_then",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "column", "says", "unit"),
    [
        ("persons", "months_wrongly", b"months on a black list wrongly", b"months"),
        ("series", "savings", b"savings", b"CNY"),
    ],
)
def test_a_column_says_in_its_file_what_it_is(
    result: Path, table: str, column: str, says: bytes, unit: bytes
) -> None:
    about = pq.read_schema(result / f"{table}.parquet").field(column).metadata
    assert (about[b"says"], about[b"unit"]) == (says, unit)


def test_the_series_begins_each_month_with_everybody_and_groups_add_up_to_them(
    result: Path,
) -> None:
    series = opened_at(result).series()
    groups = sum(len(labels) for _, labels in groups_of(load_society("china-2020")))
    assert len(series) == 2 * 2 * 36 * (1 + groups)
    assert (series["dimension"].iloc[:: 1 + groups] == "all").all()
    counts = [n for n in series.columns if n in MEASURES and MEASURES[n].scale == 1]
    keys = ["seed", "arm", "month"]
    sums = series.groupby([*keys, "dimension"], observed=True, sort=False)[counts].sum()
    everybody = sums.xs("all", level="dimension")
    assert (everybody["people"] == 3000).all()
    for dimension in groups_of(load_society("china-2020")):
        assert sums.xs(dimension.name, level="dimension").equals(everybody)


def test_figures_by_list_and_conduct_add_up_to_the_series(tmp_path: Path) -> None:
    # At the court list's own rate hardly anybody of so few people appeals.
    eager = with_value(load_policy("court-list"), "redress.filing_rate", 0.05)
    plan = draw_up(eager, people=3000, months=36, start="2016-01", seeds=(1, 2))
    opened = opened_at(twins.simulate(plan, tmp_path / "eager"))
    series, read = opened.series(), opened.readout()
    assert len(read) == 2 * 2 * 36 * len(figures_of(opened.policy()))
    keys = ["seed", "arm", "month"]
    everybody = series[series["dimension"] == "all"].set_index(keys)
    of_lists = read[read["dimension"] == "list"]
    for measure in ("entries", "listed", "listed_wrongly", "appeals_filed", "exits_paid"):
        one = of_lists[of_lists["measure"] == measure].groupby(keys, observed=True)["value"].sum()
        assert (one == everybody[measure]).all(), measure  # the court has one list
        assert one.sum() > 0, measure
    grounds = read[(read["dimension"] == "conduct") & (read["measure"] == "entries")]
    by_month = grounds.groupby(keys, observed=True)["value"].sum()
    assert (by_month == everybody["entries"]).all()


def test_the_persons_table_agrees_with_the_series(result: Path) -> None:
    opened = opened_at(result)
    persons, series = opened.persons(), opened.series()
    series = series[series["dimension"] == "all"]
    keys = ["seed", "arm"]
    for tally, measure in {
        "months_listed": "listed",
        "months_wrongly": "listed_wrongly",
        "appeals": "appeals_filed",
        "debts_paid": "debts_paid",
        "times_listed": "entries",
    }.items():
        by_person = persons.groupby(keys, observed=True)[tally].sum()
        by_month = series.groupby(keys, observed=True)[measure].sum()
        assert by_person.tolist() == by_month.tolist()
    assert set(Tally._fields) - {"too_low"} <= set(persons.columns)  # where somebody scores
    never = persons[persons["arm"] == "without"]
    assert (never["months_listed"] == 0).all()
    assert persons["months_listed"].sum() > 0


def test_the_events_of_a_traced_person_add_up_to_that_persons_row(result: Path) -> None:
    opened = opened_at(result)
    events, persons = opened.events(), opened.persons()
    assert opened.manifest.traced.keys() == {1}
    for row in opened.manifest.traced[1]:
        for arm in ("with", "without"):
            mine = events[(events["person"] == row) & (events["arm"] == arm)]
            whole = persons[
                (persons["person"] == row) & (persons["arm"] == arm) & (persons["seed"] == 1)
            ].iloc[0]
            assert len(mine) == 36
            assert (mine["status"] == "listed").sum() == whole["months_listed"]
            assert (mine["wrong_cause"] != "none").sum() == whole["months_wrongly"]
            assert mine["status"].iloc[-1] == whole["status"]
            assert mine["owed"].iloc[-1] == whole["owed"]


def test_households_of_the_people_table_are_whole(result: Path) -> None:
    people = opened_at(result).people()
    sizes = people.groupby(["seed", "household"])["person"].agg(["count", "min"])
    assert (sizes["min"] == sizes.index.get_level_values("household")).all()
    sized = people.merge(sizes["count"], left_on=["seed", "household"], right_index=True)
    # The last household of a society may be cut short by its edge.
    assert (sized["count"] == sized["household_size"])[sized["household"] < 2990].all()


def test_words_are_written_by_dictionary_and_numbers_as_they_are(result: Path) -> None:
    group = pq.ParquetFile(result / "persons.parquet").metadata.row_group(0)
    columns = [group.column(at) for at in range(group.num_columns)]
    by_dictionary = {one.path_in_schema for one in columns if "DICT" in str(one.encodings)}
    form = form_of(PLAN)
    assert by_dictionary == {c.name for c in columns_of("persons", form) if c.kind == "label"}
