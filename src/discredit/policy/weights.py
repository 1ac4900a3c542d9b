"""Which features a run needs: habits are there only where some scorer weighs one."""

from __future__ import annotations

from discredit.policy.rules import FactorRules, ScoreRules
from discredit.vocabulary import FEATURES, HABITS


def trimmed(factors: FactorRules | None) -> FactorRules | None:
    """The same weights without the habits, where no scorer weighs one in any month.

    Args:
        factors: [months, scorer, feature] by all features; None where nobody weighs any.

    Returns:
        Weights and what is seen by the features that a run needs.
    """
    if factors is None or (factors.weights[..., -len(HABITS) :] > 0).any():
        return factors
    return factors._replace(
        weights=factors.weights[..., : -len(HABITS)], sees=factors.sees[..., : -len(HABITS)]
    )


def weighs_habits(score: ScoreRules | None) -> bool:
    """Whether some scorer weighs a habit in some month.

    Args:
        score: The rules of all scorers, as `trimmed` leaves them; None where nobody scores.
    """
    factors = None if score is None else score.factors
    return factors is not None and factors.weights.shape[-1] == len(FEATURES)
