"""Which runs share an engine, and that any two worlds have one: without compiling any."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import jax
import numpy as np
import pytest

from discredit.engine import cache as engine_cache
from discredit.engine import loop
from discredit.engine.layout import Layout, lay_out
from discredit.engine.world import Population
from discredit.levers import changed
from discredit.plan import draw_up
from discredit.policy.worlds import rules_of_worlds
from discredit.society.build import KINDS
from discredit.society.people import People


def names(system: str = "court-list", levers: tuple[str, ...] = (), **size: Any) -> set[str]:
    """What the engines of a run are called: one for each number of months at a time, and world."""
    policy, society = changed(system, (), levers, size.pop("society", None))
    plan = draw_up(policy, society=society, **{"people": 100_000, "months": 24, **size})
    spec = plan.society.spec
    layout = lay_out(plan.people, 1, len(spec.marginals.regions.names))
    shape = (layout.parts * layout.blocks, layout.rows)
    nobody = People(*(jax.device_put(np.zeros(shape, KINDS[name])) for name in People._fields))
    population = Population(nobody, jax.device_put(np.zeros(shape, np.uint16)))
    found: set[str] = set()
    nobody_followed = np.full(loop.TRACED, -1, np.int32)
    for rules in rules_of_worlds(plan.policy, plan.against, plan.span.first, plan.months):
        world = jax.tree.map(
            lambda column: jax.ShapeDtypeStruct(column.shape, column.dtype),
            loop.shapes(nobody, rules),
        )
        asked = loop._Asked.of(rules, layout, plan.burn_in)
        for when in loop._stretches(0, plan.burn_in, asked.total):
            args = (
                world,
                loop._constants(population, layout, 1, nobody_followed),
                asked.schedule(when),
            )
            found.add(engine_cache._name(loop._advance, args, {"layout": layout.of_any}))
    return found


@pytest.fixture(scope="module")
def ordinary() -> set[str]:
    return names()


def test_both_worlds_and_all_their_years_share_one(ordinary: set[str]) -> None:
    assert len(ordinary) == 1


@pytest.mark.parametrize(
    "size",
    [
        {"people": 100_001},
        {"people": 103_168},
        {"months": 60},
        {"start": "2015-07", "burn_in": 0},
        {"levers": ("observation.misrouted=0.02",)},
        {"society": "netherlands-2020"},
    ],
    ids=lambda size: " ".join(f"{name}={value}" for name, value in size.items()),
)
def test_runs_that_are_cut_up_alike_share_one(ordinary: set[str], size: dict[str, Any]) -> None:
    assert names(**size) == ordinary


@pytest.mark.parametrize(
    "size",
    [{"people": 103_169}, {"months": 12 + 6}, {"system": "rongcheng"}],
    ids=lambda size: " ".join(f"{name}={value}" for name, value in size.items()),
)
def test_what_is_cut_up_otherwise_or_asks_for_other_columns_does_not(
    ordinary: set[str], size: dict[str, Any]
) -> None:
    assert names(**size) - ordinary


@pytest.mark.parametrize(
    ("people", "as_many"), [(1, 2048), (2049, 4096), (4097, 8192), (100_000, 100_001)]
)
def test_populations_are_rounded_to_few_shapes(people: int, as_many: int) -> None:
    def cut_up(people: int) -> Layout:
        return lay_out(people).of_any._replace(people=0)

    assert cut_up(people) == cut_up(as_many)


SYSTEMS = ("court-list", "rongcheng", "sesame")
"""One that watches no conduct, one with a catalogue and lists, one that scores and lists nobody."""


def shapes_of_a_year(rules: Any, people: int) -> Any:
    """What twelve months of a world would leave, without compiling them."""
    layout = lay_out(people)
    shape = (layout.parts * layout.blocks, layout.rows)
    nobody = People(*(np.zeros(shape, KINDS[name]) for name in People._fields))
    population: Any = Population(*jax.device_put((nobody, np.zeros(shape, np.uint16))))
    world = loop.shapes(population.people, rules)
    asked = loop._Asked.of(rules, layout, 0)
    constants = loop._constants(population, layout, 1, np.full(loop.TRACED, -1, np.int32))
    args = world, constants, asked.schedule(slice(0, 12))
    return jax.eval_shape(lambda *given: loop._advance(*given, layout=layout.of_any), *args)


@pytest.mark.parametrize(("system", "other"), [*permutations(SYSTEMS, 2)])
def test_the_months_of_both_worlds_can_be_worked(system: str, other: str) -> None:
    plan = draw_up(system, people=300, months=12, start="2019-01", burn_in=0, against=other)
    for rules in rules_of_worlds(plan.policy, plan.against, plan.span.first, plan.months):
        sums = shapes_of_a_year(rules, plan.people)[1]
        assert sums.shape[0] == 12
