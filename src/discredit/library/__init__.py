"""The files this package ships: systems and what they are made of, studies, starters, evidence.

A name is a file's stem; a kind is a folder. Nothing here parses: it lists files and reads text.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final

from discredit.errors import Fault, UnknownNameError

KINDS: Final = (
    "systems",
    "conduct",
    "lives",
    "societies",
    "safeguards",
    "studies",
    "starters",
    "evidence",
    "claims",
)
SUFFIXES: Final = (".yaml", ".jsonl")
MOST_SHOWN: Final = 80
"""Characters of a name that a message shows."""
MOST_LISTED: Final = 360
"""Characters of all names together that a message shows; of more it says how many there are."""


@cache
def _file_names(kind: str) -> dict[str, str]:
    if kind not in KINDS:
        raise _unknown("kind", kind, KINDS)
    folder = files(__name__) / kind
    found = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    return {name.rsplit(".", 1)[0]: name for name in found if name.endswith(SUFFIXES)}


def names(kind: str) -> tuple[str, ...]:
    """The names the library holds of a kind.

    Args:
        kind: One of `KINDS`.

    Returns:
        In alphabetical order; none yet is an empty tuple.

    Raises:
        UnknownNameError: There is no such kind.
    """
    return tuple(_file_names(kind))


def text(kind: str, name: str) -> str:
    """The text of one library file.

    Args:
        kind: One of `KINDS`.
        name: As `names` gives it.

    Returns:
        As it stands in the file; comments too.

    Raises:
        UnknownNameError: There is none of that name; the nearest one is told.
    """
    return (files(__name__) / kind / _file_name(kind, name)).read_text(encoding="utf-8")


def path_label(kind: str, name: str) -> str:
    """How messages call the file: `library/systems/rongcheng-2014.yaml`.

    Args:
        kind: One of `KINDS`.
        name: As `names` gives it.

    Raises:
        UnknownNameError: There is none of that name.
    """
    return f"library/{kind}/{_file_name(kind, name)}"


def _file_name(kind: str, name: str) -> str:
    found = _file_names(kind)
    if name not in found:
        raise _unknown(kind, name, tuple(found))
    return found[name]


def _unknown(kind: str, name: object, known: tuple[str, ...]) -> UnknownNameError:
    asked = str(name)[:MOST_SHOWN] or "''"
    near = get_close_matches(asked, known, n=1, cutoff=0.4)
    singular = {"studies": "study", "societies": "society", "lives": "life"}.get(
        kind, kind.removesuffix("s")
    )
    listed, remedy = ", ".join(known) if known else "none yet", "Take one of these names."
    rule = f"the library's {kind} are: {listed}" if kind != "kind" else f"kinds are {listed}"
    if len(listed) > MOST_LISTED:
        rule, remedy = f"the library has {len(known)} {kind}", "`discredit list` names them."
    if near:
        remedy = f"Did you mean {near[0]}?"
    return UnknownNameError([Fault("library", 0, asked, f"no {singular} here", rule, remedy)])
