"""Sightings and scores become entries: warning, grace, term, extension, and six ways out.

Sees the dossier only. Nothing here is decided by chance: equal files are treated equally.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int16, UInt8, UInt32

from discredit.dossier import Listed, Register, Scored, Sightings, lives_in, mask
from discredit.lists.dues import Dues, burden, dues
from discredit.lists.strikes import counted, has_ground
from discredit.policy.rules import ListRules
from discredit.vocabulary import GROUNDS, OCCUPATIONS, Exit, Status

__all__ = [
    "Calls", "Dues", "burden", "called_for", "decide", "decide_one", "dues", "has_ground",
    "in_grace", "just_left", "on_which",
]  # fmt: skip

_STUDENT = OCCUPATIONS.index("student")


def decide(
    listed: Listed,
    sightings: Sightings,
    scored: Scored | None,
    register: Register,
    rules: ListRules,
) -> Listed:
    """Who is warned, entered, kept, extended or released this month, on every list.

    Args:
        listed: the state on every list, as last month left it.
        sightings: what was written down this month.
        scored: this month's scores; None where nobody scores.
        register: what exceptions are made of.
        rules: one row per list.

    Returns:
        The state on every list now.

    Draws:
        None.
    """
    on_lists, newly_on = on_which(listed)

    def one(mine: Listed, rule: ListRules) -> Listed:
        calls = called_for(scored, on_lists, newly_on, rule)
        return decide_one(mine, sightings, calls, register, rule)

    return jax.vmap(one)(listed, rules)


class Calls(NamedTuple):
    """What besides records calls for an entry on this list."""

    by_score: Bool[Array, " n"]  # the score stands beyond the threshold
    by_list: Bool[Array, " n"]  # newly on a list that this one follows
    still: Bool[Array, " n"]  # on such a list


def called_for(
    scored: Scored | None,
    on_lists: UInt32[Array, " n"],
    newly_on: UInt32[Array, " n"],
    rules: ListRules,
) -> Calls:
    """Whether a score, or another list as last month left it, calls for an entry on this list.

    Args:
        scored: this month's scores; None where nobody scores.
        on_lists: bit k, on list k as last month left it.
        newly_on: bit k, since last month.
        rules: of this list.

    Returns:
        Nothing by score where the list has no scorer, or this one does not score the person.
    """
    follows = mask(rules.follows)
    still, by_list = (on_lists & follows) != 0, (newly_on & follows) != 0
    if scored is None:
        return Calls(jnp.zeros(by_list.shape, bool), by_list, still)
    m = jnp.maximum(rules.scorer, 0).astype(jnp.int32)
    shown = scored.scores.shown[m]
    beyond = (shown < rules.below) | (shown > rules.above)
    return Calls(beyond & scored.is_scored[m] & (rules.scorer >= 0), by_list, still)


def decide_one(
    listed: Listed,
    sightings: Sightings,
    calls: Calls,
    register: Register,
    rules: ListRules,
) -> Listed:
    """Who is warned, entered, kept, extended or released this month on one list.

    | status  | sighting                 | becomes                              |
    |---------|--------------------------|--------------------------------------|
    | clear   | one record of several    | clear, with a strike                 |
    | clear   | enough records, a score, | warned, or listed where grace is nil |
    |         | another list             |                                      |
    | warned  | payment, amnesty         | clear                                |
    | warned  | grace runs out           | listed                               |
    | listed  | payment                  | clear (paid)                         |
    | listed  | instalment, repair deed  | clear (repaired), where rules allow  |
    | listed  | term runs out            | clear (term)                         |
    | listed  | score, other list over   | clear (with score), likewise         |
    | listed  | amnesty                  | clear (amnesty)                      |
    | listed  | grave conduct            | term extended                        |
    | listed  | file closed, no assets   | clear (repaired), where rules allow  |
    | listed  | record on another debt   | one entry more; they end together    |

    Args:
        listed: the state on this list, as last month left it.
        sightings: what was written down this month.
        calls: what besides records calls for an entry.
        register: what exceptions are made of.
        rules: of this list.

    Returns:
        The state on this list now.

    Draws:
        None.

    Source:
        spc-criteria, spc-term, spc-notice-grace, spc-exclusions.
    """
    records = sightings.records & mask(rules.grounds)
    ground = _lowest(records)
    strikes, quiet, is_enough = counted(listed, records, rules)
    is_called = is_enough | calls.by_score | calls.by_list
    code = jnp.where(is_enough, ground, jnp.uint8(0))
    is_admissible = is_called & ~_is_excluded(code, sightings, register, rules)
    clear, warned, on = (listed.status == s for s in (Status.CLEAR, Status.WARNED, Status.LISTED))
    performed = jnp.where(listed.for_company, sightings.company_payment, sightings.payment)
    pays = performed & (rules.ends_on_payment > 0)
    is_pardoned = (rules.amnesty > 0) & (rules.is_red == 0)
    decided = clear & is_admissible & ~is_pardoned
    has_grace = rules.grace_months > 0
    is_freed = _is_freed(listed, sightings, rules)
    is_let_off = warned & (pays | is_pardoned | is_freed)
    grace_over = warned & (listed.grace_left <= 1) & ~is_let_off
    enters = (decided & ~has_grace) | grace_over
    worst = _lowest(sightings.records & mask(rules.extends))
    grave = (worst != 0) & ~_is_excluded(worst, sightings, register, rules)
    term_left = _run_down(listed, grave, rules)
    exit = _exit(on, listed, term_left, pays, sightings, calls, rules)
    exit = jnp.where(on & is_freed & ~pays, jnp.uint8(Exit.REPAIRED), exit)
    leaves = (exit != Exit.NONE) | is_let_off
    times = listed.times + enters.astype(jnp.uint8)
    ground_now = jnp.where(decided, code, listed.ground)
    status = jnp.where(decided, jnp.uint8(Status.WARNED), listed.status)
    status = jnp.where(enters, jnp.uint8(Status.LISTED), status)
    status = jnp.where(leaves, jnp.uint8(Status.CLEAR), status)
    entries = listed.entries
    if entries is not None:
        may_add = on & ~leaves & is_enough & is_admissible & _is_court(code)
        entries, is_more = _count(entries, may_add, status, sightings)
        # The last of several entries ends last: its term is that of all.
        whole = jnp.where(is_more & (term_left > 0), rules.term_months, 0.0).astype(jnp.int16)
        term_left = jnp.maximum(term_left, whole)
    return Listed(
        status=status,
        ground=ground_now,
        for_company=jnp.where(decided, sightings.for_company & _is_court(code), listed.for_company),
        was_notified=jnp.where(decided, sightings.notified, listed.was_notified),
        grace_left=jnp.where(
            decided,
            rules.grace_months.astype(jnp.uint8),
            jnp.where(warned, jnp.maximum(listed.grace_left, 1) - jnp.uint8(1), jnp.uint8(0)),
        ),
        # Nothing runs on beside an entry: who stands on no list stays as he is.
        term_left=jnp.where(
            enters,
            _first_term(ground_now, times, rules),
            jnp.where(on & ~leaves, term_left, jnp.int16(0)),
        ),
        months_on=jnp.where(on & ~leaves, listed.months_on + jnp.int16(1), jnp.int16(0)),
        times=times,
        exit=exit,
        strikes=jnp.where(decided, jnp.uint8(0), strikes),
        quiet=quiet,
        entries=entries,
        firm=_firms(listed, sightings, rules),
    )


def _firms(listed: Listed, sightings: Sightings, rules: ListRules) -> Bool[Array, " n"] | None:
    """Which companies are on the list: from a record about them until their payment is on file."""
    if listed.firm is None or sightings.firm is None:
        return listed.firm
    may_enter = rules.grounds[0] > 0  # refusing though able: the ground of a company's entry
    stays = listed.firm & ~(sightings.company_payment & (rules.ends_on_payment > 0))
    return stays | (sightings.firm & may_enter & ~sightings.company_payment)


def _count(
    entries: UInt8[Array, " n"],
    may_add: Bool[Array, " n"],
    status: UInt8[Array, " n"],
    sightings: Sightings,
) -> tuple[UInt8[Array, " n"], Bool[Array, " n"]]:
    """How many entries stand now, and to whose a further one came. Judgments have no order, so that
    those on the list may be taken for the first: a record on a later one is about another debt."""
    is_more = jnp.zeros_like(may_add)
    if sightings.judgment is not None:
        is_more = may_add & (sightings.judgment > entries)
    more = jnp.maximum(entries + is_more.astype(jnp.uint8), jnp.uint8(1))
    return jnp.where(status == Status.LISTED, more, jnp.uint8(0)), is_more


def _is_freed(listed: Listed, sightings: Sightings, rules: ListRules) -> Bool[Array, " n"]:
    """Whose own entry is deleted because the court has closed the file for want of assets."""
    if sightings.released is None or rules.ends_on_closing is None:
        return jnp.zeros(listed.status.shape, bool)
    is_own = _is_court(listed.ground) & ~listed.for_company
    return sightings.released & is_own & (rules.ends_on_closing > 0)


def in_grace(status: UInt8[Array, "list n"], rules: ListRules) -> Bool[Array, " n"]:
    """Of whom it is decided that he goes on a black list, while the time of grace runs.

    Args:
        status: on every list.
        rules: one row per list.

    Returns:
        Whether it is so of some list.
    """
    return ((status == Status.WARNED) & (rules.is_red == 0)[:, None]).any(axis=0)


def on_which(listed: Listed) -> tuple[UInt32[Array, " n"], UInt32[Array, " n"]]:
    """Who is on which list, black or red.

    Args:
        listed: the state on every list.

    Returns:
        Bit k, on list k; and bit k, since this month.
    """
    on = newly = jnp.zeros(listed.status.shape[1:], jnp.uint32)
    for k in range(listed.status.shape[0]):
        is_on = listed.status[k] == Status.LISTED
        on = on | (is_on.astype(jnp.uint32) << k)
        newly = newly | ((is_on & (listed.months_on[k] == 0)).astype(jnp.uint32) << k)
    return on, newly


def just_left(listed: Listed) -> UInt32[Array, " n"]:
    """Whose entry has run its course on which list, black or red.

    Args:
        listed: the state on every list.

    Returns:
        Bit k, list k has been left this month by anything but a correction.
    """
    left = jnp.zeros(listed.status.shape[1:], jnp.uint32)
    for k in range(listed.status.shape[0]):
        is_over = (listed.exit[k] != Exit.NONE) & (listed.exit[k] != Exit.CORRECTED)
        left = left | (is_over.astype(jnp.uint32) << k)
    return left


def _lowest(records: UInt32[Array, " n"]) -> UInt8[Array, " n"]:
    """The code of the first record in the catalogue's order; 0 for none."""
    below = (records & (~records + jnp.uint32(1))) - jnp.uint32(1)
    code = (jnp.bitwise_count(below) + 1).astype(jnp.uint8)
    return jnp.where(records == 0, jnp.uint8(0), code)


