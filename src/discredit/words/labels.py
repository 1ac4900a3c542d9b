"""How the label of a system is worn: by a table, by a title, by a line of text.

`policy.label` decides which label a system must wear; here it is only written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from discredit.sources import GRADES, badge
from discredit.words.names import capital
from discredit.words.tongue import joined, say

if TYPE_CHECKING:
    from pandas import DataFrame

LABEL: Final = "label"
"""The column that holds it, in every table drawn from a run."""

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


def warning(evidence: str, standing: str) -> str | None:
    """The sentences above everything that is said of a system; None if it needs none.

    >>> warning("documented", "in force") is None
    True
    >>> warning("fictional", "fiction").partition(":")[0]
    'Fiction'

    Args:
        evidence: The grade of the system as a whole.
        standing: Whether it is in force, planned, a story and so on.
    """
    return _BY_GRADE.get(evidence) or _BY_STANDING.get(standing)


def label_in(table: DataFrame) -> str:
    """The label that a table of a run wears; '' for none, and for an empty table.

    Args:
        table: One with the column `label`.
    """
    return str(table[LABEL].iloc[0]) if len(table) else ""


def worn(label: str | None) -> str:
    """A label in the language that is spoken now.

    >>> worn("DISPUTED as a whole"), worn(None)
    ('DISPUTED as a whole', '')

    Args:
        label: As `policy.label` gives it; None and '' for nothing.
    """
    return say("; ").join(_part_worn(part) for part in label.split("; ")) if label else ""


_LOOSE: Final = re.compile(r"rests on disputed or fictional numbers: (.+?)(?: and (\d+) more)?")


def _part_worn(part: str) -> str:
    found = _LOOSE.fullmatch(part)
    if found is None:
        return say(part)
    names, more = found.groups()
    if more is None:
        return say("rests on disputed or fictional numbers: {names}", names=names)
    return say(
        "rests on disputed or fictional numbers: {names} and {more} more", names=names, more=more
    )


def rests_on(grades: Iterable[str]) -> str:
    """What something rests on, as a sentence.

    >>> rests_on(["assumed", "documented", "assumed"])
    'Rests on 1 documented, 2 assumed numbers.'

    Args:
        grades: One for each number.
    """
    seen = list(grades)
    if len(seen) < 2:
        return say(f"{capital(badge(seen))}.")
    counts = ((grade, seen.count(grade)) for grade in GRADES)
    told = joined(say(f"{{n}} {grade}", n=n) for grade, n in counts if n)
    return say("Rests on {counts} numbers.", counts=told)


def labelled(table: DataFrame, label: str) -> DataFrame:
    """The table with the label as its last column, and among its attributes.

    Args:
        table: One of a run, with a label or without.
        label: What the system must wear; '' for nothing.

    Returns:
        A new table; its attributes have the label too.
    """
    bare: Any = table.drop(columns=LABEL, errors="ignore")
    worn = bare.assign(label=label)
    worn.attrs[LABEL] = label
    return worn


def titled(title: str, label: str) -> str:
    """A title that says what it must wear.

    >>> titled("On a list", "PLAN: announced, not realised"), titled("On a list", "")
    ('On a list. PLAN: announced, not realised', 'On a list')

    Args:
        title: Without a full stop.
        label: What it must wear; '' for nothing.
    """
    return f"{title}. {label}" if label else title


def together(labels: Iterable[str | None]) -> str:
    """The label of what rests on several systems.

    >>> together(["FICTION", None, "PLAN"])
    'FICTION; PLAN'

    Args:
        labels: None and '' for systems that wear nothing.

    Returns:
        '' where none wears anything.
    """
    return "; ".join(label for label in labels if label)
