"""Errors in files: as many arise as disputes remove."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from discredit.dossier import Files, Register
from discredit.draws import Draws, key_of
from discredit.observation.appraisal import Circumstances, appraise
from discredit.policy.compile import compile_rules
from discredit.policy.compose import load_policy
from discredit.units import month_index

PEOPLE, MONTHS = 20_000, 96


def shares(system: str, arises: float | None) -> list[float]:
    """Adults with an error in their file, month by month."""
    rules = compile_rules(load_policy(system), month_index("2016-01"), 1)
    score: Any = jax.tree.map(lambda column: jnp.asarray(column[0]), rules.score)
    if arises is not None:
        errors = score.errors._replace(arises=jnp.full_like(score.errors.share, arises))
        score = score._replace(errors=errors)
    no, zero = jnp.zeros(PEOPLE, bool), jnp.zeros(PEOPLE, jnp.float32)
    none = jnp.zeros(PEOPLE, jnp.uint8)
    register = Register(~no, none + 40, none, none.astype(jnp.int32), none.astype(jnp.int32),
                        none + 4, none, zero + 1)  # fmt: skip
    life = Circumstances(zero + 1, zero, zero + 1, none, no, none + 40, None)
    files = Files(no, none, zero + 1, no, no)
    person = jnp.arange(PEOPLE, dtype=jnp.uint32)

    @jax.jit
    def month(files: Files, t: jax.Array) -> tuple[Files, jax.Array]:
        draws = Draws(key_of(3), person, t)
        nothing = jnp.zeros(PEOPLE, jnp.uint32)
        files, told = appraise(life, register, files, nothing, None, score, draws)
        return files, told.has_error.any(axis=0).mean()

    found = []
    for t in range(MONTHS):
        files, share = month(files, jnp.uint32(t))
        found.append(float(share))
    return found


@pytest.mark.parametrize("arises", [None, 0.0])
def test_the_share_of_files_with_an_error_stands_only_where_errors_arise(
    arises: float | None,
) -> None:
    found = shares("finance-bureau", arises)
    # 20,000 files: three standard errors of 26 % are 0.9 points.
    assert found[0] == pytest.approx(0.26, abs=0.01)
    if arises is None:
        assert np.abs(np.array(found) - 0.26).max() < 0.015
    else:
        assert found[-1] < 0.12
