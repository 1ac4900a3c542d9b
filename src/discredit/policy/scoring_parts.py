"""What a score is made of beside records: features, ratings by others, errors in files."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from discredit.policy.kinds import ShareByFeature, contradiction
from discredit.policy.needs import Absent, Along
from discredit.policy.number import Deviations, Multiplier, Points, Rate, Section, Share


class Factors(Section):
    """A weighted score: what each feature counts, and what this scorer knows of it."""

    weights: ShareByFeature = Field(description="Not named: not looked at.")
    sees: Annotated[ShareByFeature | None, Absent(1)] = Field(
        None, description="People on whom this scorer has each feature; others count as average."
    )
    noise: Deviations = Field(description="Error in each feature, on its scale from 0 to 1.")


class Peers(Section):
    """A score that others give."""

    weight: Rate = Field(description="Share of the way to this month's rating that a score moves.")
    manner: Deviations = Field(
        description="Spread of how pleasant people are to others, on the scale of the score."
    )
    harshness: Annotated[Multiplier, Absent(0)] = Field(
        description="Loss of rating per point by which a rater stands above the rated."
    )
    bad_counts: Annotated[dict[str, Multiplier] | None, Along("list")] = Field(
        None, description="By list: how far a bad rating moves somebody on it, to one who is not."
    )


class FileErrors(Section):
    """Errors in the files behind a score, on people who did nothing to earn them."""

    share: Share = Field(description="Files with an error that somebody could find.")
    matters: Share = Field(description="Of those, errors that move the score.")
    size: Points = Field(description="Spread of the move, up or down.")
    disputed: Rate | None = Field(
        None, description="Somebody with an error in the file disputes it, list or no list."
    )
    upheld: Share | None = Field(None, description="Errors that a dispute removes.")
    arises: Rate | None = Field(
        None,
        description="A file without an error gets one; whether a dispute is upheld is then drawn "
        "anew for each. Absent: errors are there from the start, and only ever mended.",
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.disputed is None) != (self.upheld is None):
            raise contradiction(
                "a dispute needs a rate and a share that is upheld", "Give both, or neither."
            )
        return self
