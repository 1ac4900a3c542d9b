"""Network scoring: what an own record and the records of friends say of a person, where people make
friends with their like.

Two types, a signal that errs, and friendships that form more easily within a type (Wei, Yildirim,
Van den Bulte and Dellarocas). What a scorer may conclude is found here by counting: among people
with the same evidence, how many are of the high type?
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import MONTHS_LIMIT, Decision, Draws, key_of
from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.truth import Acts, Surroundings, Truth
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, number, one_of, whole, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, STRETCH, Scene, World, acting
from discredit.validation.mechanisms.parts.graphs import seen_of
from discredit.validation.mechanisms.parts.policies import policy

ABOUT = About(
    title="Network scoring",
    tier="gate",
    means="engine, swapped",
    how="Observation is the ordinary room, with its missed and its false records; the score room "
    "shows last month's record and forgets it. The act room is swapped for two types of people, of "
    "whom the low one always does what is recorded. Friends are formed by lot among people who "
    "meet, and what is known of them is their score of last month.",
    says="Friends' records are evidence about a person wherever like keeps company with like, and "
    "a scorer who uses them is right more often on average. The price falls on those whose company "
    "differs from them: a spotless record is worth little beside friends with bad ones, and a bad "
    "record is forgiven in good company. Both are conclusions about the group, drawn before the "
    "person did anything. They hold only as long as people do not choose friends for the score's "
    "sake.",
)
INPUTS = {
    "eps": ONE, "q_s": ONE, "q_d": ONE, "cases": LIST,
}  # fmt: skip
RESULTS = {
    "posterior": Kind.ENGINE, "people_with_the_evidence": Kind.ENGINE,
}  # fmt: skip
MEETINGS = (16, 32, 64, 128, 256)
"""How many others people meet in a month, at most: enough for the friends that a case names."""
ENOUGH = 12_000
"""People with the evidence of a case: the share among them is then known to 0.0046 or better."""
MOST_ROWS = 400_000_000
"""Persons times months after which a case rests on what there is."""
SHIFT_KEY = 0x5F356495


class CaseFile(NamedTuple):
    """What a scorer holds about a person."""

    own_is_high: bool
    friends_high: int
    friends_low: int


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The share of high types among people with the evidence of each case.

    Inputs: `eps`, a signal's chance to be wrong; `q_s` and `q_d`, chances that two who meet become
    friends, of the same and of different types; `cases` with own, friends_high, friends_low.
    Source: Wei et al. 2016, Lemma 8.
    """
    eps = number(inputs, "eps", low=0.0, high=1.0)
    same = number(inputs, "q_s", 1.0, low=0.0, high=1.0)
    different = number(inputs, "q_d", low=0.0, high=1.0)
    if same + different <= 0:
        raise wrong("q_s", inputs.get("q_s"), "nobody would make a friend")
    cases = _cases(inputs)
    counted: dict[CaseFile, tuple[int, int]] = {}
    for friends in sorted({case.friends_high + case.friends_low for case in cases}):
        alike = [case for case in dict.fromkeys(cases) if case[1] + case[2] == friends]
        crowd = _Crowd(eps, same, different, friends, people, seed)
        counted |= dict(zip(alike, crowd.count(alike), strict=True))
    return {
        "posterior": [counted[case][0] / max(counted[case][1], 1) for case in cases],
        "people_with_the_evidence": [counted[case][1] for case in cases],
    }


def _cases(inputs: Inputs) -> list[CaseFile]:
    raw = inputs.get("cases")
    if not isinstance(raw, list | tuple) or not raw or not all(isinstance(c, Mapping) for c in raw):
        raise wrong("cases", raw, "it must be a list of cases", "Give own, friends_high, ...")
    return [
        CaseFile(
            one_of(case, "own", {"high": True, "good": True, "low": False, "bad": False}),
            whole(case, "friends_high", 0),
            whole(case, "friends_low", 0),
        )
        for case in raw
    ]


