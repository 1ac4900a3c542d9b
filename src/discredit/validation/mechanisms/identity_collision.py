"""Identity collision: a list that is matched on a name, or on any identifier that several people
carry, enters the namesakes of those it is about.

Observation and lists are the ordinary ones; a record that has reached the file of a namesake leads
to an entry like any other. The ties are swapped: a record travels to everybody who carries the same
identifier. Many small societies stand side by side in one crowd.
"""

from __future__ import annotations

import re
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
from discredit.truth import Surroundings
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, as_number, numbers, whole, wrong
from discredit.validation.mechanisms.parts import corridor, policies
from discredit.validation.mechanisms.parts.corridor import BARE, World
from discredit.validation.mechanisms.parts.policies import each, policy
from discredit.vocabulary import OCCUPATIONS, Status

ABOUT = About(
    title="Identity collision",
    tier="gate",
    means="engine, swapped",
    how="Acts, observation and lists are the ordinary ones: in the first month the guilty do "
    "something, are seen and entered. The ties are swapped so that their record then reaches the "
    "file of everybody who carries the same identifier; whoever is entered on it is counted.",
    says="A list that knows people by a name lists names. With a thousand names and a "
    "hundred people listed, one innocent in ten shares a listed name if all names are "
    "equally common, and one in two if the second is half as common as the first, the third "
    "a third, and so on: a common name is both likely to be on the list and carried by "
    "many. Even a fine identifier collides once enough people are compared with one "
    "another; twenty-three are enough for a birthday. Who is struck depends on how common "
    "the name is, not on anything that its bearer did.",
)
INPUTS = {
    "K": ONE, "distribution": ONE, "listed": ONE, "n": LIST,
}  # fmt: skip
RESULTS = {
    "zipf": Kind.ENGINE, "uniform": Kind.ENGINE, "share": Kind.ENGINE,
    "probability": Kind.ENGINE,
}  # fmt: skip
SAMPLING_ERROR = 0.0015
"""Of a probability; published laws are compared within 0.01."""
MOST_ROWS = 30_000_000
"""People of one question at most; a crowd so long goes on drawing societies."""
LEAST_SOCIETIES = 1000
"""Societies that are looked at before anything is said about how they spread."""
LEAST_INNOCENT, MOST_INNOCENT = 10, 1000
"""People besides those listed in a society: about as many as are listed, within these bounds."""
MOST_IDENTIFIERS = 10_000_000
GUILTY, INNOCENT = OCCUPATIONS.index("manual"), OCCUPATIONS.index("clerical")
"""Jobs tell the two apart; the conduct is that of the first alone."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """How many people are taken for somebody else.

    Inputs: K, the number of identifiers; distribution, `uniform` or `Zipf exponent 1`; listed, how
    many people of a society are on the list; n, how many people are compared with one another, one
    number or several. Source: occupancy law; McDonald and Levitt 2008.
    """
    count = whole(inputs, "K", low=1)
    if count > MOST_IDENTIFIERS:
        raise wrong("K", count, f"there can be at most {MOST_IDENTIFIERS} identifiers")
    is_zipf, exponent = _distribution(inputs)
    zipf, uniform = _Names(count, exponent), _Names(count, 0.0)
    obtained: dict[str, Any] = {}
    if "listed" not in inputs and "n" not in inputs:
        raise wrong("listed", "nothing", "either listed or n is needed", "Add listed: 100.")
    if "listed" in inputs:
        listed = whole(inputs, "listed", low=0)
        obtained["zipf"] = _taken_for_listed(zipf, listed, people, seed)
        obtained["uniform"] = _taken_for_listed(uniform, listed, people, seed)
        obtained["share"] = obtained["zipf" if is_zipf else "uniform"]
    if "n" in inputs:
        names = zipf if is_zipf else uniform
        sizes = _sizes(inputs)
        shares = [_any_two_alike(names, size, people, seed) for size in sizes]
        is_list = isinstance(inputs["n"], list | tuple)
        obtained["probability"] = shares if is_list else shares[0]
    return obtained


def _sizes(inputs: Inputs) -> list[int]:
    sizes = numbers(inputs, "n")
    for size in sizes:
        if size < 1 or size != int(size):
            raise wrong("n", inputs["n"], "a number of people is whole, and at least 1")
    return [int(size) for size in sizes]


def _distribution(inputs: Inputs) -> tuple[bool, float]:
    """Whether identifiers are unequal, and how much: the exponent is 1 if the text names none."""
    text = str(inputs.get("distribution", "uniform")).lower()
    if "zipf" not in text:
        if "uniform" in text or "equal" in text:
            return False, 1.0
        rule = "it must be uniform or Zipf, such as Zipf exponent 1"
        raise wrong("distribution", inputs.get("distribution"), rule)
    number = r"(\d*\.?\d+(?:\s*/\s*\d+)?)"
    said = re.search(rf"(?:exponent|alpha|s)\s*(?:=|of|:)?\s*{number}", text)
    said = said or re.search(rf"zipf\D*?{number}", text)
    exponent = 1.0 if said is None else as_number(said[1])
    if exponent is None:
        raise wrong("distribution", inputs.get("distribution"), "its exponent must be a number")
    return True, exponent


class _Names:
    """Identifiers as frequent as a power of their rank; exponent 0 makes all alike."""

    def __init__(self, count: int, exponent: float) -> None:
        self.count = count
        weights = np.arange(1, count + 1, dtype=float) ** -exponent
        self._upper = np.cumsum(weights) / weights.sum()

    def of(self, people: int, seed: int, batch: int) -> np.ndarray:
        """Everybody's identifier, as its rank from 0. Draws: NAME."""
        draws = Draws(key_of(seed), jnp.arange(people, dtype=jnp.uint32), jnp.uint32(batch))
        u = (np.asarray(chance.word(draws, Decision.NAME), float) + 0.5) / 2**32
        return np.minimum(np.searchsorted(self._upper, u, side="right"), self.count - 1)


