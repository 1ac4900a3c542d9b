"""How a name from a file or a table is written in a sentence."""

from __future__ import annotations


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
