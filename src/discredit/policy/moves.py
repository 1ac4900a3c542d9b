"""One number as a file gives it, moved: set, multiplied, raised, lowered; and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from discredit.errors import quoted
from discredit.policy.address import Address
from discredit.policy.number_rules import entries_in
from discredit.sources import Grade, weakest
from discredit.units import UNITS

MOVES: Mapping[str, Callable[[Any, Any], Any]] = {
    "set": lambda _, amount: amount,
    "times": lambda entry, amount: entry * amount,
    "at_least": max,
    "at_most": min,
}
"""What can be done to an entry of a number, in the order in which it is done."""


class Basis(NamedTuple):
    """What a changed number rests on besides what it rested on before.

    `span` is how far it may move, to be widened to hold what it is; `note` is its whole note.
    """

    evidence: Grade
    source: tuple[str, ...]
    span: Sequence[float]
    note: str


def moved(
    number: Mapping[str, Any],
    kind: str,
    amount: Any,
    label: str | None = None,
    date: str | None = None,
) -> dict[str, Any]:
    """A number with its entries moved: those of one label and one date, or all.

    Args:
        number: The number as a file gives it.
        kind: A key of `MOVES`; an entry with labels that is set without naming one is set whole.
        amount: The new entry, the factor or the bound, in the unit of the number.
        label: The one label to move; a label that it lacks is added, but a switch that is not
            named is off already.
        date: The one date to move; without one, every entry is, and what was before the first.
    """
    move, is_off = MOVES[kind], number["unit"] == "switch" and amount is False

    def entry_moved(entry: Any) -> Any:
        if not isinstance(entry, dict):
            return move(entry, amount) if label is None else {label: move(entry, amount)}
        if label is None:
            return amount if kind == "set" else {k: move(v, amount) for k, v in entry.items()}
        if label not in entry and is_off:
            return entry
        return {**entry, label: move(entry.get(label), amount)}

    if "dated" not in number:
        return {**number, "value": entry_moved(number["value"])}
    dated = {
        month: entry_moved(entry) if date in (None, month) else entry
        for month, entry in number["dated"].items()
    }
    if date is not None:
        return {**number, "dated": dated}
    before, first = number["before"], next(iter(number["dated"].values()))
    if label is not None and isinstance(first, dict) and not isinstance(before, dict):
        before = dict.fromkeys(first, before)  # one entry for all labels, taken apart to move one
    after = entry_moved(before)
    return {**number, "dated": dated, "before": number["before"] if after == before else after}


def assumed(
    number: Mapping[str, Any], to: Address, value: float | bool, where: str
) -> dict[str, Any]:
    """A number of which somebody assumes another value, said in its grade, range and note.

    Args:
        number: as it is written.
        to: which of its values is changed.
        value: what is assumed.
        where: the option or file that assumes it, for the note.
    """
    after = moved(number, "set", value, to.label, to.date)
    if not UNITS[number["unit"]].admits(value):
        return after  # refused, with its unit
    said = f"Set {where}: {to} = {quoted(value)}; graded {number['evidence']} before."
    note = f"{number['note']} {said}" if "note" in number else said
    held = (*scalars(number), *number.get("range", ()), value)
    return resting(after, number, Basis("assumed", (), held, note))


def resting(after: dict[str, Any], before: Mapping[str, Any], basis: Basis) -> dict[str, Any]:
    """A number that was changed, resting on what it rested on before and on a basis of its own.

    The weaker grade of the two holds.

    Args:
        after: the number, changed.
        before: the number as it was.
        basis: what the change rests on.
    """
    held = [] if after["unit"] == "switch" or not basis.span else [*basis.span, *scalars(after)]
    return {
        **after,
        "evidence": weakest([before["evidence"], basis.evidence]),
        **({"source": _together(basis.source, before["source"])} if basis.source else {}),
        **({"range": (min(held), max(held))} if held else {}),
        "note": basis.note,
    }


def scalars(number: Mapping[str, Any], label: str | None = None) -> Iterator[Any]:
    """The entries of a number, of one label or of all: the value, or each date and before them.

    Args:
        number: The number as a file gives it.
        label: The one label that is asked for; None: all.
    """
    for _, entry in entries_in(number):
        if isinstance(entry, dict):
            yield from (v for k, v in entry.items() if label in (None, k))
        else:
            yield entry


def _together(one: Sequence[str], other: str | Sequence[str]) -> tuple[str, ...]:
    """The keys of the ledger that two numbers name, each once."""
    return tuple(dict.fromkeys((*one, *((other,) if isinstance(other, str) else other))))
