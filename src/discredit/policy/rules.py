"""The policy as arrays: one struct per room, one row per month.

A policy's numbers are dated; `compile_rules` reads each of them once for every month of a run, so
that the engine sees plain arrays [months, ...] and a lever that moves never recompiles anything.
The names of a struct's fields are those of its section; the axes in an annotation say in which
order labels stand. A part that a policy does not have is None, and the rooms leave it out.

Axes of a policy's own: `conduct` (the six grounds, then its catalogue), `list`, `scorer`, `band`
and `service` (those it touches, in the order of the vocabulary).
"""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Float32, Int32

from discredit.arrays import Column
from discredit.policy.check_rules import ApplicationRules, CheckRules, HabitRules
from discredit.policy.court_rules import CourtRules, DebtRules


class ConductRules(NamedTuple):
    """The catalogue, one row per conduct; see `policy.conduct.Conduct`."""

    kind: Float32[Column, "*t"]  # index into `vocabulary.CONDUCT_KINDS`
    rate: Float32[Column, "*t"]
    by_occupation: Float32[Column, "*t occupation"]
    by_fifth: Float32[Column, "*t fifth"]
    by_age: Float32[Column, "*t age"]
    by_settlement: Float32[Column, "*t settlement"]
    by_sex: Float32[Column, "*t sex"] | None
    by_background: Float32[Column, "*t background"] | None
    by_disability: Float32[Column, "*t disability"] | None
    by_residence: Float32[Column, "*t residence"] | None
    by_education: Float32[Column, "*t education"] | None
    by_habit: Float32[Column, "*t habit"] | None
    in_application: Float32[Column, "*t"] | None
    if_poor: Float32[Column, "*t"]
    if_watched: Float32[Column, "*t"]
    if_at_stake: Float32[Column, "*t"]
    if_shut_out: Float32[Column, "*t"]
    if_aggrieved: Float32[Column, "*t"]
    if_trusting: Float32[Column, "*t"] | None
    moves_out_of_sight: Float32[Column, "*t"]
    price: Float32[Column, "*t"]
    bought: Float32[Column, "*t"]


class WatchingRules(NamedTuple):
    """What people believe about being watched; see `policy.conduct.Watching`."""

    awareness: Float32[Column, "*t"]
    announced: Float32[Column, "*t"]
    stakes: Float32[Column, "*t"]
    heeded: Float32[Column, "*t"]
    spreads: Float32[Column, "*t"]
    heaviness: Float32[Column, "*t consequence"]


class StakeRules(NamedTuple):
    """What is at stake in each conduct of the catalogue under the rule in force; made of what the
    agencies go by, see `policy.stakes`."""

    on_file: Float32[Column, "*t conduct cell"]  # chance to be seen and entered, by identity
    # where the agencies go by it, settlement, fifth and occupation
    by_lists: Float32[Column, "*t conduct cell"]  # severity of the entries that follow, by
    # occupation; by region before it where some list is of some regions alone
    by_scores: Float32[Column, "*t scorer band conduct"] | None  # severity of the points, by band
    may_list: Float32[Column, "*t conduct ..."]  # on whose record one may be put on a black list
    is_told: Float32[Column, "*t conduct ..."]  # how far those on record learn of it
    sells: Float32[Column, "*t conduct ..."]  # whether a record brings points that one can see;
    # these three by region where some score or list is of some regions alone
    seen_in: Float32[Column, "*t conduct region"] | None  # as `WatchRules.watched_in`
    model: Int32[Column, "*t conduct"]  # by whose certainty and severity people go
    spread: Float32[Column, "*t conduct"]  # and how far


class BehaviourRules(NamedTuple):
    """What people do; see `policy.conduct.Behaviour`."""

    debts: DebtRules | None
    conducts: ConductRules | None
    watching: WatchingRules | None
    stakes: StakeRules | None
    habits: HabitRules | None  # where some scorer weighs one, or a conduct goes with one
    applications: ApplicationRules | None
    belief_own_weight: Float32[Column, "*t"]
    belief_ties_weight: Float32[Column, "*t"]
    gaming_reach: Float32[Column, "*t"]
    wants: Float32[Column, "*t service"]
    wants_by_job: Float32[Column, "*t service"] | None  # bit per job whose business it is
    wants_with_child: Float32[Column, "*t service"] | None
    wants_by_fifth: Float32[Column, "*t fifth"]
    wants_if_rural: Float32[Column, "*t"]
    tries_when_aware: Float32[Column, "*t service"]


