"""All that a month leaves behind, for the record to read."""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Array, Bool

from discredit.dossier import Dossier, Scored, Sightings
from discredit.life import Toll
from discredit.observation import Checked, Hindsight
from discredit.redress.outcome import HearingOutcome
from discredit.shortfall import Shortfall
from discredit.truth import Acts, Surroundings, Truth
from discredit.vocabulary import Status


class Month(NamedTuple):
    """All that a month leaves behind for one block of people."""

    acts: Acts
    sightings: Sightings
    hindsight: Hindsight
    scored: Scored | None
    earned: Scored | None  # what own true conduct would have scored
    has_error: Bool[Array, " n"] | None  # an error stands in some scorer's file
    before: Dossier
    after: Dossier
    truth: Truth
    toll: Toll
    outcome: HearingOutcome  # [list, n]
    surroundings: Surroundings
    is_worker: Bool[Array, " n"]
    is_black: Bool[Array, " list"]
    shortfall: Shortfall | None = None  # why scores are lower than earned; where somebody scores
    checked: Checked | None = None  # where applications are checked


def on_black(month: Month) -> Bool[Array, "list n"]:
    """Who stands on which black list.

    Args:
        month: What the month leaves behind.

    Returns:
        By list; false on every red one.
    """
    return (month.after.listed.status == Status.LISTED) & month.is_black[:, None]


def entered(month: Month) -> Bool[Array, "list n"]:
    """Who was newly entered on which black list this month.

    Args:
        month: What the month leaves behind.

    Returns:
        True also of an entry that ended in the same month.
    """
    times = month.after.listed.times != month.before.listed.times
    return times & month.is_black[:, None]
