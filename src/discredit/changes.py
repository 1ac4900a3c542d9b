"""What a change of a policy or a society changes in the months of a run: all, some or nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from discredit.policy.address import Address
from discredit.policy.beginning import months_stood
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.society.spec import Society
from discredit.units import month_index


class Span(NamedTuple):
    """The months of a run, as indices of `units.month_index`: from the first, up to the stop."""

    first: int
    stop: int


class Touched(NamedTuple):
    """What a change of one number sets: how many entries, the one before the first date counted,
    and how many of them are in force in some month of the run."""

    entries: int
    in_force: int
    is_before: bool


def is_same_run(one: tuple[Policy, Society], other: tuple[Policy, Society], months: Span) -> bool:
    """Whether two policies, each in its society, are the same in every month of a run.

    Args:
        one: A policy and the society that it meets.
        other: Another.
        months: Those of the run.
    """
    (policy, society), (policy_too, society_too) = one, other
    if months_stood(policy.system) != months_stood(policy_too.system):
        return False
    if society.tables != society_too.tables or _values(society) != _values(society_too):
        return False
    rules, shape = _leaves(policy, months)
    rules_too, shape_too = _leaves(policy_too, months)
    return shape == shape_too and all(map(np.array_equal, rules, rules_too))


def touched(number: Number, address: Address, months: Span) -> Touched:
    """What a change at an address sets of a dated number.

    Args:
        number: The number that the path of the address leads to; it has dates.
        address: With a date, the entry of that date alone; without, every entry.
        months: Those of the run.
    """
    dates = list(number.dated or ())
    starts = [month_index(date) for date in dates]
    is_before = address.date is None
    chosen = [i for i, date in enumerate(dates) if address.date in (None, date)]
    spans = [(months.first, starts[0])] if is_before else []
    for i in chosen:
        stop = starts[i + 1] if i + 1 < len(starts) else months.stop
        # Between two dates a linear number is made of both.
        start = starts[i - 1] + 1 if number.between == "linear" and i else starts[i]
        spans.append((start, stop))
    met = sum(start < months.stop and stop > months.first for start, stop in spans)
    return Touched(len(spans), met, is_before)


def _values(society: Society) -> dict[str, object]:
    return {one.path: one.number.value for one in society.spec.numbers_of()}


def _leaves(policy: Policy, months: Span) -> tuple[list[np.ndarray], object]:
    import jax  # here, since most commands simulate nothing

    from discredit.policy.compile import compile_rules

    rules = compile_rules(policy, months.first, months.stop - months.first)
    leaves, shape = jax.tree.flatten(rules)
    return [np.asarray(leaf) for leaf in leaves], shape
