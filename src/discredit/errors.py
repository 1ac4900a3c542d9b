"""What can go wrong, as a tree, and what the command line returns for it.

    DiscreditError
    ├── InputError              exit 2   what the user handed in cannot be used
    │   ├── PolicyError                  a policy, overlay or study file
    │   ├── SocietyError                 a society file or aggregate table
    │   ├── LedgerError                  an evidence ledger
    │   ├── CaseError                    a case of a published mechanism
    │   └── UnknownNameError             no library file of that name
    ├── ResultError             exit 3   a result folder is missing, foreign or damaged
    │   └── RunError                     a run stopped before its result was complete
    ├── MemoryForeseenError     exit 4   the run would not fit in memory; nothing was started
    ├── VerificationError       exit 5   what was run again, or published, did not come back
    ├── DefectError             exit 1   a fault of this program, which the command line caught
    └── Interrupted             exit 130 stopped by the user; what was written can be resumed

Exit 0 is success, exit 141 that nobody reads any more what the command line prints. An `InputError`
carries all faults found, not the first one, and each `Fault` reads as one sentence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Final

LONGEST_FOUND = 80
LONGEST_NAME = 120
_NO_TEXT = ("Cc", "Cs", "Zl", "Zp")
"""Unicode's categories of control characters, lone surrogates, ends of lines and paragraphs."""
_STEERING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""What turns the direction of the text beside it."""


class ExitCode(IntEnum):
    """Exit codes of the command line."""

    OK = 0
    DEFECT = 1
    BAD_INPUT = 2
    RESULT = 3
    MEMORY = 4
    UNVERIFIED = 5
    INTERRUPTED = 130
    UNREAD = 141


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where, what was found, which rule, what to write instead.

    `found` completes 'PATH is ...'; `rule` completes 'it ...'; `remedy` is a full sentence.
    `line` counts from 1; 0 means that the place has no line (a file that cannot be opened).

    >>> print(Fault("harsh.yaml", 41, "score.forgetting", "1.4",
    ...             "it must be a share from 0 to 1", "For five per cent a month write 0.05."))
    harsh.yaml:41 score.forgetting is 1.4; it must be a share from 0 to 1. \
For five per cent a month write 0.05.
    """

    file: str
    line: int
    path: str
    found: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        file = named(self.file)
        where = f"{file}:{self.line}" if self.line else file
        subject = named(self.path) if self.path else "this file"
        sentence = f"{where} {subject} is {self.found}; {self.rule}."
        return f"{sentence} {self.remedy}" if self.remedy else sentence


def quoted(found: object) -> str:
    """The value found, on one line, printable and short, so that any input can be shown.

    Args:
        found: Whatever stood there.

    Returns:
        At most 80 characters beside the quotes; mappings and lists are only counted.
    """
    if found is None:
        return "empty"
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, dict):
        return f"a mapping of {len(found)} keys"
    if isinstance(found, (list, tuple)):
        return f"a list of {len(found)} entries"
    try:
        text = ascii(found) if isinstance(found, (int, float)) else printable(str(found))
    except ValueError:  # an integer too long for Python to print
        return "a number of many thousand digits"
    text = text if len(text) <= LONGEST_FOUND else text[: LONGEST_FOUND - 3] + "..."
    return f"'{text}'" if isinstance(found, str) else text


def named(file: object) -> str:
    """How messages call a file or a place: on one line, printable, of a line and a half at most.

    Args:
        file: A path, or what messages call a text or a place in it.

    Returns:
        Cut in the middle; a file without a name is ''.
    """
    text = printable(str(file)) or "''"
    half = LONGEST_NAME // 2
    return text if len(text) <= LONGEST_NAME else f"{text[:half]}...{text[-half:]}"


def is_shown_as_text(character: str) -> bool:
    """Whether a character is text where it is printed, and steers neither terminal nor line.

    Args:
        character: One alone.
    """
    if character in "\n\t":
        return True
    return character not in _STEERING and unicodedata.category(character) not in _NO_TEXT


def printable(text: str) -> str:
    """Text with control characters, line ends and lone surrogates escaped.

    Args:
        text: Any text.

    Returns:
        Text that a terminal shows as it is.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


_IN_TERMINAL: Final = {
    "force=True": "--force",
    "make the same call": "give the same command",
    "same call": "same command",
    "people=100_000": "--people 100_000",
    "seeds=3 for 1, 2 and 3, or seeds=[7] for that one": "--seed 7, or --seeds 3 for 1, 2 and 3",
    "seeds=3": "--seeds 3",
    "months=120": "--months 120",
}
"""What Python says, and what a terminal says instead."""


def in_terminal(text: str) -> str:
    """A message in the words of the command line. Errors speak Python's, wherever they arise.

    >>> in_terminal("name another folder or use force=True")
    'name another folder or use --force'

    Args:
        text: A message, or a part of one.
    """
    for ours, theirs in _IN_TERMINAL.items():
        text = text.replace(ours, theirs)
    return text


class DiscreditError(Exception):
    """Any failure this package foresees. `exit_code` is what the command line returns."""

    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT


class InputError(DiscreditError):
    """What was handed in cannot be used. `faults` holds every fault found, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        if not self.faults:
            raise ValueError("an input error needs at least one fault")
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class PolicyError(InputError):
    """A policy, overlay or study file breaks at least one rule; nothing of it was accepted."""


class SocietyError(InputError):
    """A society file or an aggregate table cannot be used."""


class LedgerError(InputError):
    """An evidence ledger breaks its form."""


class CaseError(InputError):
    """A case of a published mechanism cannot be read, or its inputs cannot be used."""


class UnknownNameError(InputError):
    """The library holds nothing of that name."""


class ResultError(DiscreditError):
    """A result folder is missing, foreign or damaged."""

    exit_code = ExitCode.RESULT


class RunError(ResultError):
    """A run stopped before its result was complete."""


class MemoryForeseenError(DiscreditError):
    """The run would not fit in memory; nothing was started."""

    exit_code = ExitCode.MEMORY


class VerificationError(DiscreditError):
    """A repeated run did not give the same bytes."""

    exit_code = ExitCode.UNVERIFIED


class DefectError(DiscreditError):
    """A fault of this program, told in a sentence; Python callers get the error itself."""

    exit_code = ExitCode.DEFECT


class Interrupted(DiscreditError):
    """Stopped by the user; what was written so far can be resumed."""

    exit_code = ExitCode.INTERRUPTED
