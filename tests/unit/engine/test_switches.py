"""JAX's switches: as they must be while the laboratory computes, as the caller had them after."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from discredit.engine import cache, switches
from discredit.plan import draw_up
from discredit.run import twins
from discredit.store import open_result

PLAN = draw_up("court-list", people=300, months=2, seeds=[1])
OTHERWISE = {
    "jax_enable_x64": True,
    "jax_numpy_dtype_promotion": "strict",
    "jax_numpy_rank_promotion": "raise",
    "jax_default_matmul_precision": "bfloat16",
    "jax_disable_jit": True,
    "jax_debug_nans": True,
    "jax_debug_infs": True,
    "jax_transfer_guard": "disallow",
    "jax_check_tracer_leaks": True,
    "jax_disable_most_optimizations": True,
    "jax_optimization_level": "O0",
    "jax_error_checking_behavior_nan": "raise",
    "jax_no_execution": True,
}


@pytest.fixture
def otherwise() -> Iterator[dict[str, Any]]:
    before = dict(jax.config.values)
    for name, value in OTHERWISE.items():
        jax.config.update(name, value)
    yield dict(jax.config.values)
    for name in OTHERWISE:
        jax.config.update(name, before[name])


def now(switch: str) -> Any:
    """What a switch is for this thread."""
    return getattr(jax.config, switch)


def _sums() -> list[np.ndarray]:
    return [moment.sums["with"] for moment in twins.stream(PLAN)]


def test_a_run_gives_the_same_and_leaves_every_switch_as_it_was(
    tmp_path: Path, otherwise: dict[str, Any]
) -> None:
    with switches.pinned():
        pass
    assert jax.config.values == otherwise
    folder = twins.simulate(PLAN, tmp_path / "run")
    assert jax.config.values == otherwise
    obtained = open_result(folder).manifest.outcome_digest
    seen = []
    for moment in twins.stream(PLAN):
        assert jax.config.values == otherwise, "between two months the switches are the caller's"
        seen.append(moment.sums["with"])
    twins.trace(open_result(folder), (3,))
    assert jax.config.values == otherwise
    for name in OTHERWISE:  # as they are by themselves
        jax.config.update(name, _BEFORE[name])
    assert all(np.array_equal(a, b) for a, b in zip(seen, _sums(), strict=True))
    again = twins.simulate(PLAN, tmp_path / "again")
    assert open_result(again).manifest.outcome_digest == obtained


_BEFORE = dict(jax.config.values)


def test_they_are_set_back_after_an_exception_and_in_other_threads_untouched() -> None:
    jax.config.update("jax_optimization_level", "O1")
    seen: list[bool] = []

    @switches.pinned()
    def fail() -> None:
        assert now("jax_optimization_level") == "UNKNOWN"
        assert not now("jax_enable_x64")
        with switches.pinned():
            pass
        assert now("jax_optimization_level") == "UNKNOWN", "the outer call goes on"
        other = threading.Thread(target=lambda: seen.append(now("jax_debug_nans")))
        jax.config.update("jax_debug_nans", True)
        other.start()
        other.join()
        assert not now("jax_debug_nans")
        raise ZeroDivisionError

    try:
        with jax.enable_x64(True), pytest.raises(ZeroDivisionError):
            fail()
        assert now("jax_optimization_level") == "O1"
        assert jax.config.values["jax_debug_nans"]
        assert seen == [True]
    finally:
        jax.config.update("jax_optimization_level", _BEFORE["jax_optimization_level"])
        jax.config.update("jax_debug_nans", False)


def test_what_jax_keeps_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    already = jax.config.values["jax_compilation_cache_dir"]
    seconds = jax.config.values["jax_persistent_cache_min_compile_time_secs"]
    monkeypatch.setattr(cache.platformdirs, "user_cache_dir", lambda _: str(tmp_path))
    try:
        jax.config.update("jax_compilation_cache_dir", None)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 7.0)
        before = dict(jax.config.values)
        with cache.keeping():
            assert str(jax.config.values["jax_compilation_cache_dir"]).startswith(str(tmp_path))
        assert jax.config.values == before
    finally:
        jax.config.update("jax_compilation_cache_dir", already)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", seconds)


_NOTEBOOK = """
import jax
import jax.numpy as jnp
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_dtype_promotion", "strict")
import discredit as dc
before = dict(jax.config.values)
result = dc.open_result(dc.simulate(dc.draw_up("court-list", people=300, months=2), {folder!r}))
assert before == dict(jax.config.values)
assert jnp.arange(3.0).dtype == "float64"
print(result.manifest.outcome_digest)
"""


@pytest.mark.parametrize("platforms", ["nosuch", "cuda"])
def test_a_platform_that_is_not_there_is_said_in_a_sentence(platforms: str) -> None:
    code = "import discredit as dc; dc.compare('court-list', people=300, months=2)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**_environment(), "JAX_PLATFORMS": platforms},
        capture_output=True,
        text=True,
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("discredit.errors.InputError: the environment JAX_PLATFORMS is")
    assert "Leave it out" in last


def test_a_notebook_in_64_bits_gets_the_same_and_stays_so(tmp_path: Path) -> None:
    code = _NOTEBOOK.format(folder=str(tmp_path / "theirs"))
    done = subprocess.run(
        [sys.executable, "-c", code], env=_environment(), capture_output=True, text=True, check=True
    )
    ours = twins.simulate(PLAN, tmp_path / "ours")
    assert done.stdout.strip() == open_result(ours).manifest.outcome_digest


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
