"""What stands in a policy and cannot act: told by `check`, since nothing in a run would tell it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from discredit.policy.address import numbers
from discredit.policy.checking import Check
from discredit.policy.corridor import ListRule, Scorer, Watch
from discredit.policy.faults import listed
from discredit.policy.kinds import labels_on
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.vocabulary import GROUNDS, OCCUPATIONS, SERVICES

CHILDREN = "0-17"
"""The age group of which nobody acts: conduct is of adults."""


class Idle(NamedTuple):
    """Something that cannot act: where it stands, and why."""

    path: str
    why: str


def idle_in(policy: Policy) -> list[Idle]:
    """Whatever a policy says that cannot make a difference to anybody in any month.

    Args:
        policy: A policy in order; what is told here is no fault.

    Returns:
        In corridor order.
    """
    return [
        *_answers(policy),
        *_ages(policy),
        *_spared(policy),
        *_places(policy),
        *_records(policy),
        *_checks(policy),
        *_scores(policy),
        *_lists(policy),
        *_doors(policy),
        *_desks(policy),
        *_grace(policy),
        *_closed(policy),
        *_budget(policy),
    ]


def peak(number: Number | None, label: str | None = None, absent: float = 0.0) -> float:
    """The most a number ever is, of one label or of all.

    Args:
        number: One of a policy; None where it is left out.
        label: One of its labels; None for all.
        absent: What it is where it is left out, or has no such label.
    """
    if number is None:
        return absent
    entries = [*number.dated.values(), number.before] if number.dated else [number.value]
    found: list[float] = []
    for entry in entries:
        if isinstance(entry, dict):
            found += [v for k, v in entry.items() if label in (None, k)]
        elif entry is not None:
            found.append(entry)
    return max(map(float, found), default=absent)


def _answers(policy: Policy) -> Iterator[Idle]:
    """Measures that answer the question and stay nought, for what makes them is nought."""
    seen, lists = policy.system.observation, policy.system.lists.values()
    strays = peak(seen.misrouted) > 0
    by_name = any(peak(watch.false_by_name) > 0 for watch in seen.conducts.values())
    made_up = any(peak(watch.false_records) > 0 for watch in seen.conducts.values())
    made_up |= any(peak(check.false_findings) > 0 for check in seen.checks.values())
    dues = any(peak(rule.fine) > 0 or peak(rule.deduction) > 0 for rule in lists)
    may_be = {
        "namesake": (strays or by_name, "no record ever reaches a namesake"),
        "did_not": (made_up, "nobody is ever recorded for what nobody did"),
        "fined_wrongly": (dues, "every fine and deduction is nought"),
        "fines": (dues, "every fine and deduction is nought"),
    }
    for name in policy.system.outcomes:
        is_made, why = may_be.get(name.removeprefix("ever_").removeprefix("wrongly_"), (True, ""))
        if not is_made:
            yield Idle(f"outcome.{name}", why)


def _ages(policy: Policy) -> Iterator[Idle]:
    for path, number in numbers(policy).items():
        if not path.startswith("behaviour.conducts."):
            continue
        for axis, label in ((".by_age", CHILDREN), (".by_occupation", "child")):
            if path.endswith(axis) and label in number.labels and peak(number, label) not in (0, 1):
                yield Idle(f"{path}.{label}", "minors do not act; write 0")


def _spared(policy: Policy) -> Iterator[Idle]:
    """Groups that a rule leaves out altogether."""
    for path, number in numbers(policy).items():
        axis = path.rpartition("_by_")[2]
        if not path.startswith("observation.conducts.") or axis == path:
            continue
        spared = [label for label in number.labels if peak(number, label) == 0]
        spared = [label for label in spared if label not in (CHILDREN, "child")]
        if spared:
            yield Idle(path, f"it spares all of {listed(spared)}")
    for room, rules in (("lists", policy.system.lists), ("scores", policy.system.scores)):
        for name, rule in rules.items():
            if labels_on(rule.exempts) >= set(OCCUPATIONS):
                yield Idle(f"{room}.{name}.exempts", "every job is exempt")


def is_recorded(watch: Watch | None) -> bool:
    """Whether anybody is ever recorded for a conduct.

    Args:
        watch: How it comes to be on file; None where nobody looks.
    """
    if watch is None:
        return False
    is_seen = peak(watch.seen) > 0 and peak(watch.entered, absent=1) > 0
    return is_seen or peak(watch.false_records) > 0


def finds(check: Check) -> bool:
    """Whether a check ever finds anything.

    Args:
        check: Of a policy.
    """
    looks = peak(check.quota) > 0 or peak(check.sample) > 0
    return looks and (peak(check.found) > 0 or peak(check.false_findings) > 0)


def _uses(policy: Policy) -> Iterator[tuple[str, str]]:
    """The conducts that rules look for in the file, with the path that does."""
    for name, rule in policy.system.lists.items():
        for field in ("grounds", "extends", "repairs_with"):
            for label in labels_on(getattr(rule, field)):
                yield label, f"lists.{name}.{field}.{label}"
    for name, scorer in policy.system.scores.items():
        for field in ("points", "caps"):
            for label in getattr(scorer, field) or {}:
                yield label, f"scores.{name}.{field}.{label}"


def _records(policy: Policy) -> Iterator[Idle]:
    watched = policy.system.observation.conducts
    recorded = {name for name, watch in watched.items() if is_recorded(watch)}
    recorded |= {name for name, check in policy.system.observation.checks.items() if finds(check)}
    used = dict(_uses(policy))
    for name, path in _uses(policy):
        if name not in recorded and name not in GROUNDS:
            yield Idle(path, f"nobody ever records {name}")
    unseen = [name for name in policy.behaviour.conducts if name not in recorded]
    if unseen:
        yield Idle("behaviour.conducts", f"nobody records {listed(unseen)}")
    looked_at = dict.fromkeys((*watched, *policy.system.observation.checks))
    idle = [name for name in looked_at if name in recorded and name not in used]
    if idle:
        why = f"no list and no score uses records of {listed(idle)}"
        yield Idle("observation.conducts", why)


def _checks(policy: Policy) -> Iterator[Idle]:
    applying = policy.behaviour.applications
    if applying is not None and not policy.system.observation.checks:
        yield Idle("behaviour.applications", "no application is ever checked")
    for name, check in policy.system.observation.checks.items():
        path = f"observation.checks.{name}"
        if peak(check.quota) == 0 and peak(check.sample) == 0:
            yield Idle(path, "there is never room for a check")
        if check.quota is None:
            for field in ("picked", "picked_by_fifth", "picked_by_settlement",
                          "picked_by_residence"):  # fmt: skip
                if getattr(check, field) is not None:
                    yield Idle(f"{path}.{field}", "no score chooses, and lots pass nobody over")


def _places(policy: Policy) -> Iterator[Idle]:
    """Rules that name regions and are in force in none of them."""
    for path, number in numbers(policy).items():
        rule = path.rsplit(".", 1)[-1]
        if rule in ("lives_in", "watched_in") and peak(number) == 0:
            says = "nobody is seen" if rule == "watched_in" else "it is about nobody"
            yield Idle(path, f"{says}: it names no region in which it is in force")


def _scores(policy: Policy) -> Iterator[Idle]:
    for name, scorer in policy.system.scores.items():
        yield from _bands(name, scorer)
        for label, stays in (scorer.link_stays or {}).items():
            if peak(stays) > 0 and label not in (scorer.links or {}):
                yield Idle(
                    f"scores.{name}.link_stays.{label}", f"{label} moves this score by nothing"
                )


def _bands(name: str, scorer: Scorer) -> Iterator[Idle]:
    floor, ceiling = min(scorer.floor.scalars), max(scorer.ceiling.scalars)
    bands = list(scorer.bands.items())
    for (band, low), (_, above) in zip(bands, [*bands[1:], (None, None)], strict=True):
        path = f"scores.{name}.bands.{band}"
        if min(low.scalars) > ceiling:
            yield Idle(path, f"nobody can reach it: the ceiling is {ceiling:g}")
        elif above is not None and max(above.scalars) <= floor:
            yield Idle(path, f"nobody can fall into it: the floor is {floor:g}")


def _lists(policy: Policy) -> Iterator[Idle]:
    for name, rule in policy.system.lists.items():
        for field in ("looked_up_by", "ends_work") if rule.colour == "red" else ():
            if peak(getattr(rule, field)) > 0:
                yield Idle(f"lists.{name}.{field}", "a red list takes neither custom nor work")
        has_exit = _has_exit(rule) or peak(policy.system.redress.amnesty) > 0
        if rule.colour == "black" and not has_exit:
            why = "nobody who is rightly on it ever leaves: no term, payment, repair or amnesty"
            yield Idle(f"lists.{name}", why)
        if rule.score is not None:
            yield from _thresholds(policy, name, rule)


def _has_exit(rule: ListRule) -> bool:
    has_term = peak(rule.term_months) > 0 and peak(rule.has_term, absent=1) > 0
    follows = bool(labels_on(rule.follows))  # then it ends with what it follows
    switches = (rule.leaves_with_score, rule.ends_on_payment, rule.repairs_on_part_payment)
    repairs = bool(labels_on(rule.repairs_with))
    return has_term or follows or repairs or any(peak(switch) > 0 for switch in switches)


def _thresholds(policy: Policy, name: str, rule: ListRule) -> Iterator[Idle]:
    assert rule.score is not None
    scorer = policy.system.scores[rule.score.scorer]
    floor, ceiling = min(scorer.floor.scalars), max(scorer.ceiling.scalars)
    if rule.score.below is not None and max(rule.score.below.scalars) <= floor:
        yield Idle(f"lists.{name}.score.below", f"no score falls below the floor of {floor:g}")
    if rule.score.above is not None and min(rule.score.above.scalars) >= ceiling:
        yield Idle(f"lists.{name}.score.above", f"no score exceeds the ceiling of {ceiling:g}")


def _doors(policy: Policy) -> Iterator[Idle]:
    wanted = {s for s in SERVICES if peak(policy.behaviour.wants, s) > 0}
    gates = policy.system.gates
    rows = {f"lists.{name}": levels for name, levels in gates.lists.items()}
    for scorer, bands in gates.bands.items():
        rows |= {f"bands.{scorer}.{band}": levels for band, levels in bands.items()}
    for name, levels in rows.items():
        for field in ("closes", "dearer", "slower", "favours"):
            for service in sorted(labels_on(getattr(levels, field)) - wanted):
                yield Idle(f"gates.{name}.{field}.{service}", f"nobody ever tries {service}")


def _desks(policy: Policy) -> Iterator[Idle]:
    redress = policy.system.redress
    if peak(redress.filing_rate) == 0:
        return
    for desk in redress.capacity.labels:
        is_asked = desk == "first" or peak(redress.continues) > 0
        if is_asked and peak(redress.capacity, desk) == 0:
            yield Idle(f"redress.capacity.{desk}", "this desk hears nobody")


def _grace(policy: Policy) -> Iterator[Idle]:
    """Times of grace in which nobody can act, since nobody knows."""
    seen, redress = policy.system.observation, policy.system.redress
    if peak(seen.notice_reaches) > 0 or peak(redress.access) > 0:
        return
    for name, rule in policy.system.lists.items():
        if rule.colour == "black" and peak(rule.grace_months) > 0:
            why = "nobody learns of a decision before the entry: no letter arrives, nobody may look"
            yield Idle(f"lists.{name}.grace_months", why)


def _closed(policy: Policy) -> Iterator[Idle]:
    """Deletions for want of assets that no file, or no list, allows."""
    court = policy.system.observation.court
    closing = None if court is None else court.closing
    deletes = [n for n, rule in policy.system.lists.items() if peak(rule.ends_on_closing) > 0]
    if closing is None or peak(closing.released) == 0:
        for name in deletes:
            yield Idle(f"lists.{name}.ends_on_closing", "no entry is ever released by the court")
    elif not deletes:
        why = "no list has ends_on_closing"
        yield Idle("observation.court.closing.released", why)


def _budget(policy: Policy) -> Iterator[Idle]:
    """What follows from arrears that nobody ever has."""
    budget = policy.life.budget
    if budget is not None and peak(budget.left_unpaid) == 0:
        yield Idle(
            "life.budget.left_unpaid", "nothing ever stays owed, so that nothing follows from it"
        )
