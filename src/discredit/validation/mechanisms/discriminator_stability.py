"""Discriminators and a rare defector: does it pay to refuse those known to have refused?

A society in which everybody gives, except to those of whom he happens to know that they refused
last time, and a few who never give. The account of the first scorer is what somebody did last; the
payoffs are counted from the gifts that were made.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array, Bool

from discredit import draws as chance
from discredit.draws import Decision, Draws, key_of
from discredit.record import Month
from discredit.truth import Acts, Truth
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, number, wrong
from discredit.validation.mechanisms.parts import corridor, donations
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting

ABOUT = About(
    title="Discriminators and a defector",
    tier="nightly",
    means="engine, swapped",
    how="Observation and score are the ordinary ones: a gift is a point and a refusal takes it, so "
    "that the account is what somebody did last. The act room is swapped for givers who refuse "
    "whom they know to have refused, and for a few who never give; every fourth month is the first "
    "round of a new society, in which nobody knows anything.",
    says="Giving to all but known refusers holds its ground against one who never gives exactly "
    "when the refusal becomes known often enough: the chance of knowing must exceed the cost of "
    "help over its benefit. Below that the exploiter gains more from those who do not know than he "
    "saves. A reputation therefore needs neither harshness nor completeness, only enough reach for "
    "the stakes; this holds where nobody errs and defectors are few.",
)
INPUTS = {
    "b": ONE, "c": ONE, "q": ONE,
}  # fmt: skip
RESULTS = {
    "gap": Kind.ENGINE, "threshold_q": Kind.ENGINE,
}  # fmt: skip
PLAY = 4
"""Rounds of one society; the first, in which nobody knows anything, does not count."""
RARE = 1000
"""One defector among so many."""
NOISE, COARSE = 0.01, 0.008
"""Standard errors aimed at: of the gap, and of the gap over the benefit in the search."""
LONGEST = 2048
HALVINGS = 3
_RECEIVES = 2 * len(donations.CONDUCTS)
"""A bit of the month's acts past the catalogue's: somebody was given to. Nobody judges it."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """What a rare defector gets per round beyond a discriminator, and the q at which it is nothing.

    Inputs: b, the benefit of a gift; c, its cost; q, the chance of knowing what the recipient did
    last. Source: Nowak & Sigmund 1998, 2005.
    """
    b, c = number(inputs, "b", low=0.0), number(inputs, "c", low=0.0)
    q = number(inputs, "q", low=0.0, high=1.0)
    if not 0 < c < b:
        raise wrong("c", inputs.get("c"), "it must be above 0 and below b")
    if people < 3:
        raise wrong("people", people, "a society takes at least three")
    society = _Society(b, c, people, seed)
    return {"gap": society.gap(q, NOISE), "threshold_q": society.threshold()}


class _Society:
    """Discriminators with a rare defector among them."""

    def __init__(self, b: float, c: float, people: int, seed: int) -> None:
        self.b, self.c, self.people, self.seed = b, c, people, seed
        self.defectors = max(people // RARE, 1)
        self.policy = donations.under("image scoring")
        draws = Draws(key_of(seed), jnp.arange(people, dtype=jnp.uint32), jnp.uint32(0))
        order = np.argsort(np.asarray(chance.word(draws, Decision.TEMPERAMENT)), kind="stable")
        self.defects = jnp.zeros(people, bool).at[jnp.asarray(order[: self.defectors])].set(True)

    def gap(self, q: float, noise: float) -> float:
        """Mean payoff of a defector less that of a discriminator, in the rounds that count.

        A payoff is given or not, so that its spread is half the benefit at most; that says how many
        months bring the standard error down to the noise wanted.
        """
        observations = (self.b / 2 / noise) ** 2
        months = observations / self.defectors * PLAY / (PLAY - 1)
        months = int(np.clip(np.ceil(months / 64) * 64, 64, LONGEST))
        rooms = BARE._replace(act=acting(_act, jnp.float32(q), self.defects))
        world = corridor.begin(self.policy, corridor.crowd(self.people))
        _, seen = corridor.walk(
            world, self.policy, Partial(_look, self.defects), self.seed,
            months=months, rooms=rooms, surroundings=donations.reputations,
        )  # fmt: skip
        counts = seen[np.arange(months) % PLAY > 0].mean(axis=0)
        size = np.array([self.people - self.defectors, self.defectors])
        payoff = (self.b * counts[:, 0] - self.c * counts[:, 1]) / size
        return float(payoff[1] - payoff[0])

    def threshold(self) -> float:
        """The q at which the gap is nothing: halving, then a straight line across what is left."""
        noise = COARSE * self.b
        low, high = 0.0, 1.0
        above, below = self.gap(low, noise), self.gap(high, noise)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            gap = self.gap(middle, noise)
            if gap > 0:
                low, above = middle, gap
            else:
                high, below = middle, gap
        return low + (high - low) * float(np.clip(above / (above - below), 0.0, 1.0))


def _act(q: Array, defects: Bool[Array, " n"], scene: Scene) -> tuple[Truth, Acts]:
    """Everybody gives once and is given to once at most: the crowd stands in a circle, and chance
    says how many places on the recipient is. Draws: ACT."""
    now, friends, draws = scene.now, scene.surroundings.friends, scene.draws
    assert friends is not None
    n = defects.shape[0]
    one = draws._replace(person=jnp.zeros(1, jnp.uint32))
    away = 1 + (chance.word(one, Decision.ACT)[0] % (n - 1)).astype(jnp.int32)
    gave_last = jnp.roll(friends.mean > 0.5, -away)
    knows = chance.happens(draws, Decision.ACT, jnp.broadcast_to(q, n), k=1)
    knows = knows & (draws.month % PLAY > 0)
    gives = ~defects & (gave_last | ~knows)
    receives = jnp.roll(gives, away).astype(jnp.uint32) << corridor.bit(_RECEIVES)
    return now, corridor.acts(donations.conduct(gave_last, gives) | receives)


def _look(defects: Bool[Array, " n"], world: World, month: Month) -> Array:
    """Gifts received and made, by discriminators and by defectors."""
    del world
    did = month.acts.did
    gave = ((did >> corridor.bit(0)) | (did >> corridor.bit(2))) & 1
    received = (did >> corridor.bit(_RECEIVES)) & 1
    kind = defects.astype(jnp.int32)
    counts = jnp.zeros((2, 2), jnp.int32)
    return (
        counts.at[kind, 0].add(received.astype(jnp.int32)).at[kind, 1].add(gave.astype(jnp.int32))
    )
