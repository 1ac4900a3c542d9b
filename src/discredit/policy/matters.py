"""Which numbers of a policy matter most, where there is room for a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from discredit.policy.address import NumberAt

MATTERS: Final = (
    # what people do
    "rate", "dispute_rate", "pay_rate", "conduct_rate", "discharge_rate", "announced",
    # what is written down, and how often wrongly
    "misrouted", "false_records", "seen", "entered", "ability_specificity", "listing_activity",
    "human_check", "notice_reaches",
    # what becomes of a record
    "base", "weights", "fades", "grounds", "below", "term_months", "records_needed",
    "grace_months", "has_term", "fine",
    # which doors close, and what that does
    "closes", "dearer", "slower", "favours", "job_loss_if_shut_out", "job_find_if_shut_out",
    "dearer_by", "slower_hours", "family_share",
    # who is heard
    "capacity", "specificity", "filing_rate", "access",
)  # fmt: skip
"""Fields of a policy, those first without which the others of their room say little."""


def first_of(held: Sequence[NumberAt], most: int) -> list[NumberAt]:
    """The few of a room that matter: of each field one, before any has a second.

    Args:
        held: Numbers of one room, in the order of the schema.
        most: How many are wanted.

    Returns:
        No more than that, in the same order.
    """
    times: Counter[str] = Counter()

    def rank(place: int) -> tuple[int, int, int]:
        field = held[place].path.rpartition(".")[2]
        known = MATTERS.index(field) if field in MATTERS else len(MATTERS)
        times[field] += 1
        return (times[field] if known < len(MATTERS) else len(held), known, place)

    chosen = sorted(range(len(held)), key={p: rank(p) for p in range(len(held))}.__getitem__)
    return [held[place] for place in sorted(chosen[:most])]
