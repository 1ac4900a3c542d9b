"""The branch that keeps rooms apart for the compiler."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar, TypeVarTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool

Columns = TypeVarTuple("Columns")
Given = TypeVar("Given")


class Branch(NamedTuple):
    """Works out each room once and for all.

    Left alone, the compiler works a room out again inside each later one that reads it: six times
    the code, twice the time. A branch that it cannot foresee stops that. It is always taken, since
    a run ends before the months that draws can count.
    """

    is_open: Bool[Array, ""]

    def __call__(self, room: Callable[[*Columns], Given], *columns: *Columns) -> Given:
        """What `room` gives for these columns."""
        traced, shapes = jax.make_jaxpr(room, return_shape=True)(*columns)
        took, given = traced.jaxpr.invars, traced.jaxpr.outvars
        handed_on = [took.index(one) if one in took else None for one in given]

        def shut(*columns: *Columns) -> Given:
            # What a room hands on as it came stays outside the branch: both ways have it.
            leaves = jax.tree.leaves(columns)
            blank = [
                jnp.zeros(shape.shape, shape.dtype) if k is None else leaves[k]
                for k, shape in zip(handed_on, jax.tree.leaves(shapes), strict=True)
            ]
            return jax.tree.unflatten(jax.tree.structure(shapes), blank)

        return jax.lax.cond(self.is_open, room, shut, *columns)