class WatchRules(NamedTuple):
    """How each conduct comes to be on file, one row per conduct; see `policy.corridor.Watch`."""

    seen: Float32[Column, "*t"]
    watched_in: Float32[Column, "*t region"] | None  # where something is seen in some regions alone
    seen_by_occupation: Float32[Column, "*t occupation"]
    seen_by_fifth: Float32[Column, "*t fifth"]
    seen_by_settlement: Float32[Column, "*t settlement"]
    seen_by_sex: Float32[Column, "*t sex"] | None
    seen_by_background: Float32[Column, "*t background"] | None
    seen_by_disability: Float32[Column, "*t disability"] | None
    entered: Float32[Column, "*t"]
    entered_by_occupation: Float32[Column, "*t occupation"]
    false_records: Float32[Column, "*t"]
    false_by_occupation: Float32[Column, "*t occupation"]
    false_by_fifth: Float32[Column, "*t fifth"]
    false_by_residence: Float32[Column, "*t residence"]
    false_by_age: Float32[Column, "*t age"]
    false_by_sex: Float32[Column, "*t sex"] | None
    false_by_background: Float32[Column, "*t background"] | None
    false_by_disability: Float32[Column, "*t disability"] | None
    false_by_name: Float32[Column, "*t"]


class ObservationRules(NamedTuple):
    """What the agencies write down; see `policy.corridor.Observation`."""

    court: CourtRules | None
    conducts: WatchRules | None
    register_holds: Float32[Column, "*t identity"] | None
    checks: CheckRules | None
    misrouted: Float32[Column, "*t"]
    human_check: Float32[Column, "*t"]
    graded: Float32[Column, "*t"] | None
    notice_reaches: Float32[Column, "*t"]
    notice_if_migrant: Float32[Column, "*t"]


class FactorRules(NamedTuple):
    """Weighted features, one row per scorer; see `policy.corridor.Factors`."""

    weights: Float32[Column, "*t feature"]  # habits last, and only where some scorer weighs one
    sees: Float32[Column, "*t feature"]
    noise: Float32[Column, "*t"]


class PeerRules(NamedTuple):
    """A score that others give, one row per scorer; see `policy.corridor.Peers`."""

    weight: Float32[Column, "*t"]
    manner: Float32[Column, "*t"]
    harshness: Float32[Column, "*t"]
    bad_counts: Float32[Column, "*t list"] | None


class ErrorRules(NamedTuple):
    """Errors in the files behind scores, one row per scorer; see `policy.corridor.FileErrors`."""

    share: Float32[Column, "*t"]
    matters: Float32[Column, "*t"]
    size: Float32[Column, "*t"]
    disputed: Float32[Column, "*t"]
    upheld: Float32[Column, "*t"]
    arises: Float32[Column, "*t"] | None


class ScoreRules(NamedTuple):
    """How records become scores, one row per scorer; see `policy.corridor.Scorer`."""

    base: Float32[Column, "*t"]
    floor: Float32[Column, "*t"]
    ceiling: Float32[Column, "*t"]
    points: Float32[Column, "*t conduct"]
    caps: Float32[Column, "*t conduct"]
    clean: Float32[Column, "*t"]
    fades: Float32[Column, "*t"]
    forgives: Float32[Column, "*t"] | None  # where some score forgives
    inherits: Float32[Column, "*t"] | None  # where some score is inherited; read once a year
    links: Float32[Column, "*t list"]
    consent: Float32[Column, "*t"]
    agreed: Float32[Column, "*t agreement"] | None
    exempts: Float32[Column, "*t occupation"]
    lives_in: Float32[Column, "*t region"] | None  # where some score is of some regions alone
    bands: Float32[Column, "*t band"]
    is_shown: Float32[Column, "*t"]
    link_stays: Float32[Column, "*t list"] | None
    friends: Float32[Column, "*t"] | None
    factors: FactorRules | None
    peers: PeerRules | None
    errors: ErrorRules | None


