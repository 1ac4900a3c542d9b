"""Checks of applications: whom a score or a lot chooses, and what a check finds.

Who is chosen is settled for everybody at once, as at the appeal desks: each application has a
place, the places are counted, and the lowest place that there is still room for is the same for
all. All of it is whole numbers, so that it does not depend on how people are cut up.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int32, UInt32

from discredit import draws as chance
from discredit.dossier import Register, Sightings
from discredit.draws import Decision, Draws
from discredit.observation.hindsight import Hindsight
from discredit.policy.check_rules import CheckRules
from discredit.policy.rules import ScoreRules
from discredit.truth import Acts, CheckCalls
from discredit.vocabulary import BACKGROUNDS, DISABILITY, GROUNDS

STEPS = 256
"""Steps of a score by which applications are put in order; within one, lots decide."""
_LOTS = 4096
PLACES = STEPS * _LOTS
_LOT_BITS = 20
_SAMPLE_BITS = 12


class Applicants(NamedTuple):
    """Who may be checked, and where they stand with each scorer."""

    applies: Bool[Array, " n"]
    register: Register
    shown: Float32[Array, "scorer n"] | None  # [points] as last month left them
    is_scored: Bool[Array, "scorer n"] | None


class Checked(NamedTuple):
    """Who applied, who was checked and what it found, check by check."""

    applies: Bool[Array, " n"]
    by_score: Bool[Array, "check n"]
    by_lot: Bool[Array, "check n"]
    did: Bool[Array, "check n"]  # what is looked for, in truth
    found: Bool[Array, "check n"]

    @property
    def any(self) -> Bool[Array, "check n"]:
        """Whom each check is of, however chosen."""
        return self.by_score | self.by_lot


def sample_places(who: Applicants, checks: int, draws: Draws) -> Int32[Array, "check n"]:
    """Where each application stands in the draw of those checked by lot; -1 without one.

    Args:
        who: all who may be checked.
        checks: how many kinds of check there are.
        draws: the luck of this month.

    Returns:
        Below `PLACES`; the highest come first.

    Draws:
        CHECK_SAMPLE, by check.
    """
    lots = [
        (chance.word(draws, Decision.CHECK_SAMPLE, k=c) >> _SAMPLE_BITS).astype(jnp.int32)
        for c in range(checks)
    ]
    return jnp.where(who.applies, jnp.stack(lots), -1)


def score_places(
    who: Applicants,
    by_lot: Bool[Array, "check n"],
    rules: CheckRules,
    score: ScoreRules | None,
    draws: Draws,
) -> Int32[Array, "check n"]:
    """Where each application stands in the order of the score that chooses; -1 for those whom it
    cannot choose: without an application or a score, checked by lot already, or passed over.

    Args:
        who: all who may be checked.
        by_lot: who is checked by lot.
        rules: one row per check.
        score: one row per scorer; None where nobody scores.
        draws: the luck of this month.

    Returns:
        Below `PLACES`; the highest come first.

    Draws:
        CHECK_LOT and CHECK_PICKED, by check.
    """
    checks = rules.quota.shape[0]
    if score is None or who.shown is None or who.is_scored is None:
        return jnp.full((checks, *who.applies.shape), -1, jnp.int32)
    span = score.ceiling - score.floor
    places = []
    for c in range(checks):
        m = jnp.maximum(rules.scorer[c], 0).astype(jnp.int32)
        height = (who.shown[m] - score.floor[m]) / span[m] * STEPS
        step = jnp.clip(height.astype(jnp.int32), 0, STEPS - 1)
        step = jnp.where(rules.highest[c] > 0, step, STEPS - 1 - step)
        lot = (chance.word(draws, Decision.CHECK_LOT, k=c) >> _LOT_BITS).astype(jnp.int32)
        odds = (
            rules.picked[c]
            * rules.picked_by_fifth[c][who.register.fifth]
            * rules.picked_by_settlement[c][who.register.settlement]
            * rules.picked_by_residence[c][who.register.residence]
        )
        if rules.picked_by_background is not None:
            odds = odds * rules.picked_by_background[c][_background(who.register)]
        is_picked = chance.happens(draws, Decision.CHECK_PICKED, odds, k=c)
        may_be = who.applies & who.is_scored[m] & ~by_lot[c] & is_picked & (rules.scorer[c] >= 0)
        places.append(jnp.where(may_be, step * _LOTS + lot, -1))
    return jnp.stack(places)


def counted(
    counts: Int32[Array, "check place"], places: Int32[Array, "check n"]
) -> Int32[Array, "check place"]:
    """How many stand at each place.

    Args:
        counts: how many were counted before.
        places: of some people; -1 is nowhere.

    Returns:
        `counts` with these added.
    """
    check = jnp.arange(places.shape[0], dtype=jnp.int32)[:, None]
    at = jnp.where(places >= 0, places, PLACES)
    return counts.at[check, at].add(1, mode="drop")


def lowest_called(
    counts: Int32[Array, "check place"], room: Int32[Array, " check"]
) -> Int32[Array, " check"]:
    """The lowest place that is still called, so that no more are checked than there is room for.

    Those who share the place at the edge are all left out.

    Args:
        counts: how many stand at each place.
        room: how many checks there are this month, in the whole society.

    Returns:
        A place; `PLACES` where nobody is called.
    """
    by_step = counts.reshape(counts.shape[0], STEPS, _LOTS)
    above = _suffix_sums(by_step.sum(axis=2, dtype=jnp.int32))
    # The step in which the room runs out: all steps above it are called whole.
    step = (above > room[:, None]).sum(axis=1, dtype=jnp.int32) - 1
    edge = jnp.maximum(step, 0)[:, None]
    lots = jnp.take_along_axis(by_step, edge[:, :, None], axis=1)[:, 0]
    higher = jnp.take_along_axis(jnp.pad(above, ((0, 0), (0, 1))), edge + 1, axis=1)
    lot = (_suffix_sums(lots) + higher > room[:, None]).sum(axis=1, dtype=jnp.int32)
    called = jnp.where(step < 0, 0, edge[:, 0] * _LOTS + lot)
    return jnp.where(room > 0, called, PLACES).astype(jnp.int32)


def _suffix_sums(counts: Int32[Array, "check n"]) -> Int32[Array, "check n"]:
    return jnp.cumsum(counts[:, ::-1], axis=1, dtype=jnp.int32)[:, ::-1]


def choose(
    who: Applicants,
    calls: CheckCalls,
    rules: CheckRules,
    score: ScoreRules | None,
    draws: Draws,
) -> Checked:
    """Who is checked this month; nothing is found yet.

    Args:
        who: all who may be checked.
        calls: the lowest places that are called, the same for everybody.
        rules: one row per check.
        score: one row per scorer; None where nobody scores.
        draws: the luck of this month.

    Returns:
        By check, whether a score or a lot chose each.

    Draws:
        Those of `sample_places` and `score_places`.
    """
    by_lot = sample_places(who, rules.quota.shape[0], draws) >= calls.by_lot[:, None]
    places = score_places(who, by_lot, rules, score, draws)
    nothing = jnp.zeros(by_lot.shape, bool)
    return Checked(who.applies, places >= calls.by_score[:, None], by_lot, nothing, nothing)


def inspect(
    acts: Acts,
    checked: Checked,
    register: Register,
    noted: tuple[Sightings, Hindsight],
    rules: CheckRules,
    draws: Draws,
) -> tuple[Sightings, Hindsight, Checked]:
    """What checks find is written down beside the month's other records, right or wrong.

    A check looks for itself: it finds also what is done where no agency sees it.

    Args:
        acts: what there is to be found this month.
        checked: who is checked.
        register: whom false findings fall on.
        noted: what was written down before.
        rules: one row per check.
        draws: the luck of this month.

    Returns:
        The sightings, what of them is so, and the checks with what they found.

    Draws:
        CHECK_FINDS, by check.

    Source:
        A-1510.
    """
    sightings, hindsight = noted
    records, so, unbought = sightings.records, hindsight.so, hindsight.unbought
    all_did, all_found = [], []
    for c in range(rules.quota.shape[0]):
        bit = rules.conduct[c].astype(jnp.uint32) + len(GROUNDS)
        did = ((acts.did >> bit) & 1) != 0
        p_true = rules.found[c] * rules.found_by_residence[c][register.residence]
        p_false = (
            rules.false_findings[c]
            * rules.false_by_fifth[c][register.fifth]
            * rules.false_by_residence[c][register.residence]
        )
        if rules.false_by_background is not None:
            p_false = p_false * rules.false_by_background[c][_background(register)]
        finds = chance.happens(draws, Decision.CHECK_FINDS, jnp.where(did, p_true, p_false), k=c)
        found = checked.any[c] & finds
        was_bought = ((acts.bought >> bit) & 1) != 0
        records = records | _at(found, bit)
        so = so | _at(found & did, bit)
        unbought = unbought | _at(found & did & ~was_bought, bit)
        all_did.append(did)
        all_found.append(found)
    checked = checked._replace(did=jnp.stack(all_did), found=jnp.stack(all_found))
    hindsight = hindsight._replace(so=so, unbought=unbought)
    return sightings._replace(records=records), hindsight, checked


def _background(register: Register) -> Int32[Array, " n"]:
    """The index into BACKGROUNDS that the register shows; the majority's where it shows none."""
    if register.identity is None:
        return jnp.zeros_like(register.settlement)
    return register.identity // len(DISABILITY) % len(BACKGROUNDS)


def _at(some: Bool[Array, " n"], bit: UInt32[Array, ""]) -> UInt32[Array, " n"]:
    return some.astype(jnp.uint32) << bit
