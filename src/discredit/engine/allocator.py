"""Memory that nothing holds any more, handed back to the system: where the C library is glibc."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_MMAP_THRESHOLD: Final = -3  # the number by which `mallopt` knows it
_AT_ONCE: Final = 1 << 18
_ORDINARY: Final = 1 << 25  # where the library's own rule ends up in a process of this size


def trim() -> None:
    """Hand back what was freed and kept for later.

    The library keeps what was freed in pieces of a few million bytes for itself, in places where
    the next columns do not always fit: a second world, one after the other, then came on top of the
    first, and every world on top of what compiling its engine had taken.
    """
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


@contextmanager
def returning_at_once() -> Iterator[None]:
    """Hand back each column the moment it is freed, while worlds are at work.

    They then take what they hold and little more. Not for NumPy's work on many columns, which loses
    a third of its time to memory fetched anew.
    """
    library = _glibc()
    if library is not None:
        library.mallopt(_MMAP_THRESHOLD, _AT_ONCE)
    try:
        yield
    finally:
        if library is not None:
            library.mallopt(_MMAP_THRESHOLD, _ORDINARY)


def _glibc() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if hasattr(library, "malloc_trim") else None
