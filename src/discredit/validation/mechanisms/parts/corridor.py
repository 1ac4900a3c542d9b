"""The ordinary month for mechanisms that others published: the same `step`, the same rooms.

A mechanism brings a policy, and what its authors had otherwise: a crowd of its own, ties of its
own, a way to act of its own. It swaps that one room or those ties; everything else is what every
run goes through. State is what `step` keeps: the truth and the dossier.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array, Bool

from discredit import dossier, truth
from discredit.behaviour import Outlook
from discredit.dossier import Dossier
from discredit.draws import MONTHS_LIMIT, Draws, key_of
from discredit.life import Toll, Treatment
from discredit.policy.rules import BehaviourRules, Rules
from discredit.policy.schema import Policy
from discredit.redress.outcome import HearingOutcome, nothing_heard
from discredit.rooms import ORDINARY, Rooms
from discredit.society.people import People
from discredit.step import advance
from discredit.truth import Acts, Conditions, Surroundings, Truth
from discredit.validation.mechanisms.parts import policies
from discredit.vocabulary import DESKS, EDUCATION, GROUNDS, OCCUPATIONS

STRETCH = 64
"""Months of one call, at most."""
AT_REST, LONGEST = 1e-9, 1 << 14
"""Movement of all scores together that counts as none, and months after which none is awaited."""
_NEXT_ERA = 0x9E3779B97F4A7C15
"""Odd, so that the keys of a long run's eras differ: draws count 2048 months and no more."""


class World(NamedTuple):
    """Where a mechanism's crowd stands: one row per person."""

    people: People
    truth: Truth
    held: Dossier


def crowd(n: int, **columns: Any) -> People:
    """`n` adults who are alike but for the columns given: forty years old, urban, at work, each a
    household of one, with savings that never run out."""
    same = {
        "region": np.zeros(n, np.uint8),
        "age": np.full(n, 40, np.uint8),
        "education": np.full(n, EDUCATION.index("senior"), np.uint8),
        "occupation": np.full(n, OCCUPATIONS.index("clerical"), np.uint8),
        "income_fifth": np.full(n, 2, np.uint8),
        "is_urban": np.ones(n, bool),
        "is_migrant": np.zeros(n, bool),
        "is_woman": np.zeros(n, bool),
        "background": np.zeros(n, np.uint8),
        "is_disabled": np.zeros(n, bool),
        "is_earner": np.ones(n, bool),
        "is_representative": np.zeros(n, bool),
        "place_in_household": np.zeros(n, np.uint8),
        "household_size": np.ones(n, np.uint8),
        "income": np.full(n, 3000.0, np.float32),
        "earnings": np.full(n, 3000.0, np.float32),
        "savings": np.full(n, 1e9, np.float32),
        "sociability": np.full(n, 32, np.uint8),
        "name_frequency": np.full(n, 180, np.uint8),
        "parents": np.zeros(n, np.uint8),
        "present": np.ones(n, bool),
    }
    return People(**{name: jnp.asarray(columns.get(name, column)) for name, column in same.items()})


def bit(conduct: int) -> int:
    """The bit of a conduct of the catalogue, counted from 0, in a person's acts and records."""
    return len(GROUNDS) + conduct


def acts(did: Any, attempts: Any = None) -> Acts:
    """A month in which people did nothing but these conducts, and tried these services."""
    no = jnp.zeros(did.shape, bool)
    none = jnp.zeros(did.shape, jnp.uint32)
    return Acts(
        owes=no, has_means=no, ground=jnp.zeros(did.shape, jnp.uint8), did=did, bought=none,
        hidden=none, pays_off=no, pays_part=no, paid=jnp.zeros(did.shape, jnp.float32),
        company_owes=no,
        attempts=none if attempts is None else attempts,
    )  # fmt: skip


def repeated(rates: Array, luck: Array, most: int) -> Array:
    """Acts of people who do something any number of times a month, at rates [n] of their own: the
    k-th time is the k-th conduct. `luck` [n], uniform, decides how often; the rest are lost."""
    none = jnp.exp(-rates)
    did, mass, below = jnp.zeros(luck.shape, jnp.uint32), none, none
    for k in range(most):
        did = did | ((luck >= below).astype(jnp.uint32) << bit(k))
        mass = mass * rates / (k + 1)
        below = below + mass
    return did


