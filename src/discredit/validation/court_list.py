"""The court list against the record: fit the unknown rates, then look at what was not fitted.

Rows marked `fitted` set the parameters: those up to September 2018, and the people on the list in
January 2020, which set how many judgments a debtor meets. All later rows are `predicted` and set
nothing. Cumulative listings, compliance and yearly flows count entries: of a person's several
judgments each, and of companies beside people. The stock counts people.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from discredit.engine import switches
from discredit.engine.layout import Layout
from discredit.engine.loop import Ageing, begin, inhabit, months
from discredit.engine.world import Population
from discredit.measures.published import (
    MODEL_ERROR,
    POPULATION,
    History,
    PublishedFigure,
    published,
)
from discredit.policy.address import entry_at, find, numbers
from discredit.policy.compile import compile_rules
from discredit.policy.compose import load_policy
from discredit.policy.edit import with_value
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.record import present
from discredit.units import month_index
from discredit.validation.size import refuse_large
from discredit.vocabulary import REGION_SLOTS

SYSTEM: Final = "court-list"
PARAMETERS: Final = (
    "behaviour.debts.debt_median_months",
    "behaviour.debts.pressure_listed",
    "behaviour.debts.course.further_rate",
    "behaviour.tries_when_aware.flight",
    "behaviour.tries_when_aware.fast_train",
    "gates.checked.flight@2016-07",
    "gates.checked.fast_train@2016-07",
    "observation.court.listing_activity@2013-10",
    "observation.court.listing_activity@2014-03",
    "observation.court.listing_activity@2014-12",
    "observation.court.listing_activity@2015-09",
    "observation.court.listing_activity@2018-06",
)
"""What nobody has published and the record can tell: each sets one thing that is published."""

LAST_FITTED: Final = "2020-01"
LAST_FLOW_FITTED: Final = "2018-09"
FIT_SEED: Final = 20180930
FIT_PEOPLE: Final = 300_000
ROUNDS: Final = 6
STEP: Final = 0.15
ENOUGH: Final = 2e-3
"""Relative gain below which another step is not worth its minute."""
TOLD_WITHIN: Final = {"predicted": 0.20, "fitted": 0.15}
"""Relative errors within which the figures of each kind are counted."""

PROCEDURE: Final = (
    f"Nonlinear least squares (scipy.optimize.least_squares, trust region) over the logarithms of "
    f"{len(PARAMETERS)} parameters, from the values in the policy file; residuals are the relative "
    f"errors of the figures up to {LAST_FLOW_FITTED} and of the people on the list in "
    f"{LAST_FITTED}, each over its standard error (the sampling "
    f"error of the synthetic population and {MODEL_ERROR:.0%} for the model, combined). "
    f"Finite differences of {STEP:.0%}; at most {ROUNDS} steps, fewer once a step gains less than "
    f"{ENOUGH:.1%}; seed {FIT_SEED} throughout, so the objective has no noise of its own. "
    f"Cumulative listings are compared in expectation (the sum of each person's chance of a "
    f"record), which varies less than the count."
)


@dataclass(frozen=True)
class Row:
    """One published figure beside the simulated one."""

    figure: str
    date: str
    published: float
    simulated: float
    relative_error: float
    sampling_error: float  # relative standard error of the simulated figure at this sample size
    kind: str  # fitted | predicted
    source: str
    note: str


@dataclass(frozen=True)
class Parameter:
    path: str
    start: float
    value: float
    unit: str


@dataclass(frozen=True)
class Within:
    """How many figures of a kind come out within a share of what was published."""

    kind: str
    share: float
    figures: int
    held: int


@dataclass(frozen=True)
class Validation:
    """Everything `discredit validate court-list` prints."""

    rows: tuple[Row, ...]
    within: tuple[Within, ...]
    parameters: tuple[Parameter, ...]
    procedure: str
    evaluations: int
    budget: int
    people: int
    seeds: tuple[int, ...]
    scale: float
    seconds: float


def _within(rows: tuple[Row, ...], kind: str, share: float) -> Within:
    errors = [abs(row.relative_error) for row in rows if row.kind == kind]
    return Within(kind, share, len(errors), sum(error <= share for error in errors))


@switches.pinned()
def validate(
    *,
    stored: bool = False,
    people: int = 1_000_000,
    seeds: tuple[int, ...] = (1, 2),
    on_progress: Callable[[str], Any] = lambda _: None,
) -> Validation:
    """Fit (unless `stored`: then use the policy file's values) and compare with the record.

    The comparison uses other seeds than the fit, and more people.

    Args:
        stored: Whether the values of the policy file are taken as they are.
        people: How many are compared with the record, for each seed.
        seeds: Of the comparison.
        on_progress: Called with a line before each step.

    Returns:
        Each figure of the record beside what is simulated.

    Raises:
        InputError: A number cannot be.
        MemoryForeseenError: So many people would not fit.
    """
    refuse_large(people, seeds)
    begun = time.monotonic()
    start = load_policy(SYSTEM)
    policy, evaluations = (start, 0) if stored else fit(start, on_progress)
    totals = []
    for seed in seeds:
        on_progress(f"comparing: {people:,} people, seed {seed}")
        population, layout = inhabit(policy.system.society, people, seed)
        totals.append(_simulate(policy, population, layout, seed, policy.system.months))
    history = _history(np.mean(totals, axis=0), policy, people)
    rows = tuple(_row(line, history, len(seeds)) for line in published(SYSTEM))
    return Validation(
        rows=rows,
        within=tuple(_within(rows, kind, share) for kind, share in TOLD_WITHIN.items()),
        parameters=tuple(
            Parameter(path, _value(start, path), _value(policy, path), _unit(policy, path))
            for path in PARAMETERS
        ),
        procedure=PROCEDURE,
        evaluations=evaluations,
        budget=ROUNDS * (len(PARAMETERS) + 1) + 1,
        people=people,
        seeds=seeds,
        scale=POPULATION / people,
        seconds=time.monotonic() - begun,
    )


def fit(start: Policy, on_progress: Callable[[str], Any] = lambda _: None) -> tuple[Policy, int]:
    """The policy with its unknown rates set by the published figures up to LAST_FITTED."""
    from scipy.optimize import least_squares

    population, layout = inhabit(start.system.society, FIT_PEOPLE, FIT_SEED)
    span = month_index(LAST_FITTED) - month_index(start.system.start) + 1
    lines = [line for line in published(SYSTEM) if line.kind == "fitted"]
    first = np.array([_value(start, path) for path in PARAMETERS])
    evaluations = 0

    def residuals(x: np.ndarray) -> np.ndarray:
        nonlocal evaluations
        policy = _with(start, first * np.exp(x - 1))
        total = _simulate(policy, population, layout, FIT_SEED, span)
        history = _history(total, policy, FIT_PEOPLE)
        rows = [_row(line, history, 1) for line in lines]
        evaluations += 1
        worst = max(abs(row.relative_error) for row in rows)
        on_progress(f"fitting: evaluation {evaluations}, worst relative error {worst:.0%}")
        return np.array([_residual(row) for row in rows])

    with ThreadPoolExecutor(2) as pool:
        fitted = least_squares(
            residuals,
            # Logarithms start at one, not nought: SciPy's steps are relative.
            np.ones(len(first)),
            bounds=_bounds(start, first),
            diff_step=STEP,
            x_scale=1.0,
            max_nfev=ROUNDS,
            ftol=ENOUGH,
            xtol=ENOUGH,
            workers=pool.map,
        )
    return _with(start, first * np.exp(fitted.x - 1)), evaluations


def _bounds(start: Policy, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The parameters' stated ranges, on the scale of the fit; a range from nought is cut at 1 %."""
    ranges = [_range(start, path) for path in PARAMETERS]
    low = [max(bounds[0] / value, 0.01) for bounds, value in zip(ranges, first, strict=True)]
    high = [bounds[1] / value for bounds, value in zip(ranges, first, strict=True)]
    return 1 + np.log(low), 1 + np.log(high)


def _residual(row: Row) -> float:
    return row.relative_error / float(np.hypot(MODEL_ERROR, row.sampling_error))


def _simulate(
    policy: Policy, population: Population | Ageing, layout: Layout, seed: int, span: int
) -> np.ndarray:
    """National sums [months, measures] of the world with the list."""
    rules = compile_rules(policy, month_index(policy.system.start), span)
    built = population.population if isinstance(population, Ageing) else population
    world = begin(built, rules)
    sums = [
        stretch.sums[:, :REGION_SLOTS].sum(axis=1)
        for _, stretch in months(world, population, rules, layout, seed)
    ]
    return np.concatenate(sums)


def _row(line: PublishedFigure, history: History, seeds: int) -> Row:
    """A published figure beside the simulated one."""
    simulated, events = history.simulated(line.figure, line.date)
    return Row(
        figure=line.figure,
        date=line.date,
        published=line.value,
        simulated=simulated,
        relative_error=simulated / line.value - 1,
        sampling_error=1 / np.sqrt(line.value * events * seeds),
        kind=line.kind,
        source=line.source,
        note=line.note,
    )


def _history(totals: np.ndarray, policy: Policy, people: int) -> History:
    first = month_index(policy.system.start)
    return History(totals, present(compile_rules(policy, first, 1)), first, POPULATION / people)


def _with(policy: Policy, values: np.ndarray) -> Policy:
    for path, value in zip(PARAMETERS, values, strict=True):
        policy = with_value(policy, path, float(value))
    return policy


def _entry(policy: Policy, path: str) -> tuple[Number, float]:
    known = numbers(policy)
    address = find(path, known)
    if address is None:
        raise ValueError(f"the court list has no number at {path}")
    number = known[address.path]
    entry = entry_at(number, address)
    if entry is None or isinstance(entry, dict):
        raise ValueError(f"{path} is not a single number")
    return number, float(entry)


def _value(policy: Policy, path: str) -> float:
    return _entry(policy, path)[1]


def _unit(policy: Policy, path: str) -> str:
    return _entry(policy, path)[0].unit


def _range(policy: Policy, path: str) -> tuple[float, float]:
    bounds = _entry(policy, path)[0].range
    if bounds is None:
        raise ValueError(f"{path} has no range within which it could be fitted")
    return bounds
