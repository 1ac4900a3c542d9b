"""How the command line answers Ctrl-C where nothing is half done that a kill would spoil.

Python runs the answer in its main thread, between two of its own steps. Compiled code that works
there for long holds it up; a thread that the system wakes at once then answers in its place.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from math import inf
from typing import Any, Final

PATIENCE_SECONDS: Final = 1.0
"""How long the main thread has to answer an interrupt."""
_LATE_SECONDS: Final = 0.5
"""How much later than the main thread this one may hear of an interrupt."""
_said = "Stopped."
_heard_at = -inf


def answer() -> None:
    """From now on leave when Ctrl-C is pressed, with the words of `will_say`.

    An interrupt that is ignored, as in the background of a shell, stays ignored.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    signal.signal(signal.SIGINT, _leave)
    if sys.platform != "win32":
        woken, wakes = os.pipe()
        os.set_blocking(wakes, False)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        threading.Thread(target=_watch, args=(woken,), name="leaving", daemon=True).start()


def will_say(text: str) -> None:
    """What is said on leaving from now on: what is kept, and how to go on."""
    global _said
    _said = text


def heard() -> None:
    """The main thread answers by itself, in its own way."""
    global _heard_at
    _heard_at = time.monotonic()


def _leave(*_: Any) -> None:
    with suppress(OSError):
        os.write(2, f"{_said}\n".encode(errors="backslashreplace"))
    os._exit(130)


def _watch(woken: int) -> None:
    while True:
        if os.read(woken, 1) == bytes([signal.SIGINT]):
            came = time.monotonic()
            time.sleep(PATIENCE_SECONDS)
            if _heard_at < came - _LATE_SECONDS:
                _leave()
