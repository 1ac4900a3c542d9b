"""What is measured of scores: bands, who stands where own conduct would not put him, and why."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool

from discredit.policy.rules import Rules
from discredit.record.month import Month

ANOTHER = 0.01
"""From what share of its scale on a score is another one (assumption A-980)."""
LEVELS = 3
"""Thirds of a scale, by which scorers of different scales are compared."""


def of_all(month: Month, rules: Rules) -> dict[str, Array]:
    """What is measured of all scorers together.

    Args:
        month: What the month leaves behind.
        rules: Of this month.
    """
    assert month.scored is not None and month.earned is not None and month.has_error is not None
    assert month.after.scores is not None and rules.score is not None
    before, after = month.before.files, month.after.files
    assert before.is_mended is not None and after.is_mended is not None
    mended = after.is_mended & ~before.is_mended
    if before.has_new_error is not None and after.has_new_error is not None:
        mended = mended | (before.has_new_error & ~after.has_new_error)
    shown, should = month.after.scores.shown, month.earned.scores.shown
    bands, earned, is_scored = month.scored.bands, month.earned.bands, month.scored.is_scored
    top = (jnp.isfinite(rules.score.bands).sum(axis=1) - 1).astype(jnp.uint8)[:, None]
    span = (rules.score.ceiling - rules.score.floor)[:, None]
    third = jnp.floor((shown - rules.score.floor[:, None]) / span * LEVELS)
    third = jnp.clip(third, 0, LEVELS - 1)
    highest = jnp.where(is_scored, third, -1.0).max(axis=0)
    lowest = jnp.where(is_scored, third, float(LEVELS)).min(axis=0)
    return {
        "scored": is_scored.any(axis=0),
        "low_band": (bands == 0).any(axis=0),
        "top_band": (bands == top).any(axis=0),
        "scored_too_low": (is_scored & (bands < earned)).any(axis=0),
        "too_low_file": too_low(month)["file"],
        "scored_too_high": (is_scored & (bands > earned)).any(axis=0),
        "scored_otherwise": (is_scored & (jnp.abs(shown - should) > ANOTHER * span)).any(axis=0),
        "file_errors": is_scored.any(axis=0) & month.has_error,
        "files_mended": is_scored.any(axis=0) & mended,
        "disagreement": is_scored.any(axis=0) & (highest > lowest),
    }


def points(month: Month) -> dict[str, Array]:
    """What is measured of the only scorer: points of several scales have no sum.

    Args:
        month: What the month leaves behind.
    """
    assert month.scored is not None and month.after.scores is not None
    return {
        "score": jnp.where(month.scored.is_scored[0], month.after.scores.shown[0], 0.0),
        "short_file": short(month, "file"),
    }


def too_low(month: Month) -> dict[str, Bool[Array, " n"]]:
    """Who is too low with some scorer, by the first cause that any of them has.

    Args:
        month: What the month leaves behind.
    """
    assert month.shortfall is not None
    known, found = jnp.zeros(month.shortfall.because.shape[1:], bool), {}
    for name in month.shortfall.parts:
        is_of = month.shortfall.is_of(name).any(axis=0)
        found[name] = is_of & ~known
        known = known | is_of
    return found


def short(month: Month, name: str) -> Array:
    """Points that a part takes from those whom the only scorer has too low.

    Args:
        month: What the month leaves behind.
        name: A key of SHORTFALLS.
    """
    assert month.shortfall is not None
    return jnp.where(month.shortfall.because[0] > 0, month.shortfall.parts[name][0], 0.0)
