"""A study of many runs carried out: planned, run row by row, and what its answers come to.

plan_of(study)                   what it takes, and what its indices will resolve
swept(study, folder)             run whatever is lacking, then what was found
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import nan
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from discredit.digest import digest
from discredit.errors import TakenError
from discredit.sources import Grade
from discredit.store import mark
from discredit.studies import indices
from discredit.studies.batch import Come, DesignRun, key_of, lacking, run_all
from discredit.studies.crew import Crew, for_runs
from discredit.studies.drawn import entries_of
from discredit.studies.forecast import StudyForecast, foreseen
from discredit.studies.indices import Points, Screen, SharedOut, Values
from discredit.studies.inquiry import ArmStudy, AskedOutcome
from discredit.studies.ranges import GUESSED, Moving
from discredit.studies.rows import RowStore, open_rows, read_rows
from discredit.studies.setting import PlainPlan, Setting, over, plain
from discredit.studies.taking import TakeOutcomes
from discredit.studies.uncertain import doubt_of, possible
from discredit.words.doubt import Doubt

RUNS: Final = "runs"
AS_ASSUMED: Final = "as assumed"


class DesignPart(NamedTuple):
    """One part of a study: some settings, each run for every arm."""

    name: str
    moving: tuple[Moving, ...]
    points: Points  # [point, number] shares of the ranges
    seeds: tuple[int, ...]
    own_seeds: bool = False  # each point has a seed of its own, the first and those after it

    def seeds_of(self, at: int) -> tuple[int, ...]:
        """The seeds of a point."""
        return (self.seeds[0] + at,) if self.own_seeds else self.seeds


class ArmAnswer(NamedTuple):
    """What one outcome of one arm comes to."""

    arm: str
    outcome: AskedOutcome
    value: float  # as assumed, the mean over seeds
    low: float  # over luck; NaN of one seed
    high: float
    doubt: Doubt | None  # of a hypercube
    matters: float  # share of draws in which it is as large as matters; NaN where not asked
    screen: Screen | None
    shared: SharedOut | None
    by_grade: dict[str, float]
    first: tuple[indices.Weight, ...]  # to be measured first


class RunFailed(NamedTuple):
    """A run that has no figures."""

    name: str
    why: str
    tries: int  # how often it failed


@dataclass(frozen=True)
class Swept:
    """A study that was run."""

    study: ArmStudy
    parts: tuple[DesignPart, ...]
    answers: tuple[ArmAnswer, ...]
    table: Any  # a data frame: a row for each arm, setting and seed, in the design's order
    failed: tuple[RunFailed, ...]
    digest: str


def plan_of(study: ArmStudy, folder: Path, workers: int | None = None) -> StudyForecast:
    """What a study takes, and what is done of it.

    Args:
        study: As read.
        folder: Where its rows are, or will be.
        workers: As many as are asked for; None: as many as are best.

    Raises:
        ResultError: rows of another version lie there.
    """
    rows, plan = read_rows(folder / RUNS), next(iter(study.plans.values()))
    figures = len(study.inquiry.outcomes)
    return foreseen(
        tuple(study.parts), plan, list(rows.values()), figures, _resolves(study), workers
    )


def swept(
    study: ArmStudy,
    folder: Path,
    *,
    crew: Crew | None = None,
    on_progress: Callable[[Come], None] | None = None,
    cancel: threading.Event | None = None,
) -> Swept:
    """Run whatever is lacking of a study, and put its answers together.

    Args:
        study: As read.
        folder: Where its rows are kept; runs that lie there are not run again.
        crew: Who makes the runs; None: this machine, with a process for each core where there are
            many.
        on_progress: Called after each run.
        cancel: When set, it stops within a stretch of months and keeps the rows.

    Raises:
        ResultError: something else is in the folder, or rows of another version.
        RunError: the disk refuses, or another process is in the folder.
        InputError: so many runs failed that an index has too few left.
        Interrupted: it was stopped; the same call goes on from there.
    """
    parts: list[DesignPart] = []
    _claim(study, folder)
    with open_rows(folder / RUNS, digest(study.text)) as rows:

        def work(some: Sequence[DesignPart]) -> None:
            asked = [one for part in some for one in _asked(study, part)]  # processes start once
            plan, left = next(iter(study.plans.values())), len(lacking(asked, rows))
            makers = crew or for_runs(plan, left)
            run_all(asked, rows, crew=makers, on_progress=on_progress, cancel=cancel)
            parts.extend(some)

        work(_first_parts(study))
        if study.inquiry.design.kind == "sobol":
            work([_of_indices(study, parts, rows)])
        answers = tuple(
            _answer(study, parts, rows, arm, at)
            for arm in study.plans
            for at in range(len(study.inquiry.outcomes))
        )
        table, failed = _table(study, parts, rows), _failed(study, parts, rows)
    keys = [one.key for part in parts for one in _asked(study, part)]
    return Swept(study, tuple(parts), answers, table, failed, digest([study.text, keys]))


def _claim(study: ArmStudy, folder: Path) -> None:
    """Mark a folder as that of a study of this name, which may grow. Raises ResultError where it
    is another's."""
    own = digest([study.name, "arms"])
    mark.claim(folder, "study", own)
    if mark.inputs_of(folder, "study") != own:
        raise TakenError(
            f"{folder} answers another study; name another folder, or remove this one."
        )


