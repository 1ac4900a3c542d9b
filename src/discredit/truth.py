"""What is so about each person now. No agency ever reads this file's columns directly:
`observation` and a hearing in `redress` are the only doors to the dossier.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int8, Int16, Int32, UInt8, UInt16, UInt32

from discredit.arrays import Column
from discredit.dossier import Friends
from discredit.society.people import People
from discredit.vocabulary import OCCUPATIONS

LESSON = 127
"""The step count of a lesson that is learned for good."""


class Debt(IntEnum):
    """How far a person's own debt has come. One debt at a time: a second waits for the first."""

    NONE = 0
    DUE = 1  # owed and overdue, not yet before a court
    JUDGED = 2  # a final judgment, not performed


class Earned(NamedTuple):
    """What a person's own true conduct would have made of the scores, under the same rules."""

    account: Float32[Array, "scorer n"]
    history: Float32[Array, " n"] | None
    rated: Float32[Array, "scorer n"] | None = None  # the same account, but for the likes and
    # dislikes of those who rate: see `shortfall.split`; where people rate each other


class Purse(NamedTuple):
    """What a person's household owes for its living, and what came of it."""

    arrears: Float32[Array, " n"]  # [CNY] bills and fines not paid yet
    moved_out: UInt8[Array, " n"]  # homes given up so far
    may_lose_home: Bool[Array, " n"]  # too far behind, and further behind than a month ago


class Truth(NamedTuple):
    """One row per person; money in CNY of the base year, moods in standard deviations from the
    person's own ordinary level."""

    savings: Float32[Array, " n"]
    owed: Float32[Array, " n"]
    debt: UInt8[Array, " n"]
    debt_month: Int16[Array, " n"]  # when it arose: the key of this debt's fixed luck
    company_owes: Bool[Array, " n"]  # the company this person represents is in default
    is_employed: Bool[Array, " n"]
    scar: Float32[Array, " n"]  # share of earnings still lost after a job was lost
    is_aware: Bool[Array, " n"]  # knows of being listed
    belief: Float32[Array, " n"]  # perceived chance, 0 to 1, that a non-payer is listed
    lessons: Int8[Array, "conduct n"] | None  # where there is a catalogue: what own acts have
    # taught of being seen, from -LESSON (never) to LESSON (always)
    wellbeing: Float32[Array, " n"]
    trust: Float32[Array, " n"]
    trust_if_known: Float32[Array, " n"]  # where it would stand if all on file had known of it
    grievance: Float32[Array, " n"]
    earned: Earned | None  # where anybody scores
    rests_on: UInt16[Array, " n"]  # bit k: what list k's entry rests on is so, and is lawful
    judgments: UInt8[Array, " n"] | None = None  # unperformed; where there can be more than one
    purse: Purse | None = None  # where the system takes money


class DebtEvents(NamedTuple):
    """What became of debts this month, where they have a course."""

    judgments: UInt8[Array, " n"]  # that stand unperformed
    arises: Bool[Array, " n"]  # the first debt of somebody who had none
    is_further: Bool[Array, " n"]  # one more judgment
    ended: UInt8[Array, " n"]  # `DebtEnd` of all that the person owed; 0 none


class Acts(NamedTuple):
    """What was there to be seen this month."""

    owes: Bool[Array, " n"]  # a judgment against this person stands unperformed
    has_means: Bool[Array, " n"]  # could perform it today
    ground: UInt8[Array, " n"]  # a debtor's conduct, as one of the six grounds; 0 none
    did: UInt32[Array, " n"]  # bit c: did conduct c of the catalogue, bought or not
    bought: UInt32[Array, " n"]  # bit c: did it for the score
    hidden: UInt32[Array, " n"]  # bit c: did it where no agency can see it
    pays_off: Bool[Array, " n"]  # performed the whole judgment this month
    pays_part: Bool[Array, " n"]  # paid an instalment this month
    paid: Float32[Array, " n"]  # CNY handed over this month
    company_owes: Bool[Array, " n"]
    attempts: UInt32[Array, " n"]  # bit s: tried to buy service s
    events: DebtEvents | None = None


def idle(n: int, *, several: bool = False) -> Acts:
    """The acts of n people who did nothing.

    Args:
        n: how many people.
        several: whether debts have a course.

    Returns:
        Zeros.
    """
    no, none = jnp.zeros(n, bool), jnp.zeros(n, jnp.uint32)
    return Acts(
        owes=no,
        has_means=no,
        ground=jnp.zeros(n, jnp.uint8),
        did=none,
        bought=none,
        hidden=none,
        pays_off=no,
        pays_part=no,
        paid=jnp.zeros(n, jnp.float32),
        company_owes=no,
        attempts=none,
        events=DebtEvents(jnp.zeros(n, jnp.uint8), no, no, jnp.zeros(n, jnp.uint8))
        if several
        else None,
    )


