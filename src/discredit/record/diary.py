"""Everything that can be told of one person's month, truth beside dossier."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Int32, UInt8, UInt16

from discredit import columns, followed
from discredit.record.budget import told_of_purse
from discredit.record.month import Month, on_black
from discredit.vocabulary import FLAWS, GROUNDS

_TURNED = FLAWS.index("turned") + 1


def blank(people: int) -> dict[str, Array]:
    """A page for so many people on which nothing is written yet.

    Args:
        people: How many are followed.

    Returns:
        Zeros for every column of `DIARY`; bits as uint32, all else as float32.
    """
    return {
        name: jnp.zeros(people, jnp.uint32 if column.is_bits else jnp.float32)
        for name, column in followed.DIARY.items()
    }


def write(
    page: dict[str, Array], row: Int32[Array, " n"], of: Int32[Array, " m"], story: dict[str, Array]
) -> dict[str, Array]:
    """Write on a page what is told of those who are followed; the lines of the others stay.

    Args:
        page: A line per person followed, see `blank`.
        row: Who the people of this block are.
        of: Who is followed.
        story: What `trace` tells of each person of the block.

    Returns:
        The page, with the lines of those who are both.
    """
    is_it = row[:, None] == of
    is_here, index = is_it.any(axis=0), is_it.argmax(axis=0)
    return {
        name: jnp.where(is_here, story[name][index].astype(old.dtype), old)
        for name, old in page.items()
    }


def trace(
    month: Month, flaw: UInt8[Array, " n"], about_other: UInt16[Array, " n"]
) -> dict[str, Array]:
    """Tell of each person what is so this month beside what is on file.

    Where several lists or scorers speak, the harshest list and the first scorer are told; bits say
    the rest.

    Args:
        month: What the month leaves behind.
        flaw: What is amiss with an entry of the person's: its code in `FLAWS`, 0 for nothing.
        about_other: Bit k: the entry on list k rests on a namesake's record.

    Returns:
        Every column of `DIARY` [n].
    """
    acts, after, truth, listed = month.acts, month.after, month.truth, month.after.listed
    black = month.is_black[:, None]
    zero = jnp.zeros(flaw.shape, jnp.float32)
    story = {
        "owes": acts.owes,
        "has_means": acts.has_means,
        "owed": truth.owed,
        "conduct": acts.ground,
        "did": acts.did,
        "bought": acts.bought,
        "hidden": acts.hidden,
        "pays_off": acts.pays_off,
        "pays_part": acts.pays_part,
        "paid": acts.paid,
        "company_owes": acts.company_owes,
        "is_employed": truth.is_employed,
        "income": month.toll.income,
        "savings": truth.savings,
        "is_aware": truth.is_aware,
        "trust": truth.trust,
        "grievance": truth.grievance,
        "wellbeing": truth.wellbeing,
        "listed_at_home": month.surroundings.listed_at_home,
        "listed_ties": month.surroundings.listed_ties,
        "file_open": after.files.is_open,
        "recorded_ground": _court_ground(month),
        "records": month.sightings.records,
        "recorded_for_company": month.sightings.for_company,
        "recorded_payment": month.sightings.payment,
        "is_stray": month.hindsight.stray != 0,
        "score": zero if after.scores is None else after.scores.shown[0],
        "band": jnp.zeros_like(flaw) if month.scored is None else month.scored.bands[0],
        "status": jnp.where(black, listed.status, 0).max(axis=0),
        "lists": _bits(on_black(month)),
        "was_notified": (listed.was_notified & black).any(axis=0),
        "exit": jnp.where(black, listed.exit, 0).max(axis=0),
        "about_other": about_other != 0,
        "wrong_cause": jnp.where(flaw < _TURNED, flaw, 0),
        "turned": flaw == _TURNED,
        "unfair_cause": jnp.maximum(flaw, _TURNED) - _TURNED,
        "closed": after.doors.closed,
        "favoured": after.doors.favoured,
        "attempts": acts.attempts,
        "refused": month.toll.refused,
        "hours": month.toll.hours,
        "waited": month.toll.waited,
        "fined": month.toll.fined,
        **told_of_purse(month),
        "appeal_stage": after.cases.stage.max(axis=0),
        "appeal_filed": month.outcome.filed.any(axis=0),
        "appeal_served": month.outcome.served.any(axis=0),
        "appeal_won": month.outcome.won.any(axis=0),
    }
    columns.agree("the diary", followed.DIARY, story)
    return story


def _court_ground(month: Month) -> UInt8[Array, " n"]:
    """The first of the six grounds on record this month, from 1; 0 for none."""
    first = jnp.zeros(month.sightings.records.shape, jnp.uint8)
    for code in range(len(GROUNDS), 0, -1):
        is_on = ((month.sightings.records >> (code - 1)) & 1) != 0
        first = jnp.where(is_on, jnp.uint8(code), first)
    return first


def _bits(on: Array) -> UInt16[Array, " n"]:
    bits = jnp.zeros(on.shape[1:], jnp.uint16)
    for k in range(on.shape[0]):
        bits = bits | (on[k].astype(jnp.uint16) << k)
    return bits
