"""Arrays in a folder: written piece by piece into one file, read one at a time or in rows.

In the file they follow one another in NumPy's format, which `numpy.load` reads one by one. Nobody
needs a second copy of a column to write it, nor more than one column to read it. No array is
written or read with pickle.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from discredit.errors import DamagedError, ResultError
from discredit.store import disk

_PIECE = 1 << 22  # bytes handed to the system at a time
_LONGEST_HEADER = 1 << 16  # as the format has it
_DAMAGE = (OSError, ValueError, KeyError, TypeError, EOFError, RecursionError)
_HEADER = re.compile(
    r"\{'descr': '(?P<kind>[^']+)', 'fortran_order': False, 'shape': \((?P<shape>[\d, ]*)\), \}\s*"
)
_COLUMNS = "columns.npy"
_CHECKSUMS = "checksums.json"
"""Written last: whose the arrays are, of which months, and of each where it begins, how many bytes
it has and their CRC-32."""


class Whose(NamedTuple):
    """What a folder of arrays says it is, so that one in another's place is noticed."""

    of: str = ""  # the run, the seed and the part
    first: int = 0  # months, counted from the start
    stop: int = 0


class Strip(NamedTuple):
    """An array handed over piece by piece: its pieces, one after another, are its values in order
    of the last axis first."""

    dtype: np.dtype
    shape: tuple[int, ...]
    pieces: Iterable[np.ndarray]


class _Place(NamedTuple):
    """Where an array stands in the file [bytes], and the checksum of what stands there."""

    start: int
    length: int
    checksum: str


NOBODYS = Whose()


def strip_of(column: np.ndarray, people: int) -> Strip:
    """A column [blocks, ..., rows] as [..., people]: how it was cut up is not seen in it, and the
    padding is left out.

    Args:
        column: [blocks, ..., rows], as the engine holds it; the last block ends in padding.
        people: How many rows are somebody's.

    Returns:
        [..., people], in pieces that are views of the column.
    """
    middle = column.shape[1:-1]
    return Strip(column.dtype, (*middle, people), _pieces(column, people))


