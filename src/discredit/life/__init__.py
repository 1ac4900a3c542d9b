"""What doors do: journeys take longer, jobs go, money goes, friends stay away, trust goes with
them; and others, let in first, wait less.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt32

from discredit import draws as chance
from discredit.dossier import Burden, Doors, open_doors
from discredit.draws import Decision, Draws
from discredit.life.errands import Errands, run_errands
from discredit.life.learning import Known, learn
from discredit.life.purse import Arrears, cheaper_home, settle
from discredit.life.thin_files import vouched_for
from discredit.policy.rules import LifeRules, Rules
from discredit.society.people import People
from discredit.truth import (
    Acts,
    Conditions,
    Surroundings,
    Truth,
    income_now,
    works,
)
from discredit.vocabulary import ADULT_AGE, OCCUPATIONS, SERVICES

_JOB = SERVICES.index("job")
_COUNTER = SERVICES.index("counter")
_OWNER = OCCUPATIONS.index("business_owner")


class Treatment(NamedTuple):
    """What the system does to a person this month."""

    doors: Doors
    burden: Burden
    is_earned: Bool[Array, " n"]  # by what the person did, as far as conduct other than debt goes


class Toll(NamedTuple):
    """What the month's doors took, and gave."""

    refused: UInt32[Array, " n"]  # bit s: turned away from service s
    informal: UInt32[Array, " n"]  # bit s: served by others instead
    hours: Float32[Array, " n"]  # lost on slower ways round
    waited: Float32[Array, " n"]  # [hours] at counters
    income: Float32[Array, " n"]  # CNY per head that came in
    fined: Float32[Array, " n"]  # [CNY] fines and deductions
    dearer: Float32[Array, " n"]  # [CNY] paid beyond ordinary prices
    saved: Float32[Array, " n"]  # [CNY] discounts off ordinary prices
    contacts_lost: Float32[Array, " n"]  # ties who kept away
    unpaid: Float32[Array, " n"]  # [CNY] bills of the month that neither income nor savings cover
    loans_opened: Bool[Array, " n"] | None = None  # to people whom no bank knows; where told apart
    trade_lost: Float32[Array, " n"] | None = None  # [CNY] of an owner's earnings, by refusals
    custom_lost: Float32[Array, " n"] | None = None  # [CNY] of the same, by being seen on a list
    arrears: Arrears | None = None  # where bills that are not paid are carried over


def live(
    people: People,
    truth: Truth,
    acts: Acts,
    treatment: Treatment,
    surroundings: Surroundings,
    conditions: Conditions,
    rules: Rules,
    draws: Draws,
) -> tuple[Truth, Toll]:
    """One month of consequences.

    People learn of a listing as `learning` has it.

    Args:
        people: who they are.
        truth: what is so about them, after this month's acts.
        acts: what they did, and what they tried to buy.
        treatment: what the system does to them.
        surroundings: what they see of their ties.
        conditions: what everybody meets alike at public counters.
        rules: of this month: `gates`, `life`, and how people learn of a file, from `redress`.
        draws: the luck of this month.
    Returns:
        The truth at the end of the month, and what it took.
    Draws:
        GATE_CHECKED, SCALPER, INFORMAL, COUNTER, JOB_LOST, JOB_FOUND, BARRED_FROM_WORK;
        those of `learning.learn` and `purse.settle`.
    Source:
        spc-travel-cost, spc-scalper, err-discover-at-use, asm.spill.family, asm.trust.pj.
    """
    errands = run_errands(acts, treatment.doors, surroundings, rules.gates, rules.life, draws)
    known = learn(
        truth.is_aware, acts, treatment.burden, treatment.is_earned, errands.refused,
        rules.redress, rules.life.learned_by, draws,
    )  # fmt: skip
    truth, toll = _earn_and_spend(
        people, truth, treatment, errands, surroundings, conditions, rules.life, draws
    )
    if rules.life.no_history is not None:
        unknown = rules.life.no_history
        opened = vouched_for(people, acts.attempts, treatment.doors, unknown, draws)
        toll = toll._replace(loans_opened=opened)
    return _feel(truth, known, treatment, errands.refused, surroundings, rules.life), toll


