"""Who lives in a seed that has come to its end, and what happened to each, read from its parts some
rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from discredit.plan import Plan
from discredit.store import arrays, parquet
from discredit.store.arrays import Stored
from discredit.store.checkpoint import WORLD
from discredit.store.coin import coin_of
from discredit.store.parts import ORIGIN, PEOPLE, morning_of
from discredit.store.rows_of_people import Look, of_then, people_rows, persons_rows, since
from discredit.store.tables import Rows, scores_in
from discredit.vocabulary import ARMS, Arm

_ROWS: Final = 1 << 18
"""Rows of a table in memory at a time, and in a row group of its file."""
Pieces = Sequence[tuple[int, int]]
"""Rows from which up to which, one piece after another."""


class PeopleOfSeed(NamedTuple):
    """The people of one seed of a run whose worlds have come to their end."""

    plan: Plan
    seed: int
    part: Callable[[str], Path]  # where a part of the seed lies

    def rows(self, pieces: Pieces | None = None) -> Iterator[Rows]:
        """The rows of `people`, in order.

        Args:
            pieces: Which at a time; left out, as many as a table is written of at once.
        """
        coin = coin_of(self.plan)
        with arrays.opened(self.part(PEOPLE)) as stored:
            for look, first, count in self._looks(stored, pieces):
                yield people_rows(self.seed, look, first, count, coin)

    def lives(self, arm: Arm, pieces: Pieces | None = None) -> Iterator[Rows]:
        """The rows of `persons` of an arm, in order.

        Args:
            arm: The world.
            pieces: Which at a time; left out, as many as a table is written of at once.
        """
        plan, coin = self.plan, coin_of(self.plan)
        with arrays.opened(self.part(arm)) as stored:
            is_scored = f"{WORLD}.held.scores.shown" in stored.names
            for look, first, count in self._looks_since_start(stored, arm, pieces):
                yield persons_rows(
                    self.seed,
                    arm,
                    look,
                    first,
                    count,
                    is_scored=is_scored,
                    is_asked=scores_in(plan, arm),
                    coin=coin,
                )

    def twins(self, at_once: int) -> Iterator[tuple[Rows, Rows, Rows]]:
        """The same people, and what happened to them with the system and without it; whole
        households at a time.

        Args:
            at_once: People of a piece, about.
        """
        people = self.plan.people
        with arrays.opened(self.part(PEOPLE)) as stored:

            def homes(start: int, stop: int) -> np.ndarray:
                place = stored.rows("place_in_household", start, min(stop, people))
                return np.arange(start, start + len(place)) - place

            pieces = list(parquet.households(homes, 0, people, at_once))
        lives = (self.lives(arm, pieces) for arm in ARMS)
        return zip(self.rows(pieces), *lives, strict=True)

    def _looks_since_start(
        self, stored: Stored, arm: Arm, pieces: Pieces | None
    ) -> Iterator[tuple[Look, int, int]]:
        """The columns of a world at its end, counted from the start of the record."""
        months, looks = self.plan.burn_in, self._looks(stored, pieces, f"{WORLD}.")
        if not months:
            yield from looks
            return
        with (
            arrays.opened(self.part(morning_of(arm))) as begun,
            arrays.opened(self.part(PEOPLE)) as people,
        ):

            def then(name: str) -> np.ndarray:
                return begun.whole(f"{WORLD}.{name}")

            for look, first, count in looks:
                lived = people.rows(ORIGIN, first, first + count)
                yield since(look, of_then(then, lived), months), first, count

    def _looks(
        self, stored: Stored, pieces: Pieces | None, before: str = ""
    ) -> Iterator[tuple[Look, int, int]]:
        """The columns of a part, some rows at a time: how to look them up, which and how many."""
        stored.check()
        people = self.plan.people
        each = pieces or [(at, min(at + _ROWS, people)) for at in range(0, people, _ROWS)]
        for first, stop in each:

            def look(name: str, first: int = first, stop: int = stop) -> np.ndarray:
                return stored.rows(f"{before}{name}", first, stop)

            yield look, first, stop - first
