"""A study's finding in plain words: on the screen, as a text, and as one self-contained page."""

from __future__ import annotations

import textwrap
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from discredit.report import html
from discredit.report.evidence import MEANING
from discredit.sources import Ledger
from discredit.store import disk
from discredit.store.claim import write_page
from discredit.words import doubt
from discredit.words.names import capital
from discredit.words.numbers import count, figure, interval, number, span, stated

if TYPE_CHECKING:
    from discredit.studies.finding import Finding, ScenarioResult
    from discredit.studies.schema import Outcome
    from discredit.studies.verdict import Paired

PAGE = "report.html"
TEXT = "report.txt"
WIDTH = 88
_MOST_NAMED = 3


class Assumed(NamedTuple):
    """One assumption as a reader sees it, and what moving it does."""

    path: str
    value: str
    range: str
    grade: str
    sources: str
    moved: str


class FindingPage(NamedTuple):
    """Everything that is written of a finding, in order."""

    title: str
    labels: tuple[str, ...]
    claim: str
    sentence: str
    happens: str
    beside: tuple[str, ...]
    bar: str
    together: str  # over luck and assumptions; '' where it was not drawn again
    firm: str
    failed: str  # '' where every run came to its end
    leaned: tuple[Assumed, ...]
    tried: tuple[tuple[str, str, str], ...]
    badge: str
    evidence: tuple[str, ...]
    reading: str
    overturned_by: str
    size: str


def in_words(finding: Finding, *, ledger: Ledger | None = None) -> FindingPage:
    """A finding in words.

    Args:
        finding: What the study finds.
        ledger: Where sources are looked up; the shipped one where None.
    """
    ledger = Ledger() if ledger is None else ledger
    study, question = finding.question.study, finding.question
    size = finding.size
    outcomes = (study.outcome, *study.beside)
    sides = f"With {study.switch.on.says}, against {study.switch.off.says}"
    own = _change(study.outcome, finding.changes[0])
    return FindingPage(
        title=study.title,
        labels=tuple(_label(label) for label in finding.labels()),
        claim=study.claim,
        sentence=finding.sentence,
        happens=f"{sides}: {own}.",
        beside=tuple(
            f"Beside it, {_change(outcome, change)}."
            for outcome, change in zip(outcomes[1:], finding.changes[1:], strict=True)
        ),
        bar=_bar(finding),
        together=_together(finding),
        firm=_firm(finding),
        failed=_failed(finding),
        leaned=tuple(
            Assumed(
                a.path,
                f"{stated(a.value)} {a.number.unit}",
                span((a.low, a.high)),
                a.number.evidence,
                ", ".join(a.number.sources),
                _moved(finding, a.path),
            )
            for a in question.assumptions
        ),
        tried=tuple(
            (one.name, change_told(study.outcome, one.change), _agrees(one))
            for one in finding.scenarios
        ),
        badge=f"The two policies together {finding.question.rests_on}.",
        evidence=tuple(
            f"{note.says} ({'; '.join(dict.fromkeys(_cited(key, ledger) for key in note.source))})"
            for note in study.evidence
        ),
        reading=study.reading,
        overturned_by=study.overturned_by,
        size=f"{number(size.people)} people, {count(size.months, 'month', 'months')} from "
        f"{question.start}, {count(size.seeds, 'seed', 'seeds')}; the same people and the same "
        "luck on both sides",
    )


def text(finding: Finding) -> str:
    """The finding as plain text, a paragraph to a thought.

    Args:
        finding: What the study finds.
    """
    page = in_words(finding)
    parts = [
        page.title.upper(),
        *page.labels,
        f"The claim: {page.claim}",
        page.sentence,
        page.happens,
        *page.beside,
        page.bar,
        *([page.together] if page.together else []),
        page.firm,
        *([page.failed] if page.failed else []),
        page.reading,
        "It leans on:",
        *(
            f"  {a.path} = {a.value}, range {a.range}, {a.grade} ({a.sources}). {a.moved}"
            for a in page.leaned
        ),
        page.badge,
        "What is known outside the model:",
        *(f"  {line}" for line in page.evidence),
        f"What would overturn it: {page.overturned_by}",
        f"Run on {page.size}. Nobody here is real.",
        f"Inputs {finding.digest}",
    ]
    wrapped = (
        textwrap.fill(part, WIDTH, subsequent_indent="  " if part[:1] == " " else "",
                      break_long_words=False, break_on_hyphens=False)
        for part in parts
    )  # fmt: skip
    return "\n\n".join(wrapped) + "\n"


