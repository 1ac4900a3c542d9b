"""Repeated wrongful listing: nobody has done anything, a small error strikes afresh every month,
and those on the list are taken off again now and then.

False records, the list and its exits are the ordinary ones. Taking off is a repair deed.
"""

from __future__ import annotations

from math import ceil, isinf, log
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import Decision
from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.truth import Acts, Truth
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, number, numbers, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting
from discredit.validation.mechanisms.parts.policies import policy
from discredit.vocabulary import Status

ABOUT = About(
    title="Repeated wrongful listing",
    tier="gate",
    means="engine, swapped",
    how="Observation and lists are the ordinary ones: false records on people who did nothing, a "
    "list that enters them at once, and one that nobody leaves and that so remembers who was ever "
    "entered. A repair deed on file ends an entry. The act room is swapped for people who bring "
    "that deed with the stated chance, by systematic sampling of those on the list.",
    says="An error that is small in a month is not small in a life. Where two innocents in "
    "a hundred are recorded by mistake each month, half of all have been on the list within "
    "three years, even if few are on it at any time. How many stand on it today is how many "
    "are entered times how long an entry lasts, so a remedy that works twice as fast nearly "
    "halves the wrongly listed and changes nothing for those who are hit at least once. A "
    "system that reports only its present list shows the smaller of the two numbers.",
)
INPUTS = {
    "f": ONE, "g": ONE, "periods": LIST,
}  # fmt: skip
RESULTS = {
    "share": Kind.ENGINE, "share_ever": Kind.ENGINE, "mean_spell": Kind.ENGINE,
}  # fmt: skip
SAMPLING_ERROR = 0.0007
"""Of each share; published laws are compared within 0.003."""
SETTLED = 0.0001
"""What may be left of the distance to the long run when its measurement begins."""
SPELLS, MOST_BURN_IN, MOST_MEASURED = 64, 1536, 1024
"""Months over which spells are counted at least, and the most that the long run may take."""
SPELL_ERROR = 0.001
"""Of a mean spell, in periods. A month's exits are off by a third of a person, whatever their
number."""
MOST_ROWS = 60_000_000
"""Person-months of the way there at most."""
_ON, _EVER = 0, 1
"""The lists of the policy, in its order."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Shares of innocents ever listed and listed now after so many periods, and how long entries
    last.

    Inputs: f, the chance of a false record in a period; g, the chance that somebody on the list is
    taken off (0: nobody is); periods, one number or several, `infinity` for the long run. Source:
    waiting times and the two-state Markov chain; Little 1961.
    """
    f = number(inputs, "f", low=0.0, high=1.0)
    g = number(inputs, "g", 0.0, low=0.0, high=1.0)
    periods = numbers(inputs, "periods")
    for period in periods:
        if not isinf(period) and (period < 0 or period != int(period)):
            raise wrong("periods", inputs["periods"], "a number of periods is whole, or infinity")
    register = _Register(f, g, people, seed)
    ways, start, counts = register.follow([int(p) for p in periods if not isinf(p)])
    settled, spells = register.long_run(start, any(map(isinf, periods)))
    rows = [settled if isinf(p) else ways[int(p)] for p in periods]
    is_list = isinstance(inputs["periods"], list | tuple)
    share, ever = ([float(row[which]) for row in rows] for which in (_ON, _EVER))
    obtained: dict[str, Any] = {
        "share": share if is_list else share[0],
        "share_ever": ever if is_list else ever[0],
    }
    months_on, exits = counts + spells
    if months_on > 0:
        obtained["mean_spell"] = float(months_on / exits) if exits > 0 else float("inf")
    return obtained


class _Start(NamedTuple):
    """A crowd, and the month it has come to."""

    world: World
    month: int


