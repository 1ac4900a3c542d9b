"""What a study found, as plain values: the verdict, its size, and how firm it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from discredit.policy.label import label_of
from discredit.shown import InShort, Shown
from discredit.sources import badge
from discredit.studies.both_sides import moving_on_both
from discredit.studies.design import MAIN, Scenario, Size, scenarios
from discredit.studies.indices import told_by_draws
from discredit.studies.outcome import Told
from discredit.studies.question import SIDES, Question, SideName
from discredit.studies.ranges import GUESSED
from discredit.studies.schema import Outcome, Study
from discredit.studies.uncertain import doubt_of, first_of
from discredit.studies.verdict import (
    SENTENCES,
    STAYS_OPEN,
    Paired,
    Verdict,
    agrees,
    by_chance,
    change_per_change,
    paired,
    verdict_of,
)
from discredit.words.doubt import OPEN, Doubt, HowDrawn
from discredit.words.labels import together
from discredit.words.numbers import count
from discredit.words.verdicts import beside_it, side_effect

if TYPE_CHECKING:
    import pandas as pd

Outcomes = dict[tuple[str, int, SideName], tuple[Told, ...]]
"""The outcomes of each run, that which decides first, by scenario, seed and side."""


class Failed(NamedTuple):
    """A run of the study that did not come to its end, and why."""

    scenario: str
    seed: int
    side: SideName
    why: str
    tries: int = 1  # how often it failed


@dataclass(frozen=True)
class ScenarioResult:
    """What the study finds with some assumptions moved."""

    name: str
    values: dict[str, float]
    change: Paired
    agrees: bool  # the change has the sign that the claim says

    @property
    def is_told(self) -> bool:
        """Whether there is an outcome on both sides that rests on enough."""
        return self.change.seeds > 0 and not self.change.behind.caution


@dataclass(frozen=True, repr=False)
class Finding(Shown):
    """A study's answer. Sizes are as measured; `outcome.times` makes them what is read."""

    question: Question
    size: Size
    digest: str
    changes: tuple[Paired, ...]  # the outcome that decides, then those beside it
    verdict: Verdict
    scenarios: tuple[ScenarioResult, ...]
    outcomes: Outcomes  # LOST of a run that failed
    failed: tuple[Failed, ...] = ()
    doubt: Doubt | None = None  # of the outcome that decides, as measured; None: not drawn again
    drawn: HowDrawn | None = None
    points: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  # of draws, by name

    def in_short(self) -> InShort:
        """The claim, the verdict, how large the study is, and what to ask of it."""
        study, size = self.question.study, self.size
        runs = (
            f"{count(size.people, 'person', 'people')}, {count(size.months, 'month', 'months')}, "
            f"{count(size.seeds, 'seed', 'seeds')}"
        )
        worn = together(label["label"] for label in self.labels())
        failed = count(len(self.failed), "run", "runs")
        facts = (
            *([worn] if worn else []),
            study.claim,
            self.sentence,
            f"{runs}; {failed} failed" if self.failed else runs,
        )
        return InShort(study.title, facts, (".differences()", ".sentence"))

    @property
    def sentence(self) -> str:
        """The verdict in words, with the side effects that the study names."""
        beside = zip(self.question.study.beside, self.changes[1:], strict=True)
        named = [_named(outcome, change) for outcome, change in beside if outcome.in_verdict]
        said = SENTENCES[self.verdict]
        has_way = self.question.study.holds_if.direction != "stays"
        if has_way and self.doubt is not None and self.doubt.standing == OPEN:
            said += f" {STAYS_OPEN}"
        return f"{said} {beside_it(named)}" if named else said

    @property
    def agreeing(self) -> int:
        """Scenarios of the sensitivity that can be told and in which the sign held."""
        return sum(one.agrees for one in self.scenarios if one.is_told)

    @property
    def told(self) -> int:
        """Scenarios of the sensitivity that have an outcome on both sides, and enough behind it."""
        return sum(one.is_told for one in self.scenarios)

    @property
    def badge(self) -> str:
        """How many numbers of each grade the two policies rest on."""
        return badge(number.evidence for number in self.question.numbers.values())

    def labels(self) -> tuple[dict[str, str | None], ...]:
        """What each system of the study is, and what is disputed about it.

        Returns:
            One for each system, one alone where both sides are the same.
        """
        labels = {
            f"{policy.name} {label_of(policy)}": {
                "system": policy.name,
                "title": policy.system.title,
                "standing": policy.system.standing,
                "evidence": policy.system.evidence,
                "label": label_of(policy) or None,
                "disputed": policy.system.disputed,
            }
            for policy in (self.question.off, self.question.on)
        }
        return tuple(labels.values())

    def differences(self) -> pd.DataFrame:
        """One row per outcome, scenario and seed: both sides and their difference, multiplied out.

        Columns: outcome, scenario, people, seed, off, on, difference, unit, cases (what the row
        rests on: of the side that has more, in the group that has fewer), by_chance (the standard
        deviation that chance alone gives the difference; missing of a change per change), failed
        (why a side has no value, where its run failed), evidence and label (the grades of the
        systems and what they must wear, so that a row on its own says so).
        """
        import pandas as pd

        study = self.question.study
        grades = ", ".join(str(label["evidence"]) for label in self.labels())
        worn = together(label["label"] for label in self.labels())
        why = {(one.scenario, one.seed, one.side): one.why for one in self.failed}
        rows: list[dict[str, Any]] = []
        for at, outcome in enumerate((study.outcome, *study.beside)):
            for scenario, seed, side in self.outcomes:
                if side != "on" or (scenario != MAIN and at > 0):
                    continue
                off, on = (self.outcomes[scenario, seed, s][at] for s in SIDES)
                pair = paired if outcome.per_change is None else change_per_change
                alone = pair([off], [on])
                rows.append(
                    {
                        "outcome": outcome.measure,
                        "scenario": scenario,
                        "people": self.size.people if scenario == MAIN else self.size.tried_people,
                        "seed": seed,
                        "off": off.value * outcome.times,
                        "on": on.value * outcome.times,
                        "difference": alone.difference * outcome.times,
                        "unit": outcome.unit,
                        "cases": alone.behind.cases,
                        "by_chance": outcome.times * sqrt(by_chance(off, on))
                        if outcome.per_change is None
                        else nan,
                        "failed": "; ".join(
                            f"{s}: {why[scenario, seed, s]}"
                            for s in SIDES
                            if (scenario, seed, s) in why
                        ),
                        "evidence": grades,
                        "label": worn,
                    }
                )
        return pd.DataFrame(rows)

    def draws(self) -> pd.DataFrame:
        """One row per draw over luck and assumptions: its scenario in `differences`, its seed, and
        how far along its range each number stands, by its path; none where it was not drawn."""
        import pandas as pd

        (first,) = self.size.first(1)
        paths = [one.path for one in moving_on_both(self.question)] if self.points else []
        return pd.DataFrame(
            [
                {"scenario": name, "seed": first + at, **dict(zip(paths, point, strict=True))}
                for at, (name, point) in enumerate(self.points.items())
            ]
        )


