"""The tables beside a page are replaced and removed; what a stranger laid there is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from discredit.errors import ResultError
from discredit.store import beside


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def test_tables_of_before_go_and_a_strangers_file_stays(tmp_path: Path) -> None:
    folder = beside.folder_of(tmp_path / "report.html")
    beside.write(folder, {"a.csv": b"1", "b.csv": b"2"})
    (folder / "mine.csv").write_bytes(b"a stranger's")
    beside.write(folder, {"a.csv": b"3"})
    assert names(folder) == {"a.csv", "mine.csv", beside.INDEX}
    assert (folder / "a.csv").read_bytes() == b"3"
    beside.remove(folder)
    assert (folder / "mine.csv").read_bytes() == b"a stranger's"
    assert "a.csv" not in names(folder)


def test_a_strangers_folder_or_file_is_never_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "report-tables"
    folder.mkdir()
    (folder / "a.csv").write_bytes(b"a stranger's")
    with pytest.raises(ResultError, match="discredit did not write"):
        beside.write(folder, {"a.csv": b"1"})
    beside.remove(folder)
    assert (folder / "a.csv").read_bytes() == b"a stranger's"
    ours = tmp_path / "ours-tables"
    beside.write(ours, {"a.csv": b"1"})
    (ours / "b.csv").write_bytes(b"a stranger's")
    with pytest.raises(ResultError, match=r"b\.csv"):
        beside.write(ours, {"a.csv": b"2", "b.csv": b"2"})
    assert (ours / "a.csv").read_bytes() == b"1"


def test_a_list_that_was_edited_names_nothing_outside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "report-tables"
    beside.write(folder, {"a.csv": b"1"})
    other = tmp_path / "other.csv"
    other.write_bytes(b"a stranger's")
    (folder / beside.INDEX).write_text('["../other.csv", "a.csv"]')
    assert beside.listed_in(folder) == ("a.csv",)
    beside.remove(folder)
    assert other.exists()
    assert not folder.exists()


def test_a_table_that_says_something_else_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "report-tables"
    tables = {"a.csv": b"1", "b.csv": b"2"}
    assert beside.altered(folder, tables) == ""
    beside.write(folder, tables)
    assert beside.altered(folder, tables) == ""
    (folder / "b.csv").unlink()
    assert beside.altered(folder, tables) == "b.csv"
