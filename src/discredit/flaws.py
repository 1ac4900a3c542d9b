"""What is amiss with an entry: judged by the ground on which it was made and the law of that day.

Three kinds, told apart everywhere. **Wrong**: not so when it was made, somebody else's, or already
paid and still listed. **Turned**: the person was able to pay when entered and is not any more.
**Unfair though lawful**: it stands in for a company, as the law allowed; the debt is paid and the
rules keep the entry; the person was not told; or it is shown to all. No agency knows any of this.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Int32, UInt8, UInt16, UInt32

from discredit.dossier import Listed, mask
from discredit.policy.rules import ListRules, Rules
from discredit.truth import Acts, Truth
from discredit.vocabulary import FLAWS, GROUNDS, Status

REFUSES = GROUNDS.index("refuses_though_able") + 1
"""The one ground that says of somebody that he could pay; the others are of conduct alone."""
_NONE = np.uint8(255)  # not of JAX: importing this must start no engine


def is_court(listed: Listed) -> Bool[Array, "list n"]:
    """Whether an entry rests on one of the grounds of a court.

    Args:
        listed: the state on every list.
    """
    return (listed.ground > 0) & (listed.ground <= len(GROUNDS))


def packed(rows: Bool[Array, "list n"]) -> UInt16[Array, " n"]:
    """Rows as bits.

    Args:
        rows: one per list.

    Returns:
        Bit k: row k.
    """
    bits = jnp.zeros(rows.shape[1:], jnp.uint16)
    for k in range(rows.shape[0]):
        bits = bits | (rows[k].astype(jnp.uint16) << k)
    return bits


def unpacked(bits: UInt16[Array, " n"], lists: int) -> Bool[Array, "list n"]:
    """Bits as rows.

    Args:
        bits: bit k of list k.
        lists: how many there are.

    Returns:
        One row per list.
    """
    k = jnp.arange(lists, dtype=jnp.uint16)[:, None]
    return ((bits >> k) & 1) != 0


def follows_only(listed: Listed, rules: ListRules) -> Bool[Array, "list n"]:
    """Which entries rest on nothing but another list's.

    Args:
        listed: the state on every list.
        rules: one row per list.
    """
    is_follower = (rules.follows > 0).any(axis=1) & (rules.scorer < 0)
    return (listed.ground == 0) & (listed.status != Status.CLEAR) & is_follower[:, None]


def handed_on(
    own: Bool[Array, "list n"], listed: Listed, rules: ListRules
) -> Bool[Array, "list n"]:
    """What is so of an entry is so of those that rest on it.

    Args:
        own: of which entries it is so by themselves.
        listed: the state on every list.
        rules: one row per list.

    Returns:
        And of those on other lists that follow them.
    """
    bits, followers = packed(own), follows_only(listed, rules)
    rows = [
        own[k] | (followers[k] & ((bits & mask(rules.follows[k]).astype(jnp.uint16)) != 0))
        for k in range(own.shape[0])
    ]
    return jnp.stack(rows)


def for_companies(listed: Listed, rules: ListRules) -> Bool[Array, "list n"]:
    """Which entries stand in for a company's debt, or follow one that does.

    Args:
        listed: the state on every list.
        rules: one row per list.
    """
    own = listed.for_company & is_court(listed) & (listed.status != Status.CLEAR)
    return handed_on(own, listed, rules)


def rightful(
    rests_on: UInt16[Array, " n"], listed: Listed, rules: ListRules
) -> UInt32[Array, " n"]:
    """The lists on which own conduct has put somebody, and the law: all that counts for the score
    that own conduct would earn.

    Args:
        rests_on: bit k, the entry on list k rests on something that is so, and is lawful.
        listed: the state on every list.
        rules: one row per list.

    Returns:
        Bit k: list k. An entry for a company is lawful, and no conduct of this person.
    """
    return (rests_on & ~packed(for_companies(listed, rules))).astype(jnp.uint32)


def turned(
    acts: Acts, rests_on: UInt16[Array, " n"], listed: Listed, rules: ListRules
) -> Bool[Array, "list n"]:
    """Who was rightly entered as able to pay, owes still, and has lost the means.

    Args:
        acts: what people did this month.
        rests_on: bit k, the entry on list k rests on something that is so.
        listed: the state on every list.
        rules: one row per list.

    Returns:
        By list; never of an entry on other conduct, which is right whatever the means.
    """
    on_means = (listed.ground == REFUSES) & ~listed.for_company
    is_so = unpacked(rests_on, listed.status.shape[0])
    unable = acts.owes & ~acts.has_means
    return handed_on(on_means & is_so & unable, listed, rules)


def debt_is_gone(acts: Acts, listed: Listed) -> Bool[Array, "list n"]:
    """Whether nothing is owed of the kind of debt on which a court's entry rests.

    Args:
        acts: what people did this month.
        listed: the state on every list.

    Returns:
        By list; false of entries on other grounds.
    """
    gone = jnp.where(listed.for_company, ~acts.company_owes, ~acts.owes)
    return is_court(listed) & gone


def of_entries(
    acts: Acts,
    truth: Truth,
    listed: Listed,
    about_other: UInt16[Array, " n"],
    rules: Rules,
    t: Int32[Array, ""],
) -> UInt8[Array, "list n"]:
    """What is amiss with each person's entry on each black list, whatever the dossier says.

    A code from 1 in the order of FLAWS, 0 for nothing.

    | entry                                                  | is                      |
    |--------------------------------------------------------|-------------------------|
    | is about a namesake                                    | wrong: namesake         |
    | is about a company's debt, against the law of that day | wrong: representative   |
    | on a debt that is gone, where payment ends an entry    | wrong: already_paid     |
    | on refusal though able, of somebody without means then | wrong: cannot_pay       |
    | on conduct that the person did not do                  | wrong: did_not          |
    | on a score, or another list, by no conduct of his own  | wrong: by_score         |
    | on refusal though able, by now without means           | turned                  |
    | is about a company's debt, as the law allowed          | unfair: stands_in       |
    | on a debt that is gone, and the rules keep the entry   | unfair: kept_on         |
    | came without a letter, and the person does not know    | unfair: not_told        |
    | is shown to ties, who need nothing of it               | unfair: shown           |
    | any other                                              | right                   |

    Shown beyond need is every entry of a list that shows them to ties (`shown_to` above nought):
    whoever has to act on an entry holds a copy of the list.

    Args:
        acts: what people did this month.
        truth: what is so about them at the end of the month.
        listed: the state on every list at the end of the month.
        about_other: bit k, the entry on list k rests on a namesake's record.
        rules: of this month.
        t: the month.

    Returns:
        By list; the first row of the table that applies.

    Source:
        spc-company-not-person, spc-removal-days.
    """
    lists = listed.status.shape[0]
    other, is_so = unpacked(about_other, lists), unpacked(truth.rests_on, lists)
    for_company = is_court(listed) & listed.for_company
    own = is_court(listed) & ~listed.for_company
    # Where no such entry can be made, the company has paid since, and defaulted anew.
    may_be, is_held = rules.lists.lists_representatives, rules.redress.representatives_wronged
    against_law = ((may_be > 0) & (is_held > 0))[:, None]
    # The debt of an entry is older than the entry: a newer one has come in its place.
    is_newer = acts.owes & (truth.debt_month > t - listed.months_on)
    gone = debt_is_gone(acts, listed) | (own & is_newer)
    ends = (rules.lists.ends_on_payment > 0)[:, None]
    company = for_companies(listed, rules.lists)
    shows = (rules.lists.shown_to > 0)[:, None]
    unaware = ~listed.was_notified & ~truth.is_aware
    rows = (
        ("namesake", other),
        ("already_paid", ~is_so & ((gone & ends) | (for_company & ~against_law))),
        ("representative", ~is_so & for_company),
        ("cannot_pay", ~is_so & own),
        ("did_not", ~is_so & (listed.ground != 0)),
        ("by_score", ~is_so),
        ("turned", turned(acts, truth.rests_on, listed, rules.lists) & ~gone),
        ("stands_in", company),
        ("kept_on", gone),
        ("not_told", unaware),
        ("shown", shows & jnp.ones_like(other)),
    )
    flaw = jnp.zeros(listed.status.shape, jnp.uint8)
    for name, applies in reversed(rows):
        flaw = jnp.where(applies, _code(name), flaw)
    stands = (listed.status == Status.LISTED) & (rules.lists.is_red == 0)[:, None]
    return jnp.where(stands, flaw, jnp.uint8(0))


def of_person(flaws: UInt8[Array, "list n"]) -> UInt8[Array, " n"]:
    """The worst that is amiss with any entry of a person.

    Args:
        flaws: codes by list, see `of_entries`.

    Returns:
        The first in the order of FLAWS; 0 for nothing.
    """
    worst = jnp.where(flaws != 0, flaws, _NONE).min(axis=0)
    return jnp.where(worst == _NONE, jnp.uint8(0), worst)


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
    was = unpacked(about_other, listed.status.shape[0])
    return packed(jnp.where(decided, is_stray, was) & (listed.status != Status.CLEAR))


def _code(name: str) -> UInt8[Array, ""]:
    return jnp.uint8(FLAWS.index(name) + 1)
