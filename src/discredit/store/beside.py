"""The tables beside a page: a folder of CSV files that carries its own mark and list.

A file there is replaced or removed only where the list names it, so that what somebody else lays
beside them stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from discredit.store import disk, mark

INDEX: Final = "tables.json"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*\.csv")


def folder_of(page: Path) -> Path:
    """The folder of the tables beside a page.

    >>> folder_of(Path("results/report.html")).name
    'report-tables'

    Args:
        page: Where the page lies.
    """
    return page.with_name(f"{page.stem}-tables")


def listed_in(folder: Path) -> tuple[str, ...]:
    """The files that this package wrote to a folder of tables; none where it carries no mark.

    Args:
        folder: The folder; there may be none.
    """
    if not mark.is_on(folder, "tables") or (folder / INDEX).is_symlink():
        return ()
    try:
        names = json.loads((folder / INDEX).read_bytes())
    except (OSError, ValueError, RecursionError):
        return ()
    if not isinstance(names, list):
        return ()
    return tuple(name for name in names if isinstance(name, str) and _NAME.fullmatch(name))


def write(folder: Path, tables: Mapping[str, bytes]) -> None:
    """Write the tables beside a page; those of before go, and nothing else does.

    The list names a file before it is there, so that what a kill leaves is known as ours.

    Args:
        folder: Where they lie.
        tables: What each file holds.

    Raises:
        ResultError: The folder is a link or a file, holds something and no mark, or holds a
            stranger's file of the same name.
        RunError: It cannot be written.
    """
    refuse(folder, tables)
    mark.claim(folder, "tables", "")
    before = listed_in(folder)
    _list(folder, {*before, *tables})
    for name in sorted({*before} - {*tables}):
        disk.remove(folder / name)
    disk.write_all(folder, tables)
    _list(folder, tables)


def refuse(folder: Path, names: Iterable[str] = ()) -> None:
    """Refuse a folder of tables that is not ours, or in which a stranger's file is in the way.

    Args:
        folder: Where tables are to be written; there may be none.
        names: What they will be called.

    Raises:
        ResultError: It is a link or a file, holds something and no mark, or holds a file of one of
            these names that is not on the list.
    """
    mark.refuse_foreign_folder(folder, "tables")
    there = set(mark.names_in(folder)) & set(names)
    for name in sorted(there - set(listed_in(folder))):
        raise mark.foreign(folder, name)


def remove(folder: Path) -> None:
    """Remove the tables beside a page, and their folder if nothing else is in it.

    Args:
        folder: The folder; one without our mark is left alone.

    Raises:
        RunError: It may not be written.
    """
    names = listed_in(folder)
    if not mark.is_on(folder, "tables"):
        return
    for name in names:
        disk.remove(folder / name)
    own = {INDEX, mark.file_of("tables")}
    if set(mark.names_in(folder)) <= own:
        disk.discard(folder, lambda _: own)


def altered(folder: Path, tables: Mapping[str, bytes]) -> str:
    """The first table in a folder of ours that is not what it should be.

    Args:
        folder: The folder; there may be none.
        tables: What each file should hold.

    Returns:
        Its name; '' where all are as they should be, and where there is no such folder.
    """
    if not mark.is_on(folder, "tables"):
        return ""
    for name, content in tables.items():
        path = folder / name
        if path.is_symlink() or not path.is_file() or path.read_bytes() != content:
            return name
    return next(iter(sorted(set(listed_in(folder)) - set(tables))), "")


def _list(folder: Path, names: Iterable[str]) -> None:
    disk.write(folder / INDEX, json.dumps(sorted(names), indent=0).encode() + b"\n")
