"""Compiled engines kept on disk, so that only the first run of a shape waits for the compiler.

Two stores in one folder. JAX's own keeps whatever it compiles, but has to trace the program again
to find it: seconds, for the months of a world. Those are therefore kept whole, under a name made
from their program, and a note says which program this state of the code makes. A line changed in
what shapes a month costs the tracing, and compiles anew only where the program is another; a line
changed elsewhere costs nothing.

A whole engine is code that is run as it is read. It is therefore read only where it belongs to this
user and nobody else can write: the file, its folder, and every folder above.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import stat
import threading
import time
import warnings
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeVar, runtime_checkable

import jax
import platformdirs
from jax.experimental import serialize_executable
from jax.experimental.compilation_cache import compilation_cache
from jaxtyping import PyTree

from discredit.engine import allocator, apart, code, compiler, private, switches, waits
from discredit.engine.compiler import Jitted
from discredit.engine.environment import processor
from discredit.engine.lean import lean
from discredit.errors import RunError

MOST_LOADED: Final = 8
"""Whole engines held in memory: each takes 3,000 of the 65,530 maps that Linux gives."""
MOST_KEPT: Final = 160
"""Whole engines kept on disk, some 3 MB each; those used longest ago go first."""
MOST_NAMES: Final = 10 * MOST_KEPT
"""Notes of which program a state of the code makes, some 64 bytes each."""
_SUFFIX, _NAMES = ".engine", ".program"
_HEXADECIMAL: Final = re.compile(rb"[0-9a-f]{32}")
_UNUSABLE: Final = "the compiled engine in {} cannot be used and is compiled again"
_DIR: Final = "jax_compilation_cache_dir"

Result = TypeVar("Result", covariant=True)


@runtime_checkable
class Device(Protocol):
    """One of JAX's devices, whose own class has no name that a type checker knows."""

    id: int
    device_kind: str


_loaded: OrderedDict[str, jax.stages.Compiled] = OrderedDict()
_one_at_a_time, _compiles = threading.Lock(), threading.Event()
_keeping = switches.Shared(after=compilation_cache.reset_cache)
_SECONDS: Final = {"jax_persistent_cache_min_compile_time_secs": 0.2}
_SET_BY_JAX: Final = ("jax_persistent_cache_min_entry_size_bytes",)  # with the first it keeps


@contextmanager
def keeping() -> Iterator[None]:
    """Keep compiled engines meanwhile, where they are kept; afterwards JAX keeps what it did."""
    folder = _place(None)
    with _keeping.held({_DIR: str(folder), **_SECONDS}, touched=_SET_BY_JAX):
        yield


def enable(folder: Path | None = None) -> Path:
    """Keep compiled engines in a folder from now on; for a process that is all ours.

    A folder already set (by `JAX_COMPILATION_CACHE_DIR`, say) is kept when none is given, or else
    the user's cache folder is taken. Compiled code fits one kind of processor, so each kind has its
    own folder.

    Args:
        folder: where to keep them; a folder that is not there is made, for this user alone.

    Returns:
        The folder in use.
    """
    folder = _place(folder)
    for name, value in {_DIR: str(folder), **_SECONDS}.items():
        jax.config.update(name, value)
    return folder


def _place(folder: Path | None) -> Path:
    """Where engines are to be kept."""
    already = jax.config.values[_DIR]
    if folder is None and already:
        return Path(already)
    folder = folder or Path(platformdirs.user_cache_dir("discredit")) / "engine" / processor()
    with suppress(OSError):  # said when an engine is to be kept
        private.make(folder)
    return folder


def engine(function: Jitted[Result], *args: PyTree, **static: Hashable) -> Callable[..., Result]:
    """The compiled program of a jitted function for arguments like these, to be called with them.

    It is the one in memory, or the one on disk, or it is compiled and kept. Where nothing is to be
    kept, or others could write there, it is the function as JAX runs it.

    Args:
        function: what `jax.jit` made.
        args: as it is to be called; arrays on devices, or of the host.
        static: the function's static arguments, which the program no longer takes.

    Returns:
        The program; it takes what `args` stands for.
    """
    kept_in = folder()
    if kept_in is None:
        return lambda *args: function(*args, **static)
    name = _name(function, args, static)
    return _found(kept_in, name, args, partial(compiler.lowered, function, args, static))[0]


