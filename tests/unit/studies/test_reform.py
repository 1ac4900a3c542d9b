"""The search for reforms: harm is the cost, and nothing else can be."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest

import discredit as dc
from discredit.errors import InputError

if TYPE_CHECKING:
    from discredit.studies.reform import Reforms

pytest.importorskip("gymnasium")


@pytest.fixture(scope="module")
def search() -> Reforms:
    return dc.reforms("court-list", people=2000, months=24, start="2014-01", steps=3)


def test_it_is_what_gymnasium_takes_for_an_environment(search: Reforms) -> None:
    from gymnasium.utils.env_checker import check_env

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check_env(search, skip_render_check=True)


def test_what_steps_spare_adds_up_to_the_harm_that_is_gone(search: Reforms) -> None:
    state, told = search.reset(seed=1)
    assert not state.any() and told["safeguards"] == ()
    found = []
    for name in ("evidence-standard", "notice", "evidence-standard"):
        action = np.int64(search.safeguards.index(name))
        state, spared, is_over, is_cut, told = search.step(action)
        found.append(spared)
        assert told["harms"]["wrongful"] == search.harm(told["safeguards"])
    assert told["safeguards"] == ("notice",) and state.sum() == 1
    assert found[0] > 0 and sum(found) == pytest.approx(search.harm(()) - search.harm(("notice",)))
    assert is_cut and not is_over


def test_the_last_action_ends_the_search(search: Reforms) -> None:
    search.reset()
    _, spared, is_over, _, _ = search.step(np.int64(len(search.safeguards)))
    assert is_over and spared == 0


@pytest.mark.parametrize("goal", ["missed_debts", "staff_cost", "listed", "wrongfull"])
def test_nothing_but_harm_is_a_cost(goal: str) -> None:
    with pytest.raises(InputError, match="the cost is a harm: wrongful, correction, apart"):
        dc.reforms("court-list", harm=goal, people=2000, months=24)