def _pieces(column: np.ndarray, people: int) -> Iterator[np.ndarray]:
    rows = column.shape[-1]
    blocks = -(-people // rows)
    step = max(1, _PIECE // (rows * column.dtype.itemsize))
    for index in np.ndindex(*column.shape[1:-1]):
        for first, stop in pairwise((*range(0, blocks, step), blocks)):
            piece = column[(slice(first, stop), *index)].reshape(-1)
            yield piece[: people - first * rows]


def laid_out(column: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A column [..., people] cut up as [blocks, ..., rows]; the padding is nought.

    Args:
        column: [..., people], as `strip_of` left it.
        shape: [blocks, ..., rows], with room for all of them.

    Returns:
        A new array; the padding is nought.
    """
    rows, people = shape[-1], column.shape[-1]
    whole, rest = divmod(people, rows)
    blocks = np.empty(shape, column.dtype)
    for index in np.ndindex(*shape[1:-1]):
        flat = column[index]
        blocks[(slice(0, whole), *index)] = flat[: whole * rows].reshape(whole, rows)
        blocks[(slice(whole, None), *index)] = 0
        if rest:
            blocks[(whole, *index, slice(0, rest))] = flat[whole * rows :]
    return blocks


def save(folder: Path, arrays: Mapping[str, np.ndarray], whose: Whose = NOBODYS) -> int:
    """Write arrays under names.

    Args:
        folder: It takes its name when all of it is on the disk, and the place of an older one.
        arrays: By name.
        whose: What the folder says it is.

    Returns:
        Bytes written.

    Raises:
        RunError: The disk is full or the folder may not be written.
    """
    strips = ((name, _whole(np.asarray(a))) for name, a in arrays.items())
    return save_strips(folder, strips, whose)


def save_strips(folder: Path, strips: Iterable[tuple[str, Strip]], whose: Whose = NOBODYS) -> int:
    """Write arrays under names, one after another as they are asked for.

    Args:
        folder: Where they go; it takes its name when all of them are on the disk.
        strips: Each array with its name.
        whose: What is written beside them of whose they are.

    Returns:
        The bytes written.

    Raises:
        RunError: The disk is full or the folder may not be written.
        ValueError: An array holds objects, which only pickle could write.
    """
    with disk.filling(folder, names_in) as unfinished:
        with open(unfinished / _COLUMNS, "xb") as file:
            columns = {name: _write(file, strip) for name, strip in strips}
        _sign(unfinished, columns, whose)
        return sum(file.stat().st_size for file in unfinished.iterdir())


def adopt(source: Path, folder: Path, whose: Whose) -> None:
    """Lay the arrays of a folder in another one too; where a file can have two names, unwritten.

    Args:
        source: One that `save` wrote.
        folder: The other one.
        whose: What is written beside them there.

    Raises:
        RunError: The disk is full or the folder may not be written.
        ResultError: There is no such source, or its list is damaged.
    """
    with opened(source) as stored, disk.filling(folder, names_in) as unfinished:
        try:
            os.link(source / _COLUMNS, unfinished / _COLUMNS)
        except OSError:  # another disk, or one without such names
            shutil.copyfile(source / _COLUMNS, unfinished / _COLUMNS)
        _sign(unfinished, stored.places, whose)


def _sign(folder: Path, columns: Mapping[str, _Place], whose: Whose) -> None:
    months = f"{whose.first:06d}-{whose.stop:06d}"  # as long whatever they are
    page = {"of": whose.of, "months": months, "columns": columns}
    (folder / _CHECKSUMS).write_text(json.dumps(page, indent=0))


def _whole(array: np.ndarray) -> Strip:
    return Strip(array.dtype, array.shape, (array,))


def _write(file: IO[bytes], strip: Strip) -> _Place:
    """Write one array behind those that are there."""
    if strip.dtype.hasobject:
        raise ValueError("Object arrays cannot be saved: they would need pickle.")
    kind = np.lib.format.dtype_to_descr(strip.dtype)
    header = {"descr": kind, "fortran_order": False, "shape": strip.shape}
    start = io.BytesIO()
    np.lib.format.write_array_header_1_0(start, header)
    checksum, begin = zlib.crc32(start.getbuffer()), file.tell()
    file.write(start.getbuffer())
    for piece in strip.pieces:
        content = _bytes_of(piece)
        file.write(content)
        checksum = zlib.crc32(content, checksum)
    return _Place(begin, file.tell() - begin, _spelled(checksum))


def _spelled(checksum: int) -> str:
    """Always as long, so that a checkpoint is as long whatever is in it."""
    return f"{checksum:08x}"


def _bytes_of(array: np.ndarray) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def load(folder: Path, only: str | None = None) -> dict[str, np.ndarray]:
    """Read all arrays of a folder, or one of them.

    Args:
        folder: One that `save` wrote.
        only: The name of the one that is wanted; None: all.

    Raises:
        ResultError: There is no such folder, or something in it is damaged.
    """
    with opened(folder) as stored:
        return {name: stored.whole(name) for name in ([only] if only else stored.names)}


def names_in(folder: Path) -> list[str]:
    """The files in a folder that `save` wrote there.

    Args:
        folder: One that `save` wrote, or began to write; or one of an earlier version, which gave
            each array a file of its own and named them in its list.

    Returns:
        Names of files, the list of checksums among them.
    """
    try:
        names = [f"{name}.npy" for name in _page(folder)["columns"]]
    except _DAMAGE:
        names = [path.name for path in folder.glob("*.npy")]
    return [*names, _COLUMNS, _CHECKSUMS]


def _page(folder: Path) -> dict[str, Any]:
    page = json.loads((folder / _CHECKSUMS).read_bytes())
    if not isinstance(page, dict) or not isinstance(page["columns"], dict):
        raise ValueError("no list of checksums")
    return page


def is_there(folder: Path) -> bool:
    """Whether a folder holds arrays that were written to their end, damaged since or not.

    Args:
        folder: Where arrays may lie.
    """
    return (folder / _CHECKSUMS).is_file()


def is_whole(folder: Path, whose: Whose) -> bool:
    """Whether a folder holds the arrays it should, none of them damaged. Reads all of them.

    Args:
        folder: Where arrays may lie.
        whose: What it should say that it is.
    """
    try:
        with opened(folder) as stored:
            stored.check()
            return stored.whose == whose
    except ResultError:
        return False


class Stored:
    """Arrays in a folder that is open for reading."""

    def __init__(self, folder: Path) -> None:
        self._folder, page = folder, _page(folder)
        first, stop = str(page["months"]).split("-")
        self.whose = Whose(str(page["of"]), int(first), int(stop))
        self.places = {name: _Place(*place) for name, place in page["columns"].items()}
        self._mapped: dict[str, np.ndarray] = {}

    @property
    def names(self) -> list[str]:
        return list(self.places)

    def whole(self, name: str) -> np.ndarray:
        """One array, its checksum looked at before it is understood.

        Args:
            name: One of `names`.

        Raises:
            ResultError: Its checksum is another.
        """
        begin, length, _ = self.places[name]
        content = np.fromfile(self._folder / _COLUMNS, np.uint8, length, offset=begin)
        self._compare(name, zlib.crc32(content.data))
        start = io.BytesIO(content[:_LONGEST_HEADER].tobytes())
        shape, kind = _header(start)
        return content[start.tell() :].view(kind).reshape(shape)

    def rows(self, name: str, start: int, stop: int) -> np.ndarray:
        """Rows of one array, along its last axis; checksums are not looked at, see `check`.

        Args:
            name: One of `names`.
            start: The first row.
            stop: One past the last row.

        Returns:
            [..., rows], in memory of its own.

        Raises:
            ValueError: There are no such rows.
        """
        column = self._map(name)
        if not 0 <= start <= stop <= column.shape[-1]:
            raise ValueError(f"rows {start} to {stop} of {name}, which has {column.shape[-1]}")
        return np.array(column[..., start:stop])

    def some(self, name: str, rows: np.ndarray) -> np.ndarray:
        """Some rows of one array from anywhere, as `rows` gives a stretch of them.

        Args:
            name: One of `names`.
            rows: Which, along the last axis.
        """
        return np.array(self._map(name)[..., rows])

    def check(self) -> None:
        """Read everything once, for its checksums.

        Raises:
            ResultError: A checksum is another.
        """
        with open(self._folder / _COLUMNS, "rb") as file:
            for name, (begin, length, _) in self.places.items():
                checksum = 0
                file.seek(begin)
                while length and (piece := file.read(min(length, _PIECE))):
                    checksum = zlib.crc32(piece, checksum)
                    length -= len(piece)
                self._compare(name, checksum)

    def _map(self, name: str) -> np.ndarray:
        """An array that stays on the disk until its values are asked for."""
        if name not in self._mapped:
            path = self._folder / _COLUMNS
            with open(path, "rb") as file:
                file.seek(self.places[name].start)
                shape, kind = _header(file)
                at = file.tell()
            is_empty = 0 in shape  # of nothing no map can be made
            mapped = np.zeros(shape, kind) if is_empty else np.memmap(path, kind, "r", at, shape)
            self._mapped[name] = mapped
        return self._mapped[name]

    def _compare(self, name: str, checksum: int) -> None:
        if _spelled(checksum) != self.places[name].checksum:
            raise DamagedError(_damaged(self._folder))


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    """The shape and kind of the array whose values follow.

    NumPy reads it with Python's own parser, which fails now and then where several threads parse at
    once (a fault of CPython 3.11).
    """
    np.lib.format.read_magic(file)
    text = file.read(int.from_bytes(file.read(2), "little")).decode("latin1")
    said = _HEADER.fullmatch(text)
    if said is None:
        raise ValueError("no header of an array")
    kind = np.dtype(said["kind"])
    if kind.hasobject:
        raise ValueError("an array of objects")
    return tuple(int(size) for size in said["shape"].split(",") if size.strip()), kind


@contextmanager
def opened(folder: Path) -> Iterator[Stored]:
    """The arrays of a folder, for reading.

    Args:
        folder: One that `save` wrote.

    Returns:
        None is read before it is asked for.

    Raises:
        ResultError: The folder, or what is read of it while it is open, is damaged.
    """
    try:
        yield Stored(folder)
    except _DAMAGE as error:
        raise DamagedError(_damaged(folder)) from error


def _damaged(folder: Path) -> str:
    return f"{folder} is damaged; make the same call again, and it is worked out anew."
