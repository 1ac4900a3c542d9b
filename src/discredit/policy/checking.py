"""How applications are checked: whom a score or a lot chooses, and what a check finds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from discredit.policy.kinds import (
    ByBackground,
    ByFifth,
    ByResidence,
    BySettlement,
    contradiction,
)
from discredit.policy.needs import Absent, Needs
from discredit.policy.number import Number, Section, Share

PerMillion = Annotated[Number, Needs("per million people per month")]


class Check(Section):
    """How an office looks for one kind of conduct among those who apply.

    Some are drawn by lot, whatever their score; of the others those whom the score puts first are
    chosen, as many as there is room for. In the first month of a run there is no score yet, and
    none is chosen by it.
    """

    scorer: str | None = Field(
        None, description="Whose score of last month chooses. Absent: lots alone do."
    )
    first: Literal["highest", "lowest"] | None = Field(
        None, description="Which scores are chosen first; needed with a scorer."
    )
    quota: PerMillion | None = Field(None, description="Checks chosen by the score.")
    sample: PerMillion | None = Field(None, description="Checks drawn by lot beside them.")
    picked: Annotated[Share | None, Absent(1)] = Field(
        None,
        description="Of the files at the top, those that an official takes up by hand; the others "
        "are passed over and make room. Absent: all.",
    )
    picked_by_fifth: ByFifth | None = None
    picked_by_settlement: BySettlement | None = None
    picked_by_residence: ByResidence | None = None
    picked_by_background: ByBackground | None = Field(
        None, description="What officials see of it in names and homes. Backgrounds not named: 1."
    )
    found: Share = Field(
        description="Of checks on those who did it, the ones that find it: sensitivity."
    )
    found_by_residence: ByResidence | None = None
    false_findings: Share | None = Field(
        None,
        description="Of checks on those who did not, the ones that find it all the same: 1 less "
        "the specificity.",
    )
    false_by_fifth: ByFifth | None = None
    false_by_residence: ByResidence | None = None
    false_by_background: ByBackground | None = Field(None, description="Backgrounds not named: 1.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        by_score = (self.scorer, self.first, self.quota)
        if any(by_score) and not all(by_score):
            raise contradiction(
                "a choice by score needs the scorer, which scores come first, and a quota",
                "Give scorer, first and quota, or none of them.",
            )
        if self.quota is None and self.sample is None:
            raise contradiction("a check needs a quota or a sample", "Give quota, or sample.")
        return self
