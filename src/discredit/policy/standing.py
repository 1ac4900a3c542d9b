"""What a reader must know of a system before any number of it: that it is doubted, or made up."""

from __future__ import annotations

_BY_GRADE = {
    "disputed": "Disputed: evidence contradicts that this system exists or works as told here. "
    "What it does in a run is what would follow, not what happens anywhere.",
    "fictional": "Fiction: this system comes from a story. What it does in a run says nothing of "
    "any country.",
}
_BY_STANDING = {
    "counterfactual": "Counterfactual: claimed, and not found. What it does in a run is what would "
    "follow, not what happens anywhere.",
    "plan": "A plan: written down, and not carried out as told here.",
    "fiction": _BY_GRADE["fictional"],
}


def label(evidence: str, standing: str) -> str | None:
    """The warning that goes above everything said of a system, or None if it needs none.

    >>> label("documented", "in force") is None
    True
    >>> label("fictional", "fiction").partition(":")[0]
    'Fiction'
    """
    return _BY_GRADE.get(evidence) or _BY_STANDING.get(standing)
