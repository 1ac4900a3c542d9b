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

        def shut(*columns: *Columns) -> Given:
            shapes = jax.eval_shape(room, *columns)
            return jax.tree.map(lambda column: jnp.zeros(column.shape, column.dtype), shapes)

        return jax.lax.cond(self.is_open, room, shut, *columns)
