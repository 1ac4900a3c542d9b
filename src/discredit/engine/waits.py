"""What a run waits for before its months, and about how long: what compiling took here before."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from math import isfinite
from pathlib import Path
from typing import Final

SOCIETY: Final = "building the society"
on_wait: ContextVar[Callable[[str | None], None]] = ContextVar("on_wait", default=lambda _: None)
"""Told what is waited for, and about how long; None: it is there. Not always in the main thread."""
sought: Final = threading.Event()
"""Set once an engine has been looked for: from then on it is read or compiled, without Python."""
FILE: Final = "compiled.json"
MOST_KEPT: Final = 8
_LARGEST: Final = 4096
UNMEASURED: Final = "half a minute to three minutes"
"""Before anything was measured: from an idle core of today to two busy ones."""
_ALIKE: Final = 1.5
"""Times that differ by less are told as one."""


@contextmanager
def told(tell: Callable[[str | None], None]) -> Iterator[None]:
    """Tell what is waited for meanwhile, here and in the threads that are begun here.

    Args:
        tell: Takes a few words, or None once it is there.
    """
    before = on_wait.set(tell)
    try:
        yield
    finally:
        on_wait.reset(before)


def keep(folder: Path, seconds: float) -> None:
    """Remember how long one took; where that cannot be written, nobody is told so long.

    Args:
        folder: Where engines are kept, which is this user's alone.
        seconds: From the program to its code.
    """
    times = [*read(folder), round(seconds, 1)][-MOST_KEPT:]
    part = folder / f"{FILE}.{os.getpid()}.part"
    with suppress(OSError):
        part.unlink(missing_ok=True)
        part.write_text(json.dumps(times), encoding="utf-8")
        part.replace(folder / FILE)


def read(folder: Path) -> list[float]:
    """How long the last ones took [seconds], the newest last; none where none can be read.

    Args:
        folder: Where engines are kept.
    """
    try:
        path = folder / FILE
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
            return []
        times = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(times, list):
        return []
    return [float(t) for t in times if isinstance(t, int | float) and isfinite(t) and t > 0]


def expected(folder: Path) -> str:
    """What a wait for the compiler is for, and about how long it will be.

    Args:
        folder: Where engines are kept.
    """
    return f"compiling the months of this shape, once per shape, {about(read(folder))}"


def about(times: list[float]) -> str:
    """About how long, from how long it took before.

    >>> about([38.0, 41.3]), about([20.0, 70.0])
    ('about 40 s', 'about 20 to 70 s')
    >>> about([])
    'half a minute to three minutes'

    Args:
        times: [seconds]
    """
    if not times:
        return UNMEASURED
    low, high = (max(1, round(end)) for end in (min(times), max(times)))
    if high < _ALIKE * low:
        return f"about {round((low + high) / 2)} s"
    return f"about {low} to {high} s"
