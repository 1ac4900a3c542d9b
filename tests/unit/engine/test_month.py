"""What a month costs is worked out for those whom it concerns: no column of everybody is copied for
each block of people, or each batch that goes through the rooms, so that people cost the same in a
town and in a nation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import small_society
from discredit.engine import loop

LAYOUT = small_society.OTHER_LAYOUT
MONTHS_LOOP = 1
"""How deep the body of the loop over months is, counted from the program."""


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["court-list", "everything"])
def test_no_whole_column_is_copied_within_a_month(policy: str) -> None:
    program = compiled(policy)
    column = re.compile(rf"= \w+\[{LAYOUT.parts * LAYOUT.blocks},[0-9,]*\]\S* copy\(")
    depths = depth_of(program)
    assert max(depths.values()) > MONTHS_LOOP + 1, "parts and blocks are loops within a month"
    copied = {
        name: found
        for name, body in program.items()
        if depths.get(name, 0) > MONTHS_LOOP and (found := [x for x in body if column.search(x)])
    }
    assert not copied


def compiled(policy: str) -> dict[str, list[str]]:
    """The program of a year of months: its computations by name, line by line."""
    rules, population = small_society.rules(policy), small_society.population(LAYOUT)
    nobody = np.full(loop.TRACED, -1, np.int32)
    asked = loop._Asked.of(rules, LAYOUT, 0).schedule(slice(0, 12))  # pyright: ignore[reportPrivateUsage]
    constants = loop._constants(population, LAYOUT, 0, nobody)  # pyright: ignore[reportPrivateUsage]
    world = jax.tree.map(jnp.asarray, small_society.morning(rules, LAYOUT))
    advance = loop._advance.lower(world, constants, asked, layout=LAYOUT.of_any)  # pyright: ignore[reportPrivateUsage]
    return dict(computations(advance.compile().as_text() or ""))


def computations(text: str) -> Iterator[tuple[str, list[str]]]:
    for found in re.finditer(r"^(?:ENTRY )?%([\w.\-]+) \(.*?^\}", text, re.M | re.S):
        yield found[1], found[0].splitlines()


def depth_of(program: dict[str, list[str]]) -> dict[str, int]:
    """In how many loops each computation is, called from the last one: the program itself."""
    depths: dict[str, int] = {}

    def visit(name: str, depth: int) -> None:
        if depth <= depths.get(name, -1):
            return
        depths[name] = depth
        for line in program[name]:
            in_loop = " while(" in line
            for called in re.findall(r"%([\w.\-]+)", line.split(" = ", 1)[-1]):
                if called in program:
                    visit(called, depth + in_loop)

    visit(list(program)[-1], 0)
    return depths
