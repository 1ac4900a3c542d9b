"""When a system began, seen from a month: what a run from there is prepared by."""

from __future__ import annotations

from discredit.policy.schema import System
from discredit.units import month_index


def months_stood(system: System) -> int:
    """How many months a system has stood by the first month of its file.

    Args:
        system: As its file has it.
    """
    number = None if system.beginning is None else system.beginning.prepared_months
    if number is None:
        return 0
    stood = number.at(month_index(system.start))
    return 0 if isinstance(stood, dict) else round(stood)  # one number, as its field demands


def months_before(system: System, start: str) -> int:
    """How many months of a system come before a month.

    Args:
        system: As its file has it.
        start: YYYY-MM.

    Returns:
        0 where the system begins then or later: it begins with nothing.
    """
    try:
        passed = month_index(start) - month_index(system.start)
    except (ValueError, TypeError):  # told where the plan is checked
        return 0
    return max(0, passed + months_stood(system))
