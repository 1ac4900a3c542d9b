"""What the environment may hold: switches that change no byte are taken, all others refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from discredit.engine import environment
from discredit.errors import InputError


@pytest.mark.parametrize(
    "flags",
    [
        "--xla_cpu_enable_fast_math=true",
        "--xla_no_such_flag=1",
        "--xla_force_host_platform_device_count=2 --xla_cpu_max_isa=SSE4_2",
        "--xla_force_host_platform_device_count=many",
        "--xla_force_host_platform_device_count",
        "--xla_dump_hlo_as_text=perhaps",
        "--xla_dump_to='two words'",
        "xla_dump_to=there",
        "flags.txt",
    ],
)
def test_a_flag_that_is_not_known_to_be_harmless_is_refused(flags: str) -> None:
    with pytest.raises(InputError, match=r"the environment XLA_FLAGS is .*env -u XLA_FLAGS"):
        environment.must_be_harmless({"XLA_FLAGS": flags})


def test_harmless_flags_and_truths_pass() -> None:
    flags = "--xla_force_host_platform_device_count=4  --xla_dump_to=/tmp/x --xla_dump_hlo_as_text"
    given = {"XLA_FLAGS": flags, "JAX_ENABLE_COMPILATION_CACHE": "False"}
    environment.must_be_harmless(given)
    assert environment.remaining(given) == {"XLA_FLAGS": flags}


def test_a_switch_that_is_neither_on_nor_off_is_refused() -> None:
    with pytest.raises(InputError, match="JAX_ENABLE_COMPILATION_CACHE is 'maybe'; it must be"):
        environment.must_be_harmless({"JAX_ENABLE_COMPILATION_CACHE": "maybe"})


def test_tidying_takes_what_would_change_the_engine_and_leaves_what_is_the_users() -> None:
    given = {
        "JAX_ENABLE_X64": "1",
        "JAX_NO_SUCH_SWITCH": "x",
        "NPY_DISABLE_CPU_FEATURES": "AVX2",
        "JAX_PLATFORMS": "cpu",
        "JAX_COMPILATION_CACHE_DIR": "/tmp/x",
        "XLA_FLAGS": "--xla_cpu_enable_fast_math=true",
        "HOME": "/root",
    }
    kept = {name: given[name] for name in list(given)[3:]}
    environment.tidy(given)
    assert given == kept


_FORKS = """
import multiprocessing as mp, sys
import discredit as dc

def compute(people):
    return dc.compare("court-list", people=people, months=2).result.manifest.outcome_digest

def ask(folder):
    return len(dc.open_pair(folder).effects())

if __name__ == "__main__":
    how, folder = sys.argv[1:]
    if how == "ours":
        dc.simulate(dc.draw_up("court-list", people=300, months=2), folder)
    if how == "theirs":
        import jax
        jax.numpy.arange(3)
    with mp.get_context("fork").Pool(1) as pool:
        if how == "ours":
            print(pool.apply_async(ask, (folder,)).get(timeout=60))
        try:
            print(pool.apply_async(compute, (300,)).get(timeout=60))
        except dc.DiscreditError as error:
            print(error)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
@pytest.mark.parametrize("how", ["ours", "theirs", "before"])
def test_a_forked_process_computes_or_says_why_it_cannot(tmp_path: Path, how: str) -> None:
    script = tmp_path / "forks.py"
    script.write_text(_FORKS)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), how, str(tmp_path / "result")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=150,
    )
    assert done.returncode == 0, done.stderr
    *before, last = done.stdout.strip().splitlines()
    if how == "before":
        assert len(last) == 64, "no engine had started"
    else:
        assert last.startswith("This process was forked from one in which JAX had already")
        assert "spawn" in last
    assert [int(line) > 10 for line in before] == ([True] if how == "ours" else [])