def live_quietly(
    people: People,
    truth: Truth,
    surroundings: Surroundings,
    conditions: Conditions,
    rules: LifeRules,
    draws: Draws,
) -> tuple[Truth, Toll]:
    """The same month of those who did nothing, meet no door and stand in no file: jobs come and go,
    money is earned and spent, moods fade, and a relative's listing is felt.

    Args:
        people: who they are.
        truth: what is so about them, as last month left it, with this month's beliefs.
        surroundings: what they see of their ties.
        conditions: what everybody meets alike at public counters.
        rules: of this month.
        draws: the luck of this month.
    Returns:
        The truth at the end of the month, and what it took.
    Draws:
        COUNTER, JOB_LOST, JOB_FOUND; those of `purse.settle`.
    """
    n = people.age.shape[0]
    no, none, zero = jnp.zeros(n, bool), jnp.zeros(n, jnp.uint32), jnp.zeros(n, jnp.float32)
    nothing = Treatment(open_doors(n), Burden(zero, zero, zero, no, no), no)
    errands = Errands(no, none, none, zero, zero, zero, zero, None, None)
    truth, toll = _earn_and_spend(
        people, truth, nothing, errands, surroundings, conditions, rules, draws
    )
    if rules.no_history is not None:
        toll = toll._replace(loans_opened=no)
    return _feel(truth, Known(no, no, no, no), nothing, none, surroundings, rules), toll


def _earn_and_spend(
    people: People,
    truth: Truth,
    treatment: Treatment,
    errands: Errands,
    surroundings: Surroundings,
    conditions: Conditions,
    rules: LifeRules,
    draws: Draws,
) -> tuple[Truth, Toll]:
    """Work and money, when the errands are run."""
    doors, burden = treatment.doors, treatment.burden
    waited = _wait(people, doors, conditions, rules, draws)
    wage = jnp.where(truth.is_employed, people.earnings, 0.0) / rules.hours_per_month
    extra = errands.fees + (errands.dearer - errands.saved)
    fees = extra + (errands.hours + waited) * wage
    fees = jnp.where(fees == 0.0, 0.0, fees)  # chosen, for the reason given in `_feel`
    is_employed, scar = _work(people, truth, treatment, errands.shut_out, rules, draws)
    if errands.pay is not None:
        passed_over = jnp.where(works(people) & truth.is_employed, errands.pay, 0.0)
        scar = jnp.where(passed_over > 0, 1.0 - (1.0 - scar) * (1.0 - passed_over), scar)
    income = income_now(people.income, people.earnings, works(people), is_employed, scar)
    income, trade_lost, custom_lost = _traded(people, income, burden, errands.trade, rules)
    fined = burden.fine + burden.deduction * income
    habit = people.income * (1.0 - rules.saving_share[people.income_fifth])
    purse, behind = truth.purse, None
    if rules.budget is not None and purse is not None:
        habit = cheaper_home(habit, purse, rules.budget)
    left = truth.savings + income - habit - fees - fined
    savings = jnp.maximum(left, 0.0)
    if rules.budget is not None and purse is not None:
        assert surroundings.may_lose_home is not None
        purse, savings, behind = settle(
            people, purse, surroundings.may_lose_home, left, habit, fined, rules.budget, draws
        )
    truth = truth._replace(savings=savings, is_employed=is_employed, scar=scar, purse=purse)
    return truth, Toll(
        refused=errands.refused,
        informal=errands.informal,
        hours=errands.hours,
        waited=waited,
        income=income,
        fined=fined,
        dearer=errands.dearer,
        saved=errands.saved,
        contacts_lost=burden.shown * rules.shunned * surroundings.ties,
        unpaid=jnp.maximum(-left, 0.0),
        trade_lost=trade_lost,
        custom_lost=custom_lost,
        arrears=behind,
    )


def _traded(
    people: People,
    income: Float32[Array, " n"],
    burden: Burden,
    trips: Float32[Array, " n"] | None,
    rules: LifeRules,
) -> tuple[Float32[Array, " n"], Float32[Array, " n"] | None, Float32[Array, " n"] | None]:
    """Income less what a business owner's customers and clients take elsewhere: those who saw an
    entry or looked it up, and those to whom he could not travel; and both, where doors cost."""
    is_owner = people.occupation == _OWNER
    seen = burden.shown
    if burden.looked_up is not None:
        seen = jnp.maximum(seen, burden.looked_up)
    custom = jnp.where(is_owner, people.earnings * rules.custom_lost * seen, 0.0)
    income = income - custom
    if trips is None:
        return jnp.maximum(income, 0.0), None, None
    lost = jnp.where(is_owner, people.earnings * jnp.minimum(trips, 1.0), 0.0)
    income = jnp.where(lost > 0, income - lost, income)
    return jnp.maximum(income, 0.0), lost, custom


