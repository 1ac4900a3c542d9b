"""Network cascade: the same threshold rule where people see their ties only, and one begins.

On a random graph a single spark reaches everybody only where ties are neither too few nor too many
(Watts); where one voice is not enough, what counts is whether ties overlap (Morris, Centola, Macy).
"""

from __future__ import annotations

import re
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit.draws import Draws, key_of
from discredit.record import Month
from discredit.truth import Acts, Surroundings, Truth
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, called, number, numbers, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, STRETCH, Scene, World, acting
from discredit.validation.mechanisms.parts.graphs import (
    NEVER,
    among,
    among_pairs,
    conduct,
    join_in,
    listed,
    open_dissent,
    random_pairs,
    ring,
    seen_of,
)
from discredit.vocabulary import Status

ABOUT = About(
    title="Network cascade",
    tier="nightly",
    means="engine, swapped",
    how="Observation and listing are the ordinary rooms, as in the threshold cascade: a list of "
    "those who dissented last month. The ties are given: a ring, or random graphs drawn anew for "
    "every trial, many societies side by side. The act room is swapped for people who dissent once "
    "a share, or a number, of their ties stand on that list.",
    says="When people see only those they know, one open dissenter can still move everybody, but "
    "only in a window: with too few ties the news dies out, with too many each voice drowns among "
    "the silent. Where people need to see two or more, it spreads along overlapping circles and "
    "not along far-flung acquaintances. Rules that thin out ties, or make people know very many "
    "superficially, therefore quiet a society without listing anybody; and whether one act stays "
    "without consequence says little about the next.",
)
INPUTS = {
    "graph": ONE, "phi": ONE, "n": ONE, "a": ONE, "seeds": ONE, "z": LIST,
}  # fmt: skip
RESULTS = {
    "window": Kind.ENGINE, "check": Kind.ENGINE, "a_*": Kind.ENGINE, "phi_*": Kind.ENGINE,
    "active_*": Kind.ENGINE,
}  # fmt: skip
TRIAL = 5
"""Months of one trial near a seed: the seed, three generations, and a month of silence."""
SPARSE = 2500
"""People to each seed of such a trial, so few seeds that their dissent stays apart."""
SEEDS = 900
"""Seeds behind each reproduction: at an edge of the window they leave some 0.02 to 0.03 of it."""
COARSE, FINE = 11, 5
"""Mean degrees at which an edge is looked for, and around each edge."""
CHECKED = (0.8, 4.0, 6.14, 8.0)
TRIALS = 50
"""Single seeds followed to the end, at each mean degree checked."""
GLOBAL = 0.1
"""Share of a society beyond which a cascade counts as global."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The window of mean degrees with global cascades, or whether everybody ends up active.

    Inputs: `graph: Erdos-Renyi` with `phi` and `n`; or `graph: ring, r=2 neighbours on each side,
    n=1000` with a list of `a` (or `phi`) and `seeds`. Sources: Watts 2002; Morris 2000; Centola and
    Macy 2007.
    """
    graph = str(inputs.get("graph", "")).lower()
    if "ring" in graph or "lattice" in graph:
        return _on_ring(inputs, graph, seed)
    if re.search(r"erd[oő]s|random|poisson", graph):
        return _on_random_graph(inputs, people, seed)
    raise wrong("graph", inputs.get("graph"), "it must be Erdos-Renyi or a ring")


def _on_ring(inputs: Inputs, graph: str, seed: int) -> dict[str, Any]:
    """From adjacent people and all their neighbours: does everybody end up active?"""
    size = re.search(r"n\s*=\s*(\d+)", graph)
    side = re.search(r"r\s*=\s*(\d+)", graph)
    side = side or re.search(r"(\d+)\s*neighbou?rs\s*(?:on|to|at)?\s*each", graph)
    if side is None:
        raise wrong("graph", inputs["graph"], "a ring needs its r", "Write r=2 on each side.")
    r = int(side[1])
    n = int(size[1]) if size else int(number(inputs, "n", low=3))
    if not 0 < 2 * r < n:
        raise wrong("graph", inputs["graph"], "the neighbours on both sides must be fewer than n")
    adjacent = re.search(r"\d+", str(inputs.get("seeds", 2)))
    first = int(adjacent[0]) if adjacent else 2
    is_seed = np.isin(np.arange(n), np.arange(-r, first + r) % n)
    obtained: dict[str, Any] = {}
    for name in ("a", "phi"):
        for value in numbers(inputs, name, []):
            count, share = (value, 0.0) if name == "a" else (1, value)
            reached = _reached(ring(n, r), is_seed, count, share, seed)
            obtained[called(name, value)] = bool(reached == n)
            obtained[called(f"active_{name}", value)] = reached
    if not obtained:
        raise wrong("a", inputs.get("a"), "a ring needs the numbers a of active neighbours")
    return obtained


