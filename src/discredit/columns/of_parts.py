"""The measures of a time of grace and of the checks of applications."""

from __future__ import annotations

from functools import partial
from typing import Final

from discredit.columns.measure import Measure
from discredit.vocabulary import CHECKED

_event = partial(Measure, unit="events", is_flow=True)

OF_GRACE: Final = {
    "objections": _event("objections while grace runs"),
    "objections_heard": _event("objections heard"),
    "objections_upheld": _event("objections upheld, so that no entry follows"),
    "paid_in_grace": _event("debts paid off while grace runs"),
}
"""Where a policy has a time of grace."""

OF_CHECKS: Final = {name: _event(label) for name, label in CHECKED.items()}
"""Where a policy checks applications."""
