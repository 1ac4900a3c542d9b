"""What agencies write down: late, incompletely, sometimes about the wrong person.

The first door from truth to dossier is `observe`, with `inspect` where applications are checked: it
sees acts, and of traits only those in the register of residents. The second is `appraise`: what
scorers learn of a life. The third is a hearing, in `redress`.
"""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float32, UInt8, UInt32

from discredit import draws as chance
from discredit.dossier import Files, Register, Sightings
from discredit.draws import Decision, Draws
from discredit.observation import court
from discredit.observation.appraisal import appraise, circumstances_of, spoiling, who_is_scored
from discredit.observation.catalogue import Noted, notice
from discredit.observation.checks import Applicants, Checked, choose, inspect
from discredit.observation.hindsight import Hindsight, nothing_so
from discredit.observation.register import register_for, register_of
from discredit.policy.rules import ObservationRules
from discredit.truth import Acts

__all__ = [
    "Applicants",
    "Checked",
    "Hindsight",
    "appraise",
    "choose",
    "circumstances_of",
    "inspect",
    "nothing_so",
    "observe",
    "observe_quietly",
    "register_for",
    "register_of",
    "spoiling",
    "who_is_scored",
]


def observe(
    acts: Acts,
    files: Files,
    register: Register,
    strays: UInt8[Array, " n"],
    discontent: Float32[Array, ""],
    rules: ObservationRules,
    draws: Draws,
) -> tuple[Files, Sightings, Hindsight]:
    """Acts become records, or not; some records land on a namesake.

    Such a record leaves this person's file now and reaches the other's a month later; one a month
    at most.

    Args:
        acts: what there is to be seen this month.
        files: as last month left them.
        register: where people live and what they work as decide who watches them.
        strays: code of a record about a namesake that is filed here by mistake; 0 for none.
        discontent: 0 to 1, how badly those on file rate the agencies; where they are graded, it
            lowers their errors.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        The files, what scores and lists may see, and what only the record may know.

    Draws:
        Those of `court.record` and `catalogue.notice`; MISROUTED, NOTICE.

    Source:
        spc-notice-grace, spc-unaware, err-no-rate, asm.fp.link, A-29, A-30.
    """
    by_court = court.nothing(register.age.shape[0])
    if rules.court is not None:
        by_court = court.record(acts, files, register.settlement, rules.court, draws)
    misrouted, let_through = _slips(register.name_weight, discontent, rules)
    goes_astray = (by_court.ground != 0) & chance.happens(draws, Decision.MISROUTED, misrouted)
    arrives = jnp.where(goes_astray, jnp.uint8(0), by_court.ground)
    own = _bit(arrives)
    # Of the six grounds the first alone says that the debtor could pay; the others were seen.
    is_so = acts.owes & ~by_court.for_company & (acts.has_means | (by_court.ground > 1))
    so = unbought = jnp.where(is_so, own, jnp.uint32(0))
    of_namesake = jnp.zeros_like(own)
    stray = jnp.where(goes_astray, by_court.ground, jnp.uint8(0))
    if rules.conducts is not None:
        noted = notice(acts, register, misrouted, let_through, rules.conducts, draws)
        own, so = own | noted.records, so | noted.so
        unbought = unbought | (noted.so & ~acts.bought)
        stray = jnp.where(stray == 0, noted.astray, stray)
        of_namesake = noted.by_name
    is_stray = (_bit(strays) != 0) & ((own & _bit(strays)) == 0)
    if rules.conducts is None:
        # A court that has a file of its own on this person does not open the namesake's.
        is_stray = is_stray & (arrives == 0)
    about_other = jnp.where(is_stray, _bit(strays), jnp.uint32(0))
    # Beside a court's record of its own, a namesake's says nothing about what that one rests on.
    replaces_it = is_stray & (arrives == 0)
    is_migrant = register.residence != 0
    letter = rules.notice_reaches * jnp.where(is_migrant, rules.notice_if_migrant, 1.0)
    sightings = Sightings(
        records=own | about_other,
        for_company=by_court.for_company & ~goes_astray,
        is_secured=by_court.is_secured & ~replaces_it,
        payment=by_court.payment,
        company_payment=by_court.company_payment,
        part_payment=by_court.part_payment,
        notified=chance.happens(draws, Decision.NOTICE, letter),
        judgment=None
        if by_court.judgment is None
        else jnp.where(goes_astray, jnp.uint8(0), by_court.judgment),
        released=by_court.released,
        firm=by_court.firm,
    )
    is_settled = by_court.payment & by_court.company_payment
    is_open, is_closed = by_court.is_open & ~is_settled, by_court.is_closed
    if is_closed is not None:
        is_closed = is_closed & is_open
    return (
        files._replace(is_open=is_open, stray=stray, is_closed=is_closed),
        sightings,
        Hindsight(
            so=so,
            unbought=unbought,
            stray=about_other | of_namesake,
            p_recorded=by_court.p_recorded,
            p_own=by_court.p_own,
        ),
    )


def observe_quietly(
    acts: Acts,
    register: Register,
    discontent: Float32[Array, ""],
    rules: ObservationRules,
    draws: Draws,
) -> Noted:
    """The same month of those who owe nothing, have no file at the court and get no letter meant
    for a namesake: all that is written down of them is of the catalogue.

    Args:
        acts: what there is to be seen this month.
        register: who is watched how closely, and how common each name is.
        discontent: 0 to 1, how badly those on file rate the agencies.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        What was noted: nothing where no agency watches what people do, though they do it, for the
        system of the other world does. Where it went to a namesake, the month is none of these.

    Draws:
        Those of `catalogue.notice`.
    """
    if rules.conducts is None:
        nothing = jnp.zeros_like(acts.did)
        return Noted(nothing, nothing, nothing, nothing.astype(jnp.uint8))
    misrouted, let_through = _slips(register.name_weight, discontent, rules)
    return notice(acts, register, misrouted, let_through, rules.conducts, draws)


def _slips(
    name_weight: Float32[Array, " n"], discontent: Float32[Array, ""], rules: ObservationRules
) -> tuple[Float32[Array, " n"], Float32[Array, ""]]:
    """How likely a record of each person is to go astray, and what share of errors no check
    stops."""
    let_through = 1.0 - rules.human_check
    if rules.graded is not None:
        let_through = let_through * (1.0 - rules.graded * discontent)
    return rules.misrouted * name_weight * let_through, let_through


def _bit(code: UInt8[Array, " n"]) -> UInt32[Array, " n"]:
    """The bit of a conduct's code; none for code 0."""
    one = jnp.where(code > 0, jnp.uint32(1), jnp.uint32(0))
    return one << (jnp.maximum(code, 1) - 1).astype(jnp.uint32)
