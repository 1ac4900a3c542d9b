"""What units are called."""

from __future__ import annotations

from typing import Final

from discredit.units import MONEY
from discredit.words.tongue import say

CODES: Final = ("AUD", "EUR", "USD")
"""Currencies beside that in which measures are declared, whose words serve for all."""


def unit_said(unit: str) -> str:
    """A unit of the effects in the language that is spoken now.

    >>> unit_said("EUR per person")
    'EUR per person'

    Args:
        unit: As a table has it, with the currency of its society.
    """
    code = next((code for code in CODES if code in unit), MONEY)
    return say(unit.replace(code, MONEY)).replace(MONEY, code)
