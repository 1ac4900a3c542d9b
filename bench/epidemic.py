"""An SIR epidemic on ten random contacts a day, on discredit's draws and ties, on every core.

    python -m bench.epidemic --people 1000000

One line of JSON on stdout, the same epidemic on any number of devices. The model is told in
`bench/README.md`, its numbers stand in `epidemic_rules`.
"""

from __future__ import annotations

import argparse
import json
import time
from functools import partial
from math import exp
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec
from jaxtyping import Array, Int32, UInt8, UInt32

from bench import epidemic_rules as rules
from bench.machine import cores
from discredit.draws import Decision, Draws, happens, key_of, word
from discredit.society import slots

SUSCEPTIBLE, INFECTED, RECOVERED = 0, 1, 2
PER_BLOCK: Final = 2
"""Days that share a block of the generator, which yields two words."""


class Size(NamedTuple):
    """How many people on how many devices, for how many days."""

    people: int
    devices: int
    days: int


def level(p: float) -> int:
    """The number below which a word lies with chance p."""
    return round(p * 2**32)


CATCHES: Final = tuple(level(1 - (1 - rules.BETA) ** m) for m in range(rules.CONTACTS + 1))
"""By infected contacts met: each infects by itself, so one word decides for all of them."""
RECOVERS: Final = level(1 - exp(-1 / rules.MEAN_DAYS))
"""A day on, of whoever is still infected: the exponential forgets."""


def day_key(key: UInt32[Array, "2"], day: Int32[Array, ""]) -> UInt32[Array, "2"]:
    """The key of one day's contacts."""
    which = jnp.arange(2, dtype=jnp.uint32)
    return word(Draws(key, which, day.astype(jnp.uint32)), Decision.TIE)


def met(
    infected: UInt8[Array, " n"], first: Int32[Array, ""], rows: int, key: UInt32[Array, "2"]
) -> UInt8[Array, " rows"]:
    """How many infected each of some rows, from `first` on, meets in slots 0 to 9 of FAR.

    Who meets whom in a slot is a reflection about a random centre: all rows' partners are one
    stretch of the column read backwards.
    """
    n = infected.shape[0]
    backwards = jnp.concatenate([infected[::-1], infected[::-1]])
    found = jnp.zeros(rows, jnp.uint8)
    for k in range(rules.CONTACTS):
        of_first = slots.partner(slots.Layer.FAR, k, jnp.zeros(1, jnp.int32), n, key)[0]
        start = n - 1 - of_first + first
        found = found + jax.lax.dynamic_slice(backwards, (start,), (rows,))
    return found


def _day(
    status: UInt8[Array, " rows"],
    chance: UInt32[Array, " rows"],
    day: Int32[Array, ""],
    key: UInt32[Array, "2"],
) -> UInt8[Array, " rows"]:
    """Who is infected may recover, then who is susceptible meets ten others.

    One word serves both: nobody is at risk of both on one day. Nobody recovers on the first day.
    """
    recovers = (status == INFECTED) & (chance < jnp.uint32(RECOVERS)) & (day > 0)
    status = jnp.where(recovers, jnp.uint8(RECOVERED), status)
    infected = jax.lax.all_gather((status == INFECTED).astype(jnp.uint8), "people", tiled=True)
    first = jax.lax.axis_index("people") * status.shape[0]
    count = met(infected, first, status.shape[0], day_key(key, day))
    catches = jnp.zeros_like(chance)
    for m, at_most in enumerate(CATCHES):
        catches = jnp.where(count >= m, jnp.uint32(at_most), catches)
    falls_ill = (status == SUSCEPTIBLE) & (chance < catches)
    return jnp.where(falls_ill, jnp.uint8(INFECTED), status)


@partial(jax.jit, static_argnames="size")
def epidemic(key: UInt32[Array, "2"], size: Size) -> Int32[Array, "device day status"]:
    """How many are in each status at the end of each day, by device."""
    rows = size.people // size.devices

    def of_device(key: UInt32[Array, "2"]) -> Int32[Array, "1 day status"]:
        first = jax.lax.axis_index("people") * rows
        person = (first + jnp.arange(rows, dtype=jnp.int32)).astype(jnp.uint32)
        at_first = happens(Draws(key, person, jnp.uint32(0)), Decision.CONDUCT, rules.FIRST_SHARE)

        def days(status: UInt8[Array, " rows"], block: Int32[Array, ""]) -> tuple[Any, Any]:
            draws, counts = Draws(key, person, block.astype(jnp.uint32)), []
            for k in range(PER_BLOCK):
                chance = word(draws, Decision.ACT, k)
                status = _day(status, chance, block * PER_BLOCK + k, key)
                each = [(status == which).sum(dtype=jnp.int32) for which in (0, 1, 2)]
                counts.append(jnp.stack(each))
            return status, jnp.stack(counts)

        blocks = jnp.arange(size.days // PER_BLOCK, dtype=jnp.int32)
        _, counts = jax.lax.scan(days, at_first.astype(jnp.uint8), blocks)
        return counts.reshape(1, size.days, 3)

    return jax.shard_map(
        of_device,
        mesh=Mesh(np.array(jax.devices()[: size.devices]), ("people",)),
        in_specs=PartitionSpec(),
        out_specs=PartitionSpec("people"),
        check_vma=False,
    )(key)


def run(size: Size, seed: int) -> dict[str, Any]:
    """Run once to compile, with another seed, then on the clock.

    Returns people, days, devices, seconds, rate [person-days per second] and the curve: the shares
    susceptible and infected by day. Raises ValueError where people or days do not come out even.
    """
    if size.people % size.devices or size.days % PER_BLOCK:
        raise ValueError(
            f"{size.people} people on {size.devices} devices for {size.days} days; devices must "
            f"divide people, and {PER_BLOCK} the days"
        )
    np.asarray(epidemic(key_of(seed + 1), size))
    start = time.perf_counter()
    counts = np.asarray(epidemic(key_of(seed), size)).astype(np.int64).sum(axis=0)
    seconds = time.perf_counter() - start
    return {
        "people": size.people,
        "days": size.days,
        "devices": size.devices,
        "seconds": seconds,
        "rate": size.people * size.days / seconds,
        "susceptible": (counts[:, SUSCEPTIBLE] / size.people).tolist(),
        "infected": (counts[:, INFECTED] / size.people).tolist(),
    }


def main() -> None:
    """Measure one size; see `run`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--days", type=int, default=rules.DAYS)
    parser.add_argument("--devices", type=int, default=cores())
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    jax.config.update("jax_num_cpu_devices", given.devices)
    print(json.dumps(run(Size(given.people, given.devices, given.days), given.seed)))


if __name__ == "__main__":
    main()
