"""What telling a result takes, made ready while Python or a core has nothing else to do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Final, TypeVar

from discredit.engine import waits
from discredit.report import pen

News = TypeVar("News")

ROOM: Final = 1 << 30
"""Bytes to be free beyond what a run foresees: this takes some 150 MB while engines compile."""
_PATIENCE_SECONDS: Final = 2.0
_MODULES: Final = ("scipy.optimize", "scipy.special")


def drawn_soon() -> None:
    """Start what draws, in a process of its own, while this one loads its libraries.

    An error there is met again by whoever draws.
    """
    with suppress(OSError):
        pen.start()


def once_begun(tell: Callable[[News], None]) -> Callable[[News], None]:
    """What tells of a run, and at its first news makes ready what tells its result: by then Python
    has its libraries, and soon waits for the engine.

    Args:
        tell: Is told what comes.
    """
    is_begun = False

    def hear(news: News) -> None:
        nonlocal is_begun
        if not is_begun:
            is_begun = True
            threading.Thread(target=_load, name="ahead").start()
        tell(news)

    return hear


def _load() -> None:
    """Load what tells a result, once an engine is being read, which needs no Python; all that leads
    up to it does.

    An error there is met again by whoever needs what could not be loaded.
    """
    waits.sought.wait(_PATIENCE_SECONDS)
    with suppress(Exception):
        for name in _MODULES:
            import_module(name)
        from discredit.report import html, result_page
        from discredit.sources import Ledger

        html.compiled(result_page.TEMPLATE)
        len(Ledger())  # reads it
