"""Records become a score: an account of points, weighted features, and what friends, lists and
errors add.

Sees the dossier only. Nothing here is decided by chance: equal files score alike.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt32

from discredit.dossier import Appraisal, Friends, Scored, Scores, mask
from discredit.policy.rules import ScoreRules
from discredit.vocabulary import UNSCORED

LEFT = 16
"""The bit of the first list in what says which lists a person has just left."""


def update(
    account: Float32[Array, "scorer n"],
    records: UInt32[Array, " n"],
    on_lists: UInt32[Array, " n"],
    appraisal: Appraisal,
    friends: Friends | None,
    rules: ScoreRules,
) -> Scored:
    """The month's score and band of everybody, by every scorer.

    Args:
        account: [points] what each scorer had on account last month.
        records: bit c, a record of conduct c this month.
        on_lists: bit k, on list k as last month left it; bit LEFT + k, left it then, and not by a
            correction.
        appraisal: what each scorer has on a person beside records.
        friends: how a person's ties score; None where no score looks at ties.
        rules: one row per scorer.

    Returns:
        What each scorer has on account now, what it shows, and the band of that.

    Draws:
        None.

    Source:
        rongcheng-grades, sesame-weights, sesame-friends, fico-weights.
    """
    # Most conducts are on nobody's file this month, and many cost no points.
    index = jnp.arange(rules.points.shape[1], dtype=jnp.uint32)
    anybody = (jax.lax.reduce(records, jnp.uint32(0), jax.lax.bitwise_or, (0,)) >> index) & 1
    counts = (anybody != 0) & ((rules.points != 0) | jnp.isfinite(rules.caps)).any(axis=0)
    some = (jnp.argsort(~counts), counts.sum())
    scores = jax.vmap(
        lambda mine, known, rule: _one(mine, records, some, on_lists, known, friends, rule),
    )(account, appraisal, rules)
    return Scored(scores, bands(scores.shown, appraisal.is_scored, rules))


def _one(
    account: Float32[Array, " n"],
    records: UInt32[Array, " n"],
    some: tuple[Int32[Array, " conduct"], Int32[Array, ""]],
    on_lists: UInt32[Array, " n"],
    known: Appraisal,
    friends: Friends | None,
    rule: ScoreRules,
) -> Scores:
    """One scorer: points, caps, fading, ratings; then features, links, errors, friends.

    `some`: conducts in their order, those that count this month first, and how many these are.
    """
    before, back = account, rule.fades
    if rule.forgives is not None:
        back = jnp.where(account < rule.base, jnp.maximum(back, rule.forgives), back)
    account = account + back * (rule.base - account)
    span = rule.ceiling - rule.floor
    if rule.peers is not None and friends is not None:
        assert known.manner is not None
        above = rule.floor + span * friends.weighted - account
        rating = rule.base + known.manner - rule.peers.harshness * above
        moves = rule.peers.weight
        if rule.peers.bad_counts is not None:
            for k in range(rule.links.shape[0]):
                is_worse = (((on_lists >> k) & 1) != 0) & (rating < account)
                moves = jnp.where(is_worse, moves * rule.peers.bad_counts[k], moves)
            moves = jnp.minimum(moves, 1.0)
        account = account + moves * (rating - account)

    if rule.link_stays is not None:
        for k in range(rule.links.shape[0]):
            passes = jnp.where(((on_lists >> (LEFT + k)) & 1) != 0, rule.link_stays[k], 0.0)
            account = jnp.where(passes > 0, account + rule.links[k], account)

    def record(i: Array, account: Float32[Array, " n"]) -> Float32[Array, " n"]:
        bit = order[i]
        is_on = ((records >> bit.astype(jnp.uint32)) & 1) != 0
        account = account + jnp.where(is_on, rule.points[bit], 0.0)
        return jnp.where(is_on, jnp.minimum(account, rule.caps[bit]), account)

    order, count = some
    account = jax.lax.fori_loop(0, count, record, account)
    takes = mask((rule.points < 0) | jnp.isfinite(rule.caps))
    account = account + jnp.where((records & takes) == 0, rule.clean, 0.0)
    # Where features lift a score off its floor, points may take away what they give.
    below = 0.0 if rule.factors is None else jnp.where(rule.factors.weights.sum() > 0, span, 0.0)
    account = jnp.clip(account, rule.floor - below, rule.ceiling)
    if rule.lives_in is not None:
        # Elsewhere an account sleeps: nothing comes to it or fades until its owner is back.
        sleeps = (rule.lives_in <= 0).any() & ~known.is_scored
        account = jnp.where(sleeps, before, account)
    shown = account
    if rule.factors is not None:
        assert known.features is not None
        weights = rule.factors.weights / jnp.maximum(rule.factors.weights.sum(), 1e-6)
        # One after the other: a sum over an axis is taken in an order that depends on how people
        # are cut up.
        weighted = jnp.zeros_like(shown)
        for f in range(weights.shape[0]):
            weighted = weighted + weights[f] * known.features[f]
        shown = shown + span * weighted
    if known.legal is not None:
        on_lists = jnp.where(known.legal, on_lists, jnp.uint32(0))
    for k in range(rule.links.shape[0]):
        shown = shown + jnp.where(((on_lists >> k) & 1) != 0, rule.links[k], 0.0)
    if known.error is not None:
        shown = shown + known.error
    if rule.friends is not None and friends is not None:
        shown = shown + rule.friends * (rule.floor + span * friends.mean - shown)
    return Scores(account=account, shown=jnp.clip(shown, rule.floor, rule.ceiling))


def bands(
    shown: Float32[Array, "scorer n"], is_scored: Bool[Array, "scorer n"], rules: ScoreRules
) -> UInt8[Array, "scorer n"]:
    """The band of each score, 0 the lowest; UNSCORED for those without one.

    Args:
        shown: [points] what each scorer shows.
        is_scored: whom each scorer scores.
        rules: one row per scorer; bands by their lower bounds.

    Returns:
        0 also below the lowest bound.
    """
    reached = jnp.zeros(shown.shape, jnp.uint8)
    for b in range(rules.bands.shape[1]):
        reached = reached + (shown >= rules.bands[:, b, None]).astype(jnp.uint8)
    return jnp.where(is_scored, jnp.maximum(reached, 1) - 1, jnp.uint8(UNSCORED))


def to_next_band(
    shown: Float32[Array, "scorer n"], is_scored: Bool[Array, "scorer n"], rules: ScoreRules
) -> Float32[Array, " n"]:
    """How far each person is from the nearest better band, as far as he is shown his score.

    Args:
        shown: [points] what each scorer shows.
        is_scored: whom each scorer scores.
        rules: one row per scorer; bands by their lower bounds, and who is shown his score.

    Returns:
        [points], 0 where there is no better band, or none that he can see.
    """
    can_see = is_scored & (rules.is_shown > 0)[:, None]
    nearest = jnp.full(shown.shape[1:], jnp.inf, jnp.float32)
    # One threshold after the other: a least over two axes goes through memory for each of them.
    for m in range(rules.bands.shape[0]):
        for b in range(rules.bands.shape[1]):
            gap = rules.bands[m, b] - shown[m]
            nearest = jnp.where((gap > 0) & can_see[m], jnp.minimum(gap, nearest), nearest)
    return jnp.where(jnp.isfinite(nearest), nearest, 0.0)


def relative(shown: Float32[Array, "scorer n"], rules: ScoreRules) -> Float32[Array, " n"]:
    """Each person's score with the first scorer, from 0 at its floor to 1 at its ceiling.

    Args:
        shown: [points] what each scorer shows.
        rules: one row per scorer, with its floor and ceiling.

    Returns:
        0 to 1.
    """
    return (shown[0] - rules.floor[0]) / (rules.ceiling[0] - rules.floor[0])


def looks_at_ties(rules: ScoreRules | None) -> bool:
    """Whether some score may look at how a person's ties score, or at what they make of him.

    Args:
        rules: one row per scorer; None where nobody scores.
    """
    return rules is not None and any(
        part is not None for part in (rules.friends, rules.peers, rules.factors)
    )


def errors_arise(rules: ScoreRules | None) -> bool:
    """Whether files get errors in the course of a run.

    Args:
        rules: one row per scorer; None where nobody scores.
    """
    return rules is not None and rules.errors is not None and rules.errors.arises is not None


def unswayed(rules: ScoreRules) -> ScoreRules:
    """The same rules, but that nobody's score moves anybody else's.

    Args:
        rules: one row per scorer.

    Returns:
        Rules without friends, and raters who are harsh on nobody.
    """
    peers = rules.peers
    if peers is not None:
        peers = peers._replace(harshness=jnp.zeros_like(peers.harshness))
    return rules._replace(friends=None, peers=peers)
