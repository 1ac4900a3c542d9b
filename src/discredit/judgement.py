"""What would have been right: the blind rules of `score` and `lists`, run on what is so.

No agency knows this. A hearing finds it out, and errs (`redress`); people know what they did
themselves (`life`); the record counts the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, UInt8, UInt16, UInt32

from discredit import lists, score
from discredit.dossier import Appraisal, Friends, Listed, Scored
from discredit.observation import Hindsight
from discredit.observation.appraisal import (
    Circumstances,
    agreed_features,
    features_of,
    remember,
    spoiling,
)
from discredit.policy.rules import ListRules, RedressRules, Rules
from discredit.rooms import Score
from discredit.truth import Acts, Earned
from discredit.vocabulary import GROUNDS, WRONGS, Status


class Decided(NamedTuple):
    """What the agencies have decided this month, and what they cannot know about it."""

    hindsight: Hindsight
    scored: Scored | None
    earned: Scored | None  # what own true conduct would score; see `earn`
    before: Listed  # the state on every list as last month left it
    listed: Listed  # the state on every list now


class Judged(NamedTuple):
    """What this month's decisions look like in the light of what is so."""

    rests_on: UInt16[Array, " n"]  # bit k: the entry on list k rests on something that is so
    is_wrong: Bool[Array, "list n"]  # the standing entry, as a hearing would find if it never erred
    is_earned: Bool[Array, " n"]  # by what the person did, as far as conduct other than debt goes


def judge(rests_on: UInt16[Array, " n"], acts: Acts, decided: Decided, rules: Rules) -> Judged:
    """Hold the month's entries against what people really did.

    Args:
        rests_on: bit k, the entry on list k rests on something that is so, as last month left it.
        acts: what people did this month.
        decided: what the agencies made of it.
        rules: of this month.

    Returns:
        What entries rest on and which are wrong, on every list; and whom the month treats as he
        deserves.

    Draws:
        None.
    """
    rests_on = rests_on_what_is_so(rests_on, decided, rules.lists)
    return Judged(
        rests_on,
        is_wrong(acts, rests_on, decided.listed, rules.redress),
        _is_earned(rests_on, decided, rules.lists),
    )


def earn(
    update: Score,
    life: Circumstances,
    before: Earned,
    hindsight: Hindsight,
    appraisal: Appraisal,
    on_lists: UInt32[Array, " n"],
    friends: Friends | None,
    rules: Rules,
) -> tuple[Earned, Scored]:
    """The score that own true conduct alone would have brought under the same rules: without false
    or misrouted records, errors in files, purchases, dislike, or friends.

    Args:
        update: the room that makes scores of records.
        life: the facts of it that a scorer may learn, after this month's acts.
        before: the accounts and the history of own conduct, as last month left them.
        hindsight: what is so about this month's records.
        appraisal: what scorers have on them.
        on_lists: bit k, on list k as last month left it.
        friends: how a person's ties score; None where no score looks at ties.
        rules: of this month; somebody scores.

    Returns:
        The accounts and the history of own conduct, and the score of it.

    Draws:
        None.
    """
    assert rules.score is not None
    fair, clean = appraisal, before.history
    if clean is not None and fair.features is not None:
        spoils = spoiling(rules.score, rules.behaviour.conducts)
        clean = remember(clean, hindsight.so & spoils)
        if fair.schooling is None:
            features = features_of(life, clean, None)
        else:
            features = agreed_features(life, clean, None, fair.schooling)
        fair = fair._replace(features=jnp.broadcast_to(features, fair.features.shape))
    fair = fair._replace(
        error=None if fair.error is None else jnp.zeros_like(fair.error),
        has_error=jnp.zeros_like(fair.has_error),
    )
    earned = update(
        before.account,
        hindsight.unbought,
        on_lists,
        fair,
        friends,
        score.unswayed(rules.score),
    )
    return Earned(earned.scores.account, clean), earned


def rests_on_what_is_so(
    before: UInt16[Array, " n"], decided: Decided, rules: ListRules
) -> UInt16[Array, " n"]:
    """Bit k: the entry on list k, or the warning, rests on something that is so. It is settled when
    the entry is decided: its conduct was done, or own conduct would have brought the score, or the
    other entry, that called for it.

    Args:
        before: these bits last month.
        decided: what the agencies made of the month.
        rules: one row per list.

    Returns:
        These bits now; 0 where the list is clear of the person.
    """
    on_lists, newly_on = lists.on_which(decided.before)
    just = before.astype(jnp.uint32)

    def one(listed: Listed, rule: ListRules) -> Bool[Array, " n"]:
        deserved = lists.called_for(decided.earned, on_lists & just, newly_on & just, rule)
        index = (jnp.maximum(listed.ground, 1) - 1).astype(jnp.uint32)
        did_it = ((decided.hindsight.so >> index) & 1) != 0
        by_conduct = did_it & (listed.ground > len(GROUNDS))
        return jnp.where(listed.ground == 0, deserved.by_score | deserved.by_list, by_conduct)

    is_so = jax.vmap(one)(decided.listed, rules)
    bits, was, now = before, decided.before.status, decided.listed.status
    for k in range(was.shape[0]):
        bit = jnp.uint16(1 << k)
        is_new = (was[k] == Status.CLEAR) & (now[k] != Status.CLEAR)
        settled = (bits & ~bit) | jnp.where(is_so[k], bit, jnp.uint16(0))
        bits = jnp.where(is_new, settled, bits)
        bits = jnp.where(now[k] == Status.CLEAR, bits & ~bit, bits)
    return bits


