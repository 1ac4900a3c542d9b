"""Rows to Parquet and back: the only file that knows the table format.

A file says what is so to whoever opens it: whole numbers have a sign, what is missing is missing,
months are dates. Rows have the record's own kinds, and its codes for what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from discredit.columns import DATES, MEASURES, NEVER, Column, TableName
from discredit.errors import DamagedError, OtherVersionError
from discredit.store import disk
from discredit.store.digests import Digests
from discredit.store.disk import AGAIN
from discredit.store.tables import Form, Rows, columns_of
from discredit.vocabulary import Wording, told

_ROWS_PER_GROUP = 1 << 16
"""Rows that a row group has at least, the last apart; a part's rows stay together."""
_LARGEST_GROUP = 1 << 20


def write(
    path: Path,
    table: TableName,
    form: Form,
    parts: Iterable[Rows],
    digests: Digests,
) -> None:
    """Write a table part by part, feeding its digests.

    Args:
        path: The file, which takes its name when the table is whole.
        table: Which of the tables.
        form: What its columns depend on.
        parts: Rows, some at a time; all columns of a part are as long.
        digests: Take the same rows.

    Raises:
        RunError: The disk is full or the folder may not be written.
    """
    schema = _schema(table, form)
    # Numbers by way of a dictionary take twice as long to write and half as much room again.
    words: Any = [column.name for column in columns_of(table, form) if column.kind == "label"]
    with (
        disk.writing(path) as file,
        pq.ParquetWriter(file, schema, compression="zstd", use_dictionary=words) as writer,
    ):
        waiting: list[pa.Table] = []
        for rows in parts:
            digests.take(table, rows)
            waiting.append(_arrow(table, form, rows, schema))
            if sum(len(each) for each in waiting) >= _ROWS_PER_GROUP:
                writer.write_table(pa.concat_tables(waiting), row_group_size=_LARGEST_GROUP)
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting), row_group_size=_LARGEST_GROUP)


def table_of(table: TableName, form: Form, parts: Iterable[Rows]) -> pa.Table:
    """The same table in memory.

    Args:
        table: Which of the tables.
        form: What its columns depend on.
        parts: Rows, some at a time; at least one part.
    """
    schema = _schema(table, form)
    return pa.concat_tables(_arrow(table, form, rows, schema) for rows in parts)


def read(path: Path, table: TableName, form: Form) -> Iterator[Rows]:
    """The rows of a table, a row group at a time.

    Args:
        path: The file.
        table: Which of the tables it holds.
        form: What its columns depend on.

    Returns:
        Columns by name, words as their whole numbers.

    Raises:
        ResultError: The file is damaged or has other columns.
    """
    columns = columns_of(table, form)
    with _reading(path), pq.ParquetFile(path) as file:
        _must_hold(path, file.schema_arrow, _schema(table, form))
        for i in range(file.num_row_groups):
            group = file.read_row_group(i)
            yield {column.name: _values(group, column, form) for column in columns}


def length(path: Path, table: TableName) -> int:
    """How many rows a table on disk has, as its last page says, if it is the table it is called.

    Args:
        path: The file.
        table: Which of the tables it is called.

    Raises:
        ResultError: The file is damaged, or its columns are not those of this table.
    """
    with _reading(path), pq.ParquetFile(path) as file:
        found = file.schema_arrow
        measures = tuple(name for name in MEASURES if name in found.names)
        _must_hold(path, found, _schema(table, Form((), measures, "")))
        return file.metadata.num_rows


def _must_hold(path: Path, found: pa.Schema, expected: pa.Schema) -> None:
    if found.names != expected.names or not all(map(_alike, found.types, expected.types)):
        raise OtherVersionError(f"{path} has other columns than this version writes; {AGAIN}.")


def _alike(found: pa.DataType, expected: pa.DataType) -> bool:
    """Whether two types hold the same; how wide the codes of labels are depends on the run."""
    if pa.types.is_floating(found) and pa.types.is_integer(expected):
        return found == pa.float64()  # one of two systems has no such measure
    if pa.types.is_dictionary(expected):
        return pa.types.is_dictionary(found) and found.value_type == expected.value_type
    return found == expected


