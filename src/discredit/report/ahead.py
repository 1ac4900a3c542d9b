"""What telling a result takes, made ready while its months are worked and a core is free."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, Final, TypeVar

News = TypeVar("News")

ROOM: Final = 1 << 30
"""Bytes to be free beyond what a run foresees: this takes some 150 MB while engines compile."""
_MODULES: Final = ("scipy.optimize", "scipy.special", "discredit.report.result_page")
_SMALL: Final[dict[str, Any]] = {
    "data": {"values": [{"m": f"2016-{m:02d}", "of": of, "n": m} for m in (1, 7) for of in "ab"]},
    "mark": "line",
    "encoding": {
        "x": {"field": "m", "type": "temporal"},
        "y": {"field": "n", "type": "quantitative", "axis": {"title": "n"}},
        "color": {"field": "of", "type": "nominal"},
    },
}
"""A chart with all that most have: two lines over months, axes, a legend."""


def once_begun(tell: Callable[[News], None]) -> Callable[[News], None]:
    """What tells of a run, and at its first news makes ready what tells its result: before, Python
    has enough to do.

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
    """Load what tells a result, and start what draws, in threads of their own.

    An error there is met again by whoever needs what could not be loaded.
    """
    for work in (_draw, _load):
        threading.Thread(target=work, name="ahead").start()


def _draw() -> None:
    with suppress(Exception):
        import_module("vl_convert").vegalite_to_svg(_SMALL)


def _load() -> None:
    with suppress(Exception):
        for name in _MODULES:
            import_module(name)
