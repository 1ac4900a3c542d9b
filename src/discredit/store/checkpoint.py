"""A world half-way, kept on disk so that a killed run goes on from there with the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from discredit.errors import ResultError
from discredit.run import World
from discredit.store import disk


class Halt(NamedTuple):
    """Where an arm stands: its world, and what its months left behind so far."""

    world: World
    sums: np.ndarray  # [months so far, groups, measures]
    trace: dict[str, np.ndarray]  # by column: [months so far, slots]

    @property
    def months(self) -> int:
        return len(self.sums)


def save(path: Path, halt: Halt, inputs_digest: str) -> None:
    """Write a checkpoint in place of the last one. Raises RunError."""
    world = {f"world{name}": np.asarray(column) for name, column in _named(halt.world)}
    trace = {f"trace.{name}": column for name, column in halt.trace.items()}
    stamp = {"inputs": np.array(inputs_digest)}
    disk.save(path, {**stamp, "sums": halt.sums, **trace, **world})


def load(path: Path, like: World, inputs_digest: str) -> Halt:
    """Read a checkpoint of a world of the shapes of `like`.

    Raises ResultError when it is damaged, of other inputs or of another engine's shapes.
    """
    arrays = disk.load(path)
    if str(arrays.get("inputs")) != inputs_digest:
        raise ResultError(f"{path} belongs to another run; name another folder or use --force.")
    columns = []
    for name, wanted in _named(like):
        column = arrays.get(f"world{name}")
        if column is None or column.shape != wanted.shape or column.dtype != wanted.dtype:
            raise ResultError(
                f"{path} was written by another version of discredit (column {name}); "
                "use --force to begin again."
            )
        # A copy, since the engine takes over the memory of what it is handed.
        columns.append(jnp.array(column, copy=True))
    world = jax.tree.unflatten(jax.tree.structure(like), columns)
    return Halt(world, arrays["sums"], traces_in(arrays))


def sums_in(path: Path) -> np.ndarray:
    """The sums of a checkpoint or of a finished part. Raises ResultError."""
    return disk.load(path, "sums")["sums"]


def traces_in(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The traced columns among the arrays of a checkpoint or part."""
    return {
        name.removeprefix("trace."): column
        for name, column in arrays.items()
        if name.startswith("trace.")
    }


def _named(world: World) -> list[tuple[str, jax.Array]]:
    leaves, _ = jax.tree_util.tree_flatten_with_path(world)
    return [(jax.tree_util.keystr(place), leaf) for place, leaf in leaves]
