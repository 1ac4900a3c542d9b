"""Rows to Parquet and back: the only file that knows the table format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from discredit.errors import ResultError
from discredit.store import disk
from discredit.store.tables import Column, Digests, Form, Rows, TableName, columns_of, no_rows

if TYPE_CHECKING:
    import pandas as pd


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
    """Write a table part by part, feeding its digests. Raises RunError."""
    schema = _schema(table, form)
    with disk.writing(path) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        digests.take(table, no_rows(table, form))
        waiting: list[pa.Table] = []
        for rows in parts:
            digests.take(table, rows)
            waiting.append(_arrow(columns_of(table, form), rows, schema))
            if sum(len(each) for each in waiting) >= _ROWS_PER_GROUP:
                writer.write_table(pa.concat_tables(waiting), row_group_size=_LARGEST_GROUP)
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting), row_group_size=_LARGEST_GROUP)


def frame(table: TableName, form: Form, parts: Iterable[Rows]) -> pd.DataFrame:
    """The same table as a data frame, without a file."""
    schema, columns = _schema(table, form), columns_of(table, form)
    return pa.concat_tables(_arrow(columns, rows, schema) for rows in parts).to_pandas()


def read(path: Path, table: TableName, form: Form) -> Iterator[Rows]:
    """The rows of a table, a row group at a time. Raises ResultError."""
    columns = columns_of(table, form)
    try:
        with pq.ParquetFile(path) as file:
            if tuple(file.schema_arrow.names) != tuple(column.name for column in columns):
                raise ResultError(f"{path} has other columns than this version writes.")
            for i in range(file.num_row_groups):
                group = file.read_row_group(i)
                yield {column.name: _values(group, column) for column in columns}
    except (OSError, pa.ArrowException) as error:
        raise ResultError(f"{path} is damaged and cannot be read; run it again.") from error


def _schema(table: TableName, form: Form) -> pa.Schema:
    columns = columns_of(table, form)
    return pa.schema([pa.field(column.name, _type(column), nullable=False) for column in columns])


def _arrow(columns: tuple[Column, ...], rows: Rows, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_arrays([_array(c, rows[c.name]) for c in columns], schema=schema)


def _type(column: Column) -> pa.DataType:
    if column.kind != "label":
        return pa.from_numpy_dtype(np.dtype(column.kind))
    return pa.dictionary(_index_of(column), pa.string())


def _index_of(column: Column) -> pa.DataType:
    return pa.int8() if len(column.labels) <= 127 else pa.int16()


def _array(column: Column, values: np.ndarray) -> pa.Array:
    if column.kind != "label":
        return pa.array(values.astype(column.kind, copy=False))
    codes = pa.array(values.astype(np.int16), _index_of(column))
    return pa.DictionaryArray.from_arrays(codes, pa.array(column.labels, pa.string()))


def _values(group: pa.Table, column: Column) -> np.ndarray:
    chunks = group.column(column.name)
    if column.kind != "label":
        return chunks.to_numpy()
    words = chunks.combine_chunks()
    place = {label: code for code, label in enumerate(column.labels)}
    codes = [place.get(label, -1) for label in words.dictionary.to_pylist()]
    return np.asarray(codes, np.int32)[words.indices.to_numpy()]