def _holds(table: Float32[Array, " conduct"], code: UInt8[Array, " n"]) -> Bool[Array, " n"]:
    """Whether a switch is on for the conduct recorded; off where there is none."""
    # As bits of one word: looking the switches up for everybody took longer than all the rest.
    index = (jnp.maximum(code, 1) - 1).astype(jnp.uint32)
    return (((mask(table) >> index) & 1) != 0) & (code != 0)


def _is_court(code: UInt8[Array, " n"]) -> Bool[Array, " n"]:
    return (code > 0) & (code <= len(GROUNDS))


def _is_excluded(
    code: UInt8[Array, " n"], sightings: Sightings, register: Register, rules: ListRules
) -> Bool[Array, " n"]:
    is_court = _is_court(code)
    excluded = (
        (register.age < rules.minimum_age)
        | (is_court & sightings.is_secured & (rules.excludes_secured > 0))
        | ((register.occupation == _STUDENT) & (rules.excludes_students > 0))
        | (is_court & sightings.for_company & (rules.lists_representatives == 0))
        | (rules.exempts[register.occupation] > 0)
    )
    return excluded if rules.lives_in is None else excluded | ~lives_in(register, rules.lives_in)


def _is_bound(code: UInt8[Array, " n"], rules: ListRules) -> Bool[Array, " n"]:
    """Whether an entry on this ground ends with the term; one by score or by list does."""
    return (_holds(rules.has_term, code) | (code == 0)) & (rules.term_months > 0)