class KeptEngine(NamedTuple):
    """An engine that is there: what it is called, and what compiling it took, unless it was."""

    name: str
    seconds: float | None


def ready(function: Jitted[object], *args: PyTree, **static: Hashable) -> KeptEngine:
    """Have the compiled program of a jitted function kept, as `engine` does, and run nothing.

    Args:
        function: what `jax.jit` made.
        args: as it is to be called; arrays on devices, or of the host.
        static: the function's static arguments.

    Raises:
        RunError: engines are not kept here.
    """
    kept_in = folder()
    if kept_in is None:
        raise RunError(
            "Compiled engines are not kept here, so that none can be made ready; "
            "JAX_ENABLE_COMPILATION_CACHE must not be false."
        )
    name, began = _name(function, args, static), time.monotonic()
    is_new = _found(kept_in, name, args, partial(compiler.lowered, function, args, static))[1]
    return KeptEngine(name, time.monotonic() - began if is_new else None)


def _found(
    kept_in: Path, name: str, args: tuple[PyTree, ...], lower: Callable[[], jax.stages.Lowered]
) -> tuple[jax.stages.Compiled, bool]:
    """The program of a name, and whether it had to be compiled."""
    program, is_compiled = _loaded.get(name), False
    if program is None:
        program, is_compiled = _fetched(kept_in, name, args, lower)
        waits.on_wait.get()(None)
    with suppress(KeyError):  # let go of meanwhile, which is no matter
        _loaded.move_to_end(name)
    apart.go_on()
    return program, is_compiled


def _fetched(
    kept_in: Path, name: str, args: tuple[PyTree, ...], lower: Callable[[], jax.stages.Lowered]
) -> tuple[jax.stages.Compiled, bool]:
    """The program of a name, from the disk or from the compiler, and whether from there."""
    is_compiled = False
    waits.sought.set()
    _take_turn(kept_in)  # the worlds of a run ask at once for the same
    try:
        program = _loaded.get(name)
        if program is None:
            note = kept_in / f"{name}{_NAMES}"
            noted = _noted(note)
            program = None if noted is None else _read(_engine(note, noted), _devices(args))
            if program is None:
                program, is_compiled = _made(lower(), note, noted, args)
            allocator.trim()  # compiling takes 600 MB on the way, loading 150
            _loaded[name] = program
        while len(_loaded) > MOST_LOADED:
            _loaded.popitem(last=False)
    finally:
        _one_at_a_time.release()
    return program, is_compiled


def _take_turn(kept_in: Path) -> None:
    """Wait for whoever is at work on an engine; where that is the compiler, this is told once."""
    is_told = False
    while not _one_at_a_time.acquire(timeout=apart.LOOK_SECONDS):
        if _compiles.is_set() and not is_told:
            waits.on_wait.get()(waits.expected(kept_in))
            is_told = True


def forget() -> None:
    """Let go of the engines in memory; those on disk stay."""
    with _one_at_a_time:
        _loaded.clear()


def folder() -> Path | None:
    """Where whole engines are kept, within `keeping`.

    Returns:
        None if that is switched off or the system cannot tell whose a folder is; nor, with a
        warning, if the folder is not this user's alone.
    """
    named = jax.config.values[_DIR]
    is_wanted = named and jax.config.values["jax_enable_compilation_cache"]
    if not is_wanted or not hasattr(os, "getuid"):
        return None
    place = Path(named)
    try:
        private.make(place)
        private.must_be_private(place)
    except OSError as error:
        _warn(f"compiled engines are not kept in {place}, and the next run compiles again", error)
        return None
    return place


def _warn(what: str, error: Exception) -> None:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    warnings.warn(f"{what}: {reason.splitlines()[0]}", stacklevel=3)


def _noted(note: Path) -> str | None:
    """The program that the code as it stands was last seen to make, without tracing it."""
    program = _contents(note)
    if program is None or not _HEXADECIMAL.fullmatch(program):
        return None
    return program.decode()


def _engine(note: Path, program: str) -> Path:
    return note.with_name(f"{program}{_SUFFIX}")


