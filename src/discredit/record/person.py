"""What a month meant for each person: whether entries are wrong, and what has happened so far."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int16, Int32, UInt8, UInt16

from discredit import columns
from discredit.dossier import Dossier, Sightings
from discredit.life import Toll
from discredit.observation import Hindsight
from discredit.redress import Outcome
from discredit.truth import Acts, Surroundings, Truth
from discredit.vocabulary import GROUNDS, WRONGS, Status


class Month(NamedTuple):
    """All that a month leaves behind for one block of people."""

    acts: Acts
    sightings: Sightings
    hindsight: Hindsight
    before: Dossier
    after: Dossier
    truth: Truth
    toll: Toll
    outcome: Outcome  # [list, n]
    surroundings: Surroundings
    is_worker: Bool[Any, " n"]
    bands: UInt8[Any, "scorer n"] | None
    earned_bands: UInt8[Any, "scorer n"] | None  # what own true conduct would have earned
    earned: Float32[Any, "scorer n"] | None
    has_error: Bool[Any, " n"] | None  # an error stands in some scorer's file
    is_black: Bool[Any, " list"]


def on_black(month: Month) -> Bool[Any, "list n"]:
    """Who stands on which black list."""
    return (month.after.listed.status == Status.LISTED) & month.is_black[:, None]


def entered(month: Month) -> Bool[Any, "list n"]:
    """Who was newly entered on which black list this month."""
    times = month.after.listed.times != month.before.listed.times
    return times & month.is_black[:, None]


def wrong_cause(month: Month, about_other: UInt16[Any, " n"]) -> UInt8[Any, " n"]:
    """Judge each standing entry by the truth, not by the dossier: a code from 1 in the order of
    WRONGS, 0 for none; of several wrong entries the first cause in that order.

    | entry is about                 | truth                         | cause          |
    |--------------------------------|-------------------------------|----------------|
    | a namesake                     |                               | namesake       |
    | a company                      |                               | representative |
    | the person's own debt          | nothing is owed any more      | already_paid   |
    | the person's own debt          | owed, and no means            | cannot_pay     |
    | the person's own debt          | owed, and could be paid       | not wrong      |
    | other conduct                  | the person did not do it      | did_not        |
    | a score, or another list       | own conduct would not do      | by_score       |
    """
    listed, acts = month.after.listed, month.acts
    lists = jnp.arange(listed.status.shape[0], dtype=jnp.uint16)[:, None]
    other = ((about_other >> lists) & 1) != 0
    is_so = ((month.truth.rests_on >> lists) & 1) != 0
    is_court = (listed.ground > 0) & (listed.ground <= len(GROUNDS))
    debt = jnp.where(~acts.owes, _code("already_paid"), _code("cannot_pay"))
    debt = jnp.where(acts.owes & acts.has_means, jnp.uint8(0), debt)
    cause = jnp.where(listed.ground == 0, _code("by_score"), _code("did_not"))
    cause = jnp.where(is_so, jnp.uint8(0), cause)
    cause = jnp.where(is_court, jnp.where(listed.for_company, _code("representative"), debt), cause)
    cause = jnp.where(other, _code("namesake"), cause)
    cause = jnp.where(on_black(month) & (cause != 0), cause, jnp.uint8(255)).min(axis=0)
    return jnp.where(cause == 255, jnp.uint8(0), cause)


def _code(cause: str) -> UInt8[Any, ""]:
    return jnp.uint8(WRONGS.index(cause) + 1)


def follow(month: Month, about_other: UInt16[Any, " n"]) -> UInt16[Any, " n"]:
    """Bit k: whether the person's standing entry, or warning, on list k rests on a namesake's
    record."""
    before, after = month.before.listed, month.after.listed
    anew = after.times != before.times
    decided = (before.status == Status.CLEAR) & ((after.status != Status.CLEAR) | anew)
    place = (jnp.maximum(after.ground, 1) - 1).astype(jnp.uint32)
    is_stray = (((month.hindsight.stray >> place) & 1) != 0) & (after.ground != 0)
    bits = jnp.zeros_like(about_other)
    for k in range(after.status.shape[0]):
        was = ((about_other >> k) & 1) != 0
        now = jnp.where(decided[k], is_stray[k], was) & (after.status[k] != Status.CLEAR)
        bits = bits | (now.astype(jnp.uint16) << k)
    return bits


class Tally(NamedTuple):
    """What has happened to each person since the start: columns of the persons table."""

    first_listed: Int16[Any, " n"]  # month; -1 never
    about_other: UInt16[Any, " n"]  # bit k: the entry on list k rests on a namesake's record
    wrong_causes: UInt8[Any, " n"]  # bit per WRONGS: ever so
    never_notified: Bool[Any, " n"]  # ever listed without a letter
    months_listed: UInt16[Any, " n"]
    months_wrongly: UInt16[Any, " n"]
    months_shut_out: UInt16[Any, " n"]
    months_listed_at_home: UInt16[Any, " n"]
    months_favoured: UInt16[Any, " n"]
    times_refused: UInt16[Any, " n"]
    appeals: UInt8[Any, " n"]
    corrections: UInt8[Any, " n"]
    debts_paid: UInt8[Any, " n"]
    months_jobless: UInt16[Any, " n"]
    has_done: Bool[Any, " n"]  # ever owed a judgment or did what the authority counts against one
    paid: Float32[Any, " n"]  # CNY
    income: Float32[Any, " n"]  # CNY per head that came in


columns.agree("Tally", columns.TALLY, Tally._fields)


def begin(n: int) -> Tally:
    """Nothing has happened to anybody yet."""
    nothing = Tally(**{name: jnp.zeros(n, of.kind) for name, of in columns.TALLY.items()})
    return nothing._replace(first_listed=nothing.first_listed - 1)


def count(
    tally: Tally,
    month: Month,
    cause: UInt8[Any, " n"],
    about_other: UInt16[Any, " n"],
    counts_against: Array,
    t: Int32[Any, ""],
) -> Tally:
    """Add the month to each person's tally. `counts_against`: bits of the conducts that are not
    good deeds."""
    on = on_black(month)
    new = entered(month)
    one = jnp.where(cause > 0, jnp.uint8(1), jnp.uint8(0))
    outcome = month.outcome

    def more(total: Array, by: Array) -> Array:
        return total + by.astype(total.dtype)

    return Tally(
        first_listed=jnp.where(
            new.any(axis=0) & (tally.first_listed < 0), t.astype(jnp.int16), tally.first_listed
        ),
        about_other=about_other,
        wrong_causes=tally.wrong_causes | (one << (jnp.maximum(cause, 1) - 1)),
        never_notified=tally.never_notified | (new & ~month.after.listed.was_notified).any(axis=0),
        months_listed=more(tally.months_listed, on.any(axis=0)),
        months_wrongly=more(tally.months_wrongly, cause != 0),
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
        income=tally.income + month.toll.income,
    )


def count_quietly(tally: Tally, month: Month) -> Tally:
    """Add a month in which nothing happened: work and money alone are counted, and kin."""
    jobless = month.is_worker & ~month.truth.is_employed
    return tally._replace(
        months_jobless=tally.months_jobless + jobless.astype(jnp.uint16),
        months_listed_at_home=tally.months_listed_at_home
        + month.surroundings.listed_at_home.astype(jnp.uint16),
        income=tally.income + month.toll.income,
    )
