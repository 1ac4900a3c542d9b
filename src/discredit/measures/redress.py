"""How errors are undone: who appeals, who is corrected, and how long it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from discredit.measures import estimate, intervals
from discredit.measures.catalogue import Columns
from discredit.measures.caution import CASES, cautions
from discredit.measures.series import per_head
from discredit.measures.tables import PER_HEADS, WITH, Census, Frame, Piece, ResultTables, by_seed
from discredit.measures.waits import OVER_CASES, median, months_to_correction
from discredit.measures.wording import NO_INTERVAL, OVER_HOUSEHOLDS, OVER_SEEDS, worded, wording_in
from discredit.words.labels import label_in, labelled

if TYPE_CHECKING:
    import pandas as pd

CORRECTION_NOTE = (
    "Of people {state} once. Whoever was not corrected by the end of the run may still be: "
    "the figure is of corrections that came, not of all waits."
)


EITHER_WAY = intervals.Bounds(np.zeros(1, bool), np.full(1, -np.inf), np.full(1, np.inf))
"""Of what may be above nought for one and below for another."""


def redress(result: ResultTables) -> pd.DataFrame:
    """How errors are undone, in the arm with the system.

    Columns: step, says, unit, value, low, high, people (how many persons the row rests on, all
    seeds together), note, caution (too few to say), method, seeds, label.

    Args:
        result: What `open_result` returned, or frames of that layout.

    Returns:
        One row per step.

    Raises:
        ResultError: an arm is missing, or the two do not hold the same persons.
    """
    import pandas as pd

    rows = [*_of_persons(result), _corrections(result), *_of_series(result)]
    series = result.series()
    table: Frame = pd.DataFrame(rows)
    for column in ("says", "unit", "note"):
        table[column] = worded(table[column], wording_in(result))
    table["caution"] = cautions(table["people"].to_numpy(), CASES)
    table = table.assign(seeds=series["seed"].nunique())
    return labelled(table, label_in(series))


class _Step(NamedTuple):
    """A mean over some persons of what one of their columns says."""

    step: str
    says: str
    unit: str
    among: np.ndarray
    value: np.ndarray
    note: str = ""


def _of_persons(result: ResultTables) -> list[dict[str, object]]:
    societies = by_seed(result, STEPS)
    method = OVER_HOUSEHOLDS if len(societies) == 1 else OVER_SEEDS
    rows = []
    for seeds in zip(*societies, strict=True):
        step, says, unit, note, _ = seeds[0]
        people = int(sum(one.sums.people[0] for one in seeds))
        each = [one.sums for one in seeds]
        hit = np.sum([society.value if unit == "share" else society.people[:, None]
                      for society in each], 0)  # fmt: skip
        estimated = intervals.means(each, hit, intervals.SHARES if unit == "share" else EITHER_WAY)
        ends = (float(end[0, 0]) for end in estimated)
        rows.append(_row(step, says, unit, ends, people, note, method))
    return rows


def _corrections(result: ResultTables) -> dict[str, object]:
    found = months_to_correction(result)
    waits = Counter(dict(zip(found["months"].tolist(), found["people"].tolist(), strict=True)))
    step, says = "months_to_correction", "months from entry to correction"
    ends = (float(end) for end in median(waits))
    return _row(step, says, "median months", ends, waits.total(), CORRECTION_NOTE, OVER_CASES)


class _StepSums(NamedTuple):
    """Sums over some people of a society, of one step of redress. Those of two parts add up."""

    step: str
    says: str
    unit: str
    note: str
    sums: estimate.Moments  # of those whom the step is about, and of the others


def _step_sums(piece: Piece) -> list[_StepSums]:
    sums_of = []
    for step in _steps(piece.with_):
        cells = estimate.cut(piece.household, 1 - step.among.astype(np.int64), 2)
        values = step.value.astype(np.float64)[:, None]
        sums = estimate.moments(values, cells)
        sums_of.append(_StepSums(step.step, step.says, step.unit, step.note, sums))
    return sums_of


def _all_step_sums(one: list[_StepSums], other: list[_StepSums]) -> list[_StepSums]:
    both = zip(one, other, strict=True)
    return [a._replace(sums=estimate.joined(a.sums, b.sums)) for a, b in both]


STEPS = Census("redress", _step_sums, _all_step_sums, (_StepSums, estimate.Moments))


def _steps(c: Columns) -> tuple[_Step, ...]:
    listed, wrongly = ~np.isnat(c["first_listed"]), c["months_wrongly"] > 0
    appealed, corrected = c["appeals"] > 0, c["corrections"] > 0
    stays = (c["status"].astype(str) == "listed") & ~corrected
    beyond = c["months_shut_out"].astype(float) - c["months_listed"]
    return (
        _Step("appealed", "ever {state} who appealed", "share", listed, appealed),
        _Step("wrongly_appealed", "ever {wrongly} who appealed", "share", wrongly, appealed),
        _Step(
            "wrongly_corrected",
            "ever {wrongly} who were corrected on appeal",
            "share",
            wrongly,
            corrected,
        ),
        _Step(
            "wrongly_still_on",
            "ever {wrongly}, never corrected, still {state} at the end",
            "share",
            wrongly,
            stays,
        ),
        _Step(
            "months_shut_out_after",
            "months with a door closed beyond those {state}",
            "months per person ever {state}",
            listed,
            beyond,
        ),
    )


def _of_series(result: ResultTables) -> list[dict[str, object]]:
    """Appeals over the whole run and those waiting at its end, per 100,000 people; none where the
    system has no desk for them, and so no column."""
    series: Frame = result.series()
    whole = series[(series["dimension"] == "all") & (series["arm"].astype(str) == WITH)]
    by_seed = whole.sort_values("month").groupby("seed", sort=True)
    people = by_seed["people"].last().to_numpy(np.float64)
    rows = []
    for name, says in (
        ("appeals_filed", "appeals filed"),
        ("appeals_served", "appeals heard, a second hearing included"),
        ("appeals_won", "appeals won"),
        ("appeals_waiting", "appeals waiting at the end"),
    ):
        if name not in whole.columns:
            continue
        column = by_seed[name]
        total = column.last() if name == "appeals_waiting" else column.sum()
        estimated = per_head(total.to_numpy(np.float64), people)
        ends = (float(end) * PER_HEADS for end in estimated)
        method = OVER_SEEDS if len(people) > 1 else NO_INTERVAL
        unit, appeals = "appeals per 100,000 people", int(total.sum())
        rows.append(_row(name, says, unit, ends, appeals, "", method))
    return rows


def _row(
    step: str,
    says: str,
    unit: str,
    ends: Iterable[float],
    people: int,
    note: str,
    method: str,
) -> dict[str, object]:
    value, low, high = ends
    return {
        "step": step,
        "says": says,
        "unit": unit,
        "value": value,
        "low": low,
        "high": high,
        "people": people,
        "note": note,
        "method": method,
    }
