"""The package's own sources: two states of the code that shapes results have two digests.

A version number tells releases apart; whoever changes a room between two runs has changed what the
runs answer just as much.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parents[1]
TELLING: Final = ("__init__.py", "api.py", "cli", "report", "validation", "words")
"""What only asks and shows: no column of a run and no row of a study comes from there."""


@cache
def whole() -> str:
    """One digest of every line of this package."""
    return digest_of(_PACKAGE)


@cache
def shaping() -> str:
    """One digest of every line that can shape what a run computes and what a study keeps of it."""
    return digest_of(_PACKAGE, TELLING)


def digest_of(package: Path, without: Collection[str] = ()) -> str:
    """SHA-256 over the Python files below a folder and their names.

    Args:
        package: The folder.
        without: Files and folders right below it that do not count.
    """
    found = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package)
        if name.parts[0] not in without:
            text = path.read_bytes()
            found.update(f"{name.as_posix()} {len(text)} ".encode() + text)
    return found.hexdigest()
