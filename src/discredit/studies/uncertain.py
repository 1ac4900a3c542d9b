"""A run drawn again with other luck and all its graded numbers moved: both kinds of not knowing.

    draw_again(result, 100)          N draws beside a result, in its folder
    with_doubt(result, effects)      the effects with what the draws say of each

Each draw is both worlds on a seed of its own, with every number at its place in a Latin hypercube
over the ranges (`studies.ranges`); what contradicts itself so is drawn anew. The interval over luck
and assumptions holds a new draw in 90 % of cases, whatever the figure's distribution: its ends are
order statistics of the draws (Wilks 1941), and it is never narrower than the interval over luck.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import floor, isnan, nan
from typing import Any, Final, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit import measures
from discredit.errors import Fault, InputError, LackingError
from discredit.measures.levels import levels
from discredit.measures.tables import Frame, ResultTables
from discredit.plan import Plan
from discredit.policy.address import numbers
from discredit.store import disk
from discredit.store.in_memory import InMemory
from discredit.store.result import Result
from discredit.studies.batch import Come, DesignRun, key_of, lacking, run_all
from discredit.studies.crew import Crew, for_runs
from discredit.studies.drawn import FittedDraws, entries_of, left_to_move, refuse_unmet, with_draw
from discredit.studies.indices import Points, Weight, narrowed, told_by_draws
from discredit.studies.ranges import GUESSED, Moving, moved, ranges_of
from discredit.studies.rows import RunRow, open_rows, read_rows
from discredit.studies.setting import Figures, Setting, over, plain
from discredit.words.doubt import COLUMNS, FEWEST, LEVEL, Doubt, HowDrawn, how_drawn, narrowing

FOLDER: Final = "draws"
FILE: Final = "design.json"
MOST_PEOPLE: Final = 20_000
"""People of a draw; a larger run is drawn again so small, and that is said."""
MOST_DRAWS: Final = 10_000
MOST_TRIES: Final = 20
"""Points that are tried for each draw before it is said that hardly any is possible."""


class Redrawn(NamedTuple):
    """The draws beside a result, as far as they have come."""

    drawn: HowDrawn
    rows: tuple[RunRow, ...]  # that came to their end
    paths: tuple[str, ...]  # of the numbers that were moved
    points: Points  # where each of these rows has them, as shares of their ranges

    def doubt(self, measure: str, value: float, low: float, high: float) -> Doubt | None:
        """What they say of a figure.

        Args:
            measure: Which.
            value: What it is in the run itself.
            low: An end of its interval over luck; NaN where it has none.
            high: The other.

        Returns:
            None where no draw has it.
        """
        found = np.array([row.figures.get(measure, (nan,))[-1] for row in self.rows])
        if not len(found) or np.isnan(found).all():
            return None
        weights = told_by_draws(self.paths, self.points, found)
        return doubt_of(found, value, low, high)._replace(first=first_of(weights))


def first_of(weights: Iterable[Weight]) -> str:
    """What to measure first, in words.

    Args:
        weights: Of the numbers that are worth it, in order.
    """
    return narrowing((one.path, narrowed(one)) for one in weights)


def doubt_of(
    found: Float64[np.ndarray, " draw"], value: float, low: float = nan, high: float = nan
) -> Doubt:
    """What draws of a figure say of it.

    >>> doubt = doubt_of(np.arange(-4.0, 95.0), 40.0, 38.0, 42.0)
    >>> doubt.low, doubt.high, round(doubt.held, 3), doubt.standing
    (0.0, 90.0, 0.949, 'holds')

    Args:
        found: It in each draw; NaN where a draw has none of it, which does not hold its sign.
        value: It in the run itself.
        low: An end of its interval over luck; NaN where it has none.
        high: The other.
    """
    ends = ends_of(found)
    sign = np.sign(value)
    held = nan if isnan(value) or not sign else float((np.sign(found) == sign).mean())
    return Doubt(float(np.fmin(ends[0], low)), float(np.fmax(ends[1], high)), held, len(found))


def ends_of(found: Float64[np.ndarray, " draw"]) -> tuple[float, float]:
    """The ends of an interval that holds a new draw in LEVEL of all cases, whatever its
    distribution: order statistics (Wilks 1941).

    >>> ends_of(np.arange(19.0))
    (0.0, 18.0)

    Args:
        found: A figure in each draw; NaN where a draw has none of it.

    Returns:
        NaN of too few.
    """
    there = np.sort(found[~np.isnan(found)])
    cut = floor((1 - LEVEL) / 2 * (len(there) + 1) + 1e-9)
    return (float(there[cut - 1]), float(there[-cut])) if cut else (nan, nan)


def draw_again(
    result: Result,
    draws: int,
    *,
    given: FittedDraws | None = None,
    crew: Crew | None = None,
    on_progress: Callable[[Come], None] | None = None,
    cancel: threading.Event | None = None,
) -> Redrawn:
    """Draw a result again so often, beside it in its folder; draws that lie there are not repeated.

    Args:
        result: A complete run of both worlds.
        draws: How many.
        given: Joint values of some numbers in place of their ranges; None: all go by ranges.
        crew: Who makes them; None: this machine, with a process for each core where there are many.
        on_progress: Called after each.
        cancel: When set, it stops within a stretch of months and keeps the draws that are done.

    Returns:
        All of them.

    Raises:
        InputError: so few give no interval, or nothing that the run rests on has a range.
        ResultError: something else is in the folder of draws, or the run has one world alone.
        RunError: the disk refuses, or another process draws there.
        Interrupted: it was stopped; the same call goes on from there.
    """
    plan = of_draws(result.manifest.plan(), draws, given)
    moving = left_to_move(ranges_of(plan), given)
    folder = result.folder / FOLDER
    shares, set_aside = possible(plan, moving, draws, given)
    asked = _asked(plan, moving, shares, given)
    with open_rows(folder, result.manifest.inputs_digest) as rows:
        page = {"draws": draws, "people": plan.people, "keys": [one.key for one in asked]}
        page |= {"numbers": len(moving), "guesses": sum(one.grade == GUESSED for one in moving)}
        page |= {"paths": [one.path for one in moving], "points": shares.round(9).tolist()}
        page |= {"set_aside": set_aside, "inputs_digest": result.manifest.inputs_digest}
        page |= {} if given is None else {"given": given.origin}
        disk.write(folder / FILE, json.dumps(page).encode() + b"\n")
        makers = crew or for_runs(plan, len(lacking(asked, rows)))
        run_all(asked, rows, crew=makers, on_progress=on_progress, cancel=cancel)
    found = draws_beside(result)
    assert found is not None, "they were just made"
    return found


def of_draws(plan: Plan, draws: int, given: FittedDraws | None = None) -> Plan:
    """The run that is drawn again: as it is, but of no more people than a draw has.

    Args:
        plan: The run itself.
        draws: How many are asked for.
        given: Joint values of some numbers in place of their ranges; None: all go by ranges.

    Raises:
        InputError: so few give no interval, nothing that it rests on has a range, or the values
            are too few or another system's.
        ResultError: the run has one world alone.
    """
    if len(plan.arms) < 2:
        raise LackingError("A run without its twin has no effects to be drawn again; run both.")
    if not FEWEST <= draws <= MOST_DRAWS:
        rule = f"an interval over luck and assumptions takes {FEWEST} to {MOST_DRAWS:,} draws"
        raise InputError([Fault("run", 0, "uncertain", str(draws), rule, "Write 100.")])
    if not ranges_of(plan):
        rule = "drawn again is a run that rests on numbers with a range"
        raise InputError([Fault("run", 0, "uncertain", "no range", rule, "Give a number one.")])
    if given is not None:
        refuse_unmet(given, {plan.policy.name: numbers(plan.policy)}, draws, "run")
    return replace(plan, people=min(plan.people, MOST_PEOPLE), traced=())


def draws_beside(result: Result) -> Redrawn | None:
    """The draws that lie beside a result, of the same inputs.

    Args:
        result: A run.

    Returns:
        None where there are none.

    Raises:
        ResultError: they are another version's.
    """
    folder = result.folder / FOLDER
    try:
        page = json.loads((folder / FILE).read_bytes())
        keys, numbers, guesses = page["keys"], int(page["numbers"]), int(page["guesses"])
        people, aside = int(page["people"]), int(page["set_aside"])
        of, given = str(page["inputs_digest"]), page.get("given")
        paths = tuple(map(str, page["paths"]))
        points = np.array(page["points"], np.float64).reshape(len(keys), len(paths))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if of != result.manifest.inputs_digest:
        return None
    there = read_rows(folder)
    found = [(at, there[key]) for at, key in enumerate(keys) if key in there]
    ended = [(at, row) for at, row in found if not row.failed]
    failed = len(found) - len(ended)
    of_people = result.manifest.people
    told = 0 if given is None else len(given["numbers"])
    origin = "" if given is None else f"{given['file']}, digest {given['digest'][:12]}"
    drawn = HowDrawn(
        len(ended), len(keys), failed, people, of_people, numbers, guesses, aside, told, origin
    )
    if not ended:
        return None
    at, rows = zip(*ended, strict=True)
    return Redrawn(drawn, rows, paths, points[list(at)])


def with_doubt(result: Result, effects: Frame) -> Frame:
    """The effects with what the draws beside a result say of each, in columns of their own.

    Args:
        result: A run.
        effects: What `measures.effects` gives of it.

    Returns:
        The same where it was not drawn again. Figures of everybody have COLUMNS; of groups they
        are missing.
    """
    draws = draws_beside(result)
    if draws is None or "draws" in effects.columns:
        return effects
    nothing: dict[str, Any] = dict(zip(COLUMNS, (nan, nan, nan, 0, "", ""), strict=True))

    def of(row: dict[str, Any]) -> dict[str, Any]:
        if row["dimension"] != "all":
            return nothing
        ends = (float(row[name]) for name in ("difference", "low", "high"))
        found = draws.doubt(row["measure"], *ends)
        return nothing if found is None else found.columns

    needed: Frame = effects[["measure", "dimension", "difference", "low", "high"]]
    said = [of(row) for row in needed.to_dict("records")]
    own = {name: [one[name] for one in said] for name in COLUMNS}
    label = effects.columns[-1]  # stays last
    return effects.drop(columns=label).assign(**own, **{label: effects[label]})


def how_sure(result: Result) -> str:
    """How the draws beside a result were made, in words; '' where there are none.

    Args:
        result: A run.
    """
    draws = draws_beside(result)
    return "" if draws is None else how_drawn(draws.drawn)


def everybodys(result: ResultTables) -> Figures:
    """Every effect on everybody: with the system, without it, and the difference.

    Args:
        result: A run of both worlds.
    """
    is_drawn = isinstance(result, InMemory)
    effects: Any = levels(result) if is_drawn else measures.effects(result)
    rows = effects[effects["dimension"] == "all"]
    values = zip(rows["with"], rows["without"], rows["difference"], strict=True)
    return dict(zip(rows["measure"], (tuple(map(float, some)) for some in values), strict=True))


def hypercube(
    paths: Sequence[str], draws: int, again: int = 0
) -> Float64[np.ndarray, "draw number"]:
    """A Latin hypercube: each range is cut into as many slices as there are draws, and each slice
    is met once, anywhere in it. What is moved seeds it: the same question has the same cube.

    Args:
        paths: What is moved.
        draws: How many.
        again: Another number, another cube.

    Returns:
        Shares of the ranges.
    """
    from scipy.stats import qmc

    if not paths:
        return np.zeros((draws, 0))
    said = "\n".join([*paths, str(again)]).encode()
    seed = int.from_bytes(hashlib.sha256(said).digest()[:8])
    return qmc.LatinHypercube(len(paths), rng=seed).random(draws)


def possible(
    plan: Plan, moving: Sequence[Moving], draws: int, given: FittedDraws | None = None
) -> tuple[Float64[np.ndarray, "draw number"], int]:
    """So many draws whose numbers can stand together: of one Latin hypercube, and of further ones
    where some of its points contradict themselves (a grace that outlasts its entry).

    Args:
        plan: The run that is drawn.
        moving: Its numbers.
        draws: How many.
        given: Joint values of other numbers, which must go with them; None: there are none.

    Returns:
        Shares of the ranges, and how many points were set aside.

    Raises:
        InputError: hardly any point is possible.
    """

    def stands(point: np.ndarray, at: int) -> bool:
        here = plan if given is None else with_draw(plan, given.entries(at))
        return _is_possible(here, moving, point)

    return points_that(stands, [one.path for one in moving], draws)


def points_that(
    stands: Callable[[np.ndarray, int], bool], paths: Sequence[str], draws: int
) -> tuple[Float64[np.ndarray, "draw number"], int]:
    """So many points that can stand, and how many were set aside.

    Args:
        stands: Whether a point can be the draw of that number, from 0.
        paths: Of the numbers.
        draws: How many.

    Raises:
        InputError: hardly any point is possible.
    """
    found: list[np.ndarray] = []
    tried = 0
    while len(found) < draws:
        for point in hypercube(paths, draws, tried):
            if len(found) < draws:
                tried += 1
                found += [point] if stands(point, len(found)) else []
        if tried >= MOST_TRIES * draws:
            rule = "the numbers of a draw can stand together"
            said = f"{len(found)} of {tried} draws"
            raise InputError([Fault("run", 0, "ranges", said, rule, "Narrow some ranges.")])
    return np.stack(found), tried - draws


def _is_possible(plan: Plan, moving: Sequence[Moving], point: np.ndarray) -> bool:
    try:
        moved(plan, moving, point)
    except InputError:
        return False
    return True


def _asked(
    plan: Plan, moving: Sequence[Moving], shares: np.ndarray, given: FittedDraws | None
) -> list[DesignRun]:
    """Every draw, each on a seed of its own."""
    ranges, base = over(tuple(moving)), plain(plan)

    def drawn(at: int) -> DesignRun:
        seed, point = plan.seeds[0] + at, tuple(shares[at].tolist())
        values = entries_of(given, at)
        key = key_of("draw", base.digest, ranges, point, seed, values)
        setting = Setting(base, ranges, point, seed, everybodys, values)
        return DesignRun(f"draw {at + 1} of {len(shares)}", key, setting)

    return [drawn(at) for at in range(len(shares))]
