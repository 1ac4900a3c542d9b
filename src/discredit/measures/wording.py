"""What the system of a result calls its lists, in the titles of its measures."""

from __future__ import annotations

from typing import Any

from discredit.measures.tables import ResultTables
from discredit.store.result import Result
from discredit.units import MONEY
from discredit.vocabulary import ORDINARY, Wording, told


def wording_in(result: ResultTables) -> Wording:
    """The words of the policy that was run; of frames alone, those of ordinary lists.

    Args:
        result: What `open_result` returned, or frames of that layout.
    """
    return result.wording() if isinstance(result, Result) else ORDINARY


def in_currency(units: Any, result: ResultTables) -> Any:
    """A column of units, those of money as the society of the result has it.

    Args:
        units: As measures are declared, in standard money.
        result: What `open_result` returned, or frames of that layout.
    """
    if not isinstance(result, Result):
        return units
    return units.str.replace(MONEY, result.currency, regex=False)


def worded(templates: Any, wording: Wording) -> Any:
    """A column of titles in the words of a system.

    Args:
        templates: As measures are declared, see `vocabulary.told`.
        wording: What the system calls its lists.
    """
    return templates.map({text: told(text, wording) for text in templates.unique()})
