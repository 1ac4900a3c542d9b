"""What tests need that hold the formulas of docs/model/ to the code.

A test that works a formula out repeats it as the page writes it, in a mark that `held` finds; so
neither can change alone.
"""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import jax
import jax.numpy as jnp

from discredit import draws
from discredit.draws import Draws
from discredit.observation.appraisal import Circumstances
from random_months import case_of

Test = TypeVar("Test", bound=Callable[..., None])


def holds(page: str, formula: str) -> Callable[[Test], Test]:
    """Marks a test as one that works out a formula of a page: `holds("gates", r"...")`."""
    assert page and formula
    return lambda test: test


def held(tests: Path) -> list[tuple[str, str]]:
    """Page and formula of every mark in the tests of a folder."""
    marks = (
        mark
        for file in sorted(tests.glob("test_formulas_*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "holds"
    )
    return [tuple(ast.literal_eval(given) for given in mark.args) for mark in marks]


def month(seed: int) -> Any:
    """A random month of the policy with everything at once, on the device."""
    return jax.tree.map(jnp.asarray, case_of(seed, "everything"))


def luck(people: int = 1000) -> Draws:
    """The luck of some people in the fifth month of seed 7."""
    return Draws(draws.key_of(7), jnp.arange(people, dtype=jnp.uint32), jnp.uint32(5))


def living(saved: Any, owed: Any, income: Any) -> Circumstances:
    """Lives of which only money matters."""
    n = len(saved)
    school, age = jnp.zeros(n, jnp.uint8), jnp.full(n, 40, jnp.uint8)
    return Circumstances(saved, owed, income, school, jnp.zeros(n, bool), age, None)
