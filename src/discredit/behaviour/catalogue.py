"""The catalogue of conduct: duties, offences, lawful conduct that is disliked, good deeds."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt32

from discredit import draws as chance
from discredit.behaviour.deterrence import Beliefs, InForce, at_home, cell_of, change_of, expect
from discredit.choices import Choices
from discredit.draws import Decision, Draws
from discredit.policy.rules import ConductRules
from discredit.policy.whose import by_identity
from discredit.society.people import People, age_band, identity_of
from discredit.truth import Truth
from discredit.vocabulary import AGE_BANDS, FIFTHS, GROUNDS, OCCUPATIONS

_FIRST = len(GROUNDS)
"""The bit of a catalogue's first conduct. It is even, so that conducts 0 and 1, 2 and 3 and so on
share a block of the generator."""


class Motives(NamedTuple):
    """What moves people this month, beside what they are and have."""

    is_adult: Bool[Array, " n"]
    beliefs: Beliefs
    rule: InForce
    is_shut_out: Bool[Array, " n"]  # some door is closed
    is_short: Bool[Array, " n"]  # just short of a better band, and knows it
    applies: Bool[Array, " n"] | None  # has an application before the office; where any can
    habits: Float32[Array, "habit n"] | None  # 0 to 1; where some conduct goes with one


class Performed(NamedTuple):
    """What was done this month: bit c for conduct c."""

    did: UInt32[Array, " n"]  # at all
    bought: UInt32[Array, " n"]  # for the score
    hidden: UInt32[Array, " n"]  # where no agency can see it


class Inclined(NamedTuple):
    """What people are minded to do, whatever they have: one bit per conduct, in one of three."""

    anyway: UInt32[Array, " n"]
    out_of_sight: UInt32[Array, " n"]  # where no agency can see it
    for_score: UInt32[Array, " n"]  # only if they have the price


def do(
    people: People,
    truth: Truth,
    motives: Motives,
    rules: ConductRules,
    draws: Draws,
    chosen: Choices | None = None,
) -> tuple[Truth, Performed]:
    """Which conducts each person shows this month, one after the other.

    One draw decides each: below the rate the person does it anyway. Whom the rule keeps from it, so
    that the draw lies between the rate and what it would be, may do it out of sight instead. In the
    band above, one who is short of a better score and has the price does it for that, where its
    record brings points.

    Args:
        people: who they are.
        truth: what they have and feel.
        motives: what moves them this month.
        rules: one row per conduct.
        draws: the luck of this month.
        chosen: by whoever lives one of these people; None where nobody does.

    Returns:
        Truth (prices paid), and what was done.

    Draws:
        ACT, by conduct.

    Source:
        asm.game.share, and those of `deterrence.expect` and `change_of`.
    """
    mind = inclined(people, truth, motives, rules, draws)
    if chosen is not None:
        mind = _as_chosen(mind, chosen, people, truth, motives, rules)
    savings, bought = _pay(truth.savings, mind, rules)
    done = Performed(mind.anyway | mind.out_of_sight | bought, bought, mind.out_of_sight)
    return truth._replace(savings=savings), done


def inclined(
    people: People,
    truth: Truth,
    motives: Motives,
    rules: ConductRules,
    draws: Draws,
) -> Inclined:
    """What each person is minded to do this month, before anything is paid.

    Args:
        people: who they are.
        truth: what they have and feel.
        motives: what moves them this month.
        rules: one row per conduct.
        draws: the luck of this month.

    Returns:
        Bit c for conduct c: done anyway, out of sight, or only for the score.

    Draws:
        ACT, by conduct.

    Source:
        asm.game.share, and those of `deterrence.expect` and `change_of`.
    """
    is_poor = truth.savings < people.income
    cell, watched_cell = _cell(people), cell_of(people, motives.rule.stakes)
    odds, who = _odds(rules), identity_of(people)

    def falls(c: Array, drawn: UInt32[Array, " n"]) -> UInt8[Array, " n"]:
        """Bit 0: below the rate of conduct c. Bit 1: below the band above it. Bit 2: between the
        rate and what it would be without the rule, and done out of sight."""
        rule: ConductRules = jax.tree.map(lambda column: column[c], rules)
        believed = expect(c, people, watched_cell, motives.beliefs, motives.rule)
        unmoved = (
            odds[c].at[cell].get(mode="promise_in_bounds")
            * jnp.where(is_poor, rule.if_poor, 1.0)
            * jnp.where(motives.is_shut_out, rule.if_shut_out, 1.0)
            * jnp.maximum(1.0 + rule.if_aggrieved * truth.grievance, 0.0)
        )
        whose = by_identity(rule.by_sex, rule.by_background, rule.by_disability)
        if whose is not None:
            unmoved = unmoved * whose.at[who].get(mode="promise_in_bounds")
        if rule.if_trusting is not None:
            unmoved = unmoved * jnp.maximum(1.0 + rule.if_trusting * truth.trust, 0.0)
        unmoved = unmoved * _apart(people, motives, rule)
        rate = unmoved * change_of(believed, rule)
        hides = rule.moves_out_of_sight * jnp.maximum(unmoved - rate, 0.0)
        latent = chance.fraction(drawn)
        in_band = latent < rate + rule.bought * at_home(motives.rule.stakes.sells[c], people.region)
        is_hidden = (latent >= rate) & (latent < rate + hides)
        codes = ((latent < rate), in_band, is_hidden)
        return sum((code.astype(jnp.uint8) << i for i, code in enumerate(codes)), jnp.uint8(0))

    def two(p: Array, _: None) -> tuple[Array, UInt8[Array, " n"]]:
        even, odd = chance.words(draws, Decision.ACT, p + _FIRST // 2)
        second = jnp.minimum(2 * p + 1, count - 1)
        return p + 1, falls(2 * p, even) | (falls(second, odd) << 3)

    # A scan, not a Python loop: one compiled body for the whole catalogue. It has one column of
    # results: for each of several the compiler would draw and multiply again.
    count = rules.rate.shape[0]
    codes = jax.lax.scan(two, jnp.int32(0), None, length=-(-count // 2))[1]
    anyway = in_band = hidden = jnp.zeros(motives.is_adult.shape, jnp.uint32)
    for c in range(count):
        code = codes[c // 2].astype(jnp.uint32) >> (c % 2 * 3)
        anyway = anyway | ((code & 1) << (_FIRST + c))
        in_band = in_band | (((code >> 1) & 1) << (_FIRST + c))
        hidden = hidden | (((code >> 2) & 1) << (_FIRST + c))
    nothing = jnp.uint32(0)
    return Inclined(
        anyway=jnp.where(motives.is_adult, anyway, nothing),
        out_of_sight=jnp.where(motives.is_adult, hidden, nothing),
        for_score=jnp.where(
            motives.is_adult & motives.is_short, in_band & ~(anyway | hidden), nothing
        ),
    )


def open_to(
    people: People,
    is_adult: Bool[Array, " n"],
    applying: Bool[Array, " n"] | None,
    rules: ConductRules,
) -> UInt32[Array, " n"]:
    """Which conducts are possible for whom: whose rate, as who they are, is not 0.

    Args:
        people: who they are.
        is_adult: children's acts are nobody's business.
        applying: who has an application before the office; where any can.
        rules: one row per conduct.

    Returns:
        Bit c for conduct c.
    """
    cell, who, odds = _cell(people), identity_of(people), _odds(rules)
    found = jnp.zeros(is_adult.shape, jnp.uint32)
    for c in range(rules.rate.shape[0]):
        rule: ConductRules = jax.tree.map(lambda column, c=c: column[c], rules)
        rate = odds[c].at[cell].get(mode="promise_in_bounds")
        whose = by_identity(rule.by_sex, rule.by_background, rule.by_disability)
        if whose is not None:
            rate = rate * whose.at[who].get(mode="promise_in_bounds")
        if rule.by_residence is not None:
            rate = rate * rule.by_residence[people.is_migrant.astype(jnp.int32)]
        if rule.by_education is not None:
            rate = rate * rule.by_education[people.education]
        is_open = is_adult & (rate > 0)
        if rule.in_application is not None and applying is not None:
            is_open = is_open & ((rule.in_application == 0) | applying)
        found = found | (is_open.astype(jnp.uint32) << (_FIRST + c))
    return found


def _as_chosen(
    mind: Inclined,
    chosen: Choices,
    people: People,
    truth: Truth,
    motives: Motives,
    rules: ConductRules,
) -> Inclined:
    """What is chosen is done openly, or not at all."""
    may = open_to(people, motives.is_adult, motives.applies, rules)
    for c in range(rules.rate.shape[0]):
        cannot = (truth.savings < rules.price[c]).astype(jnp.uint32) << (_FIRST + c)
        may = may & ~cannot
    decided = chosen.does | chosen.omits
    return Inclined(
        anyway=(mind.anyway & ~decided) | (chosen.does & ~chosen.omits & may),
        out_of_sight=mind.out_of_sight & ~decided,
        for_score=mind.for_score & ~decided,
    )


def _apart(people: People, motives: Motives, rule: ConductRules) -> Array | float:
    """By how much residence, schooling, habits and having an application move the rate of one
    conduct, where its file says that they do."""
    times: Array | float = 1.0
    if rule.by_residence is not None:
        times = times * rule.by_residence[people.is_migrant.astype(jnp.int32)]
    if rule.by_education is not None:
        times = times * rule.by_education[people.education]
    if rule.by_habit is not None:
        assert motives.habits is not None
        leans = jnp.zeros(people.age.shape, jnp.float32)
        for h in range(motives.habits.shape[0]):
            leans = leans + rule.by_habit[h] * (2.0 * motives.habits[h] - 1.0)
        times = times * jnp.maximum(1.0 + leans, 0.0)
    if rule.in_application is not None:
        assert motives.applies is not None
        times = times * jnp.where((rule.in_application > 0) & ~motives.applies, 0.0, 1.0)
    return times


def _cell(people: People) -> Int32[Array, " n"]:
    """Where each person stands in a row of `_odds`."""
    settlement = people.is_urban.astype(jnp.int32)
    by_age = settlement * len(AGE_BANDS) + age_band(people.age)
    return (by_age * len(FIFTHS) + people.income_fifth) * len(OCCUPATIONS) + people.occupation


def _odds(rules: ConductRules) -> Float32[Array, "conduct cell"]:
    """The rates of all cells of people: one look-up for each conduct instead of four."""
    odds = (
        rules.rate[:, None, None, None, None]
        * rules.by_occupation[:, None, None, None, :]
        * rules.by_fifth[:, None, None, :, None]
        * rules.by_age[:, None, :, None, None]
        * rules.by_settlement[:, :, None, None, None]
    )
    return odds.reshape(odds.shape[0], -1)


def _pay(
    savings: Float32[Array, " n"], mind: Inclined, rules: ConductRules
) -> tuple[Float32[Array, " n"], UInt32[Array, " n"]]:
    """Prices paid, one conduct after the other, and the bits of what was done for the score."""
    matters = (rules.price > 0) | (rules.bought > 0)
    order = jnp.argsort(~matters)

    def one(i: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        savings, bought = carry
        c = order[i]
        bit = (c + _FIRST).astype(jnp.uint32)
        does_anyway = ((mind.anyway >> bit) & 1) != 0
        buys = (((mind.for_score >> bit) & 1) != 0) & (savings >= rules.price[c])
        paid = jnp.where(does_anyway | buys, rules.price[c], 0.0)
        return jnp.maximum(savings - paid, 0.0), bought | (buys.astype(jnp.uint32) << bit)

    # Few conducts have a price or are done for the score; the others change nothing here.
    none = jnp.zeros(savings.shape, jnp.uint32)
    return jax.lax.fori_loop(0, matters.sum(), one, (savings, none))