def _first_parts(study: ArmStudy) -> list[DesignPart]:
    """All parts whose settings are known before anything runs."""
    inquiry, design = study.inquiry, study.inquiry.design
    seeds = tuple(range(1, 1 + inquiry.seeds))
    many = len(study.moving)
    parts = [DesignPart(AS_ASSUMED, (), np.zeros((1, 0)), seeds)]
    paths = [one.path for one in study.moving]
    if design.kind == "hypercube":
        plan = next(iter(study.plans.values()))
        points, _ = possible(plan, study.moving, design.draws or 0, study.draws)
        parts.append(DesignPart("hypercube", study.moving, points, (1,), own_seeds=True))
    elif design.kind == "grid":
        places = np.linspace(0, 1, design.steps or 2)
        points = np.stack(np.meshgrid(*[places] * many, indexing="ij"), -1).reshape(-1, many)
        parts.append(DesignPart("grid", study.moving, points, seeds))
    elif design.trajectories:
        points = indices.design("morris", paths, design.trajectories)
        parts.append(DesignPart("screen", study.moving, points, seeds))
    return parts


def _of_indices(study: ArmStudy, parts: Sequence[DesignPart], rows: RowStore) -> DesignPart:
    """The part of Sobol: of the numbers that a screen left over in any outcome, or of all."""
    moving, base = study.moving, study.inquiry.design.base or 0
    screen = next((part for part in parts if part.name == "screen"), None)
    if screen is not None:
        left: dict[str, float] = {}
        for arm in study.plans:
            for at in range(len(study.inquiry.outcomes)):
                found = _screened(study, screen, rows, arm, at)
                largest = max((one.size for one in found.effects), default=1.0)
                for path in indices.left_over(found, study.inquiry.design.keep or 0):
                    size = next(one.size for one in found.effects if one.path == path)
                    left[path] = max(left.get(path, 0.0), size / largest)
        most = sorted(left, key=lambda path: -left[path])[: study.inquiry.design.keep]
        moving = tuple(one for one in moving if one.path in most) or moving[:1]
    points = indices.design("sobol", [one.path for one in moving], base)
    return DesignPart("indices", moving, points, tuple(range(1, 1 + study.inquiry.seeds)))


def _asked(study: ArmStudy, part: DesignPart) -> list[DesignRun]:
    """Every run of a part: arm by arm, point by point, seed by seed."""
    ranges = over(part.moving)
    taken = [one.model_dump(mode="json") for one in study.inquiry.outcomes]

    take = TakeOutcomes.of(study.inquiry.outcomes)

    def run(arm: str, plan: PlainPlan, at: int, seed: int) -> DesignRun:
        point = part.points[at].tolist()
        values = entries_of(study.draws if part.name == "hypercube" else None, at)
        key = key_of("study", plan.digest, ranges, point, seed, taken, values)
        setting = Setting(plan, ranges, tuple(point), seed, take, values)
        return DesignRun(f"{part.name} {at + 1}, {arm}, seed {seed}", key, setting)

    return [
        run(arm, plan, at, seed)
        for arm, plan in ((arm, plain(p)) for arm, p in study.plans.items())
        for at in range(len(part.points))
        for seed in part.seeds_of(at)
    ]


def _values(study: ArmStudy, part: DesignPart, rows: RowStore, arm: str, at: int) -> Values:
    """An outcome of an arm at every point, the mean over its seeds; NaN where a run failed."""
    asked = _asked(replace(study, plans={arm: study.plans[arm]}), part)
    figures = [rows.get(one.key) for one in asked]
    each = np.array(
        [row.figures.get(str(at), (nan,))[0] if row is not None else nan for row in figures]
    )
    return each.reshape(len(part.points), -1).mean(axis=1)


