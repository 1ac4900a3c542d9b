"""What can go wrong, as a tree, and what the command line returns for it.

    DiscreditError
    ├── InputError              exit 2   what the user handed in cannot be used
    │   ├── PolicyError                  a policy, overlay or study file
    │   ├── SocietyError                 a society file or aggregate table
    │   ├── LedgerError                  an evidence ledger
    │   ├── CaseError                    a case of a published mechanism
    │   ├── UnknownNameError             no library file of that name
    │   └── UsageError                   a command line that is not understood
    ├── ResultError             exit 3   something about a result
    │   ├── NoResultError                what was given is none
    │   ├── DamagedError                 a file of it is gone, or not what was written
    │   ├── OtherVersionError            another version wrote it
    │   ├── TakenError                   something else lies where it should
    │   ├── LackingError                 it cannot answer what is asked
    │   └── RunError                     a run stopped before its result was complete
    │       ├── UnwritableError          no room, no right
    │       ├── BusyError                another process is at it
    │       ├── MissingPartError         something is not installed
    │       └── MeetingError             processes did not find each other
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
    """Any failure this package foresees.

    `number` is its number in docs/errors.md, never given to another error; its first digit is that
    of the exit code, `exit_code`, which the command line returns. `remedy` says what to do.
    """

    number: ClassVar[int] = 100
    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT
    remedy: ClassVar[str] = "Read its sentence: it says what was found and what to do instead."


class InputError(DiscreditError):
    """What was handed in cannot be used. `faults` holds every fault found, in file order."""

    number = 200
    remedy = (
        "Each fault says where it is, what was found, which rule it breaks and what to write "
        "instead. Nothing was started."
    )

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        if not self.faults:
            raise ValueError("an input error needs at least one fault")
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class PolicyError(InputError):
    """A policy, overlay or study file breaks at least one rule; nothing of it was accepted."""

    number = 201
    remedy = (
        "Mend the lines that are named; `discredit check my-city.yaml` tells all faults again, and "
        "an editor with the schema (`discredit check --schema`) shows them while you type."
    )


class SocietyError(InputError):
    """A society file or an aggregate table cannot be used."""

    number = 202
    remedy = (
        "Mend the file or table that is named. Tables hold shares, means and quantiles, never "
        "rows of people; `discredit show society china-2020` shows what one looks like."
    )


class LedgerError(InputError):
    """An evidence ledger breaks its form."""

    number = 203
    remedy = "Mend the entry that is named: a key, what it says, its title and its grade."


class CaseError(InputError):
    """A case of a published mechanism cannot be read, or its inputs cannot be used."""

    number = 204
    remedy = "Mend the case; `discredit validate` lists the mechanisms that a case may name."


class UnknownNameError(InputError):
    """The library holds nothing of that name."""

    number = 205
    remedy = "`discredit list` shows every name; the nearest one stands in the sentence."


class UsageError(InputError):
    """The command line was not understood: no such command, option or kind of value."""

    number = 206
    remedy = "`discredit COMMAND --help` shows what it takes; docs/commands.md has all of them."


class ResultError(DiscreditError):
    """Something about a result: it cannot be read, asked or replaced."""

    number = 300
    exit_code = ExitCode.RESULT
    remedy = "Mend what the sentence names: a path, its rights, or the ending of a file."


class NoResultError(ResultError):
    """What was given is no folder that a run wrote."""

    number = 301
    remedy = "Give the folder that `discredit run` named at its end; it holds a manifest.json."


class DamagedError(ResultError):
    """A file of a result is gone, or is not what was written."""

    number = 302
    remedy = (
        "Figures of a changed file are never shown. Make the same run again with `--force` "
        "(`force=True`): it gives the same bytes."
    )


class OtherVersionError(ResultError):
    """Another version of the program wrote what lies there, in a form that this one cannot go on
    with."""

    number = 303
    remedy = (
        "Use the version that the sentence names, or make the run again with this one into another "
        "folder: its manifest.json holds the command. See docs/install.md."
    )


class TakenError(ResultError):
    """Where something should be written lies something else, which is not replaced."""

    number = 304
    remedy = (
        "Name another folder or file; or, where the sentence offers it, replace what is there with "
        "`--force` (`force=True`)."
    )


class LackingError(ResultError):
    """A result cannot answer this question: a world, a measure, enough people or months are not in
    it."""

    number = 305
    remedy = "Make a run that has what the sentence names, and ask that one."


class RunError(ResultError):
    """A run stopped before its result was complete, or could not begin."""

    number = 310
    remedy = (
        "Mend what the sentence names and give the same command again: a run that had begun goes "
        "on from its last checkpoint."
    )


class UnwritableError(RunError):
    """A file cannot be written: no room, no right, or a limit of the shell."""

    number = 311
    remedy = "Free some room, raise the limit, or name a folder you may write to; then run again."


class BusyError(RunError):
    """Another process is at it: a run in the same folder, a port that is taken, a full queue."""

    number = 312
    remedy = "Wait for it, or name another folder or port."


class MissingPartError(RunError):
    """Something that this needs is not installed, or JAX does not find it."""

    number = 313
    remedy = "Install the extra that the sentence names (docs/install.md), or do without."


class MeetingError(RunError):
    """Processes that share a run did not find each other, or do not agree."""

    number = 314
    remedy = "Start all of them alike, with one address and one secret: docs/devices.md."


class MemoryForeseenError(DiscreditError):
    """The run would not fit in memory; nothing was started."""

    number = 400
    exit_code = ExitCode.MEMORY
    remedy = "Ask for fewer people, or for one world after the other (`--in-turn`): docs/runs.md."


class VerificationError(DiscreditError):
    """A repeated run did not give the same bytes."""

    number = 500
    exit_code = ExitCode.UNVERIFIED
    remedy = (
        "Compare the versions that both name: another JAX or another state of the code may give "
        "other bytes. If they are the same, please report it."
    )


class DefectError(DiscreditError):
    """A fault of this program, told in a sentence; Python callers get the error itself."""

    number = 101
    exit_code = ExitCode.DEFECT
    remedy = "Please report it with the file of details that the sentence names."


class Interrupted(DiscreditError):
    """Stopped by the user; what was written so far can be resumed."""

    number = 130
    exit_code = ExitCode.INTERRUPTED
    remedy = "Give the same command again: it goes on from the last checkpoint."
