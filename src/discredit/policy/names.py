"""The axes that are a policy's own, in array order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from discredit.policy.doors import touched
from discredit.policy.faults import did_you_mean, listed
from discredit.policy.schema import Policy
from discredit.vocabulary import GROUNDS, SERVICES


class Names(NamedTuple):
    """The axes that are a policy's own."""

    conducts: tuple[str, ...]  # the six grounds, then the catalogue
    lists: tuple[str, ...]
    scorers: tuple[str, ...]
    bands: dict[str, tuple[str, ...]]  # by scorer, lowest first
    services: tuple[str, ...]
    regions: tuple[str, ...]  # those of the society that it names


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
        regions=tuple(dict.fromkeys(region for _, region in regions_named(policy))),
    )


def regions_named(policy: Policy) -> Iterator[tuple[str, str]]:
    """The regions of a society that a policy names, each with the address where it does.

    Args:
        policy: The policy, read and checked.
    """
    system = policy.system
    of_scores = ((f"scores.{name}.lives_in", one.lives_in) for name, one in system.scores.items())
    of_lists = ((f"lists.{name}.lives_in", one.lives_in) for name, one in system.lists.items())
    watches = system.observation.conducts.items()
    of_watches = (
        (f"observation.conducts.{name}.watched_in", one.watched_in) for name, one in watches
    )
    for path, number in (*of_scores, *of_lists, *of_watches):
        for region in number.labels if number is not None else ():
            yield path, region


def regions_lacking(
    policy: Policy, society: str, known: Sequence[str]
) -> Iterator[tuple[str, str, str, str]]:
    """The regions that a policy names and a society lacks: the address, the name, the rule that it
    breaks, and what to write instead.

    Args:
        policy: The policy, read and checked.
        society: The name of the society.
        known: Its regions.
    """
    rule = f"the society {society} has no such region"
    for path, region in regions_named(policy):
        if region not in known:
            remedy = did_you_mean(region, known, f"It has {listed(known)}.")
            yield path, region, rule, remedy
