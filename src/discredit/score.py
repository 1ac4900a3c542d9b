"""Records become a score. The court list has none: its points are nought, and lists rest on
grounds alone. The room stands here because points-based systems differ in nothing else."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Int16, UInt8

from discredit.policy.rules import ScoreRules


def update(
    score: Int16[Array, " n"], ground: UInt8[Array, " n"], rules: ScoreRules
) -> Int16[Array, " n"]:
    """Add the points of this month's record, within floor and ceiling. Draws: none."""
    points = jnp.where(ground > 0, rules.points[ground - 1], 0.0)
    return jnp.clip(score.astype(jnp.float32) + points, rules.floor, rules.ceiling).astype(
        jnp.int16
    )
