"""Which columns a month is said to move."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from bench.moved import _looked_at  # pyright: ignore[reportPrivateUsage]
from discredit.step.branch import Branch


def read(room: Any) -> list[bool]:
    """Of three columns, which a computation looks at."""
    columns = [jnp.zeros(4, jnp.float32)] * 3
    jaxpr = jax.make_jaxpr(room)(*columns).jaxpr
    looked_at = _looked_at(jaxpr)
    return [var in looked_at for var in jaxpr.invars]


def test_what_is_worked_with_is_read_and_what_is_handed_on_is_not() -> None:
    assert read(lambda a, b, c: (a + 1, b)) == [True, False, False]


def test_a_branch_reads_what_its_room_does() -> None:
    def month(a: Any, b: Any, c: Any) -> Any:
        go = Branch(a[0] < 3)
        return go(lambda b, c: (b * 2, c), b, c)

    assert read(month) == [True, True, False]


def test_what_a_room_hands_on_is_read_once_another_works_with_it() -> None:
    def month(a: Any, b: Any, c: Any) -> Any:
        go = Branch(a[0] < 3)
        doubled, same = go(lambda b, c: (b * 2, c), b, c)
        return go(lambda x, y: x + y, doubled, same)

    assert read(month) == [True, True, True]
