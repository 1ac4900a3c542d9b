"""What a system's question is answered by: measures that exist, and that can occur in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from discredit.columns import MEASURES, OF_CASES, OF_PERSONS, PARTS
from discredit.policy.doors import takes_money
from discredit.policy.faults import BrokenRule, did_you_mean
from discredit.policy.kinds import labels_on
from discredit.vocabulary import CAUSES, UNFAIR_CAUSES

if TYPE_CHECKING:
    from discredit.policy.schema import Policy

KNOWN: Final = (*MEASURES, *OF_PERSONS, *OF_CASES)
"""Every measure that may answer a question: of the series, of persons, of cases."""
MOST_ANSWERS: Final = 4


class _Need(NamedTuple):
    """What a measure needs of a policy, in words, and whether a policy has it."""

    what: str
    has: Callable[[Policy], bool]


def _black(policy: Policy) -> list[Any]:
    return [rule for rule in policy.system.lists.values() if rule.colour == "black"]


def _doors(policy: Policy, level: str) -> set[str]:
    """The services that a list or a band closes, or favours."""
    gates = policy.system.gates
    levels = [*gates.lists.values(), *(one for of in gates.bands.values() for one in of.values())]
    return {service for one in levels for service in labels_on(getattr(one, level))}


def _prices(policy: Policy) -> bool:
    life = policy.life
    hours = (life.slower_hours, life.favoured_hours)
    return any((life.price, life.dearer_by, life.favoured_discount, *hours))


_LIST = _Need("a black list", lambda policy: bool(_black(policy)))
_RED = _Need("a red list", lambda p: any(r.colour == "red" for r in p.system.lists.values()))
_COUNTED = _Need(
    "a score or a catalogue of conduct, beside which favour is counted",
    lambda policy: bool(policy.system.scores or policy.behaviour.conducts),
)
_DUES = _Need(
    "a list with a fine or a deduction",
    lambda policy: any(rule.fine or rule.deduction for rule in policy.system.lists.values()),
)
_SCORE = _Need("a score", lambda policy: bool(policy.system.scores))
_ONE_SCORE = _Need("a score, and one alone", lambda policy: len(policy.system.scores) == 1)
_SCORES = _Need("several scores", lambda policy: len(policy.system.scores) > 1)
_FEATURES = _Need(
    "a score that weighs features",
    lambda policy: any(score.factors for score in policy.system.scores.values()),
)
_TIES = _Need(
    "a score that looks at ties, or that others give",
    lambda policy: any(
        score.factors or score.friends or score.peers for score in policy.system.scores.values()
    ),
)
_ERRORS = _Need(
    "a score with errors in its files",
    lambda policy: any(score.errors for score in policy.system.scores.values()),
)
_CONDUCT = _Need("a catalogue of conduct", lambda policy: bool(policy.behaviour.conducts))
_DEBTS = _Need("debts before a court", lambda policy: policy.behaviour.debts is not None)
_CLOSED = _Need("a door that is closed", lambda policy: bool(_doors(policy, "closes")))
_FAVOUR = _Need("a door that favours", lambda policy: bool(_doors(policy, "favours")))
_COUNTERS = _Need("counters in its life", lambda policy: policy.life.counters is not None)
_PRICES = _Need("prices in its life", _prices)
_INFORMAL = _Need("an informal economy", lambda policy: policy.life.informal_share is not None)
_GRACE = _Need(
    "a list with a time of grace",
    lambda policy: any(
        rule.grace_months and any(rule.grace_months.scalars)
        for rule in policy.system.lists.values()
    ),
)
_GIVES_UP = _Need("appellants who give up", lambda p: p.system.redress.gives_up is not None)
_CHECKS = _Need("checks of applications", lambda p: bool(p.system.observation.checks))
_TRADE = _Need(
    "what refusals cost in its life",
    lambda p: any((p.life.costs_work, p.life.trade_lost, p.life.pay_lost, p.life.refusal_costs)),
)
_BUDGET = _Need(
    "a budget in its life, and money that it takes",
    lambda p: p.life.budget is not None and takes_money(p),
)
_THIN_FILES = _Need(
    "people whom no bank knows (no_history in its life), and a door that favours borrowers",
    lambda p: p.life.no_history is not None and "loan" in _doors(p, "favours"),
)

_OF_PART: Final[dict[str, tuple[_Need, ...]]] = {
    "listing": (_LIST,), "refusals": (), "living": (), "conduct": (_CONDUCT,), "favour": (),
    "score": (_SCORE,), "points": (_ONE_SCORE,), "counters": (_COUNTERS,), "prices": (_PRICES,),
    "informal": (_INFORMAL,), "giving_up": (_GIVES_UP, _LIST), "grace": (_GRACE, _LIST),
    "thin_files": (_THIN_FILES,), "checks": (_CHECKS,),
    "debts": (_DEBTS,), "firms": (_DEBTS,), "trade": (_TRADE,), "budget": (_BUDGET,),
    "years": (), "years_debts": (_DEBTS,), "years_firms": (_DEBTS,),
    "sight": (_FEATURES,), "points_sight": (_ONE_SCORE, _FEATURES),
    "others": (_TIES,), "points_others": (_ONE_SCORE, _TIES),
}  # fmt: skip
_OWN: Final[dict[str, tuple[_Need, ...]]] = {
    "people": (),
    **dict.fromkeys(("in_default", "cannot_pay", "debts_paid", "paid"), (_DEBTS,)),
    **dict.fromkeys(("files_opened", "files_opened_cannot_pay"), (_DEBTS,)),
    **dict.fromkeys(("shut_out", "months_shut_out", "ever_shut_out", "times_refused"), (_CLOSED,)),
    "ever_blameless": (_CLOSED,),
    "shut_out_blameless": (_CONDUCT, _CLOSED),
    **dict.fromkeys(("appeals_filed", "appeals_served", "appeals_won"), (_LIST,)),
    **dict.fromkeys(("reviews_heard", "copies_cleared"), (_LIST,)),
    **dict.fromkeys(("appeals_waiting", "correction_months", "time_to_correction"), (_LIST,)),
    **dict.fromkeys(("ever_listed", "ever_wrongly", "never_notified", "family_hit"), (_LIST,)),
    **dict.fromkeys(("months_listed", "months_wrongly", "months_listed_at_home"), (_LIST,)),
    **dict.fromkeys((f"ever_{cause}" for cause in (*CAUSES, *UNFAIR_CAUSES)), (_LIST,)),
    **dict.fromkeys(("ever_turned", "ever_unfairly"), (_LIST,)),
    "fines": (_DUES,),
    "fined_wrongly": (_LIST, _DUES),
    "red_listed": (_RED, _COUNTED),
    "favoured": (_FAVOUR, _COUNTED),
    "months_favoured": (_FAVOUR,),
    "discounts": (_PRICES, _FAVOUR),
    "disagreement": (_SCORES,),
    **dict.fromkeys(("file_errors", "files_mended"), (_ERRORS,)),
    **dict.fromkeys(("mean_score", "mean_short", "mean_short_file"), (_ONE_SCORE,)),
    "mean_short_sight": (_ONE_SCORE, _FEATURES),
    "mean_short_others": (_ONE_SCORE, _TIES),
    "wait": (_COUNTERS,),
    "wait_favoured": (_COUNTERS, _FAVOUR),
}


def unknown(outcomes: Sequence[str]) -> Iterator[BrokenRule]:
    """A broken rule for each answer that is no measure, or is named twice, or one too many.

    Args:
        outcomes: The measures that a system names.
    """
    for name in outcomes:
        if name not in KNOWN:
            rule = "it must be a measure of the series or of the effects; docs/tables.md has all"
            remedy = did_you_mean(name, KNOWN, "Take one of them, or leave outcome out.")
            yield BrokenRule(("outcome",), name, rule, remedy)
    if len(set(outcomes)) < len(outcomes) or not 1 <= len(outcomes) <= MOST_ANSWERS:
        rule = f"a question is answered by 1 to {MOST_ANSWERS} measures, each named once"
        yield BrokenRule(("outcome",), list(outcomes), rule, "Keep those that answer it best.")


def beyond(policy: Policy) -> Iterator[BrokenRule]:
    """A broken rule for each answer that can never occur in this system.

    Args:
        policy: A system with its conduct and its life.
    """
    outcome = policy.system.outcome
    if outcome is None:
        return
    for name in policy.system.outcomes:
        lacking = [need.what for need in _needs(name) if not need.has(policy)]
        if name.startswith("refused_"):
            service = name.removeprefix("refused_")
            lacking = [] if service in _doors(policy, "closes") else [f"a closed door at {service}"]
        if lacking:
            rule = f"{name} cannot occur in this system, which lacks {' and '.join(lacking)}"
            remedy = "Name a measure of what it does, or give it what is lacking."
            yield BrokenRule(("system", "outcome"), name, rule, remedy)


def _needs(name: str) -> tuple[_Need, ...]:
    if name in _OWN:
        return _OWN[name]
    part = next((part for part, measures in PARTS.items() if name in measures), None)
    return _OF_PART[part] if part else ()
