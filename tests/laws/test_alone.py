"""A life told alone, from what everybody's months have shown, is the life among everybody: in every
column and to the last bit."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import small_society as small
from discredit.engine import alone, loop
from discredit.engine.surroundings import HOME_BITS, MonthShown
from discredit.engine.views import Views, packed, views_of
from discredit.engine.world import Population
from discredit.society.renewal import NEW
from discredit.truth import Conditions
from laws.test_years_in_a_world import renewal, rows

PREPARED = 12


class Told(NamedTuple):
    """The diaries of some people, told twice."""

    among_all: dict[str, Any]
    alone: dict[str, Any]


def told(
    policy: str, who: Population | loop.Ageing, persons: tuple[int, ...], prepared: int
) -> Told:
    rules, layout = small.rules(policy), small.LAYOUT
    worlds: list[Any] = [small.morning(rules)]
    diaries, views = [], dict[int, Views]()
    now = jax.tree.map(jnp.array, worlds[0])
    for world, stretch in loop.months(
        now, who, rules, layout, small.SEED, traced=persons, prepared=prepared
    ):
        if stretch.first_month < 0:
            worlds.append(small.copy(world))
            continue
        diaries.append(stretch.traced)
        views[stretch.first_month] = views_of(packed(stretch.shown).columns())

    def begins(these: Any) -> Any:
        return jax.tree.map(lambda column: rows(column)[..., these], worlds[-1])

    few = alone.Few(persons, who, layout, small.SEED)
    again = alone.diaries(few, rules, prepared, begins if prepared else None, views.__getitem__)
    return Told(small.together(diaries), small.together([diary for _, diary in again]))


def persons_of(years: loop.Years) -> tuple[int, ...]:
    """Whoever was listed, moved, came, or came with somebody's debts, and a few others."""
    turn = years.year(1, years.of.built).turn
    who = np.arange(small.PEOPLE)
    listed = np.flatnonzero(rows(small.shared().worlds[-1].held.listed.status)[0])
    came = turn.came_from[: small.PEOPLE]
    moved = np.flatnonzero((came != NEW) & (came != who))
    kinds = [listed, moved, np.flatnonzero(came == NEW), np.flatnonzero(turn.brings != NEW)]
    some = [int(row) for kind in kinds for row in kind[:4]]
    assert all(len(kind) for kind in kinds)
    return tuple(sorted({*some}))[: loop.TRACED]


@cache
def in_a_society_that_ages() -> Told:
    years = loop.Years(renewal(), small.LAYOUT, small.SEED, PREPARED)
    who = loop.Ageing(small.population(), years)
    return told("court-list", who, persons_of(years), PREPARED)


@cache
def under_everything() -> Told:
    worlds = small.shared("everything").worlds
    listed = np.flatnonzero(rows(worlds[-1].held.listed.status).any(axis=0))
    persons = tuple(sorted({*listed[:12].tolist(), 3, 500, 1999}))[: loop.TRACED]
    return told("everything", small.population(), persons, 0)


CASES = {"an ageing society": in_a_society_that_ages, "every mechanism": under_everything}


@pytest.mark.parametrize("case", CASES)
def test_a_life_told_alone_is_the_life_among_everybody(case: str) -> None:
    both = CASES[case]()
    assert both.alone.keys() == both.among_all.keys()
    for name, column in both.among_all.items():
        mine = both.alone[name]
        assert mine.dtype == column.dtype
        assert mine.tobytes() == column.tobytes(), name


@pytest.mark.parametrize("case", CASES)
def test_what_is_told_takes_something_from_others(case: str) -> None:
    """Otherwise the law would hold of people who see nobody."""
    lives = CASES[case]().among_all
    seen = {name for name in ("listed_ties", "listed_at_home", "is_stray") if lives[name].any()}
    assert {"listed_ties", "listed_at_home"} <= seen
    assert lives["lists"].any()
    assert lives["records"].any()


def test_a_score_that_is_handed_down_is_not_worked_out_alone() -> None:
    rules = small.rules("everything")
    assert rules.score is not None
    plain = rules._replace(score=rules.score._replace(inherits=None))
    handed = rules._replace(score=rules.score._replace(inherits=rules.score.base))
    assert (alone.can_be_alone(plain), alone.can_be_alone(handed)) == (True, False)
    assert alone.can_be_alone(small.rules())


def shown(months: int, luck: np.random.Generator) -> MonthShown:
    person = luck.integers(0, 1 << HOME_BITS, (months, 37), dtype=np.uint8)
    strays = luck.random(person.shape) < 0.1
    person |= np.where(strays, luck.integers(1, 33, person.shape), 0).astype(np.uint8) << HOME_BITS
    lone = jnp.asarray(luck.random(months), jnp.float32)
    called = jnp.asarray(luck.integers(0, 9, (months, 2)), jnp.int32)
    return MonthShown(jnp.asarray(person), None, Conditions(called, lone, lone))


@settings(max_examples=30)
@given(cuts=st.lists(st.integers(1, 5), min_size=1, max_size=4), seed=st.integers(0, 99))
def test_views_are_the_same_however_their_months_are_cut(cuts: list[int], seed: int) -> None:
    luck = np.random.default_rng(seed)
    parts = [shown(months, luck) for months in cuts]
    whole = jax.tree.map(lambda *some: jnp.concatenate(some), *parts)
    one, other = packed(parts).columns(), packed([whole]).columns()
    assert one.keys() == other.keys()
    for name, column in one.items():
        np.testing.assert_array_equal(column, other[name], err_msg=name, strict=True)
