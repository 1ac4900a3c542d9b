"""What a paper is made of, before it is Markdown, HTML or Word: headed parts of text and tables.

In a text, what stands between backticks is a name as files and code write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from discredit.errors import is_shown_as_text

Tone = Literal["plain", "loud", "quiet"]


class Paragraph(NamedTuple):
    """Some sentences: plain, loud as a warning, or quiet as a remark."""

    text: str
    tone: Tone = "plain"


class Items(NamedTuple):
    """Things told one by one."""

    texts: tuple[str, ...]


class Questions(NamedTuple):
    """What a person has still to answer, with room for each answer."""

    texts: tuple[str, ...]


class PaperTable(NamedTuple):
    """A table. It wears the label of its paper."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


class Passage(NamedTuple):
    """A heading and what stands under it, further passages included."""

    title: str
    parts: tuple[Content, ...]


Content: TypeAlias = Paragraph | Items | Questions | PaperTable | Passage


class Paper(NamedTuple):
    """A whole paper. `label` is what the system must wear; '' for nothing."""

    title: str
    kind: str  # what it is, in a line above the title
    label: str
    parts: tuple[Content, ...]


def texts_in(given: Any) -> Iterator[str]:
    """Every text of a paper or of a part of one, in the order of reading.

    Args:
        given: A paper, a part, or several.
    """
    if isinstance(given, str):
        yield given
    elif isinstance(given, tuple):
        for part in given:
            yield from texts_in(part)


def spans(text: str) -> list[tuple[str, bool]]:
    """A text cut into words and names.

    >>> spans("see `lists.*` first")
    [('see ', False), ('lists.*', True), (' first', False)]

    Args:
        text: With names between backticks; one without its pair is text.

    Returns:
        Each piece, and whether it is a name; pieces that hold nothing are left out.
    """
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        pieces[-2:] = ["`".join(pieces[-2:])]
    return [(piece, bool(at % 2)) for at, piece in enumerate(pieces) if piece]


def flowing(text: str) -> str:
    """A text of somebody else's in one line; what is not text is spelt out.

    >>> flowing("one\\n  two\\x07")
    'one two\\\\x07'

    Args:
        text: From a policy, a docstring or a name.
    """
    joined = " ".join(text.split())
    return "".join(c if is_shown_as_text(c) else ascii(c)[1:-1] for c in joined)


def sentence(text: str) -> str:
    """A text that ends as a sentence does.

    >>> sentence("What they do"), sentence("Why?")
    ('What they do.', 'Why?')

    Args:
        text: Any text; the end of one that has none is put there.
    """
    text = flowing(text)
    return text if not text or text.endswith((".", "?", "!", ":")) else f"{text}."


def shown(grades: Iterable[str], order: Iterable[str]) -> str:
    """How many numbers of each grade, in words.

    >>> shown(["assumed", "documented", "assumed"], ("documented", "assumed"))
    '1 documented, 2 assumed'

    Args:
        grades: Of each number.
        order: The grades, in the order in which they are told.
    """
    held = list(grades)
    return ", ".join(f"{held.count(grade)} {grade}" for grade in order if grade in held)
