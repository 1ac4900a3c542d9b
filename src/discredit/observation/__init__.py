"""What agencies write down: late, incompletely, sometimes about the wrong person.

The first of the two doors from truth to dossier. It sees acts, never traits.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Bool, Float32, UInt8, UInt32

from discredit import draws as chance
from discredit.dossier import Files, Sightings
from discredit.draws import Decision, Draws
from discredit.observation import court
from discredit.observation.catalogue import Place, false_alarms, notice
from discredit.policy.rules import ObservationRules
from discredit.truth import Acts


class Hindsight(NamedTuple):
    """What is so about this month's sightings and stands in no file: for the record, and for the
    truth about entries, alone."""

    so: UInt32[Any, " n"]  # bit c: the record of conduct c is of something this person did
    unbought: UInt32[Any, " n"]  # bit c: and not for the score
    stray: UInt32[Any, " n"]  # bit c: the record is really about a namesake
    p_recorded: Float32[Any, " n"]  # how likely a court's record about this person was


def observe(
    acts: Acts,
    files: Files,
    strays: UInt8[Any, " n"],
    place: Place,
    is_migrant: Bool[Any, " n"],
    name_frequency: Float32[Any, " n"],
    discontent: Float32[Any, ""],
    rules: ObservationRules,
    draws: Draws,
) -> tuple[Files, Sightings, Hindsight]:
    """Acts become records, or not; some records land on a namesake.

    Such a record leaves this person's file now and reaches the other's a month later; one a month
    at most. `name_frequency` is relative to the mean name. `place` is what the address and the job
    show: where people live and what they work as decide who watches them. `discontent` is how badly
    those on file rate the agencies; where they are graded, it lowers their errors.

    Returns: the files, what scores and lists may see, and what only the record may know.

    Draws: those of `court.find` and `catalogue.notice`; MISROUTED, NOTICE.
    """
    found = court.nothing(is_migrant.shape[0])
    if rules.court is not None:
        found = court.find(acts, files.is_open, place.settlement == 1, rules.court, draws)
    misrouted, let_through = _slips(name_frequency, discontent, rules)
    goes_astray = (found.ground != 0) & chance.happens(draws, Decision.MISROUTED, misrouted)
    arrives = jnp.where(goes_astray, jnp.uint8(0), found.ground)
    own = _bit(arrives)
    is_so = acts.owes & acts.has_means & ~found.for_company
    so = unbought = jnp.where(is_so, own, jnp.uint32(0))
    of_namesake = jnp.zeros_like(own)
    stray = jnp.where(goes_astray, found.ground, jnp.uint8(0))
    if rules.conducts is not None:
        noted = notice(acts, place, misrouted, name_frequency, let_through, rules.conducts, draws)
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
    takes_its_place = is_stray & (arrives == 0)
    letter = rules.notice_reaches * jnp.where(is_migrant, rules.notice_if_migrant, 1.0)
    sightings = Sightings(
        records=own | about_other,
        for_company=found.for_company & ~goes_astray,
        is_secured=found.is_secured & ~takes_its_place,
        payment=found.payment,
        part_payment=found.part_payment,
        notified=chance.happens(draws, Decision.NOTICE, letter),
    )
    return (
        files._replace(is_open=found.is_open & ~found.payment, stray=stray),
        sightings,
        Hindsight(
            so=so, unbought=unbought, stray=about_other | of_namesake, p_recorded=found.p_recorded
        ),
    )


def nothing_so(n: int) -> Hindsight:
    """What is so about nothing."""
    none = jnp.zeros(n, jnp.uint32)
    return Hindsight(none, none, none, jnp.zeros(n, jnp.float32))


def stirs(
    strays: UInt8[Any, " n"],
    place: Place,
    name_frequency: Float32[Any, " n"],
    discontent: Float32[Any, ""],
    rules: ObservationRules,
    draws: Draws,
) -> Bool[Any, " n"]:
    """On whom something is written down though he did nothing and no file is open: records that are
    made up, and letters for a namesake. Draws: RECORDED."""
    about = strays != 0
    if rules.conducts is None:
        return about
    _, let_through = _slips(name_frequency, discontent, rules)
    return about | false_alarms(place, name_frequency, let_through, rules.conducts, draws)


def _slips(
    name_frequency: Float32[Any, " n"], discontent: Float32[Any, ""], rules: ObservationRules
) -> tuple[Float32[Any, " n"], Float32[Any, ""]]:
    """How likely a record of each person is to go astray, and what share of errors no check
    stops."""
    let_through = 1.0 - rules.human_check
    if rules.graded is not None:
        let_through = let_through * (1.0 - rules.graded * discontent)
    return rules.misrouted * name_frequency * let_through, let_through


def _bit(code: UInt8[Any, " n"]) -> UInt32[Any, " n"]:
    """The bit of a conduct's code; none for code 0."""
    one = jnp.where(code > 0, jnp.uint32(1), jnp.uint32(0))
    return one << (jnp.maximum(code, 1) - 1).astype(jnp.uint32)