class Scene(NamedTuple):
    """What the act room is told, in its order; see `behaviour.act`."""

    people: People
    now: Truth
    outlook: Outlook
    rules: BehaviourRules
    services: Array
    draws: Draws

    @property
    def surroundings(self) -> Surroundings:
        """What each person sees of others."""
        return self.outlook.surroundings


def acting(choose: Callable[..., tuple[Truth, Acts]], *own: Any) -> Partial:
    """An act room from `choose(*own, scene)`."""
    return Partial(_act, Partial(choose, *own))


def _act(choose: Callable[[Scene], tuple[Truth, Acts]], *told: Any) -> tuple[Truth, Acts]:
    return choose(Scene(*told))


def alone(world: World, month: Array) -> Surroundings:
    """Nobody knows anybody."""
    del month
    n = world.people.age.shape[0]
    no = jnp.zeros(n, bool)
    none = jnp.zeros(n, jnp.uint8)
    return Surroundings(listed_at_home=no, listed_ties=none, ties=none, friends=None, strays=none)


def unhurried() -> Conditions:
    """No queue anywhere: every desk calls everybody at once, no lane, agencies above reproach."""
    return Conditions(jnp.zeros(len(DESKS), jnp.int32), jnp.float32(0), jnp.float32(0))


def begin(of: Policy, people: People) -> World:
    """The first morning of a crowd under a policy."""
    first = policies.rules(of, 1)
    base = None if first.score is None else jnp.asarray(first.score.base[0])
    looks_back = first.score is not None and first.score.factors is not None
    rates = first.score is not None and first.score.peers is not None
    n, lists = people.age.shape[0], first.lists.term_months.shape[1]
    catalogue = first.behaviour.conducts
    conducts = 0 if catalogue is None else catalogue.rate.shape[1]
    return World(
        people,
        truth.begin(people, base, looks_back=looks_back, rates=rates, conducts=conducts),
        dossier.begin(n, lists, base, looks_back=looks_back),
    )


def with_points(world: World, points: Any) -> World:
    """The same crowd, its first scorer's account [n] as given, in the files and in truth."""
    scores, earned = world.held.scores, world.truth.earned
    if scores is None or earned is None:
        raise ValueError("this policy has no scorer")
    account = scores.account.at[0].set(jnp.asarray(points, jnp.float32))
    held = world.held._replace(scores=scores._replace(account=account, shown=account + 0.0))
    rated = None if earned.rated is None else account + 0.0
    own = earned._replace(account=account + 0.0, rated=rated)
    return world._replace(held=held, truth=world.truth._replace(earned=own))


def walk(
    world: World,
    of: Policy | Rules,
    look: Callable[..., Any],
    seed: int,
    *,
    months: int,
    first: int = 0,
    rooms: Rooms = ORDINARY,
    surroundings: Callable[..., Surroundings] = alone,
) -> tuple[World, Any]:
    """So many months of a crowd, and what `look(world, month)` saw in each, stacked.

    Every month is `step.advance`. `surroundings(world, t)` says what each person sees of others, as
    last month left the world; nobody waits anywhere. Rooms, ties and looks that carry numbers of
    their own are `Partial`s, so that other numbers need no other program. `of` may be rules of its
    own for every month. Months past the generator's count begin a new key; month `first` is where
    the count begins.
    """
    told = policies.rules(of, 1) if isinstance(of, Policy) else of
    callables = jax.tree.map(_carried, (rooms, look, surroundings), is_leaf=callable)
    seen: list[Any] = []
    done = 0
    while done < months:
        era, t = divmod(first + done, MONTHS_LIMIT)
        span = min(STRETCH, months - done, MONTHS_LIMIT - t)
        key = key_of((seed + era * _NEXT_ERA) % (1 << 64))
        world, stretch = _walk(world, _rows(told, done), t, span, key, callables)
        seen.append(jax.tree.map(lambda column, span=span: np.asarray(column[:span]), stretch))
        done += span
    return world, jax.tree.map(lambda *columns: np.concatenate(columns), *seen)


