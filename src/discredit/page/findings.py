"""Studies that lie on disk, as the page lists them: the question, the verdict, how sure it is, and
what decides it.

What is read may be anybody's file: it is bounded, checked, and told as text. A folder without a
study that can be read is no entry of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from math import isfinite, nan
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from discredit.measures.catalogue import TEMPLATES
from discredit.measures.caution import TOO_FEW
from discredit.page.study_files import FiledAnswer, FiledClaim, FiledOutcome, FiledRuns
from discredit.paths import is_folder
from discredit.report import study_page, sweep_page
from discredit.report.spoken import measure_said
from discredit.studies.folder import DRAWS, FILE
from discredit.studies.folder import TABLE as DIFFERENCES
from discredit.studies.verdict import SENTENCES, STAYS_OPEN
from discredit.vocabulary import Wording
from discredit.words import answers, doubt
from discredit.words.labels import worn
from discredit.words.names import headed
from discredit.words.numbers import Compared, compared, counted, figure, interval, number, stated
from discredit.words.retold import kept
from discredit.words.tongue import ENGLISH, catalogue, language, prose, say, speaking
from discredit.words.units import unit_said
from discredit.words.verdicts import beside_it, side_effect

MOST_STUDIES: Final = 100
MOST_BYTES: Final = 4 << 20
"""Of one study.json."""
TAKEN_AWAY: Final = (
    *(study_page.PAGE, study_page.TEXT, FILE, DIFFERENCES, DRAWS, sweep_page.TABLE),
)
KEY: Final = 16


def studies(results: Path) -> list[dict[str, Any]]:
    """The studies in a folder of results.

    Args:
        results: The folder; there may be none.

    Returns:
        Plain JSON values, the latest study first.
    """
    found = [told for folder in folders(results) if (told := _told(folder)) is not None]
    return found[:MOST_STUDIES]


def folders(results: Path) -> Iterator[Path]:
    """The folders that hold a study, the latest first: this one, or those in it.

    Args:
        results: The folder; there may be none.
    """
    if not is_folder(results):
        return
    files = [results / FILE, *(folder / FILE for folder in results.iterdir())]
    there = [file for file in files if file.is_file() and not file.is_symlink()]
    for file in sorted(there, key=lambda one: (-one.stat().st_mtime, one)):
        yield file.parent


def file_of(results: Path, key: str, name: str) -> Path | None:
    """A file of a study that may be taken away; None where there is no such.

    Args:
        results: The folder of results.
        key: Of the study, as `studies` gave it.
        name: Of the file.
    """
    for folder in folders(results):
        if _key(folder) == key and name in _files(folder):
            return folder / name
    return None


def _key(folder: Path) -> str:
    """A name for a browser, from which no path is made."""
    return sha256(str(folder.absolute()).encode()).hexdigest()[:KEY]


def _files(folder: Path) -> list[str]:
    return [
        name
        for name in TAKEN_AWAY
        if (folder / name).is_file() and not (folder / name).is_symlink()
    ]


def _told(folder: Path) -> dict[str, Any] | None:
    file = folder / FILE
    try:
        if file.stat().st_size > MOST_BYTES:
            return None
        text = file.read_bytes()
        told = _of_claim(text) if b'"verdict"' in text else _of_many(text)
    except (OSError, ValidationError, ValueError):
        return None
    return {"key": _key(folder), "folder": folder.name, "files": _files(folder), **told}


def _of_claim(text: bytes) -> dict[str, Any]:
    found = FiledClaim.model_validate_json(text)
    tried, size = found.sensitivity, found.size
    scenarios = counted(tried.told, "scenario", "scenarios")
    first, *beside = found.outcomes
    held = say("{held} of {scenarios}", held=number(tried.sign_held), scenarios=scenarios)
    reading = [line for line in (found.reading, found.overturned_by) if line]
    turning = [one for one in tried.tried if one.seeds and not one.caution and not one.sign_held]
    alone = [
        (path, at) for one in turning if len(one.values) == 1 for path, at in one.values.items()
    ]
    turns = "With {path} at {value} the sign does not hold."
    decides = [say(turns, path=path, value=stated(at)) for path, at in alone]
    return {
        **_asked(found.study, found.title, found.claim),
        **_judged(found),
        "labels": list(dict.fromkeys(worn(one.label) for one in found.systems if one.label)),
        "size": say(
            "{people}, {months}, {seeds}",
            people=counted(size.people, "person", "people"),
            months=counted(size.months, "month", "months"),
            seeds=counted(size.seeds, "seed", "seeds"),
        ),
        "rows": [
            _of_outcome(first, held if tried.told else ""),
            *(_of_outcome(one, "") for one in beside),
        ],
        "rows_in": _told_in(text for one in found.outcomes for text in (one.says, one.unit)),
        "decides": decides,
        "decides_in": language(),
        "reading": [prose(line) for line in reading],
        "reading_in": _told_in(reading),
    }


def _asked(name: str, title: str, question: str) -> dict[str, Any]:
    """What is asked, in the language that is spoken now where a catalogue has it; and in which."""
    return {
        "name": name,
        "title": prose(title),
        "question": prose(question),
        "asked_in": _told_in((title, question)),
    }


def _told_in(texts: Iterable[str]) -> str:
    """The language in which texts of a study are told: that which is spoken, if it has them all."""
    known = catalogue(language())
    return language() if all(" ".join(text.split()) in known for text in texts) else ENGLISH


def _judged(found: FiledClaim) -> dict[str, Any]:
    """The verdict in the language that is spoken now, and what stays as the study said it."""
    parts = [*(text for name, text in SENTENCES.items() if name == found.verdict), STAYS_OPEN]
    if language() == ENGLISH or not found.sentence.startswith(parts[0]):
        return {"verdict": found.sentence, "verdict_in": ENGLISH, "beside": "", "beside_in": ""}
    told, rest = "", found.sentence
    for part in parts:
        if rest.startswith(part):
            told, rest = told + say(part), rest.removeprefix(part).strip()
    named = [one for one in found.outcomes[1:] if one.in_verdict]
    with speaking(ENGLISH):
        is_as_told = bool(named) and rest == _beside(named)
    is_told = is_as_told and _told_in(t for one in named for t in (one.says, one.unit)) != ENGLISH
    return {
        "verdict": told,
        "verdict_in": language(),
        "beside": _beside(named) if is_told else rest,
        "beside_in": language() if is_told else ENGLISH,
    }


def _beside(named: Iterable[FiledOutcome]) -> str:
    """What becomes of the outcomes that a verdict names beside its own."""
    return beside_it(
        side_effect(
            one.says,
            one.unit,
            (_number(one.difference), _number(one.low), _number(one.high))
            if one.seeds and not one.caution
            else None,
            is_ratio=one.per_change is not None,
        )
        for one in named
    )


def _of_outcome(one: FiledOutcome, held: str) -> dict[str, Any]:
    ends = (_number(one.difference), _number(one.low), _number(one.high))
    told = compared(_number(one.on), _number(one.off), ends)
    if not one.seeds or one.caution:
        told = told._replace(difference=kept(one.caution or TOO_FEW))
    return {**_row(headed(say(one.says)), say(one.unit), told, ends), "held": held}


def _of_many(text: bytes) -> dict[str, Any]:
    found = FiledRuns.model_validate_json(text)
    return {
        **_asked(found.study, found.title, found.question),
        "verdict": "",
        "verdict_in": ENGLISH,
        "beside": "",
        "beside_in": ENGLISH,
        "labels": [worn(label) for label in found.labels],
        "size": counted(found.runs, "run", "runs"),
        "rows": [_of_answer(one) for one in found.answers],
        "rows_in": _told_in(TEMPLATES.get(one.outcome.measure, "") for one in found.answers),
        "decides": [
            say("{arm}: {what}", arm=_of(one), what=line)
            for one in found.answers
            for line in _deciding(one)
        ],
        "decides_in": language(),
        "reading": [],
        "reading_in": ENGLISH,
    }


def _of_answer(one: FiledAnswer) -> dict[str, Any]:
    nothing = {"together": "", "held": "", "is_open": False, "together_ends": [None, None]}
    value, low, high = (_number(end) for end in (one.value, one.low, one.high))
    sign = one.outcome.of in doubt.CHANGES
    has_ends = isfinite(low) and isfinite(high)
    written = interval(value, low, high, sign=sign) if has_ends else (figure(value), "")
    told = Compared("", "", written[0] if isfinite(value) else say("no run has it"), written[1])
    row = _row(_of(one), unit_said(one.unit), told, (value, low, high))
    if not one.draws:
        return {**row, **nothing}
    drawn = {
        "difference": value,
        "of": one.outcome.of,
        "draws": one.draws,
        "sign_held": _number(one.sign_held),
        "together_low": _number(one.together_low),
        "together_high": _number(one.together_high),
    }
    said = {"together": doubt.between(drawn), "held": doubt.held(drawn)}
    ends = [one.together_low, one.together_high]
    return {**row, **said, "is_open": doubt.is_open(drawn), "together_ends": ends}


def _deciding(one: FiledAnswer) -> Iterator[str]:
    return answers.deciding(one.model_dump(exclude={"lists"}))


def _of(one: FiledAnswer) -> str:
    own = one.lists and measure_said(one.outcome.measure, Wording(one.lists.black, one.lists.red))
    asked = {"outcome": one.outcome.model_dump(), "says": own or one.says}
    return say("{arm}: {what}", arm=one.arm, what=answers.called(asked))


def _row(label: str, unit: str, told: Compared, ends: tuple[float, float, float]) -> dict[str, Any]:
    """A line as the page draws and tells it, see `narrowing.rows`."""
    value, low, high = (end if isfinite(end) else None for end in ends)
    return {
        "dimension": "",
        "label": label,
        "unit": unit,
        "value": value,
        "ends": [low, high],
        "together_ends": [None, None],
        "difference": told.difference,
        "interval": told.interval,
        "levels": [told.with_, told.without],
        "together": "",
        "held": "",
        "is_open": False,
    }


def _number(value: float | None) -> float:
    return nan if value is None else value
