"""What a run begins with, in a sentence: prepared worlds, or nothing and why."""

from __future__ import annotations

from discredit.policy.beginning import months_before, months_stood
from discredit.policy.schema import System
from discredit.units import month_index, month_text
from discredit.words.numbers import count

PREPARED = (
    "each world begins with the debts, cases, scores and entries of that time, and nothing that "
    "happened before is counted"
)
EMPTY = (
    "debts, cases, points and entries build up from nought, so that numbers of the first years are "
    "too small"
)


def beginning_told(system: System, start: str, burn_in: int) -> str:
    """What a run begins with, and why that matters.

    Args:
        system: What is run.
        start: Its first recorded month, YYYY-MM.
        burn_in: How many months before it were worked and not recorded.

    Returns:
        One sentence.
    """
    stood = months_before(system, start)
    if burn_in:
        first = month_index(start)
        span = f"{month_text(first - burn_in)} to {month_text(first - 1)}"
        said = f"Prepared from {span} ({count(burn_in, 'month', 'months')}): {PREPARED}."
        if burn_in < stood:
            rest = count(stood - burn_in, "month", "months")
            said += f" The system is {rest} older than that."
        return said
    if stood:
        age = count(stood, "month", "months")
        return f"Begins empty in {start}, as asked, though the system has stood {age}: {EMPTY}."
    if system.beginning is not None and not months_stood(system) and start == system.start:
        return (
            f"Begins empty in {start}: {' '.join(system.beginning.why.split()).removesuffix('.')}."
        )
    return f"Begins empty in {start}: {EMPTY}."
