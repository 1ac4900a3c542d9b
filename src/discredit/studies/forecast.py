"""What a study takes, said before it runs: runs, time and disk, of any kind of study."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

import numpy as np

from discredit.plan import Plan
from discredit.studies.crew import workers_for
from discredit.studies.rows import RunRow

_START: Final = 12.0
"""Seconds until a process has its libraries and a kept engine."""
_SECONDS_EACH: Final = 0.3
"""Of a run, beside its months: people, rules, what is asked of it."""
_PERSON_MONTHS_PER_SECOND: Final = 4.0e6
"""Of one core. All three were measured on the court list, where no run of a study was timed yet."""
_BYTES_PER_ROW, _BYTES_PER_FIGURE = 120, 25


class StudyForecast(NamedTuple):
    """What a study takes."""

    parts: tuple[tuple[str, int], ...]  # and how many runs each
    done: int  # that lie there
    workers: int  # processes that make runs
    seconds: float
    is_timed: bool  # by runs of this study
    size: int  # [bytes]
    resolves: str  # what it can tell apart; '' where nothing is said of that

    @property
    def runs(self) -> int:
        """How many there are, those that lie there included."""
        return sum(count for _, count in self.parts)


def foreseen(
    parts: tuple[tuple[str, int], ...],
    plan: Plan,
    rows: Collection[RunRow],
    figures: int,
    resolves: str,
    workers: int | None = None,
) -> StudyForecast:
    """What a study takes.

    Args:
        parts: By name, how many runs.
        plan: One of them, of several sizes the largest.
        rows: Of those that lie there.
        figures: How many each run leaves.
        resolves: What it will be able to tell apart.
        workers: Processes that are asked for; None: as many as are best.

    Raises:
        MemoryForeseenError: Not even one run fits in memory.
    """
    timed = [row.seconds for row in rows if not row.failed]
    runs = sum(count for _, count in parts)
    done = min(len(timed), runs)
    hands = workers_for(plan, runs - done, workers)
    work = len(plan.arms) * plan.people * (plan.months + plan.burn_in) / _PERSON_MONTHS_PER_SECOND
    each = float(np.median(timed)) if timed else _SECONDS_EACH + work
    seconds = (_START + each * (runs - done) / hands) if runs > done else 0.0
    size = (_BYTES_PER_ROW + _BYTES_PER_FIGURE * figures) * runs
    return StudyForecast(parts, done, hands, seconds, bool(timed), size, resolves)
