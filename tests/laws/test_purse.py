"""Bills of a month are paid from income and savings; what neither covers stays unpaid, and what is
owed is paid back before anything is saved."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from functools import cache
from typing import Any

import jax
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import small_society
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


def kept_house(seed: int, fine: float, budget: Any) -> tuple[Any, Any, Any]:
    """A month of purses under a fine: as they were, as they are, and what came of it."""
    case, rng = case_of(seed, "everything"), np.random.default_rng(seed)
    no, nothing = np.zeros(ROWS, bool), np.zeros(ROWS, np.float32)
    due = (fine * (rng.random(ROWS) < 0.5)).astype(np.float32)
    treatment = life.Treatment(case.held.doors, Burden(due, nothing, nothing, no, no), no)
    rules = case.rules._replace(life=case.rules.life._replace(budget=budget))
    before = case.truth if budget is not None else case.truth._replace(purse=None)
    columns = (case.people, before, case.acts, treatment, case.surroundings)
    truth, toll = room(life.live)(*columns, case.conditions, rules, case.draws)
    return case, *jax.tree.map(np.asarray, (truth, toll))


def budget_of(seed: int, **given: float) -> Any:
    budget = case_of(seed, "everything").rules.life.budget
    assert budget is not None
    return budget._replace(**{name: np.float32(value) for name, value in given.items()})


@few(max_examples=15)
@given(seeds, st.floats(0, 5000), st.floats(0, 5000))
def test_a_heavier_fine_never_means_fewer_arrears_and_paying_back_comes_before_saving(
    seed: int, fine: float, more: float
) -> None:
    case, truth, toll = kept_house(seed, fine, budget_of(seed))
    _, poorer, _ = kept_house(seed, fine + more, budget_of(seed))
    assert not ((truth.savings > 0) & (truth.purse.arrears > 0)).any()
    assert (poorer.purse.arrears >= truth.purse.arrears).all()
    assert (poorer.savings <= truth.savings).all()
    # What is owed is what was owed, what came and what was paid back; of what is missing no more
    # is left than was missing, and no more is paid back than there is.
    owed = case.truth.purse.arrears + toll.arrears.arisen - toll.arrears.paid_back
    np.testing.assert_allclose(truth.purse.arrears, owed, rtol=1e-6, atol=1e-3)
    assert (toll.arrears.arisen <= toll.unpaid).all()
    assert not ((toll.arrears.arisen > 0) & (toll.arrears.paid_back > 0)).any()


@few(max_examples=10)
@given(seeds, st.floats(0, 5000))
def test_where_nothing_stays_owed_money_is_what_it_is_without_arrears(
    seed: int, fine: float
) -> None:
    none = budget_of(seed, left_unpaid=0, home_cheaper_by=0)
    case, truth, toll = kept_house(seed, fine, none)
    _, plain, plain_toll = kept_house(seed, fine, None)
    owes = case.truth.purse.arrears > 0
    assert not toll.arrears.arisen.any() and not truth.purse.may_lose_home.any()
    np.testing.assert_allclose(truth.savings[~owes], plain.savings[~owes], rtol=1e-5, atol=0.01)
    np.testing.assert_allclose(toll.unpaid, plain_toll.unpaid, rtol=1e-5, atol=0.01)


def test_a_household_gives_up_its_home_together_and_for_arrears_alone() -> None:
    past, who = small_society.shared_monthly("everything"), small_society.people()
    head = (
        np.arange(small_society.PEOPLE) - np.asarray(who.place_in_household)[: small_society.PEOPLE]
    )
    last = None
    for world in past.worlds:
        arrears, moved, may_lose = map(small_society.flat, world.truth.purse)
        np.testing.assert_array_equal(moved, moved[head])
        if last is not None:
            before, may_move = last
            went = moved[head] != before
            assert np.isin(head[went], head[may_move]).all()
        assert (arrears[may_lose] > 0).all()
        last = moved, may_lose
    assert last is not None and 10 < len(np.unique(head[last[0] > 0])) < 700
