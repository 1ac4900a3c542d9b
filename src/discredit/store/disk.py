"""Files and folders that are there whole or not at all, and what to say when they cannot be."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from discredit.errors import BusyError, RunError, TakenError, UnwritableError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_LIMITS = {
    errno.EFBIG: ("this shell or disk allows no file as large", "f"),
    errno.EMFILE: ("this shell allows no more open files", "n"),
}
_NO_LOCKS = (errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK)
_NOT_OF_FOLDERS = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
_UNFINISHED, _REPLACED = ".discredit-part", ".discredit-old"
"""Nobody else calls a file so: what is called so may be cleared up."""
LOCK = "lock"
AGAIN = "run it again with force=True"
"""What helps against a damaged table: without it a complete result is not run again."""
Names = Callable[[Path], Iterable[str]]
"""The names in a folder that this package has written there."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
_NEW |= getattr(os, "O_BINARY", 0)
_AT_ONCE = 8
"""Files brought to the disk at a time: the system then writes its journal once for all of them."""


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes its name only when all of it is on the disk. No link is followed.

    Args:
        path: The file.

    Returns:
        An open file, in bytes; an error inside leaves what was there.

    Raises:
        RunError: The disk is full or the folder may not be written.
        ResultError: A link has the name of the file.
    """
    unfinished = _beside(path, _UNFINISHED)
    refuse_link(path)
    refuse_link(unfinished)
    with _refusing(path, lambda: unfinished.unlink(missing_ok=True)):
        unfinished.unlink(missing_ok=True)
        with open(os.open(unfinished, _NEW, 0o666), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
        _settle(path.parent)


@contextmanager
def filling(folder: Path, names: Names) -> Iterator[Path]:
    """A folder to fill with files that takes its name, and the place of the one that was there,
    only when all of it is on the disk. What a kill leaves between the two is for `put_right`.

    Args:
        folder: The folder; what strangers laid into it stays in it.
        names: What this package wrote into the one that was there.

    Returns:
        A folder beside it to write into; an error inside leaves what was there.

    Raises:
        RunError: The disk is full or the folder may not be written.
        ResultError: A link has the name of the folder.
    """
    unfinished, replaced = _beside(folder, _UNFINISHED), _beside(folder, _REPLACED)
    for path in (folder, unfinished, replaced):
        refuse_link(path)
    with _refusing(folder, lambda: discard(unfinished, names)):
        discard(unfinished, names)
        unfinished.mkdir()
        yield unfinished
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(_settle, unfinished.iterdir()))
        _settle(unfinished)
        if folder.exists():
            discard(replaced, names)
            os.replace(folder, replaced)
        os.replace(unfinished, folder)
        _settle(folder.parent)
        _retire(replaced, folder, names)


def put_right(folder: Path, names: Names) -> None:
    """Clear up what a process killed in the middle of `writing` or `filling` left in a folder.

    What was to be replaced is put back where nothing took its place.

    Args:
        folder: The folder that it was writing in.
        names: What this package wrote into a folder that was to be replaced.

    Raises:
        RunError: Something cannot be removed or put back.
    """
    for path in list(folder.iterdir()):
        whole = path.with_name(path.name.removesuffix(_REPLACED))
        with _refusing(whole):
            if path != whole and not path.is_symlink():
                if whole.exists():
                    _retire(path, whole, names)
                else:
                    os.replace(path, whole)
            elif is_unfinished(path) and path.is_dir():
                discard(path, names)
            elif is_unfinished(path):
                path.unlink()


def _retire(replaced: Path, folder: Path, names: Names) -> None:
    """Remove a folder that another has taken the place of; what strangers laid there moves over."""
    if replaced.is_dir():
        own = set(names(replaced))
        for path in list(replaced.iterdir()):
            if path.name not in own and not os.path.lexists(folder / path.name):
                os.replace(path, folder / path.name)
        discard(replaced, names)


def discard(folder: Path, names: Names) -> bool:
    """Remove from a folder what this package wrote, and then the folder, if nothing is left in it.

    Args:
        folder: The folder; a link to one is left alone.
        names: What this package wrote there; folders among it are left alone.

    Returns:
        Whether there is no such folder now.

    Raises:
        RunError: It may not be written.
    """
    if folder.is_symlink() or not folder.is_dir():
        return not os.path.lexists(folder)
    with _refusing(folder):
        for path in [folder / name for name in names(folder)]:
            if path.is_symlink() or path.is_file():
                path.unlink()
        if any(folder.iterdir()):
            return False
        folder.rmdir()
    return True


def write(path: Path, content: bytes) -> None:
    """Write a whole file.

    Args:
        path: The file.
        content: All of it.

    Raises:
        RunError: The disk is full or the folder may not be written.
        ResultError: A link has the name of the file.
    """
    with writing(path) as file:
        file.write(content)


def write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write some whole files, several at a time.

    Args:
        folder: Where they lie.
        contents: What each holds, by its name.

    Raises:
        RunError: The disk is full or the folder may not be written.
        ResultError: A link has the name of a file.
    """
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(lambda name: write(folder / name, contents[name]), contents))


