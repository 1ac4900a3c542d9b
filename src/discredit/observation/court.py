"""How a court finds out about unpaid judgments: late, incompletely, and erring both ways."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int32, UInt8

from discredit import draws as chance
from discredit.draws import Decision, Draws
from discredit.policy.rules import CourtRules
from discredit.truth import Acts


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
    was_open: Bool[Array, " n"],
    settlement: Int32[Array, " n"],
    rules: CourtRules,
    draws: Draws,
) -> CourtRecords:
    """Files are opened on unperformed judgments; an active court then records a ground, or not.

    Args:
        acts: what there is to be seen this month.
        was_open: on whom a file was open last month.
        settlement: index into SETTLEMENTS; courts differ in how active they are.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        What is on file: a ground from 1, or 0 for none, and how likely a record was.

    Draws:
        CASE_OPENED, LISTING_ACTIVITY, CONDUCT_SEEN, ABILITY_JUDGED, REPRESENTATIVE_NAMED,
        SECURED_SEEN, PAYMENT_SEEN.

    Source:
        spc-criteria, spc-execs, A-21 to A-28.
    """
    in_default = acts.owes | acts.company_owes
    is_open = was_open | (
        in_default & chance.happens(draws, Decision.CASE_OPENED, rules.opening_rate)
    )
    sees = _see_payment(acts, is_open, rules, draws)
    ground, for_company, p_recorded = _decide_ground(acts, is_open, settlement, rules, draws)
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
        part_payment=acts.pays_part
        & is_open
        & chance.happens(draws, Decision.PAYMENT_SEEN, rules.payment_seen, k=1),
        p_recorded=p_recorded,
    )


def _decide_ground(
    acts: Acts,
    is_open: Bool[Array, " n"],
    settlement: Int32[Array, " n"],
    rules: CourtRules,
    draws: Draws,
) -> tuple[UInt8[Array, " n"], Bool[Array, " n"], Float32[Array, " n"]]:
    """The ground an active court records on an open file, whether it is for a company's debt, and
    how likely a record was.

    Graver conduct is recorded if it is seen. Otherwise the court asks whether the debtor could pay,
    and its asset enquiry errs both ways: that is how those who cannot pay come to be recorded as
    refusing.
    """
    activity = rules.listing_activity * rules.activity_by_settlement[settlement]
    activity = jnp.where(is_open, activity, 0.0)
    takes_it_up = chance.happens(draws, Decision.LISTING_ACTIVITY, activity)
    p_seen = jnp.where(acts.ground > 1, rules.conduct_seen[acts.ground - 1], 0.0)
    seen = chance.happens(draws, Decision.CONDUCT_SEEN, p_seen)
    p_able = jnp.where(acts.has_means, rules.ability_sensitivity, 1.0 - rules.ability_specificity)
    judged_able = chance.happens(draws, Decision.ABILITY_JUDGED, p_able)
    own = jnp.where(seen, acts.ground, judged_able.astype(jnp.uint8))
    own = jnp.where(acts.owes & takes_it_up, own, jnp.uint8(0))
    names = (
        acts.company_owes
        & takes_it_up
        & (own == 0)
        & chance.happens(draws, Decision.REPRESENTATIVE_NAMED, rules.representative_named)
    )
    p_own = jnp.where(acts.owes, 1.0 - (1.0 - p_seen) * (1.0 - p_able), 0.0)
    p_company = jnp.where(acts.company_owes, (1.0 - p_own) * rules.representative_named, 0.0)
    return jnp.where(names, jnp.uint8(1), own), names, activity * (p_own + p_company)


def _see_payment(
    acts: Acts, is_open: Bool[Array, " n"], rules: CourtRules, draws: Draws
) -> Bool[Array, " n"]:
    """A payment on an open file, if there is one, is seen when it is made, or, once overlooked, at
    a slower rate later."""
    p = jnp.where(acts.pays_off, rules.payment_seen, rules.late_payment_seen)
    return is_open & chance.happens(draws, Decision.PAYMENT_SEEN, p)
