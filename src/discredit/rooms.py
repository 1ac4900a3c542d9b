"""The seven rooms of the corridor: what each takes, and what it gives.

A room is a function over columns of people, so its signature is the list of what it reads. A
published mechanism may ask for people or agencies of its own: it exchanges one room for another of
the same signature, and the month stays as it is.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt32

from discredit import behaviour, gates, life, lists, observation, redress, score
from discredit.behaviour import Outlook
from discredit.dossier import (
    Appraisal,
    Doors,
    Dossier,
    Files,
    Friends,
    Listed,
    Register,
    Scored,
    Sightings,
)
from discredit.draws import Draws
from discredit.life import Toll, Treatment
from discredit.observation import Hindsight
from discredit.policy.rules import (
    BehaviourRules,
    GateRules,
    ListRules,
    ObservationRules,
    Rules,
    ScoreRules,
)
from discredit.redress.outcome import HearingOutcome
from discredit.society.people import People
from discredit.truth import Acts, Conditions, Surroundings, Truth


@runtime_checkable
class Act(Protocol):
    """People act on what they know; see `behaviour.act`."""

    def __call__(
        self,
        people: People,
        truth: Truth,
        outlook: Outlook,
        rules: BehaviourRules,
        services: Int32[Array, " service"],
        draws: Draws,
        /,
    ) -> tuple[Truth, Acts]: ...


@runtime_checkable
class Observe(Protocol):
    """Acts become records, or not; see `observation.observe`."""

    def __call__(
        self,
        acts: Acts,
        files: Files,
        register: Register,
        strays: UInt8[Array, " n"],
        discontent: Float32[Array, ""],
        rules: ObservationRules,
        draws: Draws,
        /,
    ) -> tuple[Files, Sightings, Hindsight]: ...


@runtime_checkable
class Score(Protocol):
    """Records become scores and bands; see `score.update`."""

    def __call__(
        self,
        account: Float32[Array, "scorer n"],
        records: UInt32[Array, " n"],
        on_lists: UInt32[Array, " n"],
        appraisal: Appraisal,
        friends: Friends | None,
        rules: ScoreRules,
        /,
    ) -> Scored: ...


@runtime_checkable
class Decide(Protocol):
    """Records and scores become entries; see `lists.decide`."""

    def __call__(
        self,
        listed: Listed,
        sightings: Sightings,
        scored: Scored | None,
        register: Register,
        rules: ListRules,
        /,
    ) -> Listed: ...


@runtime_checkable
class Close(Protocol):
    """Lists and bands close and favour doors; see `gates.close`."""

    def __call__(
        self,
        status: UInt8[Array, "list n"],
        copies: UInt32[Array, "list n"],
        scored: Scored | None,
        rules: GateRules,
        /,
    ) -> tuple[UInt32[Array, "list n"], Doors]: ...


@runtime_checkable
class Live(Protocol):
    """What doors do to a life; see `life.live`."""

    def __call__(
        self,
        people: People,
        truth: Truth,
        acts: Acts,
        treatment: Treatment,
        surroundings: Surroundings,
        conditions: Conditions,
        rules: Rules,
        draws: Draws,
        /,
    ) -> tuple[Truth, Toll]: ...


@runtime_checkable
class Hear(Protocol):
    """Who is heard, and what is mended; see `redress.hear`."""

    def __call__(
        self,
        people: People,
        truth: Truth,
        is_wrong: Bool[Array, "list n"],
        held: Dossier,
        conditions: Conditions,
        rules: Rules,
        draws: Draws,
        /,
    ) -> tuple[Dossier, HearingOutcome]: ...


class Rooms(NamedTuple):
    """What goes on in each room."""

    act: Act = behaviour.act
    observe: Observe = observation.observe
    score: Score = score.update
    decide: Decide = lists.decide
    close: Close = gates.close
    live: Live = life.live
    hear: Hear = redress.hear


ORDINARY = Rooms()
"""The rooms that every run goes through."""