class _Crowd:
    """A crowd in which people keep the first so many friends they make in a month."""

    def __init__(
        self, eps: float, same: float, different: float, friends: int, people: int, seed: int
    ) -> None:
        needed = 3 * friends / ((same + different) / 2) + 8
        self.most = jnp.zeros(next((m for m in MEETINGS if m >= needed), MEETINGS[-1]), bool)
        self.odds = jnp.array([different, same], jnp.float32)
        self.friends, self.rows, self.seed = friends, people, seed
        self.policy = _policy(eps)

    def count(self, cases: list[CaseFile]) -> list[tuple[int, int]]:
        """Of people with the evidence of each case, how many are of the high type; and how many
        there are."""
        table = jnp.asarray(np.array(cases, np.int32))
        key = key_of(self.seed)
        rooms = BARE._replace(act=acting(_by_type, key))
        world = corridor.begin(self.policy, corridor.crowd(self.rows))
        total = np.zeros((len(cases), 2), np.int64)
        stretches = -(-MOST_ROWS // (self.rows * STRETCH))
        for stretch in range(stretches):
            lots = key_of((self.seed + 1 + stretch * STRETCH // MONTHS_LIMIT) % (1 << 64))
            surroundings = Partial(
                _friends, key, lots, self.odds, jnp.int32(self.friends), self.most
            )
            world, seen = corridor.walk(
                world, self.policy, Partial(_by_case, key, table), self.seed, months=STRETCH,
                first=stretch * STRETCH, rooms=rooms, surroundings=surroundings,
            )  # fmt: skip
            # The first month shows nothing yet: its scores are those that everybody begins with.
            total += seen[1 if stretch == 0 else 0 :].sum(axis=0, dtype=np.int64)
            if total[:, 1].min() >= ENOUGH:
                break
        return [(int(high), int(all_)) for high, all_ in total]


def _policy(eps: float) -> Policy:
    """A scorer that shows whether last month left a record, and remembers nothing else."""
    return policy(
        behaviour={"conducts": {"default": {"kind": "offence", "about": "a wrong", "rate": 0.0}}},
        observation={"conducts": {"default": {"seen": 1.0 - eps, "false_records": eps}}},
        scores={
            "signal": {
                "about": "1 after a month without a record, 0 after one with",
                "base": 1.0, "floor": 0.0, "ceiling": 1.0, "points": {"default": -1.0},
                "fades": 1.0, "bands": {"low": 0.0, "high": 0.5}, "is_shown": False,
            }
        },
    )  # fmt: skip


def _is_high(key: Array, person: Array) -> Array:
    """A person's type, for good: of two rows that stand half a crowd apart, one is of each type, by
    an even lot. Draws: TEMPERAMENT."""
    half = jnp.uint32(person.shape[0] // 2)
    lot = Draws(key, person % half, jnp.uint32(0))
    return chance.happens(lot, Decision.TEMPERAMENT, 0.5) ^ (person >= half)


def _by_type(key: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of two types: the low one does it every month, the high one never."""
    now, draws = scene.now, scene.draws
    does = ~_is_high(key, draws.person)
    return now, corridor.acts(does.astype(jnp.uint32) << corridor.bit(0))


def _friends(
    types: Array, key: Array, odds: Array, wanted: Array, most: Array, world: World, month: Array
) -> Surroundings:
    """Everybody meets others one after another, until so many friends are made; of these, how many
    had a record last month. Draws: TIE, STANDING."""
    n = world.people.age.shape[0]
    draws = Draws(key, jnp.arange(n, dtype=jnp.uint32), month)
    is_high, is_low_signal = _is_high(types, draws.person), ~_signal(world)
    # Who is met is as many rows away for everybody, and that distance is drawn: one lot a meeting.
    lots = draws._replace(person=jnp.full(1, SHIFT_KEY, jnp.uint32))

    def meet(met: Array, state: tuple[Array, Array]) -> tuple[Array, Array]:
        ties, low = state
        away = 1 + chance.word(lots, Decision.STANDING, k=met)[0] % jnp.uint32(n - 1)
        other = (draws.person + away) % jnp.uint32(n)
        is_alike = is_high == is_high[other]
        takes = chance.happens(draws, Decision.TIE, jnp.where(is_alike, odds[1], odds[0]), k=met)
        takes = takes & (ties < wanted)
        return ties + takes, low + (takes & is_low_signal[other])

    none = jnp.zeros(n, jnp.int32)
    meetings = jnp.where(wanted > 0, most.shape[0], 0)
    ties, low = jax.lax.fori_loop(0, meetings, meet, (none, none))
    return seen_of(world, month, low, ties)


def _signal(world: World) -> Array:
    """Whose score of last month is high."""
    assert world.held.scores is not None
    return world.held.scores.shown[0] > 0.5


def _by_case(key: Array, cases: Array, world: World, month: Month) -> Array:
    """High types, and everybody, among people with the evidence of each case [case, 2]."""
    shown = month.before.scores
    assert shown is not None
    own = (shown.shown[0] > 0.5).astype(jnp.int32)
    low, ties = month.surroundings.listed_ties, month.surroundings.ties
    is_high = _is_high(key, jnp.arange(own.shape[0], dtype=jnp.uint32))

    def count(case: Array) -> Array:
        fits = (own == case[0]) & (ties - low == case[1]) & (low == case[2])
        return jnp.stack([(fits & is_high).sum(), fits.sum()])

    del world
    return jax.vmap(count)(cases)
