"""What the environment may hold: switches that change no byte are taken, all others refused."""

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
