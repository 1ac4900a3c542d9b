"""`--set key=value`: a number of a policy changed on the command line, and marked as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from discredit.errors import Fault, InputError, quoted
from discredit.policy.compose import numbers, with_number, with_value
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.units import UNITS

_SWITCHES = {"true": True, "yes": True, "false": False, "no": False}


def pulled(policy: Policy, levers: Iterable[str]) -> Policy:
    """The policy with each `path=value` laid over it, graded assumed, the old value in its note.

    Raises PolicyError or InputError for a path or value that cannot be.
    """
    for lever in levers:
        path, value = _read(lever)
        policy = with_value(_opened(policy, path, value), path, value)
    return policy


def _read(lever: str) -> tuple[str, float | bool]:
    path, equals, text = lever.partition("=")
    if not equals or not path.strip():
        raise _refused(lever, "it is written path=value", "Write --set observation.misrouted=0.01.")
    word = text.strip().lower()
    if word in _SWITCHES:
        return path.strip(), _SWITCHES[word]
    try:
        return path.strip(), float(word)
    except ValueError:
        rule = "its value must be a number, or true or false for a switch"
        raise _refused(lever, rule, "Write --set observation.misrouted=0.01.") from None


def _opened(policy: Policy, path: str, value: float | bool) -> Policy:
    """The policy with this number graded assumed and its range widened to hold the value.

    A path that leads nowhere is left to `with_value`, which names the nearest.
    """
    known = numbers(policy)
    place = path.partition("@")[0]
    place = place if place in known else place.rpartition(".")[0]
    number = known.get(place)
    if number is None:
        return policy
    note = f"Set on the command line: {path} = {quoted(value)}; graded {number.evidence} before."
    note = f"{number.note} {note}" if number.note else note
    update: dict[str, Any] = {"evidence": "assumed", "note": note}
    if UNITS[number.unit].admits(value) and number.unit != "switch":
        held = [*_scalars(number), *(number.range or ()), value]
        update["range"] = (min(held), max(held))
    raw = {**number.model_dump(exclude_none=True), **update}
    if "range" not in raw and number.unit != "switch":
        return policy  # the value breaks the unit, as `with_value` will say
    return with_number(policy, place, raw, path)


def _scalars(number: Number) -> Iterator[float]:
    for entry in number.dated.values() if number.dated is not None else (number.value,):
        if isinstance(entry, dict):
            yield from entry.values()
        elif entry is not None:
            yield entry


def _refused(lever: str, rule: str, remedy: str) -> InputError:
    return InputError([Fault("discredit run", 0, "--set", quoted(lever), rule, remedy)])
