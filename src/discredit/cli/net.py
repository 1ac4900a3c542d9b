"""What the command line says of an error that nobody foresaw: one sentence, and where the rest is.

Only the command line has this net; in Python the error itself arrives.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback

from discredit.errors import (
    DefectError,
    DiscreditError,
    MemoryForeseenError,
    ResultError,
    named,
    quoted,
)

_OF_THE_PROGRAM = (errno.EBADF, errno.EFAULT)
_OF_THE_OUTPUT = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def caught(error: Exception) -> DiscreditError:
    """The error to report in place of one that nobody foresaw.

    What the system refused is told as its refusal. All else is a fault of this program; its details
    are written to a file of its own in the temporary folder.
    """
    if isinstance(error, MemoryError):
        return MemoryForeseenError("There was not enough memory; ask for fewer people or seeds.")
    if isinstance(error, OSError) and error.errno and error.errno not in _OF_THE_PROGRAM:
        why = (error.strerror or type(error).__name__).lower()
        what = f"{named(error.filename)} cannot be used" if error.filename else "The system refused"
        if is_of_the_output(error):
            what = "The answer cannot be written"
        return ResultError(f"{what}: {why}.")
    said = quoted(f"{type(error).__name__}: {error}")
    return DefectError(
        f"This is a fault of discredit, not of what you asked: {said}. {_kept(error)}"
    )


def _kept(error: Exception) -> str:
    text = "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace",
            prefix="discredit-fault-", suffix=".txt", delete=False,
        ) as file:  # fmt: skip
            file.write(text)
    except OSError:
        return "Its details could not be written to the temporary folder; please report it."
    return f"Its details are in {file.name}; please report it with them."


def is_of_the_output(error: Exception) -> bool:
    """Whether it says that what is printed cannot be written; errors of files name their file."""
    return isinstance(error, OSError) and not error.filename and error.errno in _OF_THE_OUTPUT


def bring_out() -> None:
    """Bring what was printed to whoever reads it. Raises OSError."""
    if sys.stdout is not None:
        sys.stdout.flush()


def let_go() -> None:
    """Forget what cannot be written, so that Python says nothing of it when it ends."""
    try:
        bring_out()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
