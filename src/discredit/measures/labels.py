"""The words that a table wears: every answer drawn from a run bears the label of that run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discredit.measures.tables import Frame, Outcome

if TYPE_CHECKING:
    import pandas as pd

LABEL = "label"


def label_in(result: Outcome) -> str:
    """What the system of this run must wear wherever it is shown; '' for nothing."""
    column: Frame = result.series()[LABEL]
    return str(column.iloc[0])


def worn(table: pd.DataFrame, label: str) -> pd.DataFrame:
    """The table with the label as its last column, and among its attributes."""
    found: Frame = table.drop(columns=LABEL, errors="ignore").assign(label=label)
    found.attrs[LABEL] = label
    return found