def finding_of(
    question: Question,
    size: Size,
    outcomes: Outcomes,
    digest: str,
    failed: tuple[Failed, ...] = (),
    points: Mapping[str, tuple[float, ...]] | None = None,
) -> Finding:
    """The finding in the outcomes of all runs.

    Args:
        question: The study as read.
        size: What was run.
        outcomes: By scenario, seed and side: the outcomes of the study, that which decides first.
        digest: Of the inputs of all runs.
        failed: The runs whose outcomes are NaN for want of an end.
        points: Where the numbers of each draw stand, by its name; in order.
    """
    study = question.study
    changes = tuple(
        _paired(study, outcomes, MAIN, size.first(size.seeds), at)
        for at in range(1 + len(study.beside))
    )
    again = tuple(
        _scenario_result(question, scenario, outcomes, size) for scenario in scenarios(question)
    )
    verdict = verdict_of(changes[0], study.holds_if)
    doubt, how = _doubt(question, size, outcomes, changes[0], points or {})
    return Finding(
        *(question, size, digest, changes, verdict, again, outcomes, failed, doubt, how),
        points=points or {},
    )


def _doubt(
    question: Question,
    size: Size,
    outcomes: Outcomes,
    change: Paired,
    points: Mapping[str, tuple[float, ...]],
) -> tuple[Doubt | None, HowDrawn | None]:
    """What the draws say of the outcome that decides, and how they were made."""
    if not points:
        return None, None
    (first,) = size.first(1)
    seeds = range(first, first + len(points))
    each = np.array(
        [
            _paired(question.study, outcomes, name, (seed,), 0).difference
            for name, seed in zip(points, seeds, strict=True)
        ]
    )
    moving = moving_on_both(question)
    weights = told_by_draws([one.path for one in moving], np.array(list(points.values())), each)
    doubt = doubt_of(each, change.difference, change.low, change.high)
    guesses, ended = sum(one.grade == GUESSED for one in moving), int((~np.isnan(each)).sum())
    how = HowDrawn(
        ended, len(each), len(each) - ended, size.tried_people, size.people, len(moving), guesses
    )
    return doubt._replace(first=first_of(weights)), how


def _scenario_result(
    question: Question, scenario: Scenario, outcomes: Outcomes, size: Size
) -> ScenarioResult:
    seeds = size.first(size.tried_seeds)
    change = _paired(question.study, outcomes, scenario.name, seeds, 0)
    return ScenarioResult(
        scenario.name,
        {assumption.path: value for assumption, value in scenario.values},
        change,
        agrees(change, question.study.holds_if),
    )


def _paired(
    study: Study, outcomes: Outcomes, scenario: str, seeds: tuple[int, ...], at: int
) -> Paired:
    off, on = ([outcomes[scenario, seed, side][at] for seed in seeds] for side in SIDES)
    outcome = (study.outcome, *study.beside)[at]
    return (paired if outcome.per_change is None else change_per_change)(off, on)


def _named(outcome: Outcome, change: Paired) -> str:
    """A side effect in the sentence of a verdict: `the mean score up by 11 points`."""
    own, low, high = (v * outcome.times for v in (change.difference, change.low, change.high))
    is_told = change.seeds > 0 and not change.behind.caution
    is_ratio = outcome.per_change is not None
    ends = (own, low, high) if is_told else None
    return side_effect(outcome.says, outcome.unit, ends, is_ratio=is_ratio)
