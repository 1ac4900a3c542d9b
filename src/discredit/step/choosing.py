"""The month of whoever is lived from outside: two rooms, with choices in place of draws."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from jaxtyping import Array, Bool, Int32, UInt32

from discredit import behaviour, redress
from discredit.behaviour import Outlook
from discredit.choices import Choices, of_rows
from discredit.dossier import Dossier
from discredit.draws import Draws
from discredit.policy.rules import BehaviourRules, Rules
from discredit.redress.outcome import HearingOutcome
from discredit.rooms import ORDINARY, Rooms
from discredit.society.people import People
from discredit.truth import Acts, Conditions, Truth


class Living(NamedTuple):
    """Who is lived, and what is chosen this month."""

    row: UInt32[Array, ""]
    chosen: Choices

    def among(self, draws: Draws) -> Choices:
        """The choices as columns of the rows that these draws are for.

        Args:
            draws: The luck of this month.
        """
        is_it: Bool[Array, " n"] = draws.person == self.row
        return of_rows(self.chosen, is_it)


def rooms_of(living: Living) -> Rooms:
    """The ordinary rooms, but that one person acts and appeals as it is chosen.

    Args:
        living: Who, and how.
    """
    return ORDINARY._replace(act=partial(_act, living), hear=partial(_hear, living))


def _act(
    living: Living,
    people: People,
    truth: Truth,
    outlook: Outlook,
    rules: BehaviourRules,
    services: Int32[Array, " service"],
    draws: Draws,
) -> tuple[Truth, Acts]:
    return behaviour.act(people, truth, outlook, rules, services, draws, chosen=living.among(draws))


def _hear(
    living: Living,
    people: People,
    truth: Truth,
    is_wrong: Bool[Array, "list n"],
    held: Dossier,
    conditions: Conditions,
    rules: Rules,
    draws: Draws,
) -> tuple[Dossier, HearingOutcome]:
    files = living.among(draws).files
    return redress.hear(people, truth, is_wrong, held, conditions, rules, draws, files)
