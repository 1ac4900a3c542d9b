"""Standard money, and amounts from one society to another."""

from dataclasses import replace

import numpy as np
import pytest

from discredit.errors import SocietyError
from discredit.policy.compose import load_policy
from discredit.society.build import build
from discredit.society.money import worth_in
from discredit.society.spec import load_society, society_names


@pytest.mark.parametrize("name", society_names())
def test_half_of_everybody_has_less_than_the_median_in_standard_money(name: str) -> None:
    income = build(name, 20_000, 1).income
    assert 12 * float(np.median(income)) == pytest.approx(27_540, rel=0.15)


def test_an_amount_is_what_it_says_at_home_and_months_of_a_median_income_elsewhere() -> None:
    policy = load_policy("robodebt")
    home, away = load_society("australia-2021"), load_society("netherlands-2020")
    assert worth_in(home, policy)["AUD"] == pytest.approx(1 / home.money_rate)
    month = 36_900 / 12
    worth = worth_in(away, policy)["AUD"] * month * away.money_rate  # in euros
    assert worth == pytest.approx(19_200 / 12)


def test_an_amount_without_a_home_is_refused() -> None:
    policy, society = load_policy("robodebt"), load_society("china-2020")
    lists = dict(policy.system.lists)
    name, rule = next((n, r) for n, r in lists.items() if r.fine is not None)
    assert rule.fine is not None
    fine = rule.fine.model_copy(update={"unit": "NOK"})
    lists[name] = rule.model_copy(update={"fine": fine})
    strange = policy.model_copy(
        update={"system": policy.system.model_copy(update={"lists": lists})}
    )
    with pytest.raises(SocietyError, match="no society of the library has NOK"):
        worth_in(society, strange)
    assert worth_in(replace(society, currency="NOK"), strange)["NOK"] == 1.0
