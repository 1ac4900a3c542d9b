"""What a study of many runs found, in plain lines: for the screen, a page, and JSON."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Any, Final

from discredit.measures.series import said_of
from discredit.plan import Plan
from discredit.policy.label import label_between
from discredit.policy.wording import wording_between
from discredit.report import html
from discredit.store import disk, own
from discredit.studies.indices import narrowed
from discredit.studies.inquiry import ArmStudy
from discredit.studies.sweep import ArmAnswer, Swept, guesses
from discredit.units import MONEY
from discredit.vocabulary import told
from discredit.words import doubt
from discredit.words.answers import AnswerRow, called, deciding
from discredit.words.numbers import count, figure, interval, number, per_cent

FILE: Final = "study.json"
TABLE: Final = "rows.csv"
PAGE: Final = "report.html"
FORMAT: Final = 1


def lines(found: Swept) -> list[str]:
    """What a study found, line by line.

    Args:
        found: What was run.
    """
    study = found.study
    said = [f"{study.inquiry.title}: {' '.join(study.inquiry.question.split())}"]
    first = next(iter(study.inquiry.arms))
    for answer in found.answers:
        against = f", against {first}" if len(study.inquiry.arms) > 1 else ""
        row = _row(answer, study.plans[answer.arm])
        said.append(f"{answer.arm}{against}: {_value(answer, row)}.")
        said += [f"  {line}" for line in deciding(row)]
    if study.moving:
        said.append(
            f"{number(guesses(study.moving))} of the {number(len(study.moving))} ranges are "
            "guesses, so this says what follows from them and not what is so."
        )
    if study.draws is not None:
        said.append(study.draws.said)
    if found.failed:
        runs = count(len(found.failed), "run", "runs")
        first, most = found.failed[0], max(one.tries for one in found.failed)
        often = f" after {count(most, 'try', 'tries')}" if most > 1 else ""
        said.append(f"{runs} failed{often} and are left out, the first ({first.why}).")
    return said


def document(found: Swept) -> dict[str, Any]:
    """All of a finding as plain JSON values.

    Args:
        found: What was run.
    """
    study = found.study
    return {
        "format": FORMAT,
        "study": study.name,
        "title": study.inquiry.title,
        "question": study.inquiry.question,
        "labels": labels(study),
        "arms": study.inquiry.arms,
        "design": study.inquiry.design.model_dump(mode="json", exclude_none=True),
        "runs": study.runs,
        "failed": [{"run": one.name, "why": one.why, "tries": one.tries} for one in found.failed],
        "moved": [
            {"path": m.path, "range": [m.low, m.high], "evidence": m.grade, "unit": m.number.unit}
            for m in study.moving
        ],
        "draws": None if study.draws is None else study.draws.origin,
        "answers": [_row(answer, study.plans[answer.arm]) for answer in found.answers],
        "said": lines(found),
        "inputs": study.text,
        "inputs_digest": found.digest,
    }


def write(found: Swept, folder: Path) -> None:
    """Write study.json, rows.csv and report.html; the same rows give the same bytes.

    Args:
        found: What was run.
        folder: The one that its rows are in.

    Raises:
        ResultError: a link, or a file of somebody else's, has the name of one of them.
        RunError: one cannot be written.
    """
    for name in (FILE, TABLE, PAGE):
        own.refuse_foreign_file(folder / name)
    table = found.table.to_csv(index=False, lineterminator="\n")
    disk.write(folder / TABLE, table.encode())
    text = json.dumps(_finite(document(found)), indent=1, ensure_ascii=False, allow_nan=False)
    disk.write(folder / FILE, text.encode() + b"\n")
    disk.write(folder / PAGE, page(found).encode())


def labels(study: ArmStudy) -> list[str]:
    """What the systems of a study must wear.

    Args:
        study: As read.
    """
    worn = (label_between(plan.policy, plan.against) for plan in study.plans.values())
    return [label for label in dict.fromkeys(worn) if label]


def page(found: Swept) -> str:
    """What a study found as one HTML page that needs nothing else.

    Args:
        found: What was run.
    """
    study = found.study
    return html.fill(
        "sweep.html.j2",
        title=study.inquiry.title,
        question=study.inquiry.question,
        labels=labels(study),
        lines=lines(found)[1:],
        moving=[(m.path, m.says, m.grade) for m in study.moving],
        digest=found.digest,
        study=study.text,
    )


def _value(answer: ArmAnswer, row: AnswerRow) -> str:
    value, low, high = answer.value, answer.low, answer.high
    said, unit = called(row), row["unit"] and f" {row['unit']}"
    if not isfinite(value):
        return f"{said}: no run has it"
    if isfinite(low) and isfinite(high):
        sign = answer.outcome.of in doubt.CHANGES
        written, ends = interval(value, low, high, sign=sign)
        luck = f"95 % interval over luck {ends}" if ends else "nought in every seed"
        said += f" {written}{unit} ({luck})"
    else:
        said += f" {figure(value)}{unit} (one seed: no interval over luck)"
    if answer.doubt is not None:
        drawn = {"difference": value, "of": answer.outcome.of, **answer.doubt.columns}
        said += f"; {doubt.clause(drawn)}"
    if isfinite(answer.matters):
        size = figure(answer.outcome.smallest or 0.0)
        said += f"; at least {size} that way in {per_cent(answer.matters)} of the draws"
    return said


def _row(answer: ArmAnswer, plan: Plan) -> dict[str, Any]:
    """An answer as plain values."""
    held = {} if answer.doubt is None else answer.doubt.columns
    template, unit = said_of(answer.outcome.measure)
    wording = wording_between(plan.policy.system, plan.against and plan.against.system)
    is_ratio = answer.outcome.of == "ratio"
    return {
        "arm": answer.arm,
        "outcome": answer.outcome.model_dump(mode="json", exclude_none=True),
        "says": told(template, wording),
        "lists": {"black": wording.black._asdict(), "red": wording.red._asdict()},
        "unit": "" if is_ratio else unit.replace(MONEY, plan.society.spec.currency),
        "value": answer.value,
        "low": answer.low,
        "high": answer.high,
        **held,
        "matters": answer.matters,
        "varies": None
        if answer.screen is None and answer.shared is None
        else not any(one is not None and one.says for one in (answer.screen, answer.shared)),
        "effects": [] if answer.screen is None else [e._asdict() for e in answer.screen.effects],
        "indices": [] if answer.shared is None else [w._asdict() for w in answer.shared.weights],
        "weight_by_grade": answer.by_grade,
        "measure_first": [{**one._asdict(), "narrows_by": narrowed(one)} for one in answer.first],
    }


def _finite(value: Any) -> Any:
    """The same with null for whatever JSON has no word for."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not isfinite(value) else value
