"""What was read: plain data in which every value knows its file and line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from discredit.errors import Fault, InputError, printable

Keys = tuple[str | int, ...]
"""The keys and positions that lead to a value."""
Marks = dict[Keys, tuple[str, int]]
"""File and line of values."""


class Document(NamedTuple):
    """A YAML text as read.

    `data`: plain data (dict, tuple, str, int, float, bool, None). `marks`: the file and line of
    each value. `refusal`: the error that a fault in it raises. `faults`: those of the text that
    did not stop it from being read.
    """

    data: Any
    marks: Marks
    refusal: type[InputError]
    faults: tuple[Fault, ...] = ()

    def mark(self, keys: Keys) -> tuple[str, int]:
        """File and line of this value, or of the nearest one around it.

        Args:
            keys: That lead to it.
        """
        while keys and keys not in self.marks:
            keys = keys[:-1]
        return self.marks[keys]

    def fault(self, keys: Keys, found: str, rule: str, remedy: str) -> Fault:
        """What is wrong with this value, at its file and line.

        Args:
            keys: That lead to it.
            found: What stands there, as a reader is shown it.
            rule: Which rule it breaks.
            remedy: What to write instead.
        """
        return Fault(*self.mark(keys), dotted(keys), found, rule, remedy)


def dotted(keys: Keys) -> str:
    """Keys as messages write them: `lists.term.dated.2013-10`, `grounds[2]`.

    Args:
        keys: Words and positions; a long or odd word is cut short.
    """
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{printable(key)[:60]}"
    return text.removeprefix(".")


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """The faults by file and line, one for each value: the first said of a value says enough.

    Args:
        faults: As they were found; files stay in the order in which they were first named.
    """
    kept: dict[tuple[str, int, str], Fault] = {}
    for fault in faults:
        kept.setdefault((fault.file, fault.line, fault.path), fault)
    files = list(dict.fromkeys(fault.file for fault in kept.values()))
    return sorted(kept.values(), key=lambda f: (files.index(f.file), f.line))
