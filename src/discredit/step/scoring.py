"""A month of scores, as the files have it and as own conduct would have it.

Both run the same rules over the same people in one step for the compiler, so that it works out once
what they share, and rounds alike; what is on file is worked out before, since it is dear.
"""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Array, Bool, Float32, UInt32

from discredit import judgement, shortfall
from discredit.dossier import Files, Friends, Register, Scored, Sightings
from discredit.draws import MONTHS_LIMIT, Draws
from discredit.observation import Hindsight, appraise, circumstances_of, spoiling
from discredit.policy.rules import Rules
from discredit.policy.weights import weighs_habits
from discredit.rooms import Score
from discredit.shortfall import InTruth, OnFile, Shortfall
from discredit.society.habits import habits_of
from discredit.society.people import People
from discredit.step.branch import Branch
from discredit.truth import Earned, Truth


class ScoringEvidence(NamedTuple):
    """What there is to score people by this month, and what of it is so."""

    register: Register
    files: Files
    sightings: Sightings
    hindsight: Hindsight
    on_lists: UInt32[Array, " n"]  # bit k: on list k as last month left it
    rightful: UInt32[Array, " n"]  # bit k: and rightly
    friends: Friends | None


class Marks(NamedTuple):
    """What scorers make of people, and what own conduct would have earned them."""

    history: Float32[Array, " n"] | None
    is_mended: Bool[Array, " n"] | None
    has_new_error: Bool[Array, " n"] | None
    has_error: Bool[Array, " n"]  # an error stands in some scorer's file
    scored: Scored
    earned: Scored  # by own true conduct
    accounts: Earned  # the accounts and the history of own true conduct
    shortfall: Shortfall  # why a score is lower than that


def score_both(
    room: Score,
    people: People,
    truth: Truth,
    evidence: ScoringEvidence,
    account: Float32[Array, "scorer n"],
    rules: Rules,
    draws: Draws,
) -> Marks:
    """Scorers learn some facts of a life, records become scores; and beside it the same rules run
    on what people really did.

    Args:
        room: makes scores of records.
        people: who they are.
        truth: what is so about them, after this month's acts.
        evidence: what there is to score them by.
        account: [points] what each scorer had on account last month.
        rules: of this month; somebody scores.
        draws: the luck of this month.

    Returns:
        The scores, those that are earned, what parts them, and the files and accounts that they
        leave behind.

    Draws:
        Those of `observation.appraise` and `habits.habits_of`.
    """
    assert rules.score is not None and truth.earned is not None
    go = Branch(draws.month < MONTHS_LIMIT)
    habits = None
    if rules.behaviour.habits is not None and weighs_habits(rules.score):
        habits = habits_of(people, rules.behaviour.habits, draws)
    life = circumstances_of(people, truth, habits)
    register, files, sightings, hindsight, on_lists, rightful, friends = evidence
    spoilt_by = sightings.records & spoiling(rules.score, rules.behaviour.conducts)
    files, appraisal = go(appraise, life, register, files, spoilt_by, friends, rules.score, draws)
    scored = room(account, sightings.records, on_lists, appraisal, friends, rules.score)
    accounts, earned, fair = judgement.earn(
        room, life, truth.earned, hindsight, appraisal, rightful, friends, rules
    )
    on_file = OnFile(account, sightings.records, on_lists, files.history, appraisal, scored)
    in_truth = InTruth(truth.earned, accounts, hindsight.unbought, rightful, fair, earned)
    short, rated = shortfall.split(room, life, on_file, in_truth, friends, rules.score)
    accounts = accounts._replace(rated=rated)
    has_error = appraisal.has_error.any(axis=0)
    return Marks(
        files.history, files.is_mended, files.has_new_error, has_error, scored, earned, accounts,
        short,
    )  # fmt: skip
