"""How conduct comes to be on file, as data."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from discredit.policy.kinds import (
    ByAge,
    ByBackground,
    ByDisability,
    ByFifth,
    ByResidence,
    BySettlement,
    BySex,
    BySomeOccupations,
    ShareByRegion,
)
from discredit.policy.needs import Absent
from discredit.policy.number import Rate, Section, Share, Switch


class Watch(Section):
    """How one kind of conduct comes to be on file."""

    seen: Share = Field(description="Acts that are noticed.")
    watched_in: Annotated[ShareByRegion | None, Absent(1)] = Field(
        None,
        description="Of what would be noticed, how much is noticed in each region; in regions not "
        "named nothing is, and no record is made up. Absent: all of it everywhere.",
    )
    seen_by_occupation: BySomeOccupations | None = Field(None, description="Jobs not named: 1.")
    seen_by_fifth: ByFifth | None = None
    seen_by_settlement: BySettlement | None = None
    seen_by_sex: BySex | None = None
    seen_by_background: ByBackground | None = Field(None, description="Backgrounds not named: 1.")
    seen_by_disability: ByDisability | None = None
    entered: Annotated[Share | None, Absent(1)] = Field(
        None,
        description="Of those noticed, the ones that meet the legal trigger (a refused correction, "
        "a court order) and are entered. Absent: all.",
    )
    entered_by_occupation: BySomeOccupations | None = Field(
        None, description="Whom the officials spare, or favour. Jobs not named: 1."
    )
    false_records: Rate | None = Field(
        None, description="A record on an adult who did nothing: recogniser, clerk, malice, favour."
    )
    false_by_occupation: BySomeOccupations | None = Field(None, description="Jobs not named: 1.")
    false_by_fifth: ByFifth | None = None
    false_by_residence: ByResidence | None = None
    false_by_age: ByAge | None = None
    false_by_sex: BySex | None = None
    false_by_background: ByBackground | None = Field(None, description="Backgrounds not named: 1.")
    false_by_disability: ByDisability | None = None
    false_by_name: Switch | None = Field(
        None,
        description="Records that are matched by name alone: they fall on people in proportion to "
        "how common their name is, and are really about a namesake.",
    )
