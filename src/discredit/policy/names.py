"""The axes that are a policy's own, in array order."""

from __future__ import annotations

from typing import NamedTuple

from discredit.policy.doors import touched
from discredit.policy.schema import Policy
from discredit.vocabulary import GROUNDS, SERVICES


class Names(NamedTuple):
    """The axes that are a policy's own."""

    conducts: tuple[str, ...]  # the six grounds, then the catalogue
    lists: tuple[str, ...]
    scorers: tuple[str, ...]
    bands: dict[str, tuple[str, ...]]  # by scorer, lowest first
    services: tuple[str, ...]


def names_of(policy: Policy) -> Names:
    """What the policy's own axes are called, in array order.

    Args:
        policy: The policy, read and checked.

    Returns:
        Services are those alone that people want or a door stands before.
    """
    system = policy.system
    met = set(policy.behaviour.wants.labels) | touched(system.gates)
    return Names(
        conducts=(*GROUNDS, *policy.behaviour.conducts),
        lists=tuple(system.lists),
        scorers=tuple(system.scores),
        bands={name: tuple(scorer.bands) for name, scorer in system.scores.items()},
        services=tuple(service for service in SERVICES if service in met),
    )
