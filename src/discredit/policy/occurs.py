"""What a system may lack for itself: a cause of wrong, a way off a list, a fine, a closed door. Its
figures would be nought whatever happened, and are not told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from discredit.policy.corridor import ListRule, Scorer
from discredit.policy.idle import peak
from discredit.policy.kinds import labels_on
from discredit.policy.schema import Policy
from discredit.vocabulary import EXITS, GROUNDS, Exit, word

Has = Callable[[Policy], bool]
"""Whether a system has what a measure needs."""


def can_occur(policy: Policy, name: str) -> bool:
    """Whether a measure can be other than nought in some month of this system.

    Args:
        policy: A system with its conduct and its life.
        name: A measure of the series or of the effects.

    Returns:
        True of a measure that no rule of a system decides.
    """
    if name.startswith("refused_"):
        return name.removeprefix("refused_") in _doors(policy, "closes")
    if name.startswith(("ever_", "wrongly_", "unfairly_", "listed_")):
        cause = name.split("_", 1)[1]
        name = f"cause {cause}" if cause in _OF_CAUSES else name
    cause = name.rsplit("_", 1)[-1]
    if name.startswith(("too_low_", "short_", "mean_short_")) and cause in _SHORT:
        return any(can_be_short(policy, scorer, cause) for scorer in policy.system.scores.values())
    return all(has(policy) for has in _NEEDS.get(name, ()))


def _black(policy: Policy) -> list[ListRule]:
    return [rule for rule in policy.system.lists.values() if rule.colour == "black"]


def _doors(policy: Policy, level: str) -> set[str]:
    """The services that a list or a band closes, or favours."""
    gates = policy.system.gates
    levels = [*gates.lists.values(), *(one for of in gates.bands.values() for one in of.values())]
    return {service for one in levels for service in labels_on(getattr(one, level))}


def _grounds(policy: Policy) -> set[str]:
    """The conducts on whose record one is entered on a black list."""
    return {name for rule in _black(policy) for name in labels_on(rule.grounds)}


def ways_out(policy: Policy, rule: ListRule) -> set[Exit]:
    """The ways in which an entry on a list can end in some month.

    Args:
        policy: The policy that has the list.
        rule: Of the list.
    """
    redress, is_black = policy.system.redress, rule.colour == "black"
    is_endless = 0 in rule.term_months.scalars or rule.term_months.before == 0
    can = {
        Exit.CORRECTED: is_black and peak(redress.filing_rate) > 0,
        Exit.AMNESTY: is_black and peak(redress.amnesty) > 0,
        Exit.PAID: peak(rule.ends_on_payment) > 0,
        Exit.TERM: peak(rule.term_months) > 0,
        Exit.REPAIRED: peak(rule.repairs_on_part_payment) > 0
        or peak(rule.ends_on_closing) > 0
        or bool(labels_on(rule.repairs_with)),
        Exit.WITH_SCORE: peak(rule.leaves_with_score) > 0
        or (is_endless and bool(labels_on(rule.follows))),
    }
    return {way for way, is_open in can.items() if is_open}


def _exits(policy: Policy, way: Exit) -> bool:
    """Whether an entry on a black list can end in this way."""
    return any(way in ways_out(policy, rule) for rule in _black(policy))


def _strays(policy: Policy) -> bool:
    seen = policy.system.observation
    by_name = any(peak(watch.false_by_name) > 0 for watch in seen.conducts.values())
    return bool(_black(policy)) and (peak(seen.misrouted) > 0 or by_name)


def _debts(policy: Policy) -> bool:
    return policy.behaviour.debts is not None


def _is_of_court(policy: Policy) -> bool:
    return _debts(policy) and bool(_grounds(policy) & set(GROUNDS))


def _lists_companies(policy: Policy) -> bool:
    named = any(peak(rule.lists_representatives) > 0 for rule in _black(policy))
    return _is_of_court(policy) and named


def _keeps_on(policy: Policy) -> bool:
    return _is_of_court(policy) and any(peak(one.ends_on_payment) == 0 for one in _black(policy))


def _by_score(policy: Policy) -> bool:
    return any(rule.score or labels_on(rule.follows) for rule in _black(policy))


def warns(rule: ListRule) -> bool:
    """Whether somebody can be warned of a list before he is on it.

    Args:
        rule: Of the list.
    """
    return peak(rule.grace_months) > 0 or peak(rule.records_needed, absent=1) > 1


def _warns(policy: Policy) -> bool:
    return any(warns(rule) for rule in _black(policy))


def _is_shown(policy: Policy) -> bool:
    return any(peak(rule.shown_to) > 0 for rule in _black(policy))


def _dues(policy: Policy) -> bool:
    rules = policy.system.lists.values()
    return any(peak(rule.fine) > 0 or peak(rule.deduction) > 0 for rule in rules)


def _hears(policy: Policy) -> bool:
    return _exits(policy, Exit.CORRECTED)


def _errors(policy: Policy) -> bool:
    return any(scorer.errors for scorer in policy.system.scores.values())


def _hides(policy: Policy) -> bool:
    return any(peak(one.moves_out_of_sight) > 0 for one in policy.behaviour.conducts.values())


def _sells(policy: Policy) -> bool:
    bought = any(peak(one.bought) > 0 for one in policy.behaviour.conducts.values())
    return bought and any(peak(one.is_shown) > 0 for one in policy.system.scores.values())


def _closes(policy: Policy) -> bool:
    return bool(_doors(policy, "closes"))


def _loses_trade(policy: Policy) -> bool:
    lost = policy.life.trade_lost
    return any(peak(lost, door) > 0 for door in _doors(policy, "closes"))


def _loses_custom(policy: Policy) -> bool:
    looks = any(peak(rule.looked_up_by) > 0 for rule in _black(policy))
    return peak(policy.life.custom_lost) > 0 and (looks or _is_shown(policy))


def _favours_counter(policy: Policy) -> bool:
    return "counter" in _doors(policy, "favours")


def can_be_short(policy: Policy, scorer: Scorer, cause: str) -> bool:
    """Whether somebody can stand too low with a scorer for this reason.

    Args:
        policy: The policy that has the scorer.
        scorer: Of whom it is asked.
        cause: A key of SHORTFALLS.
    """
    return _SHORT[cause](policy, scorer)


def _errs(policy: Policy, scorer: Scorer) -> bool:
    """Whether a file, or an entry that moves the score, can be wrong, or a record false."""
    seen, counts = policy.system.observation, _costly(scorer)
    false = any(
        peak(watch.false_records) > 0 or peak(watch.false_by_name) > 0
        for name, watch in seen.conducts.items()
        if name in counts
    )
    astray = peak(seen.misrouted) > 0 and bool(counts)
    court = _debts(policy) and bool(counts & set(GROUNDS))
    links = any(min(number.scalars) < 0 for number in (scorer.links or {}).values())
    wrong = scorer.errors is not None and peak(scorer.errors.share) > 0
    return false or astray or court or links or wrong


def _costly(scorer: Scorer) -> set[str]:
    """The conducts whose record takes points."""
    points = {name for name, number in (scorer.points or {}).items() if min(number.scalars) < 0}
    return points | set(scorer.caps or {})


def _overlooks(policy: Policy, scorer: Scorer) -> bool:
    """Whether a feature that counts can be lacking, or blurred."""
    del policy
    factors = scorer.factors
    if factors is None:
        return False
    weighs = any(number > 0 for number in factors.weights.scalars)
    lacks = factors.sees is not None and min(factors.sees.scalars) < 1
    return weighs and (lacks or peak(factors.noise) > 0)


def _minds_others(policy: Policy, scorer: Scorer) -> bool:
    """Whether what friends are, or what others make of somebody, moves the score."""
    del policy
    rated = scorer.peers is not None and peak(scorer.peers.weight) > 0
    weighed = scorer.factors is not None and peak(scorer.factors.weights, "network") > 0
    return rated or weighed or peak(scorer.friends) > 0


_SHORT: Final[dict[str, Callable[[Policy, Scorer], bool]]] = {
    "file": _errs,
    "sight": _overlooks,
    "others": _minds_others,
}
_OF_CAUSES: Final[dict[str, Has]] = {
    "cannot_pay": _is_of_court,
    "already_paid": _is_of_court,
    "representative": _lists_companies,
    "namesake": _strays,
    "did_not": lambda policy: bool(_grounds(policy) - set(GROUNDS)),
    "by_score": _by_score,
    "turned": _is_of_court,
    "stands_in": _lists_companies,
    "kept_on": _keeps_on,
    "shown": _is_shown,
}
_NEEDS: Final[dict[str, tuple[Has, ...]]] = {
    **{f"cause {cause}": (_OF_CAUSES[cause],) for cause in _OF_CAUSES},
    **{f"exits_{word(way)}": (lambda p, way=way: _exits(p, way),) for way in EXITS},
    **dict.fromkeys(("in_default", "cannot_pay", "debts_paid", "paid"), (_debts,)),
    **dict.fromkeys(("files_opened", "files_opened_cannot_pay", "records_expected"), (_debts,)),
    "debts_paid_while_listed": (_debts, lambda p: bool(_black(p))),
    **dict.fromkeys(("appeals_filed", "appeals_served", "appeals_won"), (_hears,)),
    **dict.fromkeys(("appeals_waiting", "correction_months", "time_to_correction"), (_hears,)),
    "reviews_heard": (_hears, lambda p: peak(p.system.redress.continues) > 0),
    "copies_cleared": (lambda p: bool(p.system.gates.lists),),
    **dict.fromkeys(("fines", "fined_wrongly"), (_dues,)),
    "warned": (_warns,),
    "contacts_lost": (_is_shown,),
    "red_listed": (lambda p: any(r.colour == "red" for r in p.system.lists.values()),),
    **dict.fromkeys(("favoured", "months_favoured"), (lambda p: bool(_doors(p, "favours")),)),
    "disagreement": (lambda p: len(p.system.scores) > 1,),
    **dict.fromkeys(("file_errors", "files_mended"), (_errors,)),
    **dict.fromkeys(("shut_out", "shut_out_by_stale_copy", "shut_out_blameless"), (_closes,)),
    **dict.fromkeys(("months_shut_out", "ever_shut_out", "ever_blameless"), (_closes,)),
    **dict.fromkeys(("times_refused", "served_informally"), (_closes,)),
    **dict.fromkeys(("counter_visits_favoured", "counter_hours_favoured"), (_favours_counter,)),
    "wait_favoured": (_favours_counter,),
    "paid_in_grace": (_debts,),
    "trade_lost": (_loses_trade,),
    "custom_lost": (_loses_custom,),
    "acts_hidden": (_hides,),
    "deeds_bought": (_sells,),
}
