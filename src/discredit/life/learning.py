"""How people learn that they stand in a file: by letter, at the counter, from their purse, from a
screen, or by looking for themselves.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt32

from discredit import draws as chance
from discredit.dossier import Burden
from discredit.draws import Decision, Draws
from discredit.policy.rules import RedressRules
from discredit.truth import Acts
from discredit.vocabulary import WAYS


class Known(NamedTuple):
    """What people know by the end of the month, and what there is to be known."""

    is_aware: Bool[Array, " n"]  # of being listed
    is_unfair: Bool[Array, " n"]  # and that it is not deserved
    on_file: Bool[Array, " n"]  # there is something to be known
    is_wronged: Bool[Array, " n"]  # and it is not deserved


def learn(
    was_aware: Bool[Array, " n"],
    acts: Acts,
    burden: Burden,
    is_earned: Bool[Array, " n"],
    refused: UInt32[Array, " n"],
    redress: RedressRules,
    learned_by: Float32[Array, " way"] | None,
    draws: Draws,
) -> Known:
    """Who knows of being listed, and who feels wronged by it.

    Nobody learns of it but by a letter, a refusal that is explained, a look into the file, or what
    the system does to him: the ways of `learned_by`, of which more are never worse.

    Args:
        was_aware: who knew last month.
        acts: what they did.
        burden: fines, income withheld, publicity, letters, and whether anything is on file.
        is_earned: who is treated as his conduct deserves, as far as conduct other than debt goes.
        refused: bit s, turned away from service s this month.
        redress: of this month: access, and refusals that give their reasons.
        learned_by: [share] by way, those who learn of it in the month it comes to them; None where
            only letters, reasons and files tell.
        draws: the luck of this month.
    Returns:
        What they know at the end of the month; nobody knows of what is no longer on file.
    Draws:
        ACCESS, REASONS, LEARNED.
    Source:
        err-discover-at-use, A-1050 to A-1053.
    """
    looks = chance.happens(draws, Decision.ACCESS, redress.access)
    is_explained = (refused != 0) & chance.happens(draws, Decision.REASONS, redress.reasons)
    learns = burden.was_told | is_explained | looks
    if learned_by is not None:
        learns = learns | _by_what_comes(burden, refused, learned_by, draws)
    is_aware = burden.on_file & (was_aware | learns)
    is_wronged = burden.on_file & ~(acts.owes & acts.has_means) & ~is_earned
    return Known(is_aware, is_aware & is_wronged, burden.on_file, is_wronged)


def _by_what_comes(
    burden: Burden, refused: UInt32[Array, " n"], learned_by: Float32[Array, " way"], draws: Draws
) -> Bool[Array, " n"]:
    """Who learns of it by what the system does to him: one draw, which must miss all the ways."""
    comes = {
        "fine": burden.fine > 0,
        "deduction": burden.deduction > 0,
        "showing": burden.shown > 0,
        "refusal": refused != 0,
    }
    misses = jnp.ones(refused.shape, jnp.float32)
    for way, share in zip(WAYS, learned_by, strict=True):
        misses = misses * jnp.where(comes[way], 1.0 - share, 1.0)
    return chance.happens(draws, Decision.LEARNED, 1.0 - misses)