def is_wrong(
    acts: Acts, rests_on: UInt16[Array, " n"], listed: Listed, rules: RedressRules
) -> Bool[Array, "list n"]:
    """Whether each standing entry is wrong as the law of the month has it.

    On a court's ground: if the person could not pay, owes nothing, or (where the law says so)
    stands in for a company. On any other: if it does not rest on something that is so.

    Args:
        acts: what people did this month.
        rests_on: bit k, the entry on list k rests on something that is so.
        listed: the state on every list.
        rules: of this month.

    Returns:
        As a hearing would find that never erred; of a list without an entry it says nothing.

    Source:
        spc-company-not-person.
    """
    k = jnp.arange(listed.status.shape[0], dtype=jnp.uint16)[:, None]
    is_so = ((rests_on >> k) & 1) != 0
    stands_in = ~acts.company_owes | (rules.representatives_wronged > 0)
    of_court = jnp.where(listed.for_company, stands_in, ~(acts.owes & acts.has_means))
    return jnp.where(_is_court(listed), of_court, ~is_so)


def _is_earned(
    rests_on: UInt16[Array, " n"], decided: Decided, rules: ListRules
) -> Bool[Array, " n"]:
    """Whether a person was treated as own conduct deserves: some entry rests on what is so, or
    there is none and no band is below the one that is earned."""
    stands = (decided.listed.status != Status.CLEAR) & (rules.is_red == 0)[:, None]
    is_earned = rests_on != 0
    if decided.scored is not None and decided.earned is not None:
        is_below = decided.scored.bands < decided.earned.bands
        by_score = ~stands.any(axis=0) & ~is_below.any(axis=0)
        is_earned = is_earned | by_score
    return is_earned


def about_namesakes(
    before: Listed,
    listed: Listed,
    stray: UInt32[Array, " n"],
    about_other: UInt16[Array, " n"],
) -> UInt16[Array, " n"]:
    """Bit k: whether the standing entry, or warning, on list k rests on a namesake's record.

    Args:
        before: the state on every list as last month left it.
        listed: the state on every list at the end of the month.
        stray: bit c, this month's record of conduct c is really about a namesake.
        about_other: these bits last month.

    Returns:
        These bits now; 0 where the list is clear of the person.
    """
    anew = listed.times != before.times
    decided = (before.status == Status.CLEAR) & ((listed.status != Status.CLEAR) | anew)
    index = (jnp.maximum(listed.ground, 1) - 1).astype(jnp.uint32)
    is_stray = (((stray >> index) & 1) != 0) & (listed.ground != 0)
    bits = jnp.zeros_like(about_other)
    for k in range(listed.status.shape[0]):
        was = ((about_other >> k) & 1) != 0
        now = jnp.where(decided[k], is_stray[k], was) & (listed.status[k] != Status.CLEAR)
        bits = bits | (now.astype(jnp.uint16) << k)
    return bits


def causes_of_wrong(
    acts: Acts,
    rests_on: UInt16[Array, " n"],
    listed: Listed,
    about_other: UInt16[Array, " n"],
    is_black: Bool[Array, " list"],
) -> UInt8[Array, "list n"]:
    """Why each entry of a person on a black list is wrong in truth, whatever the dossier says.

    A code from 1 in the order of WRONGS, 0 for none.

    | entry is about                 | truth                         | cause          |
    |--------------------------------|-------------------------------|----------------|
    | a namesake                     |                               | namesake       |
    | a company                      |                               | representative |
    | the person's own debt          | nothing is owed any more      | already_paid   |
    | the person's own debt          | owed, and no means            | cannot_pay     |
    | the person's own debt          | owed, and could be paid       | not wrong      |
    | other conduct                  | the person did not do it      | did_not        |
    | a score, or another list       | own conduct would not do      | by_score       |

    Args:
        acts: what people did this month.
        rests_on: bit k, the entry on list k rests on something that is so.
        listed: the state on every list at the end of the month.
        about_other: bit k, the entry on list k rests on a namesake's record.
        is_black: which lists are black.

    Returns:
        By list; 0 on every red one.
    """
    k = jnp.arange(listed.status.shape[0], dtype=jnp.uint16)[:, None]
    other, is_so = (((bits >> k) & 1) != 0 for bits in (about_other, rests_on))
    debt = jnp.where(~acts.owes, _code("already_paid"), _code("cannot_pay"))
    debt = jnp.where(acts.owes & acts.has_means, jnp.uint8(0), debt)
    of_court = jnp.where(listed.for_company, _code("representative"), debt)
    cause = jnp.where(listed.ground == 0, _code("by_score"), _code("did_not"))
    cause = jnp.where(is_so, jnp.uint8(0), cause)
    cause = jnp.where(_is_court(listed), of_court, cause)
    cause = jnp.where(other, _code("namesake"), cause)
    stands = (listed.status == Status.LISTED) & is_black[:, None]
    return jnp.where(stands, cause, jnp.uint8(0))


def first_cause(causes: UInt8[Array, "list n"]) -> UInt8[Array, " n"]:
    """Why an entry of a person is wrong: of several, the first cause in the order of WRONGS.

    Args:
        causes: what `causes_of_wrong` says of each list.

    Returns:
        One cause for all lists together, 0 for none.
    """
    cause = jnp.where(causes != 0, causes, jnp.uint8(255)).min(axis=0)
    return jnp.where(cause == 255, jnp.uint8(0), cause)


def _is_court(listed: Listed) -> Bool[Array, "list n"]:
    """Whether an entry rests on one of the grounds of a court."""
    return (listed.ground > 0) & (listed.ground <= len(GROUNDS))


def _code(cause: str) -> UInt8[Array, ""]:
    return jnp.uint8(WRONGS.index(cause) + 1)
