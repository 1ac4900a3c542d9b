"""Why a score is lower than own conduct would earn: the file, the scorer's sight, or others.

The score is put right one part after the other, and what each step moves is that part's share of
the way from the score that is shown to the one that is earned (docs/decisions/0030). No agency
knows this; it is recorded, and nothing follows from it.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt8, UInt32

from discredit.dossier import Appraisal, Friends, Scored
from discredit.observation.appraisal import Circumstances, agreed_features, features_of
from discredit.policy.rules import ScoreRules
from discredit.rooms import Score
from discredit.truth import Earned
from discredit.vocabulary import SHORTFALLS

CODES = {name: at + 1 for at, name in enumerate(SHORTFALLS)}
"""What each part is called in `Shortfall.because`."""

Points = Float32[Array, "scorer n"]


class Shortfall(NamedTuple):
    """How many points a score falls short of the one that is earned by each part, and the largest
    of them, where it puts somebody in a lower band. A part that this policy cannot have is None."""

    because: UInt8[Array, "scorer n"]  # CODES; 0 for whoever is in no lower band
    file: Points  # [points] records, histories, errors and entries that are not so
    sight: Points | None  # [points] features that the scorer lacks or blurs; where it weighs some
    others: Points | None  # [points] friends, ratings, likes; where a score looks at any

    @property
    def parts(self) -> dict[str, Points]:
        """The parts that there are, by name, in the order of SHORTFALLS."""
        each = {name: getattr(self, name) for name in SHORTFALLS}
        return {name: points for name, points in each.items() if points is not None}

    def is_of(self, name: str) -> Bool[Array, "scorer n"]:
        """Who is in a lower band, most of all by this part.

        Args:
            name: A key of SHORTFALLS.
        """
        return self.because == CODES[name]


class OnFile(NamedTuple):
    """A month's score and what it was made of."""

    account: Points  # [points] what was on account last month
    records: UInt32[Array, " n"]
    on_lists: UInt32[Array, " n"]
    history: Float32[Array, " n"] | None
    appraisal: Appraisal
    scored: Scored


class InTruth(NamedTuple):
    """The same of own conduct alone."""

    before: Earned  # as last month left it
    now: Earned
    records: UInt32[Array, " n"]
    on_lists: UInt32[Array, " n"]  # those that the person is on rightly
    appraisal: Appraisal
    earned: Scored


def split(
    update: Score,
    life: Circumstances,
    on_file: OnFile,
    in_truth: InTruth,
    friends: Friends | None,
    rules: ScoreRules,
) -> tuple[Shortfall, Points | None]:
    """What a score falls short of the one that is earned, part by part.

    First the scorer sees all that it weighs, without noise; then the file is put right; then others
    count for nothing. The parts add up to the whole, and any of them may lift a score instead.

    Args:
        update: the room that makes scores of records.
        life: the facts of it that a scorer may learn.
        on_file: the score, and what it was made of.
        in_truth: the same of own conduct.
        friends: how a person's ties score; None where no score looks at ties.
        rules: one row per scorer.

    Returns:
        The parts; and the account that own conduct has under the ratings of others as they are,
        None where nobody rates.

    Draws:
        None.
    """
    shown, due = on_file.scored.scores.shown, in_truth.earned.scores.shown
    seen, right, rated = shown, due, None
    if in_truth.before.rated is not None:
        rated = in_truth.now.account
    fair = in_truth.appraisal
    if fair.features is not None:
        clear = on_file.appraisal._replace(features=_in_full(life, on_file.history, friends, fair))
        seen = update(
            on_file.account, on_file.records, on_file.on_lists, clear, friends, rules
        ).scores.shown
    if friends is not None:
        before, history = in_truth.before, in_truth.now.history
        swayed = fair._replace(manner=on_file.appraisal.manner)
        if fair.features is not None:
            swayed = swayed._replace(features=_in_full(life, history, friends, fair))
        account = before.account if before.rated is None else before.rated
        scores = update(account, in_truth.records, in_truth.on_lists, swayed, friends, rules).scores
        right = scores.shown
        rated = None if rated is None else scores.account
    others = None if friends is None else due - right
    sight = None if fair.features is None else seen - shown
    is_low = on_file.scored.is_scored & (on_file.scored.bands < in_truth.earned.bands)
    parts = Shortfall(is_low.astype(jnp.uint8), right - seen, sight, others)
    return parts._replace(because=_largest(parts, is_low)), rated


def _in_full(
    life: Circumstances,
    history: Float32[Array, " n"] | None,
    friends: Friends | None,
    fair: Appraisal,
) -> Float32[Array, "scorer feature n"]:
    """Features as they are, with that history, of those who let a scorer have them."""
    assert history is not None and fair.features is not None
    if fair.schooling is not None:
        return agreed_features(life, history, friends, fair.schooling)
    return jnp.broadcast_to(features_of(life, history, friends), fair.features.shape)


def _largest(parts: Shortfall, is_low: Bool[Array, "scorer n"]) -> UInt8[Array, "scorer n"]:
    """The code of the part that takes most, the first of equals; 0 where nobody is too low."""
    names = list(parts.parts)
    most, because = parts.parts[names[0]], jnp.full(is_low.shape, CODES[names[0]], jnp.uint8)
    for name in names[1:]:
        points = parts.parts[name]
        because = jnp.where(points > most, jnp.uint8(CODES[name]), because)
        most = jnp.maximum(points, most)
    return jnp.where(is_low, because, jnp.uint8(0))
