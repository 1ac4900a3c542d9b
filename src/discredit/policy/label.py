"""The words that a system must wear wherever it is shown: what is disputed, planned or made up."""

from __future__ import annotations

from discredit.policy.address import numbers
from discredit.policy.number import Number
from discredit.policy.schema import Policy

_STANDINGS = {
    "counterfactual": "COUNTERFACTUAL: nobody has found this system",
    "fiction": "FICTION: from a story; nothing of the kind exists",
    "plan": "PLAN: announced, not realised",
}
_GRADES = {"disputed": "DISPUTED", "fictional": "FICTION"}


def label_of(policy: Policy) -> str:
    """The label that every table, figure and file of a run of this policy bears.

    A system wears one that is disputed, fictional, planned or counterfactual as a whole; so does
    any system in which a disputed or fictional number is switched on (it is not nought).

    Args:
        policy: The policy, as it is run: overlays are in.

    Returns:
        The words, with semicolons between them; '' for a system that must wear none.
    """
    system = policy.system
    words = [_STANDINGS[system.standing]] if system.standing in _STANDINGS else []
    grade = _GRADES.get(system.evidence)
    if grade and not any(word.startswith(grade) for word in words):
        words.append(f"{grade} as a whole")
    loose = disputed_numbers(policy)
    if loose and not grade:
        named = ", ".join(list(loose)[:3])
        more = f" and {len(loose) - 3} more" if len(loose) > 3 else ""
        words.append(f"rests on disputed or fictional numbers: {named}{more}")
    return "; ".join(words)


def label_between(ours: Policy, theirs: Policy | None) -> str:
    """The label of a run of two systems, each in one of its worlds: what either must wear.

    Args:
        ours: The system in question.
        theirs: The one that it is compared with; None: the other world has none.

    Returns:
        Whose each is, where not both wear the same; '' where neither must wear any.
    """
    own = label_of(ours)
    its = own if theirs is None else label_of(theirs)
    if theirs is None or own == its:
        return own
    worn = [(name, label) for name, label in ((ours.name, own), (theirs.name, its)) if label]
    return "; ".join(f"{name}: {label}" for name, label in worn)


def disputed_numbers(policy: Policy) -> dict[str, Number]:
    """The disputed and fictional numbers of a policy that are switched on, by path.

    Args:
        policy: The policy, as it is run.

    Returns:
        A number that is nought throughout is left out: it does nothing.
    """
    return {
        path: number
        for path, number in numbers(policy).items()
        if number.evidence in _GRADES and any(number.scalars)
    }
