"""What takes figures of runs in processes of their own, where something goes wrong there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from discredit.store.in_memory import InMemory
from discredit.studies.setting import Figures


def earned(result: InMemory) -> Figures:
    """What all earned in the last month, in both worlds together."""
    income = result.persons(["income"])["income"].to_numpy()
    return {"earned": (float(income.sum()),)}


class KillsItsProcess(NamedTuple):
    """Kills the process of one seed: so often, as the files in a folder count."""

    folder: str
    seed: int
    times: int

    def __call__(self, result: InMemory) -> Figures:
        place = Path(self.folder)
        if result.plan.seeds == (self.seed,) and len(list(place.iterdir())) < self.times:
            (place / str(os.getpid())).touch()
            os._exit(9)
        return earned(result)


class RaisesOfOne(NamedTuple):
    """Raises for one seed."""

    seed: int

    def __call__(self, result: InMemory) -> Figures:
        if result.plan.seeds == (self.seed,):
            raise ZeroDivisionError("nobody was there")
        return earned(result)
