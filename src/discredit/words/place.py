"""Whose country a society is of, and in whose money a run is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discredit.words.tongue import named, say

if TYPE_CHECKING:
    from discredit.policy.schema import System
    from discredit.society.spec import SocietySpec


def elsewhere(system: System, society: SocietySpec) -> str:
    """What is said of a system on another society than its own country's; '' of one at home.

    Args:
        system: What the authority decided, in which country, and on which society of its own.
        society: The society that it is run on.

    Returns:
        Two sentences.
    """
    is_own = system.society == society.name
    if system.country is None:
        if is_own or not society.country or _home(system) in ("", society.country):
            return ""
    elif system.country == society.country:
        return ""
    home, whose = society.country or society.title, system.country or _home(system)
    return say(
        "{whose} is not simulated here: this system runs on a synthetic society made from "
        "aggregates of {home}, which is not its own. Money is in {money}; an amount in other "
        "money counts as so many months of a median income at its own home.",
        whose=say(whose),
        home=say(home),
        money=named("money", society.money),
    )


def _home(system: System) -> str:
    """The country of the society that a system names as its own; '' where that is no society of
    the library."""
    from discredit.society.spec import load_society, society_names

    return load_society(system.society).country if system.society in society_names() else ""
