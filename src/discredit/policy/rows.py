"""Rows of the rules: labels of a number in a month, and one struct made of several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def row_of(number: Any, month: int) -> Mapping[str, float]:
    """The labels and entries of a number in a month, or of a mapping of numbers.

    Args:
        number: of a policy; None has no labels.
        month: counted as in `units.month_index`.
    """
    if number is None:
        return {}
    if isinstance(number, Mapping):
        return {label: each.at(month) for label, each in number.items()}
    row = number.at(month)
    return row if isinstance(row, dict) else {}


def stacked_rows(rows: list[Any]) -> Any:
    """Rows of one struct, stacked in the second axis: [months, row, ...].

    Args:
        rows: at least one; what is no column in the first of them is None.
    """
    return type(rows[0])(*(np.stack(column, axis=1) if isinstance(column[0], np.ndarray) else None
                           for column in zip(*rows, strict=True)))  # fmt: skip
