"""What the page calls the two worlds of a run in which each has a system of its own."""

from __future__ import annotations

from discredit.policy.schema import Policy
from discredit.words.phrases import PolicyNames, names_in
from discredit.words.tongue import say
from discredit.words.worlds import UNNAMED, Worlds


def titles_of(policy: Policy, against: Policy | None) -> Worlds:
    """Both systems by their titles, in the language that is spoken now, as in the midst of a
    sentence; no names where the other world has no system.

    Args:
        policy: Of the system in question.
        against: Of the other world.
    """
    if against is None:
        return UNNAMED
    ours, theirs = (_title(one.system.title) for one in (policy, against))
    return Worlds(ours if ours != theirs else say("{system}, changed", system=ours), theirs)


def _title(title: str) -> str:
    said = say(title)
    return said[0].lower() + said[1:] if said.startswith(("The ", "A ")) else said


def names_told(policy: Policy, against: Policy | None, money: str) -> PolicyNames:
    """What policies call their things, and each world by the title of its system.

    Args:
        policy: Of the system in question.
        against: Of the other world; None: it has none.
        money: What the money of the society is called, in the plural.
    """
    names = names_in(policy, against, money)
    if names.other is None:
        return names
    ours, theirs = titles_of(policy, against)
    return names._replace(called=ours, other=names.other._replace(called=theirs))
