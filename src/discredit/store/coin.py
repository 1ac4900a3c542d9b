"""Amounts of standard money, in which everything is worked, as the society of a run has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from discredit.columns import Column
from discredit.plan import Plan
from discredit.units import MONEY, is_money

Rows = dict[str, np.ndarray]


class Coin(NamedTuple):
    """The money of a society, and how much of it a unit of standard money is."""

    currency: str = "CNY"
    rate: float = 1.0

    def of(self, column: Column) -> Column:
        """A column in this money, where it is one of money.

        Args:
            column: As it is declared, in standard money.
        """
        if not is_money(column.unit):
            return column
        return column._replace(unit=column.unit.replace(MONEY, self.currency))

    def told(self, values: np.ndarray, unit: str) -> np.ndarray:
        """Values in this money, where they are money.

        Args:
            values: In standard money, or of any other unit.
            unit: As their column declares it.
        """
        if self.rate == 1.0 or not is_money(unit):
            return values
        return (values * self.rate).astype(values.dtype)


STANDARD: Final = Coin()
"""Standard money, in which everything is worked."""


def coin_of(plan: Plan) -> Coin:
    """The money of the society of a run.

    Args:
        plan: Of the run.
    """
    return Coin(plan.society.spec.currency, plan.society.spec.money_rate)


def in_money(rows: Rows, columns: Mapping[str, Column], coin: Coin) -> Rows:
    """The same rows, amounts of standard money in that of a society.

    Args:
        rows: Columns by name.
        columns: How some of them are declared.
        coin: The money of the society.
    """
    units = {name: columns[name].unit if name in columns else "" for name in rows}
    return {name: coin.told(values, units[name]) for name, values in rows.items()}