def _wait(
    people: People, doors: Doors, conditions: Conditions, rules: LifeRules, draws: Draws
) -> Float32[Array, " n"]:
    """Hours at public counters. Those with a lane are served first, the others after them.

    Two classes before servers who never idle while somebody waits: what the first class gains, the
    second loses, and the mean over all visits stays. Source: Cobham 1954, "Priority assignment in
    waiting line problems", for the mean waits of both classes. Draws: COUNTER.
    """
    if rules.counters is None:
        return jnp.zeros(people.age.shape, jnp.float32)
    load, lane = rules.counters.load, rules.counters.load * conditions.lane_share
    others = rules.counters.wait / (1.0 - lane)
    first = others * (1.0 - load)
    visits = (people.age >= ADULT_AGE) & chance.happens(
        draws, Decision.COUNTER, rules.counters.visits
    )
    has_lane = ((doors.favoured >> _COUNTER) & 1) != 0
    return jnp.where(visits, jnp.where(has_lane, first, others), 0.0)


def _work(
    people: People,
    truth: Truth,
    treatment: Treatment,
    shut_out: Bool[Array, " n"],
    rules: LifeRules,
    draws: Draws,
) -> tuple[Bool[Array, " n"], Float32[Array, " n"]]:
    """Who has work now, and the share of earnings that a lost job still costs."""
    doors, ends_work = treatment.doors, treatment.burden.ends_work
    is_barred = (((doors.closed | doors.slower) >> _JOB) & 1) != 0
    loses = truth.is_employed & chance.happens(
        draws,
        Decision.JOB_LOST,
        rules.job_loss_rate * jnp.where(shut_out, rules.job_loss_if_shut_out, 1.0),
    )
    if ends_work is not None:
        barred_from = works(people) & chance.happens(draws, Decision.BARRED_FROM_WORK, ends_work)
        loses = loses | (truth.is_employed & barred_from)
    finding = rules.job_find_rate * jnp.where(shut_out, rules.job_find_if_shut_out, 1.0)
    barred = rules.job_find_rate * rules.job_find_if_barred
    finds = (
        works(people)
        & ~truth.is_employed
        & chance.happens(
            draws,
            Decision.JOB_FOUND,
            jnp.where(is_barred, jnp.minimum(barred, finding), finding),
        )
    )
    scar = jnp.where(loses, rules.scar_on_loss, truth.scar * (1.0 - rules.scar_fading))
    return (truth.is_employed & ~loses) | finds, scar


def _feel(
    truth: Truth,
    known: Known,
    treatment: Treatment,
    refused: UInt32[Array, " n"],
    surroundings: Surroundings,
    rules: LifeRules,
) -> Truth:
    """Moods drift towards what the month deserves; the family feels a share of it. Beside trust
    goes the trust of a world in which everybody on file knows of it, which nobody acts on."""

    def at_home(size: Array) -> Array:
        # Chosen, not multiplied: a product is fused with the difference that follows or not, and
        # its last bit would tell a quiet month from the same month in the rooms.
        return jnp.where(surroundings.listed_at_home, rules.family_share * size, 0.0)

    is_aware, is_unfair, on_file, is_wronged = known
    is_shut_out, avoided = treatment.doors.closed != 0, treatment.burden.shown * rules.shunned
    own_trust, if_known = (
        jnp.where(wronged, rules.trust_if_unfair, rules.trust_if_fair)
        for wronged in (is_unfair, is_wronged)
    )
    aims = (
        (truth.wellbeing, is_aware & is_shut_out, rules.wellbeing_if_shut_out),
        (truth.trust, is_aware, own_trust),
        (truth.trust_if_known, on_file, if_known),
        (truth.grievance, (refused != 0) | is_unfair, rules.grievance_if_refused),
    )
    wellbeing, trust, trust_if_known, grievance = (
        mood + rules.mood_speed * (jnp.where(mine, size, at_home(size)) - mood)
        for mood, mine, size in aims
    )
    wellbeing = wellbeing + rules.mood_speed * rules.wellbeing_if_shunned * avoided
    return truth._replace(
        is_aware=is_aware, wellbeing=wellbeing, trust=trust, trust_if_known=trust_if_known,
        grievance=grievance,
    )  # fmt: skip