class ListRules(NamedTuple):
    """Entry, grace, term, renewal, exit, one row per list; see `policy.corridor.ListRule`."""

    is_red: Float32[Column, "*t"]
    grounds: Float32[Column, "*t conduct"]
    scorer: Float32[Column, "*t"]  # whose score puts on the list; -1: none
    below: Float32[Column, "*t"]
    above: Float32[Column, "*t"]
    follows: Float32[Column, "*t list"]
    records_needed: Float32[Column, "*t"]
    memory_months: Float32[Column, "*t"]  # 0: for good
    grace_months: Float32[Column, "*t"]
    term_months: Float32[Column, "*t"]
    has_term: Float32[Column, "*t conduct"]
    extension_months: Float32[Column, "*t"]
    extends: Float32[Column, "*t conduct"]
    leaves_with_score: Float32[Column, "*t"]
    ends_on_payment: Float32[Column, "*t"]
    repairs_on_part_payment: Float32[Column, "*t"]
    repairs_with: Float32[Column, "*t conduct"]
    repair_after_months: Float32[Column, "*t"]
    ends_on_closing: Float32[Column, "*t"] | None
    minimum_age: Float32[Column, "*t"]
    excludes_secured: Float32[Column, "*t"]
    excludes_students: Float32[Column, "*t"]
    exempts: Float32[Column, "*t occupation"]
    lives_in: Float32[Column, "*t region"] | None
    lists_representatives: Float32[Column, "*t"]
    shown_to: Float32[Column, "*t"]
    looked_up_by: Float32[Column, "*t"] | None
    ends_work: Float32[Column, "*t"] | None
    fine: Float32[Column, "*t"]
    deduction: Float32[Column, "*t"]
    amnesty: Float32[Column, "*t"]


class GateRules(NamedTuple):
    """What each list and each band does to each service, as `vocabulary.Level`, and how much of it
    is enforced; `services` and `holders` are indices into the vocabulary."""

    services: Int32[Column, "*t service"]
    holder_of: Int32[Column, "*t service"]
    holders: Int32[Column, "*t holder"]
    lists: Float32[Column, "*t list service"]
    bands: Float32[Column, "*t scorer band service"] | None
    checked: Float32[Column, "*t service"]


class CounterRules(NamedTuple):
    """Waiting at public counters; see `policy.lives.Counters`."""

    visits: Float32[Column, "*t"]
    load: Float32[Column, "*t"]
    wait: Float32[Column, "*t"]


class PriceRules(NamedTuple):
    """What doors cost that stand open at a price; see `policy.lives.Life`."""

    price: Float32[Column, "*t service"]
    dearer_by: Float32[Column, "*t"]
    favoured_discount: Float32[Column, "*t"]
    slower_hours: Float32[Column, "*t service"]
    favoured_hours: Float32[Column, "*t service"] | None


class InformalRules(NamedTuple):
    """Who serves the refused instead; see `policy.lives.Life`."""

    informal_share: Float32[Column, "*t service"]
    informal_per_tie: Float32[Column, "*t"]
    informal_price: Float32[Column, "*t"]


class DoorCostRules(NamedTuple):
    """What being turned away costs beside hours; see `policy.lives.Life`."""

    costs_work: Float32[Column, "*t service"]
    trade_lost: Float32[Column, "*t service"]
    pay_lost: Float32[Column, "*t service"]
    refusal_costs: Float32[Column, "*t service"]


class BudgetRules(NamedTuple):
    """What becomes of bills that are not paid; see `policy.lives.Budget`."""

    bills: Float32[Column, "*t"]
    left_unpaid: Float32[Column, "*t"]
    behind_months: Float32[Column, "*t"]
    gives_up_home: Float32[Column, "*t"]
    home_cheaper_by: Float32[Column, "*t"]
    changes_school: Float32[Column, "*t"]
    puts_off_care: Float32[Column, "*t"]


