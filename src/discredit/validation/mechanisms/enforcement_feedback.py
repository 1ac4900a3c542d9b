"""Enforcement that follows its own record: inspections go where incidents are on file, and they put
further incidents on file where they go.

Two districts share one inspection a month. The register is the score room's account, a point per
recorded incident. It decides where the next inspection goes.
"""

from __future__ import annotations

from math import ceil
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array, Float32, UInt32

from discredit import draws as chance
from discredit import score
from discredit.dossier import Appraisal, Friends, Scored
from discredit.draws import Decision
from discredit.observation import observe
from discredit.policy.rules import ScoreRules
from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.rooms import Rooms
from discredit.truth import Acts, Surroundings, Truth
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, called, numbers, whole, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting
from discredit.validation.mechanisms.parts.policies import policy

ABOUT = About(
    title="Enforcement feedback",
    tier="gate",
    means="engine, swapped",
    how="Rows are districts, two by two. Act is swapped for incidents at given rates and for the "
    "inspection, which goes to either district by its share of the register; observation writes "
    "down what is to be discovered only where the inspection went; the register is the ordinary "
    "account of points, where the correction, if there is one, weights discoveries.",
    says="When inspections follow records and records follow inspections, the file no longer "
    "measures misconduct. If only inspections discover incidents, nearly all of them end up in the "
    "district that is somewhat worse, or, between equal districts, in the one that had early bad "
    "luck, and stay there. Reports from citizens dampen this without undoing it. Weighting each "
    "discovery by one over the chance of the visit restores the truth; that takes knowing that "
    "chance, which an agency learns only by recording how it chose.",
)
INPUTS = {
    "discovered": LIST, "reported": LIST, "start": LIST, "increment": ONE, "correction": ONE,
    "rounds": ONE, "replications": ONE,
}  # fmt: skip
RESULTS = {
    "limit": Kind.ENGINE, "mean": Kind.ENGINE, "standard_deviation": Kind.ENGINE,
    "mean_after_*": Kind.ENGINE, "true_share": Kind.WIRING, "rounds": Kind.WIRING,
    "replications": Kind.WIRING,
}  # fmt: skip
"""Incidents happen at the given rates; how many did is counted back."""
FEWEST_PAIRS = 300
"""Pairs of districts, each a replication."""
MOST_RATE = 60.0
"""Incidents of one kind a month, in the mean."""
POINT = 1 / 64
"""Points per incident on file: a register holds a million points, and sums of 64ths are exact."""


