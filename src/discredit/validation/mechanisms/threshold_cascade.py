"""Threshold cascade: people show open dissent once as many others do as they need to see.

Granovetter's crowd and Kuran's society that conceals what it thinks are the same rule. What is
publicly known is a list of those who dissented last month; nobody knows more.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from discredit.record import Month
from discredit.truth import Surroundings
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, as_number, called, number, numbers, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, STRETCH, World, acting
from discredit.validation.mechanisms.parts.graphs import join_in, listed, open_dissent, seen_of

ABOUT = About(
    title="Threshold cascade",
    tier="gate",
    means="engine, swapped",
    how="Observation and listing are the ordinary rooms: open dissent is always seen and entered "
    "on a list, silence takes a person off it. Everybody sees how many stand on the list, and the "
    "act room is swapped for people who dissent once that number reaches a threshold of their own.",
    says="What people dare to say in public depends on what others are seen to say, so a society "
    "can be quiet although almost everybody would speak. Two societies that differ in one person's "
    "nerve can end in silence and in uproar, and nothing that can be observed beforehand tells "
    "them apart. A system that makes dissent visible and costly moves these thresholds; small "
    "changes mostly do nothing and then, at one point, everything. Calm is therefore no evidence "
    "of consent, and no proof that a system works.",
)
INPUTS = {
    "n": ONE, "thresholds": LIST, "population": ONE, "mean": ONE, "sd_scan": LIST,
}  # fmt: skip
RESULTS = {
    "active": Kind.ENGINE, "opposition_percent": Kind.ENGINE, "months": Kind.ENGINE,
    "critical_sd": Kind.ENGINE, "active_at_critical": Kind.ENGINE, "below_*": Kind.ENGINE,
    "above_*": Kind.ENGINE,
}  # fmt: skip
CROWD = 20_000
"""Rows that stand for a continuum; one person is half a hundredth of a per cent."""
MOST_MONTHS = 1 << 17
NARROW = 1e-8
"""Share of the whole to which the critical spread is found. The lowest equilibrium moves with the
root of the distance from it, so it is still 0.005 per cent away."""
WIDEST = 0.4
"""Spread, as a share of the whole, beyond which a normal crowd has one equilibrium only."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """How many dissent once nobody changes any more.

    Inputs: `thresholds` as a text `0,1,2,...,99` (numbers of people; `n` people) or as a list in
    per cent of everybody; or `population: continuum of 100` with `mean` and `sd_scan`. Sources:
    Granovetter 1978; Kuran 1991.
    """
    if "sd_scan" in inputs or "population" in inputs:
        return _normal_crowd(inputs, people, seed)
    needed = _needed(inputs)
    course = _course(needed, seed)
    n, active = len(needed), int(course[-1])
    return {
        "active": active,
        "opposition_percent": 100.0 * active / n,
        "months": int(np.argmax(course == active)) + 1 if active else 0,
    }


def _needed(inputs: Inputs) -> np.ndarray:
    """How many others each person must see, from the thresholds."""
    raw = inputs.get("thresholds")
    is_text = isinstance(raw, str)
    given = np.array(_spelt_out(raw) if is_text else numbers(inputs, "thresholds"))
    n = int(number(inputs, "n", len(given), low=1))
    if len(given) != n:
        rule = f"{n} people need {n} thresholds, and these are {len(given)}"
        raise wrong("thresholds", raw, rule, "Give one threshold for each person.")
    in_people = is_text or "n" in inputs
    return np.ceil(given * (1 if in_people else n / 100) - 1e-9).astype(np.int64)


def _spelt_out(text: str) -> list[float]:
    """`0,2,2,3,...,9`: dots go on by the last step, up to the number after them."""
    words = [word.strip() for word in re.split(r"[,;]", re.sub(r"\.{2,}|…", ",...,", text))]
    thresholds: list[float] = []
    is_gap = False
    for word in filter(None, words):
        if word == "...":
            is_gap = True
            continue
        value = as_number(word)
        if value is None:
            raise wrong("thresholds", text, "it must be numbers, with dots for those left out")
        thresholds += _between(thresholds, value, text) if is_gap else []
        thresholds.append(value)
        is_gap = False
    if is_gap or not thresholds:
        raise wrong("thresholds", text, "dots must lead to a last number", "Write 0,1,2,...,99.")
    return thresholds


def _between(so_far: list[float], last: float, text: str) -> list[float]:
    """What dots stand for: as far as the number after them, which is not counted here."""
    if not so_far:
        raise wrong("thresholds", text, "dots need a number before them", "Write 0,1,2,...,99.")
    steps = [after - before for before, after in pairwise(so_far)]
    step = steps[-1] if steps else float(np.sign(last - so_far[-1]))
    missing = (last - so_far[-1]) / step if step else -1.0
    if missing < 1 or abs(missing - round(missing)) > 1e-9:
        raise wrong("thresholds", text, "dots must go on by the last step and meet the next number")
    return [so_far[-1] + step * i for i in range(1, round(missing))]


def _normal_crowd(inputs: Inputs, people: int, seed: int) -> dict[str, Any]:
    """Thresholds on an even grid of a normal distribution: the spread at which the lowest
    equilibrium jumps, and where it is on both sides."""
    match = re.search(r"continuum of ([\d.]+)", str(inputs.get("population", "continuum of 100")))
    if match is None:
        rule = "it must be a continuum; a crowd of few tips where its rounding says"
        raise wrong("population", inputs["population"], rule, "Write `continuum of 100`.")
    whole = float(match[1])
    mean, scan = number(inputs, "mean") / whole, sorted(numbers(inputs, "sd_scan"))
    if not 0 < mean < 0.5:
        rule = f"a jump needs a mean threshold between 0 and {whole / 2:g}"
        raise wrong("mean", inputs["mean"], rule)
    if scan[0] <= 0:
        raise wrong("sd_scan", inputs["sd_scan"], "a spread is above 0")
    crowd = _Crowd(mean, min(people, CROWD), seed)
    share = {sd: crowd.lowest(sd / whole) for sd in scan}
    critical, just_below = crowd.jump([sd / whole for sd in scan], list(share.values()))
    result = {"critical_sd": critical * whole, "active_at_critical": just_below * whole}
    for sd in scan:
        side = "below" if sd / whole <= critical else "above"
        result[called(side, sd)] = share[sd] * whole
    result[called("below", scan[0])] = share[scan[0]] * whole
    result[called("above", scan[-1])] = share[scan[-1]] * whole
    return result


class _Crowd:
    """A crowd whose thresholds are normal, as shares of everybody."""

    def __init__(self, mean: float, rows: int, seed: int) -> None:
        from scipy.special import ndtri

        # Each person stands for the lower end of his place in the order, so that the crowd comes to
        # rest where a continuum would, and not earlier where its growth falls below one person.
        self.deviation = ndtri(np.arange(rows) / rows)
        self.mean, self.rows, self.seed = mean, rows, seed

    def lowest(self, sd: float) -> float:
        """The share who dissent in the lowest equilibrium."""
        own = np.clip(self.mean + sd * self.deviation, -1, 2)
        return float(_course(np.ceil(self.rows * own).astype(np.int64), self.seed)[-1]) / self.rows

    def jump(self, spreads: list[float], shares: list[float]) -> tuple[float, float]:
        """The spread at which most people come to dissent, and the share who do just below it."""
        calm = [(sd, share) for sd, share in zip(spreads, shares, strict=True) if share <= 0.5]
        low, below = max(calm, default=(0.0, 0.0))
        high = min(
            (s for s, share in zip(spreads, shares, strict=True) if share > 0.5), default=WIDEST
        )
        if low >= high:
            low, high = 0.0, high
        while high - low > NARROW:
            middle = (low + high) / 2
            share = self.lowest(middle)
            if share <= 0.5:
                low, below = middle, share
            else:
                high = middle
        return high, below


def _course(needed: np.ndarray, seed: int) -> np.ndarray:
    """How many dissent in each month, from none, until nothing changes."""
    n = len(needed)
    numbers_needed = jnp.asarray(np.clip(needed, 0, 2 * n), jnp.int32)
    act = acting(join_in, numbers_needed, jnp.zeros(n, jnp.float32))
    of = open_dissent()
    world = corridor.begin(of, corridor.crowd(n))
    course = np.zeros(1, np.int64)
    for first in range(0, MOST_MONTHS, STRETCH):
        world, seen = corridor.walk(
            world, of, _how_many, seed, months=STRETCH, first=first,
            rooms=BARE._replace(act=act), surroundings=_everybody,
        )  # fmt: skip
        course = np.concatenate([course, seen])
        if course[-1] == course[-2]:
            break
    return course[1:]


def _everybody(world: World, month: Array) -> Surroundings:
    """Everybody sees everybody."""
    dissenters = listed(world)
    n = dissenters.shape[0]
    return seen_of(
        world, month, jnp.full(n, dissenters.sum(), jnp.int32), jnp.full(n, n, jnp.int32)
    )


def _how_many(world: World, month: Month) -> Array:
    del month
    return listed(world).sum()