class LifeRules(NamedTuple):
    """What doors do to a life; see `policy.lives.Life`."""

    saving_share: Float32[Column, "*t fifth"]
    job_loss_rate: Float32[Column, "*t"]
    job_loss_if_shut_out: Float32[Column, "*t"]
    job_find_rate: Float32[Column, "*t"]
    job_find_if_shut_out: Float32[Column, "*t"]
    job_find_if_barred: Float32[Column, "*t"]
    scar_on_loss: Float32[Column, "*t"]
    scar_fading: Float32[Column, "*t"]
    detour_hours: Float32[Column, "*t service"]
    hours_per_month: Float32[Column, "*t"]
    scalper_share: Float32[Column, "*t"]
    scalper_price: Float32[Column, "*t"]
    shunned: Float32[Column, "*t"]
    custom_lost: Float32[Column, "*t"]
    learned_by: Float32[Column, "*t way"] | None
    trust_if_unfair: Float32[Column, "*t"]
    trust_if_fair: Float32[Column, "*t"]
    grievance_if_refused: Float32[Column, "*t"]
    wellbeing_if_shut_out: Float32[Column, "*t"]
    wellbeing_if_shunned: Float32[Column, "*t"]
    family_share: Float32[Column, "*t"]
    mood_speed: Float32[Column, "*t"]
    no_history: Float32[Column, "*t fifth"] | None  # where some door favours borrowers
    prices: PriceRules | None
    counters: CounterRules | None
    informal: InformalRules | None
    costs: DoorCostRules | None
    budget: BudgetRules | None  # where the system takes money


class RedressRules(NamedTuple):
    """Who is heard, how soon, how well; see `policy.corridor.Redress`."""

    access: Float32[Column, "*t"]
    reasons: Float32[Column, "*t"]
    filing_rate: Float32[Column, "*t"]
    filing_by_education: Float32[Column, "*t education"]
    filing_by_fifth: Float32[Column, "*t fifth"]
    filing_by_sex: Float32[Column, "*t sex"] | None
    filing_by_background: Float32[Column, "*t background"] | None
    filing_by_disability: Float32[Column, "*t disability"] | None
    filing_if_rightly: Float32[Column, "*t"]
    filing_by_trust: Float32[Column, "*t"]
    filing_if_grieved: Float32[Column, "*t"]
    head_start: Float32[Column, "*t fifth"]
    capacity: Float32[Column, "*t desk"]
    sensitivity: Float32[Column, "*t desk"]
    specificity: Float32[Column, "*t desk"]
    continues: Float32[Column, "*t"]
    gives_up: Float32[Column, "*t"] | None
    objects: Float32[Column, "*t"] | None  # where some list has a time of grace
    representatives_wronged: Float32[Column, "*t"]
    releases_turned: Float32[Column, "*t"]
    copy_cleared: Float32[Column, "*t"]


class Rules(NamedTuple):
    """Everything the corridor needs to know of a policy, one row per month."""

    behaviour: BehaviourRules
    observation: ObservationRules
    score: ScoreRules | None
    lists: ListRules
    gates: GateRules
    life: LifeRules
    redress: RedressRules


def goes_by_region(rules: Rules) -> bool:
    """Whether some score, list or agency is of some regions of the society alone.

    Args:
        rules: of a run or of one month.
    """
    watch, score = rules.observation.conducts, rules.score
    of_score = None if score is None else score.lives_in
    of_watch = None if watch is None else watch.watched_in
    return any(part is not None for part in (of_score, rules.lists.lives_in, of_watch))


def has_course(rules: Rules) -> bool:
    """Whether a person may have several judgments, and debts end in several ways.

    Args:
        rules: of a run or of one month.
    """
    return rules.behaviour.debts is not None and rules.behaviour.debts.course is not None


def enters_firms(rules: Rules) -> bool:
    """Whether a court enters companies beside people.

    Args:
        rules: of a run or of one month.
    """
    return rules.observation.court is not None and rules.observation.court.firm_named is not None


def closes_files(rules: Rules) -> bool:
    """Whether a court closes files for want of assets.

    Args:
        rules: of a run or of one month.
    """
    return rules.observation.court is not None and rules.observation.court.closing is not None
