"""A system laid over another society than its own says whose country is not simulated."""

from __future__ import annotations

import pytest

from discredit import library
from discredit.policy.compose import load_policy
from discredit.society.spec import load_society
from discredit.words.place import elsewhere


@pytest.mark.parametrize("name", library.names("systems"))
def test_a_system_at_home_says_nothing(name: str) -> None:
    system = load_policy(name).system
    society = load_society(system.society)
    said = elsewhere(system, society)
    if system.country in (None, society.country):
        assert said == ""
    else:  # a country of which the library has no society
        assert said.startswith(f"{system.country} is not simulated here")


@pytest.mark.parametrize(
    ("name", "society", "country", "money"),
    [
        ("robodebt", "china-2020", "Australia", "yuan"),
        ("midas", "netherlands-2020", "The United States", "euros"),
        ("court-list", "australia-2021", "China", "Australian dollars"),
    ],
)
def test_a_system_laid_over_another_society_names_both(
    name: str, society: str, country: str, money: str
) -> None:
    spec = load_society(society)
    said = elsewhere(load_policy(name).system, spec)
    assert said.startswith(f"{country} is not simulated here")
    assert f"aggregates of {spec.country}" in said
    assert f"Money is in {money};" in said
