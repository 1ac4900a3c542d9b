"""What is said of the answers of a study of many runs: on the screen, in its report, on the page.

An answer is a row of its study.json: arm, outcome, what it says and its unit, value, low and high,
effects, indices, weight_by_grade, measure_first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import nan
from typing import Any, Final

from discredit.sources import GRADES
from discredit.words import doubt
from discredit.words.names import spoken
from discredit.words.numbers import figure, per_cent
from discredit.words.tongue import joined, say

MOST_NAMED: Final = 8
OF: Final = {
    "with": "{says}, level in this arm",
    "without": "{says}, level in the first arm",
    "ratio": "{says}, this arm to the first",
    "disparity": "{says}, against everybody else",
}
"""What of a measure is asked, where it is not the difference between an arm and the first."""

AnswerRow = Mapping[str, Any]


def called(answer: AnswerRow) -> str:
    """What is asked, in words.

    >>> called({"says": "months on a list", "outcome": {"measure": "months_listed", "of": "ratio",
    ...         "group": {"label": "rural"}}})
    'months on a list, rural, this arm to the first'

    Args:
        answer: A row of study.json; one without `says` is called by the name of its measure.
    """
    outcome = answer["outcome"]
    says = say(answer.get("says") or spoken(outcome["measure"]))
    if group := outcome.get("group"):
        says = say("{says}, {group}", says=says, group=say(spoken(group.get("label", ""))))
    template = OF.get(outcome.get("of", "difference"))
    return say(template, says=says) if template else says


def deciding(answer: AnswerRow) -> Iterator[str]:
    """Which numbers decide an answer, one sentence at a time.

    Args:
        answer: A row of study.json.
    """
    effects, weights = answer["effects"], answer["indices"]
    if answer["varies"] is False and not effects:
        yield say("Over the ranges it does not vary.")
    if effects:
        each = (f"{e['path']} {within(e['size'], e['size_error'])}" for e in effects[:MOST_NAMED])
        yield say(
            "What moves it most, end to end (mean absolute effect): {numbers}.",
            numbers=joined(each),
        )
    for weight in weights[:MOST_NAMED]:
        yield say(
            "{path}: first-order index {first}, total {total} (90 % intervals).",
            path=weight["path"],
            first=within(weight["first"], weight["first_error"]),
            total=within(weight["total"], weight["total_error"]),
        )
    by_grade = answer["weight_by_grade"]
    if weights and by_grade:
        shares = (f"{per_cent(by_grade[g])} {say(g)}" for g in GRADES if g in by_grade)
        yield say(
            "The deciding weight rests on numbers that are {grades}.",
            grades=joined(shares),
        )
    if named := answer["measure_first"]:
        numbers = [(one["path"], one["narrows_by"]) for one in named]
        yield doubt.first(doubt.narrowing(numbers))


def within(value: float | None, error: float | None) -> str:
    """A figure with half of its interval; None as JSON has a number that is none.

    >>> within(0.7, 0.1)
    '0.7 ±0.1'

    Args:
        value: The figure.
        error: Half of its interval.
    """
    told, half = (figure(nan if number is None else number) for number in (value, error))
    return f"{told} ±{half}"
