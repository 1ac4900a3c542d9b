"""What was written in English before anybody asked for it, in the language that is spoken now.

Whoever refuses an input writes English, for the input may come from anywhere; so does what lies on
disk. What is shown of it is told anew: the catalogue has each such sentence, with {names} where it
holds what was given.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from discredit.words.tongue import catalogue, language

Kind = Literal["refused", "kept"]
"""What a catalogue has before such a text: of an input that is refused, of what lies on disk."""
KINDS: Final[tuple[Kind, ...]] = ("refused", "kept")
COUNTED: Final = "{n} "
"""How a count with its noun begins, which may fill in any of them: {n} is a number everywhere."""


def retold(text: str, kind: Kind = "refused") -> str | None:
    """A sentence, or a part of one; None where no catalogue has it.

    >>> from discredit.words.tongue import speaking
    >>> with speaking("zh"):
    ...     retold("the run has 12 months")
    '该运行共 12 个月'

    Args:
        text: In English, filled in; what fills in something kept is told anew too.
        kind: Where the text comes from.
    """
    texts = catalogue(language())
    known = texts.get(f"{kind}: {text}", texts.get(text) if kind == "kept" else None)
    if known is not None:
        return known
    for form, told in _forms(language(), kind):
        if found := form.fullmatch(text):
            given = found.groupdict().items()
            fill = kept if kind == "kept" else str
            return told.format(**{name: fill(part) for name, part in given})
    return None


def kept(text: str) -> str:
    """The same of what lies on disk; as it is where no catalogue has it.

    >>> kept("too few to say: 3 people affected")
    'too few to say: 3 people affected'

    Args:
        text: In English, filled in.
    """
    return retold(text, "kept") or text


@cache
def _forms(tongue: str, kind: Kind) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The texts with something to be filled in, the longest first, and what each is told as."""
    before = f"{kind}: "
    given = {
        text.removeprefix(before): told
        for text, told in catalogue(tongue).items()
        if text.startswith((before, COUNTED))
    }
    forms = sorted((text for text in given if "{" in text), key=len, reverse=True)
    return tuple((re.compile(_form(text), re.DOTALL), given[text]) for text in forms)


def _form(text: str) -> str:
    parts = enumerate(re.split(r"{(\w+)}", text))
    given = {"n": r"[\d.,]+"}
    return "".join(
        f"(?P<{part}>{given.get(part, '.+?')})" if at % 2 else re.escape(part) for at, part in parts
    )
