"""The tables of a report as CSV: the rows of the page, their numbers not rounded.

Where the page says that there are too few to say, so does the table, in place of the number. A
table of months has every month of its chart, of which the page shows the last of each year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from discredit import measures
from discredit.measures.caution import IN_ONE_ALONE, TOO_FEW
from discredit.words.doubt import COLUMNS
from discredit.words.names import headed

if TYPE_CHECKING:
    from discredit.measures.tables import Frame
    from discredit.report.evidence import Cited, NumberRow

LABEL: Final = "label"
_EFFECT: Final = ("with", "without", "difference", "low", "high")


def csv(table: pd.DataFrame, label: str) -> bytes:
    """A table as a file: UTF-8, a head, what is missing left empty.

    Args:
        table: Its columns in order.
        label: What the system must wear; the last column, empty where it need not wear any.
    """
    worn: Frame = table.assign(**{LABEL: label})
    return worn.to_csv(index=False, lineterminator="\n").encode()


def hushed(table: Frame, values: Sequence[str], caution: str = "caution") -> Frame:
    """The same with the words for too few in place of its numbers, where it says so.

    Args:
        table: With a column that says so in words, empty where there are enough.
        values: The columns of numbers.
        caution: The column that says so.
    """
    is_few = np.asarray(table[caution].astype(str) != "")
    alone = np.asarray(table[caution].astype(str) == IN_ONE_ALONE)
    said = np.where(alone, IN_ONE_ALONE, TOO_FEW)
    told = {name: table[name].astype(object).where(~is_few, said) for name in values}
    return table.assign(**told)


def answers(effects: Frame, outcomes: Sequence[str]) -> pd.DataFrame:
    """What the system's own question comes to.

    Args:
        effects: What `measures.effects` gives.
        outcomes: The measures that the system names.
    """
    rows: Frame = hushed(measures.answers(effects, outcomes), ("difference",))
    return rows[["says", "unit", *_EFFECT, *_doubt(rows)]].rename(columns={"says": "measure"})


def _doubt(rows: Frame) -> list[str]:
    """The columns that say what the draws say, where there are any."""
    return [name for name in COLUMNS if name in rows.columns]


def headline(effects: Frame, per_listed: Sequence[Any], national: Sequence[Any]) -> pd.DataFrame:
    """The effects told first.

    Args:
        effects: What `measures.headline` gives.
        per_listed: For each row what changes for a person ever listed, with both ends; None where
            this is not told.
        national: For each row what that is for a whole country; None where this is not told.
    """
    rows: Frame = hushed(effects, ("difference",))
    rows = rows[["says", "unit", *_EFFECT, *_doubt(rows)]].rename(columns={"says": "measure"})
    nothing = (None, None, None)
    for at, name in enumerate(("per_listed", "per_listed_low", "per_listed_high")):
        rows = rows.assign(**{name: [(one or nothing)[at] for one in per_listed]})
    return rows.assign(whole_country=list(national))


def disparities(compared: Frame, words: Mapping[str, str], groups: Sequence[str]) -> pd.DataFrame:
    """Groups beside everybody else.

    Args:
        compared: What `measures.disparity` gives.
        words: What each way of dividing people is called.
        groups: What the group of each row is called.
    """
    rows = hushed(compared, ("ratio", "difference"))
    return pd.DataFrame(
        {
            "measure": rows["says"],
            "dimension": rows["dimension"].map(words),
            "group": list(groups),
            **{name: rows[name] for name in ("ratio", "ratio_low", "ratio_high")},
            **{n: rows[n] for n in ("difference", "difference_low", "difference_high")},
            **{name: rows[name] for name in ("rate", "rest")},
            "note": rows["caution"],
        }
    )


def redress(steps: Frame) -> pd.DataFrame:
    """How an error is undone.

    Args:
        steps: What `measures.redress` gives, those left out that the page leaves out.
    """
    rows = hushed(steps, ("value",))
    return pd.DataFrame(
        {"step": [headed(words) for words in rows["says"]]}
        | {name: rows[name].to_numpy() for name in ("unit", "value", "low", "high", "people")}
        | {"note": rows["note"].to_numpy()}
    )


def numbers(rows: Sequence[NumberRow]) -> pd.DataFrame:
    """What a run rests on, number by number.

    Args:
        rows: Of the evidence table.
    """
    written = [
        (*row[:5], "; ".join(source.key for source in row.sources)) for row in rows
    ]  # fmt: skip
    columns = ["number", "value", "unit", "grade", "range", "sources"]
    return pd.DataFrame(written, columns=columns)


def sources(cited: Sequence[Cited]) -> pd.DataFrame:
    """The sources of these numbers.

    Args:
        cited: Each once.
    """
    return pd.DataFrame(cited, columns=["source", "says", "address"])
