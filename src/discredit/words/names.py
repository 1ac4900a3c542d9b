"""How a name from a file or a table is written in a sentence."""

from __future__ import annotations

from typing import Final

from discredit.vocabulary import ADULT_AGE


def spoken(name: str) -> str:
    """A name as words.

    >>> spoken("business_owner")
    'business owner'

    Args:
        name: As files and tables write it.

    Returns:
        The same with blanks for underscores.
    """
    return name.replace("_", " ")


def capital(text: str) -> str:
    """The beginning of a sentence.

    >>> capital("on file: a debt")
    'On file: a debt'

    Args:
        text: Any text.

    Returns:
        The same with its first letter large.
    """
    return text[:1].upper() + text[1:]


def headed(name: str) -> str:
    """A name as the head of a column or a row.

    >>> headed("business_owner")
    'Business owner'

    Args:
        name: As files and tables write it.
    """
    return capital(spoken(name))


WHO: Final = {"men": ("a boy", "a man"), "women": ("a girl", "a woman")}
"""What a child and what an adult is called, by sex as tables write it."""


def who_of(sex: str, age: int) -> str:
    """What somebody is called by sex and age.

    >>> who_of("women", 37), who_of("men", 6)
    ('a woman', 'a boy')

    Args:
        sex: men or women.
        age: In years.
    """
    child, adult = WHO[sex]
    return adult if age >= ADULT_AGE else child
