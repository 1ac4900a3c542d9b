"""What a system calls its lists: a debt is raised, a file is marked, a voter is struck off.

Phrases of a policy, from which every title and sentence about its lists is made. Whatever a policy
does not say is told of an ordinary black list, or red one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, Field

from discredit.policy.faults import broken
from discredit.policy.number import Section
from discredit.vocabulary import ORDINARY, Telling, Wording

if TYPE_CHECKING:
    from discredit.policy.corridor import ListRule
    from discredit.policy.schema import System

LONGEST_PHRASE: Final = 60
NO_LIST: Final = ORDINARY.black._replace(
    state="on a list (there is none)",
    wrongly="wrongly on a list (there is none)",
    entries="entries (there is no list)",
)
"""The words of a system without a black list: of what it counts none."""
_PHRASE: Final = re.compile(r"[a-z][^\x00-\x1f\x7f-\x9f{}<>\[\]*_]*")


def _phrase(text: str) -> str:
    if not _PHRASE.fullmatch(text) or len(text) > LONGEST_PHRASE or text[-1] in " .,;:!?":
        rule = f"it must be a phrase of at most {LONGEST_PHRASE} characters, without markup, "
        rule += "that begins small and ends without a full stop"
        raise broken(rule, "Write it as in the midst of a sentence: struck off the roll.")
    return text


Phrase = Annotated[str, AfterValidator(_phrase)]
"""Some words that go on in the midst of a sentence."""


class ListWords(Section):
    """How standing on a list is told, where it is not called a list."""

    state: Phrase = Field(
        description="Goes on after 'is', 'ever', 'never' and 'months': struck off the roll."
    )
    wrongly: Phrase | None = Field(
        None, description="The same of somebody who should not be. Absent: wrongly, and the state."
    )
    entry: Phrase = Field(description="A noun, after 'the': removal from the roll.")
    entries: Phrase = Field(description="Its plural, after 'new': removals from the roll.")
    entered: Phrase = Field(description="What happens on entry: struck off the roll.")
    left: Phrase = Field(description="What happens at the end: back on the roll.")

    @property
    def telling(self) -> Telling:
        """The same with everything said."""
        return Telling(
            self.state,
            self.wrongly or f"wrongly {self.state}",
            self.entry,
            self.entries,
            self.entered,
            self.left,
        )


def telling_of(rule: ListRule) -> Telling | None:
    """What a list's own words are; None where it is told as any list is.

    Args:
        rule: The list.
    """
    return rule.words.telling if rule.words else None


def wording_of(system: System) -> Wording:
    """What a system calls standing on its lists, all black ones together and all red ones.

    The words of its own for all, else those of the only list of the colour, else those of an
    ordinary list.

    Args:
        system: What the authority decided.
    """
    found = []
    has_black = any(rule.colour == "black" for rule in system.lists.values())
    black = ORDINARY.black if has_black else NO_LIST
    for colour, ordinary in (("black", black), ("red", ORDINARY.red)):
        own = {telling_of(rule) for rule in system.lists.values() if rule.colour == colour}
        found.append(next(iter(own)) or ordinary if len(own) == 1 else ordinary)
    together = system.words.telling if system.words else found[0]
    return Wording(together, found[1])


def wording_between(ours: System, theirs: System | None) -> Wording:
    """What standing on a list is called where two systems are compared.

    Their own words where both have the same, or where one alone has such a list; else those of an
    ordinary list.

    Args:
        ours: The system in question.
        theirs: The one of the other world; None: it has none.
    """
    own = wording_of(ours)
    if theirs is None:
        return own
    its, has = wording_of(theirs), [_has(one) for one in (ours, theirs)]
    found = []
    for colour, (mine, other), plain in (
        ("black", (own.black, its.black), ORDINARY.black),
        ("red", (own.red, its.red), ORDINARY.red),
    ):
        known = [words for words, of in zip((mine, other), has, strict=True) if colour in of]
        found.append(known[0] if known and len(set(known)) == 1 else plain if known else mine)
    return Wording(*found)


def _has(system: System) -> set[str]:
    return {rule.colour for rule in system.lists.values()}
