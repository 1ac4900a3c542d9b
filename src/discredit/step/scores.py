"""Scores twice over: as the files have it, and as own conduct alone would have earned it."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt8, UInt32

from discredit import score
from discredit.dossier import Appraisal, Dossier, Files, Scores, mask
from discredit.draws import Draws
from discredit.observation import Hindsight, appraisal
from discredit.policy.rules import ConductRules, Rules, ScoreRules
from discredit.society.people import People
from discredit.truth import Earned, Surroundings, Truth
from discredit.vocabulary import CONDUCT_KINDS, GROUNDS


class Scored(NamedTuple):
    """What the scorers make of everybody, and what true conduct alone would have made of it."""

    shown: Scores | None
    bands: UInt8[Array, "scorer n"] | None
    earned: Float32[Array, "scorer n"] | None
    earned_bands: UInt8[Array, "scorer n"] | None
    files: Files
    account: Earned | None
    has_error: Bool[Array, " n"] | None  # an error stands in some scorer's file


def both(
    people: People,
    truth: Truth,
    files: Files,
    held: Dossier,
    sightings: Any,
    hindsight: Hindsight,
    on_lists: UInt32[Array, " n"],
    surroundings: Surroundings,
    policy: Rules,
    draws: Draws,
) -> Scored:
    """The same rules twice: over the records, and over what those records should have said."""
    rules = policy.score
    assert rules is not None and held.scores is not None and truth.earned is not None
    bad = costly(rules, policy.behaviour.conducts)
    history, clean = files.history, truth.earned.history
    seen = fair_seen = jnp.zeros((0, people.age.shape[0]), jnp.float32)
    if history is not None and clean is not None:
        history = appraisal.remember(history, sightings.records, bad)
        clean = appraisal.remember(clean, hindsight.so, bad)
        seen = appraisal.true_features(people, truth, history, surroundings.friends)
        fair_seen = appraisal.true_features(people, truth, clean, None)
    assert files.is_mended is not None
    known, is_mended = appraisal.appraise(people, seen, files.is_mended, rules, draws)
    shown = score.update(
        held.scores.account, sightings.records, on_lists, known, surroundings.friends, rules
    )
    fair = Appraisal(
        is_scored=known.is_scored,
        features=None
        if known.features is None
        else jnp.broadcast_to(fair_seen, known.features.shape),
        error=None if known.error is None else jnp.zeros_like(known.error),
        has_error=jnp.zeros_like(known.has_error),
        manner=known.manner,
    )
    earned = score.update(
        truth.earned.account,
        hindsight.unbought,
        on_lists,
        fair,
        surroundings.friends,
        score.unswayed(rules),
    )
    return Scored(
        shown=shown,
        bands=score.bands(shown.shown, known.is_scored, rules),
        earned=earned.shown,
        earned_bands=score.bands(earned.shown, known.is_scored, rules),
        files=files._replace(history=history, is_mended=is_mended),
        has_error=known.has_error.any(axis=0),
        account=Earned(earned.account, clean),
    )


def costly(rules: ScoreRules, catalogue: ConductRules | None) -> UInt32[Array, ""]:
    """The duties and offences whose record costs points with some scorer: they spoil a history."""
    costs = (rules.points < 0).any(axis=0) | jnp.isfinite(rules.caps).any(axis=0)
    if catalogue is not None:
        is_breach = catalogue.kind < CONDUCT_KINDS.index("disfavoured")
        costs = costs & jnp.concatenate([jnp.ones(len(GROUNDS), bool), is_breach])
    return mask(costs)


def to_next_band(
    scores: Scores | None, people: People, rules: ScoreRules | None, draws: Draws
) -> Float32[Array, " n"]:
    """Points that each adult is short of a better band; 0 where nobody scores."""
    if scores is None or rules is None:
        return jnp.zeros(people.age.shape, jnp.float32)
    return score.to_next_band(scores.shown, appraisal.who_is_scored(people, rules, draws), rules)


def put_right(
    files: Files, scored: Scored, corrected: Bool[Array, " n"]
) -> tuple[Files, Scores | None]:
    """A correction closes the court's file; where there is a score, it removes what the file had
    wrong and leaves what the person's own conduct earned."""
    files = files._replace(is_open=files.is_open & ~corrected)
    if scored.shown is None or scored.account is None or files.is_mended is None:
        return files, scored.shown
    account = jnp.where(corrected, scored.account.account, scored.shown.account)
    history = files.history
    if history is not None and scored.account.history is not None:
        history = jnp.where(corrected, scored.account.history, history)
    files = files._replace(is_mended=files.is_mended | corrected, history=history)
    return files, scored.shown._replace(account=account)