def refused(path: Path, error: OSError) -> RunError:
    """The sentence for a file that the system would not write.

    Args:
        path: What was to be written.
        error: What the system said.

    Returns:
        To be raised; the disk that is full has a sentence of its own.
    """
    if error.errno in _FULL:
        return UnwritableError(
            f"The disk has no room for {path}; free some and make the same call again: "
            "what was done is kept, and a run goes on from its last checkpoint."
        )
    if error.errno in _LIMITS:
        what, letter = _LIMITS[error.errno]
        return UnwritableError(
            f"{path} cannot be written: {what} (ulimit -{letter}); raise that limit and make the "
            "same call again: what was done is kept, and a run goes on from its last checkpoint."
        )
    why = (error.strerror or type(error).__name__).lower()
    return UnwritableError(
        f"{path} cannot be written ({why}); name a folder that you may write to."
    )


def make_folder(path: Path) -> None:
    """Make a folder and those above it.

    Args:
        path: The folder; it may be there already.

    Raises:
        RunError: It cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(path, error) from error


def remove(path: Path) -> None:
    """Remove a file, if it is there; of a link, the link.

    Args:
        path: The file.

    Raises:
        RunError: It cannot be removed.
    """
    with _refusing(path):
        path.unlink(missing_ok=True)


def refuse_link(path: Path) -> None:
    """Nothing is written through a link, nor over one.

    Args:
        path: Where something is to be written.

    Raises:
        ResultError: A link is there.
    """
    if path.is_symlink():
        raise TakenError(
            f"{path} is a link, and nothing is written through a link or over one; name the place "
            "it leads to, or remove the link."
        )


def is_unfinished(path: Path) -> bool:
    """Whether this is what a killed process left of a file or a folder.

    Args:
        path: A file or a folder; only its name is looked at.
    """
    return path.name.endswith(_UNFINISHED)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder for this process; the hold ends with the process, however that ends.

    Args:
        folder: Where this process writes.

    Raises:
        RunError: Another process has it, or the file system knows no locks.
        ResultError: Something else has the name of the lock.
    """
    _refuse_other_lock(folder / LOCK)
    # A lock that is a mere file would outlive a killed run: none is better, and said.
    lock = FileLock(folder / LOCK, timeout=0, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise BusyError(f"Another run is writing to {folder.parent}; wait for it.") from error
    except OSError as error:
        if error.errno in _NO_LOCKS:
            raise RunError(
                f"The file system of {folder.parent} has no locks, so that two runs could write "
                "to one result; name a folder on another one."
            ) from error
        raise refused(folder / LOCK, error) from error
    try:
        yield
    finally:
        lock.release()


def _refuse_other_lock(path: Path) -> None:
    """Taking a lock cuts its file short: it must be an empty one, and have no other name."""
    refuse_link(path)
    with suppress(FileNotFoundError):
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size or found.st_nlink > 1:
            raise TakenError(f"{path} is not a lock that discredit wrote; move it elsewhere.")


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


@contextmanager
def _refusing(path: Path, undo: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Leave nothing unfinished behind, and say in a sentence what the system would not write."""
    try:
        yield
    except BaseException as error:
        with suppress(OSError, RunError):
            undo()
        if isinstance(error, OSError):
            raise refused(path, error) from error
        raise


def _settle(path: Path) -> None:
    """Bring a file, or a folder's own entries, to the disk, where the system can.

    Some file systems of networks refuse this of folders: what is in them is safe by their own care.
    """
    if sys.platform != "win32":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _NOT_OF_FOLDERS or not path.is_dir():
                raise
        finally:
            os.close(handle)
