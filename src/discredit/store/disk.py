"""Files and folders that are there whole or not at all, and what to say when they cannot be."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from discredit.errors import RunError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_LOCKS = (errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK)
_UNFINISHED, _REPLACED = ".part", ".old"
_LOCK = "lock"
_AT_ONCE = 8
"""Files brought to the disk at a time: the system then writes its journal once for all of them."""


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes its name only when all of it is on the disk.

    Raises:
        RunError: The disk is full or the folder may not be written.
    """
    unfinished = _beside(path, _UNFINISHED)
    with _refusing(path, unfinished):
        with open(unfinished, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
        _settle(path.parent)


@contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """A folder to fill with files that takes its name, and the place of the one that was there,
    only when all of it is on the disk. What a kill leaves between the two is for `put_right`.

    Raises:
        RunError: The disk is full or the folder may not be written.
    """
    unfinished, replaced = _beside(folder, _UNFINISHED), _beside(folder, _REPLACED)
    with _refusing(folder, unfinished):
        remove(unfinished)
        unfinished.mkdir()
        yield unfinished
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(_settle, unfinished.iterdir()))
        _settle(unfinished)
        if folder.exists():
            remove(replaced)
            os.replace(folder, replaced)
        os.replace(unfinished, folder)
        _settle(folder.parent)
        remove(replaced)


def put_right(folder: Path) -> None:
    """Clear up what a process killed in the middle of `writing` or `filling` left in a folder.

    What was to be replaced is put back where nothing took its place. Raises RunError.
    """
    for path in list(folder.iterdir()):
        whole = path.with_name(path.name.removesuffix(_REPLACED))
        if path != whole and not whole.exists():
            try:
                os.replace(path, whole)
            except OSError as error:
                raise refused(whole, error) from error
        elif path != whole or is_unfinished(path):
            remove(path)


def write(path: Path, content: bytes) -> None:
    """Write a whole file. Raises RunError."""
    with writing(path) as file:
        file.write(content)


def refused(path: Path, error: OSError) -> RunError:
    """The sentence for a file that the system would not write."""
    if error.errno in _FULL:
        return RunError(
            f"The disk has no room for {path}; free some and give the same command again: "
            "the run goes on from its last checkpoint."
        )
    why = (error.strerror or type(error).__name__).lower()
    return RunError(f"{path} cannot be written ({why}); name a folder that you may write to.")


def make_folder(path: Path) -> None:
    """Make a folder and those above it. Raises RunError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(path, error) from error


def remove(path: Path) -> None:
    """Remove a file or a whole folder, if it is there. Raises RunError."""
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise refused(path, error) from error


def empty(folder: Path) -> None:
    """Remove all that is in a folder but the lock on it. Raises RunError."""
    for path in list(folder.iterdir()):
        if path.name != _LOCK:
            remove(path)


def is_unfinished(path: Path) -> bool:
    """Whether this is what a killed process left of a file or a folder."""
    return path.name.endswith(_UNFINISHED)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder for this process; the hold ends with the process, however that ends.

    Raises:
        RunError: Another process has it, or the file system knows no locks.
    """
    # A lock that is a mere file would outlive a killed run: none is better, and said.
    lock = FileLock(folder / _LOCK, timeout=0, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise RunError(f"Another run is writing to {folder.parent}; wait for it.") from error
    except OSError as error:
        if error.errno in _NO_LOCKS:
            raise RunError(
                f"The file system of {folder.parent} has no locks, so that two runs could write "
                "to one result; name a folder on another one."
            ) from error
        raise refused(folder / _LOCK, error) from error
    try:
        yield
    finally:
        lock.release()


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


@contextmanager
def _refusing(path: Path, unfinished: Path) -> Iterator[None]:
    """Leave nothing unfinished behind, and say in a sentence what the system would not write."""
    try:
        yield
    except BaseException as error:
        with suppress(OSError, RunError):
            remove(unfinished)
        if isinstance(error, OSError):
            raise refused(path, error) from error
        raise


def _settle(path: Path) -> None:
    """Bring a file, or a folder's own entries, to the disk, where the system can."""
    if sys.platform != "win32":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
