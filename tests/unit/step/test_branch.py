"""The branch around a room gives what the room gives, and copies no column that it hands on."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float32

from discredit.step import Branch


class Pair(NamedTuple):
    """Two columns, of which the second may be absent."""

    money: Float32[Array, " n"]
    trust: Float32[Array, " n"] | None


def earn(pair: Pair, wage: Float32[Array, " n"]) -> tuple[Pair, Float32[Array, " n"]]:
    return Pair(pair.money + wage, pair.trust), wage


def test_a_room_gives_through_the_branch_what_it_gives_without() -> None:
    wage = jnp.array([1.0, 2.0], jnp.float32)
    for trust in (jnp.array([0.5, 0.25], jnp.float32), None):
        pair = Pair(jnp.array([3.0, 4.0], jnp.float32), trust)
        through = Branch(jnp.bool_(True))(earn, pair, wage)
        jax.tree.map(np.testing.assert_array_equal, through, earn(pair, wage))


def test_the_branch_gives_only_the_columns_that_the_room_changes() -> None:
    column = jnp.zeros(2, jnp.float32)

    def through(is_open: Array, pair: Pair, wage: Array) -> tuple[Pair, Array]:
        return Branch(is_open)(earn, pair, wage)

    traced = jax.make_jaxpr(through)(jnp.bool_(True), Pair(column, column), column)
    branches = [one for one in traced.jaxpr.eqns if one.primitive.name == "cond"]
    assert [len(one.outvars) for one in branches] == [1], "money alone"
