"""What a figure leaves open: the question that a person must still answer about the real system."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HOW_MANY: Final = "How many would it be in your setting?"
ERRS: Final = "At which rate does your system err, measured by whom?"
GROUP: Final = "Is this group among those whom you affect, and does it bear more?"
RULE: Final = "What stands in this place in your system?"
REDRESS: Final = "What is it in your system, and who counts it?"
COST: Final = "Which staff does your system take, at which pay?"

_QUESTIONS: Final = {
    ERRS: (
        "ever_wrongly", "ever_turned", "ever_unfairly", "records_false", "scored_too_low",
        "scored_too_high", "fined_wrongly",
    ),
    "Who gets a letter from your system, and who understands it?": ("never_notified",),
    "Whom does your system reach who never did anything?": ("family_hit", "shut_out_blameless"),
    "How long is it in your setting, and what is lost in that time?": (
        "months_listed", "months_shut_out", "months_jobless", "hours_lost", "wait", "wait_favoured",
    ),
    "What do people in your setting do who are refused?": ("times_refused", "served_informally"),
    "What would it cost people in your setting, and who could not bear it?": (
        "short_of_money", "bills_unpaid", "in_arrears", "homes_given_up", "schools_changed",
        "care_put_off", "trade_lost", "custom_lost", "fines", "dearer_paid", "income",
    ),
    "Who would leave what undone because of your system, and is that wanted?": (
        "obligations_broken", "offences", "disfavoured_acts", "deeds", "deeds_bought",
        "acts_hidden", "contacts_lost", "debts_paid",
    ),
    "What do the people affected say?": ("wellbeing", "trust", "trust_if_known", "grievance"),
    COST: ("staff_hours", "staff_cost"),
}  # fmt: skip
OF_MEASURES: Final[Mapping[str, str]] = MappingProxyType(
    {measure: question for question, measures in _QUESTIONS.items() for measure in measures}
)
"""The question that a measure of the effects leaves open; of one that is not here, HOW_MANY."""
