"""What a report rests on: every number with its grade and sources, the loud ones first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from discredit.sources import GRADES, Ledger

if TYPE_CHECKING:
    from discredit.sources import Source
    from discredit.store.manifest import Evidence, NumberUsed

ERROR_RATES = (
    "observation.ability_sensitivity",
    "observation.ability_specificity",
    "observation.misrouted",
    "observation.representative_named",
    "observation.payment_seen",
    "observation.late_payment_seen",
    "observation.notice_reaches",
    "observation.notice_if_migrant",
)
"""The numbers that decide how many listings are wrong or come without a letter."""

LOUD = ("disputed", "fictional")

MEANING = {
    "documented": "law, official figure or peer-reviewed",
    "reported": "credible press",
    "disputed": "contradicted by other sources",
    "fictional": "from a work of fiction",
    "assumed": "our own guess, with a range",
}


class Cited(NamedTuple):
    """One source as a reader finds it; `url` is empty when there is none to follow."""

    key: str
    text: str
    url: str


class Row(NamedTuple):
    """One number of the evidence table."""

    path: str
    value: str
    unit: str
    grade: str
    range: str
    sources: tuple[Cited, ...]

    @property
    def is_loud(self) -> bool:
        return self.grade in LOUD


def rows(evidence: Evidence, ledger: Mapping[str, Source] | None = None) -> list[Row]:
    """Every number of the run, in the order of the policy."""
    known = Ledger() if ledger is None else ledger
    return [_row(used, known) for used in evidence.numbers]


def badge(evidence: Evidence) -> str:
    """How many numbers of each grade, in one line.

    The strongest grade comes first; a grade without numbers is left out.
    """
    counts = [f"{evidence.grades[g]:,} {g}" for g in GRADES if evidence.grades.get(g)]
    listed = ", ".join(counts[:-1]) + (" and " if len(counts) > 1 else "") + counts[-1]
    total = sum(evidence.grades.values())
    return f"rests on {listed} {'number' if total == 1 else 'numbers'}"


def error_rates(found: Iterable[Row]) -> list[Row]:
    """The rows that wrongful listing depends on."""
    return [row for row in found if row.path in ERROR_RATES]


def _row(used: NumberUsed, ledger: Mapping[str, Source]) -> Row:
    low_high = "" if used.range is None else f"{used.range[0]:g} to {used.range[1]:g}"
    cited = tuple(_cited(key, ledger) for key in used.sources)
    return Row(used.path, used.value, used.unit, used.grade, low_high, cited)


def _cited(key: str, ledger: Mapping[str, Source]) -> Cited:
    source = ledger.get(key)
    if source is None:
        # A run may rest on a ledger of the user's own, which the result does not carry.
        return Cited(key, "", "")
    url = source.url if source.url and source.url.startswith(("https://", "http://")) else ""
    text = source.claim if key.startswith("A-") else source.citation()
    return Cited(key, text, url)
