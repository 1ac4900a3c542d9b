"""Twelve conducts and ten ties: the small model on discredit's draws and ties, on every core.

    python -m bench.twelve --people 1000000 --stretches 4

One line of JSON on stdout. The same sums on any number of devices: everybody's chance is keyed, and
what is added up is whole numbers. The model is told in `bench/README.md`, its numbers stand in
`twelve_rules`.
"""

from __future__ import annotations

import argparse
import json
import time
from functools import partial
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from jaxtyping import Array, Float32, Int8, Int16, Int32, UInt8, UInt32

from bench import twelve_rules as rules
from bench.machine import cores, forget_peak, peak
from discredit.draws import MONTHS_LIMIT, Decision, Draws, key_of, uniform, word
from discredit.society.slots import Layer, partner
from discredit.step import Branch

MONTHS: Final = 12
"""Months of a stretch: compiled once, and one answer from the device."""
ROWS: Final = 8192
"""Rows of a block: a month of it stays in cache. No tie of WORK or FRIENDS leaves its 1024 rows."""
MOST_PEOPLE: Final = 14_000_000
"""For one device: their scores surely add up to less than 2**31."""
MEASURES: Final = rules.MEASURES
WORK, FRIENDS = Layer.WORK, Layer.FRIENDS
EXCHANGE_SLOTS: Final = (0, 1, 3, 7)
_POINTS_SHIFT, _POINTS_ZERO = 24, 128
_TOGETHER = 128  # rows whose bits are added up in bytes


