"""Result folders: what is in them, what is refused, and that a half-written file is never seen."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from discredit.errors import InputError, ResultError, RunError
from discredit.plan import draw_up
from discredit.record import MEASURES, Tally
from discredit.run import twins
from discredit.society.people import GROUPS
from discredit.store import open_result, workplace
from discredit.store.tables import TABLES

PLAN = draw_up("court-list", people=3000, months=36, start="2015-01", seeds=(1, 2))
KEYS = {
    "series": ["seed", "arm", "month", "dimension", "group"],
    "people": ["seed", "person"],
    "persons": ["seed", "arm", "person"],
    "events": ["seed", "arm", "person", "month"],
}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twins.simulate(PLAN, tmp_path_factory.mktemp("store") / "result", command="a test")


@pytest.fixture
def copy(result: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(result, tmp_path / "copy"))


def opened_at(folder: Path) -> Any:
    """The result, of any type: what pandas gives back depends on the question."""
    return open_result(folder)


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def change_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_complete_result_holds_its_tables_and_manifest_and_nothing_else(result: Path) -> None:
    names = sorted(path.name for path in result.iterdir())
    assert names == [
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
    assert not rows.isna().any().any()


def test_the_series_begins_each_month_with_everybody_and_groups_add_up_to_them(
    result: Path,
) -> None:
    series = opened_at(result).series()
    groups = sum(len(dimension.labels) for dimension in GROUPS)
    assert len(series) == 2 * 2 * 36 * (1 + groups)
    assert (series["dimension"].iloc[:: 1 + groups] == "all").all()
    counts = [n for n in series.columns if n in MEASURES and MEASURES[n].scale == 1]
    keys = ["seed", "arm", "month"]
    sums = series.groupby([*keys, "dimension"], observed=True, sort=False)[counts].sum()
    everybody = sums.xs("all", level="dimension")
    assert (everybody["people"] == 3000).all()
    for dimension in GROUPS:
        assert sums.xs(dimension.name, level="dimension").equals(everybody)


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
    assert set(Tally._fields) <= set(persons.columns)
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


def test_columns_can_be_chosen(result: Path) -> None:
    assert list(opened_at(result).series(["month", "listed"]).columns) == ["month", "listed"]


def test_the_series_opens_as_a_labelled_cube(result: Path) -> None:
    opened = opened_at(result)
    cube = opened.xarray()
    series = opened.series()
    row = series[
        (series["seed"] == 2)
        & (series["arm"] == "with")
        & (series["month"] == "2017-03")
        & (series["group"] == "Sichuan")
    ].iloc[0]
    at = cube.sel(seed=2, arm="with", month="2017-03", group="province/Sichuan")
    assert at["savings"].item() == row["savings"]
    assert at["people"].item() == row["people"] > 0


def test_following_anybody_gives_what_the_result_holds_of_them(result: Path) -> None:
    opened = opened_at(result)
    traced = opened.manifest.traced[1]
    from_file = twins.trace(opened, traced)
    again = twins.trace(PLAN, traced)
    pd.testing.assert_frame_equal(from_file, again)
    other = twins.trace(opened, (17,), seed=2)
    assert other["person"].unique().tolist() == [17]
    assert other["seed"].unique().tolist() == [2]
    assert len(other) == 2 * 36


@pytest.mark.parametrize(("persons", "seed"), [((3000,), 1), ((), 1), ((1,), 3), ((-1,), 1)])
def test_following_somebody_who_is_not_there_is_refused(
    result: Path, persons: tuple[int, ...], seed: int
) -> None:
    with pytest.raises(InputError):
        twins.trace(opened_at(result), persons, seed=seed)


def test_the_stream_of_moments_is_the_series(result: Path) -> None:
    series = opened_at(result).series(["listed"])["listed"].to_numpy().reshape(2, 2, 36, -1)
    listed = list(MEASURES).index("listed")
    for i, moment in enumerate(twins.stream(PLAN)):
        seed, t = divmod(i, 36)
        assert moment.seed == PLAN.seeds[seed]
        for a, arm in enumerate(PLAN.arms):
            assert moment.sums[arm][:, listed].tolist() == series[seed, a, t].tolist()


def test_the_manifest_says_all_that_a_rerun_needs(result: Path) -> None:
    page = opened_at(result).manifest
    assert page.plan() == PLAN
    assert page.scale == pytest.approx(1_411_778_724 / 3000, rel=0.002)
    assert page.command == "a test"
    assert sum(page.evidence.grades.values()) == len(page.evidence.numbers) > 80
    term = next(n for n in page.evidence.numbers if n.path == "lists.defaulters.term_months")
    assert term.value == "before: 0; 2017-05: 24 (step)"
    assert term.range == (0, 36)


def test_a_manifest_whose_inputs_were_changed_is_refused(copy: Path) -> None:
    change_manifest(copy, people=3001)
    with pytest.raises(ResultError, match="The inputs in this manifest are not those"):
        opened_at(copy).manifest.plan()


def test_the_digests_do_not_depend_on_how_the_table_was_written(copy: Path) -> None:
    for table in TABLES:
        path = copy / f"{table}.parquet"
        pq.write_table(pq.read_table(path), path, compression="none", row_group_size=1000)
    opened = opened_at(copy)
    assert twins.digests_of(opened, PLAN) == opened.manifest.columns


def test_verifying_an_edited_table_names_the_column(copy: Path) -> None:
    path = copy / "persons.parquet"
    table = pq.read_table(path)
    place = table.column_names.index("months_listed")
    edited = table["months_listed"].to_numpy().copy()
    edited[7] += 1
    pq.write_table(table.set_column(place, table.field(place), [edited]), path)
    found = twins.verify(opened_at(copy))
    assert not found.ok
    assert found.differences == (
        "persons.months_listed in the file is not what the manifest says it was",
    )


def test_verifying_against_another_outcome_names_the_column(copy: Path) -> None:
    columns = json.loads((copy / "manifest.json").read_text())["columns"]
    columns["series"]["trust"] = "0" * 64
    change_manifest(copy, columns=columns)
    assert "series.trust came out otherwise" in twins.verify(opened_at(copy)).differences


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: change_manifest(f, format=3), "is written in format 3; this version"),
        (lambda f: change_manifest(f, people="many"), "manifest.json is damaged: people"),
        (lambda f: (f / "manifest.json").write_text("{"), "manifest.json is damaged"),
        (lambda f: (f / "manifest.json").write_text("[]"), "is written in format empty"),
        (lambda f: (f / "manifest.json").unlink(), "is no result of discredit"),
        (lambda f: (f / "people.parquet").unlink(), "lacks people.parquet; run it again"),
    ],
)
def test_a_foreign_or_damaged_result_is_refused_in_a_sentence(
    copy: Path, spoil: Any, said: str
) -> None:
    spoil(copy)
    with pytest.raises(ResultError) as caught:
        opened_at(copy)
    assert said in str(caught.value)


def test_a_damaged_table_is_said_to_be_damaged(copy: Path) -> None:
    (copy / "people.parquet").write_bytes(b"PAR1 nothing of the kind")
    with pytest.raises(ResultError, match="is damaged and cannot be read"):
        opened_at(copy).people()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (Path.exists, "holds another result (court-list, 3000 people, 36 months, complete)"),
        (lambda f: change_manifest(f, format=3), "is written in format 3"),
        (lambda f: (f / "manifest.json").unlink(), "holds files and no result"),
        (lambda f: (f / "manifest.json").write_text("{"), "is damaged"),
    ],
)
def test_a_run_refuses_a_folder_that_holds_something_else(
    copy: Path, spoil: Any, said: str
) -> None:
    spoil(copy)
    before = fingerprint(copy)
    with pytest.raises(ResultError) as caught:
        twins.simulate(replace(PLAN, seeds=(9,)), copy)
    assert said in str(caught.value)
    assert fingerprint(copy) == before


def test_force_replaces_another_result(copy: Path) -> None:
    other = replace(PLAN, seeds=(9,))
    twins.simulate(other, copy, force=True)
    assert opened_at(copy).manifest.plan() == other


def test_force_does_not_empty_a_folder_that_is_no_result(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ResultError, match="holds files and no result"):
        twins.simulate(PLAN, tmp_path, force=True)
    assert fingerprint(tmp_path).keys() == {"thesis.txt"}


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="is a file; a result is a folder"):
        twins.simulate(PLAN, tmp_path / "file")
    with pytest.raises(ResultError, match="is not a folder"):
        opened_at(tmp_path / "file")


def test_a_partial_result_of_another_version_is_not_gone_on_with(copy: Path) -> None:
    versions = json.loads((copy / "manifest.json").read_text())["versions"]
    change_manifest(copy, status="partial", versions={**versions, "jax": "0.1"})
    with pytest.raises(ResultError, match=r"was begun with jax 0\.1"):
        twins.simulate(PLAN, copy)


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with (
        workplace.begin(tmp_path / "result", PLAN, None, ""),
        pytest.raises(RunError, match="Another run is writing to"),
    ):
        twins.simulate(PLAN, tmp_path / "result")
