"""What was refused, and why, in the language that is spoken now.

Whoever refuses an input writes English, for the input may come from anywhere. What the page shows
of it is told anew: the catalogue has each such sentence, with {names} where it holds what was
given.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from discredit.words.tongue import catalogue, language

KIND: Final = "refused: "
"""Before each such text in a catalogue."""


def retold(text: str) -> str | None:
    """A sentence, or a part of one, about something that was refused; None where no catalogue has
    it.

    >>> from discredit.words.tongue import speaking
    >>> with speaking("zh"):
    ...     retold("the run has 12 months")
    '该运行共 12 个月'

    Args:
        text: In English, filled in.
    """
    known = catalogue(language()).get(KIND + text)
    if known is not None:
        return known
    for form, told in _forms(language()):
        if found := form.fullmatch(text):
            return told.format(**found.groupdict())
    return None


@cache
def _forms(tongue: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The texts with something to be filled in, the longest first, and what each is told as."""
    given = {k.removeprefix(KIND): v for k, v in catalogue(tongue).items() if k.startswith(KIND)}
    forms = sorted((text for text in given if "{" in text), key=len, reverse=True)
    return tuple((re.compile(_form(text), re.DOTALL), given[text]) for text in forms)


def _form(text: str) -> str:
    parts = enumerate(re.split(r"{(\w+)}", text))
    return "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in parts)
