"""The words of a table of measures: what a system calls its lists, how an interval came about."""

from __future__ import annotations

from typing import Any

from discredit.measures.tables import ResultTables
from discredit.store.result import Result
from discredit.units import MONEY
from discredit.vocabulary import ORDINARY, Wording, told

OVER_SEEDS = "95 % interval from the counts, and from the spread over seeds where that is wider"
OVER_HOUSEHOLDS = (
    "95 % interval from the counts and households of one society; how societies differ is not in it"
)
OVER_REGIONS = "95 % interval over the regions of one society; how societies differ is not in it"
NO_INTERVAL = "one society and a total of its months: no interval"


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
