"""Running twins again: people followed afterwards, months as a stream, a result verified."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from discredit.columns import MEASURES, TABLES
from discredit.errors import InputError
from discredit.run import twins
from stored_result import PLAN, change_manifest, opened_at


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
