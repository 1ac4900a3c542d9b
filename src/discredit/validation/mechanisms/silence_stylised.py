"""Spiral of silence: people speak while those around them seem to agree, and a few never stop.

A stylised check, reported and not judged. The parts are those that the authors describe: a network
grown by preferential attachment, a confidence that each month's company raises or lowers, and a
confidence one needs in order to speak. Sizes and speeds are plain choices of our own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import Decision, Draws, key_of
from discredit.record import Month
from discredit.truth import Acts, Surroundings, Truth
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, numbers, whole, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, STRETCH, Scene, World, acting
from discredit.validation.mechanisms.parts.graphs import (
    Pairs,
    among_pairs,
    conduct,
    listed,
    open_dissent,
    seen_of,
)

ABOUT = About(
    title="A few planted voices",
    tier="report",
    means="engine, swapped",
    how="Observation and listing are the ordinary rooms: who spoke openly last month is seen and "
    "stands on a list. The ties are networks grown by preferential attachment, many societies side "
    "by side, the planted voices last. The act room is swapped for two camps of even size by lot, "
    "in which a person's confidence (the column of beliefs) follows what is heard among ties, and "
    "who has enough of it speaks; planted voices always speak.",
    says="People who judge opinion by what they hear fall silent when their side seems weak, and "
    "their silence makes it weaker. Where two camps are about equal, a few accounts that speak "
    "whatever others do can therefore decide which camp is heard, and nobody who listens can tell. "
    "The model is stylised: how many voices it takes depends on how dense the ties are and where "
    "the voices sit. It says that manufactured climates are cheap when opinion is divided, not how "
    "large the effect is anywhere.",
)
INPUTS = {
    "planted_share": LIST, "n": ONE, "ties": ONE,
}  # fmt: skip
RESULTS = {
    "share_of_runs": Kind.ENGINE, "by_planted_share": Kind.ENGINE,
}  # fmt: skip
Camp = Callable[[Array], tuple[Array, Array]]
"""Of these persons: who is of the planted side, and who is planted."""
SOCIETY, TIES = 1000, 5
"""People in a society, and the ties that each newcomer makes, where a case does not say."""
STEP = 0.1
"""How far a month among people who all agree, or all disagree, moves confidence."""
RUNS = 400
"""Runs behind each share: it is then known to 0.025."""
MONTHS = 2 * STRETCH
MOST_TIES = 64


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The share of runs in which the planted side is heard more in the end.

    Inputs: `planted_share`, one or several; optionally `n` and `ties`, those that each newcomer to
    the network makes. Source: Ross et al. 2019.
    """
    n, ties = whole(inputs, "n", SOCIETY, low=20), whole(inputs, "ties", TIES, low=1)
    shares = numbers(inputs, "planted_share")
    if min(shares) < 0 or max(shares) > 1:
        raise wrong("planted_share", inputs["planted_share"], "a share is from 0 to 1")
    if not ties <= min(n // 2, MOST_TIES):
        rule = f"newcomers make at most {min(n // 2, MOST_TIES)} ties"
        raise wrong("ties", ties, rule)
    by_share = [_share_of_runs(share, n, ties, people, seed) for share in shares]
    return {"share_of_runs": float(np.mean(by_share)), "by_planted_share": by_share}


def _share_of_runs(planted: float, n: int, ties: int, people: int, seed: int) -> float:
    side_by_side = max(1, min(people // n, RUNS))
    rows = side_by_side * n
    shape = jnp.zeros((side_by_side, n), bool)
    of, ahead = open_dissent(), []
    for batch in range(-(-RUNS // side_by_side)):
        own = (seed + 7919 * batch) % (1 << 64)
        camp = Partial(_camp, key_of(own), jnp.uint32(n), jnp.uint32(round((1 - planted) * n)))
        world = corridor.begin(of, corridor.crowd(rows))
        _, seen = corridor.walk(
            world, of, Partial(_climate, camp, shape), own, months=MONTHS,
            rooms=BARE._replace(act=acting(_speak, camp)),
            surroundings=Partial(_heard, camp, _grown(side_by_side, n, ties, own)),
        )  # fmt: skip
        ahead.append(np.sign(seen[-1]))
    return float((1 + np.concatenate(ahead)).mean() / 2)


def _grown(societies: int, n: int, ties: int, seed: int) -> Pairs:
    """Networks in which each newcomer, row by row, is tied to so many who are there already, the
    likelier the more ties they have. Draws: TIE."""
    rows = jnp.arange(societies * n, dtype=jnp.uint32)
    lots = Draws(key_of(seed), rows, jnp.uint32(0))
    drawn = [np.asarray(chance.uniform(lots, Decision.TIE, k=k), float) for k in range(ties)]
    u = np.stack(drawn, axis=1).reshape(societies, n, ties)
    # Every tie stands here with both its ends, so that an end drawn evenly is a person drawn by the
    # number of his ties. The first few people stand in once each.
    ends = np.zeros((societies, ties + 2 * ties * n), np.int64)
    ends[:, :ties] = np.arange(ties)
    filled = ties
    for newcomer in range(ties, n):
        met = np.take_along_axis(ends, (u[:, newcomer] * filled).astype(np.int64), axis=1)
        ends[:, filled : filled + ties] = met
        ends[:, filled + ties : filled + 2 * ties] = newcomer
        filled += 2 * ties
    made = ends[:, ties:filled].reshape(societies, n - ties, 2, ties)
    made = made + n * np.arange(societies)[:, None, None, None]
    return Pairs(*(jnp.asarray(made[:, :, end].reshape(-1), jnp.int32) for end in (0, 1)))


def _camp(key: Array, n: Array, unplanted: Array, person: Array) -> tuple[Array, Array]:
    """Who is of the planted side, and who is planted: the last to join each society. Draws:
    STANDING."""
    is_planted = person % n >= unplanted
    lots = Draws(key, person, jnp.uint32(0))
    return chance.happens(lots, Decision.STANDING, 0.5) | is_planted, is_planted


def _heard(camp: Camp, ties: Pairs, world: World, month: Array) -> Surroundings:
    """How many of a person's ties spoke last month, and how many of those are of his own camp."""
    spoke = listed(world)
    is_one_side, _ = camp(jnp.arange(spoke.shape[0], dtype=jnp.uint32))
    of_side, _ = among_pairs(spoke * is_one_side, ties)
    of_all, _ = among_pairs(spoke, ties)
    return seen_of(world, month, jnp.where(is_one_side, of_side, of_all - of_side), of_all)


def _speak(camp: Camp, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of people who speak while they are confident enough. Confidence starts by lot
    and moves up or down with the balance of those heard; how much a person needs is drawn once.
    Draws: TEMPERAMENT."""
    now, surroundings, draws = scene.now, scene.surroundings, scene.draws
    _, is_planted = camp(draws.person)
    for_good = draws._replace(month=jnp.uint32(0))
    first, needed = (chance.uniform(for_good, Decision.TEMPERAMENT, k=k) for k in (0, 1))
    balance = (2 * surroundings.listed_ties - surroundings.ties) / jnp.maximum(surroundings.ties, 1)
    confidence = jnp.where(draws.month == 0, first, now.belief + STEP * balance)
    confidence = jnp.clip(confidence, 0.0, 1.0)
    return now._replace(belief=confidence), conduct((confidence > needed) | is_planted)


def _climate(camp: Camp, shape: Array, world: World, month: Month) -> Array:
    """By how many speakers the planted side is ahead in each society."""
    del month
    spoke = listed(world)
    is_one_side, _ = camp(jnp.arange(spoke.shape[0], dtype=jnp.uint32))
    ahead = jnp.where(is_one_side, spoke, -spoke)
    return ahead.reshape(shape.shape).sum(axis=1)