def _first_term(
    code: UInt8[Array, " n"], times: UInt8[Array, " n"], rules: ListRules
) -> Int16[Array, " n"]:
    """Months of a new entry; 0 where its ground, or the rules of the day, set no end. A repeat, or
    conduct that extends, starts with the extension added."""
    is_aggravated = (times > 1) | _holds(rules.extends, code)
    months = rules.term_months + jnp.where(is_aggravated, rules.extension_months, 0.0)
    return jnp.where(_is_bound(code, rules), months, 0.0).astype(jnp.int16)


def _run_down(listed: Listed, grave: Bool[Array, " n"], rules: ListRules) -> Int16[Array, " n"]:
    """Terms of standing entries: one month less; those entered before terms existed get theirs when
    the rule comes in; new grave conduct adds the extension."""
    newly_bound = _is_bound(listed.ground, rules) & (listed.term_left == 0)
    left = jnp.where(
        newly_bound,
        rules.term_months.astype(jnp.int16),
        jnp.maximum(listed.term_left - jnp.int16(1), 0),
    )
    extends = grave & (left > 0)
    return left + jnp.where(extends, rules.extension_months.astype(jnp.int16), jnp.int16(0))


def _exit(
    on: Bool[Array, " n"],
    listed: Listed,
    term_left: Int16[Array, " n"],
    pays: Bool[Array, " n"],
    sightings: Sightings,
    calls: Calls,
    rules: ListRules,
) -> UInt8[Array, " n"]:
    """Which way out opens first; the rows of `decide`, in order."""
    runs_out = (listed.term_left > 0) & (term_left == 0)
    part = sightings.part_payment & (rules.repairs_on_part_payment > 0)
    deed = (sightings.records & mask(rules.repairs_with)) != 0
    repaired = part | (deed & (listed.months_on + 1 >= rules.repair_after_months))
    is_over = (listed.ground == 0) & ~calls.by_score & ~calls.still
    follows_only = (rules.scorer < 0) & (rules.term_months == 0)
    with_score = is_over & ((rules.leaves_with_score > 0) | follows_only)
    ways = (
        (pays, Exit.PAID),
        (repaired, Exit.REPAIRED),
        (runs_out, Exit.TERM),
        (with_score, Exit.WITH_SCORE),
        ((rules.amnesty > 0) & (rules.is_red == 0) & on, Exit.AMNESTY),
    )
    way = jnp.zeros(on.shape, jnp.uint8)
    for is_open, name in reversed(ways):
        way = jnp.where(is_open, jnp.uint8(name), way)
    return jnp.where(on, way, jnp.uint8(Exit.NONE))
