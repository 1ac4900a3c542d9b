"""Who is heard: filing, the queue, the hearing, and the correction on its way to every copy.

The third door from truth to dossier. A hearing is a second observation, better than the first, and
still fallible: it has a sensitivity and a specificity like any other.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt32

from discredit import draws as chance
from discredit.dossier import Cases, Dossier, Listed
from discredit.draws import Decision, Draws
from discredit.policy.rules import RedressRules, Rules
from discredit.society.people import People
from discredit.truth import Conditions, Earned, Truth
from discredit.vocabulary import DESKS, Exit, Stage, Status

LONGEST_WAIT = 127
"""Months after which a case counts as oldest; a queue that long has long failed."""
LOTTERY = 256
_MOST_HOLDERS = 32
"""Draws of one list about its copies; sixteen lists fill what one decision may ask."""
PRIORITIES = (LONGEST_WAIT + 1) * LOTTERY


class HearingOutcome(NamedTuple):
    """What the desks did this month: of all lists [list, n], or of one [n]."""

    filed: Bool[Array, "*list n"]
    served: Bool[Array, "*list n"]
    won: Bool[Array, "*list n"]
    gave_up: Bool[Array, "*list n"]


def waits(stage: UInt8[Array, "..."]) -> Bool[Array, "..."]:
    """Whose case waits at a desk.

    Args:
        stage: `Stage` of each case.

    Returns:
        True at the first desk and at the review.
    """
    return (stage == Stage.FIRST) | (stage == Stage.REVIEW)


def waiting(
    counts: Int32[Array, "desk priority"],
    cases: Cases,
    fifth: UInt8[Array, " n"],
    head_start: Float32[Array, " fifth"],
    draws: Draws,
) -> Int32[Array, "desk priority"]:
    """Add how many cases wait at each desk with each priority: the longest waiting highest, a
    lottery among equals.

    Args:
        counts: how many were counted before.
        cases: of some people, on every list.
        fifth: of their income.
        head_start: [months] that each fifth is ahead in the queue.
        draws: the luck of this month.

    Returns:
        `counts` with these cases added.

    Draws:
        DOCKET.

    Source:
        err-correction-by-status, A-176.
    """
    lists = jnp.arange(cases.stage.shape[0], dtype=jnp.uint32)
    queue = jnp.where(waits(cases.stage), cases.stage.astype(jnp.int32) - 1, len(DESKS))
    priority = jax.vmap(lambda waited, k: _priority(waited, fifth, head_start, k, draws))
    return counts.at[queue, priority(cases.waited, lists)].add(1, mode="drop")


def call(
    waiting: Int32[Array, "desk priority"], capacity: Int32[Array, " desk"]
) -> Int32[Array, " desk"]:
    """The lowest priority that each desk still calls, so that none hears more than its capacity.

    Args:
        waiting: how many cases wait at each desk, by priority; see `waiting`.
        capacity: how many cases each desk can hear this month, in the whole society.

    Returns:
        A priority; of a desk that can hear nobody, one above all that wait.

    Draws:
        None: the lots are in the priorities.
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


def _suffix_sums(counts: Int32[Array, "desk n"]) -> Int32[Array, "desk n"]:
    return jnp.cumsum(counts[:, ::-1], axis=1, dtype=jnp.int32)[:, ::-1]


def capacity_by_month(
    per_million: Float32[np.ndarray, "month desk"], people: int
) -> Int32[np.ndarray, "month desk"]:
    """Whole cases each desk can hear in each month of a run; fractions carry over.

    Worked out on the host: on a device, rounding could move a case into another month.

    >>> desk = np.array([[0.6], [0.6], [0.6]], np.float32)
    >>> capacity_by_month(desk, people=1_000_000).ravel().tolist()
    [0, 1, 0]

    Args:
        per_million: [cases per million people] that each desk can hear in each month.
        people: how many there are.

    Returns:
        [cases]; they add up to the whole of what the rates allow, month by month.

    Source:
        asm.capacity, A-44.
    """
    # The least nudge keeps ten tenths from adding up to just under one.
    total = np.floor(np.cumsum(per_million.astype(np.float64) * (people / 1e6), axis=0) + 1e-6)
    return np.diff(total, axis=0, prepend=0.0).astype(np.int32)