_RETIRED = OCCUPATIONS.index("retired")


def works(people: People) -> Bool[Column, " n"]:
    """Whether a person's earnings hang on a job; a pension does not.

    Args:
        people: who they are.

    Returns:
        True of earners who are not retired.
    """
    return people.is_earner & (people.occupation != _RETIRED)


def begin(
    people: People,
    base: Float32[Array, " scorer"] | None = None,
    *,
    looks_back: bool = False,
    rates: bool = False,
    conducts: int = 0,
    several: bool = False,
    has_purse: bool = False,
) -> Truth:
    """Everybody on the first morning: no debt, at work if a worker, in an ordinary mood.

    Args:
        people: who they are.
        base: [points] where each scorer starts everybody; None where nobody scores.
        looks_back: whether a score looks at the history of records.
        rates: whether people rate each other.
        conducts: how many the catalogue holds.
        several: whether a person may have more judgments than one.
        has_purse: whether bills that are not paid are carried over.

    Returns:
        Columns that belong to nobody else, so that the engine may write over them.
    """
    savings = people.savings

    def zeros() -> Float32[Array, " n"]:
        # A fresh array each time: the run gives buffers back to the engine, and none twice.
        return jnp.zeros(savings.shape, jnp.float32)

    n = savings.shape
    return Truth(
        savings=jnp.array(savings, jnp.float32, copy=True),
        owed=zeros(),
        debt=jnp.zeros(n, jnp.uint8),
        debt_month=jnp.full(n, -1, jnp.int16),
        company_owes=jnp.zeros(n, bool),
        is_employed=jnp.array(works(people), bool, copy=True),
        scar=zeros(),
        is_aware=jnp.zeros(n, bool),
        belief=zeros(),
        lessons=jnp.zeros((conducts, *n), jnp.int8) if conducts else None,
        wellbeing=zeros(),
        trust=zeros(),
        trust_if_known=zeros(),
        grievance=zeros(),
        earned=None
        if base is None
        else Earned(
            account=jnp.tile(base[:, None], (1, savings.shape[0])),
            history=jnp.ones(n, jnp.float32) if looks_back else None,
            rated=jnp.tile(base[:, None], (1, savings.shape[0])) if rates else None,
        ),
        rests_on=jnp.zeros(n, jnp.uint16),
        judgments=jnp.zeros(n, jnp.uint8) if several else None,
        purse=Purse(zeros(), jnp.zeros(n, jnp.uint8), jnp.zeros(n, bool)) if has_purse else None,
    )


def income_now(
    income: Float32[Array, " n"],
    earnings: Float32[Array, " n"],
    is_worker: Bool[Array, " n"],
    is_employed: Bool[Array, " n"],
    scar: Float32[Array, " n"],
) -> Float32[Array, " n"]:
    """What comes in this month: the ordinary income less what a lost or scarred job of this person
    no longer brings. A loss is borne by the one who has it; savings cushion the rest.

    Args:
        income: [CNY per month per head] the household's, with everybody at work.
        earnings: [CNY per month] the person's own.
        is_worker: whose earnings hang on a job.
        is_employed: who has one now.
        scar: share of earnings still lost after a job was lost.

    Returns:
        [CNY per month per head], never below 0.
    """
    kept = jnp.where(is_employed, 1.0 - scar, 0.0)
    lost = jnp.where(is_worker, earnings * (1.0 - kept), 0.0)
    return jnp.maximum(income - lost, 0.0)


class Surroundings(NamedTuple):
    """What last month's world shows each person: kin at home, ties, and post for a namesake."""

    listed_at_home: Bool[Array, " n"]  # another member of the household is listed
    listed_ties: UInt8[Array, " n"]  # listed people among neighbours, colleagues, friends
    ties: UInt8[Array, " n"]  # how many of those there are
    strays: UInt8[Array, " n"]  # code of a record about a namesake, filed here by mistake; 0 none
    friends: Friends | None  # where a score looks at ties
    may_lose_home: Bool[Array, " n"] | None = None  # another member may; where there are purses


class CheckCalls(NamedTuple):
    """The lowest place at which an application is still checked, check by check."""

    by_lot: Int32[Array, " check"]
    by_score: Int32[Array, " check"]


class Conditions(NamedTuple):
    """What last month's world shows everybody alike."""

    called: Int32[Array, " desk"]  # the lowest priority that each appeal desk calls
    lane_share: Float32[Array, ""]  # adults who may go first at counters
    discontent: Float32[Array, ""]  # 0 to 1: how badly those on file rate the agencies
    checks: CheckCalls | None = None  # where applications are checked
