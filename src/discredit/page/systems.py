"""What the page is told of the library and of one system: what it is, its levers, its sources."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from discredit import library, shelf
from discredit.errors import InputError
from discredit.page.asked import Systems, Wanted, policy_of, source_of
from discredit.plan import load
from discredit.policy.address import NumberAt, numbers_of
from discredit.policy.label import label_between
from discredit.policy.layers import read_layers
from discredit.policy.matters import MATTERS, first_of
from discredit.policy.number import Number
from discredit.policy.own_sources import entries
from discredit.policy.schema import Policy
from discredit.policy.wording import wording_between
from discredit.society.spec import SocietySpec
from discredit.sources import Ledger
from discredit.units import month_index
from discredit.words.labels import rests_on, warning, worn
from discredit.words.levers import called, note_said
from discredit.words.names import capital, headed
from discredit.words.place import elsewhere
from discredit.words.titles import titles_of
from discredit.words.tongue import joined, language, named, prose, say
from discredit.words.units import unit_said

GROUPS: Final = {
    "observation": "watchers",
    "scores": "score",
    "lists": "lists",
    "gates": "gates",
    "behaviour": "life",
    "life": "life",
    "beginning": "life",
    "redress": "redress",
}
"""Under which heading of the corridor the numbers of a room stand."""
FIRST: Final = 6
"""Numbers of a heading that are shown before the others are asked for."""


IDLE: Final = "This system has nothing that it would change."
ALREADY: Final = "In this system everything is so already."


def index(own: Systems) -> list[dict[str, Any]]:
    """Every system that can be run, with its label.

    Args:
        own: The user's files.
    """
    shipped = [
        {
            **{key: one[key] for key in ("name", "standing", "evidence")},
            "title": say(one["title"]),
            "label": worn(one["label"]),
        }
        for one in (shelf.entry("systems", name) for name in library.names("systems"))
    ]
    return [*(_own(name, own) for name in own), *shipped]


def _own(name: str, own: Systems) -> dict[str, Any]:
    system = load(source_of(name, own))[0].system
    label = say(warning(system.evidence, system.standing) or "") or None
    real = {"standing": system.standing, "evidence": system.evidence}
    return {"name": name, "title": say(system.title), **real, "label": label}


def told(asked: Wanted, own: Systems) -> dict[str, Any]:
    """One system, with what is laid over it and set in it; its levers stand as before they are set,
    so that each can go back.

    Args:
        asked: Which; its size counts for nothing.
        own: The user's files.

    Raises:
        InputError: Something of it cannot be.
    """
    policy, society = policy_of(asked, own)
    other = None if asked.against is None else load(source_of(asked.against, own))[0]
    system = policy.system
    black = wording_between(system, other and other.system).black
    every = list(numbers_of(policy))
    unset = policy_of(asked.model_copy(update={"set": {}}), own)[0] if asked.set else policy
    rests = rests_on(one.number.evidence for one in (*every, *society.spec.numbers_of()))
    return {
        "name": asked.system,
        "title": say(system.title),
        "label": worn(label_between(policy, other)),
        "warning": say(warning(system.evidence, system.standing) or "") or None,
        "about": prose(system.about.strip()),
        "question": prose(system.question),
        "disputed": prose((system.disputed or "").strip()),
        "standing": system.standing,
        "evidence": system.evidence,
        "elsewhere": elsewhere(system, society.spec) or "",
        "badge": rests,
        "people": system.people,
        "months": system.months,
        "start": system.start,
        "words": {"listed": headed(say(black.state)), "wrongly": headed(say(black.wrongly))},
        "levers": _levers(unset),
        "worlds": list(map(capital, titles_of(policy, other))),
        "other": None if other is None else _other(other),
        "society": _society(society.spec),
    }


def _other(policy: Policy) -> dict[str, Any]:
    """What is said of the system of the other world."""
    system = policy.system
    return {
        "title": say(system.title),
        "about": prose(system.about.strip()),
        "disputed": prose((system.disputed or "").strip()),
        "warning": say(warning(system.evidence, system.standing) or "") or None,
        "standing": system.standing,
        "evidence": system.evidence,
        "badge": rests_on(one.number.evidence for one in numbers_of(policy)),
    }


def _society(spec: SocietySpec) -> dict[str, Any]:
    return {"name": spec.name, "money": named("money", spec.money)}


def _levers(policy: Policy) -> list[dict[str, Any]]:
    """All numbers as levers, those of a heading that matter most marked as such."""
    middle = month_index(policy.system.start) + policy.system.months // 2
    by_group: dict[str, list[NumberAt]] = {}
    for one in numbers_of(policy):
        by_group.setdefault(GROUPS[one.path.partition(".")[0]], []).append(one)
    levers = []
    for group, held in by_group.items():
        known = [one for one in held if one.path.rpartition(".")[2] in MATTERS]
        first = {one.path for one in first_of(known or held, FIRST)}
        levers += [_lever(one, group, middle, is_first=one.path in first) for one in held]
    return levers


def _lever(one: NumberAt, group: str, month: int, *, is_first: bool) -> dict[str, Any]:
    number = one.number
    keys, value = one.path.split("."), _value(number, month)
    return {
        "path": one.path,
        "group": group,
        "name": capital(called(keys[-1])),
        "of": joined(called(key) for key in keys[1:-1]),
        "meaning": say(one.meaning),
        "value": value,
        "labels": {label: called(label) for label in value} if isinstance(value, dict) else {},
        "dates": len(number.dated or ()),
        "unit": unit_said(number.unit),
        "is_switch": number.unit == "switch",
        "range": None if number.range is None else [float(end) for end in number.range],
        "grade": number.evidence,
        "sources": list(number.sources),
        "note": note_said(number.note or ""),
        "first": is_first,
    }


def _value(number: Number, month: int) -> Any:
    """A number, or one for each label; of a dated one what is in force in a month."""
    if number.dated is None:
        return number.value
    entry = number.at(month)
    if number.unit != "switch":
        return entry
    return {k: v > 0 for k, v in entry.items()} if isinstance(entry, dict) else entry > 0


def source(key: str, name: str, own: Systems) -> dict[str, Any] | None:
    """One entry of the ledger, of the library's or of a system's own; None where there is none.

    Args:
        key: Of the entry.
        name: The system that rests on it.
        own: The user's files.
    """
    policy: Policy = load(source_of(name, own))[0]
    ledger = Ledger().extended(entries(policy.system.sources))
    if key not in ledger:
        return None
    found = ledger[key]
    return {
        "key": key,
        "claim": found.claim,
        "citation": found.citation(),
        "url": found.url or "",
        "grade": found.grade,
    }


@lru_cache(maxsize=64)
def _safeguards(given: str, language: str) -> tuple[dict[str, Any], ...]:
    del language  # what is kept is kept for each
    found = []
    for name in library.names("safeguards"):
        (layer,) = read_layers(name)
        try:
            load(given, (name,))
            why = ""
        except InputError as error:
            # The whole of it names every path that leads nowhere.
            rule = error.faults[0].rule
            known = {"has nothing at": IDLE, "are so already": ALREADY}
            why = next((said for part, said in known.items() if part in rule), f"{capital(rule)}.")
        found.append(
            {
                "name": name,
                "title": say(layer.overlay.title),
                "about": prose(layer.overlay.about.strip()),
                "refused": say(why),
                "unless": dict(layer.overlay.unless),
            }
        )
    return tuple(found)


def safeguards(name: str, own: Systems) -> list[dict[str, Any]]:
    """Every safeguard, and why it cannot be laid over a system where it cannot.

    Args:
        name: The system.
        own: The user's files.
    """
    return list(_safeguards(source_of(name, own), language()))
