"""An engine without the insides of its fusions: as it was in all that it does."""

from functools import partial
from importlib.metadata import version
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.experimental import serialize_executable

from discredit.engine import compiler
from discredit.engine import lean as leaning
from discredit.engine.lean import lean

PEOPLE = 1728


@partial(jax.jit, donate_argnums=0)
def busy(world: dict[str, Any], luck: Any) -> tuple[dict[str, Any], Any]:
    """Has what a month has: loops, branches, places written to, results of several parts, and sums
    that another library works."""

    def month(t: Any, world: dict[str, Any]) -> dict[str, Any]:
        met = jnp.sin(world["points"] * luck[t]) > 0.3
        points = jnp.where(met, world["points"] * 0.9 + jnp.cos(luck[t] * 7), world["points"])
        counts = world["counts"].at[t % 5].add(met.sum(dtype=jnp.int32))
        listed = jax.lax.cond(
            counts[t % 5] > PEOPLE // 3, lambda: points > jnp.median(points), lambda: met
        )
        rows = jnp.argsort(points)[:50]
        return {
            "points": points.at[rows].multiply(0.5),
            "counts": counts,
            "listed": world["listed"] ^ listed,
        }

    world = jax.lax.fori_loop(0, 12, month, world)
    shown = jnp.where(world["listed"], world["points"] * luck[:, None], 0.0)
    return world, jax.lax.optimization_barrier(shown).sum(axis=0)


def a_world() -> tuple[dict[str, Any], Any]:
    points = np.linspace(-3, 5, PEOPLE, dtype=np.float32)
    luck = np.linspace(0.1, 2, 12, dtype=np.float32)
    no = jnp.zeros(PEOPLE, bool)
    world = {"points": jnp.array(points), "counts": jnp.zeros(5, jnp.int32), "listed": no}
    return world, jnp.array(luck)


@pytest.fixture(scope="module")
def written() -> tuple[Any, ...]:
    program = compiler.compiled(compiler.lowered(busy, a_world(), {}))
    return serialize_executable.serialize(program)


def read(payload: bytes, *trees: Any) -> jax.stages.Compiled:
    return serialize_executable.deserialize_and_load(
        payload, *trees, execution_devices=jax.devices()[:1]
    )


def operations(program: jax.stages.Compiled) -> int:
    text = program.as_text()
    assert text is not None
    return text.count(" = ")


def test_it_does_what_it_did_to_the_bit(written: tuple[Any, ...]) -> None:
    payload, *trees = written
    whole, leaner = read(payload, *trees), read(lean(payload), *trees)
    assert "kind=kCustom" in str(whole.as_text())
    for ours, theirs in zip(
        jax.tree.leaves(whole(*a_world())), jax.tree.leaves(leaner(*a_world())), strict=True
    ):
        assert np.asarray(ours).tobytes() == np.asarray(theirs).tobytes()


def test_fusions_keep_what_they_take_and_give_alone(written: tuple[Any, ...]) -> None:
    payload, *trees = written
    leaner = lean(payload)
    assert len(leaner) < len(payload)
    assert operations(read(leaner, *trees)) < operations(read(payload, *trees)) * 0.7
    assert lean(leaner) == leaner


def test_of_a_jaxlib_that_was_not_tried_an_engine_stays_whole(
    written: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaning, "KNOWN", frozenset({"0.1"}))
    assert lean(written[0]) == written[0]


def test_the_jaxlib_that_is_locked_was_tried() -> None:
    """Where this fails, jaxlib is newer: try the other tests here with its number in `KNOWN`."""
    assert version("jaxlib") in leaning.KNOWN
