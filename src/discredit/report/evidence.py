"""What a report rests on: every number with its grade and sources, the loud ones first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from discredit.sources import GRADES, Ledger
from discredit.words.numbers import number, span

if TYPE_CHECKING:
    from discredit.sources import Source
    from discredit.store.manifest import EvidenceUsed, NumberUsed

_ERRORS = re.compile(
    r"observation\.court\.(ability_|representative_named|payment_seen|late_payment_seen)"
    r"|observation\.(misrouted|human_check|graded|notice_)"
    r"|observation\.conducts\.\w+\.false_"
    r"|observation\.checks\.\w+\.(found|false_)"
    r"|scores\.\w+\.(errors\.|factors\.(noise|sees))"
)
"""The numbers that decide how many listings and scores are wrong, or come without a letter."""

_STAGES = re.compile(
    r"behaviour\.(applications|habits|conducts)\.|observation\.checks\."
    r"|scores\.\w+\.factors\.|lists\.\w+\.grounds|redress\.continues"
)
"""The numbers of who applies, who errs, who is chosen and what is found."""

NOBODY_COUNTED = "err-no-rate"
"""The entry of the ledger which says that nobody has estimated the rate of wrongful listing."""
UNKNOWN = ("assumed", "disputed", "fictional")
"""Grades of numbers that nobody has measured in the place that the system describes."""

LOUD = ("disputed", "fictional")

STATUS = {
    "in force": "It is in force.",
    "ended": "It has ended.",
    "pilot": "It is, or was, a trial.",
    "plan": "It is a plan, announced and not carried out as described here.",
    "counterfactual": "It was claimed, and nobody has found it.",
    "fiction": "It comes from a story; nothing of the kind exists.",
    "own": "It is a system of the user's own.",
}

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


class NumberRow(NamedTuple):
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


def rows(evidence: EvidenceUsed, ledger: Mapping[str, Source] | None = None) -> list[NumberRow]:
    """Every number of the run, in the order of the policy."""
    known = Ledger() if ledger is None else ledger
    return [_row(used, known) for used in evidence.numbers]


def cited_in(numbers: Iterable[NumberRow]) -> list[Cited]:
    """Every source that some numbers name, once: by key, assumptions in the order of their numbers.

    Args:
        numbers: Rows of the evidence table.
    """
    known = {source.key: source for row in numbers for source in row.sources}
    return [known[key] for key in sorted(known, key=_in_order)]


def _in_order(key: str) -> tuple[bool, str, int, str]:
    before, _, digits = key.rpartition("-")
    is_numbered = digits.isdecimal()
    return is_numbered, before if is_numbered else key, int(digits) if is_numbered else 0, key


def badge(evidence: EvidenceUsed) -> str:
    """How many numbers of each grade, in one line.

    The strongest grade comes first; a grade without numbers is left out.
    """
    counts = [f"{number(evidence.grades[g])} {g}" for g in GRADES if evidence.grades.get(g)]
    listed = ", ".join(counts[:-1]) + (" and " if len(counts) > 1 else "") + counts[-1]
    total = sum(evidence.grades.values())
    return f"rests on {listed} {'number' if total == 1 else 'numbers'}"


def error_rates(numbers: Iterable[NumberRow]) -> list[NumberRow]:
    """The rows that wrongful entries and wrong scores depend on; those that are
    nought or one by rule are no errors."""
    certain = ("0", "1")
    return [
        row
        for row in numbers
        if _ERRORS.match(row.path) and (row.range or row.value not in certain)
    ]


def error_sentences(
    rates: Sequence[NumberRow], ledger: Mapping[str, Source] | None = None
) -> list[str]:
    """What is known of the rates at which this system errs, in sentences."""
    if not rates:
        return []
    known = Ledger() if ledger is None else ledger
    unknown = [row for row in rates if row.grade in UNKNOWN]
    keys = {source.key for row in rates for source in row.sources}
    nobody = known.get(NOBODY_COUNTED) if NOBODY_COUNTED in keys else None
    sentences = []
    if nobody is not None:
        place = nobody.place or "the place it is about"
        sentences += [f"{nobody.claim} What follows here is never a fact about {place}."]
    if len(unknown) == len(rates):
        sentences.append(
            "Every error rate of this run is unknown and assumed, each within a range."
        )
    elif unknown:
        n = len(rates) - len(unknown)
        rest = "rests on a source" if n == 1 else "rest on sources"
        sentences.append(
            f"Of the {len(rates)} error rates of this run {len(unknown)} are unknown and assumed; "
            f"{n} {rest}, with the grade given."
        )
    else:
        sentences.append("The error rates of this run rest on sources, with the grades given.")
    return [*sentences, "The figures below follow from these rates; change them and they change."]


def error_sentence(evidence: EvidenceUsed) -> str:
    """The same in one sentence, for a screen; empty for a system that cannot err."""
    rows = [_row(used, {}) for used in evidence.numbers]
    rates, said = error_rates(rows), checks_sentences(rows)
    if not rates:
        return ""
    unknown = sum(row.grade in UNKNOWN for row in rates)
    if unknown == len(rates):
        return " ".join([*said, "Every error rate is an assumption, not a finding."])
    return " ".join(
        [*said, f"Of {len(rates)} error rates {unknown} are assumptions, not findings."]
    )


def checks_sentences(numbers: Iterable[NumberRow]) -> list[str]:
    """How well the stages of a check are known: who applies and errs, who is chosen, what is
    found. Empty where no application is checked."""
    stages = [row for row in numbers if _STAGES.match(row.path)]
    if not any(row.path.startswith("observation.checks.") for row in stages):
        return []
    counts = {grade: sum(row.grade == grade for row in stages) for grade in GRADES}
    told = ", ".join(f"{count} {grade}" for grade, count in counts.items() if count)
    return [f"The stages of its checks rest on {len(stages)} numbers: {told}."]


def _row(used: NumberUsed, ledger: Mapping[str, Source]) -> NumberRow:
    low_high = "" if used.range is None else span(used.range)
    cited = tuple(_cited(key, ledger) for key in used.sources)
    return NumberRow(used.path, used.value, used.unit, used.grade, low_high, cited)


def _cited(key: str, ledger: Mapping[str, Source]) -> Cited:
    source = ledger.get(key)
    if source is None:
        # A run may rest on a ledger of the user's own, which the result does not carry.
        return Cited(key, "", "")
    url = source.url if source.url and source.url.startswith(("https://", "http://")) else ""
    text = source.claim if key.startswith("A-") else source.citation()
    return Cited(key, text, url)
