"""How much memory a run takes, said before it starts."""

from __future__ import annotations

from typing import Final

from discredit.errors import MemoryForeseenError
from discredit.plan import Plan

BYTES_PER_PERSON: Final = 700
"""Resident bytes that one more person adds to a run of two arms at its highest, measured; see
`python -m discredit.memory`."""
BYTES_AT_LEAST: Final = 700 * 2**20
"""What a run of one person takes: Python, the compiler and the compiled engine."""
_KEPT_FREE: Final = 0.9  # of what is available; the rest is for the system's own needs


def needed(people: int) -> int:
    """Bytes that a run of so many people takes."""
    return BYTES_AT_LEAST + people * BYTES_PER_PERSON


def available() -> int:
    """Bytes that could be had now without swapping."""
    import psutil

    return psutil.virtual_memory().available


def foresee(plan: Plan) -> int:
    """The bytes that a plan will take.

    Raises MemoryForeseenError, with the number of people that would fit, when there are fewer.
    """
    takes, has = needed(plan.people), int(available() * _KEPT_FREE)
    if takes > has:
        fit = max(0, (has - BYTES_AT_LEAST) // BYTES_PER_PERSON)
        raise MemoryForeseenError(
            f"{plan.people:,} people would take {takes / 2**30:.1f} GiB of memory and "
            f"{has / 2**30:.1f} GiB are free; nothing was started. About {fit:,} people would fit."
        )
    return takes
