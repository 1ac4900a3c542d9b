"""What the court writes down: late, incompletely, sometimes about the wrong person.

The first of the two doors from truth to dossier. It sees acts, never traits.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Bool, Float32, UInt8

from discredit import draws as chance
from discredit.dossier import Files, Sightings
from discredit.draws import Decision, Draws
from discredit.policy.rules import ObservationRules
from discredit.truth import Acts


class Hindsight(NamedTuple):
    """What is so about this month's sightings and stands in no file: for the record alone."""

    is_stray: Bool[Any, " n"]  # the sighting is really about a namesake
    p_recorded: Float32[Any, " n"]  # how likely a record about this person was


def observe(
    acts: Acts,
    files: Files,
    strays: UInt8[Any, " n"],
    is_urban: Bool[Any, " n"],
    is_migrant: Bool[Any, " n"],
    name_frequency: Float32[Any, " n"],
    rules: ObservationRules,
    draws: Draws,
) -> tuple[Files, Sightings, Hindsight]:
    """Files are opened on unperformed judgments; an active court then records a ground, or not.

    A record may land on a namesake: it leaves this person's file now and reaches the other's a
    month later. `name_frequency` is relative to the mean name. Where a person lives and where he is
    registered decide how active the court is and whether its letter arrives: they belong to the
    address, not to the person's conduct.

    Returns: the files, what scores and lists may see, and what only the record may know.

    Draws: CASE_OPENED, LISTING_ACTIVITY, CONDUCT_SEEN, ABILITY_JUDGED, REPRESENTATIVE_NAMED,
    MISROUTED, SECURED_SEEN, PAYMENT_SEEN, NOTICE.
    """
    in_default = acts.owes | acts.company_owes
    is_open = files.is_open | (
        in_default & chance.happens(draws, Decision.CASE_OPENED, rules.opening_rate)
    )
    ground, for_company, p_recorded = _decide_ground(acts, is_open, is_urban, rules, draws)
    is_recorded = ground != 0
    goes_astray = is_recorded & chance.happens(
        draws, Decision.MISROUTED, rules.misrouted * name_frequency
    )
    arrives = jnp.where(goes_astray, jnp.uint8(0), ground)
    is_stray = (arrives == 0) & (strays != 0)
    payment = _see_payment(acts, is_open & ~in_default, rules, draws)
    letter = rules.notice_reaches * jnp.where(is_migrant, rules.notice_if_migrant, 1.0)
    sightings = Sightings(
        ground=jnp.where(is_stray, strays, arrives),
        for_company=for_company & ~goes_astray & ~is_stray,
        is_secured=acts.has_means
        & acts.owes
        & ~is_stray
        & chance.happens(draws, Decision.SECURED_SEEN, rules.secured_seen),
        payment=payment,
        part_payment=acts.pays_part
        & is_open
        & chance.happens(draws, Decision.PAYMENT_SEEN, rules.payment_seen, k=1),
        notified=chance.happens(draws, Decision.NOTICE, letter),
    )
    stray = jnp.where(goes_astray, ground, jnp.uint8(0))
    return (
        Files(is_open=is_open & ~payment, stray=stray),
        sightings,
        Hindsight(is_stray=is_stray, p_recorded=p_recorded),
    )


def _decide_ground(
    acts: Acts,
    is_open: Bool[Any, " n"],
    is_urban: Bool[Any, " n"],
    rules: ObservationRules,
    draws: Draws,
) -> tuple[UInt8[Any, " n"], Bool[Any, " n"], Float32[Any, " n"]]:
    """The ground an active court records on an open file, whether it is for a company's debt, and
    how likely a record was.

    Graver conduct is recorded if it is seen. Otherwise the court asks whether the debtor could pay,
    and its asset enquiry errs both ways: that is how those who cannot pay come to be recorded as
    refusing.
    """
    activity = rules.listing_activity * rules.activity_by_settlement[is_urban.astype(jnp.int32)]
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
    acts: Acts, is_settled: Bool[Any, " n"], rules: ObservationRules, draws: Draws
) -> Bool[Any, " n"]:
    """A payment is seen when it is made, or, once overlooked, at a slower rate later."""
    p = jnp.where(acts.pays_off, rules.payment_seen, rules.late_payment_seen)
    return is_settled & chance.happens(draws, Decision.PAYMENT_SEEN, p)
