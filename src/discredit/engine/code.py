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
TELLING: Final = ("__init__.py", "api", "cli", "page", "report", "validation", "words")
"""What only asks and shows: no column of a run and no row of a study comes from there."""
OUTSIDE_A_MONTH: Final = (
    *TELLING, "changes.py", "claims.py", "digest.py", "levers.py", "measures", "plan.py",
    "progress.py", "run", "shelf.py", "store", "studies",
)  # fmt: skip
"""What the months of a world never call: all that `engine.loop` does not import, on any way. A test
finds it from the imports, so that a name too many is red, and one too few."""


@cache
def whole() -> str:
    """One digest of every line of this package."""
    return digest_of(_PACKAGE)


@cache
def of_a_month() -> str:
    """One digest of every line that can shape what a month of a world computes."""
    return digest_of(_PACKAGE, OUTSIDE_A_MONTH)


def behind(module: str) -> str:
    """One digest of every line that a function of a module can call.

    Args:
        module: Its name. Of one that months do not call, everything counts.
    """
    package, _, inside = module.partition(".")
    first = inside.partition(".")[0]
    is_of_a_month = (
        package == "discredit" and first and not {first, f"{first}.py"} & set(OUTSIDE_A_MONTH)
    )
    return of_a_month() if is_of_a_month else whole()


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
