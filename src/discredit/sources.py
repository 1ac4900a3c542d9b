"""The evidence ledger: what each number rests on, who said so, and how well it is known.

Three files of published facts (`china`, `behaviour`, `funnels`) ship as JSON Lines, one entry a
line: a change to an entry is a change to one line, and the whole reads in milliseconds where YAML
of the same content takes a tenth of a second with the C parser and nearly a second without it.
Numbered assumptions (`A-01`, ...), which are written and argued by hand, are YAML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from math import isfinite
from typing import Any, Final, Literal, get_args

from discredit.errors import Fault, LedgerError, quoted
from discredit.library import names, path_label, text

Grade = Literal["documented", "reported", "disputed", "fictional", "assumed"]
GRADES: Final[tuple[str, ...]] = get_args(Grade)
"""Evidence grades, the strongest first: law or peer-reviewed; credible press; contradicted; from a
work of fiction; our own guess."""


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the ledger. `claim` is what it says; `grade` applies to the claim as worded.

    `seen` is False when the figure was recalled and its page not opened. `low` and `high` are a
    published interval, or a range worth sweeping where the note says so. None means: not stated.
    """

    key: str
    topic: str
    claim: str
    grade: Grade
    title: str
    seen: bool
    value: Any = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    author: str | None = None
    year: int | None = None
    url: str | None = None
    place: str | None = None
    period: str | None = None
    note: str | None = None

    def citation(self) -> str:
        """Author, year, title on one line."""
        who = f"{self.author} " if self.author else ""
        when = f"({self.year}). " if self.year else ""
        return f"{who}{when}{self.title}"


class Ledger(Mapping[str, Source]):
    """Every source by key; nothing is read until the first look-up.

    `Ledger()` is the shipped ledger. `extended` adds a user's own entries; a key is never
    redefined.
    """

    __slots__ = ("_own",)

    def __init__(self, own: Iterable[Source] = ()) -> None:
        self._own = {source.key: source for source in own}

    def _all(self) -> Mapping[str, Source]:
        return {**_shipped(), **self._own} if self._own else _shipped()

    def __getitem__(self, key: str) -> Source:
        own = self._own.get(key)
        return own if own is not None else _shipped()[key]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and (key in self._own or key in _shipped())

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def nearest(self, key: str) -> str | None:
        """The key closest to this one, or None when none is close.

        Args:
            key: One that the ledger may lack.
        """
        nearest = get_close_matches(key, self._all(), n=1, cutoff=0.55)
        return nearest[0] if nearest else None

    def extended(self, sources: Iterable[Source]) -> Ledger:
        """This ledger with further entries.

        Args:
            sources: The entries, each with a key of its own.

        Returns:
            A ledger that holds both; this one stays as it is.

        Raises:
            LedgerError: A key is taken, with every such key.
        """
        own = list(self._own.values())
        faults = []
        taken = set(self)
        for source in sources:
            if source.key in taken:
                rule = "a key of the ledger is never redefined"
                faults.append(Fault("ledger", 0, source.key, "taken", rule, "Choose another key."))
            taken.add(source.key)
            own.append(source)
        if faults:
            raise LedgerError(faults)
        return Ledger(own)


@cache
def _shipped() -> Mapping[str, Source]:
    by_key: dict[str, Source] = {}
    for name in names("evidence"):
        label = path_label("evidence", name)
        entries = read_entries(text("evidence", name), label)
        twice = sorted(by_key.keys() & {entry.key for entry in entries})
        if twice:
            rule = "each key of the ledger has one entry"
            raise LedgerError(Fault(label, 0, k, "taken", rule, "Rename it.") for k in twice)
        by_key.update((entry.key, entry) for entry in entries)
    return by_key


def read_entries(content: str, name: str) -> list[Source]:
    """The sources in a ledger file.

    Args:
        content: Its text: JSON Lines when the name ends in .jsonl, YAML otherwise.
        name: What messages call the file.

    Returns:
        In the order of the file.

    Raises:
        LedgerError: With every fault, when an entry breaks the form told in
            `library/evidence/assumptions.yaml`.
    """
    raws = _from_lines(content, name) if name.endswith(".jsonl") else _from_yaml(content, name)
    entries, faults = [], []
    keys: set[str] = set()
    for line, raw in raws:
        wrong = [Fault(name, line, *parts) for parts in _faults_in(raw, keys)]
        faults += wrong
        if not wrong:
            keys.add(raw["key"])
            entries.append(Source(**raw))
    if faults:
        raise LedgerError(faults)
    return entries


