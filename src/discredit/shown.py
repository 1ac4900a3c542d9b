"""How what Python hands out shows itself: a title, a few facts, and what to ask next.

At a prompt it is a few lines; in a notebook HTML without scripts. A text of a policy is shown as
text in both, and cut where it is long.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from html import escape
from typing import Final, NamedTuple

from discredit.errors import printable

LONGEST: Final = 160
"""Letters of one line; a title may have a thousand."""


class InShort(NamedTuple):
    """What something is, in a few lines."""

    title: str
    facts: tuple[str, ...]
    calls: tuple[str, ...]  # what to ask next, as one writes it


class Shown(ABC):
    """Something that shows itself by what `in_short` says of it."""

    __slots__ = ()

    @abstractmethod
    def in_short(self) -> InShort:
        """What it is, in a few lines."""

    def __repr__(self) -> str:
        return as_text(self.in_short())

    def __str__(self) -> str:
        return repr(self)

    def _repr_html_(self) -> str:
        return as_html(self.in_short())


def as_text(said: InShort) -> str:
    """What something is, as lines of a terminal.

    >>> print(as_text(InShort("Court list", ("two worlds",), (".effects()", ".plot()"))))
    Court list
    two worlds
    ask .effects(), .plot()

    Args:
        said: Any text; what would steer the terminal is spelt out.
    """
    lines = [_line(said.title), *map(_line, said.facts)]
    return "\n".join([*lines, f"ask {', '.join(said.calls)}"] if said.calls else lines)


def as_html(said: InShort) -> str:
    """What something is, as a paragraph of HTML.

    Args:
        said: Any text; markup in it is shown as text.
    """
    lines = [f"<strong>{escape(_line(said.title))}</strong>"]
    lines += [escape(_line(fact)) for fact in said.facts]
    calls = ", ".join(f"<code>{escape(call)}</code>" for call in said.calls)
    return f"<p>{'<br>'.join([*lines, f'ask {calls}'] if calls else lines)}</p>"


def _line(text: str) -> str:
    line = printable(text.strip())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."
