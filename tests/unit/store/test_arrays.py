"""Arrays in folders, piece by piece: the same back, and no pickle."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from discredit.errors import ResultError
from discredit.store import arrays
from discredit.store.arrays import Whose


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_arrays_return_as_they_were_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    kept = {
        "word": np.array("abc"),
        "flags": np.array([True, False]),
        "none": np.zeros((0, 3), np.int64),
        "cube": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    }
    for name in ("a", "b"):
        arrays.save(tmp_path / name, kept)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    found = arrays.load(tmp_path / "a")
    assert found.keys() == kept.keys()
    for name, array in kept.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)


@pytest.mark.parametrize("people", [1, 4, 5, 11, 12])
def test_a_strip_does_not_show_how_its_column_was_cut_up(tmp_path: Path, people: int) -> None:
    plain = np.arange(3 * people, dtype=np.int16).reshape(3, people)
    for blocks, rows in ((3, 4), (1, 12), (6, 2)):
        column = arrays.laid_out(plain, (blocks, 3, rows))
        flat = np.moveaxis(column, 1, 0).reshape(3, -1)
        assert np.array_equal(flat[:, :people], plain)
        assert not flat[:, people:].any()
        arrays.save_strips(tmp_path / str(rows), [("a", arrays.strip_of(column, people))])
    assert contents(tmp_path / "4") == contents(tmp_path / "12") == contents(tmp_path / "2")
    with arrays.opened(tmp_path / "4") as stored:
        assert np.array_equal(stored.whole("a"), plain)
        assert np.array_equal(stored.rows("a", people // 2, people), plain[:, people // 2 :])
        with pytest.raises(ValueError, match="rows 0 to 99 of a"):
            stored.rows("a", 0, 99)


def test_long_columns_are_written_in_pieces_and_read_in_rows(tmp_path: Path) -> None:
    column = np.arange(3 << 20, dtype=np.int32).reshape(6, 1 << 19)
    people = (3 << 20) - 5
    strip = arrays.strip_of(column, people)
    assert strip.shape == (people,)
    arrays.save_strips(tmp_path / "a", [("b", strip), ("c", arrays.strip_of(column, 9))])
    assert len(list(arrays.strip_of(column, people).pieces)) == 3
    with arrays.opened(tmp_path / "a") as stored:
        assert stored.names == ["b", "c"]
        assert stored.rows("b", 5, people).tolist() == list(range(5, people))
        assert stored.rows("c", 2, 9).tolist() == list(range(2, 9))


def test_no_array_is_written_or_read_with_pickle(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        arrays.save(tmp_path / "a", {"thing": np.array([object()])})
    assert not list(tmp_path.iterdir())
    arrays.save(tmp_path / "b", {"thing": np.array([1])})
    np.save(tmp_path / "b" / "columns.npy", np.array([object()]), allow_pickle=True)
    with pytest.raises(ResultError, match="is damaged; make the same call"):
        arrays.load(tmp_path / "b")
    with pytest.raises(ResultError, match="is damaged"), arrays.opened(tmp_path / "b") as stored:
        stored.rows("thing", 0, 1)


def flip(content: bytes) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


@pytest.mark.parametrize("damage", [flip, lambda content: content[:-1], lambda content: b""])
def test_a_damaged_checkpoint_is_said_to_be_damaged(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    arrays.save(tmp_path / "a", {"column": np.arange(1000)})
    file = tmp_path / "a" / "columns.npy"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(ResultError, match="is damaged"):
        arrays.load(tmp_path / "a")
    with pytest.raises(ResultError, match="is damaged"), arrays.opened(tmp_path / "a") as stored:
        stored.check()


def test_numpy_reads_what_was_written_one_after_another(tmp_path: Path) -> None:
    given = {"a": np.arange(5), "none": np.zeros((0, 3)), "b": np.ones((2, 2), np.uint8)}
    arrays.save(tmp_path / "a", given)
    with open(tmp_path / "a" / "columns.npy", "rb") as file:
        for wanted in given.values():
            np.testing.assert_array_equal(np.load(file), wanted, strict=True)
    with arrays.opened(tmp_path / "a") as stored:
        assert stored.rows("none", 0, 3).shape == (0, 3)


def test_a_folder_of_an_earlier_version_is_damaged_and_can_be_cleared(tmp_path: Path) -> None:
    old = tmp_path / "a"
    old.mkdir()
    np.save(old / "column.npy", np.arange(3))
    page = {"of": "", "months": "000000-000000", "columns": {"column": "0123abcd"}}
    (old / "checksums.json").write_text(json.dumps(page))
    with pytest.raises(ResultError, match="is damaged; make the same call"):
        arrays.load(old)
    assert set(arrays.names_in(old)) >= {"column.npy", "checksums.json"}


@pytest.mark.parametrize("has_links", [True, False])
def test_arrays_that_lie_in_two_folders_outlast_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    if not has_links:

        def refuse(*_: object) -> None:
            raise OSError

        monkeypatch.setattr(os, "link", refuse)
    one, two = tmp_path / "one", tmp_path / "two"
    arrays.save(one, {"a": np.arange(5)}, Whose("first", 0, 3))
    arrays.adopt(one, two, Whose("second", 0, 3))
    arrays.save(one, {"a": np.zeros(2)}, Whose("first", 0, 4))
    shutil.rmtree(one)
    assert arrays.is_whole(two, Whose("second", 0, 3))
    assert np.array_equal(arrays.load(two)["a"], np.arange(5))
