"""Rows on disk: every one that ended is there after a kill, and none that was cut short."""

from __future__ import annotations

from math import isnan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit.errors import ResultError, RunError
from discredit.studies.rows import FILE, NONE, RunRow, open_rows, read_rows

ROWS = [RunRow(f"k{at}", {"a": (0.1 * at, float("nan")), "b": (-1e-300,)}) for at in range(5)]


def filled(folder: Path) -> bytes:
    with open_rows(folder) as rows:
        for row in ROWS:
            rows.add(row)
    return (folder / FILE).read_bytes()


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    filled(tmp_path / "rows")
    found = read_rows(tmp_path / "rows")
    assert list(found) == [row.key for row in ROWS]
    assert found["k3"].figures["b"] == (-1e-300,)
    value, missing = found["k3"].figures["a"]
    assert value == 0.1 * 3 and isnan(missing)


@given(st.integers(0, 10_000))
def test_wherever_a_kill_cuts_the_file_whole_lines_stay_and_the_rest_is_made_again(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("cut") / "rows"
    whole = filled(folder)
    kept = whole[: cut % (len(whole) + 1)]
    (folder / FILE).write_bytes(kept)
    lines = kept.count(b"\n")
    with open_rows(folder) as rows:
        there = [row for row in ROWS if row.key in rows]
        assert there == ROWS[: max(0, lines - 1)] or len(there) == max(0, lines - 1)
        for row in ROWS:
            if row.key not in rows:
                rows.add(row)
    assert (folder / FILE).read_bytes() == whole


def test_what_a_kill_has_cut_short_is_gone_when_the_store_is_opened(tmp_path: Path) -> None:
    whole = filled(tmp_path / "rows")
    with (tmp_path / "rows" / FILE).open("ab") as file:
        file.write(b'["k9", {"a": [' + b"0.5, " * 100)
    with open_rows(tmp_path / "rows"):
        pass
    assert (tmp_path / "rows" / FILE).read_bytes() == whole


def test_a_run_that_failed_is_told_and_tried_again(tmp_path: Path) -> None:
    with open_rows(tmp_path / "rows") as rows:
        rows.add(RunRow("k", NONE, "no memory"))
        assert "k" not in rows
        found = rows.get("k")
        assert found is not None and found.failed == "no memory"
        rows.add(RunRow("k", {"a": (1.0,)}))
        assert "k" in rows


@pytest.mark.parametrize("head", [b'{"discredit rows": 999}\n', b"a,b\n1,2\n"])
def test_a_store_of_another_version_is_left_as_it_is(tmp_path: Path, head: bytes) -> None:
    folder = tmp_path / "rows"
    filled(folder)
    (folder / FILE).write_bytes(head)
    with pytest.raises(ResultError, match="another version"), open_rows(folder):
        pass
    assert (folder / FILE).read_bytes() == head


def test_two_never_write_to_one_store(tmp_path: Path) -> None:
    with (
        open_rows(tmp_path / "rows"),
        pytest.raises(RunError, match="Another run"),
        open_rows(tmp_path / "rows"),
    ):
        pass
