"""Numbers changed for one run, as `path=value` each, and marked as such."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from discredit.changes import Touched, is_same_run, touched
from discredit.errors import Fault, InputError, quoted
from discredit.plan import Laid, Plan, load
from discredit.policy.address import SOCIETY, Address, find, numbers
from discredit.policy.edit import with_assumption
from discredit.policy.facing import Other, WorldSide, read_other
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.society import edit
from discredit.society.spec import Society
from discredit.units import month_text
from discredit.words.numbers import count, read

SETTING = "--set"
"""What messages call a lever."""
AGAINST = "--set-against"
LONGEST_NAME = 60
"""Characters of a policy's name with what was set in it."""
_LIKE = "observation.misrouted=0.01"
_SWITCHES = {"true": True, "yes": True, "false": False, "no": False}


class Lever(NamedTuple):
    """One `path=value` as given."""

    text: str
    path: str
    value: float | bool


def changed(
    system: str, overlays: Sequence[str], levers: Sequence[str], society: str | None = None
) -> tuple[Policy, Society]:
    """A system and the society it meets, overlays laid over both, each `path=value` set.

    Args:
        system: A system of the library, or a policy file.
        overlays: Safeguards of the library, or files.
        levers: `path=value` each; their order is nothing.
        society: A society of the library, or a file; None: the system's own.

    Raises:
        PolicyError: a file or overlay is wrong, with every fault and its line.
        SocietyError: the society is wrong, or what an overlay makes of it.
        UnknownNameError: a name is none of the library's.
        InputError: A path or value cannot be; or one number is changed twice.
    """
    policy, met = load(system, overlays, society)
    if levers and overlays:
        plain = load(system, (), society)
        _refuse_overlaid(plain, (policy, met), [_read(text) for text in levers])
    return pulled(policy, met, levers)


def other_changed(given: str, levers: Sequence[str]) -> Other:
    """The system of the other world, each `path=value` set.

    Args:
        given: A system of the library, or a policy file, with `+overlay` behind it for each.
        levers: `path=value` each; their order is nothing.

    Raises:
        PolicyError: A file or overlay is wrong, with every fault and its line.
        UnknownNameError: A name is none of the library's.
        InputError: A path or value cannot be; or one number is changed twice.
    """
    other = read_other(given)
    policy = other.side.policy
    asked = sorted((_read(text, AGAINST) for text in levers), key=lambda lever: lever.path)
    for lever in asked:
        if _is_societys(lever.path):
            rule = "both worlds hold the same people"
            raise _refused(lever.text, rule, "Write --set, which changes both.", AGAINST)
        policy = with_assumption(policy, lever.path, lever.value, "on the command line")
    return other._replace(side=WorldSide(named(policy, levers), other.side.plain))


def named(policy: Policy, levers: Sequence[str]) -> Policy:
    """The policy called by what was set in it too.

    Args:
        policy: The policy, as it is run.
        levers: `path=value` each.
    """
    said = "+".join(sorted(levers))
    if not levers:
        return policy
    if len(policy.name) + len(said) > LONGEST_NAME:
        said = f"{count(len(levers), 'number', 'numbers')} set"
    return policy.model_copy(update={"name": f"{policy.name}+{said}"})


def pulled(policy: Policy, society: Society, levers: Iterable[str]) -> tuple[Policy, Society]:
    """Policy and society with each lever set, graded assumed, the old grade in its note.

    Args:
        policy: The policy, which stays as it is.
        society: The society that it meets, which stays as it is.
        levers: `path=value`, as on the command line; their order is nothing.

    Raises:
        InputError: A lever has another form, or one number is set twice.
        PolicyError: There is no such number, or the policy cannot have the value.
        SocietyError: The society cannot have the value.
    """
    where = "on the command line"
    asked = sorted((_read(text) for text in levers), key=lambda lever: lever.path)
    _refuse_twice(policy, society, asked)
    for _, path, value in asked:
        if _is_societys(path):
            society = edit.with_assumption(society, path, value, where)
        else:
            policy = with_assumption(policy, path, value, where)
    return policy, society


def told(plan: Plan, levers: Sequence[str], without: Callable[[Sequence[str]], Laid]) -> list[str]:
    """What each lever sets, where that is not one value, and whether it changes this run.

    Args:
        plan: The run, with all of them.
        levers: `path=value` each.
        without: The policy and society with some of the levers alone.

    Returns:
        Sentences, in order of the levers; none for one that sets a single value and acts.
    """
    months = plan.span
    span = f"from {month_text(months.first)} to {month_text(months.stop - 1)}"
    known = _numbers(plan.policy, plan.society)
    said = []
    for text in levers:
        address = find(_read(text).path, known)
        assert address is not None, "it was set"
        number = known[address.path]
        sets = None if number.dated is None else touched(number, address, months)
        if sets is not None:
            said.append(f"--set {text} sets {_entries(sets)}; {sets.in_force} in force {span}.")
        others = [other for other in levers if other != text]
        if is_same_run((plan.policy, plan.society), without(others), months):
            is_elsewhere = sets is not None and not sets.in_force
            why = (
                "it lies in other months"
                if is_elsewhere
                else ("it is so already, or nothing rests on it")
            )
            said.append(f"--set {text} changes nothing in this run: {why}.")
    return said


def _entries(sets: Touched) -> str:
    dated = count(sets.entries - sets.is_before, "dated value", "dated values")
    return f"{dated} and what was before them" if sets.is_before else dated


def _numbers(policy: Policy, society: Society) -> dict[str, Number]:
    return {**numbers(policy), **{one.path: one.number for one in society.spec.numbers_of()}}


def _is_societys(path: str) -> bool:
    return path.partition(".")[0] == SOCIETY


def _refuse_twice(policy: Policy, society: Society, levers: Sequence[Lever]) -> None:
    """Two levers at one number would depend on their order."""
    known = _numbers(policy, society)
    seen: list[tuple[Address, Lever]] = []
    for lever in levers:
        address = find(lever.path, known)
        if address is None:
            continue  # said by whoever sets it
        for other, earlier in seen:
            if address.meets(other):
                rule = f"one number is set once, and --set {quoted(earlier.text)} sets it too"
                raise _refused(lever.text, rule, "Leave one of them out.")
        seen.append((address, lever))


def _refuse_overlaid(before: Laid, after: Laid, levers: Sequence[Lever]) -> None:
    """A lever at a number that an overlay changed would take back what the overlay asks."""
    known, now = _numbers(*before), _numbers(*after)
    for lever in levers:
        address = find(lever.path, now)
        if address is None or address.path not in known:
            continue
        if now[address.path] != known[address.path]:
            rule = f"{address.path} is changed by an overlay too"
            raise _refused(lever.text, rule, "Leave out --set or the overlay.")


def _read(lever: str, option: str = SETTING) -> Lever:
    path, equals, text = lever.partition("=")
    if not equals or not path.strip():
        raise _refused(lever, "it is written path=value", f"Write {option} {_LIKE}.", option)
    word = text.strip().lower()
    if word in _SWITCHES:
        return Lever(lever, path.strip(), _SWITCHES[word])
    try:
        return Lever(lever, path.strip(), read(word))
    except ValueError:
        rule = "its value must be a number, or true or false for a switch"
        raise _refused(lever, rule, f"Write {option} {_LIKE}.", option) from None


def _refused(lever: str, rule: str, remedy: str, option: str = SETTING) -> InputError:
    return InputError([Fault("discredit run", 0, option, quoted(lever), rule, remedy)])
