"""Whether the tables of a result are those that its manifest says were written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from discredit.columns import TABLES
from discredit.errors import DamagedError
from discredit.plan import Plan
from discredit.store import manifest, parquet
from discredit.store.digests import Digests
from discredit.store.manifest import Manifest
from discredit.store.tables import form_of, no_rows

Columns = Mapping[str, Mapping[str, str]]
"""The digest of every column, by table."""


def digests_of(folder: Path, plan: Plan) -> dict[str, dict[str, str]]:
    """The digests of the tables as they lie in a folder.

    Args:
        folder: Of a result.
        plan: What it is a run of.

    Raises:
        ResultError: A table is damaged.
    """
    form = form_of(plan)
    digests = Digests(form)
    for table in TABLES:
        digests.take(table, no_rows(table, form))
        for rows in parquet.read(folder / f"{table}.parquet", table, form):
            digests.take(table, rows)
    return digests.by_column()


def unlike(one: Columns, other: Columns) -> list[str]:
    """The columns that one has and the other lacks, or whose digests differ, as `table.column`.

    Args:
        one: What was expected.
        other: What is there.

    Returns:
        Columns of `one` come first.
    """
    return [
        f"{table}.{column}"
        for table in dict.fromkeys((*one, *other))
        for column in dict.fromkeys((*one.get(table, {}), *other.get(table, {})))
        if one.get(table, {}).get(column) != other.get(table, {}).get(column)
    ]


def refuse_altered(folder: Path, page: Manifest) -> None:
    """Take a complete result for what it says only if nobody changed it.

    Args:
        folder: Of the result.
        page: Its manifest.

    Raises:
        ResultError: A table is not what the manifest says it was.
    """
    strange = unlike(page.columns, digests_of(folder, page.plan()))
    if strange:
        raise DamagedError(
            f"{folder} is damaged: {strange[0]} is not what {manifest.FILE} says it was; use "
            "force=True to run it again."
        )
