"""How a court finds out about unpaid judgments: late, incompletely, and erring both ways."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int32, UInt8

from discredit import draws as chance
from discredit.dossier import Files
from discredit.draws import Decision, Draws
from discredit.policy.court_rules import CourtRules
from discredit.truth import Acts
from discredit.vocabulary import GROUNDS

_BREAKS_SETTLEMENT = GROUNDS.index("breaks_settlement") + 1


class CourtRecords(NamedTuple):
    """What the court writes down this month, before anything goes astray."""

    is_open: Bool[Array, " n"]
    ground: UInt8[Array, " n"]
    for_company: Bool[Array, " n"]
    is_secured: Bool[Array, " n"]
    payment: Bool[Array, " n"]
    company_payment: Bool[Array, " n"]
    part_payment: Bool[Array, " n"]
    p_recorded: Float32[Array, " n"]
    judgment: UInt8[Array, " n"] | None = None  # which one the record is about, from 1; 0 none
    p_own: Float32[Array, " n"] | None = None  # of the chance of a record, that on his own debts
    is_closed: Bool[Array, " n"] | None = None
    released: Bool[Array, " n"] | None = None
    firm: Bool[Array, " n"] | None = None


def nothing(n: int) -> CourtRecords:
    """A month of a world without such a court.

    Args:
        n: how many people.

    Returns:
        Zeros: no file, no record, no payment, and no chance of a record.
    """
    no = jnp.zeros(n, bool)
    none = jnp.zeros(n, jnp.uint8)
    return CourtRecords(no, none, no, no, no, no, no, jnp.zeros(n, jnp.float32))


def record(
    acts: Acts,
    files: Files,
    settlement: Int32[Array, " n"],
    rules: CourtRules,
    draws: Draws,
) -> CourtRecords:
    """Files are opened on unperformed judgments; an active court then records a ground, or not.

    Args:
        acts: what there is to be seen this month.
        files: as last month left them.
        settlement: index into SETTLEMENTS; courts differ in how active they are.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        What is on file: a ground from 1, or 0 for none, and how likely a record was.

    Draws:
        CASE_OPENED, LISTING_ACTIVITY, CONDUCT_SEEN, ABILITY_JUDGED, REPRESENTATIVE_NAMED,
        SECURED_SEEN, PAYMENT_SEEN; where a debtor may have several judgments, WHICH_JUDGMENT;
        where files are closed, FILE_CLOSED, FILE_REOPENED, RELEASED; where companies are entered,
        FIRM_NAMED.

    Source:
        spc-criteria, spc-execs, A-21 to A-28.
    """
    in_default = acts.owes | acts.company_owes
    is_open = files.is_open | (
        in_default & chance.happens(draws, Decision.CASE_OPENED, rules.opening_rate)
    )
    sees = _see_payment(acts, is_open, rules, draws)
    part = acts.pays_part & is_open
    part = part & chance.happens(draws, Decision.PAYMENT_SEEN, rules.payment_seen, k=1)
    rests = released = None
    if rules.closing is not None and files.is_closed is not None:
        rests, released = _close(acts, is_open, part, files.is_closed, rules, draws)
    firm = None
    if rules.firm_named is not None:
        named = chance.happens(draws, Decision.FIRM_NAMED, rules.firm_named)
        firm = named & acts.company_owes & _takes_it_up(acts, is_open, settlement, rules, draws)[0]
    found = _decide_ground(acts, is_open, rests, settlement, rules, draws)
    ground, for_company, p_recorded, p_own = found
    return CourtRecords(
        is_open=is_open,
        ground=ground,
        for_company=for_company,
        is_secured=acts.has_means
        & acts.owes
        & chance.happens(draws, Decision.SECURED_SEEN, rules.secured_seen),
        # Who owes nothing more himself has paid, though his company has not, and the other way.
        payment=sees & ~acts.owes & (~acts.company_owes | acts.pays_off),
        company_payment=sees & ~acts.company_owes,
        part_payment=part,
        p_recorded=p_recorded,
        judgment=_which(acts, (ground > 0) & ~for_company, draws),
        p_own=None if acts.events is None else p_own,
        is_closed=rests,
        released=released,
        firm=firm,
    )


def _close(
    acts: Acts,
    is_open: Bool[Array, " n"],
    part_payment: Bool[Array, " n"],
    was_closed: Bool[Array, " n"],
    rules: CourtRules,
    draws: Draws,
) -> tuple[Bool[Array, " n"], Bool[Array, " n"]]:
    """Which files rest, and whose entry is deleted since no assets were found. The enquiry errs as
    it does in `_decide_ground`. A file rests too once an instalment is on it, unless the settlement
    is broken; a further judgment is a new case, and opens it again."""
    closing = rules.closing
    assert closing is not None
    finds = _finds_means(acts, rules)
    closes = chance.happens(draws, Decision.FILE_CLOSED, closing.closed_rate * (1.0 - finds))
    closes = closes & is_open & ~was_closed & acts.owes
    reopens = chance.happens(draws, Decision.FILE_REOPENED, closing.reopened_rate * finds)
    if acts.events is not None:
        reopens = reopens | acts.events.is_further
    settled = part_payment & acts.owes & (acts.ground != _BREAKS_SETTLEMENT)
    rests = (was_closed & ~reopens & is_open & acts.owes) | closes | settled
    return rests, closes & chance.happens(draws, Decision.RELEASED, closing.released)


def _finds_means(acts: Acts, rules: CourtRules) -> Float32[Array, " n"]:
    """How likely an asset enquiry is to end with means found."""
    return jnp.where(acts.has_means, rules.ability_sensitivity, 1.0 - rules.ability_specificity)


def _which(acts: Acts, is_own: Bool[Array, " n"], draws: Draws) -> UInt8[Array, " n"] | None:
    """Which of the debtor's judgments a record is about: any of them as likely."""
    if acts.events is None:
        return None
    count = acts.events.judgments
    which = chance.uniform(draws, Decision.WHICH_JUDGMENT) * count.astype(jnp.float32)
    # A product may round up to the count itself.
    which = jnp.minimum(which.astype(jnp.uint8) + jnp.uint8(1), count)
    return jnp.where(is_own, which, jnp.uint8(0))


