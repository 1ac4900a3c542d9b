"""What a run is made of: who exists, what changes, what stays, and what each month brings."""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Array, Bool, Int32, UInt16, UInt32

from discredit.choices import Choices
from discredit.dossier import Dossier
from discredit.policy.rules import Rules
from discredit.record import Tally
from discredit.society.people import People
from discredit.truth import Truth


class Population(NamedTuple):
    """Who exists and who is tied to whom, each column [blocks, rows]."""

    people: People
    active: UInt16[Array, "blocks rows"]  # bit per slot of `slots.NEAR_SLOTS`


class WorldState(NamedTuple):
    """All that changes in a world, each column [blocks, rows]."""

    truth: Truth
    held: Dossier
    tally: Tally


class Constants(NamedTuple):
    """What stays the same from month to month."""

    population: Population
    key: UInt32[Array, "2"]  # of the seed, see `draws.key_of`
    traced: Int32[Array, " traced"]  # rows of the people who are followed; -1 where there is nobody
    people: Int32[Array, ""]  # how many rows are somebody's


class Schedule(NamedTuple):
    """What comes from outside: of one month, or of several along the first axis of each column."""

    t: Int32[Array, "*months"]  # counted from the first month of the run
    rules: Rules
    capacity: Int32[Array, "*months desk"]  # cases that each appeal desk can hear
    ends_year: Bool[Array, "*months"]  # of the run: its points are looked at one by one
    rooms_for_checks: Int32[Array, "*months way check"] | None = None  # by lot, then by score
    chosen: Choices | None = None  # for the person who is followed first; where somebody may live
