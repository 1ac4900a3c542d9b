"""A world half-way, kept on disk so that a killed run goes on from there with the same bytes.

Columns are kept as [..., people], without padding, so that a checkpoint does not depend on how the
population was cut up: it is gone on with under any layout and on any number of devices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Final, NamedTuple

import jax
import numpy as np

from discredit.engine import devices
from discredit.engine.layout import Layout
from discredit.engine.processes import ALONE, Processes
from discredit.engine.world import WorldState
from discredit.errors import OtherVersionError, TakenError
from discredit.store import arrays
from discredit.store.arrays import Strip, Whose

WORLD = "world"
"""What the names of a world's columns begin with: `world.tally.paid`."""


class Halt(NamedTuple):
    """Where an arm stands. What its months left behind lies beside it, see `Workplace.stretch`."""

    world: WorldState
    months: int  # done


Named = tuple[str, Strip]
"""A column of a world [..., people], with its name."""


class Cost(NamedTuple):
    """What checkpoints took."""

    written: int
    size: int  # bytes of the largest
    seconds: float  # in all, of the arms' own time


NOTHING: Final = Cost(0, 0, 0.0)


def write(
    path: Path,
    strips: Iterable[tuple[str, Strip]],
    whose: Whose,
    processes: Processes = ALONE,
) -> int:
    """Write arrays one after another. All processes must ask: each holds some of every column.

    Args:
        path: The folder of the arrays.
        strips: Each array with its name.
        whose: What they say they are.
        processes: Who takes part; process 0 writes.

    Returns:
        The bytes written; 0 on the other processes.

    Raises:
        RunError: The disk is full or the folder may not be written.
    """
    if processes.is_first:
        return arrays.save_strips(path, strips, whose)
    for _ in strips:
        pass
    return 0


def save(path: Path, halt: Halt, people: int, of: str, processes: Processes = ALONE) -> int:
    """Write a checkpoint in place of the last one, a column at a time. All processes must ask.

    Args:
        path: The folder of the checkpoint.
        halt: The world [blocks, ..., rows], and the months it has behind it.
        people: How many of its rows are people; the rest is padding, and is left out.
        of: The run, the seed and the part, so that no other goes on from it.
        processes: Who takes part; process 0 writes.

    Returns:
        The bytes written.

    Raises:
        RunError: The disk is full or the folder may not be written.
    """

    def strips() -> Iterator[tuple[str, Strip]]:
        for name, column in named(halt.world):
            yield f"{WORLD}{name}", arrays.strip_of(devices.fetch(column), people)

    return write(path, strips(), Whose(of, 0, halt.months), processes)


def copied(world: WorldState, people: int) -> Iterator[Named]:
    """The columns of a world as they are now, in memory of their own.

    Args:
        world: [blocks, ..., rows], all on devices of this process or of several; all must ask.
        people: How many of its rows are people.
    """
    for name, column in named(world):
        yield f"{WORLD}{name}", arrays.strip_of(np.array(devices.fetch(column)), people)


def let_go(strips: list[Named]) -> Iterator[Named]:
    """Hand over columns one after another, and hold none that was handed over.

    Args:
        strips: In order; none is left in it.
    """
    strips.reverse()
    while strips:
        yield strips.pop()


def load(
    path: Path, like: WorldState, layout: Layout, of: str, processes: Processes = ALONE
) -> Halt:
    """Read a checkpoint, column by column. All processes must ask: process 0 reads for the others.

    Args:
        path: The folder of the checkpoint.
        like: A world of the shapes and kinds that are wanted [blocks, ..., rows].
        layout: How the population is cut up and shared out now.
        of: The run, the seed and the part that go on.
        processes: Who takes part.

    Returns:
        The world, its padding nought, and the months it has behind it.

    Raises:
        ResultError: The folder is damaged, of other inputs, or of another version's columns.
    """
    columns = []
    with arrays.opened(path) if processes.is_first else nullcontext() as stored:
        months = 0 if stored is None else _months_of(stored, path, of)
        for name, wanted in named(like):
            shape = (*wanted.shape[1:-1], layout.people)
            if stored is None:
                column = np.zeros(shape, wanted.dtype)  # process 0 sends what is in it
            else:
                column = _column_of(stored, path, f"{WORLD}{name}", shape, wanted.dtype)
            whole = arrays.laid_out(processes.column_of_first(column), wanted.shape)
            columns.append(devices.shard(whole, layout.devices))
    (done,) = processes.of_first(np.array([months]))
    return Halt(jax.tree.unflatten(jax.tree.structure(like), columns), int(done))


def _months_of(stored: arrays.Stored, path: Path, of: str) -> int:
    if stored.whose.of != of:
        raise TakenError(f"{path} belongs to another run; name another folder or use force=True.")
    return stored.whose.stop


def _column_of(
    stored: arrays.Stored, path: Path, name: str, shape: tuple[int, ...], kind: np.dtype
) -> np.ndarray:
    column = stored.whole(name) if name in stored.names else None
    if column is None or column.shape != shape or column.dtype != kind:
        raise OtherVersionError(
            f"{path} was written by another version of discredit "
            f"(column {name.removeprefix(WORLD)}); use force=True to begin again."
        )
    return column


def months_in(path: Path) -> int:
    """How many months a checkpoint or a finished part has behind it.

    Args:
        path: Its folder.

    Returns:
        [months], counted from the start of the run.

    Raises:
        ResultError: It is damaged.
    """
    with arrays.opened(path) as stored:
        return stored.whose.stop


def named(world: WorldState) -> list[tuple[str, jax.Array]]:
    """The columns of a world with their names, such as `.tally.paid`.

    Args:
        world: On the device or on the host.

    Returns:
        In an order that depends on its form alone.
    """
    leaves, _ = jax.tree_util.tree_flatten_with_path(world)
    return [(jax.tree_util.keystr(path), leaf) for path, leaf in leaves]
