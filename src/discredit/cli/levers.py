"""`--set key=value`: a number changed on the command line, and marked as such."""

from __future__ import annotations

from collections.abc import Iterable

from discredit.errors import Fault, InputError, quoted
from discredit.policy.address import SOCIETY
from discredit.policy.edit import with_assumption
from discredit.policy.schema import Policy
from discredit.society import edit
from discredit.society.spec import Society
from discredit.words.numbers import read

_SWITCHES = {"true": True, "yes": True, "false": False, "no": False}


def pulled(policy: Policy, society: Society, levers: Iterable[str]) -> tuple[Policy, Society]:
    """Policy and society with each lever set, graded assumed, the old grade in its note.

    Args:
        policy: The policy, which stays as it is.
        society: The society that it meets, which stays as it is.
        levers: `path=value`, as on the command line; later ones win.

    Raises:
        InputError: A lever has another form.
        PolicyError: There is no such number, or the policy cannot have the value.
        SocietyError: The society cannot have the value.
    """
    where = "on the command line"
    for lever in levers:
        path, value = _read(lever)
        if path.partition(".")[0] == SOCIETY:
            society = edit.with_assumption(society, path, value, where)
        else:
            policy = with_assumption(policy, path, value, where)
    return policy, society


def _read(lever: str) -> tuple[str, float | bool]:
    path, equals, text = lever.partition("=")
    if not equals or not path.strip():
        raise _refused(lever, "it is written path=value", "Write --set observation.misrouted=0.01.")
    word = text.strip().lower()
    if word in _SWITCHES:
        return path.strip(), _SWITCHES[word]
    try:
        return path.strip(), read(word)
    except ValueError:
        rule = "its value must be a number, or true or false for a switch"
        raise _refused(lever, rule, "Write --set observation.misrouted=0.01.") from None


def _refused(lever: str, rule: str, remedy: str) -> InputError:
    return InputError([Fault("discredit run", 0, "--set", quoted(lever), rule, remedy)])
