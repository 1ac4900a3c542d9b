"""Arrays in a file: written piece by piece, read one at a time or a stretch of rows at a time.

The file is an uncompressed zip of `.npy` members, as `numpy.load` reads them. Nobody needs a second
copy of a column to write it, nor more than one column to read it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from discredit.errors import ResultError
from discredit.store import disk

_PIECE = 1 << 22  # bytes handed to the system at a time
_DAMAGE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


class Strip(NamedTuple):
    """An array handed over piece by piece: its pieces, one after another, are its values in order
    of the last axis first."""

    dtype: np.dtype
    shape: tuple[int, ...]
    pieces: Iterable[np.ndarray]


def strip_of(column: np.ndarray, people: int) -> Strip:
    """A column [blocks, ..., rows] as [..., people]: how it was cut up is not seen in it, and the
    padding is left out."""
    middle = column.shape[1:-1]
    return Strip(column.dtype, (*middle, people), _pieces(column, people))


def _pieces(column: np.ndarray, people: int) -> Iterator[np.ndarray]:
    rows = column.shape[-1]
    blocks = -(-people // rows)
    step = max(1, _PIECE // (rows * column.dtype.itemsize))
    for place in np.ndindex(*column.shape[1:-1]):
        for first, stop in pairwise((*range(0, blocks, step), blocks)):
            found = column[(slice(first, stop), *place)].reshape(-1)
            yield found[: people - first * rows]


def laid_out(column: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A column [..., people] cut up as [blocks, ..., rows]; the padding is nought."""
    rows, people = shape[-1], column.shape[-1]
    whole, rest = divmod(people, rows)
    found = np.empty(shape, column.dtype)
    for place in np.ndindex(*shape[1:-1]):
        flat = column[place]
        found[(slice(0, whole), *place)] = flat[: whole * rows].reshape(whole, rows)
        found[(slice(whole, None), *place)] = 0
        if rest:
            found[(whole, *place, slice(0, rest))] = flat[whole * rows :]
    return found


def save(path: Path, arrays: Mapping[str, np.ndarray]) -> int:
    """Write arrays under names. Returns the bytes written. Raises RunError."""
    return save_strips(path, ((name, _whole(np.asarray(a))) for name, a in arrays.items()))


def save_strips(path: Path, strips: Iterable[tuple[str, Strip]]) -> int:
    """Write arrays under names, one after another as they are asked for, and without pickle.

    The file takes its name when all of it is on the disk. Returns the bytes written. Raises
    RunError.
    """
    with disk.writing(path) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, strip in strips:
                entry = zipfile.ZipInfo(f"{name}.npy")  # of no date, so that equal is equal
                with archive.open(entry, "w", force_zip64=True) as member:
                    _write_header(member, strip)
                    for piece in strip.pieces:
                        member.write(np.ascontiguousarray(piece).reshape(-1).view(np.uint8).data)
        return file.tell()


def _whole(array: np.ndarray) -> Strip:
    return Strip(array.dtype, array.shape, (array,))


def _write_header(member: disk.Bytes, strip: Strip) -> None:
    if strip.dtype.hasobject:
        raise ValueError("Object arrays cannot be saved: they would need pickle.")
    said = np.lib.format.dtype_to_descr(strip.dtype)
    header = {"descr": said, "fortran_order": False, "shape": strip.shape}
    np.lib.format.write_array_header_1_0(member, header)


def load(path: Path, only: str | None = None) -> dict[str, np.ndarray]:
    """Read all arrays of a file, or one of them. Raises ResultError for a damaged file."""
    with opened(path) as stored:
        return {name: stored.whole(name) for name in ([only] if only else stored.names)}


class Stored:
    """Arrays in a file that is open for reading."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive, self._path = archive, path
        self._raw: dict[str, _Raw] = {}

    @property
    def names(self) -> list[str]:
        return [name.removesuffix(".npy") for name in self._archive.namelist()]

    def whole(self, name: str) -> np.ndarray:
        """One array, its checksum looked at."""
        with self._archive.open(f"{name}.npy") as member:
            return np.lib.format.read_array(member, allow_pickle=False)

    def rows(self, name: str, start: int, stop: int) -> np.ndarray:
        """Rows of one array, along its last axis; checksums are not looked at, see `check`."""
        raw = self._raw.get(name) or self._raw.setdefault(name, self._find(name))
        *middle, people = raw.shape
        if not 0 <= start <= stop <= people:
            raise ValueError(f"rows {start} to {stop} of {name}, which has {people}")
        found = np.empty((*middle, stop - start), raw.dtype)
        for at, place in enumerate(np.ndindex(*middle)):
            offset = raw.offset + (at * people + start) * raw.dtype.itemsize
            found[place] = np.fromfile(self._path, raw.dtype, stop - start, offset=offset)
        return found

    def shape(self, name: str) -> tuple[int, ...]:
        raw = self._raw.get(name) or self._raw.setdefault(name, self._find(name))
        return raw.shape

    def check(self) -> None:
        """Read everything once, for its checksums. Raises ResultError."""
        if self._archive.testzip() is not None:
            raise ResultError(_damaged(self._path))

    def _find(self, name: str) -> _Raw:
        info = self._archive.getinfo(f"{name}.npy")
        with self._archive.open(info) as member:
            np.lib.format.read_magic(member)
            shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(member)
            header = member.tell()
        if is_fortran or dtype.hasobject:
            raise ValueError(f"{name} is not as `save` writes it")
        with open(self._path, "rb") as file:
            file.seek(info.header_offset + 26)  # where a member says how long its name is
            lengths = np.frombuffer(file.read(4), "<u2")
        return _Raw(dtype, shape, info.header_offset + 30 + int(lengths.sum()) + header)


class _Raw(NamedTuple):
    dtype: np.dtype
    shape: tuple[int, ...]
    offset: int  # of the first value in the file


@contextmanager
def opened(path: Path) -> Iterator[Stored]:
    """The arrays of a file, while it is open. Raises ResultError for a damaged file."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield Stored(archive, path)
    except _DAMAGE as error:
        raise ResultError(_damaged(path)) from error


def _damaged(path: Path) -> str:
    return f"{path} is damaged; remove it and run again."
