"""A study's result on disk: study.json with all inputs, differences.csv, and draws.csv."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Final

from discredit.digest import digest
from discredit.errors import OtherVersionError, TakenError, quoted
from discredit.store import disk, mark, own
from discredit.studies.design import Size
from discredit.studies.finding import Finding
from discredit.studies.question import SIDES, Question
from discredit.studies.verdict import Paired

FORMAT: Final = 3
FILE: Final = "study.json"
TABLE: Final = "differences.csv"
DRAWS: Final = "draws.csv"
RUNS: Final = "runs"
WRITTEN: Final = (FILE, TABLE, DRAWS, "report.html", "report.txt")
_TOLD: Final = ("off", "on", "difference", "low", "high")


def folder_name(question: Question, size: Size) -> str:
    """The folder of a study: its name, people, months and seeds.

    Args:
        question: The study as read.
        size: What is run.
    """
    return f"study-{question.name}-{size.people}-{size.months}-s{size.seeds}"


def question_digest(question: Question, size: Size) -> str:
    """SHA-256 of what makes a study another question: its whole file, people and months.

    More seeds, or an edited number of a system it names, are the same question once more.

    Args:
        question: The study as read.
        size: What is run.
    """
    asked = {"study": question.name, "text": question.text}
    return digest({**asked, "people": size.people, "months": size.months})


def refuse_other(folder: Path, asked: str) -> None:
    """Nothing is written among other files, nor through a link, nor over another answer.

    Args:
        folder: Where a study is to be written.
        asked: The `question_digest` of what it is to answer.

    Raises:
        ResultError: it, or a file of it, is a link, or it holds something else.
    """
    disk.refuse_link(folder)
    names = mark.names_in(folder)
    if not mark.is_on(folder, "study") and set(names) - {RUNS}:
        if FILE in names:
            raise OtherVersionError(
                f"{folder} holds {FILE} and not the mark of a folder that discredit may write to "
                "(an earlier version left none); name another folder, or remove this one yourself."
            )
        raise TakenError(f"{folder} holds files and no study; name a new or an empty folder.")
    if mark.is_on(folder, "study") and mark.inputs_of(folder, "study") != asked:
        raise TakenError(
            f"{folder} answers another question ({_answered_in(folder)}); name another folder, or "
            "remove this one."
        )
    for name in WRITTEN:
        own.refuse_foreign_file(folder / name)
    mark.refuse_foreign_folder(folder / RUNS, "runs")


def _answered_in(folder: Path) -> str:
    """Which question the study in a folder asks, in words, as far as it says."""
    try:
        page = json.loads((folder / FILE).read_bytes())
        study, size = quoted(page["study"]), page["size"]
        return f"{study} on {int(size['people'])} people over {int(size['months'])} months"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "it was not answered to its end"


def claim(folder: Path, asked: str) -> None:
    """Mark a study's folder, and the one of its runs, as this package's.

    Args:
        folder: Where a study is to be written.
        asked: The `question_digest` of what it is to answer.

    Raises:
        ResultError: it holds something else.
        RunError: it cannot be written.
    """
    refuse_other(folder, asked)
    mark.claim(folder / RUNS, "runs", asked)
    mark.put(folder, "study", asked)


def write(finding: Finding, folder: Path) -> None:
    """Write study.json, differences.csv and, where it was drawn again, draws.csv; the same finding
    gives the same bytes.

    Args:
        finding: What the study finds.
        folder: The one that `answer` claimed.

    Raises:
        ResultError: a link, or a file of somebody else's, has the name of one of the files.
        RunError: one cannot be written.
    """
    for name in WRITTEN:
        own.refuse_foreign_file(folder / name)
    tables = {TABLE: finding.differences(), DRAWS: finding.draws()}
    for name, table in tables.items():
        if table.empty:
            (folder / name).unlink(missing_ok=True)  # of an earlier call, which drew
        else:
            disk.write(folder / name, table.to_csv(index=False, lineterminator="\n").encode())
    text = json.dumps(document(finding), indent=1, ensure_ascii=False, allow_nan=False)
    disk.write(folder / FILE, text.encode() + b"\n")


def document(finding: Finding) -> dict[str, Any]:
    """All of a finding and of its inputs, as plain JSON values.

    Args:
        finding: What the study finds.

    Returns:
        What study.json holds; outcomes are multiplied by their `times`.
    """
    question, study = finding.question, finding.question.study
    outcomes = (study.outcome, *study.beside)
    return {
        "format": FORMAT,
        "study": question.name,
        "title": study.title,
        "claim": study.claim,
        "verdict": finding.verdict,
        "sentence": finding.sentence,
        "systems": list(finding.labels()),
        "size": _size(finding.size),
        "start": question.start,
        "holds_if": study.holds_if.model_dump(mode="json", exclude_none=True),
        "outcomes": [
            {
                **outcome.model_dump(mode="json", exclude_none=True),
                **_multiplied(change, outcome.times),
            }
            for outcome, change in zip(outcomes, finding.changes, strict=True)
        ],
        "sensitivity": _sensitivity(finding),
        "together": _together(finding),
        "draws": None if question.draws is None else question.draws.origin,
        "failed": [one._asdict() for one in finding.failed],
        "assumptions": [
            {
                "path": a.path,
                "value": a.value,
                "range": [a.low, a.high],
                "unit": a.number.unit,
                "evidence": a.number.evidence,
                "sources": list(a.number.sources),
                "sides": list(a.sides),
            }
            for a in question.assumptions
        ],
        "rests_on": finding.badge,
        "evidence": [note.model_dump(mode="json") for note in study.evidence],
        "reading": study.reading,
        "overturned_by": study.overturned_by,
        "inputs": {
            "study": question.text,
            "policies": {
                side: getattr(question, side).model_dump(mode="json", exclude_none=True)
                for side in SIDES
            },
        },
        "inputs_digest": finding.digest,
    }


def _sensitivity(finding: Finding) -> dict[str, Any]:
    """What became of the sign where assumptions were moved."""
    times = finding.question.study.outcome.times
    return {
        "scenarios": len(finding.scenarios),
        "told": finding.told,
        "sign_held": finding.agreeing,
        "tried": [
            {
                "scenario": one.name,
                "values": one.values,
                "sign_held": one.agrees,
                **_multiplied(one.change, times),
            }
            for one in finding.scenarios
        ],
    }


def _together(finding: Finding) -> dict[str, Any] | None:
    """What the draws over luck and assumptions say of the outcome that decides, multiplied out."""
    if finding.doubt is None:
        return None
    times = finding.question.study.outcome.times
    doubt = finding.doubt._replace(low=finding.doubt.low * times, high=finding.doubt.high * times)
    said = doubt.columns.items()
    return {name: _plain(value) if isinstance(value, float) else value for name, value in said}


def _size(size: Size) -> dict[str, Any]:
    """Which seeds only where they are not 1 to their number."""
    return {name: value for name, value in size._asdict().items() if name != "which" or value}


def _multiplied(change: Paired, times: float) -> dict[str, float | int | str | None]:
    told = {name: _plain(getattr(change, name) * times) for name in _TOLD}
    behind = change.behind
    return {
        **told,
        "seeds": change.seeds,
        "people": behind.people,
        "cases": behind.cases,
        "caution": behind.caution,
    }


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
