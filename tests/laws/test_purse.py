"""Bills of a month are paid from income and savings; what neither covers stays unpaid."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from functools import cache
from typing import Any

import jax
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from discredit import life
from discredit.dossier import Burden
from random_months import ROWS, case_of, few, policies, seeds

room = cache(jax.jit)


def lived(seed: int, policy: str, fine: float) -> tuple[Any, Any]:
    case, rng = case_of(seed, policy), np.random.default_rng(seed)
    no, nothing = np.zeros(ROWS, bool), np.zeros(ROWS, np.float32)
    due = (fine * (rng.random(ROWS) < 0.5)).astype(np.float32)
    treatment = life.Treatment(case.held.doors, Burden(due, nothing, nothing, no, no), no)
    columns = (case.people, case.truth, case.acts, treatment, case.surroundings)
    truth, toll = room(life.live)(*columns, case.conditions, case.rules, case.draws)
    return np.asarray(truth.savings), np.asarray(toll.unpaid)


@few(max_examples=15)
@given(seeds, policies, st.floats(0, 5000), st.floats(0, 5000))
def test_a_heavier_fine_never_leaves_more_money_or_fewer_unpaid_bills(
    seed: int, policy: str, fine: float, more: float
) -> None:
    savings, unpaid = lived(seed, policy, fine)
    poorer, owing = lived(seed, policy, fine + more)
    assert (savings >= 0).all() and (unpaid >= 0).all()
    assert not ((savings > 0) & (unpaid > 0)).any()
    assert (poorer <= savings).all() and (owing >= unpaid).all()
