"""A world half-way, kept on disk so that a killed run goes on from there with the same bytes.

Columns are kept as [..., people], without padding, so that a checkpoint does not depend on how the
population was cut up: it is gone on with under any layout and on any number of devices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from discredit.errors import ResultError
from discredit.run import World
from discredit.store import arrays
from discredit.store.arrays import Strip

WORLD = "world"
"""What the names of a world's columns begin with: `world.tally.paid`."""


class Halt(NamedTuple):
    """Where an arm stands. What its months left behind lies beside it, see `Workplace.stretch`."""

    world: World
    months: int  # done


class Cost(NamedTuple):
    """What checkpoints took."""

    written: int
    size: int  # bytes of the largest
    seconds: float  # in all, of the arms' own time


def on_host(column: jax.Array) -> np.ndarray:
    """A column where Python can read it: on a processor the very bytes, no copy."""
    return np.asarray(column)


def on_device(column: np.ndarray) -> jax.Array:
    """A column where the engine works; a copy, since the engine takes over what it is handed."""
    return jnp.array(column, copy=True)


def save(
    path: Path,
    halt: Halt,
    people: int,
    inputs_digest: str,
    *,
    to_host: Callable[[jax.Array], np.ndarray] = on_host,
) -> int:
    """Write a checkpoint in place of the last one, a column at a time; the bytes it took.

    `to_host` brings one column [blocks, ..., rows] to this process. Raises RunError.
    """

    def strips() -> Iterator[tuple[str, Strip]]:
        for name, value in (("inputs", np.array(inputs_digest)), ("months", np.array(halt.months))):
            yield name, Strip(value.dtype, value.shape, (value,))
        for name, column in named(halt.world):
            yield f"{WORLD}{name}", arrays.strip_of(to_host(column), people)

    return arrays.save_strips(path, strips())


def load(
    path: Path,
    like: World,
    blank: World,
    people: int,
    inputs_digest: str,
    *,
    to_device: Callable[[np.ndarray], jax.Array] = on_device,
) -> Halt:
    """Read a checkpoint into a world of the shapes of `like` [blocks, ..., rows], column by column.

    `blank` is a world of one row, which the padding is filled with. Raises ResultError when the
    file is damaged, of other inputs or of another engine's columns.
    """
    with arrays.opened(path) as stored:
        names = set(stored.names)
        if "inputs" not in names or str(stored.whole("inputs")) != inputs_digest:
            raise ResultError(f"{path} belongs to another run; name another folder or use --force.")
        columns = []
        for (name, wanted), (_, nobody) in zip(named(like), named(blank), strict=True):
            at = f"{WORLD}{name}"
            column = stored.whole(at) if at in names else None
            shape = (*wanted.shape[1:-1], people)
            if column is None or column.shape != shape or column.dtype != wanted.dtype:
                raise ResultError(
                    f"{path} was written by another version of discredit (column {name}); "
                    "use --force to begin again."
                )
            pad = np.asarray(nobody)[0, ..., 0]
            columns.append(to_device(arrays.laid_out(column, wanted.shape, pad)))
        months = int(stored.whole("months"))
    return Halt(jax.tree.unflatten(jax.tree.structure(like), columns), months)


def months_in(path: Path) -> int:
    """How many months a checkpoint or a finished part has behind it. Raises ResultError."""
    return int(arrays.load(path, "months")["months"])


def named(world: World) -> list[tuple[str, jax.Array]]:
    """The columns of a world with their names, such as `.tally.paid`."""
    leaves, _ = jax.tree_util.tree_flatten_with_path(world)
    return [(jax.tree_util.keystr(place), leaf) for place, leaf in leaves]
