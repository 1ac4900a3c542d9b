"""Rebellion: Epstein's citizens who rise where the police are too few to arrest them all.

On a grid that wraps around, citizens move, weigh their grievance against the risk of arrest, and
turn active or quiet; officers move and arrest. One after the other, in random order, so that the
second rebel counts on the first.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import Decision, Draws, key_of
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, number, whole, wrong

ABOUT = About(
    title="Rebellion and its trigger",
    tier="nightly",
    means="small model",
    how="A model of its own on the laboratory's draws, since people move on a grid and act one "
    "after the other: several grids side by side, everybody in random order, a month of the draws "
    "for each tick.",
    says="Where everybody hides discontent from the police, quiet says little about how people "
    "feel. In this model little happens for twenty ticks, and then hundreds rise within a few, as "
    "the first few lower the risk of those who watch them. Whether that happens hangs on a detail, "
    "whether people round the odds of arrest down to nothing; the formula as printed gives no "
    "outburst at all. It is a check on an implementation and no evidence about people, and a "
    "warning against reading a calm score of public mood as consent.",
)
INPUTS = {
    "L": ONE, "Jmax": ONE, "T": ONE, "k": ONE, "arrest_probability": ONE, "ticks": ONE,
    "outburst": ONE, "cops": ONE, "cases": LIST,
}  # fmt: skip
RESULTS = {
    "outbursts": Kind.SMALL_MODEL, "outbursts_range": Kind.SMALL_MODEL,
    "outbursts_per_1000_ticks": Kind.SMALL_MODEL, "peak": Kind.SMALL_MODEL,
    "peak_range": Kind.SMALL_MODEL, "total_activation": Kind.SMALL_MODEL,
    "wait": Kind.SMALL_MODEL, "share_active": Kind.SMALL_MODEL, "L_*": Kind.SMALL_MODEL,
}  # fmt: skip
SIDE, VISION = 40, 7
CITIZENS, COPS = 0.70, 0.04
GRIDS = 4
OUTBURST = 50
"""More active than so many are an outburst."""
SHARE_TICKS, SHARE_BURN_IN = 60, 20
"""Ticks over which a share of active citizens is averaged, and how many are left out before."""
STRETCH = 500
"""Ticks of one call of the compiled program."""
ERA = 2000
"""Ticks under one key: draws count 2048 months and no more."""
EMPTY, QUIET, ACTIVE, COP = 0, 1, 2, 3
ROUNDING = ("floor", "round", "as it is")


class Terms(NamedTuple):
    """The numbers of a decision: what legitimacy lacks, the threshold, the arrest constant, the
    longest term, and which way the ratio of officers to rebels is rounded."""

    lack: Array
    threshold: Array
    k: Array
    longest: Array
    rounding: Array


class Citizens(NamedTuple):
    """What never changes of the people [grid, person]: citizens first, then officers."""

    hardship: Array
    aversion: Array
    is_cop: Array  # [person]


class Grid(NamedTuple):
    """Several grids side by side. Each of the first three has a last column that is nowhere."""

    site: Array  # [grid, cell] EMPTY, QUIET, ACTIVE or COP
    at: Array  # [grid, person] cell; of the jailed, where they looked from last
    who: Array  # [grid, cell] who stood there last
    free: Array  # [grid, person] tick at which a jailed citizen is free; 0 for those at large


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Outbursts, their peak, their total and the wait between them; or shares of active citizens.

    Inputs: L, Jmax, T, k, arrest_probability (its ratio may be in floor() or round()), ticks,
    outburst; cops, the share of sites; or cases, a list of L and cops, for shares alone. `people`
    bounds nothing here: the grid has 1600 sites. Source: Epstein 2002.
    """
    del people
    if "cases" in inputs:
        return _shares(inputs, seed)
    ticks = whole(inputs, "ticks", 3000, low=1)
    limit = _limit(inputs)
    active = _simulate(inputs, ticks, seed)
    by_grid = active.max(axis=0)
    summary = outbursts(active, limit)
    return {
        **summary,
        "outbursts_per_1000_ticks": summary["outbursts"] * 1000 / ticks,
        "peak_range": [float(by_grid.min()), float(by_grid.max())],
        "share_active": float(active.mean() / round(CITIZENS * SIDE**2)),
    }


def _shares(inputs: Inputs, seed: int) -> dict[str, Any]:
    """The share of active citizens for each legitimacy and police."""
    obtained: dict[str, Any] = {}
    cases = inputs["cases"]
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise wrong("cases", cases, "it must be a list of entries with L and cops")
    for case in cases:
        own = {**{name: value for name, value in inputs.items() if name != "cases"}, **case}
        name = f"L_{number(own, 'L'):.2f}".replace(".", "_")
        if number(own, "cops", COPS, low=0.0, high=1.0) == 0:
            name = f"{name}_no_cops"
        active = _simulate(own, SHARE_BURN_IN + SHARE_TICKS, seed)[SHARE_BURN_IN:]
        obtained[name] = float(active.mean() / round(CITIZENS * SIDE**2))
    return obtained


