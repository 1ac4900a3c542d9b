"""Digests of tables: of what they say, not of how they are written."""

from pathlib import Path

import pyarrow.parquet as pq

from discredit.columns import TABLES
from discredit.store.integrity import digests_of, unlike
from stored_result import PLAN, opened_at


def test_the_digests_do_not_depend_on_how_the_table_was_written(copy: Path) -> None:
    for table in TABLES:
        path = copy / f"{table}.parquet"
        pq.write_table(pq.read_table(path), path, compression="none", row_group_size=1000)
    assert digests_of(copy, PLAN) == opened_at(copy).manifest.columns


def test_what_either_lacks_is_unlike() -> None:
    assert unlike({"a": {"x": "1", "y": "2"}}, {"a": {"x": "1"}, "b": {"z": "3"}}) == ["a.y", "b.z"]
    assert unlike({"a": {"x": "1"}}, {"a": {"x": "2"}}) == ["a.x"]
