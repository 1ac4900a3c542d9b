"""Which doors a policy has, and whose business each is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from discredit.policy.conduct import Behaviour
from discredit.policy.corridor import Gates
from discredit.policy.kinds import labels_on
from discredit.vocabulary import OCCUPATIONS

if TYPE_CHECKING:
    from discredit.policy.schema import Policy


def touched(gates: Gates, *how: str) -> set[str]:
    """The services before which a door stands, at all or in one of these ways.

    Args:
        gates: What lists and bands do to each service.
        how: Fields of `DoorLevels`, such as `closes`; none for all of them.
    """
    doors = [*gates.lists.values(), *(d for bands in gates.bands.values() for d in bands.values())]
    levels = [number for door in doors for name, number in door if not how or name in how]
    return set().union(*map(labels_on, levels))


def takes_money(policy: Policy) -> bool:
    """Whether a system takes money of people: by debts, fines, deductions, refused benefits or
    dearer prices.

    Args:
        policy: The system with its conduct.
    """
    gates, lists = policy.system.gates, policy.system.lists.values()
    dues = [due for rule in lists for due in (rule.fine, rule.deduction) if due is not None]
    at_doors = "benefit" in touched(gates, "closes") or bool(touched(gates, "dearer"))
    is_due = any(max(due.scalars) > 0 for due in dues)
    return policy.behaviour.debts is not None or is_due or at_doors


def jobs_of(
    behaviour: Behaviour, services: Sequence[str], months: Sequence[int]
) -> np.ndarray | None:
    """Whose business each service is, as bits of a whole number: bit j for job j.

    Args:
        behaviour: Says it by service and job.
        services: Those of the policy, in order.
        months: Indices of months, see `units.month_index`.

    Returns:
        [months, service]; None where every service is everybody's.
    """
    if behaviour.wants_by_job is None:
        return None
    bits = {job: 2.0**j for j, job in enumerate(OCCUPATIONS)}
    rows = np.full((len(months), len(services)), sum(bits.values()), np.float32)
    for place, service in enumerate(services):
        number = behaviour.wants_by_job.get(service)
        for t, month in enumerate(months if number is not None else ()):
            assert number is not None
            jobs = number.at(month)
            whose = jobs if isinstance(jobs, dict) else {}
            rows[t, place] = sum(bit for job, bit in bits.items() if whose.get(job))
    return rows
