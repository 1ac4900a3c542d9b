"""A study's outcome of one run, from the sums of the series that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float64, Int64

from discredit.columns import MEASURES, SERIES_GROUPS
from discredit.document import Keys, dotted, in_order, read
from discredit.errors import Fault, PolicyError, quoted
from discredit.policy.compile import compile_rules
from discredit.policy.faults import did_you_mean
from discredit.record import present
from discredit.studies.question import SIDES, Question
from discredit.studies.schema import Outcome, Study, Subgroup
from discredit.units import month_index

Sums = Int64[np.ndarray, "months groups measures"]


class NeededSums(NamedTuple):
    """Which groups and measures of the series a study needs, in order."""

    groups: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]

    def of(self, sums: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
        """Of one month's sums, those that are needed.

        Args:
            sums: [groups, measures], groups in the order of SERIES_GROUPS.
            names: The measures of these sums.

        Returns:
            [needed groups, needed measures].
        """
        rows = [SERIES_GROUPS.index(group) for group in self.groups]
        columns = [names.index(measure) for measure in self.measures]
        return sums[np.ix_(rows, columns)].astype(np.int64)


def named_outcomes(study: Study) -> Iterator[tuple[Keys, Outcome]]:
    """The outcome that decides, then those beside it, each with its place in the file.

    Args:
        study: The study.
    """
    yield ("outcome",), study.outcome
    for i, outcome in enumerate(study.beside):
        yield ("beside", i), outcome


def is_stock(measure: str) -> bool:
    """Whether it counts people of whom something is so in a month.

    Args:
        measure: A column of the series.
    """
    return MEASURES[measure].unit == "people" and not MEASURES[measure].is_flow


def refuse_unmeasured(question: Question) -> None:
    """Refuse a study whose outcome one of its systems has not.

    Args:
        question: The study as read.

    Raises:
        PolicyError: With every measure that the monthly series of a side lacks, and its line.
    """
    marked = read(question.text, question.file, PolicyError)
    first = month_index(question.start)
    faults: dict[Keys, Fault] = {}
    for side in SIDES:
        policy = getattr(question, side)
        there = present(compile_rules(policy, first, 1))
        for keys, outcome in named_outcomes(question.study):
            for field in ("measure", "per"):
                measure, place = getattr(outcome, field), (*keys, field)
                if measure is None or measure in there:
                    continue
                rule = f"it must be a column of the monthly series of {policy.name}"
                remedy = did_you_mean(measure, there, f"Take one of: {', '.join(there)}.")
                at = marked.mark(place)
                faults[place] = Fault(*at, dotted(place), quoted(measure), rule, remedy)
    if faults:
        raise PolicyError(in_order(list(faults.values())))


def needed_by(study: Study) -> NeededSums:
    """What a study needs of the monthly series.

    Args:
        study: The study.

    Returns:
        Groups, everybody first, and measures, each once.
    """
    outcomes = [study.outcome, *study.beside]
    measures = [m for o in outcomes for m in (o.measure, o.per) if m is not None]
    groups = [_key(g) for o in outcomes for g in (o.group, o.against) if g is not None]
    everybody = ("all", "all")
    return NeededSums(tuple(dict.fromkeys([everybody, *groups])), tuple(dict.fromkeys(measures)))


def outcome_of(outcome: Outcome, sums: Sums, needed: NeededSums) -> float:
    """The outcome of one run, before it is multiplied by `times`; NaN where nobody is in it.

    Args:
        outcome: What is asked.
        sums: The sums of a run that were needed.
        needed: What they are sums of.

    Returns:
        In the unit of the measure, or of the one over the other.
    """
    value = _rate(outcome, outcome.group, sums, needed)
    if outcome.against is not None:
        value -= _rate(outcome, outcome.against, sums, needed)
    return value


def outcomes_of(study: Study, sums: Sums, needed: NeededSums) -> Float64[np.ndarray, " outcome"]:
    """The outcome that decides, then those told beside it.

    Args:
        study: What is asked.
        sums: The sums of a run that were needed.
        needed: What they are sums of.
    """
    each: list[Any] = [outcome_of(o, sums, needed) for o in (study.outcome, *study.beside)]
    return np.array(each, np.float64)


def _rate(outcome: Outcome, group: Subgroup | None, sums: Sums, needed: NeededSums) -> float:
    window = sums[-outcome.last_months :] if outcome.last_months else sums
    mine = window[:, needed.groups.index(_key(group) if group else ("all", "all"))]
    measure = MEASURES[outcome.measure]
    total = float(mine[:, needed.measures.index(outcome.measure)].sum()) * measure.scale
    months = len(window)
    if outcome.per is None:
        return total if measure.is_flow else total / months
    per = MEASURES[outcome.per]
    below = float(mine[:, needed.measures.index(outcome.per)].sum()) * per.scale
    if measure.is_flow and not per.is_flow:
        below /= months
    return total / below if below else float("nan")


def _key(group: Subgroup) -> tuple[str, str]:
    return group.dimension, group.label
