"""Aggregate tables as CSV: read, checked row by row, handed on as columns.

Only tables of shares, means and counts per category have a reader here; there is none for records
of persons. No message shows a row or a header of a table: it could be somebody's.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Final, NamedTuple

from discredit.errors import Fault, SocietyError, is_shown_as_text, quoted

GRADES: Final = ("documented", "reported", "disputed", "fictional", "assumed")
SHARES_TOLERANCE: Final = 2e-3
"""Published shares are rounded to a hundredth of a per cent, so twenty of them may miss one."""


VERIFIED: Final = ("verified", "verified_people", "verified_minority", "verified_rest")
SEEN: Final = ("seen", "recalled")
PROVENANCE: Final = ("evidence", *VERIFIED, "source")
"""Columns that say where the rest of a row comes from."""


LONGEST_SOURCE: Final = 200
LONGEST_NUMBER: Final = 24
NO_RECORDS: Final = (
    "societies are made from aggregate tables, and there is no loader for records of individuals "
    "(SCOPE.md)"
)


class AggregateTable(NamedTuple):
    """A CSV table: what messages call it, its rows as text by column, and the line of each row."""

    file: str
    rows: tuple[dict[str, str], ...]
    lines: tuple[int, ...]

    def fault(self, row: int, column: str, rule: str, remedy: str = "") -> SocietyError:
        """An error about one cell, ready to raise.

        Args:
            row: Counted from 0, without the header.
            column: Which cell of it.
            rule: Completes 'it ...'.
            remedy: A full sentence; '' for none.
        """
        value = shown(self.rows[row].get(column, ""))
        return SocietyError([Fault(self.file, self.lines[row], column, value, rule, remedy)])

    def text(self, column: str) -> tuple[str, ...]:
        """The column as written.

        Args:
            column: One that the header names.

        Returns:
            One cell per row.
        """
        return tuple(row[column] for row in self.rows)

    def numbers(
        self, column: str, low: float, high: float, rule: str, remedy: str = ""
    ) -> tuple[float, ...]:
        """The column as numbers.

        Args:
            column: One that the header names.
            low: The least that is allowed.
            high: The most that is allowed.
            rule: Completes 'it must be ...'.
            remedy: A full sentence; '' for none.

        Returns:
            One for each row.

        Raises:
            SocietyError: A cell is no number, or outside these bounds.
        """
        return tuple(
            self._number(row, column, lambda x: low <= x <= high, rule, remedy)
            for row in range(len(self.rows))
        )

    def shares(self, column: str) -> tuple[float, ...]:
        """The column as shares from 0 to 1.

        Args:
            column: One that the header names.

        Returns:
            One for each row.

        Raises:
            SocietyError: A cell is no share.
        """
        return self.numbers(column, 0, 1, "a share from 0 to 1", "For five per cent write 0.05.")

    def counts(self, column: str) -> tuple[int, ...]:
        """The column as whole numbers from 0.

        Args:
            column: One that the header names.

        Returns:
            One for each row.

        Raises:
            SocietyError: A cell is no whole number, or below 0.
        """
        values = (
            self._number(row, column, lambda x: x >= 0 and x == int(x), "a whole number, 0 or more")
            for row in range(len(self.rows))
        )
        return tuple(int(value) for value in values)

    def _number(
        self,
        row: int,
        column: str,
        is_allowed: Callable[[float], bool],
        rule: str,
        remedy: str = "",
    ) -> float:
        try:
            value = float(self.rows[row][column])
        except ValueError:
            raise self.fault(row, column, f"it must be {rule}", remedy) from None
        if not isfinite(value) or not is_allowed(value):
            raise self.fault(row, column, f"it must be {rule}", remedy)
        return value

    def whole(self, column: str, shares: Sequence[float], rows: Sequence[int], of: str) -> None:
        """Hold that the shares of these rows sum to 1 (within rounding).

        Args:
            column: What messages call the shares.
            shares: Of all rows.
            rows: Those that must sum to 1; messages name the last.
            of: What sums to 1, for messages: 'all levels'.

        Raises:
            SocietyError: They do not.
        """
        total = sum(shares[row] for row in rows)
        if abs(total - 1) > SHARES_TOLERANCE:
            self._raise_sum(rows[-1], column, total, of)

    def _raise_sum(self, row: int, column: str, total: float, of: str) -> None:
        rule = f"the shares of {of} must sum to 1"
        fault = Fault(
            self.file,
            self.lines[row],
            column,
            f"the last of shares that sum to {total:.4f}",
            rule,
            "Correct the shares or add the missing row.",
        )
        raise SocietyError([fault])

    def words(self, column: str, known: Sequence[str]) -> tuple[str, ...]:
        """The column as words, each one of these.

        Args:
            column: One that the header names.
            known: What a cell may say.

        Raises:
            SocietyError: A cell says something else.
        """
        for row, word in enumerate(self.text(column)):
            if word not in known:
                raise self.fault(row, column, f"it must be one of {', '.join(known)}")
        return self.text(column)

    def once(self, *columns: str) -> None:
        """Hold that no two rows say the same in all of these columns.

        Args:
            columns: What tells rows apart, all together.

        Raises:
            SocietyError: Two rows say the same.
        """
        seen: set[tuple[str, ...]] = set()
        for row, cells in enumerate(self.rows):
            key = tuple(cells[column] for column in columns)
            if key in seen:
                rule = f"each row has its own {' and '.join(columns)}; {NO_RECORDS}"
                raise self.fault(row, columns[-1], rule, "Remove the second row.")
            seen.add(key)

    def order(self, column: str, labels: Sequence[str]) -> None:
        """Hold that the column lists exactly these labels in this order.

        Args:
            column: One that the header names.
            labels: All that it must list.

        Raises:
            SocietyError: One is missing, out of place or too many.
        """
        for row, label in enumerate(labels):
            if row >= len(self.rows):
                remedy = f"Add the row of {label}."
                raise _file_fault(self.file, f"{len(self.rows)} rows long", "it is short", remedy)
            if self.rows[row][column] != label:
                raise self.fault(row, column, f"row {row + 1} must be {label}")
        if len(self.rows) > len(labels):
            raise self.fault(len(labels), column, f"it must end with {labels[-1]}")


def shown(cell: str) -> str:
    """A cell as messages show it: a number as it is, of other text its length alone.

    Args:
        cell: What stands in it.

    Returns:
        No word of it: a table could hold names.
    """
    if cell.isascii() and len(cell) <= LONGEST_NUMBER:
        try:
            float(cell)
        except ValueError:
            pass
        else:
            return quoted(cell)
    return f"a text of {len(cell)} characters" if cell else "empty"


def _file_fault(file: str, found: str, rule: str, remedy: str = "") -> SocietyError:
    return SocietyError([Fault(file, 0, "", found, rule, remedy)])


def read_table(text: str, file: str, columns: Sequence[str]) -> AggregateTable:
    """Read the text of a CSV table: these columns, in any order, `PROVENANCE`, and nothing else.

    Args:
        text: What the file holds.
        file: What messages call it.
        columns: Those that it must have besides `PROVENANCE`.

    Returns:
        One mapping per row, with the line that it stands on.

    Raises:
        SocietyError: for a missing, repeated or unknown column, a missing or surplus cell, a row
            without a source, or no row at all.
    """
    if not all(map(is_shown_as_text, text.replace("\r\n", "\n"))):
        raise _file_fault(file, "not plain text", "it holds a control character", "Remove it.")
    reader = csv.reader(text.splitlines(), strict=True)
    rows, lines = [], []
    try:
        head = next(reader, [])
        _check_header(head, file, columns)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(head):
                rule = f"the header names {len(head)} columns"
                what = f"{len(cells)} cells long"
                raise SocietyError([Fault(file, reader.line_num, "row", what, rule, "")])
            rows.append(dict(zip(head, cells, strict=True)))
            lines.append(reader.line_num)
    except csv.Error as error:
        rule, what = "it must be a CSV table", f"not readable ({error})"
        raise SocietyError([Fault(file, reader.line_num, "row", what, rule, "")]) from None
    if not rows:
        raise _file_fault(file, "empty", "it needs at least one row")
    table = AggregateTable(file, tuple(rows), tuple(lines))
    _check_provenance(table)
    return table


def _check_header(head: Sequence[str], file: str, columns: Sequence[str]) -> None:
    """A table has its columns once each; another one could hold anything, a person's name too."""
    missing = [column for column in columns if column not in head]
    strange = [column for column in head if column not in (*columns, *PROVENANCE)]
    twice = sorted({column for column in head if head.count(column) > 1})
    for said, which in (("lacks", missing), ("has", strange), ("repeats", twice)):
        if which:
            mine = [column for column in which if column in (*columns, *PROVENANCE)]
            what = ", ".join(mine) or f"{len(which)} that it may not have"
            rule = f"it {said} {what}; {NO_RECORDS}"
            remedy = f"The columns are {', '.join(columns)}, then {', '.join(PROVENANCE)}."
            found = f"a row of {len(head)} names" if head else "empty"
            fault = Fault(file, 1, "the header", found, rule, remedy)
            raise SocietyError([fault])


def _check_provenance(table: AggregateTable) -> None:
    """Every row names a source, and an evidence grade where the table has that column."""
    for row, cells in enumerate(table.rows):
        if not cells.get("source", "").strip():
            rule = "each row must name its source"
            raise table.fault(row, "source", rule, "Write a ledger key or S-xx.")
        if len(cells["source"]) > LONGEST_SOURCE:
            rule = f"a source is told in at most {LONGEST_SOURCE} characters"
            raise table.fault(row, "source", rule, "Name it more briefly.")
        for column in VERIFIED:
            if cells.get(column, SEEN[0]) not in SEEN:
                raise table.fault(row, column, f"it must be one of {', '.join(SEEN)}")
        if "evidence" in cells and cells["evidence"] not in GRADES:
            raise table.fault(row, "evidence", f"it must be one of {', '.join(GRADES)}")
