"""The time of an operation is led back to the line that asked for it."""

from pathlib import Path

import jax
import jax.numpy as jnp

from bench.lines import homes_of, own_times
from discredit.record.bits import how_many_have


def test_operations_are_led_back_to_the_lines_of_the_package() -> None:
    words = jnp.zeros((2, 4096), jnp.uint32)
    homes = homes_of(jax.jit(how_many_have).lower(words).compile().as_text() or "")
    assert any(home.startswith("record/bits.py:") for home in homes.values())


def test_the_time_of_what_is_within_is_not_counted_twice(tmp_path: Path) -> None:
    words = jnp.ones((8, 1 << 20), jnp.uint32)
    program = jax.jit(how_many_have).lower(words).compile()
    homes = homes_of(program.as_text() or "")
    with jax.profiler.trace(str(tmp_path)):
        jax.block_until_ready(program(words))
    (trace,) = tmp_path.rglob("*.xplane.pb")
    own = own_times(trace)
    assert all(cost >= 0 for cost in own.values())
    assert any(own[operation] > 0 for operation in homes)
