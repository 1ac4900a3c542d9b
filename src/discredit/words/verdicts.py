"""How a study tells what changes beside the outcome that it asks about."""

from __future__ import annotations

from collections.abc import Iterable

from discredit.words.numbers import interval
from discredit.words.tongue import say


def side_effect(
    says: str, unit: str, ends: tuple[float, float, float] | None, *, is_ratio: bool
) -> str:
    """What becomes of another outcome.

    >>> side_effect("the mean score", "points", (11.2, 8.9, 13.1), is_ratio=False)
    'the mean score up by 11.2 points'

    Args:
        says: What it is, in English.
        unit: Its unit, so too.
        ends: Its change and both ends of the interval; None where there are too few to say.
        is_ratio: Whether it is itself a change, for each one by which something else changes.
    """
    known = {"says": say(says), "unit": say(unit)}
    if ends is None:
        return say("{says}, too few to say", says=known["says"])
    own, low, high = ends
    if is_ratio:
        return say("{says} {size} {unit}", size=interval(own, low, high)[0], **known)
    if low > 0:
        return say("{says} up by {size} {unit}", size=interval(own, low, high)[0], **known)
    if high < 0:
        return say("{says} down by {size} {unit}", size=interval(-own, -high, -low)[0], **known)
    return say("{says}, no change that can be told", says=known["says"])


def beside_it(named: Iterable[str]) -> str:
    """The sentence that names such outcomes.

    Args:
        named: As `side_effect` tells each.
    """
    return say("Beside it: {named}.", named=say("; ").join(named))
