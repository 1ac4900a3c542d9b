"""Whose money is told, and which country is not simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from discredit.policy.schema import System
    from discredit.society.spec import SocietySpec


def elsewhere(system: System, society: SocietySpec) -> str:
    """What is said of a system from another country than its society; '' for one at home.

    Args:
        system: What the authority decided, and in which country.
        society: The society that it is run on.

    Returns:
        Two sentences.
    """
    if system.country is None or system.country == society.country:
        return ""
    home = society.country or society.title
    money = f", and not in {system.currency}" if system.currency else ""
    return (
        f"{system.country} is not simulated: systems, not countries, are compared, and this one "
        f"runs on a synthetic society made from aggregates of {home}. Money is in yuan of that "
        f"society{money}; nothing is converted."
    )
