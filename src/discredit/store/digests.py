"""Digests of the tables of a result, column by column."""

from __future__ import annotations

import hashlib
import json

import numpy as np

from discredit.columns import Column, TableName
from discredit.store.tables import Form, Rows, columns_of


class Digests:
    """SHA-256 of every column of every table, fed rows by rows; no writer's bytes are in it."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._of: dict[str, dict[str, hashlib._Hash]] = {}

    def take(self, table: TableName, rows: Rows) -> None:
        """Add rows to a table's digests.

        Args:
            table: Which of the tables.
            rows: Columns by name; digests depend on their order, not on how they are cut up.
        """
        known = columns_of(table, self._form)
        if table not in self._of:
            self._of[table] = {column.name: _opened(column) for column in known}
        for column in known:
            kind = np.dtype("int32" if column.kind == "label" else column.kind)
            values = np.ascontiguousarray(rows[column.name], kind.newbyteorder("<"))
            self._of[table][column.name].update(values.data)

    def by_column(self) -> dict[str, dict[str, str]]:
        """The digests so far.

        Returns:
            SHA-256 of each column, by table and column.
        """
        return {
            table: {name: made.hexdigest() for name, made in by_name.items()}
            for table, by_name in self._of.items()
        }


def _opened(column: Column) -> hashlib._Hash:
    """The digest of a column of no rows: how it is to be read is in it, what it is called on a page
    is not."""
    return hashlib.sha256(json.dumps((column.name, column.kind, column.labels)).encode())
