"""An appeals desk: cases come in at random, a few officers take them one after the other, and some
people do not wait to be heard. Telephone engineers have known its arithmetic since 1917.

The laboratory's own desks hear so many cases a month; here time is continuous, so the desk is a
small model: every case in turn meets the officer who is free first.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any, Generic, NamedTuple, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float32

from discredit import draws as chance
from discredit.draws import MONTHS_LIMIT, Decision, Draws, key_of
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, called, number, whole, wrong

ABOUT = About(
    title="Appeals queue",
    tier="gate",
    means="small model",
    how="Many desks side by side on the laboratory's chance, followed case by case in continuous "
    "time: a case meets the officer who is free first, waits for him, or gives up when his "
    "patience ends. Everything reported is counted from those cases. "
    "The laboratory's own monthly desks obey the law of overload too (`gives_up` in a policy; "
    "tests/laws/test_giving_up.py).",
    says="A desk for complaints is a queue, and a queue does not degrade gently. Just below "
    "capacity a few more cases multiply the wait; above it the backlog grows every month by what "
    "the desk cannot do, for ever. Where people may give up, an overloaded desk looks stable: the "
    "share that gives up is the excess of cases over capacity, whatever people's patience. A "
    "short queue therefore proves little; one has to count those who left it unheard.",
)
INPUTS = {
    "arrival": ONE, "service": ONE, "servers": ONE, "patience_rate": ONE, "horizon": ONE,
}  # fmt: skip
RESULTS = {
    "p_wait": Kind.SMALL_MODEL, "mean_wait": Kind.SMALL_MODEL, "mean_queue": Kind.SMALL_MODEL,
    "utilisation": Kind.SMALL_MODEL, "p_abandon": Kind.SMALL_MODEL, "cases": Kind.SMALL_MODEL,
    "slope": Kind.SMALL_MODEL, "backlog_at_*": Kind.SMALL_MODEL,
    "standard_deviation_at_*": Kind.SMALL_MODEL,
}  # fmt: skip
MOST_OFFICERS = 1000
FEWEST_CASES = 400_000
MOST_WORK = 6_000_000_000
"""Officers looked at, over all cases, at which a measurement ends in any case."""
ENOUGH = 0.008
"""Relative standard error, over the desks, at which a measurement ends."""
WARM_UP = 8
"""Relaxation times before the measurement; what is left of the empty morning is then far below the
sampling error."""
DEFAULT_HORIZON = 500.0
OVERLOADED_DESKS = 2048
CHECKPOINTS = 4
_NEXT_ERA = 0x9E3779B97F4A7C15
"""Odd, so that the keys of a long run's eras differ: draws count 2048 arrivals and no more."""


T = TypeVar("T", Array, np.ndarray, float)


class _Desk(NamedTuple):
    arrival: float  # cases per unit of time
    service: float  # cases one officer decides in a unit of time, if busy
    officers: int
    patience: float  # rate at which someone who waits gives up; 0: nobody ever


