"""A quiet month is the month that the rooms would have made, bit for bit: whoever passes it by
could have been sent through them, and nobody to whom something happens is overlooked."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import small_society
from discredit import record
from discredit.draws import key_of
from discredit.engine.layout import rows_of
from discredit.engine.month import through_the_rooms
from discredit.engine.surroundings import (
    Near,
    ask_all,
    context_of,
    friends_of,
    surroundings_of,
)
from discredit.engine.world import Constants, Schedule, WorldState
from discredit.observation.room import rooms_for_checks
from discredit.policy.rules import Rules
from discredit.record.measures import counts_against, everyday, places
from discredit.redress.queue import capacity_by_month
from discredit.society import home, ties
from discredit.society.slots import extent_of
from discredit.step import quiet

MONTHS = [("court-list", 3), ("court-list", 15), ("everything", 2), ("everything", 14)]
LAYOUT = small_society.Layout(small_society.PEOPLE, parts=1, blocks=1, rows=2048)


class Both:
    """The same month of everybody twice: passed by, and through the rooms."""

    def __init__(self, policy: str, month: int) -> None:
        world = jax.tree.map(_as_one_block, small_society.shared_monthly(policy).worlds[month])
        rules = jax.tree.map(lambda column: column[month], small_society.rules(policy))
        capacity = capacity_by_month(
            np.asarray(small_society.rules(policy).redress.capacity), LAYOUT.people
        )
        rooms = rooms_for_checks(small_society.rules(policy).observation.checks, LAYOUT.people)
        room = None if rooms is None else rooms[month]
        self.rules = rules
        self.passed, self.sent = jax.tree.map(
            np.asarray, _both(world, rules, np.int32(month), capacity[month], room)
        )
        who = jax.tree.map(
            lambda column: np.asarray(column)[0], small_society.population(LAYOUT).people
        )
        self.passes = np.asarray(who.present) & ~self.passed["stirs"]


def _as_one_block(column: Any) -> Any:
    flat = small_society.flat(column)
    padding = [(0, 0)] * (flat.ndim - 1) + [(0, LAYOUT.rows - flat.shape[-1])]
    return np.pad(flat, padding)[None]


def _constants() -> Constants:
    population, key = small_society.population(LAYOUT), key_of(small_society.SEED)
    return Constants(population, key, jnp.full(1, -1, jnp.int32), jnp.int32(LAYOUT.people))


@jax.jit
def _both(
    world: WorldState, rules: Rules, t: Any, capacity: Any, room: Any
) -> tuple[dict[str, Any], Any]:
    population, constants = small_society.population(LAYOUT), _constants()
    overview = ask_all(world, constants, rules, LAYOUT)
    now = Schedule(t, rules, capacity, jnp.bool_(True), room)
    context = context_of(world, overview, constants, now, LAYOUT)
    mine, people, active = jax.tree.map(lambda c: c[0], (world, *population))
    row = rows_of(jnp.int32(0), LAYOUT)
    window = context.halo[: LAYOUT.rows + 2 * home.HALO]
    at_home = home.household_or(window, people.place_in_household, people.household_size)
    near = Near(at_home, overview.listed_ties, friends_of(active, row, context))
    surroundings = surroundings_of(row, people, active, near, context)
    found = quiet.month(
        context.alike.draws(row), people, rules, mine.truth, mine.held, surroundings,
        context.alike.conditions, overview.is_open[0],
    )  # fmt: skip
    tally = record.count_quietly(mine.tally, found.month, counts_against(rules), context.t)
    nothing = jnp.zeros(LAYOUT.rows, jnp.uint8)
    measure = partial(record.measure, people=people, rules=rules)
    passed = {
        "stirs": found.stirs,
        "world": WorldState(found.truth, found.held, tally),
        "everyday": measure(
            found.month, flaw=nothing, has_done=tally.has_done, names=everyday(rules)
        ),
    }
    after, month, judged = through_the_rooms(mine, people, row, surroundings, context.alike)
    measures = measure(month, flaw=judged.flaw, has_done=after.tally.has_done)
    return passed, {"world": after, "measures": measures, "against": counts_against(rules)}


@cache
def both(policy: str, month: int) -> Both:
    return Both(policy, month)


@pytest.mark.parametrize(("policy", "month"), MONTHS)
def test_a_quiet_month_is_what_the_rooms_would_have_made(policy: str, month: int) -> None:
    case = both(policy, month)
    assert 0.05 < case.passes.mean() < 0.99, "the law needs people of both kinds"
    passed, sent = (small_society.columns(one["world"]) for one in (case.passed, case.sent))
    assert passed.keys() == sent.keys()
    for name, mine in passed.items():
        theirs = sent[name]
        np.testing.assert_array_equal(
            mine[..., case.passes], theirs[..., case.passes], err_msg=name, strict=True
        )


@pytest.mark.parametrize(("policy", "month"), MONTHS)
def test_a_quiet_month_adds_to_the_everyday_measures_alone(policy: str, month: int) -> None:
    case = both(policy, month)
    measures = case.sent["measures"][case.passes]
    at = places(everyday(case.rules), case.rules)
    np.testing.assert_array_equal(measures[:, at], case.passed["everyday"][case.passes])
    others = np.delete(measures, [0, *at], axis=1)
    assert (measures[:, 0] == 1).all()
    assert not others.any()


@pytest.mark.parametrize(
    ("policy", "month"), [("court-list", 9), ("court-list", 15), ("everything", 14)]
)
def test_the_listed_tell_their_ties_what_everybody_would_find_out(policy: str, month: int) -> None:
    morning = small_society.shared_monthly(policy).worlds[month]
    world = jax.tree.map(lambda column: jnp.asarray(_as_one_block(column)), morning)
    rules = jax.tree.map(lambda column: column[month], small_society.rules(policy))
    population, key = small_society.population(LAYOUT), key_of(small_society.SEED)
    asked = ask_all(world, _constants(), rules, LAYOUT)
    listed = np.asarray(asked.is_listed)[0]
    nobody = jnp.zeros(LAYOUT.rows, jnp.uint8)
    row = rows_of(jnp.int32(0), LAYOUT)
    told = ties.tell(
        nobody, jnp.int32(0), listed, population.active[0], row, extent_of(LAYOUT.people), key
    )
    assert listed.any()
    np.testing.assert_array_equal(told, asked.listed_ties)
