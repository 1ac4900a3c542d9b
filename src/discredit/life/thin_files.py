"""Loans to people without a history at any bank, for whom a score vouches."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt32

from discredit import draws as chance
from discredit.dossier import Doors
from discredit.draws import Decision, Draws
from discredit.society.people import People
from discredit.vocabulary import SERVICES

_LOAN = SERVICES.index("loan")


def vouched_for(
    people: People,
    attempts: UInt32[Array, " n"],
    doors: Doors,
    no_history: Float32[Array, " fifth"],
    draws: Draws,
) -> Bool[Array, " n"]:
    """Who borrows this month though no bank knows him, because somebody favours him at that door.

    Whether a bank knows a person stays as it is for the whole run; a loan does not change it.

    Args:
        people: who they are.
        attempts: bit s, tries to get service s.
        doors: what stands in front of each service.
        no_history: adults of each fifth whom no bank knows.
        draws: the luck of this month.

    Returns:
        Nobody in a world in which nobody is favoured.

    Draws:
        BANKED, once for all.

    Source:
        pboc-coverage-2015, pboc-coverage-35, sesame-huabei, A-1105.
    """
    ever = draws._replace(month=jnp.uint32(0))
    is_unknown = chance.happens(ever, Decision.BANKED, no_history[people.income_fifth])
    return is_unknown & (((attempts & doors.favoured) >> _LOAN & 1) != 0)
