"""What is amiss with one person's entries, one list at a time."""

# One person's values stand where the engine has columns.
# pyright: reportArgumentType=false, reportReturnType=false
from __future__ import annotations

from typing import Any

from reference.person import CLEAR, COURT, LISTED, of_row

REFUSES = 1  # the code of refusing though able


def followed(k: int, listed: Any, rules: Any) -> list[int]:
    """The lists on which an entry rests that rests on nothing else."""
    mine, rule = of_row(listed, k), of_row(rules, k)
    if mine.status == CLEAR or mine.ground != 0 or rule.scorer >= 0:
        return []
    return [j for j, follows in enumerate(rule.follows) if follows]


def is_court(mine: Any) -> bool:
    return 0 < mine.ground <= COURT


def is_for_company(k: int, listed: Any, rules: Any) -> bool:
    """Whether an entry, or one that it follows, stands in for a company."""

    def own(j: int) -> bool:
        it = of_row(listed, j)
        return bool(it.for_company and is_court(it) and it.status != CLEAR)

    return own(k) or any(map(own, followed(k, listed, rules)))


def has_turned(acts: Any, rests_on: int, k: int, listed: Any, rules: Any) -> bool:
    """Whether somebody rightly entered as able, or on a list that follows, is so no more."""

    def own(j: int) -> bool:
        it = of_row(listed, j)
        is_right = it.ground == REFUSES and not it.for_company and rests_on >> j & 1
        return bool(is_right and acts.owes and not acts.has_means)

    return own(k) or any(map(own, followed(k, listed, rules)))


def is_gone(acts: Any, mine: Any) -> bool:
    """Whether nothing is owed of the kind of debt that a court's entry is about."""
    return is_court(mine) and not (acts.company_owes if mine.for_company else acts.owes)


def settle(acts, rests_on, listed, rules):
    """What entries rest on once debts that are gone, and entries that others follow, are out."""
    for k in range(len(listed.status)):
        if rules.ends_on_payment[k] and is_gone(acts, of_row(listed, k)):
            rests_on &= ~(1 << k)
    for k in range(len(listed.status)):
        leads = [j for j in followed(k, listed, rules) if listed.status[j] == LISTED]
        if leads and not any(rests_on >> j & 1 for j in leads):
            rests_on &= ~(1 << k)
    return rests_on


def rightful(rests_on: int, listed: Any, rules: Any) -> int:
    """The lists on which own conduct has put somebody, as bits."""
    return sum(
        1 << k
        for k in range(len(listed.status))
        if rests_on >> k & 1 and not is_for_company(k, listed, rules)
    )


def flaw(acts, truth, k, listed, is_stray, policy, month) -> str | None:
    """The first row of the table of `flaws.of_entries` that applies."""
    rules = policy.lists
    mine, rule = of_row(listed, k), of_row(rules, k)
    is_so = truth.rests_on >> k & 1
    is_own = is_court(mine) and not mine.for_company
    is_newer = acts.owes and truth.debt_month > month - mine.months_on
    gone = is_gone(acts, mine) or (is_own and is_newer)
    if is_stray:
        return "namesake"
    if not is_so:
        if gone and rule.ends_on_payment:
            return "already_paid"
        if is_court(mine) and mine.for_company:
            may_be = rule.lists_representatives and policy.redress.representatives_wronged
            return "representative" if may_be else "already_paid"
        if is_court(mine):
            return "cannot_pay"
        return "did_not" if mine.ground else "by_score"
    if has_turned(acts, truth.rests_on, k, listed, rules) and not gone:
        return "turned"
    if is_for_company(k, listed, rules):
        return "stands_in"
    if gone:
        return "kept_on"
    if not mine.was_notified and not truth.is_aware:
        return "not_told"
    return "shown" if rule.shown_to > 0 else None
