"""Both sides of a claim's switch drawn again: other luck, and all graded numbers moved.

What the switch turns stays as it is on either side; every other number is moved alike on both.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit.errors import Fault, InputError
from discredit.policy.address import numbers
from discredit.policy.schema import Policy
from discredit.society.spec import Society
from discredit.studies.question import Question
from discredit.studies.ranges import Moving, moved_together, moving_of
from discredit.studies.uncertain import MOST_DRAWS, points_that
from discredit.words.doubt import FEWEST


class DrawnSides(NamedTuple):
    """One draw."""

    off: Policy
    on: Policy
    society: Society
    point: tuple[float, ...]  # shares of the ranges of what was moved


def moving_on_both(question: Question) -> tuple[Moving, ...]:
    """Every number of either side or the society that has a range, but for what the switch turns.

    Args:
        question: The study as read.
    """
    off, on = numbers(question.off), numbers(question.on)
    turned = {path for path in off.keys() & on.keys() if off[path] != on[path]}
    society = {one.path: one.number for one in question.society.spec.numbers_of()}
    known = {**off, **on, **society}
    each = (moving_of(path, number) for path, number in known.items() if path not in turned)
    return tuple(one for one in each if one is not None)


def refuse_draws(name: str, draws: int) -> None:
    """Refuse so few, or so many, draws.

    Args:
        name: Of the study.
        draws: How many are asked for.

    Raises:
        InputError: They give no interval, or nobody could run them.
    """
    if not FEWEST <= draws <= MOST_DRAWS:
        rule = f"an interval over luck and assumptions takes {FEWEST} to {MOST_DRAWS:,} draws"
        raise InputError([Fault(name, 0, "uncertain", str(draws), rule, "Write 39.")])


def drawn(question: Question, draws: int) -> list[DrawnSides]:
    """So many draws in which both sides can be.

    Args:
        question: The study as read.
        draws: How many.

    Raises:
        InputError: Hardly any draw is possible.
    """
    moving, made = moving_on_both(question), list[DrawnSides]()

    def stands(point: Float64[np.ndarray, " number"], _: int) -> bool:
        try:
            (off, on), society = moved_together(
                (question.off, question.on), question.society, moving, point
            )
        except InputError:
            return False
        made.append(DrawnSides(off, on, society, tuple(point.tolist())))
        return True

    points_that(stands, [one.path for one in moving], draws)
    return made
