"""What the two worlds of a run are called: with the system and without it, or by two names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from discredit.vocabulary import ARMS, Arm
from discredit.words.numbers import count
from discredit.words.tongue import say


class Worlds(NamedTuple):
    """The names of two systems, each in force in one of two worlds; '' where the other world has
    none.

    >>> Worlds().phrase("without"), Worlds("rongcheng", "shanghai").phrase("without")
    ('without it', 'under shanghai')
    """

    ours: str = ""
    theirs: str = ""

    @property
    def are_named(self) -> bool:
        """Whether each world has a system of its own."""
        return bool(self.theirs)

    @property
    def heads(self) -> tuple[str, str]:
        """What two columns of figures are called."""
        return (self.ours, self.theirs) if self.are_named else (ARMS[0], ARMS[1])

    @property
    def phrases(self) -> tuple[str, str]:
        """Where something is so, in a sentence about the system."""
        return self.phrase("with"), self.phrase("without")

    def phrase(self, arm: Arm) -> str:
        """Where something is so, in a sentence about the system.

        Args:
            arm: The world.
        """
        if self.are_named:
            return say("under {system}", system=self.ours if arm == "with" else self.theirs)
        return say("with the system") if arm == "with" else say("without it")

    def alone(self, arm: str) -> str:
        """The same where nothing was said of the system before.

        Args:
            arm: The world.
        """
        if self.are_named or arm == "with":
            return self.phrase("with" if arm == "with" else "without")
        return say("without the system")

    @property
    def pair(self) -> str:
        """Both at once, in a line on the size of a run."""
        return f"{self.ours} against {self.theirs}" if self.are_named else "with and without it"

    @property
    def between(self) -> str:
        """What differs, as a heading has it."""
        if self.are_named:
            return f"the society under {self.ours} and its twin under {self.theirs}"
        return "the society with the system and its twin without it"

    def named(self, arm: str) -> str:
        """What a table calls a world.

        Args:
            arm: The world.
        """
        return self.heads[ARMS.index("with" if arm == "with" else "without")]


UNNAMED: Final = Worlds()
"""A system beside its twin without it."""


def size_told(
    people: int,
    months: int,
    start: str,
    seeds: int,
    arms: Sequence[Arm],
    worlds: Worlds = UNNAMED,
) -> str:
    """How large a run is, in a line.

    >>> size_told(1000, 1, "2016-05", 2, ("with",))
    '1,000 people, 1 month from 2016-05, 2 seeds; only with it'

    Args:
        people: How many.
        months: How many.
        start: The first of them.
        seeds: How many.
        arms: The worlds that are run.
        worlds: What they are called.
    """
    size = f"{count(people, 'person', 'people')}, {count(months, 'month', 'months')}"
    one = f"only {arms[0]} it" if not worlds.are_named else f"only {worlds.phrase(arms[0])}"
    said = worlds.pair if len(arms) == len(ARMS) else one
    return f"{size} from {start}, {count(seeds, 'seed', 'seeds')}; {said}"
