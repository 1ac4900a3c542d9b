"""All that is asked of the people of a run, summed while it goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from discredit.measures.tables import ask
from discredit.measures.together import CENSUSES
from discredit.plan import Plan
from discredit.store.result import Result
from discredit.store.so_far import seed_of


class Ahead:
    """The sums of a run, taken seed by seed as its worlds come to their end, beside what the run
    does next."""

    def __init__(self) -> None:
        self._found: dict[int, dict[str, Any]] = {}

    def take(self, folder: Path, plan: Plan, index: int) -> None:
        """Sum all that is asked of the people of a seed.

        Args:
            folder: Where the run goes on.
            plan: What is run, in both of its worlds.
            index: Which of its seeds, from 0, whose worlds have come to their end.

        Raises:
            ResultError: A part of the run is damaged.
        """
        seed = seed_of(folder, plan, index)
        ask(seed, CENSUSES)
        self._found[plan.seeds[index]] = {name: one[0] for name, one in seed.answers.items()}

    def hand_over(self, result: Result) -> None:
        """Let a result know its sums, where those of all seeds have been taken.

        Args:
            result: Of the run, complete.
        """
        seeds = result.manifest.seeds
        if set(seeds) <= self._found.keys():
            each = {one.name: [self._found[seed][one.name] for seed in seeds] for one in CENSUSES}
            result.answers.update(each)
