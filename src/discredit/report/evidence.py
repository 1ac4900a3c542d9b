"""What a report rests on: every number with its grade and sources, the loud ones first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from discredit.sources import GRADES, Ledger
from discredit.words.levers import called
from discredit.words.numbers import counted, number, span
from discredit.words.tongue import ENGLISH, joined, language, prose, say
from discredit.words.units import unit_said

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

_WORD = re.compile(r"[a-z]\w+")
"""Of the value of a number: `true`, or the name of what it is of."""

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
    held = ((grade, evidence.grades.get(grade, 0)) for grade in GRADES)
    *counts, last = [say(f"{{n}} {grade}", n=number(n)) for grade, n in held if n]
    listed = say("{some} and {last}", some=joined(counts), last=last) if counts else last
    if sum(evidence.grades.values()) == 1:
        return say("rests on {counts} number", counts=listed)
    return say("rests on {counts} numbers", counts=listed)


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
        place = say(nobody.place) if nobody.place else say("the place it is about")
        beyond = say("What follows here is never a fact about {place}.", place=place)
        sentences.append(say(" ").join((prose(nobody.claim), beyond)))
    if len(unknown) == len(rates):
        sentences.append(
            say("Every error rate of this run is unknown and assumed, each within a range.")
        )
    elif unknown:
        n = len(rates) - len(unknown)
        sentences.append(
            say(
                "Of the {rates} error rates of this run {unknown} are unknown and assumed; {rest}, "
                "with the grade given.",
                rates=len(rates),
                unknown=len(unknown),
                rest=counted(n, "rests on a source", "rest on sources"),
            )
        )
    else:
        sentences.append(say("The error rates of this run rest on sources, with the grades given."))
    follow = say("The figures below follow from these rates; change them and they change.")
    return [*sentences, follow]


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
    told = joined(say(f"{{n}} {grade}", n=n) for grade, n in counts.items() if n)
    return [
        say(
            "The stages of its checks rest on {numbers} numbers: {grades}.",
            numbers=len(stages),
            grades=told,
        )
    ]


def _row(used: NumberUsed, ledger: Mapping[str, Source]) -> NumberRow:
    low_high = "" if used.range is None else span(used.range)
    cited = tuple(_cited(key, ledger) for key in used.sources)
    unit = unit_said(used.unit)
    return NumberRow(used.path, _value(used.value), unit, used.grade, low_high, cited)


def _value(written: str) -> str:
    """A value as the first page of a result has it, its words in the language spoken now."""
    if language() == ENGLISH:
        return written
    return _WORD.sub(lambda word: say(called(word[0])), written)


def _cited(key: str, ledger: Mapping[str, Source]) -> Cited:
    source = ledger.get(key)
    if source is None:
        # A run may rest on a ledger of the user's own, which the result does not carry.
        return Cited(key, "", "")
    url = source.url if source.url and source.url.startswith(("https://", "http://")) else ""
    text = source.claim if key.startswith("A-") else source.citation()
    return Cited(key, text, url)
