"""Peers who denounce: Axelrod's norms game, with and without punishing those who look away.

Twenty people differ in boldness and in vengefulness. Who cheats may be seen, who is seen may be
punished, and punishing costs something; the more successful have more offspring. Many runs go side
by side.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import MONTHS_LIMIT, Decision, Draws, key_of
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, number, whole, wrong

ABOUT = About(
    title="Denunciation and metanorms",
    tier="nightly",
    means="small model",
    how="A model of its own on the laboratory's draws, since strategies evolve over generations: "
    "people, chances to cheat, witnesses and those who watch the witnesses are one array, and runs "
    "go side by side. Brought back to size by dropping or copying offspring at random; where all "
    "fare alike, each has one.",
    says="A norm that lives on peers who report each other does not last by itself: punishing "
    "costs the one who punishes, so vengeance fades, and boldness follows. It lasts when those who "
    "look away are punished too, at least for a while. A system of denunciation therefore tends to "
    "need a second tier that watches the watchers, which is how a duty to report becomes a duty to "
    "report those who do not. How long this holds depends on details nobody published.",
)
INPUTS = {
    "metanorms": ONE, "generations": ONE, "runs": ONE, "T": ONE, "H": ONE, "P": ONE, "E": ONE,
}  # fmt: skip
RESULTS = {
    "collapsed": Kind.SMALL_MODEL, "established": Kind.SMALL_MODEL,
    "agreeing_runs": Kind.SMALL_MODEL, "mean_boldness": Kind.SMALL_MODEL,
    "mean_vengefulness": Kind.SMALL_MODEL, "runs": Kind.WIRING,
}  # fmt: skip
AGENTS, CHANCES = 20, 4
LEVELS = 7
"""Boldness and vengefulness go from 0 to 7 sevenths: three bits each."""
MUTATION = 0.01


class Stakes(NamedTuple):
    """What cheating brings, does to each other, costs if punished, and what punishing costs."""

    temptation: float
    hurt: float
    punishment: float
    enforcement: float


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """In how many runs the norm has collapsed or stands, after so many generations.

    Inputs: metanorms; generations; runs; T, H, P and E where they are not 3, -1, -9 and -2.
    `people` bounds nothing here: a run has twenty. Source: Axelrod 1986; Galan & Izquierdo 2005.
    """
    del people
    has_metanorms = inputs.get("metanorms", False)
    if not isinstance(has_metanorms, bool):
        raise wrong("metanorms", has_metanorms, "it must be true or false")
    generations, runs = whole(inputs, "generations", low=1), whole(inputs, "runs", 100, low=1)
    named = zip("THPE", (3.0, -1.0, -9.0, -2.0), strict=True)
    stakes = Stakes(*(number(inputs, name, usual) for name, usual in named))
    boldness, vengefulness = _evolve(has_metanorms, generations, runs, stakes, seed)
    collapsed = int(((boldness >= 6 / 7) & (vengefulness <= 1 / 7)).sum())
    established = int(((boldness <= 2 / 7) & (vengefulness >= 5 / 7)).sum())
    return {
        "agreeing_runs": established if has_metanorms else collapsed,
        "runs": runs,
        "collapsed": collapsed,
        "established": established,
        "mean_boldness": float(boldness.mean()),
        "mean_vengefulness": float(vengefulness.mean()),
    }


def _evolve(
    has_metanorms: bool, generations: int, runs: int, stakes: Stakes, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Mean boldness and vengefulness of every run's last generation that played."""
    draws = Draws(key_of(seed), jnp.arange(runs * AGENTS, dtype=jnp.uint32), jnp.uint32(0))
    bold, vengeful = (
        (chance.word(draws, Decision.TEMPERAMENT, k=k) % (LEVELS + 1)).reshape(runs, AGENTS)
        for k in (0, 1)
    )
    state = (bold.astype(jnp.int32), vengeful.astype(jnp.int32))
    numbers = Stakes(*(jnp.float32(value) for value in stakes))
    for start in range(0, generations - 1, MONTHS_LIMIT - 1):
        span = min(MONTHS_LIMIT - 1, generations - 1 - start)
        key = key_of((seed + 0x9E3779B97F4A7C15 * (start // (MONTHS_LIMIT - 1))) % (1 << 64))
        state = _generations(has_metanorms, state, numbers, key, span)
    shares = [np.asarray(trait, float).mean(axis=1) / LEVELS for trait in state]
    return shares[0], shares[1]


@partial(jax.jit, static_argnums=0)
def _generations(
    has_metanorms: bool, state: tuple[Array, Array], stakes: Stakes, key: Array, span: int
) -> tuple[Array, Array]:
    def one(t: Array, state: tuple[Array, Array]) -> tuple[Array, Array]:
        month = t.astype(jnp.uint32) + 1
        payoff = _play(has_metanorms, *state, stakes, key, month)
        runs = payoff.shape[0]
        draws = Draws(key, jnp.arange(runs * AGENTS, dtype=jnp.uint32), month)
        parent = _parents(payoff, draws)
        bold, vengeful = (jnp.take_along_axis(trait, parent, axis=1) for trait in state)
        return _mutate(bold, draws, 16), _mutate(vengeful, draws, 19)

    return jax.lax.fori_loop(0, span, one, state)


def _play(
    has_metanorms: bool, bold: Array, vengeful: Array, stakes: Stakes, key: Array, month: Array
) -> Array:
    """What a generation earns: four chances to cheat, one after the other.

    Every chance has a probability of its own of being seen, and who looks away is seen looking away
    with the same. Draws: ACT by chance; RECORDED by chance, for a witness seeing and punishing;
    MANNER by chance and third party, for those who watch him.
    """
    runs = bold.shape[0]

    def draws(*sizes: int) -> Draws:
        events = int(np.prod((runs, *sizes)))
        return Draws(key, jnp.arange(events, dtype=jnp.uint32), month)

    def one(payoff: Array, k: Array) -> tuple[Array, None]:
        shape = (runs, AGENTS, AGENTS)
        seen = chance.uniform(draws(AGENTS), Decision.ACT, k=k).reshape(runs, AGENTS)
        cheats = seen * LEVELS < bold
        payoff = payoff + jnp.where(cheats, stakes.temptation, 0.0)
        cheated = cheats.sum(axis=1, keepdims=True) - cheats
        payoff = payoff + stakes.hurt * cheated
        # One word decides on seeing and on punishing: a witness [cheat, witness] who is below the
        # product does both, who is between it and the chance of seeing has looked away.
        u = chance.uniform(draws(AGENTS, AGENTS), Decision.RECORDED, k=k).reshape(shape)
        can = cheats[:, :, None] & ~jnp.eye(AGENTS, dtype=bool)
        sees = can & (u < seen[:, :, None])
        punishes = sees & (u * LEVELS < seen[:, :, None] * vengeful[:, None, :])
        payoff = payoff + stakes.punishment * punishes.sum(axis=2)
        payoff = payoff + stakes.enforcement * punishes.sum(axis=1)
        if has_metanorms:
            payoff = payoff + _meta(sees & ~punishes, seen, vengeful, stakes, draws, k)
        return payoff, None

    payoff = jnp.zeros(bold.shape, jnp.float32)
    return jax.lax.scan(one, payoff, jnp.arange(CHANCES, dtype=jnp.uint32))[0]


def _meta(
    looks_away: Array,
    seen: Array,
    vengeful: Array,
    stakes: Stakes,
    draws: Callable[..., Draws],
    k: Array,
) -> Array:
    """What those who looked away lose, and those who punish them: one third party after the other,
    over [run, cheat, witness]."""
    shape = looks_away.shape
    person = jnp.arange(AGENTS)

    def one(lost: Array, third: Array) -> tuple[Array, Array]:
        which = k * AGENTS + third
        u = chance.uniform(draws(AGENTS, AGENTS), Decision.MANNER, k=which).reshape(shape)
        is_other = (person != third)[:, None] & (person != third)[None, :]
        likely = seen[:, :, None] * jnp.take(vengeful, third, axis=1)[:, None, None]
        punishes = looks_away & is_other & (u * LEVELS < likely)
        by_witness = punishes.sum(axis=1)
        return lost + by_witness, by_witness.sum(axis=1)

    none = jnp.zeros(seen.shape, jnp.int32)
    thirds = jnp.arange(AGENTS, dtype=jnp.uint32)
    lost, punished = jax.lax.scan(one, none, thirds)
    return stakes.punishment * lost + stakes.enforcement * punished.T


def _parents(payoff: Array, draws: Draws) -> Array:
    """Whose offspring fill the next generation.

    Two each for those a standard deviation above the mean, none for those as far below, one for the
    others; offspring too many are dropped at random, and missing ones are copies of some at random.
    Draws: TEMPERAMENT.
    """
    runs, n = payoff.shape
    mean, spread = payoff.mean(axis=1, keepdims=True), payoff.std(axis=1, keepdims=True)
    offspring = 1 + (payoff >= mean + spread).astype(jnp.int32) - (payoff <= mean - spread)
    offspring = jnp.where(payoff.max(axis=1, keepdims=True) > payoff.min(axis=1, keepdims=True),
                          offspring, 1)  # fmt: skip
    lot = [chance.uniform(draws, Decision.TEMPERAMENT, k=k).reshape(runs, n) for k in range(3)]
    # Two places in a lottery for everybody, of which only those with an heir count.
    lots = jnp.concatenate([jnp.where(offspring > k, lot[k], 2.0) for k in range(2)], axis=1)
    order = jnp.argsort(lots, axis=1)[:, :n] % n
    born = offspring.sum(axis=1, keepdims=True)
    at = jnp.arange(n)[None, :]
    copied = jnp.minimum((lot[2] * born).astype(jnp.int32), born - 1)
    return jnp.take_along_axis(order, jnp.where(at < born, at, copied), axis=1)


def _mutate(trait: Array, draws: Draws, k: int) -> Array:
    """Each of three bits is flipped with a small probability. Draws: TEMPERAMENT."""
    for bit in range(3):
        flips = chance.happens(draws, Decision.TEMPERAMENT, MUTATION, k=k + bit)
        trait = trait ^ (flips.reshape(trait.shape).astype(jnp.int32) << bit)
    return trait
