"""The one door for a path that somebody hands in: what lies there, read without waiting for it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path


def bytes_of(path: Path, most: int) -> bytes | None:
    """The first bytes of a plain file.

    What was opened is looked at again, for a name may meanwhile mean something else; and opening
    waits for nobody at the other end.

    Args:
        path: Where it lies.
        most: Bytes to read at most.

    Returns:
        The bytes; None for a folder, a pipe, a device, a socket.

    Raises:
        OSError: It cannot be opened or read.
        ValueError: No file can have this path.
    """
    if path.exists() and not path.is_file():
        return None
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return None
        with open(opened, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(opened)


def is_file(path: Path) -> bool:
    """Whether a plain file is there; what no file can be called names none.

    Args:
        path: Whatever was given as one.
    """
    return _is_so(path.is_file)


def is_folder(path: Path) -> bool:
    """Whether a folder is there; what no folder can be called names none.

    Args:
        path: Whatever was given as one.
    """
    return _is_so(path.is_dir)


def _is_so(ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    except (OSError, ValueError):
        return False
