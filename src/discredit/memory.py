"""How much memory a run takes, said before it starts."""

from __future__ import annotations

from typing import Final

from discredit.errors import MemoryForeseenError
from discredit.plan import Plan

BYTES_PER_PERSON: Final = 1300
"""Resident bytes that one more person adds to a run of two arms at its highest: people, ties, both
worlds going in and coming out, the record, and the tables as they are written. Measured on Linux
with `/usr/bin/time -v discredit run court-list --people N --months 24`: 573 MiB at N = 3000 and
1764 MiB at N = 1000000 is 1252 each."""
BYTES_AT_LEAST: Final = 800 * 2**20
"""What a run of one person takes at its highest, while the engine is compiled: measured 780 MiB."""
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
