"""What closed doors do: journeys take longer, jobs go, savings run down, trust goes with them."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Bool, Float32, UInt16

from discredit import draws as chance
from discredit.draws import Decision, Draws
from discredit.policy.rules import GateRules, LifeRules
from discredit.society.people import People
from discredit.truth import Acts, Around, Truth, income_now, works
from discredit.vocabulary import SERVICES


class Toll(NamedTuple):
    """What the month's closed doors took."""

    refused: UInt16[Any, " n"]  # bit s: turned away from service s
    hours: Float32[Any, " n"]  # lost on slower ways round
    income: Float32[Any, " n"]  # CNY per head that came in


def live(
    people: People,
    truth: Truth,
    acts: Acts,
    closed: UInt16[Any, " n"],
    was_told: Bool[Any, " n"],
    on_file: Bool[Any, " n"],
    around: Around,
    gates: GateRules,
    rules: LifeRules,
    draws: Draws,
) -> tuple[Truth, Toll]:
    """One month of consequences.

    `was_told`: a letter about a standing decision arrived; `on_file`: warned, listed, or still on
    somebody's copy. People learn of a listing by letter or at the counter.

    Draws: GATE_CHECKED, SCALPER, JOB_LOST, JOB_FOUND.
    Source: spc-travel-cost, spc-scalper, err-discover-at-use, asm.spill.family, asm.trust.pj.
    """
    refused, hours, fees = _be_refused(people, truth, acts, closed, gates, rules, draws)
    is_aware = on_file & (truth.is_aware | was_told | (refused != 0))
    is_employed, scar = _work(people, truth, closed != 0, rules, draws)
    income = income_now(people.income, people.earnings, works(people), is_employed, scar)
    habit = people.income * (1.0 - rules.saving_share[people.income_fifth])
    savings = jnp.maximum(truth.savings + income - habit - fees, 0.0)
    is_unfair = is_aware & ~(acts.owes & acts.has_means)
    truth = truth._replace(savings=savings, is_employed=is_employed, scar=scar, is_aware=is_aware)
    truth = _feel(truth, is_aware, is_unfair, closed != 0, refused != 0, around, rules)
    return truth, Toll(refused=refused, hours=hours, income=income)


def _be_refused(
    people: People,
    truth: Truth,
    acts: Acts,
    closed: UInt16[Any, " n"],
    gates: GateRules,
    rules: LifeRules,
    draws: Draws,
) -> tuple[UInt16[Any, " n"], Float32[Any, " n"], Float32[Any, " n"]]:
    """At the counter: not every seller checks; of those turned away some buy from a scalper, the
    rest go the long way round, in hours that are worth their wage."""
    met = acts.attempts & closed
    refused = jnp.zeros(met.shape, jnp.uint16)
    hours = jnp.zeros(met.shape, jnp.float32)
    fees = jnp.zeros(met.shape, jnp.float32)
    for s in range(len(SERVICES)):
        turned_away = (((met >> s) & 1) != 0) & chance.happens(
            draws, Decision.GATE_CHECKED, gates.checked[s], k=s
        )
        refused = refused | (turned_away.astype(jnp.uint16) << s)
        has_way_round = rules.detour_hours[s] > 0
        buys = (
            turned_away
            & has_way_round
            & chance.happens(draws, Decision.SCALPER, rules.scalper_share, k=s)
        )
        fees = fees + jnp.where(buys, rules.scalper_price, 0.0)
        hours = hours + jnp.where(turned_away & ~buys, rules.detour_hours[s], 0.0)
    wage = jnp.where(truth.is_employed, people.earnings, 0.0) / rules.hours_per_month
    return refused, hours, fees + hours * wage


def _work(
    people: People,
    truth: Truth,
    shut_out: Bool[Any, " n"],
    rules: LifeRules,
    draws: Draws,
) -> tuple[Bool[Any, " n"], Float32[Any, " n"]]:
    loses = truth.is_employed & chance.happens(
        draws,
        Decision.JOB_LOST,
        rules.job_loss_rate * jnp.where(shut_out, rules.job_loss_if_shut_out, 1.0),
    )
    finds = (
        works(people)
        & ~truth.is_employed
        & chance.happens(
            draws,
            Decision.JOB_FOUND,
            rules.job_find_rate * jnp.where(shut_out, rules.job_find_if_shut_out, 1.0),
        )
    )
    scar = jnp.where(loses, rules.scar_on_loss, truth.scar * (1.0 - rules.scar_fading))
    return (truth.is_employed & ~loses) | finds, scar


def _feel(
    truth: Truth,
    is_aware: Bool[Any, " n"],
    is_unfair: Bool[Any, " n"],
    shut_out: Bool[Any, " n"],
    is_refused: Bool[Any, " n"],
    around: Around,
    rules: LifeRules,
) -> Truth:
    """Moods drift towards what the month deserves; the family feels a share of it."""
    home = jnp.where(around.listed_at_home, rules.family_share, 0.0)
    own_trust = jnp.where(is_unfair, rules.trust_if_unfair, rules.trust_if_fair)
    aims = (
        (truth.wellbeing, is_aware & shut_out, rules.wellbeing_if_shut_out),
        (truth.trust, is_aware, own_trust),
        (truth.grievance, is_refused | is_unfair, rules.grievance_if_refused),
    )
    wellbeing, trust, grievance = (
        mood + rules.mood_speed * (jnp.where(mine, size, home * size) - mood)
        for mood, mine, size in aims
    )
    return truth._replace(wellbeing=wellbeing, trust=trust, grievance=grievance)
