"""Both sides of a claim's switch drawn again: other luck, and all graded numbers moved.

What the switch turns stays as it is on either side; every other number is moved alike on both.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit.errors import Fault, InputError
from discredit.policy.address import find, numbers
from discredit.policy.edit import with_entries
from discredit.policy.schema import Policy
from discredit.society.spec import Society
from discredit.studies.drawn import left_to_move, refuse_unmet
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
    """Every number of either side or the society that has a range, but for what the switch turns
    and what a file of draws speaks of.

    Args:
        question: The study as read.
    """
    society = {one.path: one.number for one in question.society.spec.numbers_of()}
    known, turned = {**numbers(question.off), **numbers(question.on), **society}, _turned(question)
    each = (moving_of(path, number) for path, number in known.items() if path not in turned)
    return left_to_move([one for one in each if one is not None], question.draws)


def _turned(question: Question) -> set[str]:
    off, on = numbers(question.off), numbers(question.on)
    return {path for path in off.keys() & on.keys() if off[path] != on[path]}


def refuse_draws(question: Question, draws: int) -> None:
    """Refuse so few, or so many, draws, and a file of draws that neither side can take.

    Args:
        question: The study as read.
        draws: How many are asked for.

    Raises:
        InputError: They give no interval, or nobody could run them, or the file has too few.
    """
    if not FEWEST <= draws <= MOST_DRAWS:
        rule = f"an interval over luck and assumptions takes {FEWEST} to {MOST_DRAWS:,} draws"
        raise InputError([Fault(question.name, 0, "uncertain", str(draws), rule, "Write 39.")])
    if question.draws is not None:
        known = {**numbers(question.off), **numbers(question.on)}
        refuse_unmet(question.draws, {question.name: known}, draws, question.name)


def drawn(question: Question, draws: int) -> list[DrawnSides]:
    """So many draws in which both sides can be.

    Args:
        question: The study as read.
        draws: How many.

    Raises:
        InputError: Hardly any draw is possible.
    """
    moving, made = moving_on_both(question), list[DrawnSides]()

    def stands(point: Float64[np.ndarray, " number"], at: int) -> bool:
        try:
            sides = [_as_drawn(question, side, at) for side in (question.off, question.on)]
            (off, on), society = moved_together(sides, question.society, moving, point)
        except InputError:
            return False
        made.append(DrawnSides(off, on, society, tuple(point.tolist())))
        return True

    points_that(stands, [one.path for one in moving], draws)
    return made


def _as_drawn(question: Question, side: Policy, at: int) -> Policy:
    """One side with its numbers as a draw of the file has them, but for what the switch turns."""
    if question.draws is None:
        return side
    known, turned = numbers(side), _turned(question)
    found = {path: find(path, known) for path in question.draws.paths}
    own = {path for path, one in found.items() if one is not None and one.path not in turned}
    entries = question.draws.entries(at)
    return with_entries(side, {path: entries[path] for path in own})
