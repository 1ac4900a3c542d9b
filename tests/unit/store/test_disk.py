"""Files that are there whole or not at all, and arrays in them, piece by piece."""

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
