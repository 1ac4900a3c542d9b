"""Laws of the years: who ages, dies, comes and moves, whatever the system does."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discredit.society.build import build
from discredit.society.edit import with_value
from discredit.society.people import People
from discredit.society.renewal import DIED, LEFT, NEW, OWN, STAYED, Renewal, Turn, renewal_of
from discredit.society.spec import SocietySpec, read_society
from discredit.vocabulary import ADULT_AGE

YEARS = 13
POINT = 0.01
BLOCK = 256


@cache
def society() -> SocietySpec:
    return with_value(read_society("china-2020"), "society.renewal.passes", True).spec


def renewal(people: int, seed: int, block: int = BLOCK) -> tuple[People, Renewal]:
    built = build(society(), people, seed, block=block)
    found = renewal_of(society(), built, people, seed)
    assert found is not None
    return built, found


@cache
def thirteen_years() -> tuple[People, list[Turn]]:
    built, of = renewal(20_000, 5)
    return built, [turn for turn, _ in zip(of.turns(built), range(YEARS), strict=False)]


def shares_of_ages(people: People) -> np.ndarray[Any, Any]:
    """Under 15, 15 to 59, and 60 or over: the groups of the census."""
    return np.histogram(people.age[people.present], [0, 15, 60, 101])[0] / people.present.sum()


def test_thirteen_years_keep_ages_households_and_migrants() -> None:
    built, turns = thirteen_years()
    last = turns[-1].people
    assert np.abs(shares_of_ages(last) - shares_of_ages(built)).max() < POINT
    for name in ("region", "is_urban", "is_migrant", "household_size", "income", "income_fifth"):
        assert np.array_equal(getattr(last, name), getattr(built, name)), name
    assert last.age[last.present & (last.place_in_household == 0)].min() >= ADULT_AGE


def test_all_but_the_dead_the_gone_and_the_new_live_on_a_year_older() -> None:
    before = thirteen_years()[0]
    for turn in thirteen_years()[1]:
        lives = turn.came_from != NEW
        source = turn.came_from[lives]
        assert len(np.unique(source)) == len(source)
        assert set(np.flatnonzero(turn.went == STAYED)) == set(source)
        assert np.array_equal(
            turn.people.age[lives], np.minimum(before.age[source] + before.present[source], 100)
        )
        for name in ("sociability", "name_frequency", "savings"):
            assert name in OWN
            assert np.array_equal(getattr(turn.people, name)[lives], getattr(before, name)[source])
        before = turn.people


def test_as_many_die_as_the_society_says_and_the_old_die_sooner() -> None:
    built, turns = thirteen_years()
    wanted = society().renewal["death_rate"].value
    died = [float((turn.went == DIED)[built.present].mean()) for turn in turns]
    assert np.mean(died) == pytest.approx(wanted, abs=0.0007)
    assert built.age[turns[0].went == DIED].mean() > 60
    assert 0 < (turns[0].went == LEFT).mean() < 0.05


def test_children_come_of_age_go_to_school_and_to_work() -> None:
    built, turns = thirteen_years()
    last = turns[-1].people
    grown = (built.age < 12) & (last.age == built.age + YEARS) & built.present
    assert grown.sum() > 300
    adult = last.occupation[grown & (last.age >= ADULT_AGE)]
    assert (built.occupation[grown] == 0).all()
    assert adult.min() > 0
    assert len(np.unique(adult)) > 5
    assert last.education[grown].mean() > built.education[grown].mean() + 1


@settings(max_examples=15, deadline=None)
@given(people=st.integers(1, 6000), seed=st.integers(0, 2**64 - 1), year=st.integers(1, 150))
def test_a_year_is_worked_out_from_seed_and_year_alone(people: int, seed: int, year: int) -> None:
    """Not from padding, nor from when it is asked for; households stay whole, incomes shared."""
    built, of = renewal(people, seed)
    turn = next(of.turns(built, year))
    wide, other = renewal(people, seed, block=4096)
    for name, column in next(other.turns(wide, year)).people._asdict().items():
        assert np.array_equal(column[:people], getattr(turn.people, name)[:people]), name
    heads = turn.people.present & (turn.people.place_in_household == 0)
    assert (turn.people.age[heads] >= ADULT_AGE).all()
    home = np.cumsum(heads) - 1
    earned = np.bincount(home[:people], turn.people.earnings[:people])
    income = turn.people.income[heads] * turn.people.household_size[heads]
    assert np.allclose(earned, income, rtol=1e-3)
