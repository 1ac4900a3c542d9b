"""A process that was forked after an engine had started: it would wait for ever, and must say so.

Watched from the first import of the package on, so that nothing else of it is loaded here.
"""

from __future__ import annotations

import os
import sys

_forked_from: list[int] = []
"""The process that this one was forked from, if an engine had started there."""


def watch_forks() -> None:
    """From now on, know it in a forked process if an engine had started before the fork."""

    def note() -> None:
        bridge = sys.modules.get("jax._src.xla_bridge")  # no public name tells it
        if bridge is not None and bridge.backends_are_initialized():
            _forked_from.append(os.getppid())

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=note)


def must_not_be_forked() -> None:
    """Refuse to compute where it would never end: threads of an engine do not survive a fork.

    Raises:
        RunError: an engine had started in the process that this one was forked from.
    """
    if _forked_from:
        from discredit.errors import RunError

        raise RunError(
            "This process was forked from one in which JAX had already computed, and JAX would "
            "wait here for ever; nothing was computed. Start processes by the spawn method, such "
            'as multiprocessing.get_context("spawn").Pool(2), or by joblib\'s backend "loky".'
        )
