"""Files and folders that are there whole or not at all, and held by one process."""

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from discredit.errors import RunError
from discredit.store import disk


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder that this process may read and not write."""
    folder = Path(tempfile.mkdtemp(prefix="discredit-locked-"))
    folder.chmod(0o555)
    was = os.geteuid()
    if was == 0:  # to root every folder is open
        os.seteuid(65534)
    yield folder
    os.seteuid(was)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(locked: Path) -> None:
    with pytest.raises(RunError, match=r"cannot be written \(permission denied\); name a folder"):
        disk.make_folder(locked / "result")
    with pytest.raises(RunError, match=r"cannot be written \(permission denied\)"):
        disk.write(locked / "manifest.json", b"{}")
    assert list(locked.iterdir()) == []


def test_a_file_whose_writing_fails_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "table"
    disk.write(path, b"old")

    def fail_half_way() -> None:
        with disk.writing(path) as file:
            file.write(b"new, and only half of it")
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    assert path.read_bytes() == b"old"
    assert [left.name for left in tmp_path.iterdir()] == ["table"]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def fill(folder: Path, name: str) -> None:
    with disk.filling(folder) as unfinished:
        (unfinished / name).write_text(name)


def test_a_folder_takes_the_place_of_the_one_before_as_a_whole(tmp_path: Path) -> None:
    for name in ("first", "second"):
        fill(tmp_path / "kept", name)
        assert names(tmp_path) == {"kept"}
        assert names(tmp_path / "kept") == {name}

    def fail_half_way() -> None:
        with disk.filling(tmp_path / "kept") as unfinished:
            (unfinished / "third").write_text("third")
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    assert names(tmp_path) == {"kept"}
    assert names(tmp_path / "kept") == {"second"}


def test_what_a_kill_leaves_is_put_right(tmp_path: Path) -> None:
    """Killed while a folder was filled, between the two moves, and before the old one was gone."""
    for name in ("a.part", "a", "b.old", "b.part", "c.old", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text("")
    disk.put_right(tmp_path)
    assert {name: names(tmp_path / name) for name in names(tmp_path)} == {
        "a": {"a"},
        "b": {"b.old"},
        "c": {"c"},
    }
    fill(tmp_path / "a", "again")
    assert names(tmp_path / "a") == {"again"}


def test_leftovers_of_a_kill_are_in_nobodys_way(tmp_path: Path) -> None:
    for name in ("a.part", "a.old", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text("")
    fill(tmp_path / "a", "new")
    assert names(tmp_path) == {"a"}
    assert names(tmp_path / "a") == {"new"}


def test_a_folder_is_held_by_one(tmp_path: Path) -> None:
    with disk.alone_in(tmp_path):
        with pytest.raises(RunError, match="Another run is writing to"), disk.alone_in(tmp_path):
            pass
        disk.empty(tmp_path)
        assert names(tmp_path) == {"lock"}
    with disk.alone_in(tmp_path):
        pass


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def flock(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(RunError, match="has no locks, so that two"), disk.alone_in(tmp_path):
        pass
