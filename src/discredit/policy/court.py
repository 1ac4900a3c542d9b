"""How a court finds out about unpaid judgments, and what it does with its files."""

from __future__ import annotations

from pydantic import Field

from discredit.policy.kinds import BySettlement, ShareByGround
from discredit.policy.number import CaseRate, Rate, Section, Share


class Closing(Section):
    """Enforcement that a court closes for want of assets, or since the parties have settled on
    instalments, and opens again."""

    closed_rate: CaseRate = Field(
        description="The court ends its search on an open file, and closes it if it found nothing."
    )
    reopened_rate: CaseRate = Field(
        description="The court looks at a closed file again, and opens it if it finds means."
    )
    released: Share = Field(
        description="Of those closed while the debtor stands on a list, the ones deleted from it, "
        "where the list lets that be."
    )


class Court(Section):
    """How a court finds out about unpaid judgments."""

    opening_rate: CaseRate = Field(description="A file is opened on an unperformed judgment.")
    listing_activity: CaseRate = Field(description="The court takes a listing decision on a file.")
    activity_by_settlement: BySettlement
    conduct_seen: ShareByGround = Field(description="Conduct that shows is recorded as such.")
    ability_sensitivity: Share = Field(description="Debtors with means who are found to have them.")
    ability_specificity: Share = Field(description="Debtors without means who are found so.")
    representative_named: Share = Field(
        description="Records on a company's debt that name its representative."
    )
    firm_named: Share | None = Field(
        None,
        description="Records on a company's debt that enter the company itself, beside its "
        "representative or not. Absent: companies are not entered.",
    )
    payment_seen: Share = Field(description="Payments on file in the month they are made.")
    late_payment_seen: Rate = Field(description="An overlooked payment is found.")
    secured_seen: Share = Field(description="Debtors with means whose seized assets are on file.")
    closing: Closing | None = Field(None, description="Absent: files stay open until payment.")
