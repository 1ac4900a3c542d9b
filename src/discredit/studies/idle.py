"""What in a study cannot tell anything: told by `check`, and before a study is run."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import Final

from discredit.changes import Span, is_same_run
from discredit.columns import MEASURES
from discredit.measures.spread import widened
from discredit.policy.beginning import months_before
from discredit.policy.idle import CHILDREN, Idle
from discredit.policy.number import Number
from discredit.studies.outcome import is_stock, named_outcomes
from discredit.studies.question import SIDES, Question
from discredit.studies.schema import Outcome
from discredit.studies.standing import STANDING
from discredit.units import month_index
from discredit.words.numbers import count, figure

FEW_SEEDS: Final = 5
"""Fewer make the interval half as wide again as the same spread in many would, or wider."""


def idle_in(
    question: Question, *, months: int | None = None, seeds: int | None = None
) -> list[Idle]:
    """Whatever a study says that cannot make a difference to what it finds.

    Args:
        question: A study in order; what is told here is no fault.
        months: How many are run; None: as the study says.
        seeds: How many; None: as the study says.

    Returns:
        In the order of the file.
    """
    months = months or question.study.months
    first = month_index(question.start)
    before = max(months_before(getattr(question, side).system, question.start) for side in SIDES)
    span = Span(first - before, first + months)
    return [
        *_seeds(question.study.seeds if seeds is None else seeds),
        *_switch(question, span),
        *_outcomes(question),
        *_bar(question),
        *_widths(question),
        *_tried(question),
    ]


def _seeds(seeds: int) -> Iterator[Idle]:
    if seeds < FEW_SEEDS:
        times = sqrt(float(widened(1.0, seeds)))  # pyright: ignore[reportArgumentType]
        why = f"with {seeds} the interval is {times:.1f} times as wide as if many said so; take 6"
        yield Idle("seeds", why)


def _switch(question: Question, span: Span) -> Iterator[Idle]:
    off, on = ((getattr(question, side), question.society) for side in SIDES)
    if is_same_run(off, on, span):
        yield Idle("switch", "both sides are the same in every month that is run: nothing to judge")


def _outcomes(question: Question) -> Iterator[Idle]:
    for keys, outcome in named_outcomes(question.study):
        path = ".".join(map(str, keys))
        is_of_people = outcome.measure == "people" and outcome.per in (None, "people")
        if is_of_people:
            yield Idle(f"{path}.measure", "there are as many people on both sides")
        for field in ("group", "against"):
            some = getattr(outcome, field)
            if some is not None and some.label == CHILDREN and outcome.measure in _OF_ADULTS:
                yield Idle(f"{path}.{field}.label", "only adults act")
        if outcome.against is not None and outcome.against == outcome.group:
            yield Idle(f"{path}.against", "it is the same group, so the difference is always 0")
        if outcome.per == outcome.measure and not is_of_people:
            yield Idle(f"{path}.per", "what is divided by itself is always 1")


def _bar(question: Question) -> Iterator[Idle]:
    bar, outcome = question.study.holds_if, question.study.outcome
    most = _most(outcome)
    if most is not None and not bar.is_relative and bar.size(0.0) >= most:
        always = "always" if bar.direction == "stays" else "never"
        why = f"a share changes by {figure(most)} at most, so the claim {always} holds"
        yield Idle("holds_if.smallest", why)


def _most(outcome: Outcome) -> float | None:
    """The most that an outcome can change by; None where nothing bounds it."""
    is_share = (
        outcome.measure not in STANDING and is_stock(outcome.measure) and outcome.per == "people"
    )
    return (1.0 if outcome.against is None else 2.0) if is_share else None


def _widths(question: Question) -> Iterator[Idle]:
    """Numbers of the file whose range has no width."""
    study = question.study
    own = {
        f"switch.{side}.numbers.{path}": number
        for side in SIDES
        for path, number in getattr(study.switch, side).numbers.items()
    }
    for path, number in {**own, _BAR_AT[study.holds_if.is_relative]: study.holds_if.bar}.items():
        if _is_without_width(number):
            yield Idle(f"{path}.range", "both ends are the same, so nothing can move it")


def _is_without_width(number: Number) -> bool:
    return number.range is not None and float(number.range[0]) == float(number.range[1])


def _tried(question: Question) -> Iterator[Idle]:
    study = question.study
    if study.sensitivity.people > study.people:
        why = (
            f"it is tried on no more than the study has, {count(study.people, 'person', 'people')}"
        )
        yield Idle("sensitivity.people", why)
    if study.sensitivity.seeds > study.seeds:
        why = f"it is tried with no more than the study has, {count(study.seeds, 'seed', 'seeds')}"
        yield Idle("sensitivity.seeds", why)


_BAR_AT: Final = {False: "holds_if.smallest", True: "holds_if.at_least"}
_OF_ADULTS: Final = frozenset(
    {"obligations_broken", "offences", "disfavoured_acts", "deeds", "deeds_bought", "acts_hidden"}
) & frozenset(MEASURES)
"""What people do, which children do not."""
