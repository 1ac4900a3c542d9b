"""What scorers have on a person beside records: features of a life as far as they can see it, the
errors in their files, and how others like the person."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt32

from discredit import draws as chance
from discredit.dossier import Appraisal, Friends
from discredit.draws import Decision, Draws
from discredit.policy.rules import ErrorRules, FactorRules, ScoreRules
from discredit.society.people import People
from discredit.truth import ADULT_AGE, Truth
from discredit.vocabulary import EDUCATION, FEATURES

RECOVERY = 0.04
"""Share of the way back to a clean history that a file goes in a month: half in a year and a half
(assumption A-51)."""
SPENDING_HALF = 3000.0
"""Monthly spending [CNY] at which that feature stands half-way (assumption A-52)."""
YEARS_FULL = 30.0
"""Years of adult life that make a file as long as it counts (assumption A-53)."""


def remember(
    history: Float32[Any, " n"], records: UInt32[Any, " n"], bad: UInt32[Any, ""]
) -> Float32[Any, " n"]:
    """A clean history recovers with time and is spoilt by a record that costs points, or by any of
    the `bad` conducts."""
    return jnp.where((records & bad) != 0, 0.0, history + RECOVERY * (1.0 - history))


def true_features(
    people: People, truth: Truth, history: Float32[Any, " n"], friends: Friends | None
) -> Float32[Any, "feature n"]:
    """How each feature really stands, 0 to 1, in the order of the vocabulary."""
    months_saved = truth.savings / jnp.maximum(people.income, 1.0)
    papers = (
        0.4
        + 0.4 * people.education.astype(jnp.float32) / (len(EDUCATION) - 1)
        + 0.2 * (people.is_urban & ~people.is_migrant)
    )
    years = (people.age.astype(jnp.float32) - ADULT_AGE) / YEARS_FULL
    columns = {
        "history": history,
        "ability": months_saved / (months_saved + 6.0),
        "length": jnp.clip(years, 0.0, 1.0),
        "owed": 1.0 - jnp.minimum(truth.owed / jnp.maximum(12.0 * people.income, 1.0), 1.0),
        "spending": people.income / (people.income + SPENDING_HALF),
        "identity": papers,
        "network": jnp.full_like(history, 0.5) if friends is None else friends.mean,
    }
    return jnp.stack([columns[name] for name in FEATURES])


def appraise(
    people: People,
    features: Float32[Any, "feature n"],
    is_mended: Bool[Any, " n"],
    rules: ScoreRules,
    draws: Draws,
) -> tuple[Appraisal, Bool[Any, " n"]]:
    """What each scorer has. What it knows, does not know or has wrong stays so for the whole run (a
    file is not drawn afresh each month), unless a dispute or a hearing has mended it.

    Returns: what they have, and whose file is mended by now.
    Draws: CONSENT, FEATURE_KNOWN, FEATURE_NOISE, FILE_ERROR, FILE_ERROR_SIZE, DISPUTE_UPHELD,
    MANNER, all once; DISPUTE.
    """
    ever = draws._replace(month=jnp.uint32(0))
    scorers = jnp.arange(rules.base.shape[0], dtype=jnp.uint32)
    error = manner = None
    has_error = jnp.zeros((rules.base.shape[0], *is_mended.shape), bool)
    if rules.errors is not None:
        has_one, error, mends = jax.vmap(lambda rule, m: _file_error(rule, m, ever, draws))(
            rules.errors, scorers
        )
        is_mended = is_mended | mends.any(axis=0)
        error = jnp.where(is_mended, 0.0, error)
        has_error = has_one & ~is_mended
    if rules.peers is not None:
        liked = chance.normal(ever, Decision.MANNER)
        manner = rules.peers.manner[:, None] * liked
    known = Appraisal(
        is_scored=who_is_scored(people, rules, draws),
        features=None
        if rules.factors is None
        else jax.vmap(lambda rule, m: _as_known(features, rule, m, ever))(rules.factors, scorers),
        error=error,
        has_error=has_error,
        manner=manner,
    )
    return known, is_mended


def who_is_scored(people: People, rules: ScoreRules, draws: Draws) -> Bool[Array, "scorer n"]:
    """Whom each scorer scores: adults who opted in, but for jobs that are exempt. Draws: CONSENT,
    once for all."""
    ever = draws._replace(month=jnp.uint32(0))
    is_adult = people.present & (people.age >= ADULT_AGE)

    def by(consent: Array, exempts: Array, m: Array) -> Bool[Array, " n"]:
        consents = chance.happens(ever, Decision.CONSENT, consent, k=m)
        return is_adult & consents & (exempts[people.occupation] == 0)

    scorers = jnp.arange(rules.base.shape[0], dtype=jnp.uint32)
    return jax.vmap(by)(rules.consent, rules.exempts, scorers)


def _as_known(
    features: Float32[Array, "feature n"], rule: FactorRules, m: Array, ever: Draws
) -> Float32[Array, "feature n"]:
    """A feature that a scorer lacks counts as average."""

    def one(f: Array, feature: Float32[Array, " n"], sees: Array) -> Float32[Array, " n"]:
        k = m * len(FEATURES) + f
        noisy = feature + rule.noise * chance.normal(ever, Decision.FEATURE_NOISE, k=k)
        has_it = chance.happens(ever, Decision.FEATURE_KNOWN, sees, k=k)
        return jnp.clip(jnp.where(has_it, noisy, 0.5), 0.0, 1.0)

    places = jnp.arange(len(FEATURES), dtype=jnp.uint32)
    return jax.vmap(one)(places, features, rule.sees)


def _file_error(
    rule: ErrorRules, m: Array, ever: Draws, now: Draws
) -> tuple[Bool[Array, " n"], Float32[Array, " n"], Bool[Array, " n"]]:
    """Whose file has an error, the points that it adds or takes (most do neither), and whether a
    dispute removes it this month: one that will not be upheld now never is."""
    has_one = chance.happens(ever, Decision.FILE_ERROR, rule.share, k=2 * m)
    matters = chance.happens(ever, Decision.FILE_ERROR, rule.matters, k=2 * m + 1)
    size = rule.size * chance.normal(ever, Decision.FILE_ERROR_SIZE, k=m)
    is_disputed = chance.happens(now, Decision.DISPUTE, rule.disputed, k=m)
    is_upheld = chance.happens(ever, Decision.DISPUTE_UPHELD, rule.upheld, k=m)
    return has_one, jnp.where(has_one & matters, size, 0.0), has_one & is_disputed & is_upheld
