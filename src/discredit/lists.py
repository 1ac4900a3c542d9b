"""Sightings become entries: grace, term, extension, and four ways out.

Sees the dossier only. Nothing here is decided by chance: equal files are treated equally.
"""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int16, UInt8

from discredit.dossier import Exit, Listed, Sightings, Status
from discredit.policy.rules import ListRules


def decide(
    listed: Listed,
    score: Int16[Array, " n"],
    sightings: Sightings,
    age: UInt8[Array, " n"],
    is_student: Bool[Array, " n"],
    rules: ListRules,
) -> Listed:
    """Who is warned, entered, kept, extended or released this month.

    | status  | sighting          | becomes                              |
    |---------|-------------------|--------------------------------------|
    | clear   | admissible ground | warned, or listed where grace is nil |
    | warned  | payment           | clear                                |
    | warned  | grace runs out    | listed                               |
    | listed  | payment           | clear (paid)                         |
    | listed  | instalment        | clear (repaired), where rules allow  |
    | listed  | term runs out     | clear (term)                         |
    | listed  | grave conduct     | term extended                        |

    `score` is read by score-threshold lists; the court list has none.
    Draws: none. Source: spc-criteria, spc-term, spc-notice-grace, spc-exclusions.
    """
    del score
    is_admissible = _is_admissible(sightings, age, is_student, rules)
    clear, warned, on = (listed.status == s for s in (Status.CLEAR, Status.WARNED, Status.LISTED))
    decided = clear & is_admissible
    has_grace = rules.grace_months > 0
    grace_over = warned & (listed.grace_left <= 1) & ~sightings.payment
    enters = (decided & ~has_grace) | grace_over
    term_left = _run_down(listed, sightings, is_admissible, rules)
    exit = _exit(on, term_left, listed.term_left, sightings, rules)
    leaves = (exit != Exit.NONE) | (warned & sightings.payment)
    times = listed.times + enters.astype(jnp.uint8)
    ground = jnp.where(decided, sightings.ground, listed.ground)
    status = jnp.where(decided, jnp.uint8(Status.WARNED), listed.status)
    status = jnp.where(enters, jnp.uint8(Status.LISTED), status)
    return Listed(
        status=jnp.where(leaves, jnp.uint8(Status.CLEAR), status),
        ground=ground,
        for_company=jnp.where(decided, sightings.for_company, listed.for_company),
        was_notified=jnp.where(decided, sightings.notified, listed.was_notified),
        grace_left=jnp.where(
            decided,
            rules.grace_months.astype(jnp.uint8),
            jnp.maximum(listed.grace_left, 1) - jnp.uint8(1),
        ),
        term_left=jnp.where(enters, _first_term(ground, times, rules), term_left),
        months_on=jnp.where(on & ~leaves, listed.months_on + jnp.int16(1), jnp.int16(0)),
        times=times,
        exit=exit,
    )


def _holds(table: Float32[Array, " ground"], ground: UInt8[Array, " n"]) -> Bool[Array, " n"]:
    """Whether a switch is on for the ground recorded; off where there is none."""
    # As bits of one word: looking six switches up for everybody took longer than all the rest.
    bits = (table > 0).astype(jnp.int32) << jnp.arange(1, table.shape[0] + 1)
    return ((bits.sum() >> ground.astype(jnp.int32)) & 1) != 0


def _is_admissible(
    sightings: Sightings, age: UInt8[Array, " n"], is_student: Bool[Array, " n"], rules: ListRules
) -> Bool[Array, " n"]:
    excluded = (
        (age < rules.minimum_age)
        | (sightings.is_secured & (rules.excludes_secured > 0))
        | (is_student & (rules.excludes_students > 0))
        | (sightings.for_company & (rules.lists_representatives == 0))
    )
    return _holds(rules.grounds, sightings.ground) & ~excluded


def _first_term(
    ground: UInt8[Array, " n"], times: UInt8[Array, " n"], rules: ListRules
) -> Int16[Array, " n"]:
    """Months of a new entry; 0 where its ground, or the rules of the day, set no end. A repeat, or
    conduct that extends, starts with the extension added."""
    has_term = _holds(rules.has_term, ground) & (rules.term_months > 0)
    is_aggravated = (times > 1) | _holds(rules.extends, ground)
    months = rules.term_months + jnp.where(is_aggravated, rules.extension_months, 0.0)
    return jnp.where(has_term, months, 0.0).astype(jnp.int16)


def _run_down(
    listed: Listed, sightings: Sightings, is_admissible: Bool[Array, " n"], rules: ListRules
) -> Int16[Array, " n"]:
    """Terms of standing entries: one month less; those entered before terms existed get theirs when
    the rule comes in; new grave conduct adds the extension."""
    has_term = _holds(rules.has_term, listed.ground) & (rules.term_months > 0)
    newly_bound = has_term & (listed.term_left == 0)
    left = jnp.where(
        newly_bound,
        rules.term_months.astype(jnp.int16),
        jnp.maximum(listed.term_left - jnp.int16(1), 0),
    )
    extends = is_admissible & (left > 0) & _holds(rules.extends, sightings.ground)
    return left + jnp.where(extends, rules.extension_months.astype(jnp.int16), jnp.int16(0))


def _exit(
    on: Bool[Array, " n"],
    term_left: Int16[Array, " n"],
    term_before: Int16[Array, " n"],
    sightings: Sightings,
    rules: ListRules,
) -> UInt8[Array, " n"]:
    runs_out = (term_before > 0) & (term_left == 0)
    repaired = sightings.part_payment & (rules.repairs_on_part_payment > 0)
    way = jnp.where(
        sightings.payment,
        Exit.PAID,
        jnp.where(repaired, Exit.REPAIRED, jnp.where(runs_out, Exit.TERM, Exit.NONE)),
    )
    return jnp.where(on, way, Exit.NONE).astype(jnp.uint8)