class _Crowd:
    """Societies of one size side by side, in each of which the first so many are guilty."""

    def __init__(self, size: int, guilty: int, people: int) -> None:
        self.rows = max(people, size)
        self.size, self.societies = size, self.rows // size
        row = np.arange(self.rows)
        self.society = row // size
        self.beyond = row >= self.societies * size
        jobs = np.where((row % size < guilty) & ~self.beyond, GUILTY, INNOCENT).astype(np.uint8)
        listing = _policy()
        self.rules = policies.rules(listing, 1)
        self.world = corridor.begin(listing, corridor.crowd(self.rows, occupation=jobs))

    def month(self, names: _Names, seed: int, batch: int, *, is_everybodys: bool) -> _Taken:
        """With identifiers drawn afresh, up to the month in which records have travelled."""
        who = self.society * np.int64(names.count) + names.of(self.rows, seed, batch)
        # People whom no full society holds carry an identifier of their own.
        who[self.beyond] = -1 - np.flatnonzero(self.beyond)
        bearers = jnp.asarray(np.unique(who, return_inverse=True)[1].reshape(-1), jnp.int32)
        _, seen = corridor.walk(
            self.world,
            self.rules,
            Partial(_taken, jnp.asarray(self.society, jnp.int32)),
            seed,
            months=1 if is_everybodys else 2,
            rooms=BARE,
            surroundings=Partial(_same_name, bearers, jnp.bool_(is_everybodys)),
        )
        return _Taken(*(float(number) for number in seen[-1]))


class _Taken(NamedTuple):
    """Innocents who were taken for somebody else."""

    people: float
    squares: float  # the sum over societies of their numbers squared
    societies: float  # with any


def _taken_for_listed(names: _Names, listed: int, people: int, seed: int) -> float:
    """The share of the others who are entered once the records of those listed have travelled."""
    others = int(np.clip(listed, LEAST_INNOCENT, MOST_INNOCENT))
    crowd = _Crowd(listed + others, listed, people)
    total, squares, societies = 0.0, 0.0, 0
    for batch in range(MONTHS_LIMIT):
        taken = crowd.month(names, seed, batch, is_everybodys=False)
        total, squares = total + taken.people / others, squares + taken.squares / others**2
        societies += crowd.societies
        error = (squares / societies - (total / societies) ** 2) / societies
        is_enough = societies >= LEAST_SOCIETIES and error <= SAMPLING_ERROR**2
        if is_enough or (batch + 2) * crowd.rows > MOST_ROWS:
            break
    return total / societies


def _any_two_alike(names: _Names, size: int, people: int, seed: int) -> float:
    """The share of groups in which a record about one reaches another."""
    crowd = _Crowd(size, 0, people)
    collisions, groups = 0.0, 0
    for batch in range(MONTHS_LIMIT):
        collisions += crowd.month(names, seed, batch, is_everybodys=True).societies
        groups += crowd.societies
        # Two of either kind more: a few groups that agree do not make a certainty.
        share = (collisions + 2) / (groups + 4)
        is_enough = share * (1 - share) / groups <= SAMPLING_ERROR**2
        if is_enough or (batch + 2) * crowd.rows > MOST_ROWS:
            break
    return collisions / groups


def _policy() -> Policy:
    """One conduct of the guilty, always seen, and a list for it that nobody leaves."""
    jobs = each(OCCUPATIONS, 0.0) | {OCCUPATIONS[GUILTY]: 1.0}
    return policy(
        behaviour={
            "conducts": {
                "deed": {
                    "kind": "offence", "about": "what the list is about", "rate": 1.0,
                    "by_occupation": jobs,
                }
            }
        },
        observation={"conducts": {"deed": {"seen": 1.0}}},
        lists={
            "names": {
                "about": "known by a name alone", "colour": "black", "grounds": {"deed": True},
                "term_months": 0.0,
            }
        },
    )  # fmt: skip


def _same_name(bearers: Array, is_everybodys: Array, world: World, month: Array) -> Surroundings:
    """The record of everybody on the list reaches all others who carry the same identifier; where
    it is everybody's, that of each reaches all others, list or no list."""
    sends = (world.held.listed.status[0] == Status.LISTED) | is_everybodys
    senders = jax.ops.segment_sum(sends.astype(jnp.int32), bearers, bearers.shape[0])
    reached = senders[bearers] - sends > 0
    code = jnp.uint8(corridor.bit(0) + 1)
    return corridor.alone(world, month)._replace(strays=jnp.where(reached, code, jnp.uint8(0)))


def _taken(society: Array, world: World, month: Month) -> Array:
    """People on the list for what they did not do: how many, the sum of their squared numbers by
    society, and societies with any."""
    del month
    is_on = world.held.listed.status[0] == Status.LISTED
    is_wrong = is_on & ((world.truth.rests_on & 1) == 0)
    by_society = jax.ops.segment_sum(is_wrong.astype(jnp.float32), society, society.shape[0])
    return jnp.stack([by_society.sum(), (by_society**2).sum(), (by_society > 0).sum()])
