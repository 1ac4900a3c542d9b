"""One synthetic life as a notebook is handed it: its happenings, and how it shows itself."""

from __future__ import annotations

from discredit.shown import InShort, Shown
from discredit.words.labels import titled
from discredit.words.lives import Happening
from discredit.words.numbers import count


class LifeStory(list[Happening], Shown):
    """What happened to one synthetic person in both worlds, in order of the months."""

    def in_short(self) -> InShort:
        """How much happened, and the first of it."""
        first = self[:MOST_TOLD]
        facts = tuple(f"{one.month} {one.world}: {one.text}" for one in first)
        rest = (f"and {len(self) - len(first)} more",) if len(self) > len(first) else ()
        label = next((one.label for one in self if one.label), "")
        title = titled(f"One synthetic life, {count(len(self), 'happening', 'happenings')}", label)
        return InShort(title, (*facts, *rest), ("[one.text for one in life]",))

    __repr__, __str__ = Shown.__repr__, Shown.__str__


MOST_TOLD = 5
"""Happenings of a life that it shows of itself."""
