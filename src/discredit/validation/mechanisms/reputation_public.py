"""Public reputation: everybody helps those of good name, and one judgement per act is everybody's.

The reputation is the account of the first scorer, the norm is its table of points. People act by
chance meetings, and a judgement is now and then turned round.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import Decision
from discredit.record import Month
from discredit.truth import Acts, Truth
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, number, wrong
from discredit.validation.mechanisms.parts import corridor, donations
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting

ABOUT = About(
    title="Public reputation",
    tier="nightly",
    means="engine, swapped",
    how="The score room is the ordinary one: a norm is a table of points for giving to and "
    "refusing the good and the bad, and the account, from 0 to 1, is the reputation. The act room "
    "is swapped for people who meet at random and give to those of good name; observation is the "
    "ordinary one, after which some judgements are turned round.",
    says="Where everybody helps only those of good name, the norm by which helpers are judged "
    "decides what errors do. If refusing a person of bad name is no blemish, a slip is soon made "
    "good and nearly everybody keeps a good name. If the act alone counts, or every dealing with "
    "the bad taints, each slip breeds further refusals: with two per cent of slips and two per "
    "cent of misjudgements only a third stay in good standing. A register that counts acts and "
    "ignores their reasons punishes its own loyal enforcers.",
)
INPUTS = {
    "information": ONE, "e": ONE, "m": ONE, "norms": ONE, "norm": ONE,
}  # fmt: skip
RESULTS = {
    "good": Kind.ENGINE, "cooperation": Kind.ENGINE, "by_norm": Kind.ENGINE,
}  # fmt: skip
SHORTEST, LONGEST = 64, 4096
"""Months of burning in and of measuring: at least and at most."""
RELAXATIONS = 8
"""Burning in, in times of relaxation."""
NOISE = 0.002
"""Standard error that the measured months aim at."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The long-run share of good reputations, and of acts that are gifts.

    Inputs: e, a gift that fails; m, a judgement turned round; norms, one or several by name, of
    which the mean is returned, and each under `by_norm`. Source: Ohtsuki & Iwasa 2004, 2006.
    """
    if "private" in str(inputs.get("information", "public")).lower():
        raise wrong(
            "information", inputs["information"], "it must be public",
            "Private opinions are the mechanism reputation_private.",
        )  # fmt: skip
    if people < 2:
        raise wrong("people", people, "a meeting takes at least two")
    e, m = number(inputs, "e", low=0.0, high=1.0), number(inputs, "m", low=0.0, high=1.0)
    each = {norm: _under(norm, e, m, people, seed) for norm in donations.norms_of(inputs)}
    mean = {
        name: float(np.mean([under[name] for under in each.values()]))
        for name in ("good", "cooperation")
    }
    return {**mean, "by_norm": each}


class Rounds(NamedTuple):
    """How long to wait and how long to look."""

    burn_in: int
    measured: int


def stretch(norm: str, e: float, m: float, acts: int, noise: float = NOISE) -> Rounds:
    """Months until the start is forgotten, and until the mean of a noisy share is steady.

    A norm that blames whoever refuses the bad forgets slowly, since only slips and misjudgements
    mix good names with bad ones; the noise of a month, in which there are so many acts, then
    lingers as well.
    """
    is_slow = donations.NORMS[norm][3] < 0
    speed = max(e + 2 * m - 2 * e * m, 1e-6) if is_slow else 0.5
    measured = 0.25 / acts / (speed * noise) ** 2
    months = np.clip([RELAXATIONS / speed, measured], SHORTEST, LONGEST)
    burn_in, measured = (int(np.ceil(each / SHORTEST)) * SHORTEST for each in months)
    return Rounds(burn_in, measured)


def _under(norm: str, e: float, m: float, people: int, seed: int) -> dict[str, float]:
    """One norm, from half the crowd of good name."""
    of = donations.under(norm)
    world = corridor.with_points(corridor.begin(of, corridor.crowd(people)), np.arange(people) % 2)
    rooms = BARE._replace(act=acting(_act, jnp.float32(e)), observe=donations.misjudging(m))
    months = stretch(norm, e, m, people)
    _, seen = corridor.walk(
        world, of, _look, seed, months=sum(months), rooms=rooms, surroundings=donations.reputations
    )
    good, gifts = seen[months.burn_in :].mean(axis=0) / people
    return {"good": float(good), "cooperation": float(gifts)}


def _act(e: Array, scene: Scene) -> tuple[Truth, Acts]:
    """Everybody meets another by chance, gives if that one's name is good and nothing goes wrong.
    Draws: ACT."""
    now, friends, draws = scene.now, scene.surroundings.friends, scene.draws
    assert friends is not None
    n = draws.person.shape[0]
    names = friends.mean
    away = 1 + chance.word(draws, Decision.ACT) % (names.shape[0] - 1)
    recipient = ((draws.person + away) % names.shape[0]).astype(jnp.int32)
    is_good = names[recipient] > 0.5
    gives = is_good & ~chance.happens(draws, Decision.ACT, jnp.broadcast_to(e, n), k=1)
    return now, corridor.acts(donations.conduct(is_good, gives))


def _look(world: World, month: Month) -> Array:
    """How many are of good name, and how many gave."""
    assert world.held.scores is not None
    gave = (month.acts.did >> corridor.bit(0)) | (month.acts.did >> corridor.bit(2))
    return jnp.stack([(world.held.scores.account[0] > 0.5).sum(), (gave & 1).sum()])