class Reader:
    """Any rows of a table on disk, holding one row group of it at a time."""

    def __init__(self, path: Path, columns: Sequence[str] | None = None) -> None:
        self._path, self._columns = path, None if columns is None else list(columns)
        with _reading(self._path):
            self._file = pq.ParquetFile(path)
        about = self._file.metadata
        lengths = [about.row_group(i).num_rows for i in range(about.num_row_groups)]
        self._starts = np.cumsum([0, *lengths])
        self._held: tuple[int, pa.Table] | None = None

    def __len__(self) -> int:
        return int(self._starts[-1])

    def rows(self, start: int, stop: int) -> pa.Table:
        """Rows from `start` up to `stop`.

        Args:
            start: The first row.
            stop: One past the last row.

        Raises:
            ResultError: The file is damaged.
        """
        first = int(np.searchsorted(self._starts, start, side="right")) - 1
        parts = []
        for i in range(first, len(self._starts) - 1):
            begin, end = int(self._starts[i]), int(self._starts[i + 1])
            if begin >= stop:
                break
            low, high = max(start, begin), min(stop, end)
            parts.append(self._group(i).slice(low - begin, high - low))
        return pa.concat_tables(parts)

    def runs(self, keys: Sequence[str]) -> Iterator[tuple[tuple[Any, ...], int, int]]:
        """Stretches of rows alike in some columns: what they say there, first row, last row + 1.

        Args:
            keys: The columns.

        Returns:
            In order; equal rows apart from each other are two stretches.
        """
        said: tuple[Any, ...] | None = None
        since = 0
        for i, begin in enumerate(self._starts[:-1].tolist()):
            with _reading(self._path):
                group = self._file.read_row_group(i, columns=list(keys))
            columns = [_coded(group.column(key)) for key in keys]
            changes = np.zeros(len(group), bool)
            changes[:1] = True
            for codes, _ in columns:
                changes[1:] |= codes[1:] != codes[:-1]
            for at in np.flatnonzero(changes).tolist():
                now = tuple(words(codes[at].item()) for codes, words in columns)
                if now != said:
                    if said is not None:
                        yield said, since, begin + at
                    said, since = now, begin + at
        if said is not None:
            yield said, since, len(self)

    def _group(self, i: int) -> pa.Table:
        if self._held is None or self._held[0] != i:
            self._held = None  # let go of the last before the next is read
            with _reading(self._path):
                self._held = i, self._file.read_row_group(i, columns=self._columns)
        return self._held[1]


def households(
    homes: Callable[[int, int], np.ndarray], first: int, end: int, at_once: int
) -> Iterator[tuple[int, int]]:
    """Stretches of rows of whole households, whose members stand one after another.

    Args:
        homes: The household of each row from one up to another, or to the last.
        first: The first row.
        end: One past the last.
        at_once: Rows of a stretch, about.

    Returns:
        Of each from where, and up to where.
    """
    start = first
    while start < end:
        stop, size = end, at_once
        while start + size < end:
            changes = np.flatnonzero(np.diff(homes(start, start + size + 1)))
            if len(changes):
                stop = start + int(changes[-1]) + 1
                break
            size *= 2  # a household larger than the piece
        yield start, stop
        start = stop


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise DamagedError(f"{path} is damaged and cannot be read; {AGAIN}.") from error


def _coded(column: pa.ChunkedArray) -> tuple[np.ndarray, Callable[[Any], Any]]:
    """A column as numbers, and what a number of it says."""
    if not pa.types.is_dictionary(column.type):
        return column.to_numpy(), lambda value: value
    whole = column.combine_chunks()
    words = whole.dictionary.to_pylist()
    return whole.indices.to_numpy(), lambda code: words[code]


def _schema(table: TableName, form: Form) -> pa.Schema:
    return pa.schema([_field(column, form.wording) for column in columns_of(table, form)])


def _field(column: Column, wording: Wording) -> pa.Field:
    """A column with what it says and in which unit, so that the file tells it too."""
    about = {"says": told(column.template, wording), "unit": column.unit}
    may_lack = column.missing is not None or np.dtype(_kind(column)).kind == "f"
    return pa.field(column.name, _type(column), nullable=may_lack, metadata=about)


def _arrow(table: TableName, form: Form, rows: Rows, schema: pa.Schema) -> pa.Table:
    columns = columns_of(table, form)
    return pa.Table.from_arrays([_array(c, rows[c.name], form) for c in columns], schema=schema)


def _type(column: Column) -> pa.DataType:
    if column.name in DATES:
        return pa.date32()
    if column.kind == "label":
        return pa.dictionary(_index_of(column), pa.string())
    return pa.from_numpy_dtype(np.dtype(_kind(column)))


def _kind(column: Column) -> str:
    """The kind of a column in a file: wide enough for every number of its own, and for its sign."""
    signed = {"uint8": "int16", "uint16": "int32", "uint32": "int64", "label": "int32"}
    return signed.get(column.kind, column.kind)


def _index_of(column: Column) -> pa.DataType:
    return pa.int8() if len(column.labels) <= 127 else pa.int16()


def _array(column: Column, values: np.ndarray, form: Form) -> pa.Array:
    lacking = None if column.missing is None else values == column.missing
    if column.name in DATES:
        months = values.astype("timedelta64[M]")
        return pa.array((_start(form) + months).astype("datetime64[D]"), mask=lacking)
    if column.kind != "label":
        return pa.array(values.astype(_kind(column), copy=False), mask=lacking, from_pandas=True)
    codes = pa.array(values.astype(np.int16), _index_of(column))
    return pa.DictionaryArray.from_arrays(codes, pa.array(column.labels, pa.string()))


def _start(form: Form) -> np.datetime64:
    """The first month; some other where there are none, and no row has one."""
    return np.datetime64(form.months[0] if form.months else "1970-01", "M")


def _values(group: pa.Table, column: Column, form: Form) -> np.ndarray:
    chunks = group.column(column.name)
    if column.name in DATES:
        dates = chunks.to_numpy().astype("datetime64[M]")
        months = (dates - _start(form)).astype(np.int64)
        return np.where(np.isnat(dates), NEVER, months)
    if column.missing is not None:
        chunks = chunks.fill_null(column.missing)
    if column.kind != "label":
        return chunks.to_numpy()
    words = chunks.combine_chunks()
    code_of = {label: code for code, label in enumerate(column.labels)}
    codes = [code_of.get(label, -1) for label in words.dictionary.to_pylist()]
    return np.asarray(codes, np.int32)[words.indices.to_numpy()]
