"""Memory that nothing holds any more, handed back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Hand freed memory back, where the C library can (glibc).

    It keeps what was freed in pieces of a few million bytes for itself, in places where the next
    columns do not always fit: a second world, one after the other, then came on top of the first,
    and every world on top of what compiling its engine had taken.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