def outbursts(active: np.ndarray, limit: int) -> dict[str, Any]:
    """What the ticks [tick, grid] hold of outbursts: runs of ticks with more active than a limit.

    One that is still going on at the end does not count. Without any, the wait is the whole time.
    """
    totals: list[int] = []
    waits: list[int] = []
    counts: list[int] = []
    for grid in active.T:
        steps = np.diff(np.concatenate([[0], (grid > limit).astype(int)]))
        starts, ends = np.flatnonzero(steps > 0), np.flatnonzero(steps < 0)
        totals += [int(grid[a:b].sum()) for a, b in zip(starts, ends, strict=False)]
        waits += [int(b - a) for a, b in zip(ends, starts[1:], strict=False)]
        counts.append(len(ends))
    ticks = len(active)
    return {
        "outbursts": float(np.mean(counts)),
        "outbursts_range": [float(min(counts) * 3000 / ticks), float(max(counts) * 3000 / ticks)],
        "peak": float(active.max(axis=0).mean()),
        "total_activation": float(np.mean(totals)) if totals else 0.0,
        "wait": float(np.mean(waits)) if waits else float(ticks),
    }


def _limit(inputs: Inputs) -> int:
    """More than how many active are an outburst."""
    if "outburst" not in inputs:
        return OUTBURST
    match = re.search(r"\d+", str(inputs["outburst"]))
    if match is None:
        raise wrong("outburst", inputs["outburst"], "it must look like more than 50 active")
    return int(match[0])


def _terms(inputs: Inputs) -> Terms:
    text = str(inputs.get("arrest_probability", "floor(C/A)")).lower().replace(" ", "")
    if "c/a" not in text:
        raise wrong("arrest_probability", text, "it must look like 1-exp(-k*floor(C/A))")
    rounding = next((i for i, way in enumerate(ROUNDING) if way in text), len(ROUNDING) - 1)
    return Terms(
        lack=jnp.float32(1 - number(inputs, "L", low=0.0, high=1.0)),
        threshold=jnp.float32(number(inputs, "T", 0.1)),
        k=jnp.float32(number(inputs, "k", 2.3, low=0.0)),
        longest=jnp.uint32(whole(inputs, "Jmax", 30, low=1)),
        rounding=jnp.int32(rounding),
    )


def _simulate(inputs: Inputs, ticks: int, seed: int) -> np.ndarray:
    """The number of active citizens [tick, grid]."""
    terms = _terms(inputs)
    citizens = round(CITIZENS * SIDE**2)
    officers = round(number(inputs, "cops", COPS, low=0.0, high=1.0 - CITIZENS) * SIDE**2)
    view = jnp.asarray(_view())
    grid, people = _begin(citizens, officers, seed)
    seen: list[np.ndarray] = []
    for start in range(0, ticks, STRETCH):
        era, first = divmod(start, ERA)
        key = key_of((seed + 0x9E3779B97F4A7C15 * era) % (1 << 64))
        span = min(STRETCH, ticks - start)
        grid, active = _ticks(grid, people, terms, view, key, first, start, span)
        seen.append(np.asarray(active)[:span])
    return np.concatenate(seen)


def _view() -> np.ndarray:
    """The cells in sight of each cell [cell, 149], itself included."""
    reach = np.arange(-VISION, VISION + 1)
    dy, dx = (each.ravel() for each in np.meshgrid(reach, reach, indexing="ij"))
    near = dx**2 + dy**2 <= VISION**2
    y, x = np.divmod(np.arange(SIDE**2), SIDE)
    rows, columns = y[:, None] + dy[near], x[:, None] + dx[near]
    return (rows % SIDE * SIDE + columns % SIDE).astype(np.int32)


def _begin(citizens: int, officers: int, seed: int) -> tuple[Grid, Citizens]:
    """Everybody on a cell of his own, quiet. Draws: STANDING, TEMPERAMENT."""
    cells, everybody = SIDE**2, citizens + officers

    def draws(n: int) -> Draws:
        return Draws(key_of(seed), jnp.arange(GRIDS * n, dtype=jnp.uint32), jnp.uint32(0))

    lots = chance.word(draws(cells), Decision.STANDING).reshape(GRIDS, cells)
    at = jnp.argsort(lots, axis=1)[:, :everybody].astype(jnp.int32)
    kind = jnp.where(jnp.arange(everybody) < citizens, QUIET, COP).astype(jnp.int8)
    grids = jnp.arange(GRIDS)[:, None]
    site = jnp.zeros((GRIDS, cells + 1), jnp.int8).at[grids, at].set(kind)
    who = jnp.zeros((GRIDS, cells + 1), jnp.int32).at[grids, at].set(jnp.arange(everybody))
    hardship, aversion = (
        chance.uniform(draws(everybody), Decision.TEMPERAMENT, k=k).reshape(GRIDS, everybody)
        for k in (0, 1)
    )
    free = jnp.zeros((GRIDS, everybody + 1), jnp.int32)
    return Grid(site, at, who, free), Citizens(hardship, aversion, kind == COP)