class _Tally(NamedTuple, Generic[T]):
    """Counted over some cases: per desk, or over all of them."""

    cases: T
    time: T  # from the first case to the last
    waited: T  # cases that had to wait
    waiting: T  # time spent waiting, by those who gave up too
    left: T  # cases given up
    work: T  # time that officers spent on cases


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Waits, queue, those who give up, and how busy officers are; for a desk beyond its capacity
    where nobody gives up, how its backlog grows.

    Inputs: arrival, service, servers; patience_rate; horizon. Sources: Erlang 1917; Garnett,
    Mandelbaum and Reiman 2002; Whitt 2004.
    """
    desk = _Desk(
        arrival=_positive(inputs, "arrival"),
        service=_positive(inputs, "service"),
        officers=whole(inputs, "servers", low=1),
        patience=number(inputs, "patience_rate", 0.0, low=0.0),
    )
    if desk.officers > MOST_OFFICERS:
        raise wrong("servers", desk.officers, f"there can be 1 to {MOST_OFFICERS} servers")
    if desk.patience == 0 and desk.arrival >= desk.officers * desk.service:
        return _backlog(desk, number(inputs, "horizon", DEFAULT_HORIZON, low=1e-6), seed)
    return _long_run(desk, min(1024, max(256, people // 32)), seed)


def _positive(inputs: Inputs, field: str) -> float:
    value = number(inputs, field)
    if not 0 < value < float("inf"):
        raise wrong(field, inputs[field], "it must be a number above nought")
    return value


def _long_run(desk: _Desk, desks: int, seed: int) -> dict[str, Any]:
    """Cases counted after a warm-up, until the desks agree closely enough."""
    per_stretch = MONTHS_LIMIT * desks
    warm_up = ceil(WARM_UP * _relaxation(desk) * desk.arrival / MONTHS_LIMIT)
    most = max(ceil(MOST_WORK / (per_stretch * (desk.officers + 20))), 4)
    warm_up = min(warm_up, most)
    busy = jnp.zeros((desk.officers, desks), jnp.float32)
    rates = _rates(desk)
    for era in range(warm_up):
        busy, _ = _stretch(busy, rates, _key(seed, era))
    total = _Tally(*(np.zeros(desks) for _ in _Tally._fields))
    for era in range(warm_up, warm_up + most):
        busy, counted = _stretch(busy, rates, _key(seed, era))
        total = _Tally(*(a + np.asarray(b, float) for a, b in zip(total, counted, strict=True)))
        if total.cases.sum() >= FEWEST_CASES and _error(total) <= ENOUGH:
            break
    every = _Tally(*(float(column.sum()) for column in total))
    return {
        "p_wait": every.waited / every.cases,
        "mean_wait": every.waiting / every.cases,
        "mean_queue": every.waiting / every.time,
        "utilisation": every.work / (desk.officers * every.time),
        "p_abandon": every.left / every.cases,
        "cases": int(every.cases),
    }


def _relaxation(desk: _Desk) -> float:
    """About how long a desk remembers: what decides the length of the warm-up, and nothing else."""
    capacity = desk.officers * desk.service
    gap = 1 - sqrt(desk.arrival / capacity)
    by_load = 1 / (capacity * gap**2) if gap > 1e-6 else float("inf")
    by_leaving = 1 / desk.patience if desk.patience > 0 else float("inf")
    return max(1 / desk.service, min(by_load, by_leaving))


def _error(total: _Tally[np.ndarray]) -> float:
    """The largest relative standard error of what is counted; desks are independent."""
    worst = 0.0
    for column in (total.waited, total.waiting, total.left):
        mean = column.mean()
        if mean > 0:
            worst = max(worst, float(column.std(ddof=1) / sqrt(len(column)) / mean))
    return worst


def _rates(desk: _Desk) -> Float32[Array, "3"]:
    return jnp.array([desk.arrival, desk.service, desk.patience], jnp.float32)


def _key(seed: int, era: int) -> Array:
    return key_of((seed + era * _NEXT_ERA) % (1 << 64))


def _times(draws: Draws, rates: Array) -> tuple[Array, Array, Array]:
    """Of the next case at each desk: how long until it comes, the work in it, the person's
    patience. Draws: FILING, HEARING."""

    def exponential(decision: Decision, k: int) -> Array:
        return -jnp.log1p(-chance.uniform(draws, decision, k))

    gap = exponential(Decision.FILING, 0) / rates[0]
    work = exponential(Decision.HEARING, 0) / rates[1]
    patience = exponential(Decision.FILING, 1) / rates[2]
    return gap, work, jnp.where(rates[2] > 0, patience, jnp.inf)


def _serve(busy: Array, work: Array, patience: Array) -> tuple[Array, Array, Array, Array]:
    """One case at each desk, first come, first served: how long it waits, whether its person gives
    up, and when it would be done.

    `busy` [officer, desk]: how long until each officer is free, rising. The case goes to the first
    of them and the row is kept in order, so that no two officers are ever taken for one.
    """
    soonest = busy[0]
    leaves = patience < soonest
    done = jnp.where(leaves, soonest, soonest + work)
    later = jnp.concatenate([busy[1:], jnp.full((1, busy.shape[1]), jnp.inf)])
    busy = jnp.minimum(jnp.maximum(done, busy), later)
    return busy, jnp.minimum(soonest, patience), leaves, done


@jax.jit
def _stretch(busy: Array, rates: Array, key: Array) -> tuple[Array, _Tally[Array]]:
    """The next 2048 cases at every desk."""
    person = jnp.arange(busy.shape[1], dtype=jnp.uint32)

    def case(
        state: tuple[Array, _Tally[Array]], t: Array
    ) -> tuple[tuple[Array, _Tally[Array]], None]:
        busy, tally = state
        gap, work, patience = _times(Draws(key, person, t), rates)
        busy, wait, leaves, _ = _serve(jnp.maximum(busy - gap, 0.0), work, patience)
        return (
            busy,
            _Tally(
                cases=tally.cases + 1,
                time=tally.time + gap,
                waited=tally.waited + (leaves | (wait > 0)),
                waiting=tally.waiting + wait,
                left=tally.left + leaves,
                work=tally.work + jnp.where(leaves, 0.0, work),
            ),
        ), None

    none = _Tally(*(jnp.zeros(busy.shape[1], jnp.float32) for _ in _Tally._fields))
    times = jnp.arange(MONTHS_LIMIT, dtype=jnp.uint32)
    return jax.lax.scan(case, (busy, none), times)[0]


def _backlog(desk: _Desk, horizon: float, seed: int) -> dict[str, Any]:
    """Cases that came in less cases decided, while every officer is always at work.

    So that none is ever idle, cases already lie on the desk on the first morning; they do not count
    as having come in.
    """
    flow = (desk.arrival + desk.officers * desk.service) * horizon
    pile = ceil(5 * sqrt(flow)) + desk.officers
    expected = desk.arrival * horizon
    cases = pile + ceil(expected + 8 * sqrt(expected)) + 10
    busy = jnp.zeros((desk.officers, OVERLOADED_DESKS), jnp.float32)
    at = horizon * np.arange(1, CHECKPOINTS + 1) / CHECKPOINTS
    marks = jnp.asarray(at, jnp.float32)
    clock = jnp.zeros(OVERLOADED_DESKS, jnp.float32)
    backlog = np.zeros((CHECKPOINTS, OVERLOADED_DESKS), np.int64)
    for era in range(ceil(cases / MONTHS_LIMIT)):
        left = jnp.int32(pile - era * MONTHS_LIMIT)
        busy, clock, change = _rush(busy, clock, marks, left, _rates(desk), _key(seed, era))
        backlog += np.asarray(change, np.int64)
    mean = backlog.mean(axis=1)
    return {
        # The line through the origin, by least squares: the count starts from nought.
        "slope": float(mean @ at / (at @ at)),
        called("backlog_at", horizon): float(mean[-1]),
        called("standard_deviation_at", horizon): float(backlog[-1].std(ddof=1)),
    }


@jax.jit
def _rush(
    busy: Array, clock: Array, marks: Array, pile: Array, rates: Array, key: Array
) -> tuple[Array, Array, Array]:
    """The next 2048 cases at every desk, the first of them (`pile`) from before the first morning,
    and how the count of open cases at each mark changes through them."""
    person = jnp.arange(busy.shape[1], dtype=jnp.uint32)

    def case(
        state: tuple[Array, Array, Array], t: Array
    ) -> tuple[tuple[Array, Array, Array], None]:
        busy, clock, change = state
        gap, work, patience = _times(Draws(key, person, t), rates)
        is_old = t.astype(jnp.int32) < pile
        gap = jnp.where(is_old, 0.0, gap)
        clock = clock + gap
        busy, _, _, done = _serve(jnp.maximum(busy - gap, 0.0), work, patience)
        came = ~is_old & (clock <= marks[:, None])
        decided = clock + done <= marks[:, None]
        return (busy, clock, change + came.astype(jnp.int32) - decided.astype(jnp.int32)), None

    none = jnp.zeros((marks.shape[0], busy.shape[1]), jnp.int32)
    times = jnp.arange(MONTHS_LIMIT, dtype=jnp.uint32)
    return jax.lax.scan(case, (busy, clock, none), times)[0]
