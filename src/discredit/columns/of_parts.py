"""The measures of parts that some policies have, and those worked out of others."""

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

OF_TRADE: Final = {
    "trade_lost": Measure("trade that business owners lose with refusals", "CNY", 10.0, True),
    "custom_lost": Measure("custom that business owners lose for being {state}", "CNY", 10.0, True),
}
"""The part `trade` of the series: of the earnings of business owners, before what is left."""

OF_BUDGET: Final = {
    "in_arrears": Measure("in arrears with rent, bills or fines", "people"),
    "arrears": Measure("owed in arrears", "CNY", 10.0),
    "arrears_arisen": Measure("bills and fines left in arrears", "CNY", 10.0, True),
    "arrears_paid": Measure("paid back of arrears", "CNY", 10.0, True),
    "moved_out": Measure("moved out, their household's home given up", "events", is_flow=True),
    "homes_given_up": Measure("homes given up for arrears", "events", is_flow=True),
    "schools_changed": Measure("children who changed school with it", "events", is_flow=True),
    "care_put_off": Measure("health care put off in arrears", "events", is_flow=True),
}
"""The part `budget` of the series: bills that are not paid, carried from month to month."""

DERIVED = {
    "short": Measure(
        "points short of what own conduct would earn, where that is a band", "points", 0.01
    ),
    "letters_sent": _event("letters sent about decisions"),
    "staff_hours": Measure("hours of staff that it takes to run", "hours", is_flow=True),
    "staff_cost": Measure("pay of the staff that runs it", "CNY", is_flow=True),
}
"""What is worked out of the columns of the series where it is told; see `measures.upkeep`."""
