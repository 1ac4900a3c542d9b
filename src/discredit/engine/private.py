"""Files and folders that nobody but this user can put anything into."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def make(folder: Path) -> None:
    """Make a folder and those above it, as far as they are not there, for this user alone.

    Args:
        folder: The folder.
    """
    for each in (*reversed(folder.parents), folder):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)


def must_be_private(folder: Path) -> None:
    """Refuse a folder into which, or in whose place, anybody but this user can put anything.

    Args:
        folder: The folder.

    Raises:
        PermissionError: Others can.
        NotADirectoryError: It is none, or a link to one.
    """
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise NotADirectoryError("it is not a folder, or it is a link to one")
    must_be_own(status)
    above = folder.parent.resolve()
    for each in (above, *above.parents):
        status = each.stat()
        is_safe = not status.st_mode & _OTHERS_WRITE or status.st_mode & stat.S_ISVTX
        if status.st_uid not in (0, os.getuid()) or not is_safe:
            raise PermissionError(f"others can write in {each}")


def must_be_own(status: os.stat_result) -> None:
    """Refuse what is another user's, or what others can write.

    Args:
        status: Of a file or folder.

    Raises:
        PermissionError: It is.
    """
    if status.st_uid != os.getuid():
        raise PermissionError("it belongs to another user")
    if status.st_mode & _OTHERS_WRITE:
        raise PermissionError("others can write in it (chmod go-w would end that)")