def _reached(ties: np.ndarray, is_seed: np.ndarray, count: float, share: float, seed: int) -> int:
    """How many are active once nobody joins any more."""
    n = len(ties)
    number_needed = np.where(is_seed, 0, int(np.ceil(count - 1e-9)))
    act = acting(
        join_in, jnp.asarray(number_needed, jnp.int32),
        jnp.asarray(np.where(is_seed, 0.0, share), jnp.float32),
    )  # fmt: skip
    surroundings = Partial(_of_neighbours, jnp.asarray(ties, jnp.int32))
    of = open_dissent()
    world, reached = corridor.begin(of, corridor.crowd(n)), 0
    for first in range(0, n + STRETCH, STRETCH):
        world, seen = corridor.walk(
            world, of, _how_many, seed, months=STRETCH, first=first,
            rooms=BARE._replace(act=act), surroundings=surroundings,
        )  # fmt: skip
        reached = int(seen[-1])
        if reached == int(seen[-2]):
            break
    return reached


def _of_neighbours(ties: Array, world: World, month: Array) -> Surroundings:
    """Everybody sees the same number of neighbours."""
    many = jnp.full(ties.shape[0], ties.shape[1], jnp.int32)
    return seen_of(world, month, among(listed(world), ties), many)


def _how_many(world: World, month: Month) -> Array:
    del month
    return listed(world).sum()


def _on_random_graph(inputs: Inputs, people: int, seed: int) -> dict[str, Any]:
    """The edges of the window, and how many single seeds go global at some mean degrees."""
    phi = number(inputs, "phi", low=1e-3, high=1.0)
    n = int(number(inputs, "n", 10_000, low=100))
    checked = numbers(inputs, "z", list(CHECKED))
    widest = max(1.6 / phi, *checked)
    societies = _Societies(n, phi, people, seed, widest)
    obtained: dict[str, Any] = {"window": societies.window(1.6 / phi)}
    check: dict[str, float] = {}
    for z in checked:
        share, fill = societies.cascades(z)
        check[called("z", z)] = share
        check[called("fill_z", z)] = fill
    quiet = [check[name] for name in ("z_0_8", "z_8") if name in check]
    if quiet:
        check["z_0_8_and_8"] = max(quiet)
    return {**obtained, "check": check}


