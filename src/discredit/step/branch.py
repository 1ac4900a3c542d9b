"""The branch that keeps rooms apart for the compiler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool


def enter(is_open: Bool[Array, ""], room: Callable[..., Any], *columns: Any) -> Any:
    """Work out a room once and for all.

    Left alone, the compiler works a room out again inside each later one that reads it: six times
    the code, twice the time. A branch it cannot foresee stops that; it is always taken, since a run
    ends before the months that draws can count.
    """

    def shut(*columns: Any) -> Any:
        shapes = jax.eval_shape(room, *columns)
        return jax.tree.map(lambda column: jnp.zeros(column.shape, column.dtype), shapes)

    return jax.lax.cond(is_open, room, shut, *columns)