class _Register:
    """A list with false records at rate f, left at rate g."""

    def __init__(self, f: float, g: float, people: int, seed: int) -> None:
        self.f, self.g, self.people, self.seed = f, g, people, seed
        self.policy = _policy(f)
        level = jnp.uint32(min(round(g * 2**32), 2**32 - 1))
        self.rooms = BARE._replace(act=acting(ask_to_be_taken_off, level))

    def follow(self, periods: list[int]) -> tuple[dict[int, np.ndarray], _Start, np.ndarray]:
        """Shares on the list, and ever on it, after each of these periods, with as many crowds from
        the first day on as bring the sampling error down; the last crowd; months on the list, and
        exits from it, of all."""
        horizon = max(periods, default=0)
        stretch = max(1, -(-horizon // corridor.STRETCH)) * corridor.STRETCH
        total, batches = np.zeros((horizon + 1, 4)), 0
        while True:
            world, seen = self._on(self._new(), horizon, batches * stretch)
            total[1:] += seen
            batches += 1
            shares = total[periods, :2] / (self.people * batches)
            spread = float((shares * (1 - shares)).max(initial=0.0))
            wanted = min(spread / SAMPLING_ERROR**2, MOST_ROWS / max(horizon, 1))
            if batches * self.people >= wanted:
                break
        ways = {p: total[p, :2] / (self.people * batches) for p in periods}
        return ways, _Start(world, batches * stretch), total[:, 2:].sum(axis=0)

    def long_run(self, start: _Start, is_asked: bool) -> tuple[np.ndarray, np.ndarray]:
        """The mean share on the list once that has settled, and the share ever on it by the end,
        which only grows; months on the list, and exits from it.

        If only spells are asked for, the list need not have settled: whoever is on it counts.
        """
        world, first, pace = start.world, start.month, self.f + self.g
        months = self._spell_months() if self.g > 0 else SPELLS * is_asked
        if is_asked and 0.0 < pace < 2.0:
            left = abs(1.0 - pace)
            burn_in = ceil(log(SETTLED) / log(left)) if left > 0.0 else 1
            burn_in = -(-min(burn_in, MOST_BURN_IN) // corridor.STRETCH) * corridor.STRETCH
            world, seen = self._on(world, burn_in, first)
            first += burn_in
            share = float(seen[-1, _ON]) / self.people
            memory = max(2.0 / pace - 1.0, 0.0)
            wanted = share * (1 - share) * memory / (self.people * SAMPLING_ERROR**2)
            months = max(months, min(ceil(wanted), MOST_MEASURED))
        _, seen = self._on(world, months, first)
        share = np.array([seen[:, _ON].sum() / max(months, 1), seen[-1:, _EVER].sum()])
        return share / self.people, seen[:, 2:].sum(axis=0)

    def _spell_months(self) -> int:
        """Months in which so many leave that the mean spell is known closely."""
        exits = self.people * self.f * self.g / max(self.f + self.g, 1e-9)
        wanted = (0.3 / max(self.g * exits * SPELL_ERROR, 1e-9)) ** 2
        return int(np.clip(wanted, SPELLS, MOST_MEASURED))

    def _new(self) -> World:
        return corridor.begin(self.policy, corridor.crowd(self.people))

    def _on(self, world: World, months: int, first: int) -> tuple[World, np.ndarray]:
        if months == 0:
            return world, np.zeros((0, 4))
        world, seen = corridor.walk(
            world, self.policy, _counted, self.seed, months=months, first=first, rooms=self.rooms
        )
        return world, seen.astype(float)


def _policy(f: float) -> Policy:
    """False records lead to two lists: one that a repair deed ends, one that nothing ends."""
    return policy(
        behaviour={
            "conducts": {
                "fault": {"kind": "offence", "about": "what nobody does", "rate": 0.0},
                "repair": {"kind": "deed", "about": "a request that is granted", "rate": 0.0},
            }
        },
        observation={
            "conducts": {"fault": {"seen": 1.0, "false_records": f}, "repair": {"seen": 1.0}}
        },
        lists={
            "on": {
                "about": "everybody sees who is on it; a granted request ends an entry",
                "colour": "black", "grounds": {"fault": True}, "term_months": 0.0,
                "repairs_with": {"repair": True}, "repair_after_months": 0.0, "shown_to": 1.0,
            },
            "ever": {
                "about": "nobody leaves it", "colour": "black", "grounds": {"fault": True},
                "term_months": 0.0,
            },
        },
    )  # fmt: skip


def ask_to_be_taken_off(level: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of people who do nothing but ask to be taken off the list that others see.

    Each does so with chance level / 2**32, whatever went before, but together they are a systematic
    sample: every so many-th person on the list from a random start, so that the number of requests
    hardly varies and a mean spell is known closely. Words wrap around, which is what makes the
    count start over. Draws: ACT, of the first person."""
    now, shown, draws = scene.now, scene.outlook.shown, scene.draws
    is_on = shown > 0
    rank = jnp.cumsum(is_on.astype(jnp.uint32), dtype=jnp.uint32)
    turn = chance.word(draws, Decision.ACT)[0] + rank * level
    asks = is_on & (turn < level)
    return now, corridor.acts(asks.astype(jnp.uint32) << corridor.bit(1))


def _counted(world: World, month: Month) -> Array:
    """People on the list, and ever on it; those on it when the month began, and who left it."""
    on = world.held.listed.status == Status.LISTED
    was_on = month.before.listed.status[_ON] == Status.LISTED
    counts = (on[_ON], on[_EVER], was_on, was_on & ~on[_ON])
    return jnp.stack([c.astype(jnp.int32).sum() for c in counts])
