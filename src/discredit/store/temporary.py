"""Results that nobody gave a place: kept as long as the process, found again by the same call."""

from __future__ import annotations

import atexit
import os
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from os import PathLike
from pathlib import Path
from tempfile import mkdtemp

from discredit import arguments
from discredit.engine import apart

_lock = threading.Lock()
_of_each: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)
_roots: dict[int, Path] = {}
"""By process: a process that was forked has none yet, and removes none of its parent's."""


def unless(out: str | PathLike[str] | None, name: str) -> AbstractContextManager[Path]:
    """The folder that somebody named, or else a temporary one.

    Args:
        out: A path of Python; None: nobody did.
        name: What the result is of, the digest of all inputs included.

    Returns:
        What has the folder while it is entered.
    """
    return place(name) if out is None else nullcontext(arguments.path(out, "out"))


@contextmanager
def place(name: str) -> Iterator[Path]:
    """The folder of a result, one call at a time; it is removed when the process ends.

    Args:
        name: What the result is of, the digest of all inputs included.

    Returns:
        A folder, in which the same result may already lie.
    """
    with _lock:
        root = _roots.get(os.getpid())
        if root is None or not root.is_dir():
            root = _roots[os.getpid()] = Path(mkdtemp(prefix="discredit-"))
            if len(_roots) == 1:
                atexit.register(remove)
                apart.before_end.append(remove)
        folder = root / name
        alone = _of_each[folder]
    with alone:
        yield folder


def remove() -> None:
    """Remove what this process put there."""
    root = _roots.pop(os.getpid(), None)
    if root is not None:
        shutil.rmtree(root, ignore_errors=True)
