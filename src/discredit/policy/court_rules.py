"""The arrays of `policy.rules` that are about debts and the courts that enforce them."""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Float32

from discredit.arrays import Column


class CourseRules(NamedTuple):
    """How debts grow in number and end; see `policy.conduct.Course`."""

    caseload: Float32[Column, "*t"]
    further_rate: Float32[Column, "*t"]
    further_fades: Float32[Column, "*t"]
    waives_rest: Float32[Column, "*t"]
    written_off_rate: Float32[Column, "*t"]
    limitation_months: Float32[Column, "*t"]  # 0: no debt is ever out of time


class DebtRules(NamedTuple):
    """How debts arise and what debtors do; see `policy.conduct.Debts`."""

    dispute_rate: Float32[Column, "*t"]
    dispute_by_occupation: Float32[Column, "*t occupation"]
    dispute_by_fifth: Float32[Column, "*t fifth"]
    dispute_by_sex: Float32[Column, "*t sex"] | None
    dispute_by_background: Float32[Column, "*t background"] | None
    dispute_by_disability: Float32[Column, "*t disability"] | None
    dispute_if_jobless: Float32[Column, "*t"]
    debt_median_months: Float32[Column, "*t"]
    debt_spread: Float32[Column, "*t"]
    voluntary_share: Float32[Column, "*t"]
    pay_rate: Float32[Column, "*t"]
    judgment_rate: Float32[Column, "*t"]
    reach_months: Float32[Column, "*t"]
    subsistence: Float32[Column, "*t"]
    part_payment_share: Float32[Column, "*t"]
    pressure_listed: Float32[Column, "*t"]
    pressure_believed: Float32[Column, "*t"]
    pressure_shown: Float32[Column, "*t"]
    pressure_in_grace: Float32[Column, "*t"] | None
    pressure_trusting: Float32[Column, "*t"] | None
    discharge_rate: Float32[Column, "*t"]
    conduct_rate: Float32[Column, "*t ground"]
    company_default_rate: Float32[Column, "*t"]
    company_settle_rate: Float32[Column, "*t"]
    course: CourseRules | None


class ClosingRules(NamedTuple):
    """Enforcement closed for want of assets; see `policy.court.Closing`."""

    closed_rate: Float32[Column, "*t"]
    reopened_rate: Float32[Column, "*t"]
    released: Float32[Column, "*t"]


class CourtRules(NamedTuple):
    """How a court finds out; see `policy.court.Court`."""

    opening_rate: Float32[Column, "*t"]
    listing_activity: Float32[Column, "*t"]
    activity_by_settlement: Float32[Column, "*t settlement"]
    conduct_seen: Float32[Column, "*t ground"]
    ability_sensitivity: Float32[Column, "*t"]
    ability_specificity: Float32[Column, "*t"]
    representative_named: Float32[Column, "*t"]
    payment_seen: Float32[Column, "*t"]
    late_payment_seen: Float32[Column, "*t"]
    secured_seen: Float32[Column, "*t"]
    firm_named: Float32[Column, "*t"] | None
    closing: ClosingRules | None
