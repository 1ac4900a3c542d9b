"""How a name from a file or a table is written in a sentence."""

from __future__ import annotations


def spoken(name: str) -> str:
    """A name as words.

    >>> spoken("business_owner")
    'business owner'
    """
    return name.replace("_", " ")


def capital(text: str) -> str:
    """The beginning of a sentence.

    >>> capital("on file: a debt")
    'On file: a debt'
    """
    return text[:1].upper() + text[1:]


def headed(name: str) -> str:
    """A name as the head of a column or a row.

    >>> headed("business_owner")
    'Business owner'
    """
    return capital(spoken(name))
