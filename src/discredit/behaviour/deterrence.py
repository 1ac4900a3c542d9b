"""How people answer to the rule in force: how certain they are of being seen at a conduct, how
severe what follows seems to them, and what their own acts teach them of the first.

Nobody answers to a rule that looks elsewhere: where no agency records a conduct, or nothing follows
from its record, both worlds see the same of it. The exception is stated in the policy: `spreads`.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int8, Int32, UInt8, UInt32

from discredit.policy.rules import ConductRules, StakeRules, WatchingRules
from discredit.policy.stakes import WATCHED_CELLS
from discredit.society.people import People, identity_of
from discredit.truth import LESSON
from discredit.vocabulary import FIFTHS, GROUNDS, OCCUPATIONS

_FIRST = len(GROUNDS)


class Beliefs(NamedTuple):
    """What people know of the system and have lived through with it."""

    knows: Bool[Array, " n"]  # that there is such a system
    belief: Float32[Array, " n"]  # perceived chance, 0 to 1, that one who fails is listed
    lessons: Int8[Array, "conduct n"]  # what own acts have taught of being seen
    bands: UInt8[Array, "scorer n"] | None  # where each stands; UNSCORED without a score


class InForce(NamedTuple):
    """The rule in force, as people meet it: what is said of it, and what is at stake."""

    announced: Float32[Array, ""]
    heeded: Float32[Array, ""]
    heaviest: Float32[Array, ""]
    stakes: StakeRules


class Expectation(NamedTuple):
    """What a person believes of one conduct; both 0 where nothing is at stake."""

    certainty: Float32[Array, " n"]  # 0 to 1
    severity: Float32[Array, " n"]  # 0 to 1


def in_force(watching: WatchingRules | None, stakes: StakeRules) -> InForce:
    """The rule in force as people meet it.

    Args:
        watching: what is announced; None where nothing is.
        stakes: what follows from a record of each conduct.

    Returns:
        Of this month.
    """
    if watching is None:
        none = jnp.float32(0)
        return InForce(none, none, none, stakes)
    return InForce(watching.announced, watching.heeded, watching.stakes, stakes)


def cell_of(people: People, stakes: StakeRules) -> Int32[Array, " n"]:
    """Where each stands in a row of `StakeRules.on_file`.

    Args:
        people: who they are.
        stakes: what follows from a record of each conduct.

    Returns:
        By settlement, fifth and occupation; by identity before these where the agencies go by it.
    """
    settlement = people.is_urban.astype(jnp.int32)
    cell = (settlement * len(FIFTHS) + people.income_fifth) * len(OCCUPATIONS) + people.occupation
    if stakes.on_file.shape[-1] == WATCHED_CELLS:
        return cell
    return identity_of(people) * WATCHED_CELLS + cell


def at_home(row: Float32[Array, "..."], region: UInt8[Array, " n"]) -> Float32[Array, "..."]:
    """What holds where each lives, of a row that may tell regions apart.

    Args:
        row: one number for all, or one for each region.
        region: where each lives.

    Returns:
        One number for all, or one for each person.
    """
    return row if row.ndim == 0 else row[region]


def expect(
    c: Int32[Array, ""], people: People, cell: Int32[Array, " n"], beliefs: Beliefs, rule: InForce
) -> Expectation:
    """What each believes of a conduct: how likely it comes on file, and how much follows.

    Those who know of the system start from what is announced, moved by word of what is so; those
    whose ties, or who themselves, stand on a list think of that. Own acts move either way from
    there. Severity is that of the lists that a record may lead to and of the points it costs one in
    this band.

    Args:
        c: which conduct of the catalogue.
        people: who they are.
        cell: as `cell_of` has it.
        beliefs: what they know and have lived through.
        rule: of this month.

    Returns:
        Certainty and severity; both 0 where nobody records it or nothing follows for this person.

    Source:
        beh.det.perception, A-50, A-217, A-960.
    """
    stakes = rule.stakes
    j = stakes.model[c]
    on_file = stakes.on_file[j].at[cell].get(mode="promise_in_bounds")
    if stakes.seen_in is not None:
        on_file = on_file * stakes.seen_in[j][people.region]
    job = people.occupation.astype(jnp.int32)
    if stakes.by_lists.shape[-1] > len(OCCUPATIONS):
        job = people.region.astype(jnp.int32) * len(OCCUPATIONS) + job
    severity = stakes.by_lists[j].at[job].get(mode="promise_in_bounds")
    if stakes.by_scores is not None and beliefs.bands is not None:
        for m in range(stakes.by_scores.shape[0]):
            # A band beyond the last, that of people without a score, costs nothing.
            of_band = stakes.by_scores[m, :, j].at[beliefs.bands[m]].get(mode="fill", fill_value=0)
            severity = severity + of_band
    matters = (on_file > 0) & (severity > 0)
    told = rule.announced + rule.heeded * (on_file - rule.announced)
    start = jnp.maximum(
        jnp.where(beliefs.knows, told, 0.0),
        beliefs.belief * at_home(stakes.may_list[j], people.region),
    )
    lesson = beliefs.lessons[j].astype(jnp.float32) / LESSON
    room = jnp.where(lesson > 0, 1.0 - start, start)
    certainty = stakes.spread[c] * (start + lesson * room)
    return Expectation(
        jnp.where(matters, certainty, 0.0),
        jnp.where(matters, rule.heaviest * jnp.minimum(severity, 1.0), 0.0),
    )


def change_of(believed: Expectation, rule: ConductRules) -> Float32[Array, " n"]:
    """By how much a rate changes for what people believe.

    Args:
        believed: of one conduct.
        rule: the row of the catalogue of that conduct.

    Returns:
        Factor, at least 0. Certainty scales severity: what is sure not to be seen does not
        frighten.

    Source:
        asm.cert.elasticity, asm.sev.elasticity, asm.chill.lawful.
    """
    moved = rule.if_watched + rule.if_at_stake * believed.severity
    return jnp.maximum(1.0 + believed.certainty * moved, 0.0)


def learn(
    lessons: Int8[Array, "conduct n"],
    did: UInt32[Array, " n"],
    records: UInt32[Array, " n"],
    weight: Float32[Array, ""],
    stakes: StakeRules,
    region: UInt8[Array, " n"] | None = None,
) -> Int8[Array, "conduct n"]:
    """What this month's acts teach: who is written down learns that they see, and who does it and
    is not, that they do not; as far as people are told at all.

    Args:
        lessons: as last month left them.
        did: bit c, did conduct c where it could be seen.
        records: bit c, a record of conduct c, so or not.
        weight: of one own month.
        stakes: of this month.
        region: where each lives; None where no rule is of some regions alone.

    Returns:
        The lessons now.

    Source:
        beh.det.perception, A-50.
    """
    bit = (jnp.arange(lessons.shape[0], dtype=jnp.uint32) + _FIRST)[:, None]
    seen, done = ((records >> bit) & 1) != 0, ((did >> bit) & 1) != 0
    aim = jnp.where(seen, jnp.float32(LESSON), jnp.float32(-LESSON))
    before = lessons.astype(jnp.float32)
    told = stakes.is_told
    told = told[:, None] if region is None or told.ndim == 1 else told[:, region]
    moves = jnp.where(seen | done, weight * told, 0.0)
    # A half goes up whichever way the product was rounded.
    return jnp.floor(before + moves * (aim - before) + 0.501).astype(jnp.int8)
