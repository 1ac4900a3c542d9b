"""A system's ranged numbers fitted to published figures: planned, run, and what it came to.

    asked = ask("court-list", people=50_000, runs=600)
    found = calibrated(asked, folder)            resumable: runs that lie there are not made again
    found.draws()                                the file that studies take in place of the ranges

The only aim there is: runs that give what was published.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, nan
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit.errors import TakenError
from discredit.measures.published import (
    POPULATION,
    History,
    PublishedFigure,
)
from discredit.store import mark
from discredit.store.in_memory import InMemory
from discredit.store.tables import form_of
from discredit.studies.batch import Come, DesignRun, key_of, lacking, run_all
from discredit.studies.calibration import Calibration
from discredit.studies.crew import Crew, for_runs
from discredit.studies.fitting import (
    Fitted,
    PartName,
    fitted,
    part_sizes,
    with_error,
)
from discredit.studies.ranges import FreeNumber
from discredit.studies.rows import RowStore, open_rows, read_rows
from discredit.studies.setting import Figures, Setting, plain
from discredit.studies.uncertain import ends_of
from discredit.vocabulary import REGION_SLOTS
from discredit.words.doubt import LEVEL

RUNS: Final = "runs"
FALSE_ALARM: Final = 0.05
"""How often numbers whose ranks are uniform are called uneven, all of them together."""
BINS: Final = 8
_SECONDS_EACH, _PERSON_MONTHS_PER_SECOND = 0.5, 2.5e6
"""What a run of one world takes where none was timed yet: measured on one core."""
_BYTES_PER_ROW: Final = 1500


class CalibrationForecast(NamedTuple):
    """What a calibration takes."""

    parts: dict[PartName, int]
    done: int
    seconds: float
    is_timed: bool  # by runs of its own
    size: int  # [bytes]


class NumberFitted(NamedTuple):
    """What is known of a number now."""

    number: FreeNumber
    low: float  # of the draws, LEVEL
    middle: float
    high: float
    left: float  # the draws' interval over that of the range, by shares: 1 says nothing was learnt
    covered: float  # share of runs with known numbers whose interval held this one
    p_even: float  # chance of ranks at least as uneven as these, were they uniform


class FigureFound(NamedTuple):
    """A published figure beside what the draws give, with the error that is allowed."""

    published: PublishedFigure
    low: float
    middle: float
    high: float
    is_reached: bool  # by some run; a figure that none comes near sets nothing

    @property
    def is_inside(self) -> bool:
        """Whether the published figure lies in the interval."""
        return self.low <= self.published.value <= self.high


@dataclass(frozen=True)
class Calibrated:
    """A calibration that was run."""

    asked: Calibration
    fit: Fitted
    numbers: tuple[NumberFitted, ...]
    figures: tuple[FigureFound, ...]
    nominal: float  # what share of intervals should hold

    @property
    def is_even(self) -> bool:
        """Whether the ranks of all numbers look uniform; wrong in FALSE_ALARM of the cases where
        they are (Bonferroni)."""
        return min(one.p_even for one in self.numbers) * len(self.numbers) >= FALSE_ALARM


class TakePublished(NamedTuple):
    """Takes the counterparts of published figures of a run, by their names."""

    figures: tuple[tuple[str, str], ...]  # what is counted, and until when

    def __call__(self, result: InMemory) -> Figures:
        """Of a run of one world or both."""
        plan, worked = result.plan, result.lives["with"]
        names = form_of(plan).own[0]
        totals = np.concatenate(
            [one.sums[:, :REGION_SLOTS].sum(axis=1) for one in worked.stretches]
        )
        history = History(totals, names, plan.first_month, POPULATION / plan.people)
        return {
            f"{name} {date}": (history.simulated(name, date).value,) for name, date in self.figures
        }


def plan_of(asked: Calibration, folder: Path) -> CalibrationForecast:
    """What a calibration takes, and what is done of it.

    Args:
        asked: The calibration.
        folder: Where its rows are, or will be.

    Raises:
        ResultError: Rows of another version lie there.
    """
    timed = [row.seconds for row in read_rows(folder / RUNS).values() if not row.failed]
    sizes = part_sizes(asked.runs)
    work = asked.plan.people * asked.plan.months / _PERSON_MONTHS_PER_SECOND
    each = float(np.median(timed)) if timed else _SECONDS_EACH + work
    done = min(len(timed), asked.runs)
    return CalibrationForecast(
        sizes, done, each * (asked.runs - done), bool(timed), _BYTES_PER_ROW * asked.runs
    )


def calibrated(
    asked: Calibration,
    folder: Path,
    *,
    crew: Crew | None = None,
    on_progress: Callable[[Come], None] | None = None,
    cancel: threading.Event | None = None,
) -> Calibrated:
    """Run whatever is lacking of a calibration, and put together what it says.

    Args:
        asked: The calibration.
        folder: Where its rows are kept; runs that lie there are not made again.
        crew: Who makes the runs; None: this machine, with a process for each core.
        on_progress: Called after each run.
        cancel: When set, it stops within a stretch of months and keeps the rows.

    Raises:
        ResultError: Something else is in the folder, or rows of another version.
        RunError: The disk refuses, or another process is in the folder.
        InputError: No run comes near any figure, or too many failed.
        Interrupted: It was stopped; the same call goes on from there.
    """
    mark.claim(folder, "calibration", asked.digest)
    if mark.inputs_of(folder, "calibration") != asked.digest:
        raise TakenError(
            f"{folder} holds another calibration; name another folder, or remove this one."
        )
    with open_rows(folder / RUNS, asked.digest) as rows:

        def told_of(part: PartName) -> Callable[[Come], None]:
            """Tells how far all parts together have come."""
            tell, before = on_progress or (lambda _: None), _before(asked, part)
            return lambda come: tell(come._replace(done=before + come.done, runs=asked.runs))

        def work(part: PartName, values: np.ndarray) -> np.ndarray:
            made = _runs(asked, part, values)
            makers = crew or for_runs(asked.plan_of(part), len(lacking(made, rows)))
            run_all(made, rows, crew=makers, on_progress=told_of(part), cancel=cancel)
            return _found(asked, part, made, rows)

        seen = np.array([one.value for one in asked.setting_figures])
        fit = fitted(asked.numbers, seen, asked.runs, work)
    return _told(asked, fit)


def _told(asked: Calibration, fit: Fitted) -> Calibrated:
    """What the draws say of numbers and figures, and the ranks of the method."""
    cut = _cut(fit.among)
    nominal = 1 - 2 * cut / (fit.among + 1)
    of_numbers = []
    for at, number in enumerate(asked.numbers):
        low, high = ends_of(fit.shares[:, at])
        middle = float(np.median(fit.shares[:, at]))
        ranks = fit.ranks[:, at]
        covered = float(((ranks >= cut) & (ranks <= fit.among - cut)).mean())
        left = (high - low) / nominal
        of_numbers.append(
            NumberFitted(
                number,
                number.at(low),
                number.at(middle),
                number.at(high),
                left,
                covered,
                _p_even(ranks, fit.among),
            )
        )
    with_luck = with_error("check", fit.found)
    reached = [*fit.in_reach, *[True] * len(asked.figures)]
    of_figures = []
    for at, figure in enumerate(asked.figures):
        low, high = ends_of(with_luck[:, at])
        middle = float(np.median(fit.found[:, at]))
        of_figures.append(FigureFound(figure, low, middle, high, bool(reached[at])))
    return Calibrated(asked, fit, tuple(of_numbers), tuple(of_figures), nominal)


def _cut(among: int) -> int:
    """How many draws lie outside an interval of LEVEL, on either side."""
    return max(floor((1 - LEVEL) / 2 * (among + 1) + 1e-9), 1)


def _p_even(ranks: np.ndarray, among: int) -> float:
    """The chance of ranks at least as uneven, were they uniform on 0 to `among` (chi squared)."""
    from scipy.stats import chisquare

    bin_of = np.arange(among + 1) * BINS // (among + 1)
    expected = np.bincount(bin_of) / (among + 1) * len(ranks)
    return float(chisquare(np.bincount(bin_of[ranks], minlength=BINS), expected).pvalue)


def _runs(asked: Calibration, part: PartName, values: np.ndarray) -> list[DesignRun]:
    """Every run of a part, each on a seed of its own."""
    base, first = plain(asked.plan_of(part)), asked.plan.seeds[0] + _before(asked, part)
    figures = asked.figures if part == "check" else asked.setting_figures
    take = TakePublished(tuple((one.figure, one.date) for one in figures))

    def run(at: int) -> DesignRun:
        paths = (one.path for one in asked.numbers)
        given = tuple(zip(paths, values[at].tolist(), strict=True))
        seed = first + at
        key = key_of("calibration", base.digest, given, seed, take.figures)
        name = f"{part} {at + 1} of {len(values)}"
        return DesignRun(name, key, Setting(base, (), (), seed, take, given))

    return [run(at) for at in range(len(values))]


def _before(asked: Calibration, part: PartName) -> int:
    """How many runs come before those of a part."""
    sizes = part_sizes(asked.runs)
    return sum(list(sizes.values())[: list(sizes).index(part)])


def _found(
    asked: Calibration, part: PartName, made: Sequence[DesignRun], rows: RowStore
) -> Float64[np.ndarray, "run figure"]:
    figures = asked.figures if part == "check" else asked.setting_figures

    def of(run: DesignRun) -> list[float]:
        row = rows.get(run.key)
        own = {} if row is None or row.failed else row.figures
        return [own.get(one.name, (nan,))[0] for one in figures]

    return np.array([of(run) for run in made])
