"""In which language things are told: English as the code has it, or another by its catalogue.

A text is its own key, as in gettext: whoever writes a sentence writes it in English where it is
needed, and a catalogue has what it is in another language. What is in no catalogue stays as it is:
so do the texts of a user's own policy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any, Final

from discredit.words.names import spoken

ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "zh")

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything inside is told in a language: in this thread, and in whatever takes its context.

    >>> with speaking("zh"):
    ...     say("Loses the job.")
    '失去工作。'

    Args:
        language: One of LANGUAGES; any other is English.
    """
    before = _spoken.set(language if language in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """The language that is spoken now."""
    return _spoken.get()


def say(text: str, **given: Any) -> str:
    """A text in the language that is spoken now; as it is where the catalogue does not have it.

    >>> say("Pays {paid}; {left} are left.", paid="5 yuan", left="3 yuan")
    'Pays 5 yuan; 3 yuan are left.'

    Args:
        text: In English, with {names} of what is filled in.
        given: What is filled in, already in that language.
    """
    known = catalogue(_spoken.get()).get(text, text)
    return known.format(**given) if given else known


def prose(text: str) -> str:
    """A longer text of a file, whose lines may be broken anywhere; as it is where no catalogue has
    it.

    Args:
        text: As the file has it.
    """
    return catalogue(_spoken.get()).get(" ".join(text.split()), text)


def named(kind: str, name: str) -> str:
    """What a thing of a policy is called; of one that no catalogue knows its own name, as words.

    >>> named("band", "deposit_free")
    'deposit free'

    Args:
        kind: Of the thing: service, list, scorer, band, money.
        name: As files and tables write it.
    """
    known = catalogue(_spoken.get()).get(f"{kind}: {spoken(name)}")
    return spoken(name) if known is None else known


def joined(texts: Iterable[str]) -> str:
    """Several things one after another, as the language writes them.

    >>> joined(["flight", "loan"])
    'flight, loan'

    Args:
        texts: In the language that is spoken now.
    """
    return say(", ").join(texts)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """What each English text is in a language; empty for English.

    Args:
        language: One of LANGUAGES.

    Raises:
        ValueError: Two of its files have the same text.
    """
    found: dict[str, str] = {}
    if language == ENGLISH:
        return found
    for file in sorted(_rooms(language), key=lambda one: one.name):
        room = json.loads(file.read_text("utf-8"))
        if twice := found.keys() & room.keys():
            raise ValueError(f"{file.name} has again: {', '.join(sorted(twice))}")
        found.update(room)
    return found


def _rooms(language: str) -> list[Any]:
    return [
        one for one in (files("discredit.words") / language).iterdir() if one.name != "terms.md"
    ]
