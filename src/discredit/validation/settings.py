"""Several settings in one case: an input that takes one value may be given a list of them.

The mechanism runs once for each setting, and every key of the result becomes the list of what the
settings gave. Inputs that are given several settings go together, entry by entry:

    inputs: {arrival: 48, service: 1, servers: 50, patience_rate: [0.5, 2]}

are two desks, which differ in patience.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from discredit.policy.faults import did_you_mean
from discredit.validation.about import LIST, Mechanism, Takes, entry
from discredit.validation.inputs import Inputs, wrong


def count(inputs: Inputs, takes: Takes) -> int | None:
    """How many settings the inputs hold; None where they are one setting, without any list of them.

    Args:
        inputs: Those of a case.
        takes: What the mechanism takes, by field.

    Raises:
        CaseError: for an input that the mechanism does not take, and where two inputs hold
            different numbers of settings.
    """
    for field in inputs:
        if entry(takes, field) is None:
            rule = f"the inputs here are {', '.join(takes)}"
            raise wrong(field, inputs[field], rule, did_you_mean(field, takes, "Remove it."))
    many = {field: len(value) for field, value in inputs.items() if _is_many(value, field, takes)}
    if len(set(many.values())) > 1:
        field = max(many, key=lambda each: many[each])
        others = ", ".join(f"{name} has {n}" for name, n in many.items() if name != field)
        rule = f"settings go together, entry by entry, and {others}"
        raise wrong(field, inputs[field], rule, "Give every list as many entries.")
    return next(iter(many.values()), None)


def run_each(mechanism: Mechanism, inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """What a mechanism obtains: for one setting as it is, for several as a list under every key.

    Args:
        mechanism: The module.
        inputs: Those of a case.
        people: Rows that a simulation has at once.
        seed: Of its luck.

    Raises:
        CaseError: An input cannot be used.
    """
    takes = mechanism.INPUTS
    many = count(inputs, takes)
    if many is None:
        return mechanism.run(inputs, people=people, seed=seed)
    each = [
        {name: raw[i] if _is_many(raw, name, takes) else raw for name, raw in inputs.items()}
        for i in range(many)
    ]
    return together([mechanism.run(one, people=people, seed=seed) for one in each])


def together(obtained: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several results as one, each key a list over the settings that have it.

    A key that names its own setting (`a_2`, `from_19`) and stands in one of them keeps its value.

    Args:
        obtained: What each setting gave, in order.
    """
    stacked: dict[str, Any] = {}
    for key in dict.fromkeys(key for result in obtained for key in result):
        values = [result[key] for result in obtained if key in result]
        if len(values) == 1 < len(obtained):
            stacked[key] = values[0]
        elif all(isinstance(value, Mapping) for value in values):
            stacked[key] = together(values)
        else:
            stacked[key] = values
    return stacked


def _is_many(value: Any, field: str, takes: Takes) -> bool:
    """Whether an input holds a list of settings and not one setting."""
    known = entry(takes, field)
    if known is None or not isinstance(value, list) or not value:
        return False
    depth = takes[known]
    # A list may be spelt out in a text too: 0,1,2,...,99.
    is_spelt_out = depth == LIST and any(isinstance(one, str) and "," in one for one in value)
    return is_spelt_out or _depth(value) > depth


def _depth(value: Any) -> int:
    if not isinstance(value, list):
        return 0
    return 1 + max((_depth(inner) for inner in value), default=0)
