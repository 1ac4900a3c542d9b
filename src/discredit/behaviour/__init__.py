"""What people do: owe, transgress, speak, do good, and try to buy what others buy.

Reads temperament, need, ties, what people believe about being watched, and last month's doors.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt32

from discredit import draws as chance
from discredit.behaviour import debts, deterrence
from discredit.behaviour.catalogue import Motives, Performed, do
from discredit.behaviour.deterrence import Beliefs
from discredit.choices import Choices, heeded
from discredit.draws import Decision, Draws
from discredit.policy.rules import BehaviourRules, WatchingRules
from discredit.society.applications import applies
from discredit.society.habits import habits_of
from discredit.society.people import PUPIL_AT_HOME, People
from discredit.truth import Acts, Surroundings, Truth
from discredit.vocabulary import ADULT_AGE


class Outlook(NamedTuple):
    """What the month looks like to a person before he acts."""

    closed: UInt32[Array, " n"]  # bit s: last month the door of service s was closed
    shown: Float32[Array, " n"]  # share of the person's ties who see an entry on a list
    warned: Bool[Array, " n"]  # decided upon for some black list, and the time of grace runs
    to_next_band: Float32[Array, " n"] | None  # [points] short of a better band, as far as shown
    bands: UInt8[Array, "scorer n"] | None  # where each stands, shown or not
    surroundings: Surroundings


def act(
    people: People,
    truth: Truth,
    outlook: Outlook,
    rules: BehaviourRules,
    services: Int32[Array, " service"],
    draws: Draws,
    chosen: Choices | None = None,
) -> tuple[Truth, Acts]:
    """One month of conduct. People act on last month's doors.

    Args:
        people: who they are.
        truth: what is so about them, as last month left it.
        outlook: what they know of doors, entries, scores and each other.
        rules: of this month.
        services: the services that doors of this policy stand before, as indices into SERVICES.
        draws: the luck of this month.
        chosen: by whoever lives one of these people; None where nobody does.

    Returns:
        The truth after debts, payments and prices; and what there was to be seen.

    Draws:
        Those of `debts.owe` and `catalogue.do`; SERVICE_WANTED, APPLIES; AWARE and HABIT, once
        for all.

    Source:
        beh.det.perception, A-14, A-17 to A-20, A-50, A-111.
    """
    is_adult = people.present & (people.age >= ADULT_AGE)
    truth = truth._replace(belief=_learn(truth, outlook.surroundings, rules))
    debtors = debts.nobody(people.age.shape[0])
    if rules.debts is not None:
        feels_doors = truth.is_aware & (outlook.closed != 0)
        presses = debts.Presses(feels_doors, truth.is_aware & outlook.warned, outlook.shown)
        pays = None if chosen is None else chosen.pays
        truth, debtors = debts.owe(people, truth, is_adult, presses, rules.debts, draws, pays)
    nothing = jnp.zeros(people.age.shape, jnp.uint32)
    done = Performed(nothing, nothing, nothing)
    if rules.conducts is not None:
        motives = _motives(people, truth, is_adult, outlook, rules, draws)
        truth, done = do(people, truth, motives, rules.conducts, draws, chosen)
    attempts = _attempt(people, is_adult, truth.is_aware, outlook.closed, rules, services, draws)
    if chosen is not None:
        tries = chosen.tries & may_want(people, is_adult, rules, services)
        attempts = heeded(attempts, tries, chosen.avoids)
    return truth, Acts(**debtors._asdict(), **done._asdict(), attempts=attempts)


def act_quietly(
    people: People,
    truth: Truth,
    outlook: Outlook,
    rules: BehaviourRules,
    draws: Draws,
) -> tuple[Truth, Performed | None, Bool[Array, " n"]]:
    """The same month of those who owe nothing and before whom all doors are ordinary: they pass no
    court, and it does not matter what they try to buy.

    Args:
        people: who they are.
        truth: what is so about them, as last month left it.
        outlook: what they know of doors, entries, scores and each other.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        The truth after prices; what was done, None where there is no catalogue; and who comes to
        owe, whose month is none of these.

    Draws:
        Those of `debts.begins` and `catalogue.do`; APPLIES; AWARE and HABIT, once for all.
    """
    is_adult = people.present & (people.age >= ADULT_AGE)
    truth = truth._replace(belief=_learn(truth, outlook.surroundings, rules))
    done, begins = None, jnp.zeros(is_adult.shape, bool)
    if rules.debts is not None:
        begins = debts.begins(people, truth, is_adult, rules.debts, draws)
    if rules.conducts is not None:
        motives = _motives(people, truth, is_adult, outlook, rules, draws)
        truth, done = do(people, truth, motives, rules.conducts, draws)
    return truth, done, begins


def learn(
    truth: Truth,
    acts: Acts,
    records: UInt32[Array, " n"],
    region: UInt8[Array, " n"] | None,
    rules: BehaviourRules,
) -> Truth:
    """What people learn of being seen once the month's records are made.

    Args:
        truth: what is so about them, after this month's acts.
        acts: what they did.
        records: bit c, a record of conduct c this month.
        region: where each lives; None where no rule is of some regions alone.
        rules: of this month.

    Returns:
        The truth with this month's lessons.

    Source:
        beh.det.perception, A-50.
    """
    if truth.lessons is None or rules.stakes is None:
        return truth
    lessons = deterrence.learn(
        truth.lessons,
        acts.did & ~acts.hidden,
        records,
        rules.belief_own_weight,
        rules.stakes,
        region,
    )
    return truth._replace(lessons=lessons)


def _learn(truth: Truth, surroundings: Surroundings, rules: BehaviourRules) -> Float32[Array, " n"]:
    """Perceived risk moves towards what one's own listing, else one's ties, show."""
    weight = jnp.where(truth.is_aware, rules.belief_own_weight, rules.belief_ties_weight)
    shown = (truth.is_aware | (surroundings.listed_ties > 0)).astype(jnp.float32)
    return truth.belief + weight * (shown - truth.belief)


def _motives(
    people: People,
    truth: Truth,
    is_adult: Bool[Array, " n"],
    outlook: Outlook,
    rules: BehaviourRules,
    draws: Draws,
) -> Motives:
    """What moves everybody this month. Whoever knows of the system and is shown a score just short
    of a better band may play for that band."""
    assert truth.lessons is not None and rules.stakes is not None
    knows = _knows(truth, rules.watching, draws)
    is_short = jnp.zeros(is_adult.shape, bool)
    if outlook.to_next_band is not None:
        gap = outlook.to_next_band
        is_short = knows & (gap > 0) & (gap <= rules.gaming_reach)
    beliefs = Beliefs(knows, truth.belief, truth.lessons, outlook.bands)
    rule = deterrence.in_force(rules.watching, rules.stakes)
    conducts, applying, habits = rules.conducts, None, None
    assert conducts is not None
    if conducts.in_application is not None and rules.applications is not None:
        applying = applies(people, rules.applications, draws)
    if conducts.by_habit is not None and rules.habits is not None:
        habits = habits_of(people, rules.habits, draws)
    return Motives(is_adult, beliefs, rule, outlook.closed != 0, is_short, applying, habits)


def _knows(truth: Truth, watching: WatchingRules | None, draws: Draws) -> Bool[Array, " n"]:
    """Who knows of the system: those who have heard of it, and those it has listed and told.
    Draws: AWARE (once for all)."""
    if watching is None:
        return truth.is_aware
    ever = draws._replace(month=jnp.uint32(0))
    return truth.is_aware | chance.happens(ever, Decision.AWARE, watching.awareness)


def _attempt(
    people: People,
    is_adult: Bool[Array, " n"],
    is_aware: Bool[Array, " n"],
    closed: UInt32[Array, " n"],
    rules: BehaviourRules,
    services: Int32[Array, " service"],
    draws: Draws,
) -> UInt32[Array, " n"]:
    """Who tries to buy what: those whose business it is. Those who know a door is closed try less
    often, not never."""
    lean = rules.wants_by_fifth[people.income_fifth] * jnp.where(
        people.is_urban, 1.0, rules.wants_if_rural
    )

    def one(
        attempts: UInt32[Array, " n"],
        at: tuple[Array, Array, Array, Array | None, Array | None],
    ) -> tuple[UInt32[Array, " n"], None]:
        s, wants, tries_when_aware, jobs, with_child = at
        known_shut = is_aware & (((closed >> s) & 1) != 0)
        rate = wants * lean * jnp.where(known_shut, tries_when_aware, 1.0)
        wanted = is_adult & chance.happens(draws, Decision.SERVICE_WANTED, rate, k=s)
        wanted = _if_business(wanted, people, jobs, with_child)
        return attempts | (wanted.astype(jnp.uint32) << s), None

    # A scan, not a Python loop: one compiled body for all services.
    none = jnp.zeros(is_adult.shape, jnp.uint32)
    return jax.lax.scan(
        one,
        none,
        (
            services.astype(jnp.uint32),
            rules.wants,
            rules.tries_when_aware,
            rules.wants_by_job,
            rules.wants_with_child,
        ),
    )[0]


def _if_business(
    wanted: Bool[Array, " n"], people: People, jobs: Array | None, with_child: Array | None
) -> Bool[Array, " n"]:
    """Some services are the business of some jobs alone, or of those with a pupil at home."""
    if jobs is not None:
        wanted = wanted & (((jobs.astype(jnp.uint32) >> people.occupation) & 1) != 0)
    if with_child is not None:
        wanted = wanted & ((with_child == 0) | ((people.parents & PUPIL_AT_HOME) != 0))
    return wanted


def may_want(
    people: People,
    is_adult: Bool[Array, " n"],
    rules: BehaviourRules,
    services: Int32[Array, " service"],
) -> UInt32[Array, " n"]:
    """Which services are any business of whom.

    Args:
        people: who they are.
        is_adult: children buy nothing by themselves.
        rules: of this month.
        services: the services that doors of this policy stand before, as indices into SERVICES.

    Returns:
        Bit s for service s.
    """
    found = jnp.zeros(is_adult.shape, jnp.uint32)
    for k in range(services.shape[0]):
        jobs = None if rules.wants_by_job is None else rules.wants_by_job[k]
        with_child = None if rules.wants_with_child is None else rules.wants_with_child[k]
        open_to = _if_business(is_adult & (rules.wants[k] > 0), people, jobs, with_child)
        found = found | (open_to.astype(jnp.uint32) << services[k].astype(jnp.uint32))
    return found
