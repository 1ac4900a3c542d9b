"""What surrounds a process and could change what it computes, looked at before the engine starts.

JAX and XLA read switches from the environment, and XLA ends the process where it does not know one.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from discredit.errors import Fault, InputError, MemoryForeseenError, RunError, quoted

if sys.platform != "win32":
    import resource

FEWEST_FILES: Final = 64
"""Files that a run may have open at a time, the libraries' and the connections' included."""
_MANY_FILES: Final = 1024
LEAST_SPACE: Final = 3 * 2**30
"""Bytes of address space below which no engine starts: it sets aside far more than it fills."""

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

    Args:
        environment: Of this process; it is changed.
    """
    for name in list(environment):
        is_of_jax = name.startswith("JAX_") and name not in _USER_OWNED
        if is_of_jax or name in _OF_NUMPY or name in _OF_THE_CARD:
            del environment[name]


def must_be_harmless(environment: MutableMapping[str, str] = os.environ) -> None:
    """Refuse what the engine would fail at or compute otherwise with.

    Args:
        environment: Of this process; it stays as it is.

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
    """What is set of all that could bear upon the bytes of a result, for its manifest.

    Args:
        environment: Of this process; it stays as it is.

    Returns:
        By name; what is not set is left out.
    """
    names = ("XLA_FLAGS", "JAX_PLATFORMS", "JAX_PLATFORM_NAME", *_OF_NUMPY, *_OF_THE_CARD)
    return {name: environment[name] for name in names if environment.get(name)}


def must_have_room() -> None:
    """Refuse to start where the shell leaves too little for any engine (`ulimit`).

    The limit on open files is raised as far as this user may.

    Raises:
        MemoryForeseenError: of address space.
        RunError: of open files.
    """
    if sys.platform == "win32":
        return
    for limit, letter in ((resource.RLIMIT_AS, "v"), (resource.RLIMIT_DATA, "d")):
        least = LEAST_SPACE if letter == "v" else LEAST_SPACE // 2
        allowed = resource.getrlimit(limit)[0]
        if allowed != resource.RLIM_INFINITY and allowed < least:
            raise MemoryForeseenError(
                f"This shell allows a process {allowed >> 20} MiB (ulimit -{letter}), and an "
                f"engine needs {least >> 20} even for few people; nothing was started. "
                f"`ulimit -{letter} unlimited` lifts it, or ask whoever set it."
            )
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < _MANY_FILES:
        soft = _MANY_FILES if hard == resource.RLIM_INFINITY else min(hard, _MANY_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        if soft < FEWEST_FILES:
            raise RunError(
                f"This shell allows a process {soft} open files (ulimit -n), and a run may open "
                f"{FEWEST_FILES}; nothing was started. Raise it, `ulimit -n {_MANY_FILES}`, and "
                "make the same call again."
            )


def processor() -> str:
    """What kind of processor this machine has, as a short digest: code compiled for one kind does
    not run on every other."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux: what the platform module can tell has to do
        lines = []
    features = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    kind = f"{platform.machine()} {platform.processor()} {features}"
    return hashlib.sha256(kind.encode()).hexdigest()[:16]
