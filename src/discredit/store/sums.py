"""What was summed over the people of a result, kept beside its tables for whoever asks later.

It says which outcome it was summed from and by which state of the code. What says otherwise of
either is not read: the people are summed again.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from discredit.digest import digest
from discredit.engine import code
from discredit.errors import named
from discredit.paths import bytes_of
from discredit.store import disk, mark

FILE: Final = "sums.json"
FORMAT: Final = 1
MOST_BYTES: Final = 1 << 30
"""Of a file: a thousand seeds take half of that."""
_DAMAGE: Final = (OSError, ValueError, KeyError, TypeError, RecursionError)


def write(folder: Path, outcome: str, sums: Mapping[str, Any]) -> None:
    """Keep sums in a result folder of ours; in any other nothing is written.

    Args:
        folder: Of a complete result.
        outcome: The digest of its outcome.
        sums: By question, as plain values.

    Raises:
        RunError: It cannot be written.
        ResultError: A link has its name.
    """
    if mark.is_on(folder, "result"):
        page = {"format": FORMAT, "of": outcome, "by": code.shaping(), "sums": dict(sums)}
        text = json.dumps({**page, "digest": digest(page)}, allow_nan=False, separators=(",", ":"))
        disk.write(folder / FILE, text.encode() + b"\n")


def read(folder: Path, outcome: str | None) -> dict[str, Any]:
    """The sums kept in a result folder.

    Args:
        folder: Of a result.
        outcome: The digest of its outcome; None: it has none yet.

    Returns:
        By question, as plain values; none where there are none, where they are of another outcome
        or were summed by another state of the code, and, with a warning, where they are damaged.
    """
    path = folder / FILE
    if outcome is None or not path.is_file():
        return {}
    try:
        page = json.loads(bytes_of(path, MOST_BYTES) or b"")
        if (page["format"], page["of"], page["by"]) != (FORMAT, outcome, code.shaping()):
            return {}
        if page.pop("digest") == digest(page):
            return dict(page["sums"])
    except _DAMAGE:
        pass
    warnings.warn(f"{named(path)} is damaged; the people are summed again.", stacklevel=2)
    return {}