def render(finding: Finding) -> str:
    """The finding as one HTML page that needs nothing else.

    Args:
        finding: What the study finds.
    """
    return html.fill(
        "study.html.j2",
        t=in_words(finding),
        grades=MEANING,
        digest=finding.digest,
        study=finding.question.text,
    )


def write(finding: Finding, folder: Path) -> Path:
    """Write report.html and report.txt beside the finding.

    Args:
        finding: What the study finds.
        folder: Where the study is kept.

    Returns:
        Where the page is.

    Raises:
        ResultError: A page that is not ours is in its place, or a link.
        RunError: A file cannot be written.
    """
    disk.write(folder / TEXT, text(finding).encode())
    write_page(folder / PAGE, render(finding))
    return folder / PAGE


def _label(label: dict[str, str | None]) -> str:
    """What a system is and how sure that is; stands above everything else."""
    worn = f"{label['label']}. " if label["label"] else ""
    written = f"{worn}{label['title']}: {label['standing']}, {label['evidence']}."
    return f"{written} {label['disputed']}" if label["disputed"] else written


def _change(outcome: Outcome, change: Paired) -> str:
    """`people shut out rise by 12 per 100,000 (95 % interval 3 to 21; 8 seeds), from 4 to 16`."""
    if not change.seeds:
        return f"{outcome.says} is unknown, for nobody is in it"
    if outcome.per_change is not None:
        caution = f"; {change.behind.caution}" if change.behind.caution else ""
        many = count(change.seeds, "seed", "seeds")
        return f"{outcome.says}: {change_told(outcome, change)} ({many}{caution})"
    own, off, on = (value * outcome.times for value in (change.difference, change.off, change.on))
    levels = f"from {figure(off)} to {figure(on)} {outcome.unit}"
    if own == change.low == change.high == 0:
        return f"{outcome.says}: no change whatever ({levels})"
    if change.behind.caution:
        own = change_told(outcome, change)
        return f"{outcome.says}: {change.behind.caution} ({own}), {levels}"
    if isfinite(change.low) and change.low <= 0 <= change.high:
        ends = interval(own, change.low * outcome.times, change.high * outcome.times, sign=True)[1]
        return (
            f"{outcome.says}: no direction can be told (95 % interval of the change {ends} "
            f"{outcome.unit}; {count(change.seeds, 'seed', 'seeds')}), {levels}"
        )
    word = "up" if own > 0 else "down"
    size, ends = _size(abs(own), *_flipped(outcome, change))
    sure = f"95 % interval {ends}" if ends else "no interval"
    return (
        f"{outcome.says}: {word} by {size} {outcome.unit} "
        f"({sure}; {count(change.seeds, 'seed', 'seeds')}), {levels}"
    )


def _flipped(outcome: Outcome, change: Paired) -> tuple[float, float]:
    """The ends of the interval in the direction of the change, so that it is read as a size."""
    low, high = change.low * outcome.times, change.high * outcome.times
    return (low, high) if change.difference > 0 else (-high, -low)


def _size(value: float, low: float, high: float) -> tuple[str, str]:
    if isfinite(low) and low == high:
        return figure(value), f"{figure(low)} to {figure(high)}"
    return interval(value, low, high) if isfinite(low) else (figure(value), "")


def change_told(outcome: Outcome, change: Paired) -> str:
    """A change with its interval, short.

    Args:
        outcome: What is measured.
        change: Of it.
    """
    if not change.seeds:
        return "cannot be told"
    values = (change.difference, change.low, change.high)
    value, low, high = (v * outcome.times for v in values)
    if not isfinite(low):
        return f"{figure(value, sign=True)} {outcome.unit}"
    shown, ends = interval(value, low, high, sign=True)
    return f"{shown} ({ends}) {outcome.unit}" if ends else f"{shown} {outcome.unit}"


