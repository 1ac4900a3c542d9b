"""What the agencies hold. It changes through sightings, through rules, and through hearings."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Bool, Int16, UInt8, UInt16


class Status(IntEnum):
    """Where a person stands with the list."""

    CLEAR = 0
    WARNED = 1  # a decision was taken, the grace period runs
    LISTED = 2


class Exit(IntEnum):
    """How an entry ended, as the dossier has it."""

    NONE = 0
    PAID = 1
    TERM = 2
    CORRECTED = 3
    REPAIRED = 4


class Stage(IntEnum):
    """Where an appeal stands."""

    NONE = 0
    FIRST = 1  # waiting for the court that listed
    REVIEW = 2  # waiting for the next court
    CLOSED = 3  # heard and refused, or given up; not filed again for this entry


class Sightings(NamedTuple):
    """What the agency wrote down this month: all that scores and lists may rest on."""

    ground: UInt8[Any, " n"]  # ground recorded against this person; 0 none
    for_company: Bool[Any, " n"]  # the record names a representative for a company's debt
    is_secured: Bool[Any, " n"]  # seized assets are known to cover the debt
    payment: Bool[Any, " n"]  # performance is on file
    part_payment: Bool[Any, " n"]  # an instalment is on file
    notified: Bool[Any, " n"]  # the decision, if there is one, reaches the person


class Files(NamedTuple):
    """The court's file on a person, and what left it for the wrong one."""

    is_open: Bool[Any, " n"]
    stray: UInt8[Any, " n"]  # ground of a record that went to this person's namesake


class Listed(NamedTuple):
    status: UInt8[Any, " n"]
    ground: UInt8[Any, " n"]
    for_company: Bool[Any, " n"]
    was_notified: Bool[Any, " n"]
    grace_left: UInt8[Any, " n"]  # months
    term_left: Int16[Any, " n"]  # months; 0: no fixed end
    months_on: Int16[Any, " n"]
    times: UInt8[Any, " n"]  # entries so far, this one included
    exit: UInt8[Any, " n"]  # `Exit` of an entry that ended this month


class Cases(NamedTuple):
    """Appeals: at most one open per person."""

    stage: UInt8[Any, " n"]
    waited: UInt8[Any, " n"]  # months in this queue


class Dossier(NamedTuple):
    files: Files
    score: Int16[Any, " n"]
    listed: Listed
    copies: UInt8[Any, " n"]  # bit h: data holder h has this person on its copy of the list
    closed: UInt16[Any, " n"]  # bit s: service s is closed to this person
    cases: Cases


def begin(n: int, base_score: int = 0) -> Dossier:
    """Empty files."""

    def u8() -> UInt8[Any, " n"]:
        return jnp.zeros(n, jnp.uint8)

    def no() -> Bool[Any, " n"]:
        return jnp.zeros(n, bool)

    return Dossier(
        files=Files(is_open=no(), stray=u8()),
        score=jnp.full(n, base_score, jnp.int16),
        listed=Listed(
            status=u8(),
            ground=u8(),
            for_company=no(),
            was_notified=no(),
            grace_left=u8(),
            term_left=jnp.zeros(n, jnp.int16),
            months_on=jnp.zeros(n, jnp.int16),
            times=u8(),
            exit=u8(),
        ),
        copies=u8(),
        closed=jnp.zeros(n, jnp.uint16),
        cases=Cases(stage=u8(), waited=u8()),
    )