def _decide_ground(
    acts: Acts,
    is_open: Bool[Array, " n"],
    rests: Bool[Array, " n"] | None,
    settlement: Int32[Array, " n"],
    rules: CourtRules,
    draws: Draws,
) -> tuple[UInt8[Array, " n"], Bool[Array, " n"], Float32[Array, " n"], Float32[Array, " n"]]:
    """The ground an active court records on an open file, whether it is for a company's debt, how
    likely a record was, and how likely one on the person's own debts.

    Graver conduct is recorded if it is seen. Otherwise the court asks whether the debtor could pay,
    and its asset enquiry errs both ways: that is how those who cannot pay come to be recorded as
    refusing. Of several judgments each is as likely to be taken up; one record a month is made.
    """
    takes_it_up, activity = _takes_it_up(acts, is_open, settlement, rules, draws)
    owes = acts.owes if rests is None else acts.owes & ~rests
    p_seen = jnp.where(acts.ground > 1, rules.conduct_seen[acts.ground - 1], 0.0)
    seen = chance.happens(draws, Decision.CONDUCT_SEEN, p_seen)
    p_able = _finds_means(acts, rules)
    judged_able = chance.happens(draws, Decision.ABILITY_JUDGED, p_able)
    own = jnp.where(seen, acts.ground, judged_able.astype(jnp.uint8))
    own = jnp.where(owes & takes_it_up, own, jnp.uint8(0))
    names = (
        acts.company_owes
        & takes_it_up
        & (own == 0)
        & chance.happens(draws, Decision.REPRESENTATIVE_NAMED, rules.representative_named)
    )
    p_own = jnp.where(owes, 1.0 - (1.0 - p_seen) * (1.0 - p_able), 0.0)
    p_company = jnp.where(acts.company_owes, (1.0 - p_own) * rules.representative_named, 0.0)
    ground = jnp.where(names, jnp.uint8(1), own)
    return ground, names, activity * (p_own + p_company), activity * p_own


def _takes_it_up(
    acts: Acts,
    is_open: Bool[Array, " n"],
    settlement: Int32[Array, " n"],
    rules: CourtRules,
    draws: Draws,
) -> tuple[Bool[Array, " n"], Float32[Array, " n"]]:
    """On which files the court takes a listing decision, and how likely that was."""
    activity = rules.listing_activity * rules.activity_by_settlement[settlement]
    if acts.events is not None:
        count = jnp.maximum(acts.events.judgments, jnp.uint8(1)).astype(jnp.float32)
        activity = 1.0 - jnp.power(1.0 - jnp.minimum(activity, 1.0), count)
    activity = jnp.where(is_open, activity, 0.0)
    return chance.happens(draws, Decision.LISTING_ACTIVITY, activity), activity


def _see_payment(
    acts: Acts, is_open: Bool[Array, " n"], rules: CourtRules, draws: Draws
) -> Bool[Array, " n"]:
    """A payment on an open file, if there is one, is seen when it is made, or, once overlooked, at
    a slower rate later."""
    p = jnp.where(acts.pays_off, rules.payment_seen, rules.late_payment_seen)
    return is_open & chance.happens(draws, Decision.PAYMENT_SEEN, p)
