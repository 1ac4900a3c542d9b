"""A society that is like another but for what its file says and the tables in its folder."""

from __future__ import annotations

from typing import Final

from discredit.marked import Document

LIKE: Final = "like"


def laid_on(document: Document, base: Document) -> Document:
    """A society file laid on that of the society it is like.

    Args:
        document: What it says itself; of a section, what it names alone.
        base: The other's, in full.

    Returns:
        The file in full, each value with the line where it stands.
    """
    mine = {key: value for key, value in document.data.items() if key != LIKE}
    data, marks = dict(base.data), dict(base.marks)
    for key, value in mine.items():
        under = data.get(key)
        if isinstance(value, dict) and isinstance(under, dict):
            for name in value:
                marks = {at: mark for at, mark in marks.items() if at[:2] != (key, name)}
            data[key] = {**under, **value}
        else:
            marks = {at: mark for at, mark in marks.items() if at[:1] != (key,)}
            data[key] = value
    marks |= {at: mark for at, mark in document.marks.items() if at[:1] != (LIKE,)}
    return document._replace(data=data, marks=marks)
