"""Compiled engines kept on disk, so that only the first run of a shape waits for the compiler.

Two stores side by side in one folder. JAX's own keeps whatever it compiles, but has to trace the
program again to find it: seconds, for the months of a world. Those are therefore kept whole, under
a name made from what they were compiled from.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import platformdirs

from discredit.engine import allocator

MOST_LOADED: Final = 8
"""Whole engines held in memory: as many shapes of run as one process is likely to alternate."""
MOST_KEPT: Final = 64
"""Whole engines kept on disk, some 5 MB each; those used longest ago go first."""
_SUFFIX: Final = ".engine"
_PACKAGE: Final = Path(__file__).parents[1]

_loaded: OrderedDict[str, Callable[..., Any]] = OrderedDict()
_one_at_a_time = threading.Lock()


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


def engine(function: Any, *args: Any, **static: Any) -> Callable[..., Any]:
    """The compiled program of a jitted function for arguments like these, to be called with them.

    It is the one in memory, or the one on disk, or it is compiled and kept. `static` are the
    function's static arguments, which the program no longer takes. All arrays must be on one
    device of this process. Where nothing is to be kept, it is the function as JAX runs it.
    """
    folder = _folder()
    if folder is None:
        return lambda *args: function(*args, **static)
    name = _name(function, args, static)
    with _one_at_a_time:  # the worlds of a run ask at once for the same
        program = _loaded.pop(name, None)
        if program is None:
            path = folder / f"{name}{_SUFFIX}"
            program = _read(path, _devices(args)) or _compile(path, function, args, static)
            allocator.trim()  # compiling takes 600 MB on the way, loading 150
        _loaded[name] = program
        while len(_loaded) > MOST_LOADED:
            _loaded.popitem(last=False)
    return program


def forget() -> None:
    """Let go of the engines in memory; those on disk stay."""
    with _one_at_a_time:
        _loaded.clear()


def _folder() -> Path | None:
    import jax

    folder = jax.config.values["jax_compilation_cache_dir"]
    return Path(folder) if folder and jax.config.values["jax_enable_compilation_cache"] else None


def _compile(path: Path, function: Any, args: Any, static: Any) -> Callable[..., Any]:
    import jax
    from jax.experimental import serialize_executable
    from jax.experimental.compilation_cache import compilation_cache

    lowered = function.trace(*args, **static).lower()
    # What comes out of JAX's own store cannot be written again whole: its code is left behind.
    jax.config.update("jax_enable_compilation_cache", False)
    compilation_cache.reset_cache()
    try:
        compiled = lowered.compile()
    finally:
        jax.config.update("jax_enable_compilation_cache", True)
        compilation_cache.reset_cache()
    _write(path, pickle.dumps(serialize_executable.serialize(compiled)))
    return compiled


def _write(path: Path, document: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(hashlib.sha256(document).digest() + document)
        part.replace(path)
        kept = sorted(path.parent.glob(f"*{_SUFFIX}"), key=lambda p: p.stat().st_mtime)
        for old in kept[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        warnings.warn(
            f"the compiled engine could not be kept, and the next run compiles again: {error}",
            stacklevel=2,
        )


def _read(path: Path, devices: list[Any]) -> Callable[..., Any] | None:
    """The program in a file; None where there is none, or not a whole one."""
    from jax.experimental import serialize_executable

    try:
        found = path.read_bytes()
        path.touch()
    except OSError:
        return None
    digest, document = found[:32], found[32:]
    if hashlib.sha256(document).digest() != digest:
        return None
    whole = pickle.loads(document)  # this user's own cache, as JAX reads its own
    return serialize_executable.deserialize_and_load(*whole, execution_devices=devices)


def _name(function: Any, args: Any, static: Any) -> str:
    """All that decides what is compiled: sources, libraries, switches, devices, shapes."""
    import jax

    leaves, tree = jax.tree.flatten(args)
    shapes = [(leaf.shape, str(leaf.dtype), getattr(leaf, "weak_type", False)) for leaf in leaves]
    switches = sorted((k, v) for k, v in jax.config.values.items() if "cache" not in k)
    said = (
        _sources(), version("jax"), version("jaxlib"), os.environ.get("XLA_FLAGS"), switches,
        jax.device_count(), [(d.id, d.device_kind) for d in _devices(args)],
        function.__module__, function.__qualname__, str(tree), shapes, sorted(static.items()),
    )  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _devices(args: Any) -> list[Any]:
    """Where the arguments are: one device, or else JAX has to say what is wrong."""
    import jax

    arrays = [leaf for leaf in jax.tree.leaves(args) if isinstance(leaf, jax.Array)]
    return sorted(set().union(*(array.devices() for array in arrays)), key=lambda d: d.id)


@cache
def _sources() -> str:
    """One digest of every line of this package, since any of them may shape a program."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        digest.update(str(path.relative_to(_PACKAGE)).encode() + path.read_bytes())
    return digest.hexdigest()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux: what the platform module can tell has to do
        lines = []
    features = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    said = f"{platform.machine()} {platform.processor()} {features}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]
