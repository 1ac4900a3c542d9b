"""Prepared worlds kept between runs: whoever asks again about the same months before the record
does not work them again.

A world is found again by all that it rests on: who lives in it, the rules of the months that
prepare it, the luck, and the code that works a month. So a longer run, and a change of the rules
that begins later, find the worlds that are there.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

import jax
import numpy as np

from discredit.digest import digest
from discredit.engine import cache as engine_cache
from discredit.engine import code
from discredit.engine.layout import Layout
from discredit.engine.processes import ALONE, Processes
from discredit.engine.world import WorldState
from discredit.errors import ResultError, RunError
from discredit.plan import Plan
from discredit.policy.rules import Rules
from discredit.store import arrays, checkpoint
from discredit.store.arrays import Whose
from discredit.store.checkpoint import Halt

FOLDER: Final = "worlds"
MOST_BYTES: Final = 2 << 30
"""Of all that is kept; those used longest ago go first."""
LARGEST: Final = MOST_BYTES // 4
"""A larger world is not kept: working its months again costs less than pushing the others out."""

_is_used: ContextVar[bool] = ContextVar("is_used", default=True)


@contextmanager
def all_anew() -> Iterator[None]:
    """Work all months meanwhile, whatever earlier runs have left, and leave nothing."""
    before = _is_used.set(False)
    try:
        yield
    finally:
        _is_used.reset(before)


def name_of(plan: Plan, seed: int, rules: Rules, behind: int | None = None) -> str:
    """What a world is found by that some months have led to.

    Args:
        plan: What is run; of its months only those that lead there count.
        seed: Draws the society and its luck.
        rules: Of this world, of all months that are worked.
        behind: How many months lead there; None: those that prepare.
    """
    behind = plan.burn_in if behind is None else behind
    months = hashlib.sha256()
    for path, column in jax.tree_util.tree_flatten_with_path(rules)[0]:
        before = np.asarray(column)[:behind]
        kind = f"{jax.tree_util.keystr(path)} {before.dtype} {before.shape} "
        months.update(kind.encode() + np.ascontiguousarray(before).tobytes())
    return digest([*of_society(plan, seed), behind, months.hexdigest()])


def of_society(plan: Plan, seed: int) -> list[object]:
    """All that the people of a run and their years rest on.

    Args:
        plan: What is run.
        seed: Draws the society.
    """
    society = {"text": plan.society.kept, "tables": dict(plan.society.tables)}
    versions = [code.shaping(), version("jax"), version("jaxlib")]
    return [society, plan.people, str(seed), *versions]


def find(name: str, like: WorldState, layout: Layout, processes: Processes = ALONE) -> Halt | None:
    """A world that an earlier run prepared. All processes must ask: process 0 reads for the others.

    Args:
        name: What it is found by, see `name_of`.
        like: A world of the shapes that are wanted.
        layout: How the population is cut up.
        processes: Who takes part.

    Returns:
        None where none is kept, or the one that is kept is damaged: its months are worked again.
    """
    world = _whole(name) if processes.is_first else None
    if not processes.any_of(world is not None)[0]:
        return None
    return checkpoint.load(world or Path(), like, layout, name, processes)


def _whole(name: str) -> Path | None:
    """Where a world lies that is not damaged."""
    folder = place()
    if folder is None or not (folder / name).is_dir():
        return None
    try:
        with arrays.opened(folder / name) as stored:
            stored.check()
    except ResultError:
        remove(folder / name)
        return None
    with suppress(OSError):
        (folder / name).touch()
    return folder / name


def keep(name: str, halt: Halt, people: int) -> bool:
    """Keep a prepared world for later runs; where there is no room for it, nothing is kept.

    Args:
        name: What it is found by, see `name_of`.
        halt: The world at the end of the months that prepare it.
        people: How many of its rows are people.

    Returns:
        Whether it is kept now.
    """
    size = sum(column.nbytes for _, column in checkpoint.named(halt.world))
    return keep_folder(name, size, lambda to: checkpoint.save(to, halt, people, name))


def adopt(name: str, to: Path, of: str, months: int) -> bool:
    """Lay a world that was found among the parts of a run, too.

    Args:
        name: What it was found by.
        to: Where it is to lie.
        of: What it says there that it is.
        months: How many it has behind it.

    Returns:
        Whether it lies there now; not where others have pushed it out meanwhile.
    """
    try:
        arrays.adopt((place() or Path()) / name, to, Whose(of, 0, months))
    except ResultError:
        return False
    return True


def keep_folder(name: str, size: int, save: Callable[[Path], object]) -> bool:
    """Keep something between runs; where there is no room for it, nothing is kept.

    Args:
        name: What it is found by.
        size: Its bytes.
        save: Writes it into a folder.

    Returns:
        Whether it is kept now.
    """
    folder = place()
    if folder is None or size > LARGEST or (folder / name).is_dir():
        return folder is not None and (folder / name).is_dir()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _make_room(folder, size)
        save(folder / name)
    except (OSError, RunError):  # the run itself wants nothing of it
        remove(folder / name)
        return False
    return True


def place() -> Path | None:
    """Where worlds are kept between runs: with the engines, so that one switch keeps neither."""
    engines = engine_cache.folder() if _is_used.get() else None
    return None if engines is None else engines / FOLDER


def _make_room(folder: Path, size: int) -> None:
    kept = sorted(filter(None, map(_kept, folder.iterdir())))
    total = sum(one.size for one in kept)
    for one in kept:
        if total + size <= MOST_BYTES:
            return
        total -= one.size
        remove(one.path)


class _Kept(NamedTuple):
    used: float  # when last
    path: Path
    size: int


def _kept(path: Path) -> _Kept | None:
    """Something that is kept; None of what another world or run has just taken away or moved."""
    try:
        size = sum(file.stat().st_size for file in path.iterdir())
        return _Kept(path.stat().st_mtime, path, size)
    except (FileNotFoundError, NotADirectoryError):
        return None


def remove(folder: Path) -> None:
    """Remove something that is kept between runs.

    Args:
        folder: Where it lies.
    """
    shutil.rmtree(folder, ignore_errors=True)