class Appellants(NamedTuple):
    """What about a person decides whether he appeals, and when he is heard."""

    is_aware: Bool[Array, " n"]
    trust: Float32[Array, " n"]
    grievance: Float32[Array, " n"]
    education: UInt8[Array, " n"]
    fifth: UInt8[Array, " n"]


def hear(
    people: People,
    truth: Truth,
    is_wrong: Bool[Array, "list n"],
    held: Dossier,
    conditions: Conditions,
    rules: Rules,
    draws: Draws,
) -> tuple[Dossier, HearingOutcome]:
    """Who files and who is heard this month, and what a correction mends.

    The desks find out whether an entry is wrong with their sensitivity, and release a rightly
    listed person with one minus their specificity. All lists share them.

    Args:
        people: who they are.
        truth: what is so about them, at the end of the month.
        is_wrong: whether the entry on each list is wrong in truth; see `judgement.is_wrong`.
        held: the dossier when the doors of this month are closed.
        conditions: the lowest priority that each desk calls.
        rules: of this month: `redress`, and which lists and data holders there are.
        draws: the luck of this month.

    Returns:
        The dossier at the end of the month, and what the desks did.

    Draws:
        DOCKET, HEARING, REVIEW, GIVES_UP and FILING, by list; COPY_CLEARED, by list and holder.

    Source:
        spc-correction, err.appeal.*, asm.appeal.*.
    """
    who = Appellants(
        truth.is_aware, truth.trust, truth.grievance, people.education, people.income_fifth
    )

    def one(
        k: UInt32[Array, ""],
        is_wrong: Bool[Array, " n"],
        listed: Listed,
        copies: UInt32[Array, " n"],
        cases: Cases,
        is_red: Float32[Array, ""],
    ) -> tuple[Listed, UInt32[Array, " n"], Cases, HearingOutcome]:
        # Nobody appeals against favours.
        can_appeal = (listed.status == Status.LISTED) & (is_red == 0)
        docket = Docket(k, can_appeal, is_wrong, cases)
        cases, outcome = at_the_desks(docket, who, conditions.called, rules.redress, draws)
        listed = listed._replace(
            status=jnp.where(outcome.won, jnp.uint8(Status.CLEAR), listed.status),
            exit=jnp.where(outcome.won, jnp.uint8(Exit.CORRECTED), listed.exit),
        )
        is_listed = listed.status == Status.LISTED
        copies = _travel(copies, is_listed, rules.gates.holders, k, rules.redress, draws)
        return listed, copies, cases, outcome

    index = jnp.arange(held.listed.status.shape[0], dtype=jnp.uint32)
    listed, copies, cases, outcome = jax.vmap(one)(
        index, is_wrong, held.listed, held.copies, held.cases, rules.lists.is_red
    )
    held = _put_right(held, truth.earned, outcome.won.any(axis=0))
    return held._replace(listed=listed, copies=copies, cases=cases), outcome


class Docket(NamedTuple):
    """The appeals of one list."""

    k: UInt32[Array, ""]  # which list
    can_appeal: Bool[Array, " n"]  # stands on it, and it is a black list
    is_wrong: Bool[Array, " n"]
    cases: Cases  # of this list, [n]


