"""The entry point of the `discredit` script: Ctrl-C is answered before anything is loaded.

While months are simulated `progress.stoppable` answers it. At all other times nothing is half done
that a kill would spoil, so the answer is to leave at once. Python's own answer, an exception, can
arrive while a compiled library is loading, which then aborts, or where it is swallowed.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress

from discredit.cli import leaving

_SELDOM = (100_000, 50, 100)
"""How often Python looks for what refers to itself alone. Most of what a command loads and works
out stays to its end, and looking through it takes a twentieth of a short run."""


def main() -> None:
    """Load the command line and run it."""
    gc.set_threshold(*_SELDOM)
    _hold_places()
    leaving.answer()
    _keep_no_halves()
    from discredit.cli.main import main as run

    try:
        run()
    except SystemExit as ended:
        _end_at_once(ended.code)
        raise


def _end_at_once(code: object) -> None:
    """Where an engine was loaded, end without taking it down piece by piece, which takes most of a
    second: all is written, and nothing of it outlasts the process."""
    if "jax" in sys.modules and isinstance(code, int):
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(code)


def _keep_no_halves() -> None:
    """Where files may not be of any size (`ulimit -f`), Python would cut its compiled modules short
    and fail at reading them ever after."""
    if sys.platform != "win32":
        import resource

        if resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY:
            sys.dont_write_bytecode = True


def _hold_places() -> None:
    """Where stdout or stderr is closed, keep its number from the next file that is opened."""
    for number in (1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_WRONLY)
