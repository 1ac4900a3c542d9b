"""The measures of debts and entries one by one, where a person may have several."""

from __future__ import annotations

from typing import Final

from discredit.columns.measure import Measure

OF_DEBTS: Final = {
    "debts_arisen": Measure("debts arisen", "events", is_flow=True),
    "debts_settled": Measure("debts settled for a part", "events", is_flow=True),
    "debts_written_off": Measure("debts written off", "events", is_flow=True),
    "debts_out_of_time": Measure("debts out of time", "events", is_flow=True),
    "debts_discharged": Measure("debts discharged in bankruptcy", "events", is_flow=True),
    "in_debt": Measure("owe a debt, judged or not", "people"),
    "judgments": Measure("judgments not performed", "judgments"),
    "judgments_further": Measure("further judgments on debtors", "events", is_flow=True),
    "entries_further": Measure("further {entries} of people {state}", "events", is_flow=True),
    "entries_expected": Measure("expected further records", "events", 1e-5, True),
    "entries_standing": Measure("{entries} that stand", "entries"),
    "entries_paid": Measure("{entries} over by payment", "events", is_flow=True),
    "entries_restored": Measure("{entries} over by payment or repair", "events", is_flow=True),
    "entries_over": Measure("{entries} over, each counted", "events", is_flow=True),
    "files_closed": Measure("file closed for want of assets", "people"),
}
"""The part `debts` of the series."""

OF_FIRMS: Final = {
    "firms_in_default": Measure("companies in default", "companies"),
    "firms_entered": Measure("companies entered", "events", is_flow=True),
    "firms_left": Measure("companies whose entry ended", "events", is_flow=True),
    "firms_listed": Measure("companies {state}", "companies"),
}
"""The part `firms` of the series."""