def at_the_desks(
    docket: Docket,
    who: Appellants,
    called: Int32[Array, " desk"],
    rules: RedressRules,
    draws: Draws,
) -> tuple[Cases, HearingOutcome]:
    """One month of the appeals of one list at the two desks.

    Args:
        docket: whose appeals.
        who: what decides who appeals, and when he is heard.
        called: the lowest priority that each desk calls.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        Where each case stands now, and what the desks did.

    Draws:
        DOCKET, HEARING, REVIEW, GIVES_UP, FILING, by list.

    Source:
        err.appeal.*, asm.appeal.*, A-40 to A-45.
    """
    k, can_appeal, is_wrong, cases = docket
    desk = jnp.clip(cases.stage.astype(jnp.int32) - 1, 0, len(DESKS) - 1)
    is_waiting = waits(cases.stage)
    priority = _priority(cases.waited, who.fifth, rules.head_start, k, draws)
    served = can_appeal & is_waiting & (priority >= called[desk])
    p_win = jnp.where(is_wrong, rules.sensitivity[desk], 1.0 - rules.specificity[desk])
    won = served & chance.happens(draws, Decision.HEARING, p_win, k=k)
    goes_on = (
        served
        & ~won
        & (cases.stage == Stage.FIRST)
        & chance.happens(draws, Decision.REVIEW, rules.continues, k=k)
    )
    filed = (
        can_appeal
        & who.is_aware
        & (cases.stage == Stage.NONE)
        & chance.happens(draws, Decision.FILING, _filing_rate(is_wrong, who, rules), k=k)
    )
    gave_up = jnp.zeros(served.shape, bool)
    if rules.gives_up is not None:
        leaves = chance.happens(draws, Decision.GIVES_UP, rules.gives_up, k=k)
        gave_up = can_appeal & is_waiting & ~served & leaves
    cases = _move(cases, can_appeal & ~won, filed, served | gave_up, goes_on)
    return cases, HearingOutcome(filed, served, won, gave_up)


def _put_right(held: Dossier, earned: Earned | None, corrected: Bool[Array, " n"]) -> Dossier:
    """A correction closes the court's file; where there is a score, it removes what the file had
    wrong and leaves what the person's own conduct earned."""
    files, scores = held.files, held.scores
    files = files._replace(is_open=files.is_open & ~corrected)
    if scores is None or earned is None or files.is_mended is None:
        return held._replace(files=files)
    history = files.history
    if history is not None and earned.history is not None:
        history = jnp.where(corrected, earned.history, history)
    files = files._replace(is_mended=files.is_mended | corrected, history=history)
    if files.has_new_error is not None:
        files = files._replace(has_new_error=files.has_new_error & ~corrected)
    account = jnp.where(corrected, earned.account, scores.account)
    return held._replace(files=files, scores=scores._replace(account=account))


def _priority(
    waited: UInt8[Array, " n"],
    fifth: UInt8[Array, " n"],
    head_start: Float32[Array, " fifth"],
    k: UInt32[Array, ""],
    draws: Draws,
) -> Int32[Array, " n"]:
    lot = (chance.word(draws, Decision.DOCKET, k=k) >> 24).astype(jnp.int32)
    months = waited.astype(jnp.int32) + head_start[fifth].astype(jnp.int32)
    return jnp.minimum(months, LONGEST_WAIT) * LOTTERY + lot


def _filing_rate(
    is_wrong: Bool[Array, " n"], who: Appellants, rules: RedressRules
) -> Float32[Array, " n"]:
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
    still_listed: Bool[Array, " n"],
    filed: Bool[Array, " n"],
    leaves: Bool[Array, " n"],
    goes_on: Bool[Array, " n"],
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
    copies: UInt32[Array, " n"],
    is_listed: Bool[Array, " n"],
    holders: Int32[Array, " holder"],
    k: UInt32[Array, ""],
    rules: RedressRules,
    draws: Draws,
) -> UInt32[Array, " n"]:
    """Once an entry has ended, each holder clears its copy in its own time."""

    def one(cleared: UInt32[Array, " n"], holder: UInt32[Array, ""]) -> tuple[Array, None]:
        which = k * _MOST_HOLDERS + holder
        clears = chance.happens(draws, Decision.COPY_CLEARED, rules.copy_cleared, k=which)
        return cleared | (clears.astype(jnp.uint32) << holder), None

    nobody_asks = jnp.broadcast_to(~_bits_of(holders), copies.shape)
    cleared, _ = jax.lax.scan(one, nobody_asks, holders.astype(jnp.uint32))
    return jnp.where(is_listed, copies, copies & ~cleared)


def _bits_of(holders: Int32[Array, " holder"]) -> UInt32[Array, ""]:
    return (jnp.uint32(1) << holders.astype(jnp.uint32)).sum(dtype=jnp.uint32)
