"""Compiled engines kept on disk, so that only the first run of a shape waits for the compiler."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path

import platformdirs


def enable(folder: Path | None = None) -> Path:
    """Keep compiled engines in a folder; the user's cache folder unless one is given or set.

    A folder already set (by `JAX_COMPILATION_CACHE_DIR`, say) is kept when none is given. Compiled
    code fits one kind of processor, so each kind has its own folder. Returns the folder in use.
    """
    import jax

    already = jax.config.values["jax_compilation_cache_dir"]
    if folder is None and already:
        return Path(already)
    folder = folder or Path(platformdirs.user_cache_dir("discredit")) / "engine" / _processor()
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)
    return folder


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux: what the platform module can tell has to do
        lines = []
    features = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    said = f"{platform.machine()} {platform.processor()} {features}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]
