"""Image scoring with evolution: does helping by reputation survive when strategies compete?

Players help those whose score in their own eyes reaches a threshold. Every act is seen by the one
it is done to and by a few bystanders, each of whom keeps a tally of his own; thresholds that pay
have more offspring.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import Decision, Draws, key_of
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, number, whole, wrong

ABOUT = About(
    title="Evolution of image scoring",
    tier="nightly",
    means="small model",
    how="A model of its own on the laboratory's draws, since pairs meet one after the other and "
    "strategies evolve: ten societies side by side, each with a tally of every observer about "
    "every player. The recipient and so many bystanders see an act; a month of the draws is a "
    "generation.",
    says="Cooperation by reputation depends on how much of each other people get to see. Ten "
    "witnesses to every act keep a group of twenty cooperating nine tenths of the time; in a group "
    "of a hundred the same ten know too little of the next one they meet, and helping collapses "
    "for most of the time. Nothing about people differs, only the reach of information. It is the "
    "case for a register in large societies, and it is silent on what a false or "
    "hostile register does.",
)
INPUTS = {
    "n": ONE, "pairs": ONE, "observers": ONE, "b": ONE, "c": ONE, "mutation": ONE,
    "generations": ONE, "seeds": ONE,
}  # fmt: skip
RESULTS = {
    "cooperative_share": Kind.SMALL_MODEL, "by_seed": Kind.SMALL_MODEL,
}  # fmt: skip
SEEDS = 10
GENERATIONS, BURN_IN = 20_000, 1000
LOWEST, HIGHEST = -5, 5
"""Of the score; a threshold may be one above, and then nobody is ever helped."""
STRATEGIES = HIGHEST + 1 - LOWEST + 1
BENEFIT, COST, MUTATION = 1.0, 0.1, 0.001
_ERA = 2000
"""Generations under one key: draws count 2048 months and no more."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The weight of strategies that help a stranger, after burning in, over ten societies.

    Inputs: n players; pairs of a generation; observers of an act beside the recipient; b, c,
    mutation, generations and seeds where they are not 1, 0.1, 0.001, 20000 and 10. `people` bounds
    nothing here: it is the model's groups that are small. Source: Nowak & Sigmund 1998, figure 3.
    """
    del people
    n = whole(inputs, "n", low=3)
    pairs = whole(inputs, "pairs", 10 * n, low=1)
    observers = whole(inputs, "observers", 10)
    if observers > n - 2:
        raise wrong("observers", observers, "there are no more bystanders than n less the pair")
    generations = whole(inputs, "generations", GENERATIONS, low=1)
    numbers = (
        number(inputs, "b", BENEFIT, low=0.0),
        number(inputs, "c", COST, low=0.0),
        number(inputs, "mutation", MUTATION, low=0.0, high=1.0),
    )
    seeds = whole(inputs, "seeds", SEEDS, low=1)
    shares = _evolve(n, pairs, observers, generations, numbers, seeds, seed)
    by_seed = shares[min(BURN_IN, generations - 1) :].mean(axis=0)
    return {
        "cooperative_share": float(by_seed.mean()),
        "by_seed": by_seed.tolist(),
    }


def _evolve(
    n: int,
    pairs: int,
    observers: int,
    generations: int,
    numbers: tuple[float, ...],
    seeds: int,
    seed: int,
) -> np.ndarray:
    """The share of cooperative strategies [generation, society]."""
    draws = Draws(key_of(seed), jnp.arange(seeds * n, dtype=jnp.uint32), jnp.uint32(0))
    first = chance.word(draws, Decision.TEMPERAMENT) % STRATEGIES
    strategy = LOWEST + first.astype(jnp.int32).reshape(seeds, n)
    terms = tuple(jnp.float32(value) for value in numbers)
    seen: list[np.ndarray] = []
    for start in range(0, generations, _ERA):
        key = key_of((seed + 0x9E3779B97F4A7C15 * (start // _ERA)) % (1 << 64))
        strategy, shares = _generations(strategy, terms, key, pairs, observers)
        seen.append(np.asarray(shares)[: generations - start])
    return np.concatenate(seen)


def _generations_(
    strategy: Array, terms: tuple[Array, Array, Array], key: Array, pairs: int, observers: int
) -> tuple[Array, Array]:
    seeds, n = strategy.shape
    player = jnp.arange(seeds * n, dtype=jnp.uint32)

    def one(strategy: Array, month: Array) -> tuple[Array, Array]:
        share = (strategy <= 0).mean(axis=1)
        meetings = _meetings(Draws(key, jnp.arange(pairs * seeds, dtype=jnp.uint32), month),
                             n, (pairs, seeds), observers)  # fmt: skip
        payoff = _play(strategy, meetings, terms[0], terms[1])
        return _offspring(strategy, payoff, terms[2], Draws(key, player, month)), share

    return jax.lax.scan(one, strategy, jnp.arange(1, _ERA + 1, dtype=jnp.uint32))


_generations = jax.jit(_generations_, static_argnums=(3, 4))


def _meetings(
    draws: Draws, n: int, shape: tuple[int, int], observers: int
) -> tuple[Array, Array, Array]:
    """Donor, recipient and witnesses of every pair of a generation, the recipient among the latter.

    Bystanders are drawn without repetition by Floyd's method: one from the first so many, or, if it
    is drawn already, the last of them. Draws: ACT; RECORDED by bystander.
    """
    donor = (chance.word(draws, Decision.ACT) % n).astype(jnp.int32)
    recipient = (chance.word(draws, Decision.ACT, k=1) % (n - 1)).astype(jnp.int32)
    recipient = recipient + (recipient >= donor)
    drawn: list[Array] = []
    for k, last in enumerate(range(n - 2 - observers, n - 2)):
        index = (chance.word(draws, Decision.RECORDED, k=k) % (last + 1)).astype(jnp.int32)
        is_drawn = jnp.zeros(index.shape, bool)
        for other in drawn:
            is_drawn = is_drawn | (other == index)
        drawn.append(jnp.where(is_drawn, last, index))
    low, high = jnp.minimum(donor, recipient), jnp.maximum(donor, recipient)
    witnesses = [recipient]
    for index in drawn:
        # Places count those who are neither donor nor recipient.
        past = index + (index >= low)
        witnesses.append(past + (past >= high))
    stacked = jnp.stack(witnesses, axis=-1)
    return donor.reshape(shape), recipient.reshape(shape), stacked.reshape(*shape, -1)


def _play(strategy: Array, meetings: tuple[Array, Array, Array], b: Array, c: Array) -> Array:
    """One pair after the other: the donor looks at his tally, the witnesses add to theirs.

    The cost is added to both each time, so that no payoff is negative.
    """
    seeds, n = strategy.shape
    society = jnp.arange(seeds)

    def one(tally: Array, meeting: tuple[Array, Array, Array]) -> tuple[Array, Array]:
        donor, recipient, witnesses = meeting
        helps = tally[society, recipient, donor] >= strategy[society, donor]
        at = (society[:, None], donor[:, None], witnesses)
        step = jnp.where(helps, 1, -1).astype(jnp.int8)[:, None]
        score = jnp.clip(tally[at] + step, LOWEST, HIGHEST)
        tally = tally.at[at].set(score, unique_indices=True, mode="promise_in_bounds")
        return tally, helps

    none = jnp.zeros((seeds, n, n), jnp.int8)
    _, helps = jax.lax.scan(one, none, meetings)
    donor, recipient, _ = meetings
    gave = helps.astype(jnp.float32)
    index = jnp.broadcast_to(society, donor.shape)
    payoff = jnp.zeros((seeds, n), jnp.float32)
    payoff = payoff.at[index, donor].add(c * (1 - gave))
    return payoff.at[index, recipient].add(c + b * gave)


def _offspring(strategy: Array, payoff: Array, mutation: Array, draws: Draws) -> Array:
    """Everybody of the next generation has a parent drawn in proportion to payoff, and now and then
    a strategy of his own. Draws: TEMPERAMENT."""
    shape = strategy.shape
    ladder = jnp.cumsum(payoff, axis=1)
    top = ladder[:, -1:]
    even = jnp.arange(1, shape[1] + 1, dtype=jnp.float32)[None, :]
    ladder = jnp.where(top > 0, ladder, even)
    u = chance.uniform(draws, Decision.TEMPERAMENT).reshape(shape) * ladder[:, -1:]
    parent = (ladder[:, None, :] <= u[:, :, None]).sum(axis=2)
    child = jnp.take_along_axis(strategy, jnp.minimum(parent, shape[1] - 1), axis=1)
    fresh = chance.word(draws, Decision.TEMPERAMENT, k=2) % STRATEGIES
    mutates = chance.happens(draws, Decision.TEMPERAMENT, jnp.broadcast_to(mutation, u.size), k=1)
    own = LOWEST + fresh.astype(jnp.int32).reshape(shape)
    return jnp.where(mutates.reshape(shape), own, child)
