"""What surrounds a process and could change what it computes, looked at before the engine starts.

JAX and XLA read switches from the environment, and XLA ends the process where it does not know one.
"""

from __future__ import annotations

import os
import re
from collections.abc import MutableMapping
from typing import Final

from discredit.errors import Fault, InputError, quoted

_USER_OWNED: Final = frozenset(
    {
        "JAX_PLATFORMS", "JAX_PLATFORM_NAME", "JAX_COMPILATION_CACHE_DIR",
        "JAX_ENABLE_COMPILATION_CACHE", "JAX_CUDA_VISIBLE_DEVICES", "JAX_ROCM_VISIBLE_DEVICES",
    }
)  # fmt: skip
"""Variables of JAX that say where it computes and what it keeps, and never what comes out."""
_TRUTHS: Final = ("y", "yes", "t", "true", "on", "1", "n", "no", "f", "false", "off", "0")
_OF_NUMPY: Final = ("NPY_DISABLE_CPU_FEATURES", "NPY_ENABLE_CPU_FEATURES")
"""Other instructions of the processor round other sums otherwise."""
_OF_THE_CARD: Final = ("NVIDIA_TF32_OVERRIDE",)

_NUMBER, _TRUTH, _TEXT = r"=\d{1,9}", r"(=(true|false|1|0))?", r"=[^'\"\s]+"
_HARMLESS: Final = {
    "xla_force_host_platform_device_count": _NUMBER,
    "xla_cpu_collective_call_warn_stuck_timeout_seconds": _NUMBER,
    "xla_cpu_collective_call_terminate_timeout_seconds": _NUMBER,
    "xla_cpu_collective_timeout_seconds": _NUMBER,
    "xla_gpu_cuda_data_dir": _TEXT,
    "xla_gpu_deterministic_ops": "=(true|1)",
    "xla_dump_to": _TEXT,
    "xla_dump_hlo_as_text": _TRUTH,
}
"""Flags of XLA that are known to leave every byte as it is, and the values they take."""


def tidy(environment: MutableMapping[str, str] = os.environ) -> None:
    """Take out of the environment what would change the engine; for a process that is all ours.

    Before JAX and NumPy are imported: they read it then. What remains is for `must_be_harmless`.
    """
    for name in list(environment):
        is_of_jax = name.startswith("JAX_") and name not in _USER_OWNED
        if is_of_jax or name in _OF_NUMPY or name in _OF_THE_CARD:
            del environment[name]


def must_be_harmless(environment: MutableMapping[str, str] = os.environ) -> None:
    """Refuse what the engine would fail at or compute otherwise with.

    Raises:
        InputError: a flag of XLA is not among those known to change no byte, or a switch of JAX is
            neither on nor off.
    """
    faults = [
        Fault(
            "the environment", 0, "XLA_FLAGS", quoted(flag),
            "no flag may stand there that is not known to leave every byte of a result as it is",
            "Take it out; `env -u XLA_FLAGS` in front of a command does it for that command.",
        )
        for flag in environment.get("XLA_FLAGS", "").split()
        if not _is_harmless(flag)
    ]  # fmt: skip
    kept = environment.get("JAX_ENABLE_COMPILATION_CACHE")
    if kept is not None and kept.lower() not in _TRUTHS:
        rule, remedy = "it must be true or false", "Leave it out to keep compiled engines."
        name = "JAX_ENABLE_COMPILATION_CACHE"
        faults.append(Fault("the environment", 0, name, quoted(kept), rule, remedy))
    if faults:
        raise InputError(faults)


def _is_harmless(flag: str) -> bool:
    name, _, _ = flag.removeprefix("--").partition("=")
    value = flag.removeprefix("--").removeprefix(name)
    is_known = flag.startswith("--") and name in _HARMLESS
    return is_known and re.fullmatch(_HARMLESS[name], value) is not None


def remaining(environment: MutableMapping[str, str] = os.environ) -> dict[str, str]:
    """What is set of all that could bear upon the bytes of a result, for its manifest."""
    names = ("XLA_FLAGS", "JAX_PLATFORMS", "JAX_PLATFORM_NAME", *_OF_NUMPY, *_OF_THE_CARD)
    return {name: environment[name] for name in names if environment.get(name)}
