"""What has happened to each person so far."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int16, Int32, UInt8, UInt16, UInt32

from discredit import columns
from discredit.record.month import Month, entered, on_black
from discredit.vocabulary import SHORTFALLS, UNSCORED, WRONGS


class Tally(NamedTuple):
    """What has happened to each person since the start: columns of the persons table."""

    first_listed: Int16[Array, " n"]  # month; -1 never
    about_other: UInt16[Array, " n"]  # bit k: the entry on list k rests on a namesake's record
    flaws: UInt16[Array, " n"]  # bit per FLAWS: ever so
    never_notified: Bool[Array, " n"]  # ever listed without a letter
    months_listed: UInt16[Array, " n"]
    months_wrongly: UInt16[Array, " n"]
    months_shut_out: UInt16[Array, " n"]
    months_listed_at_home: UInt16[Array, " n"]
    months_favoured: UInt16[Array, " n"]
    times_refused: UInt16[Array, " n"]
    appeals: UInt8[Array, " n"]
    corrections: UInt8[Array, " n"]
    debts_paid: UInt8[Array, " n"]
    months_jobless: UInt16[Array, " n"]
    has_done: Bool[Array, " n"]  # ever owed a judgment or did what the authority counts against one
    paid: Float32[Array, " n"]  # CNY
    fined_wrongly: Float32[Array, " n"]  # CNY, in months with a wrong entry
    income: Float32[Array, " n"]  # CNY per head that came in
    band: UInt8[Array, " n"]  # of the first scorer, now; UNSCORED without a score
    score_then: Float32[Array, " n"] | None  # [points] of the first scorer, see `_then`
    too_low: UInt8[Array, " n"] | None  # bit per SHORTFALLS: ever so, with some scorer


columns.agree("Tally", (*columns.TALLY, "score_then", "too_low"), Tally._fields)


def begin(n: int, *, is_scored: bool = False) -> Tally:
    """Nothing has happened to anybody yet.

    Args:
        n: How many people.
        is_scored: Whether somebody scores.

    Returns:
        Zeros, but for `first_listed`, which is -1, and for `band`, which nobody has.
    """
    counted = {name: jnp.zeros(n, of.kind) for name, of in columns.TALLY.items()}
    nothing = Tally(
        **counted,
        score_then=jnp.zeros(n, jnp.float32) if is_scored else None,
        too_low=jnp.zeros(n, jnp.uint8) if is_scored else None,
    )
    return nothing._replace(
        first_listed=nothing.first_listed - 1, band=nothing.band + jnp.uint8(UNSCORED)
    )


def count(
    tally: Tally,
    month: Month,
    flaw: UInt8[Array, " n"],
    about_other: UInt16[Array, " n"],
    counts_against: UInt32[Array, ""],
    t: Int32[Array, ""],
) -> Tally:
    """Add the month to each person's tally.

    Args:
        tally: What has happened so far.
        month: What the month leaves behind.
        flaw: What is amiss with an entry of the person's: its code in `FLAWS`, 0 for nothing.
        about_other: Bit k: the entry on list k rests on a namesake's record.
        counts_against: Bits of the conducts that are not good deeds.
        t: The month, counted from the start.

    Returns:
        The tally at the end of the month.
    """
    on = on_black(month)
    new = entered(month)
    one = jnp.where(flaw > 0, jnp.uint16(1), jnp.uint16(0))
    is_wrong = (flaw > 0) & (flaw <= len(WRONGS))
    outcome = month.outcome

    def more(total: Array, by: Array) -> Array:
        return total + by.astype(total.dtype)

    return Tally(
        first_listed=jnp.where(
            new.any(axis=0) & (tally.first_listed < 0), t.astype(jnp.int16), tally.first_listed
        ),
        about_other=about_other,
        flaws=tally.flaws | (one << (jnp.maximum(flaw, 1) - 1)),
        never_notified=tally.never_notified | (new & ~month.after.listed.was_notified).any(axis=0),
        months_listed=more(tally.months_listed, on.any(axis=0)),
        months_wrongly=more(tally.months_wrongly, is_wrong),
        months_shut_out=more(tally.months_shut_out, month.after.doors.closed != 0),
        months_listed_at_home=more(tally.months_listed_at_home, month.surroundings.listed_at_home),
        months_favoured=more(tally.months_favoured, month.after.doors.favoured != 0),
        times_refused=more(tally.times_refused, jnp.bitwise_count(month.toll.refused)),
        appeals=more(tally.appeals, outcome.filed.sum(axis=0)),
        corrections=more(tally.corrections, outcome.won.sum(axis=0)),
        debts_paid=more(tally.debts_paid, month.acts.pays_off),
        months_jobless=more(tally.months_jobless, month.is_worker & ~month.truth.is_employed),
        has_done=tally.has_done | month.acts.owes | ((month.acts.did & counts_against) != 0),
        paid=tally.paid + month.acts.paid,
        fined_wrongly=tally.fined_wrongly + jnp.where(is_wrong, month.toll.fined, 0.0),
        income=tally.income + month.toll.income,
        band=_band(tally, month),
        score_then=_then(tally, month, t),
        too_low=_too_low(tally, month),
    )


def count_anew(
    tally: Tally,
    stands: Bool[Array, "list n"],
    was_notified: Bool[Array, "list n"],
    t: Int32[Array, ""] | Int16[Array, ""],
) -> Tally:
    """Begin to count in a world in which months have passed: nothing of them is counted.

    What is so stays: which entries rest on a namesake's record, who has ever done anything that is
    counted against one, the band. Whoever stands on a black list counts as listed from now on, and
    as never told of it where no letter came.

    Args:
        tally: What has happened so far.
        stands: Who is on which black list.
        was_notified: Whom a letter about which list has reached.
        t: The month that begins.

    Returns:
        The tally of the morning before it.
    """
    fresh = begin(len(tally.band))
    return fresh._replace(
        first_listed=jnp.where(stands.any(axis=0), t.astype(jnp.int16), fresh.first_listed),
        about_other=tally.about_other,
        never_notified=(stands & ~was_notified).any(axis=0),
        has_done=tally.has_done,
        band=tally.band,
        score_then=tally.score_then,
        too_low=None if tally.too_low is None else jnp.zeros_like(tally.too_low),
    )


def count_quietly(
    tally: Tally, month: Month, counts_against: UInt32[Array, ""], t: Int32[Array, ""]
) -> Tally:
    """Add a quiet month: acts, work and money alone are counted, and kin.

    Args:
        tally: What has happened so far.
        month: What a quiet month leaves behind; see `step.quiet`.
        counts_against: Bits of the conducts that are not good deeds.
        t: The month, counted from the start.

    Returns:
        The tally at the end of the month.
    """
    jobless = month.is_worker & ~month.truth.is_employed
    return tally._replace(
        has_done=tally.has_done | ((month.acts.did & counts_against) != 0),
        months_jobless=tally.months_jobless + jobless.astype(jnp.uint16),
        months_listed_at_home=tally.months_listed_at_home
        + month.surroundings.listed_at_home.astype(jnp.uint16),
        income=tally.income + month.toll.income,
        band=_band(tally, month),
        score_then=_then(tally, month, t),
        too_low=_too_low(tally, month),
    )


def _too_low(tally: Tally, month: Month) -> UInt8[Array, " n"] | None:
    """Why scores have been too low so far."""
    if tally.too_low is None or month.shortfall is None:
        return None
    found = tally.too_low
    for bit, name in enumerate(SHORTFALLS):
        if name not in month.shortfall.parts:
            continue
        is_so = month.shortfall.is_of(name).any(axis=0)
        found = found | (is_so.astype(jnp.uint8) << bit)
    return found


def _then(tally: Tally, month: Month, t: Int32[Array, ""]) -> Float32[Array, " n"] | None:
    """The score with which the year of the run began that this month belongs to; for whoever asks
    at the end of a year, the score of twelve months ago."""
    if tally.score_then is None:
        return None
    assert month.before.scores is not None
    return jnp.where(t % columns.LONGEST_LAG == 0, month.before.scores.shown[0], tally.score_then)


def _band(tally: Tally, month: Month) -> UInt8[Array, " n"]:
    """The band that the first scorer gives now; handed on as it came where nobody scores."""
    return tally.band if month.scored is None else month.scored.bands[0]