def at_rest(
    world: World,
    of: Policy | Rules,
    seed: int,
    *,
    rooms: Rooms,
    surroundings: Callable[..., Surroundings],
) -> np.ndarray[Any, Any]:
    """What the first scorer shows of each person once no score moves any more."""
    for first in range(0, LONGEST, STRETCH):
        world, moved = walk(
            world,
            of,
            _moved,
            seed,
            months=STRETCH,
            first=first,
            rooms=rooms,
            surroundings=surroundings,
        )
        if moved[-1] <= AT_REST:
            break
    assert world.held.scores is not None
    return np.asarray(world.held.scores.shown[0], np.float64)


def _moved(world: World, month: Any) -> Array:
    """By how much scores moved, all together."""
    before, after = month.before.scores, world.held.scores
    assert before is not None and after is not None
    return jnp.abs(after.shown[0] - before.shown[0]).sum()


def _carried(function: Any) -> Any:
    return function if isinstance(function, Partial) else Partial(function)


def _rows(told: Rules, start: int) -> Rules:
    """The rules of a stretch of months; rules of one month hold in all."""

    def rows(column: np.ndarray) -> np.ndarray:
        at = np.minimum(np.arange(start, start + STRETCH), len(column) - 1)
        return column[at]

    return jax.tree.map(rows, told)


@jax.jit
def _walk(world: World, rules: Rules, first: Any, span: Any, key: Any, callables: Any) -> Any:
    """One stretch; the months beyond its span are skipped, so that one program fits all lengths."""
    rooms, look, surroundings = callables
    people = world.people
    person = jnp.arange(people.age.shape[0], dtype=jnp.uint32)

    def month(state: tuple[Truth, Dossier], rule: Rules, t: Array) -> Any:
        world = World(people, *state)
        draws = Draws(key, person, t)
        now, held, month = advance(
            draws,
            people,
            rule,
            world.truth,
            world.held,
            surroundings(world, t),
            unhurried(),
            rooms,
        )
        return (now, held), look(World(people, now, held), month)

    def idle(state: tuple[Truth, Dossier], rule: Rules, t: Array) -> Any:
        _, seen = jax.eval_shape(month, state, rule, t)
        return state, jax.tree.map(lambda column: jnp.zeros(column.shape, column.dtype), seen)

    def at(state: tuple[Truth, Dossier], row: tuple[Rules, Array]) -> Any:
        rule, i = row
        t = (first + i).astype(jnp.uint32)
        return jax.lax.cond(i < span, month, idle, state, rule, t)

    i = jnp.arange(STRETCH, dtype=jnp.int32)
    state, seen = jax.lax.scan(at, (world.truth, world.held), (rules, i))
    return World(people, *state), seen


def no_life(
    people: People,
    now: Truth,
    acts: Acts,
    treatment: Treatment,
    surroundings: Surroundings,
    conditions: Conditions,
    rules: Rules,
    draws: Draws,
) -> tuple[Truth, Toll]:
    """Doors that open or shut and change nobody's life."""
    del people, acts, surroundings, conditions, rules, draws
    closed = treatment.doors.closed
    none = jnp.zeros(closed.shape, jnp.float32)
    nothing = closed & jnp.uint32(0)
    return now, Toll(
        refused=nothing, informal=nothing, hours=none, waited=none, income=none, fined=none,
        dearer=none, saved=none, contacts_lost=none, unpaid=none,
    )  # fmt: skip


def nobody_heard(
    people: People,
    now: Truth,
    is_wrong: Bool[Array, "list n"],
    held: Dossier,
    conditions: Conditions,
    rules: Rules,
    draws: Draws,
) -> tuple[Dossier, HearingOutcome]:
    """No desk to go to."""
    del people, now, is_wrong, conditions, draws
    return held, nothing_heard(held.listed.status, rules.redress)


BARE = ORDINARY._replace(live=no_life, hear=nobody_heard)
"""The corridor up to its doors: life and redress switched off."""