class _Town(NamedTuple):
    """Rates and start per district, A first."""

    discovered: list[float]
    reported: list[float]
    start: list[float]
    is_counted: bool  # the rates are numbers of incidents, not means of a Poisson distribution
    is_weighted: bool  # a discovery counts for one over the chance of the visit


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The share of inspections that goes to district A, over replications of a long history.

    Inputs: discovered, reported and start, each for A and B; increment (`exactly one ball`);
    correction (a weight of one over the probability); rounds; replications. Source: Ensign,
    Friedler, Neville, Scheidegger and Venkatasubramanian 2018.
    """
    town = _town(inputs)
    usual_rounds, usual_pairs = _usual(town, people)
    rounds = whole(inputs, "rounds", usual_rounds, low=1)
    pairs = whole(inputs, "replications", usual_pairs, low=2)
    shares, true_share = _history(town, rounds, pairs, seed)
    now = shares[-1]
    mean, spread = float(now.mean()), float(now.std(ddof=1))
    return {
        "limit": _limit(shares),
        "mean": mean,
        "standard_deviation": spread,
        called("mean_after", rounds): mean,
        "true_share": true_share,
        "rounds": rounds,
        "replications": pairs,
    }


def _usual(town: _Town, people: int) -> tuple[int, int]:
    """Rounds and replications where the inputs name none."""
    is_even = town.discovered[0] == town.discovered[1] and not any(town.reported)
    if town.is_weighted:
        # A rare visit counts for much, so that a spread takes many replications.
        return 20_000, min(max(people // 2, FEWEST_PAIRS), 2 * FEWEST_PAIRS)
    if is_even:
        # Between equals the share settles early, and what counts is where.
        return 2_000, 3 * FEWEST_PAIRS
    return 20_000, FEWEST_PAIRS


def _town(inputs: Inputs) -> _Town:
    rates = [_pair(inputs, field) for field in ("discovered", "reported")]
    if max(max(pair) for pair in rates) > MOST_RATE:
        raise wrong("discovered", rates, f"rates lie from 0 to {MOST_RATE:g}")
    correction = str(inputs.get("correction") or "none").lower()
    is_weighted = "weight" in correction or "1/p" in correction
    if not is_weighted and correction != "none":
        rule = "the correction known here is a weight of one over the probability of the visit"
        raise wrong("correction", correction, rule, "Write: weight 1/probability of the visit.")
    increment = str(inputs.get("increment", "Poisson")).lower()
    is_counted = "exact" in increment or "no poisson" in increment or "fixed" in increment
    discovered, reported = rates
    start = _pair(inputs, "start", [1.0, 1.0])
    return _Town(discovered, reported, start, is_counted, is_weighted)


def _pair(inputs: Inputs, field: str, default: list[float] | None = None) -> list[float]:
    """A number for A and one for B."""
    pair = numbers(inputs, field, default or [0.0, 0.0])
    if len(pair) != 2 or min(pair) < 0:
        raise wrong(field, inputs[field], "it must be two numbers, for A and B, not below nought")
    return pair


def _limit(shares: np.ndarray) -> float:
    """Where the mean share is heading, from what it was after a quarter and half of the rounds.

    A gap that closes by the same factor with every doubling has its end beyond the last round; the
    mean after the last round is the answer where no such factor stands out of the noise.
    """
    steps = np.diff(shares, axis=0)
    change = steps.mean(axis=1)
    noise = steps.std(axis=1, ddof=1) / np.sqrt(shares.shape[1])
    last = float(shares[-1].mean())
    if (np.abs(change) <= 3 * noise).any():
        return last
    factor = float(change[1] / change[0])
    if not 0 < factor < 0.9:
        return last
    return float(np.clip(last + change[1] * factor / (1 - factor), 0.0, 1.0))


def _history(town: _Town, rounds: int, pairs: int, seed: int) -> tuple[np.ndarray, float]:
    """A's share of the register after a quarter, half and all of the rounds, per replication, and
    its share of the incidents that happened, on file or not."""
    table = _table(town)
    of = _policy(_digits(table))
    rooms: Rooms = BARE._replace(act=acting(_happen, table), observe=Partial(_inspect, table))
    if town.is_weighted:
        rooms = rooms._replace(score=Partial(_weigh, table))
    world = corridor.begin(of, corridor.crowd(2 * pairs))
    world = corridor.with_points(world, np.tile(POINT * np.array(town.start), pairs))
    shares, happened, month = [], np.zeros(2), 0
    # A stretch of months never runs over the end of a key.
    quarter = rounds // 4 // corridor.STRETCH * corridor.STRETCH
    for until in (quarter, 2 * quarter, rounds):
        if until > month:
            world, seen = corridor.walk(
                world, of, Partial(_incidents, table), seed, months=until - month, first=month,
                rooms=rooms, surroundings=_register,
            )  # fmt: skip
            happened, month = happened + seen.sum(axis=0, dtype=float), until
        assert world.held.scores is not None
        points = np.asarray(world.held.scores.account[0], float).reshape(pairs, 2)
        shares.append(points[:, 0] / np.maximum(points.sum(axis=1), 1e-9))
    return np.array(shares), float(happened[0] / max(happened.sum(), 1.0))


def _table(town: _Town) -> Float32[Array, "kind district most"]:
    """The chance of at most k incidents a month, to be discovered and reported, in A and in B."""
    from scipy.stats import poisson

    rates = np.array([town.discovered, town.reported])[:, :, None]
    spread = 0.0 if town.is_counted else 6 * np.sqrt(rates.max())
    k = np.arange(2 ** max(4, ceil(np.log2(rates.max() + spread + 1))))
    if town.is_counted:
        # A fraction of an incident is one that happens in this share of the months.
        at_most = np.clip(k + 1 - rates, 0.0, 1.0)
    else:
        at_most = np.asarray(poisson.cdf(k, rates))
    at_most[:, :, -1] = 1.0
    return jnp.asarray(at_most, jnp.float32)


def _digits(table: Array) -> int:
    return int(table.shape[-1]).bit_length() - 1


def _policy(digits: int) -> Policy:
    """Incidents are many a month and a conduct happens once: each stands for a digit of their
    number, so that five conducts count up to 31."""
    worth = {
        f"{kind}_{2**digit}": POINT * 2**digit
        for kind in ("discoverable", "reported")
        for digit in range(digits)
    }
    names = [*worth, "inspection"]
    return policy(
        behaviour={
            "conducts": {
                name: {"kind": "offence", "about": name.replace("_", " "), "rate": 0.0}
                for name in names
            }
        },
        observation={"conducts": {name: {"seen": 1.0} for name in worth}},
        scores={
            "register": {
                "about": "incidents on file",
                "base": 0.0,
                "floor": 0.0,
                "ceiling": 1e6,
                "points": worth,
                "bands": {"all": 0.0},
                "is_shown": False,
            }
        },
    )


def _register(world: World, month: Array) -> Surroundings:
    """What the register of last month says: `mean`, a district's own share of its pair's incidents
    on file; `weighted`, the share of the pair's A."""
    assert world.held.scores is not None
    points = world.held.scores.account[0].reshape(-1, 2)
    total = points.sum(axis=1, keepdims=True)
    share = jnp.where(total > 0, points / jnp.maximum(total, 1e-9), 0.5)
    of_a = jnp.repeat(share[:, 0], 2)
    return corridor.alone(world, month)._replace(friends=Friends(share.ravel(), of_a))