class Size(NamedTuple):
    """How many people on how many devices, and among how many ties they look about.

    `work` and `friends` count exchanges, 0 to 4: 2**work - 1 ties of WORK, likewise of FRIENDS.
    """

    people: int
    devices: int
    work: int = 3
    friends: int = 2

    @property
    def ties(self) -> int:
        return (1 << self.work) + (1 << self.friends) - 2

    @property
    def blocks(self) -> int:
        return -(-self.people // (ROWS * self.devices)) * self.devices


class People(NamedTuple):
    """Everybody, each column [blocks, rows]; nothing ever happens beyond the last person."""

    lean: Float32[Array, "*n"]  # multiplies the rates; 0 beyond the last person
    fear: Float32[Array, "*n"]  # 0 to 1
    score: Int16[Array, "*n"]
    term: Int8[Array, "*n"]  # months left on the list; 0: not on it


def begin(size: Size, seed: int) -> People:
    """Nobody listed and nobody afraid, laid out over the devices.

    Raises ValueError where a device would hold more than MOST_PEOPLE.
    """
    if size.people > MOST_PEOPLE * size.devices:
        raise ValueError(
            f"{size.people:,} people on {size.devices} devices; one adds up at most "
            f"{MOST_PEOPLE:,}: take more devices"
        )
    return _begin(key_of(seed), size)


@partial(jax.jit, static_argnames="size")
def _begin(key: UInt32[Array, "2"], size: Size) -> People:
    rows = jnp.arange(size.blocks * ROWS, dtype=jnp.uint32).reshape(size.blocks, ROWS)
    lean = jnp.where(rows < size.people, leans(key, rows), 0)
    people = People(
        lean,
        jnp.zeros(rows.shape, jnp.float32),
        jnp.full(rows.shape, rules.START, jnp.int16),
        jnp.zeros(rows.shape, jnp.int8),
    )
    over = NamedSharding(_mesh(size.devices), PartitionSpec("people"))
    return jax.lax.with_sharding_constraint(people, over)


def _mesh(devices: int) -> Mesh:
    return Mesh(np.array(jax.devices()[:devices]), ("people",))


def leans(key: UInt32[Array, "2"], rows: UInt32[Array, "*n"]) -> Float32[Array, "*n"]:
    """What multiplies each row's rates: by age group, times temperament."""
    draws = Draws(key, rows, jnp.uint32(0))
    group = (word(draws, Decision.AGE) >> 30).astype(jnp.int32)
    spread = rules.MOST_TEMPERAMENT - rules.LEAST_TEMPERAMENT
    temperament = rules.LEAST_TEMPERAMENT + spread * uniform(draws, Decision.TEMPERAMENT)
    return jnp.array(rules.BY_GROUP, jnp.float32)[group] * temperament


def exchanges(size: Size) -> list[tuple[Layer, int]]:
    """The slots that are looked at, one exchange each."""
    work = [(WORK, slot) for slot in EXCHANGE_SLOTS[: size.work]]
    return work + [(FRIENDS, slot) for slot in EXCHANGE_SLOTS[: size.friends]]


def listed_ties(
    listed: UInt8[Array, " rows"],
    rows: Int32[Array, " rows"],
    key: UInt32[Array, "2"],
    size: Size,
    go: Branch,
) -> UInt8[Array, " rows"]:
    """How many of each person's ties are listed: slots 0 to 6 of WORK and 0 to 2 of FRIENDS.

    The partners in such a run of slots and oneself are a clique of 8 or 4, which three or two
    exchanges add up: with the partner in slot 0, then the pair's sum with that of the partner in
    slot 1, then with the partner in slot 3.
    """
    n, slots = size.blocks * ROWS, exchanges(size)

    def meet(rows: Int32[Array, " rows"]) -> list[UInt32[Array, " rows"]]:
        others = [partner(layer, slot, rows, n, key) - rows[0] for layer, slot in slots]
        return [other.astype(jnp.uint32) for other in others]

    def exchange(
        mine: UInt8[Array, " rows"], other: UInt32[Array, " rows"]
    ) -> UInt8[Array, " rows"]:
        # Unsigned, and known to lie inside the block: that spares each look its checks.
        return mine + mine.at[other].get(mode="promise_in_bounds")

    found = jnp.zeros_like(listed)
    others = go(meet, rows)
    for layer in (WORK, FRIENDS):
        together = listed
        for (each, _), other in zip(slots, others, strict=True):
            if each is layer:
                together = go(exchange, together, other)
        found = found + together - listed
    return found


def conduct(
    draws: Draws, lean: Float32[Array, " rows"], fear: Float32[Array, " rows"]
) -> UInt32[Array, " rows"]:
    """What everybody did and what of it was seen, in one word: bits 0 to 11 done, 12 to 23 seen,
    and from bit 24 on the points that it brings, counted from 128.

    One number decides both: it is below the rate if done, below rate times sight if seen as well.
    Two conducts share a block of the generator.
    """
    bad, good = lean * (1 + rules.BAD_BY_FEAR * fear), lean * (1 + rules.GOOD_BY_FEAR * fear)
    found = jnp.full(lean.shape, _POINTS_ZERO << _POINTS_SHIFT, jnp.uint32)
    for k, (_, rate, seen, points) in enumerate(rules.CONDUCTS):
        u, p = uniform(draws, Decision.ACT, k), (bad if points < 0 else good) * rate
        found = found + jnp.where(u < p, jnp.uint32(1 << k), 0)
        told = (1 << (len(rules.CONDUCTS) + k)) + (points << _POINTS_SHIFT)
        found = found + jnp.where(u < p * seen, jnp.uint32(told & 0xFFFFFFFF), 0)
    return found


def bits(words: UInt32[Array, " rows"]) -> Int32[Array, "24"]:
    """How many have each of the lower 24 bits set."""
    table, found = words.reshape(_TOGETHER, -1), []
    for j in range(8):  # bits j, j + 8 and j + 16 at once, a byte each
        three = ((table >> j) & 0x00010101).sum(axis=0, dtype=jnp.uint32)
        found.append(jnp.stack([((three >> s) & 0xFF).sum(dtype=jnp.int32) for s in (0, 8, 16)]))
    return jnp.stack(found, axis=1).reshape(-1)


def _month(
    people: People,
    first: Int32[Array, ""],
    t: UInt32[Array, ""],
    key: UInt32[Array, "2"],
    size: Size,
) -> tuple[People, Int32[Array, " measure"]]:
    """One month of the block that begins at row `first`, and what it adds up to."""
    rows, go = first + jnp.arange(ROWS, dtype=jnp.int32), Branch(t < MONTHS_LIMIT)
    listed = (people.term > 0).astype(jnp.uint8)
    surroundings = listed_ties(listed, rows, key, size, go)
    share = surroundings * (rules.FEAR_OF_TIES / max(size.ties, 1))
    target = jnp.minimum(listed * rules.FEAR_OF_OWN + share, 1.0)
    fear = people.fear + rules.FEAR_SPEED * (target - people.fear)
    draws = Draws(key, rows.astype(jnp.uint32), t)
    did = go(conduct, draws, people.lean, fear)
    points = (did >> _POINTS_SHIFT).astype(jnp.int16) - _POINTS_ZERO
    wins_back = jnp.where(people.score < rules.START, rules.RECOVERS, 0).astype(jnp.int16)
    score = jnp.clip(people.score + points + wins_back, rules.LOWEST, rules.HIGHEST)
    left = jnp.maximum(people.term - 1, 0)
    enters = (left == 0) & (score < rules.THRESHOLD)
    term = jnp.where(enters, rules.TERM, left).astype(jnp.int8)
    sums = (enters, term > 0, jnp.where(people.lean > 0, score, 0), surroundings)
    added = jnp.stack([column.sum(dtype=jnp.int32) for column in sums])
    return People(people.lean, fear, score, term), jnp.concatenate([bits(did), added])


@partial(jax.jit, static_argnames="size", donate_argnums=0)
def months(
    people: People, first: Int32[Array, ""], key: UInt32[Array, "2"], size: Size
) -> tuple[People, Int32[Array, "device month measure"]]:
    """A stretch of MONTHS of everybody, and what each device's people add up to."""

    def of_device(people: People, first: Int32[Array, ""]) -> tuple[People, Any]:
        mine = people.lean.shape[0]
        blocks = jax.lax.axis_index("people") * mine + jnp.arange(mine, dtype=jnp.int32)

        def month(people: People, t: Int32[Array, ""]) -> tuple[People, Any]:
            def block(_: None, one: tuple[Any, People]) -> tuple[None, Any]:
                return None, _month(one[1], one[0] * ROWS, t.astype(jnp.uint32), key, size)

            _, (people, sums) = jax.lax.scan(block, None, (blocks, people))
            return people, sums.sum(axis=0)

        people, sums = jax.lax.scan(month, people, first + jnp.arange(MONTHS, dtype=jnp.int32))
        return people, sums[None]

    over = PartitionSpec("people")
    return jax.shard_map(
        of_device,
        mesh=_mesh(size.devices),
        in_specs=(over, PartitionSpec()),
        out_specs=over,
        check_vma=False,
    )(people, first)


def run(size: Size, stretches: int, seed: int) -> dict[str, Any]:
    """Let one stretch go by, then time some.

    Returns people, ties, devices, months timed, seconds, rate [person-months per second], bytes of
    state per person, and the sums over all months by measure.
    """
    key, sums = key_of(seed), np.zeros(len(MEASURES), np.int64)
    people = begin(size, seed)
    held = sum(column.nbytes for column in people) / size.people
    start = 0.0
    for stretch in range(1 + stretches):
        if stretch == 1:
            start = time.perf_counter()
        people, added = months(people, jnp.int32(MONTHS * stretch), key, size)
        sums += np.asarray(added).astype(np.int64).sum(axis=(0, 1))
    seconds = time.perf_counter() - start
    return {
        "people": size.people,
        "ties": size.ties,
        "devices": size.devices,
        "months": MONTHS * stretches,
        "seconds": seconds,
        "rate": size.people * MONTHS * stretches / seconds,
        "bytes_state": held,
        "sums": dict(zip(MEASURES, sums.tolist(), strict=True)),
    }


def setup(people: int, seed: int) -> dict[str, Any]:
    """The same people and ties as plain lists, for a model without arrays.

    Returns: lean [row], ties [row [row]]; a slot that leads beyond the last person is left out.
    """
    size, rows = Size(people, 1), jnp.arange(people, dtype=jnp.int32)
    n, key = size.blocks * ROWS, key_of(seed)
    asked = ((WORK, rules.WORK_TIES), (FRIENDS, rules.FRIEND_TIES))
    slots = [(layer, slot) for layer, count in asked for slot in range(count)]
    others = np.stack([partner(layer, slot, rows, n, key) for layer, slot in slots], axis=1)
    return {
        "lean": np.asarray(leans(key, rows.astype(jnp.uint32))).tolist(),
        "ties": [[j for j in row if j < people] for row in others.tolist()],
    }


def main() -> None:
    """Measure one size; see `run`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--stretches", type=int, default=2, help="timed stretches of 12 months")
    parser.add_argument("--devices", type=int, default=cores())
    parser.add_argument("--work", type=int, default=3, help="exchanges of WORK, 0 to 4")
    parser.add_argument("--friends", type=int, default=2, help="exchanges of FRIENDS, 0 to 4")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    jax.config.update("jax_num_cpu_devices", given.devices)
    forget_peak()
    size = Size(given.people, given.devices, given.work, given.friends)
    found = run(size, given.stretches, given.seed)
    print(json.dumps({**found, "peak_bytes": peak()}))


if __name__ == "__main__":
    main()
