"""The policy as arrays: one struct per room, one row per month.

A policy's numbers are dated; `compile_rules` reads each of them once for every month of a run, so
that the engine sees plain arrays [months, ...] and a lever that moves never recompiles anything.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float32

from discredit.policy.compose import sections
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.vocabulary import AXES, Level


class BehaviourRules(NamedTuple):
    """How debts arise and what people do about them; see `policy.schema.Behaviour`."""

    dispute_rate: Float32[Any, "*t"]
    dispute_by_occupation: Float32[Any, "*t occupation"]
    dispute_by_fifth: Float32[Any, "*t fifth"]
    dispute_if_jobless: Float32[Any, "*t"]
    debt_median_months: Float32[Any, "*t"]
    debt_spread: Float32[Any, "*t"]
    voluntary_share: Float32[Any, "*t"]
    pay_rate: Float32[Any, "*t"]
    judgment_rate: Float32[Any, "*t"]
    reach_months: Float32[Any, "*t"]
    subsistence: Float32[Any, "*t"]
    part_payment_share: Float32[Any, "*t"]
    pressure_listed: Float32[Any, "*t"]
    pressure_believed: Float32[Any, "*t"]
    belief_own_weight: Float32[Any, "*t"]
    belief_ties_weight: Float32[Any, "*t"]
    conduct_rate: Float32[Any, "*t ground"]
    company_default_rate: Float32[Any, "*t"]
    company_settle_rate: Float32[Any, "*t"]
    wants: Float32[Any, "*t service"]
    wants_by_fifth: Float32[Any, "*t fifth"]
    wants_if_rural: Float32[Any, "*t"]
    tries_when_aware: Float32[Any, "*t service"]


class ObservationRules(NamedTuple):
    """What the court writes down; see `policy.schema.Observation`."""

    opening_rate: Float32[Any, "*t"]
    listing_activity: Float32[Any, "*t"]
    activity_by_settlement: Float32[Any, "*t settlement"]
    conduct_seen: Float32[Any, "*t ground"]
    ability_sensitivity: Float32[Any, "*t"]
    ability_specificity: Float32[Any, "*t"]
    representative_named: Float32[Any, "*t"]
    misrouted: Float32[Any, "*t"]
    payment_seen: Float32[Any, "*t"]
    late_payment_seen: Float32[Any, "*t"]
    secured_seen: Float32[Any, "*t"]
    notice_reaches: Float32[Any, "*t"]
    notice_if_migrant: Float32[Any, "*t"]


class ScoreRules(NamedTuple):
    """How records become a score; the court list has none."""

    points: Float32[Any, "*t ground"]
    floor: Float32[Any, "*t"]
    ceiling: Float32[Any, "*t"]


class ListRules(NamedTuple):
    """Entry, grace, term, renewal, exit; see `policy.schema.Lists`."""

    grounds: Float32[Any, "*t ground"]
    grace_months: Float32[Any, "*t"]
    term_months: Float32[Any, "*t"]
    has_term: Float32[Any, "*t ground"]
    extension_months: Float32[Any, "*t"]
    extends: Float32[Any, "*t ground"]
    minimum_age: Float32[Any, "*t"]
    excludes_secured: Float32[Any, "*t"]
    excludes_students: Float32[Any, "*t"]
    lists_representatives: Float32[Any, "*t"]
    repairs_on_part_payment: Float32[Any, "*t"]


class GateRules(NamedTuple):
    """The list x service matrix as `vocabulary.Level`, and how much of it is enforced."""

    level: Float32[Any, "*t service"]
    checked: Float32[Any, "*t service"]


class LifeRules(NamedTuple):
    """What closed doors do to a life; see `policy.schema.Life`."""

    saving_share: Float32[Any, "*t fifth"]
    job_loss_rate: Float32[Any, "*t"]
    job_loss_if_shut_out: Float32[Any, "*t"]
    job_find_rate: Float32[Any, "*t"]
    job_find_if_shut_out: Float32[Any, "*t"]
    scar_on_loss: Float32[Any, "*t"]
    scar_fading: Float32[Any, "*t"]
    detour_hours: Float32[Any, "*t service"]
    hours_per_month: Float32[Any, "*t"]
    scalper_share: Float32[Any, "*t"]
    scalper_price: Float32[Any, "*t"]
    trust_if_unfair: Float32[Any, "*t"]
    trust_if_fair: Float32[Any, "*t"]
    grievance_if_refused: Float32[Any, "*t"]
    wellbeing_if_shut_out: Float32[Any, "*t"]
    family_share: Float32[Any, "*t"]
    mood_speed: Float32[Any, "*t"]


class RedressRules(NamedTuple):
    """Who is heard, how soon, how well; see `policy.schema.Redress`."""

    filing_rate: Float32[Any, "*t"]
    filing_by_education: Float32[Any, "*t education"]
    filing_if_rightly: Float32[Any, "*t"]
    filing_by_trust: Float32[Any, "*t"]
    filing_if_grieved: Float32[Any, "*t"]
    capacity: Float32[Any, "*t desk"]
    sensitivity: Float32[Any, "*t desk"]
    specificity: Float32[Any, "*t desk"]
    continues: Float32[Any, "*t"]
    representatives_wronged: Float32[Any, "*t"]
    copy_cleared: Float32[Any, "*t"]


class Rules(NamedTuple):
    """Everything the corridor needs to know of a policy, one row per month."""

    behaviour: BehaviourRules
    observation: ObservationRules
    score: ScoreRules
    lists: ListRules
    gates: GateRules
    life: LifeRules
    redress: RedressRules


def compile_rules(policy: Policy, first_month: int, months: int) -> Rules:
    """Read every number of the policy for each month of a run.

    Args: first_month [index of `units.month_index`], months [count]. Returns NumPy arrays,
    [months] or [months, labels], float32; labels in the order of `vocabulary`.
    """
    when = range(first_month, first_month + months)
    compiled: dict[str, Any] = {
        room: struct(*(_column(getattr(section, field), field, when) for field in struct._fields))
        for struct, (room, section) in zip(_STRUCTS, sections(policy).items(), strict=True)
    }
    return Rules(**compiled)


def without(rules: Rules) -> Rules:
    """The same society where nobody lists: courts judge as before and take no listing decision."""
    nobody = np.zeros_like(rules.observation.listing_activity)
    return rules._replace(observation=rules.observation._replace(listing_activity=nobody))


_STRUCTS = (
    BehaviourRules,
    ObservationRules,
    ScoreRules,
    ListRules,
    GateRules,
    LifeRules,
    RedressRules,
)


def _column(number: Number, field: str, when: range) -> np.ndarray:
    rows: list[Any] = [number.at(month) for month in when]
    if isinstance(rows[0], dict):
        order = _order_of(tuple(rows[0]))
        rows = [[row[label] for label in order] for row in rows]
    column = np.asarray(rows, np.float32)
    return column * float(Level.CLOSED) if field == "level" else column


def _order_of(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The axis that these labels belong to, whatever order the file has them in."""
    return next(axis for axis in AXES if set(axis) == set(labels))
