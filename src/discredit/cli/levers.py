"""`--set key=value`: a number of a policy changed on the command line, and marked as such."""

from __future__ import annotations

from collections.abc import Iterable

from discredit.errors import Fault, InputError, quoted
from discredit.policy.edit import with_assumption
from discredit.policy.schema import Policy

_SWITCHES = {"true": True, "yes": True, "false": False, "no": False}


def pulled(policy: Policy, levers: Iterable[str]) -> Policy:
    """The policy with each `path=value` laid over it, graded assumed, the old value in its note.

    Raises PolicyError or InputError for a path or value that cannot be.
    """
    for lever in levers:
        path, value = _read(lever)
        policy = with_assumption(policy, path, value, "on the command line")
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


def _refused(lever: str, rule: str, remedy: str) -> InputError:
    return InputError([Fault("discredit run", 0, "--set", quoted(lever), rule, remedy)])
