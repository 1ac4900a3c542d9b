"""The measures of what a year has made of people, counted in the month that it is followed by."""

from __future__ import annotations

from functools import partial
from typing import Final

from discredit.columns.measure import Measure

_event = partial(Measure, unit="events", is_flow=True)

OF_YEARS: Final = {
    "died": _event("people who died"),
    "left": _event("people who moved away"),
    "came": _event("people who came or were born"),
    "came_of_age": _event("people who came of age"),
    "listings_gone": _event("{entries} gone with people who died or moved away"),
    "listings_came": _event("{entries} that newcomers bring"),
}
"""Where time passes among the people: what the year before a month has made of them."""
OF_YEARS_AND_DEBTS: Final = {
    "debts_gone": _event("debts gone with people who died or moved away"),
    "debts_came": _event("debts that newcomers bring"),
    "entries_gone": _event("{entries} gone with such people, each counted"),
    "entries_came": _event("{entries} that newcomers bring, each counted"),
}
"""The same of debts and entries one by one."""
OF_YEARS_AND_FIRMS: Final = {
    "firms_gone": _event("companies whose representative is gone"),
    "firms_came": _event("companies whose representative has come"),
}
