"""The policy as arrays: one struct per room, one row per month.

A policy's numbers are dated; `compile_rules` reads each of them once for every month of a run, so
that the engine sees plain arrays [months, ...] and a lever that moves never recompiles anything.
The names of a struct's fields are those of its section; the axes in an annotation say in which
order labels stand. A part that a policy does not have is None, and the rooms leave it out.

Axes of a policy's own: `conduct` (the six grounds, then its catalogue), `list`, `scorer`, `band`
and `service` (those it touches, in the order of the vocabulary).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float32, Int32


class DebtRules(NamedTuple):
    """How debts arise and what debtors do; see `policy.conduct.Debts`."""

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
    pressure_shown: Float32[Any, "*t"]
    discharge_rate: Float32[Any, "*t"]
    conduct_rate: Float32[Any, "*t ground"]
    company_default_rate: Float32[Any, "*t"]
    company_settle_rate: Float32[Any, "*t"]


class ConductRules(NamedTuple):
    """The catalogue, one row per conduct; see `policy.conduct.Conduct`."""

    kind: Float32[Any, "*t"]  # index into `vocabulary.CONDUCT_KINDS`
    rate: Float32[Any, "*t"]
    by_occupation: Float32[Any, "*t occupation"]
    by_fifth: Float32[Any, "*t fifth"]
    by_age: Float32[Any, "*t age"]
    by_settlement: Float32[Any, "*t settlement"]
    if_poor: Float32[Any, "*t"]
    if_watched: Float32[Any, "*t"]
    if_at_stake: Float32[Any, "*t"]
    if_shut_out: Float32[Any, "*t"]
    if_aggrieved: Float32[Any, "*t"]
    price: Float32[Any, "*t"]
    bought: Float32[Any, "*t"]


class WatchingRules(NamedTuple):
    """What people believe about being watched; see `policy.conduct.Watching`."""

    awareness: Float32[Any, "*t"]
    announced: Float32[Any, "*t"]
    stakes: Float32[Any, "*t"]


class BehaviourRules(NamedTuple):
    """What people do; see `policy.conduct.Behaviour`."""

    debts: DebtRules | None
    conducts: ConductRules | None
    watching: WatchingRules | None
    belief_own_weight: Float32[Any, "*t"]
    belief_ties_weight: Float32[Any, "*t"]
    gaming_reach: Float32[Any, "*t"]
    wants: Float32[Any, "*t service"]
    wants_by_fifth: Float32[Any, "*t fifth"]
    wants_if_rural: Float32[Any, "*t"]
    tries_when_aware: Float32[Any, "*t service"]


class CourtRules(NamedTuple):
    """How a court finds out; see `policy.corridor.Court`."""

    opening_rate: Float32[Any, "*t"]
    listing_activity: Float32[Any, "*t"]
    activity_by_settlement: Float32[Any, "*t settlement"]
    conduct_seen: Float32[Any, "*t ground"]
    ability_sensitivity: Float32[Any, "*t"]
    ability_specificity: Float32[Any, "*t"]
    representative_named: Float32[Any, "*t"]
    payment_seen: Float32[Any, "*t"]
    late_payment_seen: Float32[Any, "*t"]
    secured_seen: Float32[Any, "*t"]


class WatchRules(NamedTuple):
    """How each conduct comes to be on file, one row per conduct; see `policy.corridor.Watch`."""

    seen: Float32[Any, "*t"]
    seen_by_occupation: Float32[Any, "*t occupation"]
    seen_by_fifth: Float32[Any, "*t fifth"]
    seen_by_settlement: Float32[Any, "*t settlement"]
    entered: Float32[Any, "*t"]
    entered_by_occupation: Float32[Any, "*t occupation"]
    false_records: Float32[Any, "*t"]
    false_by_occupation: Float32[Any, "*t occupation"]
    false_by_fifth: Float32[Any, "*t fifth"]
    false_by_residence: Float32[Any, "*t residence"]
    false_by_age: Float32[Any, "*t age"]
    false_by_name: Float32[Any, "*t"]


class ObservationRules(NamedTuple):
    """What the agencies write down; see `policy.corridor.Observation`."""

    court: CourtRules | None
    conducts: WatchRules | None
    misrouted: Float32[Any, "*t"]
    human_check: Float32[Any, "*t"]
    graded: Float32[Any, "*t"] | None
    notice_reaches: Float32[Any, "*t"]
    notice_if_migrant: Float32[Any, "*t"]


class FactorRules(NamedTuple):
    """Weighted features, one row per scorer; see `policy.corridor.Factors`."""

    weights: Float32[Any, "*t feature"]
    sees: Float32[Any, "*t feature"]
    noise: Float32[Any, "*t"]


class PeerRules(NamedTuple):
    """A score that others give, one row per scorer; see `policy.corridor.Peers`."""

    weight: Float32[Any, "*t"]
    manner: Float32[Any, "*t"]
    harshness: Float32[Any, "*t"]


class ErrorRules(NamedTuple):
    """Errors in the files behind scores, one row per scorer; see `policy.corridor.FileErrors`."""

    share: Float32[Any, "*t"]
    matters: Float32[Any, "*t"]
    size: Float32[Any, "*t"]
    disputed: Float32[Any, "*t"]
    upheld: Float32[Any, "*t"]


class ScoreRules(NamedTuple):
    """How records become scores, one row per scorer; see `policy.corridor.Scorer`."""

    base: Float32[Any, "*t"]
    floor: Float32[Any, "*t"]
    ceiling: Float32[Any, "*t"]
    points: Float32[Any, "*t conduct"]
    caps: Float32[Any, "*t conduct"]
    clean: Float32[Any, "*t"]
    fades: Float32[Any, "*t"]
    links: Float32[Any, "*t list"]
    consent: Float32[Any, "*t"]
    exempts: Float32[Any, "*t occupation"]
    bands: Float32[Any, "*t band"]
    is_shown: Float32[Any, "*t"]
    friends: Float32[Any, "*t"] | None
    factors: FactorRules | None
    peers: PeerRules | None
    errors: ErrorRules | None


class ListRules(NamedTuple):
    """Entry, grace, term, renewal, exit, one row per list; see `policy.corridor.ListRule`."""

    is_red: Float32[Any, "*t"]
    grounds: Float32[Any, "*t conduct"]
    scorer: Float32[Any, "*t"]  # whose score puts on the list; -1: none
    below: Float32[Any, "*t"]
    above: Float32[Any, "*t"]
    follows: Float32[Any, "*t list"]
    records_needed: Float32[Any, "*t"]
    memory_months: Float32[Any, "*t"]  # 0: for good
    grace_months: Float32[Any, "*t"]
    term_months: Float32[Any, "*t"]
    has_term: Float32[Any, "*t conduct"]
    extension_months: Float32[Any, "*t"]
    extends: Float32[Any, "*t conduct"]
    leaves_with_score: Float32[Any, "*t"]
    ends_on_payment: Float32[Any, "*t"]
    repairs_on_part_payment: Float32[Any, "*t"]
    repairs_with: Float32[Any, "*t conduct"]
    repair_after_months: Float32[Any, "*t"]
    minimum_age: Float32[Any, "*t"]
    excludes_secured: Float32[Any, "*t"]
    excludes_students: Float32[Any, "*t"]
    exempts: Float32[Any, "*t occupation"]
    lists_representatives: Float32[Any, "*t"]
    shown_to: Float32[Any, "*t"]
    fine: Float32[Any, "*t"]
    deduction: Float32[Any, "*t"]
    amnesty: Float32[Any, "*t"]


class GateRules(NamedTuple):
    """What each list and each band does to each service, as `vocabulary.Level`, and how much of it
    is enforced; `services` and `holders` are indices into the vocabulary."""

    services: Int32[Any, "*t service"]
    holder_of: Int32[Any, "*t service"]
    holders: Int32[Any, "*t holder"]
    lists: Float32[Any, "*t list service"]
    bands: Float32[Any, "*t scorer band service"] | None
    checked: Float32[Any, "*t service"]


class CounterRules(NamedTuple):
    """Waiting at public counters; see `policy.lives.Counters`."""

    visits: Float32[Any, "*t"]
    load: Float32[Any, "*t"]
    wait: Float32[Any, "*t"]


class PriceRules(NamedTuple):
    """What doors cost that stand open at a price; see `policy.lives.Life`."""

    price: Float32[Any, "*t service"]
    dearer_by: Float32[Any, "*t"]
    favoured_discount: Float32[Any, "*t"]
    slower_hours: Float32[Any, "*t service"]


class InformalRules(NamedTuple):
    """Who serves the refused instead; see `policy.lives.Life`."""

    informal_share: Float32[Any, "*t service"]
    informal_per_tie: Float32[Any, "*t"]
    informal_price: Float32[Any, "*t"]


class LifeRules(NamedTuple):
    """What doors do to a life; see `policy.lives.Life`."""

    saving_share: Float32[Any, "*t fifth"]
    job_loss_rate: Float32[Any, "*t"]
    job_loss_if_shut_out: Float32[Any, "*t"]
    job_find_rate: Float32[Any, "*t"]
    job_find_if_shut_out: Float32[Any, "*t"]
    job_find_if_barred: Float32[Any, "*t"]
    scar_on_loss: Float32[Any, "*t"]
    scar_fading: Float32[Any, "*t"]
    detour_hours: Float32[Any, "*t service"]
    hours_per_month: Float32[Any, "*t"]
    scalper_share: Float32[Any, "*t"]
    scalper_price: Float32[Any, "*t"]
    shunned: Float32[Any, "*t"]
    custom_lost: Float32[Any, "*t"]
    trust_if_unfair: Float32[Any, "*t"]
    trust_if_fair: Float32[Any, "*t"]
    grievance_if_refused: Float32[Any, "*t"]
    wellbeing_if_shut_out: Float32[Any, "*t"]
    wellbeing_if_shunned: Float32[Any, "*t"]
    family_share: Float32[Any, "*t"]
    mood_speed: Float32[Any, "*t"]
    prices: PriceRules | None
    counters: CounterRules | None
    informal: InformalRules | None


class RedressRules(NamedTuple):
    """Who is heard, how soon, how well; see `policy.corridor.Redress`."""

    access: Float32[Any, "*t"]
    reasons: Float32[Any, "*t"]
    filing_rate: Float32[Any, "*t"]
    filing_by_education: Float32[Any, "*t education"]
    filing_by_fifth: Float32[Any, "*t fifth"]
    filing_if_rightly: Float32[Any, "*t"]
    filing_by_trust: Float32[Any, "*t"]
    filing_if_grieved: Float32[Any, "*t"]
    head_start: Float32[Any, "*t fifth"]
    capacity: Float32[Any, "*t desk"]
    sensitivity: Float32[Any, "*t desk"]
    specificity: Float32[Any, "*t desk"]
    continues: Float32[Any, "*t"]
    gives_up: Float32[Any, "*t"] | None
    representatives_wronged: Float32[Any, "*t"]
    copy_cleared: Float32[Any, "*t"]


class Rules(NamedTuple):
    """Everything the corridor needs to know of a policy, one row per month."""

    behaviour: BehaviourRules
    observation: ObservationRules
    score: ScoreRules | None
    lists: ListRules
    gates: GateRules
    life: LifeRules
    redress: RedressRules


def without(rules: Rules) -> Rules:
    """The same society with nobody watching: people owe and act, courts judge, and no agency takes
    a record, scores, lists or closes a door."""
    behaviour, observation, gates = rules.behaviour, rules.observation, rules.gates
    court, watch = observation.court, observation.conducts
    if behaviour.watching is not None:
        unknown = behaviour.watching._replace(announced=_none(behaviour.watching.announced))
        behaviour = behaviour._replace(watching=unknown)
    if court is not None:
        court = court._replace(listing_activity=_none(court.listing_activity))
    if watch is not None:
        watch = watch._replace(seen=_none(watch.seen), false_records=_none(watch.false_records))
    if gates.bands is not None:
        gates = gates._replace(bands=_none(gates.bands))
    score = rules.score
    if score is not None:
        score = score._replace(consent=_none(score.consent))
    return rules._replace(
        behaviour=behaviour._replace(gaming_reach=_none(behaviour.gaming_reach)),
        observation=observation._replace(court=court, conducts=watch),
        score=score,
        gates=gates,
    )


def _none(column: Any) -> np.ndarray:
    return np.zeros_like(column)
