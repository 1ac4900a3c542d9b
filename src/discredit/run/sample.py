"""Who is shown: whole households from all over a society, the same in both worlds and months."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Int32, Shaped, UInt8

from discredit.arrays import Column
from discredit.dossier import Doors
from discredit.engine.world import WorldState
from discredit.plan import Plan
from discredit.policy.rules import Rules
from discredit.run.arms import SeedSetup
from discredit.society.people import People
from discredit.units import MONTHS_PER_YEAR
from discredit.vocabulary import ADULT_AGE, OCCUPATIONS, Status

MOST: Final = 20_000
"""People who are shown: as many as two pictures side by side have room for."""
STATES: Final = ("absent", "clear", "favoured", "shut_out", "listed", "wrongly")
"""What a dot can be: the first that is so from the end. A dot is absent until the person comes."""


KINDS: Final = ("adult", "woman", "official")
"""Who somebody is at a glance at the end of the run: bit k for KINDS[k]."""


class Sample(NamedTuple):
    """Some whole households, in the order of their rows."""

    rows: Int32[np.ndarray, " n"]  # where each lives at the end of the run
    household: Int32[np.ndarray, " n"]  # counted from 0
    paths: Int32[np.ndarray, "years n"]  # where each lived from year to year; -1 before coming

    def at(self, month: int) -> Int32[np.ndarray, " n"]:
        """Where each lives in a month.

        Args:
            month: Counted from the first that is worked.
        """
        return self.paths[min(month // MONTHS_PER_YEAR, len(self.paths) - 1)]


def people_at_end(setup: SeedSetup, plan: Plan) -> People:
    """Who lives at the end of a run.

    Args:
        setup: The society.
        plan: What is run.
    """
    if setup.years is not None:
        return setup.years.lived(plan.burn_in + plan.months).people
    columns = setup.population.people
    return People(*(np.asarray(column).reshape(-1) for column in columns))


def shown_of(setup: SeedSetup, plan: Plan, most: int = MOST, also: tuple[int, ...] = ()) -> Sample:
    """Whole households, every so manieth of them, as many as are shown.

    Rows are ordered by region and kind of place, so that each has its share. No chance is needed:
    nobody decides by a row number what a household meets.

    Args:
        setup: The society.
        plan: What is run.
        most: People who are shown.
        also: Rows at the end of people who are shown whatever the others.
    """
    people = people_at_end(setup, plan)
    heads = np.flatnonzero(people.present & (people.place_in_household == 0))
    sizes = people.household_size[heads].astype(np.int64)
    theirs = np.searchsorted(heads, np.array(also, np.int64), side="right") - 1
    wanted = min(len(heads), int(len(heads) * most / max(sizes.sum(), most)))
    while True:
        evenly = (np.arange(wanted) * len(heads)) // max(wanted, 1)
        chosen = np.union1d(evenly, theirs).astype(np.int64)
        if wanted == 0 or sizes[chosen].sum() <= most:
            break
        wanted = max(0, wanted - max(1, int((sizes[chosen].sum() - most) // 4)))
    size = sizes[chosen]
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    rows = (np.repeat(heads[chosen], size) + within).astype(np.int32)
    if setup.years is None:
        paths = rows[None]
    else:
        paths = setup.years.paths(tuple(rows.tolist()), plan.burn_in + plan.months)
    return Sample(rows, np.repeat(np.arange(len(size)), size).astype(np.int32), paths)


def kinds_of(shown: Sample, setup: SeedSetup, plan: Plan) -> UInt8[np.ndarray, " n"]:
    """Who each is at a glance: a bit for each of KINDS.

    Args:
        shown: Who is shown.
        setup: The society.
        plan: What is run.
    """
    people, rows = people_at_end(setup, plan), shown.rows
    is_so = (
        people.age[rows] >= ADULT_AGE,
        people.is_woman[rows],
        people.occupation[rows] == OCCUPATIONS.index("official"),
    )
    return np.packbits(np.stack(is_so), axis=0, bitorder="little")[0]


class Eye:
    """Looks at one world after each month of the record, and tells what each who is shown is."""

    def __init__(self, shown: Sample, rules: Rules) -> None:
        self._shown = shown
        self._is_black = np.asarray(rules.lists.is_red) == 0  # [month, list]
        self._wrongly = np.zeros(len(shown.rows), np.uint16)  # months of the record so far

    def states(self, world: WorldState, month: int) -> bytes:
        """A byte a person: the index of what each is in STATES.

        Args:
            world: As the month left it.
            month: Counted from the first that is worked.
        """
        at = self._shown.at(month)
        is_there, row = at >= 0, np.maximum(at, 0)
        doors: Doors = world.held.doors
        status = _of(world.held.listed.status, row)  # [list, n]
        wrongly = np.where(is_there, _of(world.tally.months_wrongly, row), 0)
        state = is_there.astype(np.uint8)
        for name, is_so in (
            ("favoured", _of(doors.favoured, row) != 0),
            ("shut_out", _of(doors.closed, row) != 0),
            ("listed", (status[self._is_black[month]] == Status.LISTED).any(axis=0)),
            ("wrongly", wrongly > self._wrongly),
        ):
            state[is_there & is_so] = STATES.index(name)
        self._wrongly = wrongly
        return state.tobytes()


def _of(column: Shaped[Column, "blocks *lists rows"], row: np.ndarray) -> np.ndarray:
    """A column of some people [*lists, n]."""
    held = np.asarray(column)
    block, place = np.divmod(row, held.shape[-1])
    return held[block, place] if held.ndim == 2 else held[block, :, place].T
