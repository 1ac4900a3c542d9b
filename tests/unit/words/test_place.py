"""A system from elsewhere says which country is not simulated, and whose money is told."""

from __future__ import annotations

import pytest

from discredit import library
from discredit.policy.compose import load_policy
from discredit.society.spec import load_society
from discredit.words.place import elsewhere

FROM_ELSEWHERE = {
    "child-leave-checks": ("Sweden", "Swedish kronor"),
    "childcare-benefit": ("The Netherlands", "euros"),
    "credit-bureau": ("The United States", "US dollars"),
    "midas": ("The United States", "US dollars"),
    "platform-rating": ("The United States", "US dollars"),
    "robodebt": ("Australia", "Australian dollars"),
    "smart-check": ("The Netherlands", "euros"),
    "student-grant-checks": ("The Netherlands", "euros"),
    "tenant-screening": ("The United States", "US dollars"),
    "voter-purge": ("The United States", "US dollars"),
    "watch-list": ("The United States", "US dollars"),
}


@pytest.mark.parametrize("name", library.names("systems"))
def test_the_country_that_is_not_simulated_is_named(name: str) -> None:
    system = load_policy(name).system
    said = elsewhere(system, load_society(system.society))
    if name not in FROM_ELSEWHERE:
        assert said == ""
        return
    country, _ = FROM_ELSEWHERE[name]
    assert said.startswith(f"{country} is not simulated")
    assert "aggregates of China" in said
    assert "Money is in yuan" in said


def test_a_system_in_its_own_country_says_nothing() -> None:
    system = load_policy("court-list").system.model_copy(update={"country": "China"})
    assert elsewhere(system, load_society("china-2020")) == ""
