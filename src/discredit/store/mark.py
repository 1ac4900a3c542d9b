"""The mark of a folder that this package began: nothing is replaced or removed in one without it.

A file `.discredit-KIND` is written first of all. That it is there says whose the folder is; in it
stands which inputs were run there last.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal

from discredit.errors import ResultError, TakenError
from discredit.store import disk

Kind = Literal["result", "partial", "study", "calibration", "runs", "tables"]
_ABOUT = "discredit wrote this folder and may replace in it what it has written"


def file_of(kind: Kind) -> str:
    """What the mark of a kind of folder is called.

    Args:
        kind: What the folder holds.
    """
    return f".discredit-{kind}"


def is_on(folder: Path, kind: Kind) -> bool:
    """Whether a folder, itself no link, carries the mark of a kind.

    Args:
        folder: A folder; there may be none.
        kind: What it should hold.
    """
    path = folder / file_of(kind)
    return not folder.is_symlink() and path.is_file() and not path.is_symlink()


def inputs_of(folder: Path, kind: Kind) -> str:
    """The digest of the inputs that were run last in a marked folder; '' if it cannot be read.

    Args:
        folder: A marked folder.
        kind: What it holds.
    """
    try:
        page = json.loads((folder / file_of(kind)).read_bytes())
        return str(page["inputs_digest"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def put(folder: Path, kind: Kind, inputs_digest: str) -> None:
    """Mark a folder as this package's.

    Args:
        folder: The folder, which is there.
        kind: What it holds.
        inputs_digest: Of the inputs that are run there.

    Raises:
        ResultError: A link has the name of the mark.
        RunError: It cannot be written.
    """
    page = {"about": _ABOUT, "inputs_digest": inputs_digest}
    disk.write(folder / file_of(kind), json.dumps(page).encode() + b"\n")


def claim(folder: Path, kind: Kind, inputs_digest: str) -> None:
    """Make a folder where there is none, and mark it, unless it holds what is not ours.

    Args:
        folder: The folder; those above it are made too.
        kind: What it shall hold.
        inputs_digest: Of the inputs that are run there.

    Raises:
        ResultError: The folder is a link or a file, or it holds something and no mark.
        RunError: It cannot be written.
    """
    refuse_foreign_folder(folder, kind)
    disk.make_folder(folder)
    if not is_on(folder, kind):
        put(folder, kind, inputs_digest)


def names_in(folder: Path) -> list[str]:
    """What a folder holds, apart from what a killed process left of a file; nothing where there is
    no folder.

    Args:
        folder: The folder.

    Returns:
        In alphabetical order.

    Raises:
        ResultError: It is a file.
        RunError: It cannot be read.
    """
    try:
        return sorted(path.name for path in folder.iterdir() if not disk.is_unfinished(path))
    except FileNotFoundError:
        return []
    except NotADirectoryError:
        raise TakenError(f"{folder} is a file; a result is a folder. Name another.") from None
    except OSError as error:
        raise disk.refused(folder, error) from error


def foreign(folder: Path, name: str) -> ResultError:
    """The sentence for what lies where this package would write.

    Args:
        folder: The folder.
        name: What lies there.

    Returns:
        To be raised.
    """
    return TakenError(
        f"{folder} holds {name}, which discredit did not write, and nothing there is replaced; "
        "move it elsewhere or name another folder."
    )


def refuse_foreign_folder(folder: Path, kind: Kind) -> None:
    """A folder to write to must be ours, or empty, or not there.

    Args:
        folder: Where something is to be written.
        kind: What it shall hold.

    Raises:
        ResultError: It is a link or a file, or holds something and no mark.
    """
    disk.refuse_link(folder)
    if os.path.lexists(folder) and not is_on(folder, kind) and (strangers := names_in(folder)):
        raise foreign(folder, strangers[0])