def badge(grades: Iterable[str]) -> str:
    """What a finding rests on, strongest grade first.

    >>> badge(["assumed", "documented", "assumed", "documented", "documented"])
    'rests on 3 documented, 2 assumed numbers'

    Args:
        grades: One for each number.

    Raises:
        ValueError: One is no grade of `GRADES`.
    """
    seen = list(grades)
    counts = [(seen.count(grade), grade) for grade in GRADES if grade in seen]
    if sum(count for count, _ in counts) != len(seen):
        raise ValueError(f"an evidence grade is one of {', '.join(GRADES)}")
    if not seen:
        return "rests on no graded number"
    listed = ", ".join(f"{count} {grade}" for count, grade in counts)
    return f"rests on {listed} number{'s' if len(seen) > 1 else ''}"


_TRUST: Final[tuple[Grade, ...]] = ("documented", "reported", "assumed", "disputed", "fictional")


def weakest(grades: Iterable[Grade]) -> Grade:
    """The grade of what rests on several: doubt and fiction stay, whatever else is assumed.

    Args:
        grades: One or more.

    Returns:
        The first of fictional, disputed, assumed, reported and documented that is among them.

    Raises:
        ValueError: There are none.
    """
    return max(grades, key=_TRUST.index)


def _from_lines(content: str, name: str) -> Iterator[tuple[int, Any]]:
    for line, row in enumerate(content.split("\n"), start=1):
        if not row:
            continue
        try:
            yield line, json.loads(row)
        except ValueError as error:
            rule = f"each line must be one JSON object ({error})"
            fault = Fault(name, line, "", "not JSON", rule, "Correct the line.")
            raise LedgerError([fault]) from None


def _from_yaml(content: str, name: str) -> Iterator[tuple[int, Any]]:
    from discredit.document import read_list  # only hand-written files need it

    document = read_list(content, name, LedgerError)
    if document.faults:
        raise LedgerError(document.faults)
    for i, raw in enumerate(document.data):
        # Entries the package wrote by hand are assumptions unless they say otherwise.
        filled = {"topic": "assumption", "grade": "assumed", "title": "Modelling assumption"}
        line = document.mark((i,))[1]
        yield line, {**filled, "seen": True, **raw} if isinstance(raw, dict) else raw


def _faults_in(raw: Any, keys: set[str]) -> Iterator[tuple[str, str, str, str]]:
    if not isinstance(raw, dict):
        yield "", quoted(raw), "each entry is a mapping", "Write '- key: A-01'."
        return
    known = [field.name for field in fields(Source)]
    where = str(raw.get("key", "an entry"))
    for key in raw:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            remedy = f"Did you mean {near[0]}?" if near else "Remove it."
            yield f"{where}.{key}", "not a known key", f"keys are {', '.join(known)}", remedy
    for key in ("key", "topic", "claim", "title"):
        if not isinstance(raw.get(key), str) or not raw[key]:
            value = quoted(raw[key]) if key in raw else "missing"
            yield f"{where}.{key}", value, "each entry says it in words", f"Write {key}: ...."
    if raw.get("key") in keys:
        yield where, "taken", "each key of the ledger has one entry", "Choose another key."
    if raw.get("grade") not in GRADES:
        rule = f"it must be one of {', '.join(GRADES)}"
        yield f"{where}.grade", quoted(raw.get("grade")), rule, "Write grade: assumed."
    if not isinstance(raw.get("seen"), bool):
        rule = "it must be true or false"
        yield f"{where}.seen", quoted(raw.get("seen")), rule, "Write false if recalled."
    yield from _interval_faults(raw, where)


def _interval_faults(raw: dict[str, Any], where: str) -> Iterator[tuple[str, str, str, str]]:
    numbers = {}
    for key in ("low", "high"):
        bound = raw.get(key)
        if bound is None:
            continue
        if isinstance(bound, bool) or not isinstance(bound, (int, float)) or not isfinite(bound):
            yield f"{where}.{key}", quoted(bound), "it must be a number", f"Write {key}: 0.1."
        else:
            numbers[key] = bound
    if len(numbers) == 2 and numbers["low"] > numbers["high"]:
        rule = f"it must not exceed high, which is {quoted(numbers['high'])}"
        yield f"{where}.low", quoted(numbers["low"]), rule, "Swap them."
