"""What a column of the series is."""

from __future__ import annotations

from typing import NamedTuple


class Measure(NamedTuple):
    """A column of the series: what one unit of the record's whole numbers stands for."""

    template: str  # what it is called, see `vocabulary.told`
    unit: str
    scale: float = 1.0
    is_flow: bool = False  # adds up over months; a stock does not
