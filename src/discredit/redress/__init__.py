"""Who is heard: filing, the queue, the hearing, and the correction on its way to every copy.

The third door from truth to dossier. A hearing is a second observation, better than the first, and
still fallible: it has a sensitivity and a specificity like any other.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int8, Int32, UInt8, UInt32

from discredit import draws as chance
from discredit.choices import settled
from discredit.dossier import Cases, Dossier, Listed
from discredit.draws import Decision, Draws
from discredit.policy.rules import RedressRules, Rules
from discredit.policy.whose import by_identity
from discredit.redress.outcome import HearingOutcome, Objections
from discredit.redress.queue import LONGEST_WAIT, priority_of, waits
from discredit.society.people import People, identity_of
from discredit.truth import Conditions, Earned, Truth
from discredit.vocabulary import DESKS, Exit, Stage, Status

_MOST_HOLDERS = 32
"""Draws of one list about its copies; sixteen lists fill what one decision may ask."""


class Appellants(NamedTuple):
    """What about a person decides whether he appeals, and when he is heard."""

    is_aware: Bool[Array, " n"]
    trust: Float32[Array, " n"]
    grievance: Float32[Array, " n"]
    education: UInt8[Array, " n"]
    fifth: UInt8[Array, " n"]
    identity: Int32[Array, " n"]
    files: Int8[Array, " n"] | None = None  # 1 or -1 where it is chosen that he files or does not


def hear(
    people: People,
    truth: Truth,
    is_wrong: Bool[Array, "list n"],
    held: Dossier,
    conditions: Conditions,
    rules: Rules,
    draws: Draws,
    files: Int8[Array, " n"] | None = None,
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
        files: 1 or -1 for whom it is chosen that he appeals or does not; None where for nobody.

    Returns:
        The dossier at the end of the month, and what the desks did.

    Draws:
        DOCKET, HEARING, REVIEW, GIVES_UP and FILING, by list; COPY_CLEARED, by list and holder.

    Source:
        spc-correction, err.appeal.*, asm.appeal.*.
    """
    who = Appellants(
        truth.is_aware,
        truth.trust,
        truth.grievance,
        people.education,
        people.income_fifth,
        identity_of(people),
        files,
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
        can_object = None
        if rules.redress.objects is not None:
            can_object = (listed.status == Status.WARNED) & (is_red == 0)
        docket = Docket(k, can_appeal, can_object, is_wrong, cases)
        cases, outcome = at_the_desks(docket, who, conditions.called, rules.redress, draws)
        listed = _corrected(listed, outcome)
        is_listed = listed.status == Status.LISTED
        copies = _travel(copies, is_listed, rules.gates.holders, k, rules.redress, draws)
        return listed, copies, cases, outcome

    index = jnp.arange(held.listed.status.shape[0], dtype=jnp.uint32)
    listed, copies, cases, outcome = jax.vmap(one)(
        index, is_wrong, held.listed, held.copies, held.cases, rules.lists.is_red
    )
    held = _put_right(held, truth.earned, outcome.corrected)
    return held._replace(listed=listed, copies=copies, cases=cases), outcome


class Docket(NamedTuple):
    """The appeals of one list."""

    k: UInt32[Array, ""]  # which list
    can_appeal: Bool[Array, " n"]  # stands on it, and it is a black list
    can_object: Bool[Array, " n"] | None  # it is decided, and the time of grace runs
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
    k, can_appeal, can_object, is_wrong, cases = docket
    rate = _filing_rate(is_wrong, who, rules)
    is_party = can_appeal
    if can_object is not None and rules.objects is not None:
        rate = jnp.where(can_object, jnp.minimum(rate * rules.objects, 1.0), rate)
        is_party = can_appeal | can_object
    desk = jnp.clip(cases.stage.astype(jnp.int32) - 1, 0, len(DESKS) - 1)
    is_waiting = waits(cases.stage)
    priority = priority_of(cases.waited, who.fifth, rules.head_start, k, draws)
    served = is_party & is_waiting & (priority >= called[desk])
    p_win = jnp.where(is_wrong, rules.sensitivity[desk], 1.0 - rules.specificity[desk])
    won = served & chance.happens(draws, Decision.HEARING, p_win, k=k)
    goes_on = (
        served
        & ~won
        & (cases.stage == Stage.FIRST)
        & chance.happens(draws, Decision.REVIEW, rules.continues, k=k)
    )
    may_file = is_party & who.is_aware & (cases.stage == Stage.NONE)
    files = chance.happens(draws, Decision.FILING, rate, k=k)
    filed = may_file & (files if who.files is None else settled(files, who.files))
    gave_up = jnp.zeros(served.shape, bool)
    if rules.gives_up is not None:
        leaves = chance.happens(draws, Decision.GIVES_UP, rules.gives_up, k=k)
        if who.files is not None:
            leaves = leaves & (who.files <= 0)
        gave_up = is_party & is_waiting & ~served & leaves
    cases = _move(cases, is_party & ~won, filed, served | gave_up, goes_on)
    return cases, _told_apart(HearingOutcome(filed, served, won, gave_up), can_object)


def _told_apart(outcome: HearingOutcome, can_object: Bool[Array, " n"] | None) -> HearingOutcome:
    """What was done about entries, and about decisions that are none yet."""
    if can_object is None:
        return outcome
    filed, served, won, gave_up, _ = outcome
    objections = Objections(*(done & can_object for done in (filed, served, won)))
    return HearingOutcome(
        filed & ~can_object, served & ~can_object, won & ~can_object, gave_up, objections
    )


def _corrected(listed: Listed, outcome: HearingOutcome) -> Listed:
    """An entry ends with the appeal that is won, a decision with the objection; whoever objects in
    the last month of grace has one more, so that he can be heard before the entry."""
    status = jnp.where(outcome.won, jnp.uint8(Status.CLEAR), listed.status)
    grace_left = listed.grace_left
    if outcome.objections is not None:
        filed, _, upheld = outcome.objections
        status = jnp.where(upheld, jnp.uint8(Status.CLEAR), status)
        grace_left = jnp.where(filed, jnp.maximum(grace_left, jnp.uint8(2)), grace_left)
        grace_left = jnp.where(upheld, jnp.uint8(0), grace_left)
    entries = listed.entries
    if entries is not None:
        entries = jnp.where(outcome.won, jnp.uint8(0), entries)
    return listed._replace(
        status=status,
        entries=entries,
        grace_left=grace_left,
        exit=jnp.where(outcome.won, jnp.uint8(Exit.CORRECTED), listed.exit),
    )


def _put_right(held: Dossier, earned: Earned | None, corrected: Bool[Array, " n"]) -> Dossier:
    """A correction closes the court's file; where there is a score, it removes what the file had
    wrong and leaves what the person's own conduct earned."""
    files, scores = held.files, held.scores
    rests = files.is_closed
    rests = None if rests is None else rests & ~corrected
    files = files._replace(is_open=files.is_open & ~corrected, is_closed=rests)
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
    whose = by_identity(rules.filing_by_sex, rules.filing_by_background, rules.filing_by_disability)
    if whose is not None:
        rate = rate * whose[who.identity]
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
