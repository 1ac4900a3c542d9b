"""What scorers have on a person beside records: features of a life as far as they can see it, the
errors in their files, and how others like the person.

The second door from truth to dossier. Through it pass the facts in `Circumstances`, and no others.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt8, UInt32

from discredit import draws as chance
from discredit.dossier import Appraisal, Files, Friends, Register, lives_in, mask
from discredit.draws import Decision, Draws
from discredit.policy.rules import ConductRules, ErrorRules, FactorRules, ScoreRules
from discredit.society.people import People
from discredit.truth import Truth
from discredit.vocabulary import (
    ADULT_AGE,
    AGREEMENTS,
    CONDUCT_KINDS,
    EDUCATION,
    FEATURES,
    GROUNDS,
    HABITS,
)

RECOVERY = 0.04
"""Share of the way back to a clean history that a file goes in a month: half in a year and a half
(assumption A-51)."""
SPENDING_HALF = 3000.0
"""Monthly spending [CNY] at which that feature stands half-way (assumption A-52)."""
_FIRST_AGREEMENT = 16
"""Where agreements begin among the draws of consent: after one for each scorer."""
_OF_HABITS = 256
"""The first of the draws that habits have of the decisions about features."""
_LATER_HABITS = 384
"""The same of the habits from the fifth on, which came later: eight draws for each scorer."""
_FIRST_HABITS = 4
YEARS_FULL = 30.0
"""Years of adult life that make a file as long as it counts (assumption A-53)."""


class Circumstances(NamedTuple):
    """The facts of a life that a scorer may learn: what it owns and owes, and what papers say."""

    savings: Float32[Array, " n"]  # [CNY]
    owed: Float32[Array, " n"]  # [CNY]
    income: Float32[Array, " n"]  # [CNY per month per head]
    education: UInt8[Array, " n"]  # index into EDUCATION
    is_settled: Bool[Array, " n"]  # urban, and registered where the person lives
    age: UInt8[Array, " n"]  # [years]
    habits: Float32[Array, "habit n"] | None  # 0 to 1; where some scorer weighs one


def circumstances_of(
    people: People, truth: Truth, habits: Float32[Array, "habit n"] | None = None
) -> Circumstances:
    """What a scorer may learn of these people now.

    Args:
        people: who they are.
        truth: what is so about them now.
        habits: as `habits_of` has them; None where no scorer weighs one.

    Returns:
        Savings and debts as they are; the rest as papers say.
    """
    return Circumstances(
        savings=truth.savings,
        owed=truth.owed,
        income=people.income,
        education=people.education,
        is_settled=people.is_urban & ~people.is_migrant,
        age=people.age,
        habits=habits,
    )


def spoiling(rules: ScoreRules, catalogue: ConductRules | None) -> UInt32[Array, ""]:
    """The duties and offences whose record costs points with some scorer: they spoil a history.

    Args:
        rules: one row per scorer; points and caps by conduct.
        catalogue: of what kind each conduct is; None where there are only the six grounds.

    Returns:
        One word for everybody, bit c for conduct c.
    """
    costs = (rules.points < 0).any(axis=0) | jnp.isfinite(rules.caps).any(axis=0)
    if catalogue is not None:
        is_breach = catalogue.kind < CONDUCT_KINDS.index("disfavoured")
        costs = costs & jnp.concatenate([jnp.ones(len(GROUNDS), bool), is_breach])
    return mask(costs)


def remember(history: Float32[Array, " n"], spoilt_by: UInt32[Array, " n"]) -> Float32[Array, " n"]:
    """A history, 1 clean and 0 just spoilt, is spoilt by any record and recovers with time.

    Args:
        history: as last month left it.
        spoilt_by: this month's records that spoil it, bit c for conduct c; 0 for none.

    Returns:
        0 where there is one; else `RECOVERY` of the way back to 1 further.
    """
    return jnp.where(spoilt_by != 0, 0.0, history + RECOVERY * (1.0 - history))


def features_of(
    life: Circumstances, history: Float32[Array, " n"], friends: Friends | None
) -> Float32[Array, "feature n"]:
    """How each feature really is, 0 to 1, in the order of FEATURES; without habits where no scorer
    weighs one.

    Args:
        life: the facts of it that a scorer may learn.
        history: 1 clean, 0 just spoilt.
        friends: how ties score; None makes them average.
    """
    months_saved = life.savings / jnp.maximum(life.income, 1.0)
    papers = (
        0.4
        + 0.4 * life.education.astype(jnp.float32) / (len(EDUCATION) - 1)
        + 0.2 * life.is_settled
    )
    years = (life.age.astype(jnp.float32) - ADULT_AGE) / YEARS_FULL
    columns = {
        "history": history,
        "ability": months_saved / (months_saved + 6.0),
        "length": jnp.clip(years, 0.0, 1.0),
        "owed": 1.0 - jnp.minimum(life.owed / jnp.maximum(12.0 * life.income, 1.0), 1.0),
        "spending": life.income / (life.income + SPENDING_HALF),
        "identity": papers,
        "network": jnp.full_like(history, 0.5) if friends is None else friends.mean,
    }
    if life.habits is not None:
        columns |= {name: life.habits[h] for h, name in enumerate(HABITS)}
    return jnp.stack([columns[name] for name in FEATURES if name in columns])


def agreed_features(
    life: Circumstances,
    history: Float32[Array, " n"],
    friends: Friends | None,
    schooling: Bool[Array, "scorer n"],
) -> Float32[Array, "scorer feature n"]:
    """How each feature is to each scorer: of those who keep their schooling from it, as if they had
    a middling one.

    Args:
        life: the facts of it that a scorer may learn.
        history: 1 clean, 0 just spoilt.
        friends: how ties score; None makes them average.
        schooling: who lets each scorer use it.

    Returns:
        0 to 1, in the order of FEATURES.
    """
    known = features_of(life, history, friends)
    habits = life.habits
    if habits is not None:
        habits = habits.at[HABITS.index("academic")].set(0.5)
    middling = jnp.full_like(life.education, len(EDUCATION) // 2)
    kept = features_of(life._replace(education=middling, habits=habits), history, friends)
    return jnp.where(schooling[:, None], known, kept)


def _agrees(
    a: int, agreed: Float32[Array, "scorer agreement"], ever: Draws
) -> Bool[Array, "scorer n"]:
    """Who lets each scorer use the source: given once, whatever the month."""

    def with_one(p: Array, m: Array) -> Bool[Array, " n"]:
        k = _FIRST_AGREEMENT + len(AGREEMENTS) * m + a
        return chance.happens(ever, Decision.CONSENT, p[a], k=k)

    return jax.vmap(with_one)(agreed, jnp.arange(agreed.shape[0], dtype=jnp.uint32))


def appraise(
    life: Circumstances,
    register: Register,
    files: Files,
    spoilt_by: UInt32[Array, " n"],
    friends: Friends | None,
    rules: ScoreRules,
    draws: Draws,
) -> tuple[Files, Appraisal]:
    """What each scorer has on a person beside records. What it knows, does not know or has wrong
    stays so for the whole run (a file is not drawn afresh each month), unless a dispute or a
    hearing has mended it.

    Args:
        life: the facts that a scorer may learn.
        register: who is an adult, and in an exempt job.
        files: with the history as last month left it.
        spoilt_by: this month's records that spoil a history (see `spoiling`), bit c for conduct c.
        friends: how a person's ties score; None where no score looks at ties.
        rules: one row per scorer.
        draws: the luck of this month.

    Returns:
        The files, with history and mended errors as they are now, and what scorers have.

    Draws:
        CONSENT, FEATURE_KNOWN, FEATURE_NOISE, FILE_ERROR, FILE_ERROR_SIZE, DISPUTE_UPHELD, MANNER,
        all once; DISPUTE, FILE_ERROR_ARISES and, where errors arise, DISPUTE_UPHELD every month.

    Source:
        cmp.ftc.identified, cmp.ftc.over50points, cmp.ftc.dispute_success, A-188, A-263, A-289,
        A-290.
    """
    assert files.is_mended is not None
    is_mended, history, features = files.is_mended, files.history, None
    ever = draws._replace(month=jnp.uint32(0))
    scorers = jnp.arange(rules.base.shape[0], dtype=jnp.uint32)
    error = manner = legal = schooling = None
    if rules.agreed is not None:
        schooling, legal = (_agrees(a, rules.agreed, ever) for a in range(len(AGREEMENTS)))
    has_error = jnp.zeros((rules.base.shape[0], *is_mended.shape), bool)
    has_new_error = files.has_new_error
    if rules.errors is not None:
        found = jax.vmap(lambda rule, m: _file_error(rule, files, m, ever, draws))(
            rules.errors, scorers
        )
        mends = found.mends.any(axis=0)
        is_mended = is_mended | mends
        stands = found.is_drawn & ~is_mended
        if has_new_error is not None:
            assert found.arises is not None
            has_new_error = (has_new_error & ~mends) | found.arises.any(axis=0)
            stands = stands | (has_new_error & (rules.errors.share > 0)[:, None])
        error, has_error = jnp.where(stands, found.points, 0.0), stands
    if rules.peers is not None:
        liked = chance.normal(ever, Decision.MANNER)
        manner = rules.peers.manner[:, None] * liked
    if rules.factors is not None:
        assert history is not None
        history = remember(history, spoilt_by)
        if schooling is None:
            true, of_each = features_of(life, history, friends), None
        else:
            true, of_each = agreed_features(life, history, friends, schooling), 0
        as_known = jax.vmap(lambda true, rule, m: _as_known(true, rule, m, ever), (of_each, 0, 0))
        features = as_known(true, rules.factors, scorers)
    appraisal = Appraisal(
        is_scored=who_is_scored(register, rules, draws),
        features=features,
        error=error,
        has_error=has_error,
        manner=manner,
        legal=legal,
        schooling=schooling,
    )
    files = files._replace(history=history, is_mended=is_mended, has_new_error=has_new_error)
    return files, appraisal


def who_is_scored(register: Register, rules: ScoreRules, draws: Draws) -> Bool[Array, "scorer n"]:
    """Whom each scorer scores: adults who opted in and live where it scores, but for jobs that are
    exempt.

    Args:
        register: who is an adult, and in which job.
        rules: one row per scorer.
        draws: the luck of this month; consent is given once, whatever the month.

    Returns:
        One row per scorer.

    Draws:
        CONSENT, once for all.
    """
    ever = draws._replace(month=jnp.uint32(0))

    def by(consent: Array, exempts: Array, m: Array) -> Bool[Array, " n"]:
        consents = chance.happens(ever, Decision.CONSENT, consent, k=m)
        return register.is_adult & consents & (exempts[register.occupation] == 0)

    scorers = jnp.arange(rules.base.shape[0], dtype=jnp.uint32)
    scored = jax.vmap(by)(rules.consent, rules.exempts, scorers)
    return scored if rules.lives_in is None else scored & lives_in(register, rules.lives_in)


def _as_known(
    features: Float32[Array, "feature n"], rule: FactorRules, m: Array, ever: Draws
) -> Float32[Array, "feature n"]:
    """A feature that a scorer lacks counts as average."""
    facts = len(FEATURES) - len(HABITS)

    def one(f: int, feature: Float32[Array, " n"], sees: Array) -> Float32[Array, " n"]:
        # Habits came later: what is drawn for the other features stays as it was.
        k = m * facts + f
        if f >= facts:
            k = _OF_HABITS + m * _FIRST_HABITS + f - facts
        if f >= facts + _FIRST_HABITS:
            k = _LATER_HABITS + m * 2 * _FIRST_HABITS + f - facts - _FIRST_HABITS
        noisy = feature + rule.noise * chance.normal(ever, Decision.FEATURE_NOISE, k=k)
        has_it = chance.happens(ever, Decision.FEATURE_KNOWN, sees, k=k)
        return jnp.clip(jnp.where(has_it, noisy, 0.5), 0.0, 1.0)

    # One after another: from columns that are stacked, each would be chosen person by person.
    known = jax.lax.optimization_barrier(jnp.zeros(features.shape, jnp.float32))
    for f in range(features.shape[0]):
        as_seen = one(f, features[f], rule.sees[f])
        known = jax.lax.dynamic_update_index_in_dim(known, as_seen, f, 0)
    return known


class _FileError(NamedTuple):
    """An error in the file behind one score."""

    is_drawn: Bool[Array, " n"]  # there from the start, unless it is mended
    points: Float32[Array, " n"]  # what an error adds or takes; most do neither
    mends: Bool[Array, " n"]  # a dispute removes it this month
    arises: Bool[Array, " n"] | None  # a new one comes this month


def _file_error(rule: ErrorRules, files: Files, m: Array, ever: Draws, now: Draws) -> _FileError:
    """Whose file has an error, what it does, and what becomes of it this month.

    A dispute that will not be upheld now never is; where errors arise, each dispute is new.
    """
    is_drawn = chance.happens(ever, Decision.FILE_ERROR, rule.share, k=2 * m)
    matters = chance.happens(ever, Decision.FILE_ERROR, rule.matters, k=2 * m + 1)
    size = rule.size * chance.normal(ever, Decision.FILE_ERROR_SIZE, k=m)
    is_disputed = chance.happens(now, Decision.DISPUTE, rule.disputed, k=m)
    stands, hears, arises = is_drawn, ever, None
    if rule.arises is not None:
        assert files.is_mended is not None and files.has_new_error is not None
        hears = now
        stands = (is_drawn & ~files.is_mended) | (files.has_new_error & (rule.share > 0))
        arises = ~stands & chance.happens(now, Decision.FILE_ERROR_ARISES, rule.arises, k=m)
    is_upheld = chance.happens(hears, Decision.DISPUTE_UPHELD, rule.upheld, k=m)
    mends = stands & is_disputed & is_upheld
    return _FileError(is_drawn, jnp.where(matters, size, 0.0), mends, arises)