def _made(
    lowered: jax.stages.Lowered, note: Path, tried: str | None, args: tuple[PyTree, ...]
) -> tuple[jax.stages.Compiled, bool]:
    """The engine of a program, and whether it was compiled: it is the one that is kept, unless that
    was tried."""
    text = hashlib.sha256(lowered.as_text().encode()).hexdigest()
    program = _digest((text, str(lowered.in_tree), str(lowered.out_tree), *_around(args)))
    path = _engine(note, program)
    compiled = None if program == tried else _read(path, _devices(args))
    is_lacking = compiled is None
    if compiled is None:
        began = time.monotonic()
        with _compiling(note.parent):
            compiled = compiler.compiled(lowered)
        waits.keep(note.parent, time.monotonic() - began)
        payload, *trees = serialize_executable.serialize(compiled)
        if jax.default_backend() == "cpu":
            payload = lean(payload)
        _write(path, pickle.dumps((payload, *trees)), MOST_KEPT)
    _write(note, program.encode(), MOST_NAMES)
    return compiled, is_lacking


@contextmanager
def _compiling(kept_in: Path) -> Iterator[None]:
    """The compiler is at work, which is told to whoever waits for it."""
    waits.on_wait.get()(waits.expected(kept_in))
    _compiles.set()
    try:
        yield
    finally:
        _compiles.clear()


def _write(path: Path, document: bytes, most: int) -> None:
    """Write a file in place of an older one; of its kind, so many stay."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(opened, "wb") as file:
            file.write(hashlib.sha256(document).digest() + document)
        part.replace(path)
        kept = sorted(path.parent.glob(f"*{path.suffix}"), key=lambda p: p.stat().st_mtime)
        for old in kept[:-most]:
            old.unlink(missing_ok=True)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        _warn("the compiled engine could not be kept, and the next run compiles again", error)


def _read(path: Path, devices: list[Device]) -> jax.stages.Compiled | None:
    """The program in a file; None where there is none, and, with a warning, where it is not one
    that this user has written whole."""
    document = _contents(path)
    if document is None:
        return None
    try:
        return serialize_executable.deserialize_and_load(
            *pickle.loads(document), execution_devices=devices
        )
    except Exception as error:  # whatever it is, the engine can be compiled
        _warn(_UNUSABLE.format(path), error)
        return None


def _contents(path: Path) -> bytes | None:
    """What this user has written whole into a file; None where there is none, and, with a warning,
    where it is anything else."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # never waits
        with open(opened, "rb") as file:
            about = os.fstat(opened)
            if not stat.S_ISREG(about.st_mode):
                raise ValueError("it is no plain file")
            private.must_be_own(about)
            content = file.read()
        digest, document = content[:32], content[32:]
        if hashlib.sha256(document).digest() != digest:
            raise ValueError("it is damaged")
        os.utime(path)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        _warn(_UNUSABLE.format(path), error)
        return None
    return document


def _name(function: Jitted[Result], args: tuple[PyTree, ...], static: dict[str, Hashable]) -> str:
    """All that decides what is traced and compiled: sources, shapes, and what lies around them."""
    leaves, tree = jax.tree.flatten(args)
    shapes = [(leaf.shape, str(leaf.dtype), getattr(leaf, "weak_type", False)) for leaf in leaves]
    names = function.__module__, function.__qualname__
    return _digest(
        (
            code.behind(function.__module__),
            *names,
            str(tree),
            shapes,
            sorted(static.items()),
            *_around(args),
        )
    )


def _around(args: tuple[PyTree, ...]) -> tuple[object, ...]:
    """What decides how a program is compiled: libraries, switches, devices."""
    others = jax.config.values.items()
    left = sorted((k, v) for k, v in others if "cache" not in k and k not in switches.PINNED)
    return (
        version("jax"), version("jaxlib"), os.environ.get("XLA_FLAGS"), left,
        jax.device_count(), jax.process_index(), [(d.id, d.device_kind) for d in _devices(args)],
    )  # fmt: skip


def _digest(parts: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _devices(args: tuple[PyTree, ...]) -> list[Device]:
    """Where the arguments are: one device, or else JAX has to say what is wrong."""
    placed = (getattr(leaf, "sharding", None) for leaf in jax.tree.leaves(args))
    return sorted(set().union(*(one.device_set for one in placed if one)), key=lambda d: d.id)