class _Societies:
    """Random graphs of n people side by side, a seed in each; drawn anew for every trial."""

    def __init__(self, n: int, phi: float, people: int, seed: int, widest: float) -> None:
        self.n, self.seed = n, seed
        self.side_by_side = max(1, people // n)
        self.rows = n * self.side_by_side
        self.widest = widest
        self.phi = jnp.float32(phi)
        self.spare = jnp.zeros(int(np.ceil(widest / 2 + 0.5)) * self.rows, bool)
        self.shape = jnp.zeros((self.side_by_side, n), bool)

    def window(self, highest: float) -> list[float]:
        """The mean degrees between which early dissent grows: where one dissenter brings over one
        more. Empty where it grows nowhere."""
        grid = np.linspace(0.4, highest, COARSE)
        growth = np.array([self.reproduction(z, 0, SEEDS // 3) for z in grid])
        top = int(np.argmax(growth))
        if growth[top] <= 1:
            return []
        below = max((i for i in range(top) if growth[i] <= 1), default=0)
        above = min((i for i in range(top, COARSE) if growth[i] <= 1), default=COARSE - 1)
        return [
            self._edge(grid[below], grid[below + 1], 1), self._edge(grid[above - 1], grid[above], 2)
        ]  # fmt: skip

    def _edge(self, low: float, high: float, batch: int) -> float:
        """Where the reproduction passes one, by a straight line through its logarithm."""
        degrees = np.linspace(low, high, FINE)
        growth = [self.reproduction(z, 1 + batch * FINE + i) for i, z in enumerate(degrees)]
        slope, height = np.polyfit(degrees - low, np.log(growth), 1)
        return float(low - height / slope)

    def reproduction(self, z: float, batch: int, seeds: int = SEEDS) -> float:
        """How many each early dissenter brings over alone: those of the second and the third
        generation by those of the first and the second."""
        a_society = max(1, self.n // SPARSE)
        a_walk = self.side_by_side * a_society * (STRETCH // TRIAL)
        months = STRETCH // TRIAL * TRIAL
        new = np.zeros(TRIAL)
        for walk in range(-(-seeds // a_walk)):
            _, alone = self._walk(z, TRIAL, a_society, months, 1000 * batch + walk)
            new += alone.reshape(-1, TRIAL).sum(axis=0)
        return max(float(new[2:4].sum()), 0.5) / max(float(new[1:3].sum()), 0.5)

    def cascades(self, z: float) -> tuple[float, float]:
        """The share of single seeds that go global, and how much of the society these fill."""
        walks = -(-TRIALS // self.side_by_side)
        ends = [self._walk(z, NEVER, 1, STRETCH, 100_000 + w)[0][-1] for w in range(walks)]
        share = np.concatenate(ends) / self.n
        is_global = share > GLOBAL
        fill = float(share[is_global].mean()) if is_global.any() else 0.0
        return float(is_global.mean()), fill

    def _walk(
        self, z: float, trial: int, seeds: int, months: int, batch: int
    ) -> tuple[np.ndarray, ...]:
        """How many dissent in each month and society, and how many one other brought over alone; a
        new trial every `trial` months."""
        seed = (self.seed + 7919 * batch) % (1 << 64)
        span = jnp.uint32(trial)
        ties = Partial(
            _random_ties, key_of(seed), jnp.uint32(self.n), jnp.uint32(round(self.n * z / 2)),
            span, self.spare,
        )  # fmt: skip
        act = acting(_from_seeds, self.phi, jnp.uint32(self.n // seeds), span)
        of = open_dissent()
        world = corridor.begin(of, corridor.crowd(self.rows))
        return corridor.walk(
            world, of, Partial(_by_society, self.shape), seed, months=months,
            rooms=BARE._replace(act=act), surroundings=ties,
        )[1]  # fmt: skip


def _random_ties(
    key: Array, n: Array, ties: Array, trial: Array, spare: Array, world: World, month: Array
) -> Surroundings:
    """People see their ties in a random graph, drawn for each trial."""
    rows = world.people.age.shape[0]
    lots = Draws(key, jnp.arange(spare.shape[0], dtype=jnp.uint32), month // trial)
    return seen_of(world, month, *among_pairs(listed(world), random_pairs(lots, n, ties, rows)))


def _from_seeds(share: Array, apart: Array, trial: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of a trial: one person in so many dissents, the others join in, and in the last
    month all are silent. In a random graph any row is a person drawn by lot."""
    draws = scene.draws
    is_seed = draws.person % apart == 0
    number_needed = jnp.where(is_seed, 0, 1)
    share_needed = jnp.where(is_seed, 0.0, share)
    now, acts = join_in(number_needed, share_needed, scene)
    is_last = (draws.month + 1) % trial == 0
    silence = conduct(jnp.zeros(is_seed.shape, bool))
    return now, acts._replace(did=jnp.where(is_last, silence.did, acts.did))


def _by_society(shape: Array, world: World, month: Month) -> tuple[Array, Array]:
    dissents = listed(world)
    is_new = (dissents > 0) & (month.before.listed.status[0] != Status.LISTED)
    alone = is_new & (month.surroundings.listed_ties == 1)
    return dissents.reshape(shape.shape).sum(axis=1), alone.sum()
