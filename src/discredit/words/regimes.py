"""How the rules of a system changed over time, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from discredit.policy.address import owner
from discredit.policy.number import Number
from discredit.units import month_index
from discredit.vocabulary import ORDINARY, Wording, told
from discredit.words.names import headed, spoken
from discredit.words.numbers import stated

SENTENCE_STARTS: Final = {
    "excludes_secured": "No entry any more where seized assets cover the debt",
    "excludes_students": "No entry any more for students",
    "lists_representatives": "Representatives may be entered for a company's debt",
    "repairs_on_part_payment": "An instalment on file ends the entry",
    "representatives_wronged": "A hearing holds that standing in for a company is wrong",
    "releases_turned": "A hearing releases whoever could pay when entered and cannot any more",
    "amnesty": "Amnesty: all {entries} end",
    "closes": "Doors closed to people {state}",
    "dearer": "Doors dearer for people {state}",
    "slower": "Doors slower for people {state}",
    "favours": "Doors that favour people {red}",
    "grounds": "Grounds of entry",
    "grace_months": "Time of grace before an entry takes effect",
    "term_months": "Length of an entry (0: no end set)",
    "extension_months": "Extension for grave or repeated conduct",
    "minimum_age": "Youngest age at which a person may be entered",
    "notice_reaches": "Decisions that reach the person by letter",
}
"""What a field decides, for a sentence, where the name of the field does not say it; see
`vocabulary.told`."""


def regimes(held: Mapping[str, Number], wording: Wording = ORDINARY) -> list[tuple[str, list[str]]]:
    """Each date at which a rule changes by a step, and what changes, in the system's words."""
    many = len({owner(path) for path in held if path.startswith("lists.")}) > 1
    changes: dict[str, list[str]] = {}
    for path, number in held.items():
        if number.dated is None or number.between != "step":
            continue
        before: Any = number.at(month_index(next(iter(number.dated))) - 1)
        for month in number.dated:
            now = number.at(month_index(month))
            changes.setdefault(month, []).extend(
                _change(opening_of(path, many, wording), number, before, now)
            )
            before = now
    return sorted((month, sentences) for month, sentences in changes.items() if sentences)


def opening_of(path: str, is_one_of_many: bool = True, wording: Wording = ORDINARY) -> str:
    """What the number at a path decides, for the beginning of a sentence."""
    field = path.rpartition(".")[2]
    text, whose = SENTENCE_STARTS.get(field) or headed(field), owner(path)
    if whose is not None and whose[0] == "band":
        text = text.replace(" {state}", "").replace(" {red}", "")
    text = told(text, wording)
    if whose is None:
        return text
    kind, name = whose
    return text if kind == "list" and not is_one_of_many else f"{text} ({kind} {spoken(name)})"


def _change(name: str, number: Number, before: Any, now: Any) -> Iterator[str]:
    if number.unit == "switch" and isinstance(now, dict):
        before = before if isinstance(before, dict) else dict.fromkeys(now, before)
        begins = "now also" if any(before.values()) else "now"
        for is_on, verb in ((True, begins), (False, "no longer")):
            moved = [k for k in now if bool(now[k]) == is_on != bool(before.get(k))]
            if moved:
                yield f"{name}, {verb}: {', '.join(map(spoken, moved))}."
    elif number.unit == "switch":
        if now != before:
            yield f"{name}." if now else f"{name}: no longer."
    elif isinstance(now, dict):
        for label in now:
            if now[label] != before[label]:
                moved = f"from {stated(before[label])} to {stated(now[label])} {number.unit}"
                yield f"{name} ({spoken(label)}): {moved}."
    elif now != before:
        yield f"{name}: from {stated(before)} to {stated(now)} {number.unit}."
