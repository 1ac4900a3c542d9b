"""What the page calls the two worlds of a run in which each has a system of its own."""

from __future__ import annotations

from collections.abc import Iterable

from discredit.policy.schema import Policy
from discredit.words.levers import called
from discredit.words.phrases import PolicyNames, names_in
from discredit.words.tongue import joined, say
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


def differences(ours: Policy, theirs: Policy) -> list[str]:
    """What only one of two systems has, in sentences; as `policy.facing.told` has it in English.

    Args:
        ours: Of the system in question.
        theirs: Of the other world.
    """
    worlds, each = titles_of(ours, theirs), (ours.system, theirs.system)
    kinds = len(ours.behaviour.conducts)
    same = say("Both worlds hold the same people, who meet the same luck and lead the same lives.")
    if kinds > 1:
        same = say(
            "Both worlds hold the same people, who meet the same luck and lead the same lives; "
            "they do the same {kinds} kinds of conduct.",
            kinds=kinds,
        )
    parts = (
        (say("On file may come {what}."), [one.observation.conducts for one in each]),
        (say("Lists: {what}."), [one.lists for one in each]),
        (say("Scores: {what}."), [one.scores for one in each]),
    )
    told = ((text, _shared(worlds, *of)) for text, of in parts)
    return [same, *(text.format(what=what) for text, what in told if what)]


def _shared(worlds: Worlds, ours: Iterable[str], theirs: Iterable[str]) -> str:
    """What is in both, and what in one alone; '' where nothing is in one alone."""
    ours, theirs = list(ours), list(theirs)
    both = [name for name in ours if name in theirs]
    alone = [
        (say("under {system} alone", system=name), [one for one in mine if one not in its])
        for name, mine, its in ((worlds.ours, ours, theirs), (worlds.theirs, theirs, ours))
    ]
    if not any(some for _, some in alone):
        return ""
    groups = [(say("in both worlds"), both), *alone]
    return say("; ").join(
        say("{where} {names}", where=where, names=joined(map(called, some)))
        for where, some in groups
        if some
    )
