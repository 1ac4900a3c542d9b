"""A study's outcome of one run, from the sums of the series that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Int64

from discredit.columns import MEASURES, MOOD
from discredit.document import Keys, dotted, in_order, read
from discredit.errors import Fault, PolicyError, quoted
from discredit.measures.catalogue import ANSWERS, RATIOS
from discredit.policy.compile import compile_rules
from discredit.policy.faults import did_you_mean
from discredit.record import present
from discredit.studies.question import SIDES, Question
from discredit.studies.schema import Outcome, Study, Subgroup
from discredit.studies.standing import STANDING, StandingFigure
from discredit.units import month_index

Sums = Int64[np.ndarray, "months groups measures"]


NO_COUNT: Final = frozenset({MOOD, "probability", "CNY"})
"""Units of means: what such an outcome rests on are those whom it is taken of."""


class Part(NamedTuple):
    """An outcome of one group in one run, and what it rests on."""

    value: float
    people: float  # of the group, in a mean month
    taken_of: float  # people or cases that it is a share or a mean of
    counted: float  # events or people that it counts; NaN of a mean
    each: float  # what one of them adds to the value


class Told(NamedTuple):
    """One outcome of one run: of a group, or of a group less another."""

    value: float
    parts: tuple[Part, ...]

    @property
    def flat(self) -> tuple[float, ...]:
        """All of it as plain numbers, for a row on disk."""
        return tuple(map(float, (self.value, *(one for part in self.parts for one in part))))

    @classmethod
    def of(cls, flat: Sequence[float]) -> Told:
        """What was made flat.

        Args:
            flat: The value, then the parts one after the other.
        """
        value, *parts = flat
        each = len(Part._fields)
        return cls(value, tuple(Part(*parts[i : i + each]) for i in range(0, len(parts), each)))


LOST: Final = Told(float("nan"), ())
"""Of a run that failed."""


class RunFigures(NamedTuple):
    """What is kept of a run: sums by month, and where people stood at its end."""

    sums: Sums
    standing: Mapping[str, StandingFigure] = MappingProxyType({})


class NeededSums(NamedTuple):
    """Which groups and measures of the series a study needs, in order, and which of STANDING."""

    groups: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]
    standing: tuple[str, ...] = ()

    def of(
        self, sums: np.ndarray, groups: tuple[tuple[str, str], ...], names: tuple[str, ...]
    ) -> np.ndarray:
        """Of one month's sums, those that are needed.

        Args:
            sums: [groups, measures].
            groups: The groups of these sums, which are those of the society.
            names: The measures of these sums.

        Returns:
            [needed groups, needed measures]; nought of a group that the society has not.
        """
        columns = [names.index(measure) for measure in self.measures]
        found = np.zeros((len(self.groups), len(columns)), np.int64)
        for row, group in enumerate(self.groups):
            if group in groups:
                found[row] = sums[groups.index(group), columns]
        return found


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
            for field in ("measure", "per", "per_change"):
                measure, place = getattr(outcome, field), (*keys, field)
                more = STANDING if field == "measure" and policy.system.scores else ()
                if measure is None or measure in there or measure in more:
                    continue
                rule = f"it must be a column of the monthly series of {policy.name}"
                remedy = did_you_mean(
                    measure, (*there, *more), f"Take one of: {', '.join((*there, *more))}."
                )
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
    asked = [
        m
        for o in outcomes
        if o.measure not in STANDING
        for m in (o.measure, o.per, o.per_change, _case_of(o.measure))
    ]
    standing = [o.measure for o in outcomes if o.measure in STANDING]
    measures = [m for m in (*asked, "people") if m is not None]
    groups = [_key(g) for o in outcomes for g in (o.group, o.against) if g is not None]
    everybody = ("all", "all")
    return NeededSums(
        tuple(dict.fromkeys([everybody, *groups])),
        tuple(dict.fromkeys(measures)),
        tuple(dict.fromkeys(standing)),
    )


def told_of(
    outcome: Outcome,
    sums: Sums,
    needed: NeededSums,
    standing: Mapping[str, StandingFigure] | None = None,
) -> Told:
    """The outcome of one run, before it is multiplied by `times`, and what it rests on.

    Args:
        outcome: What is asked.
        sums: The sums of a run that were needed.
        needed: What they are sums of.
        standing: Where people stood at the end, where that was needed.

    Returns:
        In the unit of the measure, or of the one over the other; NaN where nobody is in it. Of a
        change per change the parts are both measures, and the value is the first.
    """
    if outcome.measure in STANDING:
        value, people = (standing or {})[outcome.measure]
        return Told(value, (Part(value, people, people, np.nan, 1.0),))
    if outcome.per_change is not None:
        other = outcome.model_copy(update={"measure": outcome.per_change})
        both = tuple(_part(one, outcome.group, sums, needed) for one in (outcome, other))
        return Told(both[0].value, both)
    groups = [outcome.group] if outcome.against is None else [outcome.group, outcome.against]
    parts = tuple(_part(outcome, group, sums, needed) for group in groups)
    value = parts[0].value - (parts[1].value if len(parts) > 1 else 0.0)
    return Told(value, parts)


def outcomes_of(study: Study, run: RunFigures, needed: NeededSums) -> tuple[Told, ...]:
    """The outcome that decides, then those told beside it.

    Args:
        study: What is asked.
        run: What is kept of a run.
        needed: What its sums are sums of.
    """
    return tuple(
        told_of(outcome, run.sums, needed, run.standing) for _, outcome in named_outcomes(study)
    )


def _part(outcome: Outcome, group: Subgroup | None, sums: Sums, needed: NeededSums) -> Part:
    """The outcome of one group. A flow is told over the months, a stock in a mean month."""
    window = sums[-outcome.last_months :] if outcome.last_months else sums
    mine = window[:, needed.groups.index(_key(group) if group else ("all", "all"))]
    totals = dict(zip(needed.measures, mine.sum(axis=0).tolist(), strict=True))

    def in_all(name: str) -> float:
        measure = MEASURES[name]
        return totals[name] * measure.scale / (1 if measure.is_flow else len(window))

    measure = MEASURES[outcome.measure]
    above = in_all(outcome.measure)
    people = taken_of = in_all("people")
    below = 1.0
    if outcome.per is not None:
        taken_of = below = in_all(outcome.per)
        if MEASURES[outcome.per].is_flow and not measure.is_flow:
            below /= len(window)
    each = 1 / below if below else np.nan
    case = _case_of(outcome.measure)
    if case is not None:
        taken_of = min(taken_of, in_all(case))
    is_counted = case is None and measure.unit not in NO_COUNT
    return Part(above * each, people, taken_of, above if is_counted else np.nan, each)


def _case_of(measure: str) -> str | None:
    """The column of the cases that a measure is an amount of, where the series has it."""
    return RATIOS[ANSWERS[measure]].per if measure in ANSWERS else None


def _key(group: Subgroup) -> tuple[str, str]:
    return group.dimension, group.label
