"""What would have been right: the blind rules of `score` and `lists`, run on what is so.

No agency knows this. A hearing finds it out, and errs (`redress`); people know what they did
themselves (`life`); the record counts the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32, UInt16, UInt32

from discredit import flaws, lists, score
from discredit.dossier import Appraisal, Friends, Listed, Scored, mask
from discredit.observation import Hindsight
from discredit.observation.appraisal import (
    Circumstances,
    agreed_features,
    features_of,
    remember,
    spoiling,
)
from discredit.policy.rules import ListRules, Rules
from discredit.rooms import Score
from discredit.truth import Acts, Earned
from discredit.vocabulary import Status


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
    is_wrong: Bool[Array, "list n"]  # in law: a hearing that never erred would lift the entry
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
    rests_on = rests_on_what_is_so(rests_on, acts, decided, rules)
    return Judged(
        rests_on,
        wrong_in_law(acts, rests_on, decided.listed, rules),
        _is_earned(rests_on, decided, rules.lists),
    )


def earn(
    update: Score,
    life: Circumstances,
    before: Earned,
    hindsight: Hindsight,
    appraisal: Appraisal,
    rightful: UInt32[Array, " n"],
    friends: Friends | None,
    rules: Rules,
) -> tuple[Earned, Scored, Appraisal]:
    """The score that own true conduct alone would have brought under the same rules: without false
    or misrouted records, errors in files, purchases, the liking or dislike of others, friends, or
    entries that are wrong or not about this person's conduct.

    Args:
        update: the room that makes scores of records.
        life: the facts of it that a scorer may learn, after this month's acts.
        before: the accounts and the history of own conduct, as last month left them.
        hindsight: what is so about this month's records.
        appraisal: what scorers have on them.
        rightful: bit k, on list k as last month left it, and rightly; see `flaws.rightful`.
        friends: how a person's ties score; None where no score looks at ties.
        rules: of this month; somebody scores.

    Returns:
        The accounts and the history of own conduct, the score of it, and what scorers would have
        on it.

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
        manner=None if fair.manner is None else jnp.zeros_like(fair.manner),
    )
    earned = update(
        before.account,
        hindsight.unbought,
        rightful,
        fair,
        friends,
        score.unswayed(rules.score),
    )
    return Earned(earned.scores.account, clean, before.rated), earned, fair


def rests_on_what_is_so(
    before: UInt16[Array, " n"], acts: Acts, decided: Decided, rules: Rules
) -> UInt16[Array, " n"]:
    """Bit k: the entry on list k, or the warning, rests on something that is so, and is lawful.

    It is settled when the entry is decided, by its ground and the law of that day: its conduct was
    done (a debtor said to be able was able), or own conduct would have brought the score, or the
    other entry, that called for it; a company's debt is owed, and no desk holds that its
    representative is wronged. A debt that is gone ends it, where payment ends an entry.

    Args:
        before: these bits last month.
        acts: what people did this month.
        decided: what the agencies made of the month.
        rules: of this month: lists, and what the desks hold.

    Returns:
        These bits now; 0 where the list is clear of the person.
    """
    on_lists, newly_on = lists.on_which(decided.before)
    just, listed = before.astype(jnp.uint32), decided.listed
    may_stand_in = acts.company_owes & (rules.redress.representatives_wronged == 0)

    def one(listed: Listed, rule: ListRules) -> Bool[Array, " n"]:
        deserved = lists.called_for(decided.earned, on_lists & just, newly_on & just, rule)
        index = (jnp.maximum(listed.ground, 1) - 1).astype(jnp.uint32)
        did_it = ((decided.hindsight.so >> index) & 1) != 0
        by_conduct = jnp.where(listed.for_company, may_stand_in, did_it)
        return jnp.where(listed.ground == 0, deserved.by_score | deserved.by_list, by_conduct)

    was, now = decided.before.status, listed.status
    is_new = (was == Status.CLEAR) & (now != Status.CLEAR)
    is_so = jnp.where(
        is_new, jax.vmap(one)(listed, rules.lists), flaws.unpacked(before, was.shape[0])
    )
    has_ended = flaws.debt_is_gone(acts, listed) & (rules.lists.ends_on_payment > 0)[:, None]
    return _as_those_they_follow(is_so & ~has_ended & (now != Status.CLEAR), listed, rules.lists)


def _as_those_they_follow(
    is_so: Bool[Array, "list n"], listed: Listed, rules: ListRules
) -> UInt16[Array, " n"]:
    """An entry that rests on others alone falls with them, as long as they stand."""
    bits, followers = flaws.packed(is_so), flaws.follows_only(listed, rules)
    on = flaws.packed(listed.status == Status.LISTED)
    lead_it = jax.vmap(mask)(rules.follows).astype(jnp.uint16)

    def fall(k: Int32[Array, ""], bits: UInt16[Array, " n"]) -> UInt16[Array, " n"]:
        leads = on & lead_it[k]
        falls = followers[k] & (leads != 0) & ((leads & bits) == 0)
        return jnp.where(falls, bits & ~(jnp.uint16(1) << k.astype(jnp.uint16)), bits)

    return jax.lax.fori_loop(0, is_so.shape[0], fall, bits)


def wrong_in_law(
    acts: Acts, rests_on: UInt16[Array, " n"], listed: Listed, rules: Rules
) -> Bool[Array, "list n"]:
    """Whether each standing entry is one that a desk lifts by the law of the month.

    It lifts an entry that does not rest on something that is so (see `rests_on_what_is_so`); one
    for a company, where the law now says so; one of a debtor who has lost the means since he was
    entered, where the rules let it. What is unfair and lawful stands.

    Args:
        acts: what people did this month.
        rests_on: bit k, the entry on list k rests on something that is so.
        listed: the state on every list.
        rules: of this month.

    Returns:
        As a hearing would find that never erred; of a list without an entry it says nothing.

    Source:
        spc-company-not-person, spc-no-assets-exit.
    """
    is_so = flaws.unpacked(rests_on, listed.status.shape[0])
    company = flaws.for_companies(listed, rules.lists)
    turned = flaws.turned(acts, rests_on, listed, rules.lists)
    return (
        ~is_so
        | (company & (rules.redress.representatives_wronged > 0))
        | (turned & (rules.redress.releases_turned > 0))
    )


def _is_earned(
    rests_on: UInt16[Array, " n"], decided: Decided, rules: ListRules
) -> Bool[Array, " n"]:
    """Whether a person was treated as own conduct deserves: some entry rests on what he did, or
    there is none and no band is below the one that is earned."""
    stands = (decided.listed.status != Status.CLEAR) & (rules.is_red == 0)[:, None]
    is_earned = flaws.rightful(rests_on, decided.listed, rules) != 0
    if decided.scored is not None and decided.earned is not None:
        is_below = decided.scored.bands < decided.earned.bands
        by_score = ~stands.any(axis=0) & ~is_below.any(axis=0)
        is_earned = is_earned | by_score
    return is_earned