def _cautious_ends(outcome: Outcome, change: Paired) -> str:
    caution = change.behind.caution if change.seeds else ""
    return f"{change_told(outcome, change)}{f', {caution}' if caution else ''}"


def _bar(finding: Finding) -> str:
    study = finding.question.study
    bar, outcome = study.holds_if, study.outcome
    own = bar.size(finding.changes[0].off)
    size = f"{figure(own * outcome.times)} {outcome.unit}"
    if bar.is_relative:
        size = f"{figure(100 * bar.size(1.0))} % of what it is with the switch off ({size})"
    grade = f"{bar.bar.evidence}, {', '.join(bar.bar.sources)}"
    if bar.direction == "stays":
        says = f"stays as it is; a change of {size} would matter"
    else:
        says = f"{bar.direction}, and {size} is the least that matters"
    return f"The claim says that this {says} ({grade})."


def _together(finding: Finding) -> str:
    """What the draws over luck and assumptions say, and how they were made."""
    if finding.doubt is None or finding.drawn is None:
        return ""
    outcome = finding.question.study.outcome
    own, low, high = (
        value * outcome.times
        for value in (finding.changes[0].difference, finding.doubt.low, finding.doubt.high)
    )
    row = {"difference": own, **finding.doubt._replace(low=low, high=high).columns}
    said = f"{capital(outcome.says)}: {doubt.clause(row)}. {doubt.how_drawn(finding.drawn)}"
    given = finding.question.draws
    return said if given is None else f"{said} {given.said}"


def measure_first(finding: Finding) -> str:
    """What to measure first, as a sentence; '' where no number stands out.

    Args:
        finding: What the study finds.
    """
    return "" if finding.doubt is None else doubt.first(finding.doubt.first)


def _firm(finding: Finding) -> str:
    tried = finding.question.study.sensitivity
    size = finding.size
    how = (
        "each assumption below at either end of its range, one at a time"
        if tried.design == "ends"
        else "all assumptions below moved at once over their ranges"
    )
    untold = len(finding.scenarios) - finding.told
    lost = f"; {untold} cannot be told" if untold else ""
    kept = (
        "the change was too small to matter"
        if finding.question.study.holds_if.direction == "stays"
        else "the sign held"
    )
    held = f"{kept} in {finding.agreeing} of {count(finding.told, 'scenario', 'scenarios')}{lost}"
    if not finding.told:
        held = f"none of {count(len(finding.scenarios), 'scenario', 'scenarios')} can be told"
    return (
        f"Tried again with {how} ({number(size.tried_people)} people, "
        f"{count(size.tried_seeds, 'seed', 'seeds')}): {held}."
    )


def _agrees(one: ScenarioResult) -> str:
    if one.change.seeds and one.change.behind.caution:
        return one.change.behind.caution
    return ("yes" if one.agrees else "no") if one.change.seeds else "cannot be told"


def _failed(finding: Finding) -> str:
    """Which runs are left out, and why; a sentence, or nothing."""
    if not finding.failed:
        return ""
    runs = len(finding.outcomes)
    named = "; ".join(
        f"seed {one.seed}, {one.side}, {one.scenario}: {one.why.rstrip('.')}"
        for one in finding.failed[:_MOST_NAMED]
    )
    more = len(finding.failed) - _MOST_NAMED
    others = f"; and {more} more, which differences.csv names" if more > 0 else ""
    return (
        f"{len(finding.failed)} of {runs} runs failed, and their seeds are left out of what is "
        f"said: {named}{others}. Asked again, the study tries them again."
    )


def _moved(finding: Finding, path: str) -> str:
    """What happens at the ends of one assumption's range, where it was moved alone."""
    alone: list[ScenarioResult] = [one for one in finding.scenarios if list(one.values) == [path]]
    outcome = finding.question.study.outcome
    written = [
        f"at {stated(one.values[path])}: {_cautious_ends(outcome, one.change)}" for one in alone
    ]
    return "; ".join(written)


def _cited(key: str, ledger: Ledger) -> str:
    source = ledger[key]
    written = key if key.startswith("A-") else source.citation()
    return f"{written}, {source.grade}"
