"""The tests do hold arrays to what annotations say of them."""

from __future__ import annotations

from importlib import import_module

import jax.numpy as jnp
import pytest
from jaxtyping import TypeCheckError

import shape_checks
from discredit.draws import fraction
from discredit.engine.rows import choose
from discredit.redress.queue import waits


@pytest.mark.parametrize("name", shape_checks.CHECKED)
def test_what_is_checked_is_there(name: str) -> None:
    assert import_module(name)


def test_a_column_of_another_kind_is_refused() -> None:
    assert not waits(jnp.zeros((1, 3), jnp.uint8)).any()
    with pytest.raises(TypeCheckError):
        waits(jnp.zeros((1, 3), jnp.int8))


def test_a_column_of_another_shape_is_refused() -> None:
    assert choose(jnp.zeros(64, bool), 4)[1] == 0
    with pytest.raises(TypeCheckError):
        choose(jnp.zeros((2, 64), bool), 4)
    with pytest.raises(TypeCheckError):
        fraction(jnp.zeros(3, jnp.float32))
