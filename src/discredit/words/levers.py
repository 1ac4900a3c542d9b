"""What stands beside a number of a policy: what a part of its path is called, and its note."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from discredit import library
from discredit.policy.layers import LAID, REGRADED, read_layers
from discredit.words.names import spoken
from discredit.words.tongue import ENGLISH, catalogue, language, named, say

KINDS: Final = (
    "lever", "conduct", "list", "scorer", "band", "service", "label", "job", "fifth", "settlement",
    "region",
)  # fmt: skip
"""What a part of the path of a number may be the name of."""
_MOVES: Final = {form.partition("{")[0].strip(): form for form in LAID.values()}
_LAID: Final = re.compile(
    rf"(?P<move>{'|'.join(_MOVES)})(?: (?P<amount>[-+.\de]+))?(?: \((?P<of>\w+)\))? by the overlay "
    r"(?P<overlay>[^.;]+)(?:; graded (?P<grade>\w+) before)?"
)


def called(key: str) -> str:
    """What a part of the path of a number is called.

    >>> called("first_class")
    'first class'

    Args:
        key: As files write it.
    """
    told = (named(kind, key) for kind in KINDS)
    return next((one for one in told if one != spoken(key)), spoken(key))


def note_said(note: str) -> str:
    """What a file notes of a number, and what overlays made of it; as it is where no catalogue has
    it.

    Args:
        note: As the policy has it, overlays laid.
    """
    text = " ".join(note.split())
    if language() == ENGLISH:
        return text
    parts, done = [], 0
    for found in _LAID.finditer(text):
        parts += [_sentence(text[done : found.start()]), _laid(found)]
        done = found.end()
    return "".join((*parts, _sentence(text[done:])))


def _sentence(text: str) -> str:
    """A note of a file, whose full stop may have gone where another note was put behind it."""
    own = text.strip(" .")
    if not own:
        return ""
    known = (catalogue(language()).get(one) for one in (f"{own}.", own))
    return next((one for one in known if one is not None), f"{own}. ")


def _laid(found: re.Match[str]) -> str:
    grade = found["grade"]
    said = say(
        _MOVES[found["move"]],
        overlay=say(_title(found["overlay"])),
        of=say(" ({label})", label=called(found["of"])) if found["of"] else "",
        **({"amount": found["amount"]} if found["amount"] else {}),
    )
    return say("{said}.", said=said + (say(REGRADED, grade=say(grade)) if grade else ""))


@cache
def _title(overlay: str) -> str:
    is_shipped = overlay in library.names("safeguards")
    return read_layers(overlay)[0].overlay.title if is_shipped else overlay
