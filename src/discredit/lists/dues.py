"""What lists cost and show, and who is told."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt8

from discredit.dossier import Burden, Doors, Listed
from discredit.policy.rules import ListRules
from discredit.vocabulary import Status


class Dues(NamedTuple):
    """What lists cost and show, all of them together."""

    fine: Float32[Array, " n"]  # [CNY] due this month
    deduction: Float32[Array, " n"]  # share of this month's income
    shown: Float32[Array, " n"]  # share of the person's ties who see an entry


def dues(before: UInt8[Array, "list n"], listed: Listed, rules: ListRules) -> Dues:
    """Fines of those just entered, deductions of those on, publicity of those on a black list:
    praise in public drives nobody away.

    Args:
        before: last month's status on every list.
        listed: the state on every list now.
        rules: one row per list.

    Returns:
        Fines of all lists added up; of deductions and of publicity, the highest.
    """
    on = listed.status == Status.LISTED
    is_black = (rules.is_red == 0)[:, None]
    entered = on & (before != Status.LISTED)
    return Dues(
        fine=jnp.where(entered, rules.fine[:, None], 0.0).sum(axis=0),
        deduction=jnp.where(on, rules.deduction[:, None], 0.0).max(axis=0),
        shown=jnp.where(on & is_black, rules.shown_to[:, None], 0.0).max(axis=0),
    )


def burden(
    before: UInt8[Array, "list n"], listed: Listed, doors: Doors, rules: ListRules
) -> Burden:
    """All that lists ask of a person this month, beside doors.

    A red list is no burden, and knowing of one is not knowing of being listed.

    Args:
        before: last month's status on every list.
        listed: the state on every list now.
        doors: this month's doors.
        rules: one row per list.

    Returns:
        Money and publicity as in `dues`, whether a letter came, whether anything is on file, and
        what customers and employers make of an entry.
    """
    due = dues(before, listed, rules)
    stands = (listed.status != Status.CLEAR) & (rules.is_red == 0)[:, None]
    touched = (doors.closed | doors.dearer | doors.slower) != 0
    on = (listed.status == Status.LISTED) & (rules.is_red == 0)[:, None]
    entered = on & (before != Status.LISTED)
    return Burden(
        fine=due.fine,
        deduction=due.deduction,
        shown=due.shown,
        was_told=(stands & listed.was_notified).any(axis=0),
        on_file=stands.any(axis=0) | touched,
        looked_up=_highest(rules.looked_up_by, on),
        ends_work=_highest(rules.ends_work, entered),
    )


def _highest(
    share: Float32[Array, " list"] | None, where: Bool[Array, "list n"]
) -> Float32[Array, " n"] | None:
    """The highest share of the lists that apply; None where no list has one."""
    return None if share is None else jnp.where(where, share[:, None], 0.0).max(axis=0)
