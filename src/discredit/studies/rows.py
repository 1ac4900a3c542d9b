"""Finished runs of a design, a line each: written as they finish, read again by the next call.

    with open_rows(folder) as rows:
        if key not in rows: rows.add(RunRow(key, figures, ""))

A key names everything that a run rests on, this package's code included, so that designs may share
a store. One process writes; a line that a kill has cut short is left out, and its run made again.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final, NamedTuple

from discredit.errors import OtherVersionError
from discredit.store import disk, mark

FORMAT: Final = 2
FILE: Final = "rows.jsonl"
_HEAD: Final = {"discredit rows": FORMAT}
NONE: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType({})


class RunRow(NamedTuple):
    """One run: its figures by name, or why it has none."""

    key: str
    figures: Mapping[str, tuple[float, ...]]  # NaN of what that run has none of
    failed: str = ""
    seconds: float = 0.0
    tries: int = 1  # how often it failed, where it did


class RowStore:
    """The rows of a store, and where further ones are written."""

    def __init__(self, file: IO[bytes], found: dict[str, RunRow]) -> None:
        self._file, self._found = file, found

    def __contains__(self, key: str) -> bool:
        """Whether that run came to its end; one that failed is tried again."""
        return key in self._found and not self._found[key].failed

    def get(self, key: str) -> RunRow | None:
        """The row of a run.

        Args:
            key: What the run rests on.
        """
        return self._found.get(key)

    def add(self, row: RunRow) -> None:
        """Bring a row to the disk.

        Args:
            row: Of a run that came to its end, or failed.

        Raises:
            RunError: The disk refuses; the rows before are safe.
        """
        before = self._found.get(row.key)
        if row.failed and before is not None and before.failed:
            row = row._replace(tries=before.tries + 1)
        figures = {
            name: [None if math.isnan(value) else value for value in values]
            for name, values in row.figures.items()
        }
        plain = [row.key, figures, row.failed, round(row.seconds, 3), row.tries]
        line = json.dumps(plain, allow_nan=True)
        try:
            self._file.write(line.encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise disk.refused(Path(self._file.name), error) from error
        self._found[row.key] = row


@contextmanager
def open_rows(folder: Path, asked: str = "") -> Iterator[RowStore]:
    """The rows of a folder, which this process alone writes to meanwhile.

    Args:
        folder: Where they lie; made and marked where there is none.
        asked: The digest of what is asked, for the mark.

    Raises:
        ResultError: Something else is in the folder, or rows of another version.
        RunError: Another process has the folder, or the disk refuses.
    """
    mark.claim(folder, "runs", asked)
    with disk.alone_in(folder):
        path = folder / FILE
        disk.refuse_link(path)
        found, whole = _read(path)
        try:
            with path.open("r+b" if path.exists() else "w+b") as file:
                file.truncate(whole)  # a line that was cut short goes
                file.seek(whole)
                if not whole:
                    file.write(json.dumps(_HEAD).encode() + b"\n")
                yield RowStore(file, found)
        except OSError as error:
            raise disk.refused(path, error) from error


def read_rows(folder: Path) -> dict[str, RunRow]:
    """The rows of a folder, by key; none where there is no such folder.

    Args:
        folder: Where they lie.

    Raises:
        ResultError: They are of another version.
    """
    return _read(folder / FILE)[0]


def _read(path: Path) -> tuple[dict[str, RunRow], int]:
    """The rows of a file, and how many of its bytes are whole lines."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}, 0
    except OSError as error:
        raise disk.refused(path, error) from error
    lines = content.splitlines(keepends=True)
    if lines and not lines[-1].endswith(b"\n"):
        lines.pop()
    if not lines:
        return {}, 0
    if _parsed(lines[0]) != _HEAD:
        raise OtherVersionError(
            f"{path} was written by another version of discredit, or by something else; name "
            "another folder, or remove it."
        )
    found: dict[str, RunRow] = {}
    for line in lines[1:]:
        row = _row(_parsed(line))
        if row is not None:
            found[row.key] = row
    return found, sum(map(len, lines))


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _row(data: Any) -> RunRow | None:
    """The row that a line holds; None where it was damaged, and its run is made again."""
    try:
        key, figures, failed, seconds, tries = data
        values = {
            str(name): tuple(math.nan if value is None else float(value) for value in some)
            for name, some in figures.items()
        }
        return RunRow(str(key), values, str(failed), float(seconds), int(tries))
    except (TypeError, ValueError, AttributeError):
        return None
