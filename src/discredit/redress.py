"""Who is heard: filing, the queue, the hearing, and the correction on its way to every copy.

The second door from truth to dossier. A hearing is a second observation, better than the first, and
still fallible: it has a sensitivity and a specificity like any other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float32, Int32, UInt8, UInt32

from discredit import draws as chance
from discredit.dossier import (
    Cases,
    Listed,
)
from discredit.draws import Decision, Draws
from discredit.policy.rules import RedressRules
from discredit.truth import Acts
from discredit.vocabulary import DESKS, GROUNDS, Exit, Stage, Status

LONGEST_WAIT = 127
"""Months after which a case counts as oldest; a queue that long has long failed."""
LOTTERY = 256
_MOST_HOLDERS = 32
"""Draws of one list about its copies; sixteen lists fill what one decision may ask."""
PRIORITIES = (LONGEST_WAIT + 1) * LOTTERY


class Outcome(NamedTuple):
    """What the desks did this month."""

    filed: Bool[Any, " n"]
    served: Bool[Any, " n"]
    won: Bool[Any, " n"]
    gave_up: Bool[Any, " n"]


def waits(stage: UInt8[Any, "list n"]) -> Bool[Any, "list n"]:
    """Whose case waits at a desk."""
    return (stage == Stage.FIRST) | (stage == Stage.REVIEW)


def waiting(
    counts: Int32[Any, "desk priority"],
    cases: Cases,
    fifth: UInt8[Any, " n"],
    head_start: Float32[Any, " fifth"],
    draws: Draws,
) -> Int32[Any, "desk priority"]:
    """Add how many cases wait at each desk with each priority: the longest waiting highest, a
    lottery among equals. Draws: DOCKET."""
    lists = jnp.arange(cases.stage.shape[0], dtype=jnp.uint32)
    queue = jnp.where(waits(cases.stage), cases.stage.astype(jnp.int32) - 1, len(DESKS))
    priority = jax.vmap(lambda waited, k: _priority(waited, fifth, head_start, k, draws))
    return counts.at[queue, priority(cases.waited, lists)].add(1, mode="drop")


def call(
    waiting: Int32[Any, "desk priority"], capacity: Int32[Any, " desk"]
) -> Int32[Any, " desk"]:
    """The lowest priority that each desk still calls, so that none hears more than its capacity.

    `capacity` is how many cases each desk can hear this month, in the whole society. Draws: none.
    """
    of_month = waiting.reshape(len(DESKS), LONGEST_WAIT + 1, LOTTERY)
    # First the month of waiting down to which all are heard, then the lots of the one below.
    longer = _suffix_sums(of_month.sum(axis=2, dtype=jnp.int32))
    fits = longer <= capacity[:, None]
    month = jnp.where(fits.any(axis=1), jnp.argmax(fits, axis=1), LONGEST_WAIT + 1)
    below = jnp.maximum(month - 1, 0)[:, None]
    lots = jnp.take_along_axis(of_month, below[:, :, None], axis=1)[:, 0]
    padded = jnp.pad(longer, ((0, 0), (0, 1)))
    at_least = _suffix_sums(lots) + jnp.take_along_axis(padded, below + 1, axis=1)
    lot = (at_least > capacity[:, None]).sum(axis=1, dtype=jnp.int32)
    return jnp.where(month == 0, 0, below[:, 0] * LOTTERY + lot).astype(jnp.int32)


def _suffix_sums(counts: Int32[Any, "desk n"]) -> Int32[Any, "desk n"]:
    return jnp.cumsum(counts[:, ::-1], axis=1, dtype=jnp.int32)[:, ::-1]


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


class Appellants(NamedTuple):
    """What about a person decides whether he appeals, and when he is heard."""

    is_aware: Bool[Any, " n"]
    trust: Float32[Any, " n"]
    grievance: Float32[Any, " n"]
    education: UInt8[Any, " n"]
    fifth: UInt8[Any, " n"]


def hear(
    is_wrong: Bool[Any, " n"],
    who: Appellants,
    listed: Listed,
    copies: UInt32[Any, " n"],
    cases: Cases,
    called: Int32[Any, " desk"],
    is_red: Float32[Any, ""],
    holders: Int32[Any, " holder"],
    k: UInt32[Any, ""],
    rules: RedressRules,
    draws: Draws,
) -> tuple[Listed, UInt32[Any, " n"], Cases, Outcome]:
    """One month of one list (the `k`-th) at the two desks.

    The desk finds out whether an entry is wrong (`is_wrong`, see `wrong`) with its sensitivity, and
    releases a rightly listed person with one minus its specificity. Nobody appeals against favours.

    Draws, by list: DOCKET, HEARING, REVIEW, GIVES_UP, FILING, COPY_CLEARED.
    Source: spc-correction, err.appeal.*, asm.appeal.*.
    """
    is_listed = (listed.status == Status.LISTED) & (is_red == 0)
    desk = jnp.clip(cases.stage.astype(jnp.int32) - 1, 0, len(DESKS) - 1)
    is_waiting = waits(cases.stage)
    priority = _priority(cases.waited, who.fifth, rules.head_start, k, draws)
    served = is_listed & is_waiting & (priority >= called[desk])
    p_win = jnp.where(is_wrong, rules.sensitivity[desk], 1.0 - rules.specificity[desk])
    won = served & chance.happens(draws, Decision.HEARING, p_win, k=k)
    goes_on = (
        served
        & ~won
        & (cases.stage == Stage.FIRST)
        & chance.happens(draws, Decision.REVIEW, rules.continues, k=k)
    )
    filed = (
        is_listed
        & who.is_aware
        & (cases.stage == Stage.NONE)
        & chance.happens(draws, Decision.FILING, _filing_rate(is_wrong, who, rules), k=k)
    )
    gave_up = jnp.zeros(served.shape, bool)
    if rules.gives_up is not None:
        leaves = chance.happens(draws, Decision.GIVES_UP, rules.gives_up, k=k)
        gave_up = is_listed & is_waiting & ~served & leaves
    cases = _move(cases, is_listed & ~won, filed, served | gave_up, goes_on)
    listed = listed._replace(
        status=jnp.where(won, jnp.uint8(Status.CLEAR), listed.status),
        exit=jnp.where(won, jnp.uint8(Exit.CORRECTED), listed.exit),
    )
    copies = _travel(copies, listed.status == Status.LISTED, holders, k, rules, draws)
    return listed, copies, cases, Outcome(filed, served, won, gave_up)


def _priority(
    waited: UInt8[Any, " n"],
    fifth: UInt8[Any, " n"],
    head_start: Float32[Any, " fifth"],
    k: UInt32[Any, ""],
    draws: Draws,
) -> Int32[Any, " n"]:
    lot = (chance.word(draws, Decision.DOCKET, k=k) >> 24).astype(jnp.int32)
    months = waited.astype(jnp.int32) + head_start[fifth].astype(jnp.int32)
    return jnp.minimum(months, LONGEST_WAIT) * LOTTERY + lot


def wrong(
    acts: Acts, rests_on: Bool[Any, " n"], listed: Listed, rules: RedressRules
) -> Bool[Any, " n"]:
    """Whether a standing entry is wrong in truth.

    On a court's ground: if the person could not pay, owes nothing, or (where the law says so)
    stands in for a company. On any other: if it does not rest on something that is so. Draws: none.
    """
    stands_in = ~acts.company_owes | (rules.representatives_wronged > 0)
    of_court = jnp.where(listed.for_company, stands_in, ~(acts.owes & acts.has_means))
    is_court = (listed.ground > 0) & (listed.ground <= len(GROUNDS))
    return jnp.where(is_court, of_court, ~rests_on)


def _filing_rate(
    is_wrong: Bool[Any, " n"], who: Appellants, rules: RedressRules
) -> Float32[Any, " n"]:
    lean = 1.0 + rules.filing_by_trust * who.trust + rules.filing_if_grieved * who.grievance
    rate = (
        rules.filing_rate
        * rules.filing_by_education[who.education]
        * rules.filing_by_fifth[who.fifth]
        * jnp.maximum(lean, 0.0)
    )
    return jnp.clip(rate * jnp.where(is_wrong, 1.0, rules.filing_if_rightly), 0.0, 1.0)


def _move(
    cases: Cases,
    still_listed: Bool[Any, " n"],
    filed: Bool[Any, " n"],
    leaves: Bool[Any, " n"],
    goes_on: Bool[Any, " n"],
) -> Cases:
    """The case ends with the entry; one that leaves the desk goes on to the next or is closed."""
    stage = jnp.where(leaves, jnp.uint8(Stage.CLOSED), cases.stage)
    stage = jnp.where(goes_on, jnp.uint8(Stage.REVIEW), stage)
    stage = jnp.where(filed, jnp.uint8(Stage.FIRST), stage)
    waited = jnp.minimum(cases.waited, LONGEST_WAIT - 1) + jnp.uint8(1)
    return Cases(
        stage=jnp.where(still_listed, stage, jnp.uint8(Stage.NONE)),
        waited=jnp.where(still_listed & ~filed & ~leaves, waited, jnp.uint8(0)),
    )


def _travel(
    copies: UInt32[Any, " n"],
    is_listed: Bool[Any, " n"],
    holders: Int32[Any, " holder"],
    k: UInt32[Any, ""],
    rules: RedressRules,
    draws: Draws,
) -> UInt32[Any, " n"]:
    """Once an entry has ended, each holder clears its copy in its own time."""

    def one(cleared: UInt32[Any, " n"], holder: UInt32[Any, ""]) -> tuple[Any, None]:
        which = k * _MOST_HOLDERS + holder
        clears = chance.happens(draws, Decision.COPY_CLEARED, rules.copy_cleared, k=which)
        return cleared | (clears.astype(jnp.uint32) << holder), None

    nobody_asks = jnp.broadcast_to(~_bits_of(holders), copies.shape)
    cleared, _ = jax.lax.scan(one, nobody_asks, holders.astype(jnp.uint32))
    return jnp.where(is_listed, copies, copies & ~cleared)


def _bits_of(holders: Int32[Any, " holder"]) -> UInt32[Any, ""]:
    return (jnp.uint32(1) << holders.astype(jnp.uint32)).sum(dtype=jnp.uint32)
