"""Who is heard: filing, the queue, the hearing, and the correction on its way to every copy.

The second door from truth to dossier. A hearing is a second observation, better than the first, and
still fallible: it has a sensitivity and a specificity like any other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float32, Int32, UInt8

from discredit import draws as chance
from discredit.dossier import Cases, Exit, Files, Listed, Stage, Status
from discredit.draws import Decision, Draws
from discredit.policy.rules import RedressRules
from discredit.truth import Acts
from discredit.vocabulary import DESKS, HOLDERS

LONGEST_WAIT = 127
"""Months after which a case counts as oldest; a queue that long has long failed."""
LOTTERY = 256
PRIORITIES = (LONGEST_WAIT + 1) * LOTTERY


class Outcome(NamedTuple):
    """What the desks did this month."""

    filed: Bool[Any, " n"]
    served: Bool[Any, " n"]
    won: Bool[Any, " n"]


def waiting(cases: Cases, draws: Draws) -> Int32[Any, "desk priority"]:
    """How many cases wait at each desk with each priority: the longest waiting highest, a lottery
    among equals. Counts of parts of a society add up to those of the whole. Draws: DOCKET."""
    is_waiting = (cases.stage == Stage.FIRST) | (cases.stage == Stage.REVIEW)
    queue = jnp.where(is_waiting, cases.stage.astype(jnp.int32) - 1, len(DESKS))
    place = queue * PRIORITIES + _priority(cases, draws)
    counts = jnp.zeros((len(DESKS) + 1) * PRIORITIES, jnp.int32).at[place].add(1)
    return counts.reshape(-1, PRIORITIES)[: len(DESKS)]


def call(
    waiting: Int32[Any, "desk priority"], capacity: Int32[Any, " desk"]
) -> Int32[Any, " desk"]:
    """The lowest priority that each desk still calls, so that none hears more than its capacity.

    `capacity` is how many cases each desk can hear this month, in the whole society. Draws: none.
    """
    at_least = jnp.cumsum(waiting[:, ::-1], axis=1, dtype=jnp.int32)[:, ::-1]
    fits = at_least <= capacity[:, None]
    return jnp.where(fits.any(axis=1), jnp.argmax(fits, axis=1), PRIORITIES).astype(jnp.int32)


def capacity_by_month(
    per_million: Float32[np.ndarray, "month desk"], people: int
) -> Int32[np.ndarray, "month desk"]:
    """Whole cases each desk can hear in each month of a run; fractions carry over.

    Worked out on the host: on a device, rounding could move a case into another month.

    >>> capacity_by_month(np.array([[0.6], [0.6], [0.6]]), people=1_000_000).ravel().tolist()
    [0, 1, 0]
    """
    # The least nudge keeps ten tenths from adding up to just under one.
    total = np.floor(np.cumsum(per_million.astype(np.float64) * (people / 1e6), axis=0) + 1e-6)
    return np.diff(total, axis=0, prepend=0.0).astype(np.int32)


def hear(
    acts: Acts,
    is_aware: Bool[Any, " n"],
    trust: Float32[Any, " n"],
    grievance: Float32[Any, " n"],
    education: UInt8[Any, " n"],
    files: Files,
    listed: Listed,
    copies: UInt8[Any, " n"],
    cases: Cases,
    called: Int32[Any, " desk"],
    rules: RedressRules,
    draws: Draws,
) -> tuple[Files, Listed, UInt8[Any, " n"], Cases, Outcome]:
    """One month at the two desks.

    A listing is wrong if the person could not pay, owes nothing, or (where the law says so) stands
    in for a company. The desk finds that out with its sensitivity, and releases a rightly listed
    person with one minus its specificity.

    Draws: DOCKET, HEARING, REVIEW, FILING, COPY_CLEARED.
    Source: spc-correction, err.appeal.*, asm.appeal.*.
    """
    is_listed = listed.status == Status.LISTED
    is_wrong = _is_wrong(acts, listed.for_company, rules)
    desk = jnp.clip(cases.stage.astype(jnp.int32) - 1, 0, len(DESKS) - 1)
    is_waiting = (cases.stage == Stage.FIRST) | (cases.stage == Stage.REVIEW)
    served = is_listed & is_waiting & (_priority(cases, draws) >= called[desk])
    p_win = jnp.where(is_wrong, rules.sensitivity[desk], 1.0 - rules.specificity[desk])
    won = served & chance.happens(draws, Decision.HEARING, p_win)
    goes_on = (
        served
        & ~won
        & (cases.stage == Stage.FIRST)
        & chance.happens(draws, Decision.REVIEW, rules.continues)
    )
    filed = (
        is_listed
        & is_aware
        & (cases.stage == Stage.NONE)
        & chance.happens(
            draws, Decision.FILING, _filing_rate(is_wrong, trust, grievance, education, rules)
        )
    )
    cases = _move(cases, is_listed & ~won, filed, served, goes_on)
    listed = listed._replace(
        status=jnp.where(won, jnp.uint8(Status.CLEAR), listed.status),
        exit=jnp.where(won, jnp.uint8(Exit.CORRECTED), listed.exit),
    )
    copies = _travel(copies, listed.status == Status.LISTED, rules, draws)
    files = files._replace(is_open=files.is_open & ~won)
    return files, listed, copies, cases, Outcome(filed=filed, served=served, won=won)


def _priority(cases: Cases, draws: Draws) -> Int32[Any, " n"]:
    lot = (chance.word(draws, Decision.DOCKET) >> 24).astype(jnp.int32)
    return jnp.minimum(cases.waited, LONGEST_WAIT).astype(jnp.int32) * LOTTERY + lot


def _is_wrong(acts: Acts, for_company: Bool[Any, " n"], rules: RedressRules) -> Bool[Any, " n"]:
    stands_in = ~acts.company_owes | (rules.representatives_wronged > 0)
    return jnp.where(for_company, stands_in, ~(acts.owes & acts.has_means))


def _filing_rate(
    is_wrong: Bool[Any, " n"],
    trust: Float32[Any, " n"],
    grievance: Float32[Any, " n"],
    education: UInt8[Any, " n"],
    rules: RedressRules,
) -> Float32[Any, " n"]:
    lean = 1.0 + rules.filing_by_trust * trust + rules.filing_if_grieved * grievance
    rate = rules.filing_rate * rules.filing_by_education[education] * jnp.maximum(lean, 0.0)
    return jnp.clip(rate * jnp.where(is_wrong, 1.0, rules.filing_if_rightly), 0.0, 1.0)


def _move(
    cases: Cases,
    still_listed: Bool[Any, " n"],
    filed: Bool[Any, " n"],
    served: Bool[Any, " n"],
    goes_on: Bool[Any, " n"],
) -> Cases:
    """The case ends with the entry; a refused one goes on to the next court or is closed."""
    stage = jnp.where(served, jnp.uint8(Stage.CLOSED), cases.stage)
    stage = jnp.where(goes_on, jnp.uint8(Stage.REVIEW), stage)
    stage = jnp.where(filed, jnp.uint8(Stage.FIRST), stage)
    waited = jnp.minimum(cases.waited, LONGEST_WAIT - 1) + jnp.uint8(1)
    return Cases(
        stage=jnp.where(still_listed, stage, jnp.uint8(Stage.NONE)),
        waited=jnp.where(still_listed & ~filed & ~served, waited, jnp.uint8(0)),
    )


def _travel(
    copies: UInt8[Any, " n"], is_listed: Bool[Any, " n"], rules: RedressRules, draws: Draws
) -> UInt8[Any, " n"]:
    """Once an entry has ended, each holder clears its copy in its own time."""
    cleared = jnp.zeros(copies.shape, jnp.uint8)
    for h in range(len(HOLDERS)):
        clears = chance.happens(draws, Decision.COPY_CLEARED, rules.copy_cleared, k=h)
        cleared = cleared | (clears.astype(jnp.uint8) << h)
    return jnp.where(is_listed, copies, copies & ~cleared)
