"""The rules of the other world: nobody watches."""

from __future__ import annotations

import numpy as np

from discredit.arrays import Column
from discredit.policy.rules import Rules


def without(rules: Rules) -> Rules:
    """The same society with nobody watching: people owe and act, courts judge, and no agency takes
    a record, scores, lists or closes a door.

    Args:
        rules: Of the policy.

    Returns:
        Rules of the same shapes, so that both worlds run in one engine.
    """
    behaviour, observation, gates = rules.behaviour, rules.observation, rules.gates
    court, watch = observation.court, observation.conducts
    if behaviour.watching is not None:
        unknown = behaviour.watching._replace(announced=_none(behaviour.watching.announced))
        behaviour = behaviour._replace(watching=unknown)
    if (at := behaviour.stakes) is not None:
        nothing = at._replace(on_file=_none(at.on_file), is_told=_none(at.is_told))
        behaviour = behaviour._replace(stakes=nothing._replace(sells=_none(at.sells)))
    if court is not None:
        court = court._replace(listing_activity=_none(court.listing_activity))
    if watch is not None:
        watch = watch._replace(seen=_none(watch.seen), false_records=_none(watch.false_records))
    if (checks := observation.checks) is not None:
        nobody = checks._replace(quota=_none(checks.quota), sample=_none(checks.sample))
        observation = observation._replace(checks=nobody)
    if gates.bands is not None:
        gates = gates._replace(bands=_none(gates.bands))
    if (score := rules.score) is not None:
        score = score._replace(consent=_none(score.consent))
    return rules._replace(
        behaviour=behaviour._replace(gaming_reach=_none(behaviour.gaming_reach)),
        observation=observation._replace(court=court, conducts=watch),
        score=score,
        gates=gates,
    )


def _none(column: Column) -> np.ndarray:
    return np.zeros_like(column)