def _happen(table: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of districts: incidents of both kinds, and the inspection, which comes to one of
    the two. Draws: ACT, two; LISTING_ACTIVITY, one for both districts."""
    now, surroundings, draws = scene.now, scene.surroundings, scene.draws
    assert surroundings.friends is not None
    digits, is_b = _digits(table), draws.person & 1
    did = jnp.zeros(is_b.shape, jnp.uint32)
    for kind in range(2):
        u = chance.uniform(draws, Decision.ACT, kind)
        at_most = jnp.where((is_b == 1)[:, None], table[kind, 1], table[kind, 0])
        count = (u[:, None] >= at_most).sum(axis=1).astype(jnp.uint32)
        did = did | (count << corridor.bit(kind * digits))
    both = draws._replace(person=draws.person - is_b)
    goes_to_a = chance.uniform(both, Decision.LISTING_ACTIVITY) < surroundings.friends.weighted
    comes = goes_to_a == (is_b == 0)
    return now, corridor.acts(did | (comes.astype(jnp.uint32) << corridor.bit(2 * digits)))


def _inspect(table: Array, acts: Acts, *rest: Any) -> Any:
    """The observation room, blind to what is only to be discovered where the inspection is not."""
    digits = _digits(table)
    comes = ((acts.did >> corridor.bit(2 * digits)) & 1) != 0
    known = jnp.where(comes, acts.did, acts.did & ~_field(digits, 0))
    return observe(acts._replace(did=known), *rest)


def _weigh(
    table: Array,
    account: Float32[Array, "scorer n"],
    records: UInt32[Array, " n"],
    on_lists: UInt32[Array, " n"],
    appraisal: Appraisal,
    friends: Friends | None,
    rules: ScoreRules,
) -> Scored:
    """The score room, and to every discovery what it counts for beyond one: a discovery in a
    district that was inspected with chance p stands for 1 / p of them."""
    assert friends is not None
    scored = score.update(account, records, on_lists, appraisal, friends, rules)
    discovered = POINT * _number(records, _digits(table), 0)
    beyond = discovered * (1 / jnp.maximum(friends.mean, 1e-9) - 1)
    scores = scored.scores._replace(account=scored.scores.account + beyond)
    return scored._replace(scores=scores)


def _field(digits: int, kind: int) -> UInt32[Array, ""]:
    """The bits that count the incidents of a kind."""
    return jnp.uint32(((1 << digits) - 1) << corridor.bit(kind * digits))


def _number(bits: Array, digits: int, kind: int) -> Float32[Array, " n"]:
    """How many incidents of a kind there are in acts or records."""
    return ((bits & _field(digits, kind)) >> corridor.bit(kind * digits)).astype(jnp.float32)


def _incidents(table: Array, world: World, month: Month) -> Float32[Array, "2"]:
    """Incidents that happened in the As and in the Bs, whether anybody knows of them or not."""
    del world
    did, digits = month.acts.did, _digits(table)
    return (_number(did, digits, 0) + _number(did, digits, 1)).reshape(-1, 2).sum(axis=0)
