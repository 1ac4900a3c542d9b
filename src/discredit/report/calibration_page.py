"""What a calibration takes and what it came to: lines, tables, JSON, and the file of draws."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from discredit.measures.published import KINDS, MODEL_ERROR
from discredit.policy.label import label_between
from discredit.store import disk, manifest, own
from discredit.studies.calibrating import Calibrated, CalibrationForecast
from discredit.studies.calibration import Calibration
from discredit.studies.drawn import DRAWS_FILE, page_of
from discredit.words.doubt import LEVEL
from discredit.words.names import spoken
from discredit.words.numbers import (
    clock,
    count,
    figure,
    interval,
    memory,
    number,
    per_cent,
    span,
    stated,
)

FILE: Final = "calibration.json"
FORMAT: Final = 1
NUMBER_HEADS: Final = ("number", "stated", "range", "fitted, 90 %", "left of the range", "held")
FIGURE_HEADS: Final = ("figure and source", "date", "published", "draws, 90 %", "")


def planned(asked: Calibration, forecast: CalibrationForecast) -> list[str]:
    """What a calibration takes, before it runs.

    Args:
        asked: The calibration.
        forecast: What it takes.
    """
    setting = len(asked.setting_figures)
    later = len(asked.figures) - setting
    numbers = count(len(asked.numbers), "number", "numbers")
    parts = ", ".join(f"{name} {number(runs)}" for name, runs in forecast.parts.items())
    how = "as its runs so far took" if forecast.is_timed else "a guess before the first run"
    return [
        f"Fitted: {numbers} of {asked.plan.policy.name} to "
        f"{count(setting, 'published figure', 'published figures')}; "
        f"{number(later)} more are predicted.",
        f"{count(asked.plan.people, 'person', 'people')}, the system alone, "
        f"{count(asked.plan.months, 'month', 'months')} from {asked.plan.start}; for the check "
        f"{number(asked.months)}.",
        f"Runs: {number(asked.runs)} ({parts}); {number(forecast.done)} are there.",
        f"Time: about {clock(forecast.seconds)} on one core ({how}). "
        f"Disk: about {memory(forecast.size)}.",
    ]


def label(asked: Calibration) -> str:
    """What the system must wear; '' for none.

    Args:
        asked: The calibration.
    """
    return label_between(asked.plan.policy, None)


def number_rows(found: Calibrated) -> list[tuple[str, ...]]:
    """A row for each number, under NUMBER_HEADS.

    Args:
        found: What was run.
    """
    return [
        (
            one.number.path,
            f"{figure(one.number.stated)} {one.number.unit}",
            span((one.number.low, one.number.high)),
            f"{figure(one.middle)} ({figure(one.low)} to {figure(one.high)})",
            per_cent(one.left),
            per_cent(one.covered),
        )
        for one in found.numbers
    ]


def figure_rows(rows: Sequence[Mapping[str, Any]], kind: str) -> list[tuple[str, ...]]:
    """A row for each figure of a kind: what it counts, its source, and what is under the rest of
    FIGURE_HEADS.

    Args:
        rows: As `figures` gives them.
        kind: fitted or predicted.
    """
    return [
        (
            spoken(row["figure"]),
            row["source"],
            row["date"],
            stated(row["value"]),
            between(row),
            "" if row["inside"] else "outside",
        )
        for row in rows
        if row["kind"] == kind
    ]


def between(row: Mapping[str, Any]) -> str:
    """The interval of a figure.

    Args:
        row: As `figures` gives it.
    """
    return interval(float(row["middle"]), float(row["low"]), float(row["high"]))[1]


def told(found: Calibrated) -> list[str]:
    """What a calibration came to, line by line.

    Args:
        found: What was run.
    """
    rows = figures(found)
    said = [line for kind in KINDS if (line := inside(rows, kind))]
    said.append(itself(found))
    far = [one.published.name for one in found.figures if not one.is_reached]
    if far:
        said.append(
            f"No run came near {', '.join(map(spoken, far))}: this says that the model is wrong "
            "there, and sets no number."
        )
    if found.fit.failed:
        said.append(f"{count(found.fit.failed, 'run', 'runs')} failed and are left out.")
    luck = count(found.asked.plan.people, "person", "people")
    said.append(
        "All other numbers stayed where they stand. The error allowed to every figure is "
        f"{per_cent(MODEL_ERROR)}, beside the luck of {luck}."
    )
    return said


def inside(rows: Sequence[Mapping[str, Any]], kind: str) -> str:
    """In how many cases the interval held what was published; '' where nothing was.

    >>> rows = [{"kind": "predicted", "inside": True}, {"kind": "predicted", "inside": False}]
    >>> inside(rows, "predicted")
    'Predicted: 1 of 2 figures (50 %) lie inside the 90 % interval of the draws.'

    Args:
        rows: As `figures` gives them.
        kind: fitted or predicted.
    """
    some = [bool(row["inside"]) for row in rows if row["kind"] == kind]
    if not some:
        return ""
    return (
        f"{kind.capitalize()}: {number(sum(some))} of {count(len(some), 'figure', 'figures')} "
        f"({per_cent(sum(some) / len(some))}) lie inside the {per_cent(LEVEL)} interval of the "
        "draws."
    )


def itself(found: Calibrated) -> str:
    """How the method fares with runs whose numbers are known.

    Args:
        found: What was run.
    """
    least = min(found.numbers, key=lambda one: one.p_even)
    held = sum(one.covered for one in found.numbers) / len(found.numbers)
    verdict = "look uniform" if found.is_even else "do not look uniform"
    return (
        f"The same method on {count(len(found.fit.ranks), 'run', 'runs')} whose numbers are known: "
        f"its intervals held {per_cent(held, 1)} of them (nominal {per_cent(found.nominal, 1)}), "
        f"and their ranks {verdict} (smallest p {figure(least.p_even)}, {least.number.path}; "
        f"5 % false alarms over all {number(len(found.numbers))})."
    )


def document(found: Calibrated) -> dict[str, Any]:
    """All of it as plain JSON values.

    Args:
        found: What was run.
    """
    asked = found.asked
    return {
        "format": FORMAT,
        "calibration": asked.plan.policy.name,
        "label": label(asked) or None,
        "people": asked.plan.people,
        "start": asked.plan.start,
        "months": asked.plan.months,
        "months_of_check": asked.months,
        "runs": asked.runs,
        "failed": found.fit.failed,
        "numbers": [
            {
                "path": one.number.path,
                "unit": one.number.unit,
                "stated": one.number.stated,
                "range": [one.number.low, one.number.high],
                "low": one.low,
                "middle": one.middle,
                "high": one.high,
                "left": one.left,
                "covered": one.covered,
                "p_even": one.p_even,
                "ranks": found.fit.ranks[:, at].tolist(),
            }
            for at, one in enumerate(found.numbers)
        ],
        "figures": figures(found),
        "nominal": found.nominal,
        "ranks_among": found.fit.among,
        "ranks_even": found.is_even,
        "said": told(found),
        "inputs_digest": asked.digest,
    }


def figures(found: Calibrated) -> list[dict[str, Any]]:
    """Every figure beside the interval of the draws.

    Args:
        found: What was run.
    """
    return [
        {
            **one.published._asdict(),
            "low": one.low,
            "middle": one.middle,
            "high": one.high,
            "reached": one.is_reached,
            "inside": one.is_inside,
        }
        for one in found.figures
    ]


def write(found: Calibrated, folder: Path) -> Path:
    """Write calibration.json and the file of draws; the same rows give the same bytes.

    Args:
        found: What was run.
        folder: The one that its rows are in.

    Returns:
        The file of draws.

    Raises:
        ResultError: A link, or a file of somebody else's, has the name of one of them.
        RunError: One cannot be written.
    """
    for name in (FILE, DRAWS_FILE):
        own.refuse_foreign_file(folder / name)
    asked = found.asked
    here = manifest.versions()
    about = {
        "system": asked.plan.policy.name,
        "label": label(asked) or None,
        "people": asked.plan.people,
        "runs": asked.runs,
        "figures_digest": asked.figures_digest,
        "inputs_digest": asked.digest,
        "versions": {name: here[name] for name in manifest.ENGINE},
        "figures": figures(found),
    }
    disk.write(folder / DRAWS_FILE, page_of(asked.numbers, found.fit.values, about))
    text = json.dumps(document(found), indent=1, ensure_ascii=False, allow_nan=False)
    disk.write(folder / FILE, text.encode() + b"\n")
    return folder / DRAWS_FILE