def _screened(study: ArmStudy, part: DesignPart, rows: RowStore, arm: str, at: int) -> Screen:
    paths = [one.path for one in part.moving]
    return indices.screened(paths, part.points, _values(study, part, rows, arm, at))


def _answer(
    study: ArmStudy, parts: Sequence[DesignPart], rows: RowStore, arm: str, at: int
) -> ArmAnswer:
    from discredit.measures.spread import students_t

    by_name = {part.name: part for part in parts}
    outcome = study.inquiry.outcomes[at]
    alone = by_name[AS_ASSUMED]
    each = np.array([
        _values(study, alone._replace(seeds=(seed,)), rows, arm, at)[0] for seed in alone.seeds
    ])  # fmt: skip
    luck = students_t(each)
    value, low, high = float(luck.value), float(luck.low), float(luck.high)
    doubt, matters, screen, shared = None, nan, None, None
    first: list[indices.Weight] = []
    if "hypercube" in by_name:
        found = _values(study, by_name["hypercube"], rows, arm, at)
        paths = [one.path for one in by_name["hypercube"].moving]
        first = indices.told_by_draws(paths, by_name["hypercube"].points, found)
        doubt = doubt_of(found, value, low, high)
        if outcome.smallest is not None:
            is_large = np.abs(found) >= outcome.smallest
            matters = float((is_large & (np.sign(found) == np.sign(value))).mean())
    if "screen" in by_name:
        screen = _screened(study, by_name["screen"], rows, arm, at)
    weights: tuple[indices.Weight, ...] = ()
    if "indices" in by_name:
        part = by_name["indices"]
        values = _values(study, part, rows, arm, at)
        shared = indices.shared_out([one.path for one in part.moving], values)
        weights = shared.weights
        first = indices.measure_first(weights)
    grades: dict[str, Grade] = {one.path: one.grade for one in study.moving}
    return ArmAnswer(
        arm,
        outcome,
        value,
        low,
        high,
        doubt,
        matters,
        screen,
        shared,
        indices.by_grade(weights, grades),
        tuple(first),
    )


def _table(study: ArmStudy, parts: Sequence[DesignPart], rows: RowStore) -> Any:
    """A row for each part, arm, setting and seed, in the order of the design."""
    import pandas as pd

    found: list[dict[str, Any]] = []
    for part in parts:
        asked = iter(_asked(study, part))
        for arm in study.plans:
            for at in range(len(part.points)):
                shares = dict(zip((m.path for m in part.moving), part.points[at], strict=True))
                for seed in part.seeds_of(at):
                    row = rows.get(next(asked).key)
                    figures = {} if row is None else row.figures
                    outcomes = {
                        outcome.name: figures.get(str(n), (nan,))[0]
                        for n, outcome in enumerate(study.inquiry.outcomes)
                    }
                    own = {"part": part.name, "arm": arm, "point": at, "seed": seed}
                    why, tries = ("", 0) if row is None else (row.failed, row.tries)
                    fate = {"failed": why, "tries": tries if why else ""}
                    found.append({**own, **outcomes, **fate, **shares})
    return pd.DataFrame(found)


def _failed(study: ArmStudy, parts: Sequence[DesignPart], rows: RowStore) -> tuple[RunFailed, ...]:
    asked = [one for part in parts for one in _asked(study, part)]
    found = ((one.name, rows.get(one.key)) for one in asked)
    return tuple(
        RunFailed(name, row.failed, row.tries)
        for name, row in found
        if row is not None and row.failed
    )


def _resolves(study: ArmStudy) -> str:
    """What the indices of a study will be able to tell apart."""
    design, many = study.inquiry.design, len(study.moving)
    said = []
    if design.trajectories:
        share = indices.resolution("morris", many, design.trajectories)
        said.append(f"the screen tells effects to within about {share:.0%} of their size")
    if design.base:
        many = min(many, design.keep or many)
        share = indices.resolution("sobol", many, design.base)
        said.append(
            f"total indices of {many} numbers are told to within about {share:.2f}, so that a "
            f"smaller one is not told from none"
        )
    return "; ".join(said)


def guesses(moving: Sequence[Moving]) -> int:
    """How many of some numbers have a range that is a guess.

    Args:
        moving: The numbers.
    """
    return sum(one.grade == GUESSED for one in moving)
