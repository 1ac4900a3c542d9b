"""Systems, overlays and settings side by side: each an arm, run against the first among the same
people with the same luck.

    read_arm("court-list+notice+observation.misrouted=0.01")
    plans = against_first([one, other, third], people=20_000, months=60)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from discredit.changes import is_same_run
from discredit.errors import Fault, InputError
from discredit.levers import SETTING, changed
from discredit.plan import Plan, against_other, draw_up, load
from discredit.policy.address import SOCIETY, numbers
from discredit.policy.facing import Other, WorldSide
from discredit.policy.schema import Policy
from discredit.society.spec import Society

LONGEST_NAME: Final = 60


class Arm(NamedTuple):
    """What one side is: a system, what is laid over it, and which of its numbers are set."""

    name: str
    system: str
    overlays: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()  # `path=value` each


class _Laid(NamedTuple):
    policy: Policy
    plain: Policy
    society: Society


def read_arm(text: str, name: str | None = None) -> Arm:
    """An arm from one word: `system+overlay+path=value`.

    >>> read_arm("court-list+notice+observation.misrouted=0.01")[1:3]
    ('court-list', ('notice',))

    Args:
        text: The word.
        name: What the arm is called; None: the word itself.
    """
    system, *rest = (part.strip() for part in text.split("+"))
    overlays = tuple(part for part in rest if "=" not in part)
    settings = tuple(part for part in rest if "=" in part)
    return Arm(name or text, system, overlays, settings)


def against_first(arms: Sequence[Arm], **size: Any) -> dict[str, Plan]:
    """A run of each arm but the first, which is in its other world; of one arm alone, one beside a
    world without any system.

    Args:
        arms: Two or more, each under another name; or one.
        **size: What `draw_up` takes: people, months, start, seeds, burn_in.

    Returns:
        By the name of the arm, in order.

    Raises:
        PolicyError: A file, an overlay or a setting is wrong.
        UnknownNameError: A name is none of the library's.
        InputError: A setting is no number, or arms have one name, would be run on other people, or
            are the same.
    """
    _refuse_twice(arms)
    laid = [_laid(arm) for arm in arms]
    first = laid[0]
    if len(arms) == 1:
        return {arms[0].name: draw_up(first.policy, society=first.society, **size)}
    plans: dict[str, Plan] = {}
    for arm, one in zip(arms[1:], laid[1:], strict=True):
        if one.society.kept != first.society.kept:
            rule = "all arms meet the same people, and only one of them changes who these are"
            found = f"on {one.society.name}, {arms[0].name} on {first.society.name}"
            raise _refused(arm.name, found, rule, "Set numbers of the society in all arms, alike.")
        plan = draw_up(one.policy, society=first.society, **size)
        if is_same_run((one.policy, one.society), (first.policy, first.society), plan.span):
            rule = f"arms differ in something, and it is {arms[0].name} once more in these months"
            raise _refused(arm.name, "the same", rule, "Leave it out, or change something.")
        other = Other(None, (), WorldSide(first.policy, first.plain))
        plans[arm.name] = against_other(plan, one.plain, other)
    return plans


def refuse_unshared(plans: Mapping[str, Plan], paths: Sequence[str], file: str) -> None:
    """Refuse a number that is to be moved and that some arm has not.

    Args:
        plans: By arm.
        paths: Of the numbers.
        file: Where they are asked for, for messages.

    Raises:
        InputError: With each of them.
    """
    sides = {
        name: set(numbers(policy))
        for plan in plans.values()
        for name, policy in ((plan.worlds.ours, plan.policy), (plan.worlds.theirs, plan.against))
        if policy is not None
    }
    faults = []
    for path in paths:
        lacking = [name for name, known in sides.items() if path not in known]
        is_somewhere = len(lacking) < len(sides)
        if lacking and is_somewhere and path.partition(".")[0] != SOCIETY:
            found = f"not in {', '.join(name or 'the system' for name in lacking)}"
            rule = "what varies is a number that all arms share"
            faults.append(Fault(file, 0, f"vary.{path}", found, rule, "Leave it out."))
    if faults:
        raise InputError(faults)


def _laid(arm: Arm) -> _Laid:
    """The policy of an arm and the society it meets. Raises InputError, which names the arm where
    one of its settings cannot be."""
    try:
        policy, society = changed(arm.system, arm.overlays, arm.settings)
    except InputError as error:
        raise type(error)(_of_arm(one, arm) for one in error.faults) from None
    plain = load(arm.system)[0]
    called = arm.name if len(arm.name) <= LONGEST_NAME else policy.name
    return _Laid(policy.model_copy(update={"name": called}), plain, society)


def _of_arm(fault: Fault, arm: Arm) -> Fault:
    """The same fault, at the arm that has the setting; in a file it stays where it is."""
    is_setting = fault.file.startswith(SETTING) or fault.path == SETTING
    if not is_setting:
        return fault
    remedy = fault.remedy.replace(f"{SETTING} ", "+")  # which is how an arm sets a number
    path = fault.path.replace(SETTING, "its setting")
    return replace(fault, file=f"arm {arm.name}", path=path, remedy=remedy)


def _refuse_twice(arms: Sequence[Arm]) -> None:
    if not arms:
        raise _refused("none", "no arm", "a comparison has arms", "Name some systems.")
    names = [arm.name for arm in arms]
    for at, name in enumerate(names):
        if name in names[:at]:
            rule = "each arm stands here once"
            raise _refused(name, "here twice", rule, "Leave one of them out.")
    bodies = [arm[1:] for arm in arms]
    for at, body in enumerate(bodies):
        if body in bodies[:at]:
            rule = f"arms differ in something, and it is {names[bodies.index(body)]} once more"
            raise _refused(names[at], "the same", rule, "Leave it out, or change something.")


def _refused(arm: str, found: str, rule: str, remedy: str) -> InputError:
    return InputError([Fault("compare", 0, f"arm {arm}", found, rule, remedy)])