@jax.jit
def _ticks(
    grid: Grid,
    people: Citizens,
    terms: Terms,
    view: Array,
    key: Array,
    first: int,
    start: int,
    span: int,
) -> tuple[Grid, Array]:
    """So many ticks, and how many were active after each. Draws: STANDING, for the order."""
    everybody = people.hardship.shape[1]

    def tick(i: Array, state: tuple[Grid, Array]) -> tuple[Grid, Array]:
        grid, active = state
        month = (first + i + 1).astype(jnp.uint32)
        draws = Draws(key, jnp.arange(GRIDS * everybody, dtype=jnp.uint32), month)
        lots = chance.word(draws, Decision.STANDING).reshape(GRIDS, everybody)
        order = jnp.argsort(lots, axis=1).astype(jnp.int32)

        def turn(nth: Array, grid: Grid) -> Grid:
            return _turn(nth, order[:, nth], start + i + 1, grid, people, terms, view,
                         Draws(key, draws.person[:0], month))  # fmt: skip

        grid = jax.lax.fori_loop(0, everybody, turn, grid)
        return grid, active.at[i].set((grid.site == ACTIVE).sum(axis=1))

    return jax.lax.fori_loop(0, span, tick, (grid, jnp.zeros((STRETCH, GRIDS), jnp.int32)))


def _turn(
    nth: Array,
    person: Array,
    now: Array,
    grid: Grid,
    people: Citizens,
    terms: Terms,
    view: Array,
    draws: Draws,
) -> Grid:
    """One person of each grid moves to a random free cell in sight, then decides or arrests.

    Who has served his term comes back at his next turn, to a free cell in sight of where he was
    arrested. Writing to the last column is writing nowhere. Draws: ACT, by turn and cell in sight;
    HEARING, by turn.
    """
    grids, nowhere = jnp.arange(GRIDS), view.shape[0]
    seen = view.shape[1]
    event = (nth * GRIDS + grids)[:, None] * seen + jnp.arange(seen)
    lots = draws._replace(person=event.astype(jnp.uint32))
    free = grid.free[grids, person]
    stands, home = free == 0, grid.at[grids, person]
    surroundings = view[home]
    new = _pick(grid.site[grids[:, None], surroundings] == EMPTY, chance.word(lots, Decision.ACT))
    goes = (free <= now) & (new >= 0)
    to = jnp.where(goes, surroundings[grids, new], home)
    site = grid.site.at[grids, jnp.where(goes & stands, home, nowhere)].set(EMPTY)
    surroundings = view[to]
    kinds = site[grids[:, None], surroundings]
    # Whoever could not move stands where he looks from, and does not count himself twice.
    own = goes | ~stands
    rebels = (kinds == ACTIVE).sum(axis=1) - (~own & (grid.site[grids, home] == ACTIVE))
    is_active = _rises(person, (kinds == COP).sum(axis=1), 1 + rebels, people, terms)
    is_cop, is_out = people.is_cop[person], free > now
    kind = jnp.where(is_cop, COP, jnp.where(is_active, ACTIVE, QUIET)).astype(jnp.int8)
    here = jnp.where(goes | (stands & ~is_out), to, nowhere)
    site = site.at[grids, here].set(kind)
    who = grid.who.at[grids, here].set(person)
    free = grid.free.at[grids, person].set(jnp.where(goes, 0, free))
    taken = _pick((kinds == ACTIVE) & is_cop[:, None], chance.word(lots, Decision.ACT, k=1))
    cell = jnp.where(taken >= 0, surroundings[grids, taken], nowhere)
    sentence = chance.word(draws._replace(person=event[:, 0].astype(jnp.uint32)), Decision.HEARING)
    term = 1 + (sentence % terms.longest).astype(jnp.int32)
    captive = jnp.where(taken >= 0, who[grids, cell], free.shape[1] - 1)
    return Grid(
        site=site.at[grids, cell].set(EMPTY),
        at=grid.at.at[grids, person].set(to),
        who=who,
        free=free.at[grids, captive].set(now + term),
    )


def _pick(may: Array, words: Array) -> Array:
    """The place of one of those who may [grid, cell in sight], by lot; -1 where there is none."""
    lot = (words & jnp.uint32(0xFFFFFF00)) | jnp.arange(may.shape[1], dtype=jnp.uint32)
    best = jnp.where(may, lot | jnp.uint32(1 << 8), 0).max(axis=1)
    return jnp.where(best > 0, (best & jnp.uint32(0xFF)).astype(jnp.int32), -1)


def _rises(person: Array, officers: Array, rebels: Array, people: Citizens, terms: Terms) -> Array:
    """Whether grievance exceeds the risk of arrest, as seen from where each stands."""
    grids = jnp.arange(GRIDS)
    ratio = officers / rebels
    ratio = jnp.select(
        [terms.rounding == 0, terms.rounding == 1], [jnp.floor(ratio), jnp.round(ratio)], ratio
    )
    risk = people.aversion[grids, person] * (1 - jnp.exp(-terms.k * ratio))
    return people.hardship[grids, person] * terms.lack - risk > terms.threshold
