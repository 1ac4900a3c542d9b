"""What the month looks like to a person before he acts, read off last month's dossier."""

from __future__ import annotations

from discredit import lists, score
from discredit.behaviour import Outlook
from discredit.dossier import Dossier, Register
from discredit.draws import Draws
from discredit.observation import who_is_scored
from discredit.policy.rules import Rules
from discredit.truth import Surroundings


def outlook_of(
    held: Dossier, register: Register, surroundings: Surroundings, rules: Rules, draws: Draws
) -> Outlook:
    """The doors, the publicity and the score that each person has before him.

    Args:
        held: what the agencies hold, as last month left it.
        register: who may be scored.
        surroundings: what each sees of others.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        What `behaviour` may know of the system: nothing of files and records.

    Draws:
        CONSENT, once for all.
    """
    to_next_band = bands = None
    if held.scores is not None and rules.score is not None:
        is_scored = who_is_scored(register, rules.score, draws)
        to_next_band = score.to_next_band(held.scores.shown, is_scored, rules.score)
        bands = score.bands(held.scores.shown, is_scored, rules.score)
    return Outlook(
        closed=held.doors.closed,
        warned=lists.in_grace(held.listed.status, rules.lists),
        shown=lists.dues(held.listed.status, held.listed, rules.lists).shown,
        to_next_band=to_next_band,
        bands=bands,
        surroundings=surroundings,
    )
