"""Sentences about a finished run that can be quoted as they stand.

Each says what was simulated, on whom, how sure the figure is and what it rests on, so that nothing
has to be added, and nothing is lost where it is quoted alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from discredit import measures
from discredit.report import evidence, headlines
from discredit.sources import GRADES
from discredit.studies.uncertain import with_doubt
from discredit.words import doubt
from discredit.words.labels import warning
from discredit.words.names import headed
from discredit.words.numbers import count, number

if TYPE_CHECKING:
    from discredit.store.result import Result


class Quote(NamedTuple):
    """What can be said of one measure."""

    measure: str
    sentence: str


class Quotes(NamedTuple):
    """All that can be said of a run, and what was too rare in it to be said."""

    label: str
    sentences: tuple[Quote, ...]
    unsaid: tuple[str, ...]


def quotes(result: Result) -> Quotes:
    """A sentence for each headline of a run.

    Args:
        result: Complete, both worlds.

    Returns:
        In the order of the report; measures of too few people are named and not told.

    Raises:
        ResultError: There is only one world, or a table is damaged.
    """
    effects = with_doubt(result, measures.effects(result))
    told, unsaid = [], []
    opening, closing = _opening(result), _closing(result)
    for row in measures.headline(effects).to_dict("records"):
        if row["caution"]:
            unsaid.append(headed(row["says"]))
        elif row["with"] or row["without"]:
            figure = _figure(row, result)
            told.append(Quote(row["measure"], f"{opening} {figure} {closing}"))
    return Quotes(result.manifest.label, tuple(told), tuple(unsaid))


def _opening(result: Result) -> str:
    page, system = result.manifest, result.policy().system
    society = page.society.read().spec.title
    loud = warning(system.evidence, system.standing)
    runs = count(len(page.seeds), "run", "runs")
    return " ".join(
        filter(
            None,
            (
                f"[{loud}]" if loud else "",
                f"In a computer simulation of “{page.title}” on {number(page.people)} synthetic "
                f"people ({society}; nobody real), {runs} of {page.months} months from "
                f"{page.start}, made with discredit {page.versions['discredit']}:",
            ),
        )
    )


def _figure(row: Any, result: Result) -> str:
    here, there = result.worlds.phrases
    written = headlines.told(row)
    assumed = doubt.clause(row) or "assumptions were not moved"
    return (
        f"{headed(row['says'])}: {written.with_} {row['unit']} {here}, {written.without} {there}; "
        f"difference {written.difference} (95 % interval over luck "
        f"{written.interval or 'none'}; {assumed})."
    )


def _closing(result: Result) -> str:
    grades = result.manifest.evidence.grades
    known = ", ".join(f"{grades[grade]} {grade}" for grade in GRADES if grades.get(grade))
    return f"It rests on {sum(grades.values())} graded numbers: {known}."


def weakest(result: Result) -> str:
    """What the weakest grade of a run means.

    Args:
        result: A finished run.
    """
    held = result.manifest.evidence.grades
    grade = max((one for one in GRADES if held.get(one)), key=GRADES.index)
    return f"{grade}: {evidence.MEANING[grade]}"
