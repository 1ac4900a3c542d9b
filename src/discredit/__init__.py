"""A laboratory for social-credit systems on people who do not exist.

    import discredit as dc

    pair = dc.compare("court-list", people=100_000, months=60, seeds=(1, 2, 3))
    pair.effects()                # with minus without, with intervals
    pair.life(4711)               # one synthetic life in two worlds

Names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from discredit.engine.forks import watch_forks

if TYPE_CHECKING:
    from discredit.api import (
        Pair,
        SideBySide,
        Tested,
        compare,
        compare_many,
        model,
        open_pair,
        reforms,
        study,
        verify,
    )
    from discredit.errors import DiscreditError
    from discredit.plan import Plan, draw_up
    from discredit.policy.compose import load_policy
    from discredit.policy.edit import with_value
    from discredit.report.papers.asked import assess, odd
    from discredit.run.twins import simulate, stream
    from discredit.store import Result, open_result

try:
    __version__ = version("discredit")
except PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0+unknown"

watch_forks()

_HOMES = {
    "DiscreditError": "discredit.errors",
    "Pair": "discredit.api",
    "Plan": "discredit.plan",
    "Result": "discredit.store",
    "SideBySide": "discredit.api",
    "Tested": "discredit.api",
    "assess": "discredit.report.papers.asked",
    "compare": "discredit.api",
    "compare_many": "discredit.api",
    "draw_up": "discredit.plan",
    "load_policy": "discredit.policy.compose",
    "model": "discredit.api",
    "odd": "discredit.report.papers.asked",
    "open_pair": "discredit.api",
    "open_result": "discredit.store",
    "reforms": "discredit.api",
    "simulate": "discredit.run.twins",
    "stream": "discredit.run.twins",
    "study": "discredit.api",
    "verify": "discredit.api",
    "with_value": "discredit.policy.edit",
}

__all__ = [
    "DiscreditError",
    "Pair",
    "Plan",
    "Result",
    "SideBySide",
    "Tested",
    "__version__",
    "assess",
    "compare",
    "compare_many",
    "draw_up",
    "load_policy",
    "model",
    "odd",
    "open_pair",
    "open_result",
    "reforms",
    "simulate",
    "stream",
    "study",
    "verify",
    "with_value",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'discredit' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
