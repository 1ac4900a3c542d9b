"""How many bytes a month must move: what a quiet month reads and writes of everybody, and all that
the rooms take up and put back of those whose month is not quiet.

Read from the code of the month as JAX traces it, so that a column which a quiet month only hands on
is not counted, and one that a room comes to read is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import jax
import numpy as np


class Moved(NamedTuple):
    """Bytes of one person's month."""

    read: int  # in a quiet month
    written: int  # in a quiet month
    through_rooms: int  # in another, beside what the quiet pass over everybody moves
    share_in_rooms: (
        float  # of people whose month is not quiet, at least: something of theirs is open
    )

    @property
    def at_least(self) -> float:
        """Bytes of an average person's month."""
        return self.read + self.written + self.share_in_rooms * self.through_rooms


def moved(world: Any, society: Any) -> Moved:
    """What a month moves in a world as it stands.

    Args:
        world: Of some month, its columns on the host or the device.
        society: As `bench.ours.Society` builds it.
    """
    from discredit.engine import loop

    pace = loop._Asked.of(society.rules, society.layout, 0)  # pyright: ignore[reportPrivateUsage]
    nobody = np.full(loop.TRACED, -1, np.int32)
    constants = loop._constants(society.population, society.layout, 0, nobody)  # pyright: ignore[reportPrivateUsage]
    advance: Any = inspect.unwrap(loop._advance)  # pyright: ignore[reportPrivateUsage]
    with _noted() as found:
        jax.eval_shape(
            lambda *args: advance(*args, layout=society.layout),
            world, constants, pace.schedule(slice(0, 1)),
        )  # fmt: skip
    whole = _bytes_each(world, society) * 2 + _bytes_each(society.population, society)
    return Moved(found["read"], found["written"], round(whole), _share_open(world, society))


@contextmanager
def _noted() -> Iterator[dict[str, int]]:
    """Counts, while a month is traced, what its two quiet rooms read and change."""
    from discredit import record
    from discredit.step import quiet

    found = {"read": 0, "written": 0}
    month, count = quiet.month, record.count_quietly

    def noting_month(draws: Any, people: Any, rules: Any, truth: Any, held: Any, *rest: Any) -> Any:
        passed = month(draws, people, rules, truth, held, *rest)
        found["read"] += _read(
            lambda *columns: month(draws, columns[0], rules, *columns[1:], *rest),
            people, truth, held,
        )  # fmt: skip
        found["written"] += _changed((truth, held), (passed.truth, passed.held))
        return passed

    def noting_count(tally: Any, *rest: Any) -> Any:
        counted = count(tally, *rest)
        found["read"] += _read(lambda columns: count(columns, *rest), tally)
        found["written"] += _changed(tally, counted)
        return counted

    quiet.month, record.count_quietly = noting_month, noting_count
    try:
        yield found
    finally:
        quiet.month, record.count_quietly = month, count


def _read(room: Callable[..., Any], *columns: Any) -> int:
    """Bytes a person of the columns that a room looks at."""
    traced = jax.make_jaxpr(room)(*columns)
    used = _looked_at(traced.jaxpr)
    return sum(_width(var.aval) for var in traced.jaxpr.invars if var in used)


def _looked_at(jaxpr: Any) -> set[Any]:
    """Which inputs of a computation something is worked out from; not those it only hands on."""
    own = {var: var for var in jaxpr.invars}
    used: set[Any] = set()
    for eqn in jaxpr.eqns:
        inner = _inner(eqn)
        if inner is None:
            used |= {own[var] for var in _named(eqn.invars) if var in own}
            continue
        outer, bodies = inner
        for body in bodies:
            seen = _looked_at(body)
            pairs = list(zip(body.invars, outer, strict=True))
            used |= {own[out] for var, out in pairs if var in seen and out in own}
            came = dict(pairs)
            for given, var in zip(body.outvars, eqn.outvars, strict=True):
                if given in came and came[given] in own:
                    own[var] = own[came[given]]
    return used


def _inner(eqn: Any) -> tuple[list[Any], list[Any]] | None:
    """The computations within one that may hand columns on, and what they are given."""
    if eqn.primitive.name == "cond":
        return _hashable(eqn.invars[1:]), [branch.jaxpr for branch in eqn.params["branches"]]
    if "jaxpr" in eqn.params and eqn.primitive.name in {"pjit", "jit"}:
        return _hashable(eqn.invars), [eqn.params["jaxpr"].jaxpr]
    return None


def _named(vars_: Any) -> list[Any]:
    return [var for var in vars_ if not hasattr(var, "val")]


def _hashable(vars_: Any) -> list[Any]:
    return [None if hasattr(var, "val") else var for var in vars_]


def _changed(before: Any, after: Any) -> int:
    """Bytes a person of the columns that are others now."""
    pairs = zip(jax.tree.leaves(before), jax.tree.leaves(after), strict=True)
    return sum(_width(now) for was, now in pairs if now is not was)


def _width(column: Any) -> int:
    """Bytes of one person in a block's column [rows] or [k, rows]."""
    return column.dtype.itemsize * int(np.prod(column.shape[:-1]))


def _bytes_each(columns: Any, society: Any) -> float:
    return sum(column.nbytes for column in jax.tree.leaves(columns)) / society.layout.padded


def _share_open(world: Any, society: Any) -> float:
    """The share of people who have something open, whatever they do this month."""
    from discredit.step.quiet import has_business

    present = society.population.people.present

    def of_block(truth: Any, held: Any, present: Any) -> Any:
        return has_business(truth, held) & present

    is_open = jax.jit(jax.vmap(of_block))(world.truth, world.held, present)
    return float(is_open.sum() / present.sum())
