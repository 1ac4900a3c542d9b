"""What a study found, as plain values: the verdict, its size, and how firm it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from discredit.policy.label import label_of
from discredit.sources import badge
from discredit.studies.design import MAIN, Setting, Size, settings
from discredit.studies.question import SIDES, Question, SideName
from discredit.studies.verdict import SENTENCES, Paired, Verdict, agrees, judged, paired
from discredit.words.labels import together

if TYPE_CHECKING:
    import pandas as pd

Outcomes = dict[tuple[str, int, SideName], np.ndarray]
"""The outcomes [outcome] of each run, by setting, seed and side."""


@dataclass(frozen=True)
class Tried:
    """The finding again with some assumptions moved."""

    name: str
    values: dict[str, float]
    found: Paired
    agrees: bool  # the change has the sign that the claim says


@dataclass(frozen=True)
class Finding:
    """A study's answer. Sizes are as measured; `outcome.times` makes them what is read."""

    question: Question
    size: Size
    digest: str
    found: tuple[Paired, ...]  # the outcome that decides, then those beside it
    verdict: Verdict
    tried: tuple[Tried, ...]
    outcomes: Outcomes

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return SENTENCES[self.verdict]

    @property
    def agreeing(self) -> int:
        """Settings of the sensitivity in which the sign held."""
        return sum(one.agrees for one in self.tried)

    @property
    def badge(self) -> str:
        """How many numbers of each grade the two policies rest on."""
        return badge(number.evidence for number in self.question.numbers.values())

    def labels(self) -> tuple[dict[str, str | None], ...]:
        """What each system of the study is, and what is disputed about it."""
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
        """One row per outcome, setting and seed: both sides and their difference, multiplied out.

        Columns: outcome, setting, people, seed, off, on, difference, unit, evidence and label (the
        grades of the systems and what they must wear, so that a row on its own says so).
        """
        import pandas as pd

        study = self.question.study
        grades = ", ".join(str(label["evidence"]) for label in self.labels())
        worn = together(label["label"] for label in self.labels())
        rows: list[dict[str, Any]] = []
        for at, outcome in enumerate((study.outcome, *study.beside)):
            for setting, seed, side in self.outcomes:
                if side != "on" or (setting != MAIN and at > 0):
                    continue
                off, on = (float(self.outcomes[setting, seed, s][at]) for s in SIDES)
                rows.append(
                    {
                        "outcome": outcome.measure,
                        "setting": setting,
                        "people": self.size.people if setting == MAIN else self.size.tried_people,
                        "seed": seed,
                        "off": off * outcome.times,
                        "on": on * outcome.times,
                        "difference": (on - off) * outcome.times,
                        "unit": outcome.unit,
                        "evidence": grades,
                        "label": worn,
                    }
                )
        return pd.DataFrame(rows)


def found_in(question: Question, size: Size, outcomes: Outcomes, digest: str) -> Finding:
    """The finding in the outcomes of all runs."""
    study = question.study
    found = tuple(_paired(outcomes, MAIN, size.seeds, at) for at in range(1 + len(study.beside)))
    tried = tuple(_tried(question, setting, outcomes, size) for setting in settings(question))
    verdict = judged(found[0], study.holds_if)
    return Finding(question, size, digest, found, verdict, tried, outcomes)


def _tried(question: Question, setting: Setting, outcomes: Outcomes, size: Size) -> Tried:
    found = _paired(outcomes, setting.name, size.tried_seeds, 0)
    return Tried(
        setting.name,
        {assumption.path: value for assumption, value in setting.values},
        found,
        agrees(found.difference, question.study.holds_if),
    )


def _paired(outcomes: Outcomes, setting: str, seeds: int, at: int) -> Paired:
    off, on = (
        np.array([outcomes[setting, seed, side][at] for seed in range(1, seeds + 1)])
        for side in SIDES
    )
    return paired(off, on)
