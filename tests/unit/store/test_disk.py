"""Files and folders that are there whole or not at all, and held by one process."""

import errno
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from discredit.errors import ResultError, RunError
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


OWN = ("first", "second", "third", "a", "a.part", "a.old", "again", "new")


def own(_: Path) -> tuple[str, ...]:
    return OWN


def fill(folder: Path, name: str) -> None:
    with disk.filling(folder, own) as unfinished:
        (unfinished / name).write_text(name)


def test_a_folder_takes_the_place_of_the_one_before_as_a_whole(tmp_path: Path) -> None:
    for name in ("first", "second"):
        fill(tmp_path / "kept", name)
        assert names(tmp_path) == {"kept"}
        assert names(tmp_path / "kept") == {name}

    def fail_half_way() -> None:
        with disk.filling(tmp_path / "kept", own) as unfinished:
            (unfinished / "third").write_text("third")
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    assert names(tmp_path) == {"kept"}
    assert names(tmp_path / "kept") == {"second"}


PART, OLD = ".discredit-part", ".discredit-old"


def test_what_a_kill_leaves_is_put_right(tmp_path: Path) -> None:
    """Killed while a folder was filled, between the two moves, and before the old one was gone."""
    for name in (f"a{PART}", "a", f"b{OLD}", f"b{PART}", f"c{OLD}", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name[0]).write_text("")
    (tmp_path / f"c{OLD}" / "stranger").write_text("")
    disk.put_right(tmp_path, lambda folder: [folder.name[0]])
    assert {name: names(tmp_path / name) for name in names(tmp_path)} == {
        "a": {"a"},
        "b": {"b"},
        "c": {"c", "stranger"},
    }
    fill(tmp_path / "a", "again")
    assert names(tmp_path / "a") == {"again"}


def test_leftovers_of_a_kill_are_in_nobodys_way(tmp_path: Path) -> None:
    for name in (f"a{PART}", f"a{OLD}", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "first").write_text("")
    fill(tmp_path / "a", "new")
    assert names(tmp_path) == {"a"}
    assert names(tmp_path / "a") == {"new"}


def test_what_a_stranger_laid_into_a_folder_stays_when_it_is_filled_again(tmp_path: Path) -> None:
    fill(tmp_path / "a", "first")
    (tmp_path / "a" / "stranger").write_text("work")
    fill(tmp_path / "a", "second")
    assert names(tmp_path / "a") == {"second", "stranger"}
    assert not disk.discard(tmp_path / "a", own)
    assert names(tmp_path / "a") == {"stranger"}


@pytest.mark.parametrize("name", ["file", f"file{PART}"])
def test_no_file_is_written_through_a_link(tmp_path: Path, name: str) -> None:
    (tmp_path / "aim").write_text("work")
    (tmp_path / name).symlink_to(tmp_path / "aim")
    with pytest.raises(ResultError, match="is a link"):
        disk.write(tmp_path / "file", b"new")
    assert (tmp_path / "aim").read_text() == "work"


@pytest.mark.parametrize("kind", [Path.symlink_to, Path.hardlink_to])
def test_a_lock_cuts_nothing_short(tmp_path: Path, kind: Callable[[Path, Path], None]) -> None:
    (tmp_path / "aim").write_text("work")
    (tmp_path / "held").mkdir()
    kind(tmp_path / "held" / "lock", tmp_path / "aim")
    with pytest.raises(ResultError), disk.alone_in(tmp_path / "held"):
        pass
    assert (tmp_path / "aim").read_text() == "work"


def test_a_folder_is_held_by_one(tmp_path: Path) -> None:
    with disk.alone_in(tmp_path):
        with pytest.raises(RunError, match="Another run is writing to"), disk.alone_in(tmp_path):
            pass
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


@pytest.mark.parametrize("code", [errno.EINVAL, errno.EOPNOTSUPP])
def test_a_file_system_that_settles_no_folders_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    settle = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(code, os.strerror(code))
        settle(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    disk.write(tmp_path / "file", b"work")
    with disk.filling(tmp_path / "folder", lambda _: ()) as folder:
        (folder / "file").write_bytes(b"work")
    assert (tmp_path / "file").read_bytes() == (tmp_path / "folder" / "file").read_bytes()


def test_a_file_that_cannot_be_settled_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(RunError, match="cannot be written"):
        disk.write(tmp_path / "file", b"work")
    assert not names(tmp_path)
