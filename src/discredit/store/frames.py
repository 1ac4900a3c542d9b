"""Tables as data frames that cannot lie: what a notebook is handed.

A frame has signed numbers of 64 bits, so that a difference may fall below nought; what is missing
is missing; months are dates; words that have an order have it. On disk a column is as narrow as
what it holds, and words have no order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from discredit import columns
from discredit.columns import (
    ARM,
    DERIVED,
    DIMENSION,
    GROUP,
    MEASURES,
    PEOPLE,
    PERSON,
    PERSONS,
    SEED,
    TOO_LOWS,
    Column,
    TableName,
)
from discredit.errors import Fault, InputError, quoted
from discredit.followed import DIARY
from discredit.policy.faults import did_you_mean
from discredit.store.readout import readout_columns, series_column
from discredit.vocabulary import ARMS, FLAWS, GROUNDS, ORDINARY, REGIONS, SERVICES, Wording
from discredit.vocabulary import told as told_as
from discredit.words.worlds import Worlds

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ORDERED: Final = frozenset({"age_band", "education", "income_fifth", "status"})
"""Columns of words that stand in an order, from the least to the most."""
MOST_BLOCKS: Final = 90
"""Columns from which on a frame is brought together."""
AT_START: Final = {"income": "income_at_start", "savings": "savings_at_start"}
"""What a trait is called beside the column of what became of it."""
_LABEL = columns.label_column("")
_MONTH = columns.month_column(())
_WORKED_OUT = tuple(
    Column(name, "float64", measure.template, measure.unit) for name, measure in DERIVED.items()
)
_OWN: Final[dict[TableName, tuple[Column, ...]]] = {
    "people": tuple(PEOPLE.values()),
    "persons": (*PERSONS.values(), *TOO_LOWS.values()),
    "events": (SEED, ARM, PERSON, _MONTH, *DIARY.values()),
    "series": (SEED, ARM, _MONTH, DIMENSION, GROUP, *map(series_column, MEASURES), *_WORKED_OUT),
    "readout": readout_columns((), ()),
}


def must_have(table: str, asked: Sequence[object], known: Sequence[str]) -> None:
    """Refuse columns that a table lacks.

    Args:
        table: What it is called.
        asked: The columns that are wanted.
        known: Those that there are.

    Raises:
        InputError: With each that it lacks.
    """
    rule, otherwise = f"it must be a column of {table}", "Pair.dictionary() lists them."
    faults = [
        Fault(table, 0, "a column", quoted(name), rule, did_you_mean(name, known, otherwise))
        for name in asked
        if name not in known
    ]
    if faults:
        raise InputError(faults)


def framed(table: pa.Table) -> pd.DataFrame:
    """A table as a frame, with whole numbers of 64 bits and words in their order.

    Args:
        table: As it lies on disk.
    """
    import pandas as pd

    frame = table.to_pandas(date_as_object=False)
    kinds: dict[Any, Any] = {}
    for name, kind in frame.dtypes.items():
        if isinstance(kind, pd.CategoricalDtype):
            if name in ORDERED:
                kinds[name] = pd.CategoricalDtype(kind.categories, ordered=True)
        elif name in ("band", "origin"):
            kinds[name] = "Int64"
        elif kind.kind == "M":
            kinds[name] = "datetime64[us]"
        elif kind.kind == "i" and kind != np.int64:
            kinds[name] = np.int64
        elif kind.kind == "f" and kind != np.float64:
            kinds[name] = np.float64
    wide = frame.astype(kinds) if kinds else frame
    # Each column is now a block of its own; pandas warns whoever adds one to a hundred of them.
    return wide.copy() if len(wide.columns) > MOST_BLOCKS else wide


def slotted(frame: pd.DataFrame, worlds: Worlds) -> pd.DataFrame:
    """The frame with "with" and "without" for the names of two systems.

    Args:
        frame: Of a table as it lies on disk.
        worlds: What its worlds are called there.
    """
    if not worlds.are_named or ARM.name not in frame:
        return frame
    slots = dict(zip(worlds.heads, ARMS, strict=True))
    return frame.assign(**{ARM.name: frame[ARM.name].cat.rename_categories(slots)})


def called(frame: pd.DataFrame, worlds: Worlds) -> pd.DataFrame:
    """The frame with the names of two systems for "with" and "without", in words and in heads.

    Args:
        frame: One of a run.
        worlds: What its worlds are called.
    """
    if not worlds.are_named:
        return frame
    names = dict(zip(ARMS, worlds.heads, strict=True))
    if ARM.name in frame:
        frame = frame.assign(**{ARM.name: frame[ARM.name].cat.rename_categories(names)})
    return frame.rename(columns={**names, "last_year_without": f"last_year {worlds.theirs}"})


def asked(frame: pd.DataFrame, scored: tuple[bool, bool]) -> pd.DataFrame:
    """The frame with no band and no score in a world where nobody asks for them.

    Args:
        frame: One of a run.
        scored: Whether the world with the system has a scorer, and whether the other has.
    """
    if not {ARM.name, "score", "band"} <= set(frame.columns):
        return frame
    has = np.where((frame[ARM.name] == ARMS[0]).to_numpy(), *scored)
    return frame.assign(band=frame["band"].where(has), score=frame["score"].where(has))


def dictionary(wording: Wording = ORDINARY) -> pd.DataFrame:
    """What every column of the tables says: one row per table and column.

    Args:
        wording: What the system calls its lists.
    """
    import pandas as pd

    rows = [
        (table, name, kind, column.unit, told_as(column.template, wording), values)
        for table, own in _OWN.items()
        for column in (*own, _LABEL)
        for name, kind, values in [_in_frames(table, column)]
    ]
    return pd.DataFrame(rows, columns=["table", "column", "kind", "unit", "says", "values"])


def _in_frames(table: TableName, column: Column) -> tuple[str, str, str]:
    """What a column is called in a frame, its kind there, and the values that it can have."""
    name = column.name
    if name == "month":
        return name, "date", "the first day of the month"
    if name in columns.DATES:
        never = "from the start" if name in PEOPLE else "never"
        return name, "date", f"the first day of the month; missing for {never}"
    if name == "band":
        return name, "whole number", "0 the lowest; missing for those without a score"
    if name == "origin":
        return name, "whole number", "missing for who came later"
    if name == "score" and table != "series":
        return name, "number", "missing for those without a score"
    if column.kind == "label":
        values = ", ".join(column.labels) if len(column.labels) <= 40 else "see `series`"
        if column.labels == REGIONS:
            values = "as the society calls them"
        return name, "ordered words" if name in ORDERED else "words", values
    if column.kind == "bool":
        return name, "yes or no", ""
    kind = "whole number" if np.dtype(column.kind).kind in "iu" else "number"
    return name, kind, "; ".join(_bits(column))


def _bits(column: Column) -> Iterator[str]:
    """What each bit of a column says, as far as it is the same of every policy."""
    known = {
        "bit per flaw": FLAWS,
        "bit per service": SERVICES,
        "bit per ground, then per conduct of the catalogue": GROUNDS,
    }
    for bit, said in enumerate(known.get(column.unit, ())):
        yield f"{1 << bit} {said}"
