"""Any system may stand in the other world: also one that watches nothing of what people do beside
one that does."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import jax
import numpy as np
import pytest

from discredit.engine import loop
from discredit.engine.layout import lay_out
from discredit.engine.world import Population
from discredit.plan import draw_up
from discredit.policy.worlds import rules_of_worlds
from discredit.society.build import KINDS
from discredit.society.people import People

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
