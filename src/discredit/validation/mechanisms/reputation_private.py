"""Private reputation: everybody keeps an opinion of everybody, and opinions come apart.

One row of the crowd is one page of one observer's book: what he thinks of one target. The account
of that row is the opinion. A helper acts on his own page about the recipient, and who judges the
helper looks at the same recipient through a page of his own.
"""

from __future__ import annotations

from math import isqrt
from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int32

from discredit import draws as chance
from discredit.draws import Decision
from discredit.record import Month
from discredit.truth import Acts, Truth
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, number, wrong
from discredit.validation.mechanisms.parts import corridor, donations
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting
from discredit.validation.mechanisms.reputation_public import stretch

ABOUT = About(
    title="Private reputation",
    tier="nightly",
    means="engine, swapped",
    how="A row is one observer's page about one target, and the ordinary score room keeps the "
    "opinion by the norm's points. The act room is swapped for helpers who act on their own page "
    "about the recipient, seen by observers who judge through theirs, each another act or all the "
    "same one; observation is the ordinary one, after which some judgements are turned round.",
    says="Without a register everybody judges by what he himself thinks of the one who was helped "
    "or refused. The norm that works best on public names, stern judging, then collapses to a coin "
    "flip: each disagreement makes another, until a good opinion says nothing. Simple standing, "
    "which never blames a gift, survives (five in six at two per cent of errors), and better "
    "where all watch the same act. So part of what a shared score achieves comes "
    "from being shared and not from being right, which is also what makes its errors everybody's.",
)
INPUTS = {
    "observation": ONE, "norm": ONE, "norms": ONE, "e": ONE, "m": ONE,
}  # fmt: skip
RESULTS = {
    "good": Kind.ENGINE, "by_observation": Kind.ENGINE, "observers": Kind.WIRING,
}  # fmt: skip
FEWEST, MOST = 100, 150
"""Observers, who are the targets as well: pages are their square."""
NOISE = 0.0035
"""Standard error that the measured months aim at."""
PROTOCOLS = ("solitary", "joint")


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The long-run share of good opinions, by how acts are observed.

    Inputs: e, a gift that fails; m, a judgement turned round; norm; observation, `solitary` (each
    observer sees another act of the target), `joint` (all see the same), or both, of which the mean
    is returned. `people` is the number of pages, from 100 times 100 to 150 times 150.
    Source: Uchida & Sasaki 2013; Hilbe et al. 2018.
    """
    e, m = number(inputs, "e", low=0.0, high=1.0), number(inputs, "m", low=0.0, high=1.0)
    norms = donations.norms_of({"norm": inputs.get("norm", inputs.get("norms"))})
    text = str(inputs.get("observation", "solitary")).lower()
    asked = [protocol for protocol in PROTOCOLS if protocol in text]
    if not asked:
        raise wrong("observation", text, "it must be solitary, joint, or both")
    observers = min(max(isqrt(people), FEWEST), MOST)
    good = {
        protocol: float(np.mean([_share(norm, protocol, e, m, observers, seed) for norm in norms]))
        for protocol in PROTOCOLS
    }
    return {
        "good": float(np.mean([good[protocol] for protocol in asked])),
        "by_observation": good,
        "observers": observers,
    }


def _share(norm: str, protocol: str, e: float, m: float, observers: int, seed: int) -> float:
    """The share of good opinions under a norm, from half of them good and nobody agreeing."""
    of = donations.under(norm)
    world = corridor.begin(of, corridor.crowd(observers**2))
    page = np.arange(observers**2)
    world = corridor.with_points(world, (page // observers + page % observers) % 2)
    is_joint = jnp.bool_(protocol == "joint")
    act = acting(_act, jnp.float32(e), is_joint, jnp.zeros(observers, bool))
    rooms = BARE._replace(act=act, observe=donations.misjudging(m))
    # Where all see the same, a month holds one act per target; else one per page.
    acts = observers if protocol == "joint" else observers**2
    months = stretch(norm, e, m, acts, NOISE)
    _, seen = corridor.walk(
        world, of, _look, seed, months=sum(months), rooms=rooms, surroundings=donations.reputations
    )
    return float(seen[months.burn_in :].mean() / observers**2)


def _act(e: Array, is_joint: Array, observers: Array, scene: Scene) -> tuple[Truth, Acts]:
    """What each observer sees of the target of each page. Whom the target met, and whether his gift
    went wrong, is drawn per page, or per target where all see the same act. Draws: ACT.
    """
    now, friends, draws = scene.now, scene.surroundings.friends, scene.draws
    assert friends is not None
    n = observers.shape[0]
    opinion = friends.mean > 0.5
    page = draws.person.astype(jnp.int32)
    observer, target = page // n, page % n
    event = draws._replace(person=jnp.where(is_joint, target, page).astype(jnp.uint32))
    away = 1 + (chance.word(event, Decision.ACT) % (n - 1)).astype(jnp.int32)
    recipient = (target + away) % n
    fails = chance.happens(event, Decision.ACT, jnp.broadcast_to(e, page.shape), k=1)
    gives = opinion[_page(target, recipient, n)] & ~fails
    is_good = opinion[_page(observer, recipient, n)]
    return now, corridor.acts(donations.conduct(is_good, gives))


def _page(observer: Int32[Array, " n"], target: Int32[Array, " n"], n: int) -> Array:
    return observer * n + target


def _look(world: World, month: Month) -> Array:
    """How many opinions are good."""
    del month
    assert world.held.scores is not None
    return (world.held.scores.account[0] > 0.5).sum()
