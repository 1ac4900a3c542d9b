"""What can be read out of a policy: which figures each list, scorer and conduct of it has, how it
is told, and how well the numbers behind it are known. What cannot be in it has no figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from discredit.policy.address import numbers
from discredit.policy.conduct import Conduct
from discredit.policy.corridor import DoorLevels, ListRule, Scorer
from discredit.policy.idle import is_recorded, peak
from discredit.policy.kinds import labels_on
from discredit.policy.number import Number
from discredit.policy.occurs import can_be_short, warns, ways_out
from discredit.policy.schema import Policy
from discredit.readout import MEASURES, OF_SCORERS, POINTS, Kind
from discredit.sources import Grade, weakest
from discredit.vocabulary import EXITS, GROUNDS, SHORTFALLS, Exit, word

DOUBTED: Final = ("fictional", "disputed")
"""Grades of which a number that is nought throughout takes nothing."""


class Reading(NamedTuple):
    """One figure of every month, and where the record has it."""

    kind: Kind
    name: str  # of the list, scorer or conduct
    measure: str  # a key of `readout.MEASURES`
    place: int  # of the list, scorer or conduct in the arrays


def figures_of(policy: Policy) -> tuple[Reading, ...]:
    """Every figure that can be other than nought, in the policy's order.

    Args:
        policy: The policy, as it is run.

    Returns:
        List by list, scorer by scorer, conduct by conduct.
    """
    return (*_of_lists(policy), *_of_scorers(policy), *_of_conducts(policy))


def figures_between(
    ours: Policy, theirs: Policy | None
) -> tuple[tuple[Reading, ...], tuple[Reading, ...]]:
    """Every figure of either of two policies, ours first, with where each of them has it.

    Args:
        ours: The policy in question.
        theirs: The one of the other world; None: it has the same without anybody who acts on it.

    Returns:
        The same figures twice; the place is -1 where one policy has no such figure.
    """
    own = figures_of(ours)
    if theirs is None:
        return own, own
    places = [{one[:3]: one.place for one in of} for of in (own, figures_of(theirs))]
    keys = dict.fromkeys((*places[0], *places[1]))
    first, second = (tuple(Reading(*key, of.get(key, -1)) for key in keys) for of in places)
    return first, second


def says(policy: Policy, kind: Kind, name: str, measure: str) -> str:
    """What a figure is called.

    Args:
        policy: The policy, as it is run.
        kind: What it is of.
        name: Of the list, scorer or conduct.
        measure: A key of `readout.MEASURES`.
    """
    if kind == "scorer" and measure.startswith("band_"):
        bands = list(policy.system.scores[name].bands)
        return f"in the band {bands[int(measure.removeprefix('band_'))]}"
    return MEASURES[kind][measure].template


def grade_of(policy: Policy, kind: Kind, name: str) -> str:
    """The weakest grade of the numbers that make a list, a scorer or a conduct what it is.

    A disputed or fictional number that is nought throughout is left out: it does nothing.

    Args:
        policy: The policy, as it is run.
        kind: What it is.
        name: Of the list, scorer or conduct.

    Returns:
        A grade; '' where no number is its own.
    """
    grades: set[Grade] = {
        number.evidence
        for path, number in numbers(policy).items()
        if _is_about(path.split("."), kind, name) and _acts(number)
    }
    return weakest(grades) if grades else ""


def _acts(number: Number) -> bool:
    return number.evidence not in DOUBTED or any(number.scalars)


def _is_about(keys: list[str], kind: Kind, name: str) -> bool:
    if kind == "list":
        return keys[:2] == ["lists", name] or keys[:3] == ["gates", "lists", name]
    if kind == "scorer":
        return keys[:2] == ["scores", name] or keys[:3] == ["gates", "bands", name]
    by_scorer = keys[0] == "scores" and keys[2:4] in (["points", name], ["caps", name])
    return by_scorer or keys[1:3] == ["conducts", name]


def _of_lists(policy: Policy) -> Iterator[Reading]:
    for k, (name, rule) in enumerate(policy.system.lists.items()):
        levels = policy.system.gates.lists.get(name)
        can = _can_be_of_list(policy, rule, levels)
        yield from (Reading("list", name, m, k) for m in MEASURES["list"] if can.get(m, True))


def _can_be_of_list(policy: Policy, rule: ListRule, levels: DoorLevels | None) -> dict[str, bool]:
    is_black, ends = rule.colour == "black", ways_out(policy, rule)
    asked = ("appeals_filed", "appeals_served", "appeals_won", "appeals_waiting")
    return {
        **dict.fromkeys(("entries_wrongly", "listed_wrongly"), is_black),
        "warned": warns(rule),
        **{f"exits_{word(way)}": way in ends for way in EXITS},
        **dict.fromkeys(asked, Exit.CORRECTED in ends),
        "reviews_heard": Exit.CORRECTED in ends and peak(policy.system.redress.continues) > 0,
        "shut_out": levels is not None and bool(labels_on(levels.closes)),
        "favoured": levels is not None and bool(labels_on(levels.favours)),
    }


def _of_scorers(policy: Policy) -> Iterator[Reading]:
    for m, (name, scorer) in enumerate(policy.system.scores.items()):
        lacking = {f"band_{b}" for b in range(len(scorer.bands), len(OF_SCORERS))}
        for cause in SHORTFALLS:
            if not can_be_short(policy, scorer, cause):
                lacking |= {f"too_low_{cause}", f"short_{cause}"}
        for measure in (*OF_SCORERS, *POINTS):
            if measure not in lacking:
                yield Reading("scorer", name, measure, m)


def _of_conducts(policy: Policy) -> Iterator[Reading]:
    system, place = policy.system, len(GROUNDS)
    entered = {
        colour: {
            ground
            for rule in system.lists.values()
            if rule.colour == colour
            for ground in labels_on(rule.grounds)
        }
        for colour in ("black", "red")
    }
    if policy.behaviour.debts is not None:
        for k, name in enumerate(GROUNDS):
            can = {"records", "records_false"} | _entries(name, entered)
            yield from (Reading("conduct", name, m, k) for m in MEASURES["conduct"] if m in can)
    for k, (name, conduct) in enumerate(policy.behaviour.conducts.items(), place):
        can = {"acts"} | _acts_of(policy, name, conduct) | _entries(name, entered)
        yield from (Reading("conduct", name, m, k) for m in MEASURES["conduct"] if m in can)


def _entries(name: str, entered: dict[str, set[str]]) -> set[str]:
    columns = {"black": "entries", "red": "entries_red"}
    return {column for colour, column in columns.items() if name in entered[colour]}


def _shows(scorer: Scorer) -> bool:
    return peak(scorer.is_shown) > 0


def _acts_of(policy: Policy, name: str, conduct: Conduct) -> set[str]:
    """What an act of this kind can be besides done."""
    seen, watch = policy.system.observation, policy.system.observation.conducts.get(name)
    can = set()
    if peak(conduct.bought) > 0 and any(_shows(scorer) for scorer in policy.system.scores.values()):
        can.add("deeds_bought")
    if peak(conduct.moves_out_of_sight) > 0:
        can.add("acts_hidden")
    if watch is not None and is_recorded(watch):
        can.add("records")
        if peak(watch.false_records) > 0 or peak(seen.misrouted) > 0:
            can.add("records_false")
    return can
