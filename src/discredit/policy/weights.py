"""What of a policy a run needs: what is nought in every month costs nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from discredit.policy.rules import FactorRules, ScoreRules
from discredit.vocabulary import FEATURES, HABITS


def lean(struct: Any, *fields: str, nothing: float = 0.0) -> Any:
    """A struct of rules without these columns where they say nothing in any month.

    Args:
        struct: Columns by name; None has none.
        fields: Columns that may be None.
        nothing: The number that says nothing.

    Returns:
        The same, such a column None.
    """
    if struct is None:
        return struct
    idle = {name: None for name in fields if np.all(getattr(struct, name) == nothing)}
    return struct._replace(**idle)


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
