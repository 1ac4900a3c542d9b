"""A society and its years kept between runs.

They rest on the society file, the number of people and the seed, and on no system: whoever runs
another system on the same people, or the same again, reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from discredit.digest import digest
from discredit.engine import loop
from discredit.engine.apart import Apart
from discredit.engine.layout import Layout
from discredit.engine.processes import Processes
from discredit.engine.shelf import ACTIVE
from discredit.engine.world import Population
from discredit.errors import ResultError
from discredit.plan import Plan
from discredit.run import prepared
from discredit.society.build import build
from discredit.society.people import People
from discredit.society.ties import bonds_of
from discredit.store import arrays

KEPT_FROM: Final = 50_000
"""People from whom on reading them is quicker than building them."""
LARGEST: Final = 2_000_000
"""People up to whom they are kept: more would push everything else out of what is kept."""


class SocietyFolder:
    """Where the years of one society lie; the people as they were built are year 0."""

    def __init__(self, folder: Path, name: str) -> None:
        """`name` is that of all that the society rests on."""
        self._folder, self._name = folder, name

    def find(self, year: int) -> dict[str, np.ndarray] | None:
        """The columns of a year by name; None where they are not kept, or damaged."""
        folder = self.folder_of(year)
        if not folder.is_dir():
            return None
        try:
            columns = arrays.load(folder)
        except ResultError:
            prepared.remove(folder)
            return None
        with suppress(OSError):
            folder.touch()
        return columns

    def keep(self, year: int, columns: Mapping[str, np.ndarray]) -> None:
        """Keep the columns of a year, beside whatever comes next."""
        Apart(partial(self._keep, self.folder_of(year).name, columns), "society").leave()

    def _keep(self, name: str, columns: Mapping[str, np.ndarray]) -> None:
        size = sum(column.nbytes for column in columns.values())
        prepared.keep_folder(name, size, lambda to: arrays.save(to, columns))

    def folder_of(self, year: int) -> Path:
        """Where the columns of a year lie, or would."""
        return self._folder / f"{self._name}-{year}"


def settled(
    plan: Plan, seed: int, layout: Layout, shelf: SocietyFolder | None
) -> tuple[People, Population]:
    """The society of a seed as it was built, and on the devices.

    Args:
        plan: What is run.
        seed: Draws the society.
        layout: How rows are cut up.
        shelf: Where it may lie; where it does not, it is kept.

    Draws:
        Every Decision numbered below 100.
    """
    kept = None if shelf is None else shelf.find(0)
    if kept is not None:
        people = People(*(kept[name] for name in People._fields))
        return people, loop.settled(people, kept[ACTIVE], layout)
    spec = plan.society.spec
    people = build(spec, plan.people, seed, block=layout.padded)
    population = loop.settle(people, bonds_of(spec), layout, seed)
    if shelf is not None:
        active = np.asarray(population.active).reshape(-1)
        shelf.keep(0, {**people._asdict(), ACTIVE: active})
    return people, population


def shelf_of(plan: Plan, seed: int, layout: Layout, processes: Processes) -> SocietyFolder | None:
    """Where the society of a run is kept; None where it is not worth it.

    Args:
        plan: What is run.
        seed: Draws the society.
        layout: How rows are cut up.
        processes: Those that share the run.
    """
    folder = prepared.place()
    is_one = processes.count == layout.devices == 1
    if folder is None or not is_one or not KEPT_FROM <= plan.people <= LARGEST:
        return None
    return SocietyFolder(folder, digest([*prepared.of_society(plan, seed), layout.padded]))
