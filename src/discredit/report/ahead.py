"""What telling a result takes, made ready while its months are worked and a core is free."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Final, TypeVar

from discredit.report import pen

News = TypeVar("News")

ROOM: Final = 1 << 30
"""Bytes to be free beyond what a run foresees: this takes some 150 MB while engines compile."""
_MODULES: Final = ("scipy.optimize", "scipy.special")


def once_begun(tell: Callable[[News], None]) -> Callable[[News], None]:
    """What tells of a run, and at its first news makes ready what tells its result: by then Python
    has its libraries, and waits for the society and the engine.

    Args:
        tell: Is told what comes.
    """
    is_begun = False

    def hear(news: News) -> None:
        nonlocal is_begun
        if not is_begun:
            is_begun = True
            _make_ready()
        tell(news)

    return hear


def _make_ready() -> None:
    """Load what tells a result, in a thread of its own, and start what draws.

    An error there is met again by whoever needs what could not be loaded.
    """
    with suppress(OSError):
        pen.start()
    threading.Thread(target=_load, name="ahead").start()


def _load() -> None:
    with suppress(Exception):
        for name in _MODULES:
            import_module(name)
        from discredit.report import html, result_page
        from discredit.sources import Ledger

        html.compiled(result_page.TEMPLATE)
        len(Ledger())  # reads it
