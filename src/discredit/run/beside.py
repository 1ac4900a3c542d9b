"""What is asked of seeds that have come to their end, beside what their run does next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from discredit.engine.apart import LOOK_SECONDS, Apart


class Beside:
    """One seed after another, in a thread of its own, which can be left."""

    def __init__(self, ask: Callable[[int], None] | None) -> None:
        """`ask` is called with which of the seeds it is, from 0; None: nothing is asked."""
        self._ask = ask
        self._at_work: Apart[None] | None = None

    def begin(self, index: int) -> None:
        """Ask of a seed, once the one before has answered.

        Args:
            index: Which of the seeds, from 0.
        """
        if self._ask is not None:
            self.wait()
            self._at_work = Apart(partial(self._ask, index), "beside")

    def wait(self) -> None:
        """Until the last has answered. Raises what asking raised."""
        if self._at_work is not None:
            while self._at_work.is_running():
                self._at_work.wait(LOOK_SECONDS)
            self._at_work.result()

    def leave(self) -> None:
        """Wait no longer for any."""
        if self._at_work is not None:
            self._at_work.leave()
