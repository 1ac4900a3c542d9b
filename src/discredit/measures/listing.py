"""Wrongful listing and its causes; redress and how long it takes; the few effects told first."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from discredit.errors import ResultError
from discredit.measures import estimate
from discredit.measures.catalogue import ANSWERS, Columns
from discredit.measures.effects import NO_INTERVAL, OVER_HOUSEHOLDS, OVER_SEEDS, effects
from discredit.measures.tables import PER_HEADS, WITH, Frame, Piece, ResultTables, by_seed
from discredit.vocabulary import CAUSES
from discredit.words.labels import label_in, labelled

if TYPE_CHECKING:
    import pandas as pd

HEADLINES = (
    "ever_listed",
    "ever_wrongly",
    "never_notified",
    "family_hit",
    "red_listed",
    "favoured",
    "mean_score",
    "low_band",
    "top_band",
    "scored_too_low",
    "scored_too_high",
    "disagreement",
    "months_shut_out",
    "shut_out_blameless",
    "times_refused",
    "served_informally",
    "obligations_broken",
    "offences",
    "disfavoured_acts",
    "deeds",
    "deeds_bought",
    "records",
    "records_false",
    "wait",
    "wait_favoured",
    "hours_lost",
    "contacts_lost",
    "fines",
    "dearer_paid",
    "debts_paid",
    "months_jobless",
    "income",
    "trust",
    "grievance",
)
"""What is told first of any system; what a run has nothing of is left out."""

CORRECTION_NOTE = (
    "Of people listed once. Whoever was not corrected by the end of the run may still be: "
    "the figure is of corrections that came, not of all waits."
)


def headline(result: ResultTables | pd.DataFrame) -> pd.DataFrame:
    """The effects on everybody that are told first, from a result or from its `effects`.

    A measure that is nought in both worlds is left out; being listed wrongly only if nobody is
    listed at all.
    """
    import pandas as pd

    table: Frame = result if isinstance(result, pd.DataFrame) else effects(result)
    rows = table[(table["dimension"] == "all") & table["measure"].isin(HEADLINES)]
    is_there = (rows[["with", "without"]].fillna(0.0) != 0).any(axis=1)
    listed = (is_there & (rows["measure"] == "ever_listed")).any()
    rows = rows[is_there | ((rows["measure"] == "ever_wrongly") & listed)]
    rank = {name: at for at, name in enumerate(HEADLINES)}
    return rows.sort_values("measure", key=lambda names: names.map(rank)).reset_index(drop=True)


def answer(result: ResultTables | pd.DataFrame, measure: str) -> pd.DataFrame:
    """The rows of `effects`, all groups, that answer a system's question about this measure.

    A total that means something only per case is answered by its ratio. Raises ResultError for a
    measure that the run did not take.
    """
    import pandas as pd

    table: Frame = result if isinstance(result, pd.DataFrame) else effects(result)
    name = ANSWERS.get(measure, measure)
    rows = table[table["measure"] == name].reset_index(drop=True)
    if rows.empty:
        raise ResultError(f"This run did not take the measure that answers its question: {name}.")
    return rows


def wrongful(result: ResultTables) -> pd.DataFrame:
    """Who was listed wrongly and why, in the arm with the system.

    One row for any cause, one per cause, one for listings without a letter. Columns: cause, says,
    per_100k (people ever so), per_100k_low, per_100k_high, share (of those ever listed), share_low,
    share_high, people (persons found, all seeds), method, seeds, label. A person may have
    several causes over time, so the causes add up to more than the whole.
    """
    import pandas as pd

    societies = by_seed(result, _wrongs, _all_wrongs)
    level, share = (_estimated([wrongs[k] for wrongs in societies]) for k in (0, 1))
    words = ["any cause", *(said.label for said in CAUSES.values()), "no letter came"]
    table = pd.DataFrame({"cause": ["any", *CAUSES, "no_notice"], "says": words})
    for name, estimated, scale in (("per_100k", level, PER_HEADS), ("share", share, 1)):
        estimated = estimated.within(np.zeros(1), np.ones(1))
        for suffix, end in (
            ("", estimated.value),
            ("_low", estimated.low),
            ("_high", estimated.high),
        ):
            table[name + suffix] = end[0, 1:] * scale
    table["people"] = np.sum([all_.value[0] for all_, _ in societies], 0).astype(np.int64)[1:]
    table["method"] = OVER_HOUSEHOLDS if len(societies) == 1 else OVER_SEEDS
    return labelled(table.assign(seeds=len(societies)), label_in(result.series()))


_Wrongs = tuple[estimate.Moments, estimate.Moments]
"""Of everybody, and of those ever listed beside the others."""


def _wrongs(piece: Piece) -> _Wrongs:
    names = ("ever_listed", "ever_wrongly", *(f"ever_{c}" for c in CAUSES), "never_notified")
    values = piece.ours(names)
    everybody = estimate.cut(piece.household, np.zeros(len(values), np.int64), 1)
    listed = estimate.cut(piece.household, 1 - values[:, 0].astype(np.int64), 2)
    return estimate.moments(values, everybody), estimate.moments(values, listed)


def _all_wrongs(one: _Wrongs, other: _Wrongs) -> _Wrongs:
    return estimate.joined(one[0], other[0]), estimate.joined(one[1], other[1])


def redress(result: ResultTables) -> pd.DataFrame:
    """How errors are undone, in the arm with the system.

    Columns: step, says, unit, value, low, high, people (how many persons the row rests on, all
    seeds together), note, method, seeds, label.
    """
    import pandas as pd

    rows = [*_of_persons(result), *_of_series(result)]
    series = result.series()
    table = pd.DataFrame(rows).assign(seeds=series["seed"].nunique())
    return labelled(table, label_in(series))


def months_to_correction(result: ResultTables) -> pd.DataFrame:
    """How many people waited how long from entry to correction: columns months, people.

    Exact for people listed once; a second entry would hide the first wait, so they are left out.
    """
    import pandas as pd

    def waited(piece: Piece) -> Counter[int]:
        lives = piece.with_
        once = (lives["corrections"] > 0) & (lives["times_listed"] == 1)
        return Counter(lives["months_listed"][once].tolist())

    waits = sum(by_seed(result, waited, operator.add), Counter[int]())
    return pd.DataFrame({"months": sorted(waits), "people": [waits[m] for m in sorted(waits)]})


class _Step(NamedTuple):
    """A mean over some persons of what one of their columns says."""

    step: str
    says: str
    unit: str
    among: np.ndarray
    value: np.ndarray
    note: str = ""


def _of_persons(result: ResultTables) -> list[dict[str, object]]:
    societies = by_seed(result, _step_sums, _all_step_sums)
    method = OVER_HOUSEHOLDS if len(societies) == 1 else OVER_SEEDS
    rows = []
    for seeds in zip(*societies, strict=True):
        step, says, unit, note, _ = seeds[0]
        people = int(sum(one.sums.people[0] for one in seeds))
        estimated = _estimated([one.sums for one in seeds])
        if unit == "share":
            estimated = estimated.within(np.zeros(1), np.ones(1))
        ends = (float(end[0, 0]) for end in estimated)
        rows.append(_row(step, says, unit, ends, people, note, method))
    return rows


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


def _steps(c: Columns) -> tuple[_Step, ...]:
    listed, wrongly = c["first_listed"] >= 0, c["months_wrongly"] > 0
    appealed, corrected = c["appeals"] > 0, c["corrections"] > 0
    stays = (c["status"].astype(str) == "listed") & ~corrected
    once = corrected & (c["times_listed"] == 1)
    beyond = c["months_shut_out"].astype(float) - c["months_listed"]
    return (
        _Step("appealed", "ever listed who appealed", "share", listed, appealed),
        _Step("wrongly_appealed", "ever wrongly listed who appealed", "share", wrongly, appealed),
        _Step(
            "wrongly_corrected",
            "ever wrongly listed who were corrected on appeal",
            "share",
            wrongly,
            corrected,
        ),
        _Step(
            "wrongly_still_on",
            "ever wrongly listed, never corrected, still listed at the end",
            "share",
            wrongly,
            stays,
        ),
        _Step(
            "months_to_correction",
            "months from entry to correction",
            "mean months",
            once,
            c["months_listed"],
            CORRECTION_NOTE,
        ),
        _Step(
            "months_shut_out_after",
            "months with a door closed beyond those on the list",
            "months per person ever listed",
            listed,
            beyond,
        ),
    )


def _of_series(result: ResultTables) -> list[dict[str, object]]:
    """Appeals over the whole run and those waiting at its end, per 100,000 people."""
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
        column = by_seed[name]
        total = column.last() if name == "appeals_waiting" else column.sum()
        rate = total.to_numpy(np.float64) / people * PER_HEADS
        estimated = estimate.over_seeds(rate[:, None, None])
        ends = (float(end[0, 0]) for end in estimated)
        method = OVER_SEEDS if len(rate) > 1 else NO_INTERVAL
        unit, societies = "appeals per 100,000 people", int(total.sum())
        rows.append(_row(name, says, unit, ends, societies, "", method))
    return rows


def _estimated(societies: list[estimate.Moments]) -> estimate.Interval:
    """Group means of one society, or of the seeds together."""
    if len(societies) == 1:
        return estimate.over_households(societies[0])
    return estimate.over_seeds(np.stack([society.mean for society in societies]))


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
