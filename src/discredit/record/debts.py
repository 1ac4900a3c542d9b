"""Debts and entries counted one by one, where a person may have several."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array

from discredit.record.month import Month, entered
from discredit.vocabulary import DebtEnd, Exit, Status


def of_debts(month: Month) -> dict[str, Array]:
    """The measures of debts and of entries one by one.

    Args:
        month: What the month leaves behind, of a policy whose debts have a course.

    Returns:
        A column for each measure of the part `debts`.
    """
    events, p_own = month.acts.events, month.hindsight.p_own
    was, now = month.before.listed.entries, month.after.listed.entries
    assert events is not None and was is not None and now is not None and p_own is not None
    black, rests = month.is_black[:, None], month.after.files.is_closed
    stood, stand = (jnp.where(black, e, 0).astype(jnp.int32) for e in (was, now))
    new, is_owed = entered(month).astype(jnp.int32), events.judgments > 0
    # Of a debtor who is on the list, the judgments that are not on it yet.
    was_on = (month.before.listed.status == Status.LISTED) & black
    off = jnp.maximum(events.judgments.astype(jnp.int32) - stood, 0)
    share = jnp.where(is_owed & was_on, off / jnp.maximum(events.judgments, 1), 0.0)
    way = month.after.listed.exit
    paid = (way == Exit.PAID) & black
    restored = paid | ((way == Exit.REPAIRED) & black)
    return {
        "debts_arisen": events.arises,
        "debts_settled": events.ended == DebtEnd.SETTLED,
        "debts_written_off": events.ended == DebtEnd.WRITTEN_OFF,
        "debts_out_of_time": events.ended == DebtEnd.OUT_OF_TIME,
        "debts_discharged": events.ended == DebtEnd.DISCHARGED,
        "in_debt": month.truth.debt != 0,
        "judgments": events.judgments,
        "judgments_further": events.is_further,
        "entries_further": jnp.maximum(stand - stood - new, 0).sum(axis=0, dtype=jnp.int32),
        "entries_expected": p_own * share.max(axis=0),
        "entries_standing": stand.sum(axis=0, dtype=jnp.int32),
        "entries_paid": jnp.where(paid, stood, 0).sum(axis=0, dtype=jnp.int32),
        "entries_restored": jnp.where(restored, stood, 0).sum(axis=0, dtype=jnp.int32),
        "entries_over": jnp.maximum(stood + new - stand, 0).sum(axis=0, dtype=jnp.int32),
        "files_closed": jnp.zeros_like(events.arises) if rests is None else rests,
    }


def of_firms(month: Month) -> dict[str, Array]:
    """The measures of companies, each counted at its representative.

    Args:
        month: What the month leaves behind, of a policy that enters companies.

    Returns:
        A column for each measure of the part `firms`.
    """
    was, now, black = month.before.listed.firm, month.after.listed.firm, month.is_black[:, None]
    assert was is not None and now is not None
    return {
        "firms_in_default": month.acts.company_owes,
        "firms_entered": (now & ~was & black).sum(axis=0),
        "firms_left": (was & ~now & black).sum(axis=0),
        "firms_listed": (now & black).any(axis=0),
    }


def of_grace(month: Month) -> dict[str, Array]:
    """The measures of the time between a decision and the entry.

    Args:
        month: What the month leaves behind, of a policy that has such a time.

    Returns:
        A column for each measure of the part `grace`.
    """
    objections = month.outcome.objections
    assert objections is not None
    was_warned = (month.before.listed.status == Status.WARNED) & month.is_black[:, None]
    return {
        "objections": objections.filed.sum(axis=0),
        "objections_heard": objections.served.sum(axis=0),
        "objections_upheld": objections.upheld.sum(axis=0),
        "paid_in_grace": month.acts.pays_off & was_warned.any(axis=0),
    }
