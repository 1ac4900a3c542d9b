"""Why a score is lower than own conduct would earn: the parts add up, the largest is named, and a
cause that is not there takes nothing."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from functools import cache
from typing import Any

import jax
import numpy as np
from hypothesis import given

import small_society
from discredit import observation, score
from discredit.step.scoring import Marks, ScoringEvidence, score_both
from discredit.vocabulary import FEATURES, SHORTFALLS
from random_months import ROWS, Case, case_of, few, seeds

PART = 3e-2
"""A part of this many points of a few hundred is a rounding."""


def marked(case: Case, seen: Any, hindsight: Any, on_lists: Any, rightful: Any) -> Marks:
    assert case.held.scores is not None
    evidence = ScoringEvidence(
        observation.register_for(case.people, case.rules), case.held.files, seen, hindsight,
        on_lists, rightful,
        case.surroundings.friends,
    )  # fmt: skip
    return score_both(
        score.update, case.people, case.truth, evidence, case.held.scores.account, case.rules,
        case.draws,
    )  # fmt: skip


room = cache(jax.jit)


def month_of(
    seed: int, *, faultless: bool = False, sees: bool = False, alone: bool = False
) -> Marks:
    """Any month of two scorers; `faultless` files, scorers who see all, nobody who minds others."""
    case, rng = case_of(seed, "everything"), np.random.default_rng(seed)
    rules, truth, held = case.rules, case.truth, case.held
    assert rules.score is not None and rules.score.factors is not None
    assert truth.earned is not None and held.scores is not None
    of, factors = rules.score, rules.score.factors
    records = case.sightings.records
    so = records if faultless else records & rng.integers(0, 1 << 32, ROWS, np.uint32)
    on_lists = rng.integers(0, 1 << rules.lists.is_red.shape[0], ROWS).astype(np.uint32)
    rightful = on_lists if faultless else on_lists & rng.integers(0, 1 << 32, ROWS, np.uint32)
    own = truth.earned
    if faultless:
        assert of.errors is not None
        of = of._replace(errors=of.errors._replace(share=0 * of.errors.share))
        # What is on file is what own conduct has under the ratings of others.
        scores = held.scores._replace(account=own.rated)
        files = held.files._replace(history=own.history, has_new_error=np.zeros(ROWS, bool))
        held = held._replace(scores=scores, files=files)
    if sees:
        factors = factors._replace(sees=0 * factors.sees + 1, noise=0 * factors.noise)
    if alone:
        assert of.friends is not None and of.peers is not None
        weights = np.asarray(factors.weights).copy()
        weights[:, FEATURES.index("network")] = 0
        factors = factors._replace(weights=weights)
        peers = of.peers._replace(manner=0 * of.peers.manner, harshness=0 * of.peers.harshness)
        of = of._replace(friends=0 * of.friends, peers=peers)
        own = own._replace(rated=own.account)
    of, truth = of._replace(factors=factors), truth._replace(earned=own)
    case = case._replace(rules=rules._replace(score=of), truth=truth, held=held)
    hindsight = observation.Hindsight(so, so, so * 0, np.zeros(ROWS, np.float32))
    return room(marked)(case, case.sightings, hindsight, on_lists, rightful)


def is_low(marks: Marks) -> Any:
    bands, due = np.asarray(marks.scored.bands), np.asarray(marks.earned.bands)
    return (bands != 255) & (bands < due)


@few(max_examples=15)
@given(seeds)
def test_the_parts_add_up_and_the_largest_names_whoever_is_too_low(seed: int) -> None:
    marks = month_of(seed)
    parts = {name: np.asarray(points) for name, points in marks.shortfall.parts.items()}
    assert list(parts) == list(SHORTFALLS)
    short = np.asarray(marks.earned.scores.shown) - np.asarray(marks.scored.scores.shown)
    np.testing.assert_allclose(sum(parts.values()), short, atol=PART)
    because = np.asarray(marks.shortfall.because)
    np.testing.assert_array_equal(because > 0, is_low(marks))
    each = np.stack(list(parts.values()))
    named = np.take_along_axis(each, (np.maximum(because, 1) - 1)[None].astype(int), axis=0)[0]
    np.testing.assert_array_equal(named[because > 0], each.max(axis=0)[because > 0])


@few(max_examples=15)
@given(seeds)
def test_a_cause_that_is_not_there_takes_nothing(seed: int) -> None:
    for name, marks in (
        ("file", month_of(seed, faultless=True)),
        ("sight", month_of(seed, sees=True)),
        ("others", month_of(seed, alone=True)),
    ):
        part = np.asarray(marks.shortfall.parts[name])
        assert np.abs(part).max() < PART, name
        largest = np.stack([np.asarray(one) for one in marks.shortfall.parts.values()]).max(axis=0)
        blamed = np.asarray(marks.shortfall.is_of(name)) & (largest > PART)
        assert not blamed.any(), name


def test_where_nobody_minds_others_no_month_has_anybody_low_because_of_them() -> None:
    rules = small_society.rules("everything")
    assert rules.score is not None and rules.score.factors is not None
    weights = np.array(rules.score.factors.weights)
    weights[..., FEATURES.index("network")] = 0
    alone = small_society.change(rules, "score", friends=0)
    alone = small_society.change(alone, "score.peers", manner=0, harshness=0)
    alone = small_society.change(alone, "score.factors", weights=weights)
    past, usual = small_society.live(alone), small_society.shared("everything")
    for these, is_some in ((past, False), (usual, True)):
        low = {
            name: small_society.measure(these, name, "everything").sum()
            for name in ("scored_too_low", *(f"too_low_{cause}" for cause in SHORTFALLS))
        }
        assert low["scored_too_low"] == sum(low.values()) - low["scored_too_low"]
        assert low["scored_too_low"] > 0 and bool(low["too_low_others"]) == is_some
