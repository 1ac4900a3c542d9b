"""Files that are there whole or not at all, and what to say when they cannot be."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import numpy as np

from discredit.errors import ResultError, RunError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_UNFINISHED = ".part"


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes its name only when all of it is on the disk.

    Raises RunError in one sentence when the disk is full or the folder may not be written.
    """
    unfinished = path.with_name(path.name + _UNFINISHED)
    try:
        with open(unfinished, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
        _settle(path.parent)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise refused(path, error) from error
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


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


def is_unfinished(path: Path) -> bool:
    """Whether this is what a killed process left of a file."""
    return path.name.endswith(_UNFINISHED)


def save(path: Path, arrays: Mapping[str, np.ndarray] | Iterable[tuple[str, np.ndarray]]) -> None:
    """Write arrays under names, one by one, uncompressed and without pickle. Raises RunError."""
    named = arrays.items() if isinstance(arrays, Mapping) else arrays
    with writing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in named:
            entry = zipfile.ZipInfo(f"{name}.npy")  # of no date, so that equal is equal in bytes
            with archive.open(entry, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)


def load(path: Path, only: str | None = None) -> dict[str, np.ndarray]:
    """Read what `save` wrote, or one array of it. Raises ResultError for a damaged file."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in ([only] if only else archive.files)}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ResultError(f"{path} is damaged; remove it and run again.") from error


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder for this process; the hold ends with the process, however that ends.

    Raises RunError when another process has it.
    """
    path = folder / "lock"
    try:
        file = open(path, "wb")  # noqa: SIM115 (held until the end of the block)
    except OSError as error:
        raise refused(path, error) from error
    with file:
        try:
            _hold(file)
        except OSError as error:
            raise RunError(f"Another run is writing to {folder.parent}; wait for it.") from error
        yield


def _hold(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _settle(folder: Path) -> None:
    """Bring the folder's own entries to the disk, where the system can."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
