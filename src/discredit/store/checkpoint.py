"""A world half-way, kept on disk so that a killed run goes on from there with the same bytes.

A checkpoint knows nothing of blocks, devices and processes, so a run may go on on others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import jax
import numpy as np

from discredit import devices
from discredit.errors import ResultError
from discredit.layout import Layout, cut_up, in_a_row
from discredit.run import World
from discredit.store import disk
from discredit.team import ALONE, Team


class Halt(NamedTuple):
    """Where an arm stands: its world, and what its months left behind so far."""

    world: World
    sums: np.ndarray  # [months so far, groups, measures]
    trace: dict[str, np.ndarray]  # by column: [months so far, slots]

    @property
    def months(self) -> int:
        return len(self.sums)


def save(path: Path, halt: Halt, inputs_digest: str, cut: Layout, team: Team = ALONE) -> None:
    """Write a checkpoint in place of the last one, column by column. Raises RunError.

    All processes must ask, since all hold some of the world; process 0 writes.
    """
    columns = _columns(halt, inputs_digest, cut)
    if team.is_first:
        disk.save(path, columns)
    else:
        for _ in columns:
            pass


def _columns(halt: Halt, inputs_digest: str, cut: Layout) -> Iterator[tuple[str, np.ndarray]]:
    yield "inputs", np.array(inputs_digest)
    yield "sums", halt.sums
    for name, column in halt.trace.items():
        yield f"trace.{name}", column
    for name, column in _named(halt.world):
        yield f"world{name}", in_a_row(devices.fetched(column), cut)


def load(path: Path, like: World, inputs_digest: str, cut: Layout, team: Team = ALONE) -> Halt:
    """Read a checkpoint of a world of the shapes of `like`, put on the devices of all processes.

    Process 0 reads; all must ask. Raises ResultError when it is damaged, of other inputs or of
    another engine's shapes.
    """
    arrays = _read(path, like, inputs_digest, cut) if team.is_first else {}
    columns = []
    for name, wanted in _named(like):
        kept = arrays.pop(f"world{name}", None)
        if kept is None:  # process 0 sends it
            kept = np.zeros((*wanted.shape[1:-1], cut.people), wanted.dtype)
        # The engine takes over the memory of what it is handed, so it gets an array of its own.
        columns.append(devices.spread(cut_up(team.column_of_first(kept), cut), cut.devices))
    world = jax.tree.unflatten(jax.tree.structure(like), columns)
    # The others only need to know how far the arm has come: process 0 keeps the books.
    sums = arrays.get("sums", np.zeros((0, 0, 0), np.int64))
    shape = team.of_first(np.array(sums.shape))
    return Halt(world, sums if team.is_first else np.zeros(shape, np.int64), traces_in(arrays))


def _read(path: Path, like: World, inputs_digest: str, cut: Layout) -> dict[str, np.ndarray]:
    arrays = disk.load(path)
    if str(arrays.get("inputs")) != inputs_digest:
        raise ResultError(f"{path} belongs to another run; name another folder or use --force.")
    for name, wanted in _named(like):
        column = arrays.get(f"world{name}")
        shape = (*wanted.shape[1:-1], cut.people)
        if column is None or column.shape != shape or column.dtype != wanted.dtype:
            raise ResultError(
                f"{path} was written by another version of discredit (column {name}); "
                "use --force to begin again."
            )
    return arrays


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
