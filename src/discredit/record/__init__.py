"""What happened in a month: written, never read back by the model.

`measure` turns one month of one block of people into whole numbers, one column per measure;
`tabulate` adds them up by group. Whole numbers add to the same sum in any order, so results do not
depend on blocks or devices. `Tally` keeps what has happened to each person since the start.
"""

from discredit.record.diary import trace
from discredit.record.measures import in_order, measure, of_years, present
from discredit.record.month import Month
from discredit.record.person import Tally, begin, count, count_anew, count_quietly
from discredit.record.table import Cells, CellSums, cells_of, empty_table, margins, tabulate

__all__ = [
    "CellSums",
    "Cells",
    "Month",
    "Tally",
    "begin",
    "cells_of",
    "count",
    "count_anew",
    "count_quietly",
    "empty_table",
    "in_order",
    "margins",
    "measure",
    "of_years",
    "present",
    "tabulate",
    "trace",
]
